"""Reorganisations on the staff pages: the list, the way a sheet takes, who became whom, undoing it again."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import date
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from python_calamine import CalamineWorkbook

from khuyenhoc.domain.organisation.models import Reorganisation, Unit, UnitVersion
from khuyenhoc.domain.people.models import Account
from khuyenhoc.foundation.waiting.models import WaitingSheet
from tests import factories
from tests.cast import Cast
from tests.interfaces.web.conftest import Answer, In, words

HEADING = "effective_on,document,act,unit,heir,parent,kind,name,official_code,note"
DECISION = "2026-03-01,12/NQ-HĐND ngày 03/02/2026 của HĐND tỉnh Cao Bằng"
MERGED = f"{DECISION},merge,duc-long,dong-khe,,,,,"
CUT = (
    f"{DECISION},split,dong-khe,dong-khe,,,,,",
    f"{DECISION},split,dong-khe,lung-moi,cao-bang,commune,Lũng Mới,,Xóm Nà Pò",
)


def hand_in(client: Client, *rows: str, name: str = "to-chuc-lai.csv") -> Answer:
    content = "\n".join((HEADING, *rows)).encode()
    return client.post(reverse("web:reform-load"), {"file": SimpleUploadedFile(name, content)}, follow=True)


def waiting(name: str) -> str:
    return reverse(name, kwargs={"token": WaitingSheet.objects.get().token})


def apply_what_waits(client: Client, *, stamp: str | None = None) -> Answer:
    """As the form of the preview does; with another stamp, as a preview of another tree."""
    shown = client.get(waiting("web:reform-trial")).content.decode()
    seen = shown.partition('name="stamp" value="')[2].partition('"')[0]
    return client.post(waiting("web:reform-apply"), {"stamp": seen if stamp is None else stamp}, follow=True)


def applied(number: str) -> Reorganisation:
    return Reorganisation.objects.get(document__number=number)


def page_of(name: str, number: str) -> str:
    return reverse(name, kwargs={"pk": applied(number).pk})


def test_the_list_says_what_each_document_did(cast: Cast, signed_in: In) -> None:
    page = words(signed_in(cast.province).get(reverse("web:reforms")))

    assert "Nghị quyết 1657/NQ-UBTVQH15" in page
    assert "01/07/2025 0 2 0" in page
    assert "Load a sheet" in page


def test_the_list_is_taken_away_as_a_sheet(cast: Cast, signed_in: In) -> None:
    answer = signed_in(cast.province).get(reverse("web:reforms-export"))

    rows = CalamineWorkbook.from_filelike(io.BytesIO(answer.content)).get_sheet_by_index(0).to_python()
    assert rows[1][0] == "Nghị quyết 1657/NQ-UBTVQH15"
    assert rows[1][3:7] == [date(2025, 7, 1), 0.0, 2.0, 0.0]


def test_an_empty_list_says_what_to_do_first(cast: Cast, signed_in: In) -> None:
    page = words(signed_in(cast.stranger).get(reverse("web:reforms")))

    assert "No reorganisation yet" in page
    assert "Load a sheet" in page
    assert "1657" not in page


def test_who_may_not_change_the_tree_sees_the_list_without_the_way_to_load(cast: Cast, signed_in: In) -> None:
    factories.reorganised("rename duc-long name=Đức_Long_Mới", on=date(2026, 3, 1), document="9/QĐ")

    page = words(signed_in(cast.commune).get(reverse("web:reforms")))

    assert "9/QĐ" in page
    assert "1657" not in page
    assert "Load a sheet" not in page


def test_a_sheet_shows_what_it_would_do_and_changes_nothing(cast: Cast, signed_in: In) -> None:
    page = words(hand_in(signed_in(cast.province), MERGED))

    assert "Nothing has been changed yet" in page
    assert "HĐND tỉnh Cao Bằng, 03/02/2026. In effect from 01/03/2026." in page
    assert "2 units" in page
    assert "Xã Đông Khê there before, takes others in Xã Đức Long" in page
    assert "Apply 1 document" in page
    assert not Reorganisation.objects.filter(document__number="12/NQ-HĐND").exists()


def test_what_follows_is_said_before_it_is_applied(cast: Cast, signed_in: In) -> None:
    page = words(hand_in(signed_in(cast.province), MERGED))

    assert "Units below Xã Đức Long: 1 will keep name, registers and figures" in page
    assert "1 posts in the units that end" in page


def test_a_part_is_marked_by_word_and_shape_and_who_stays_smaller_is_said(cast: Cast, signed_in: In) -> None:
    answer = hand_in(signed_in(cast.province), *CUT)

    page = words(answer)
    assert "stays itself, smaller than before the part that stays xã Đông Khê" in page
    assert "Xã Lũng Mới newly founded a part xã Đông Khê other parts: xã Đông Khê Xóm Nà Pò" in page
    assert answer.content.decode().count('class="is-part"') == 2


def test_applying_leads_to_who_became_whom(cast: Cast, signed_in: In) -> None:
    client = signed_in(cast.province)
    hand_in(client, MERGED)

    page = words(apply_what_waits(client))

    assert "Applied: 12/NQ-HĐND." in page
    assert "Who became whom by 12/NQ-HĐND" in page
    assert "Xã Đông Khê there before, takes others in Xã Đức Long" in page
    assert "1 posts in the units that end" in page
    assert applied("12/NQ-HĐND").applied_by == cast.province
    assert not WaitingSheet.objects.exists()


def test_several_documents_of_a_sheet_are_applied_together(cast: Cast, signed_in: In) -> None:
    client = signed_in(cast.province)
    hand_in(client, MERGED, "2026-06-01,15/NQ-HĐND,rename,dong-khe,,,,Đông Khê Mới,,")

    page = words(apply_what_waits(client))

    assert "Applied: 12/NQ-HĐND, 15/NQ-HĐND." in page
    assert Reorganisation.objects.count() == 3


def test_an_unsound_row_is_named_with_its_column_and_nothing_can_be_applied(
    cast: Cast, signed_in: In
) -> None:
    client = signed_in(cast.province)
    page = words(hand_in(client, MERGED, f"{DECISION},merge,khong-co,dong-khe,,,,,"))

    refused = client.post(waiting("web:reform-apply"), {"stamp": str(uuid4())}, follow=True)

    assert "1 row to look at" in page
    assert "Row 3, column Mã đơn vị:" in page
    assert "Apply 1 document" not in page
    assert "nothing was applied" in words(refused)
    assert Reorganisation.objects.count() == 1


def test_the_rows_to_mend_are_taken_away_whole(cast: Cast, signed_in: In) -> None:
    client = signed_in(cast.province)
    hand_in(client, f"{DECISION},gop,duc-long,dong-khe,,,,,")

    answer = client.get(waiting("web:reform-trial"), {"problems": "csv"})

    assert "Row 2, column Việc: There is no act “gop”" in answer.content.decode("utf-8-sig")


@pytest.mark.parametrize(
    ("name", "content"),
    [("a.pdf", b"%PDF-1.7"), ("a.csv", b"ten,so\n1,2\n"), ("a.xlsx", b"PK\x03\x04hong"), ("a.csv", b"")],
)
def test_a_file_that_is_no_sheet_is_refused_beside_its_field(
    cast: Cast, signed_in: In, name: str, content: bytes
) -> None:
    answer = signed_in(cast.province).post(
        reverse("web:reform-load"), {"file": SimpleUploadedFile(name, content)}
    )

    assert answer.status_code == 422
    assert 'class="field has-error"' in answer.content.decode()
    assert not WaitingSheet.objects.exists()


def test_a_body_over_the_bound_is_not_read(cast: Cast, signed_in: In) -> None:
    answer = signed_in(cast.province).generic(
        "POST",
        reverse("web:reform-load"),
        b"",
        content_type="multipart/form-data; boundary=x",
        CONTENT_LENGTH=str(60 * 1024 * 1024),
    )

    assert answer.status_code == 413


def test_a_tree_changed_in_between_is_said_and_shown_anew(cast: Cast, signed_in: In) -> None:
    client = signed_in(cast.province)
    hand_in(client, MERGED)
    seen = (
        client.get(waiting("web:reform-trial"))
        .content.decode()
        .partition('name="stamp" value="')[2]
        .partition('"')[0]
    )
    factories.reorganised("rename dong-khe name=Đông_Khê_Mới", on=date(2026, 2, 1), document="11/QĐ")

    page = words(apply_what_waits(client, stamp=seen))

    assert "Another user changed the units while you were looking" in page
    assert "Xã Đông Khê Mới there before, takes others in" in page
    assert not Reorganisation.objects.filter(document__number="12/NQ-HĐND").exists()
    assert "Applied: 12/NQ-HĐND." in words(apply_what_waits(client))


@pytest.mark.parametrize("stamp", ["", "cây"])
def test_a_form_that_does_not_say_what_was_seen_applies_nothing(
    cast: Cast, signed_in: In, stamp: str
) -> None:
    client = signed_in(cast.province)
    hand_in(client, MERGED)

    page = words(apply_what_waits(client, stamp=stamp))

    assert "nothing was applied" in page
    assert Reorganisation.objects.count() == 1


def test_the_same_sheet_twice_says_that_it_has_been_applied_already(cast: Cast, signed_in: In) -> None:
    client = signed_in(cast.province)
    hand_in(client, MERGED)
    apply_what_waits(client)

    again = hand_in(client, MERGED)

    assert "Everything in this sheet has been applied already." in words(again)
    assert page_of("web:reform", "12/NQ-HĐND") in again.content.decode()
    assert "Apply" not in words(again).partition("applied already")[2]


def test_the_same_form_sent_twice_applies_once(cast: Cast, signed_in: In) -> None:
    client = signed_in(cast.province)
    hand_in(client, MERGED)
    address = waiting("web:reform-apply")
    apply_what_waits(client)

    again = client.post(address, {"stamp": str(uuid4())}, follow=True)

    assert "This sheet waits no longer" in words(again)
    assert Reorganisation.objects.count() == 2


def test_a_sheet_put_aside_is_gone(cast: Cast, signed_in: In) -> None:
    client = signed_in(cast.province)
    hand_in(client, MERGED)

    page = words(client.post(waiting("web:reform-discard"), follow=True))

    assert "Nothing was changed." in page
    assert not WaitingSheet.objects.exists()


def test_the_blank_sheet_explains_every_act_and_can_be_handed_in(cast: Cast, signed_in: In) -> None:
    answer = signed_in(cast.province).get(reverse("web:reform-blank"))

    book = CalamineWorkbook.from_filelike(io.BytesIO(answer.content))
    heading = book.get_sheet_by_index(0).to_python()[0]
    guide = [str(row[0]) for row in book.get_sheet_by_index(1).to_python()]
    assert heading[:4] == ["Ngày có hiệu lực", "Văn bản", "Việc", "Mã đơn vị"]
    assert any(line.startswith("split: a unit is cut") for line in guide)


def test_a_document_nothing_rests_on_is_undone_and_can_be_applied_again(cast: Cast, signed_in: In) -> None:
    client = signed_in(cast.province)
    hand_in(client, *CUT)
    apply_what_waits(client)
    asked = words(client.get(page_of("web:reform-reverse", "12/NQ-HĐND")))

    undone = words(client.post(page_of("web:reform-reverse", "12/NQ-HĐND"), follow=True))

    assert "Everything the document did to the units is undone together" in asked
    assert "from 01/03/2026: 1 units founded, 0 ended, 0 changed" in asked
    assert "Undone: 12/NQ-HĐND." in undone
    assert not Unit.objects.filter(key="lung-moi").exists()
    hand_in(client, *CUT)
    assert "Applied: 12/NQ-HĐND." in words(apply_what_waits(client))


def test_asking_whether_it_can_be_undone_changes_nothing(cast: Cast, signed_in: In) -> None:
    client = signed_in(cast.province)
    hand_in(client, MERGED)
    apply_what_waits(client)
    before = list(UnitVersion.objects.order_by("pk").values())

    client.get(page_of("web:reform-reverse", "12/NQ-HĐND"))

    assert list(UnitVersion.objects.order_by("pk").values()) == before


def test_what_rests_on_a_document_is_said_and_no_button_offered(cast: Cast, signed_in: In) -> None:
    client = signed_in(cast.province)
    hand_in(client, MERGED)
    apply_what_waits(client)
    factories.reorganised("rename dong-khe name=Đông_Khê_Mới", on=date(2026, 6, 1), document="15/QĐ")
    address = page_of("web:reform-reverse", "12/NQ-HĐND")

    page = words(client.get(address))
    forced = words(client.post(address, follow=True))

    assert "It cannot be undone now" in page
    assert "The document 15/QĐ (from 01/06/2026 on) changed these units further." in page
    assert "Yes, undo it" not in page
    assert "Nothing was undone." in forced
    assert Reorganisation.objects.filter(document__number="12/NQ-HĐND").exists()


def test_two_days_of_one_document_do_not_stand_in_each_others_way(cast: Cast, signed_in: In) -> None:
    client = signed_in(cast.province)
    hand_in(client, MERGED, "2026-06-01,12/NQ-HĐND,rename,dong-khe,,,,Đông Khê Mới,,")
    apply_what_waits(client)
    first = Reorganisation.objects.filter(document__number="12/NQ-HĐND").order_by("effective_on")[0]

    page = words(client.get(reverse("web:reform-reverse", kwargs={"pk": first.pk})))

    assert "from 01/03/2026" in page
    assert "from 01/06/2026" in page
    assert "Yes, undo it" in page


def test_a_post_of_a_unit_sees_the_groups_of_its_units_alone(cast: Cast, signed_in: In) -> None:
    factories.reorganised(
        "merge duc-long dong-khe", "split tan-giang tan-giang",
        "split tan-giang nuoc-hai name=Nước_Hai kind=commune parent=cao-bang",
        on=date(2026, 3, 1), document="12/NQ",
    )  # fmt: skip

    page = words(signed_in(cast.commune).get(page_of("web:reform", "12/NQ")))

    assert "Shown are the units your post reaches" in page
    assert "Xã Đức Long" in page
    assert "Nước Hai" not in page
    assert "chức danh" not in page
    assert "Undo it" not in page


def refusals(cast: Cast) -> Sequence[Account]:
    return (cast.stranger, cast.nobody)


def test_a_stranger_learns_nothing_of_a_document_of_another_branch(cast: Cast, signed_in: In) -> None:
    for account in refusals(cast):
        client = signed_in(account)
        for name in ("web:reform", "web:reform-reverse"):
            assert client.get(page_of(name, "Nghị quyết 1657/NQ-UBTVQH15")).status_code in (403, 404)
        assert client.post(page_of("web:reform-reverse", "Nghị quyết 1657/NQ-UBTVQH15")).status_code in (
            403,
            404,
        )
        assert "1657" not in client.get(reverse("web:reforms-export")).content.decode("latin-1")

    assert Reorganisation.objects.count() == 1


@pytest.mark.parametrize("name", ["web:reform-load", "web:reform-blank"])
def test_only_who_may_change_the_tree_may_load(cast: Cast, signed_in: In, name: str) -> None:
    for account in (cast.district, cast.commune, cast.chapter, cast.editor, cast.nobody):
        assert signed_in(account).get(reverse(name)).status_code == 403


def test_a_sheet_that_waits_is_its_accounts_own(cast: Cast, signed_in: In) -> None:
    hand_in(signed_in(cast.province), MERGED)

    stranger = signed_in(cast.stranger)
    for name, method in (
        ("web:reform-trial", stranger.get),
        ("web:reform-apply", stranger.post),
        ("web:reform-discard", stranger.post),
    ):
        answer = method(waiting(name), follow=True)
        assert "Đức Long" not in words(answer)
        assert "12/NQ-HĐND" not in words(answer)

    assert WaitingSheet.objects.count() == 1
    assert Reorganisation.objects.count() == 1


def test_a_unit_outside_the_mandate_is_named_as_written_and_nothing_is_kept(
    cast: Cast, signed_in: In
) -> None:
    answer = hand_in(signed_in(cast.stranger), MERGED)

    assert "The sheet names units outside your post: “dong-khe”, “duc-long”." in words(answer)
    assert not WaitingSheet.objects.exists()


def test_a_document_that_is_not_there_is_not_found(cast: Cast, signed_in: In) -> None:
    assert signed_in(cast.province).get(reverse("web:reform", kwargs={"pk": 999_999})).status_code == 404


@pytest.mark.parametrize("name", ["web:reform-apply", "web:reform-discard"])
def test_what_changes_something_is_sent_never_fetched(cast: Cast, signed_in: In, name: str) -> None:
    client = signed_in(cast.province)
    hand_in(client, MERGED)

    assert client.get(waiting(name)).status_code == 405


def test_more_rows_ask_no_more_questions_of_the_database(cast: Cast, signed_in: In) -> None:
    client = signed_in(cast.province)
    counted: dict[str, list[int]] = {"trial": [], "reform": []}

    for number, rows in (
        ("1/NQ", [*CUT, MERGED]),
        ("2/NQ", [*CUT, MERGED, f"{DECISION},merge,tan-giang,dong-khe,,,,,"]),
    ):
        hand_in(client, *(row.replace("12/NQ-HĐND", number) for row in rows))
        counted["trial"].append(queries_of(client, waiting("web:reform-trial")))
        apply_what_waits(client)
        counted["reform"].append(queries_of(client, page_of("web:reform", number)))
        client.post(page_of("web:reform-reverse", number))

    assert counted["trial"][0] == counted["trial"][1] <= 30
    assert counted["reform"][0] == counted["reform"][1] <= 30


def queries_of(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    return len(asked)
