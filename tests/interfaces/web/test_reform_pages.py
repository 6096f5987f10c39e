"""Reorganisations on the staff pages: the list, who became whom, undoing it again."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import date

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from python_calamine import CalamineWorkbook

from khuyenhoc.domain.organisation.models import Reorganisation, Unit, UnitVersion
from khuyenhoc.domain.people.models import Account
from tests import factories
from tests.cast import Cast
from tests.interfaces.web.conftest import In, words
from tests.interfaces.web.the_reforms import (
    CUT,
    DECISION,
    MERGED,
    apply_what_waits,
    hand_in,
    page_of,
    waiting,
)


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


def test_a_document_that_is_not_there_is_not_found(cast: Cast, signed_in: In) -> None:
    assert signed_in(cast.province).get(reverse("web:reform", kwargs={"pk": 999_999})).status_code == 404


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
