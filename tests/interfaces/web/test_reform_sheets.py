"""The way a sheet of reorganisations takes: handed in, shown as what it would do, applied or put aside."""

from __future__ import annotations

import io
from datetime import date
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from python_calamine import CalamineWorkbook

from khuyenhoc.domain.organisation.models import Reorganisation
from khuyenhoc.foundation.waiting.models import WaitingSheet
from tests import factories
from tests.cast import Cast
from tests.interfaces.web.conftest import In, words
from tests.interfaces.web.the_reforms import (
    CUT,
    DECISION,
    MERGED,
    applied,
    apply_what_waits,
    hand_in,
    page_of,
    waiting,
)


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


@pytest.mark.parametrize("name", ["web:reform-apply", "web:reform-discard"])
def test_what_changes_something_is_sent_never_fetched(cast: Cast, signed_in: In, name: str) -> None:
    client = signed_in(cast.province)
    hand_in(client, MERGED)

    assert client.get(waiting(name)).status_code == 405
