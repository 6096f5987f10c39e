"""Units on a day: found without accents or by code, in Vietnamese order, and through time."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from tests.cast import Cast
from tests.interfaces.web.conftest import In


def titles(page: str) -> list[str]:
    return re.findall(r'<th scope="row"><a href="[^"]*">([^<]+)</a></th>', page)


def test_a_list_of_units_stands_in_vietnamese_order_and_names_its_day(cast: Cast, signed_in: In) -> None:
    page = signed_in(cast.province).get(reverse("web:units"), {"on": "2025-11-09"}).content.decode()

    assert titles(page) == ["Tỉnh Cao Bằng", "Xã Đông Khê", "Xã Đức Long", "Phường Tân Giang", "Chi hội Xóm Nà Pò"]
    assert "in being on 09/11/2025" in page


@pytest.mark.parametrize(
    ("query", "on", "found"),
    [
        ("dong khe", "2025-11-09", ["Xã Đông Khê"]),
        ("thị trấn đông khê", "2024-01-01", ["Thị trấn Đông Khê"]),
        ("01288", "2024-01-01", ["Phường Duyệt Trung"]),
        ("01288", "2025-11-09", ["Phường Tân Giang"]),
        ("01276", "2025-11-09", []),
        ("lang son", "2025-11-09", []),
    ],
)
def test_a_unit_is_found_by_its_name_or_code_of_that_day(cast: Cast, signed_in: In, query: str, on: str, found: list[str]) -> None:
    page = signed_in(cast.province).get(reverse("web:units"), {"q": query, "on": on}).content.decode()

    assert titles(page) == found


def test_a_day_that_is_none_is_said_beside_its_field_and_today_is_shown(cast: Cast, signed_in: In) -> None:
    answer = signed_in(cast.province).get(reverse("web:units"), {"on": "30 tháng 2"})

    assert answer.status_code == 200
    assert "This is not a day." in answer.content.decode()


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31", "1945-09-01"])
def test_a_day_outside_the_calendar_we_keep_is_refused_with_a_sentence(cast: Cast, signed_in: In, day: str) -> None:
    answer = signed_in(cast.province).get(reverse("web:unit", kwargs={"key": "thach-an"}), {"on": day})

    assert answer.status_code == 200
    assert "The platform knows the days from" in answer.content.decode()


def test_a_list_is_taken_away_as_it_was_asked_for(cast: Cast, signed_in: In) -> None:
    answer = signed_in(cast.province).get(reverse("web:units-export"), {"q": "giang", "on": "2024-01-01"})

    lines = answer.content.decode("utf-8-sig").splitlines()
    assert answer["Content-Disposition"] == 'attachment; filename="don-vi-2024-01-01.csv"'
    assert lines[1:] == ["tan-giang-cu,Phường Tân Giang,Ward,01276,Thành phố Cao Bằng,,2025-06-30,2024-01-01"]


def test_a_merged_ward_names_those_it_carries_on_and_by_which_document(cast: Cast, signed_in: In) -> None:
    page = signed_in(cast.province).get(reverse("web:unit", kwargs={"key": "tan-giang"}), {"on": "2025-11-09"}).content.decode()

    carried_on = page.split("Carries on")[1]
    assert "Phường Tân Giang" in carried_on
    assert "Phường Duyệt Trung" in carried_on
    assert "from 01/07/2025, by Nghị quyết 1657/NQ-UBTVQH15" in " ".join(carried_on.split())


def test_a_unit_that_ended_says_who_shows_its_figures(cast: Cast, signed_in: In) -> None:
    page = signed_in(cast.province).get(reverse("web:unit", kwargs={"key": "duyet-trung"}), {"on": "2025-11-09"}).content.decode()

    assert "was not in being on 09/11/2025" in page
    assert "part of those of Phường Tân Giang" in page


def test_a_unit_is_shown_under_the_name_kind_and_parent_of_the_day(cast: Cast, signed_in: In) -> None:
    client = signed_in(cast.province)

    before = client.get(reverse("web:unit", kwargs={"key": "dong-khe"}), {"on": "2025-06-30"}).content.decode()
    after = client.get(reverse("web:unit", kwargs={"key": "dong-khe"}), {"on": "2025-07-01"}).content.decode()

    assert "<h1>Thị trấn Đông Khê</h1>" in before
    assert "Huyện Thạch An" in before
    assert "<h1>Xã Đông Khê</h1>" in after


def test_a_parent_outside_the_mandate_is_named_but_leads_nowhere(cast: Cast, signed_in: In) -> None:
    page = signed_in(cast.commune).get(reverse("web:unit", kwargs={"key": "duc-long"})).content.decode()

    assert "Tỉnh Cao Bằng" in page
    assert "/lam-viec/don-vi/cao-bang/" not in page
