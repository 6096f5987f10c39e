"""
The tree of a day: opened branch by branch, found in without accents, true to the day before and after July
2025.
"""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from khuyenhoc.interfaces.web.organisation.pages import tree as tree_pages
from tests import factories
from tests.cast import Cast
from tests.interfaces.web.conftest import In, words

PICKER = "/lam-viec/don-vi/cay/"


def ids(page: str) -> list[str]:
    return re.findall(r'<li id="([^"]+)">', page)


def test_the_day_before_the_reform_shows_districts_and_the_day_after_two_levels(
    cast: Cast, signed_in: In
) -> None:
    client = signed_in(cast.province)

    before = client.get(PICKER, {"on": "2025-06-30"}).content.decode()
    after = client.get(PICKER, {"on": "2025-07-01"}).content.decode()

    assert ids(before) == [
        "cao-bang",
        "tp-cao-bang",
        "duyet-trung",
        "tan-giang-cu",
        "thach-an",
        "dong-khe",
        "duc-long",
        "na-po",
    ]
    assert ids(after) == ["cao-bang", "dong-khe", "duc-long", "na-po", "tan-giang"]
    assert 'datetime="2025-06-30"' in before


def test_units_near_a_boundary_are_marked_in_words(cast: Cast, signed_in: In) -> None:
    client = signed_in(cast.province)

    before, after, later = (
        words(client.get(PICKER, {"on": day})) for day in ("2025-06-30", "2025-07-01", "2025-11-09")
    )

    assert "Thành phố Cao Bằng 040 ends on 30/06/2025" in before
    assert "Thị trấn Đông Khê 01786 changes on 01/07/2025" in before
    assert "Phường Tân Giang 01288 new from 01/07/2025" in after
    assert "Xã Đông Khê 01786 changed on 01/07/2025" in after
    assert "01/07/2025" not in later.split("units in being")[1]


def test_each_unit_leads_to_its_life_and_to_its_figures_in_the_tree_of_that_day(
    cast: Cast, signed_in: In
) -> None:
    page = signed_in(cast.province).get(PICKER, {"on": "2025-06-30"}).content.decode()

    assert f"{reverse('web:unit', kwargs={'key': 'duc-long'})}?on=2025-06-30" in page
    assert f"{reverse('web:figures', kwargs={'key': 'duc-long'})}?tree=day&amp;tree_on=2025-06-30" in page


def test_a_search_without_accents_opens_the_branch(cast: Cast, signed_in: In) -> None:
    answer = signed_in(cast.province).get(PICKER, {"on": "2025-06-30", "q": "dong khe"})

    page = answer.content.decode()
    assert ids(page) == ["cao-bang", "thach-an", "dong-khe"]
    assert "<mark>Thị trấn Đông Khê</mark>" in page
    assert page.count("<details open>") == 2
    assert "1 unit in being on 30/06/2025 answers to “dong khe”." in words(answer)


def test_a_name_of_other_days_is_said_with_its_days(cast: Cast, signed_in: In) -> None:
    answer = signed_in(cast.province).get(PICKER, {"on": "2025-07-01", "q": "thach an"})

    assert ids(answer.content.decode()) == []
    assert "Nothing answers to “thach an” on 01/07/2025." in words(answer)
    assert "Huyện Thạch An tỉnh Cao Bằng 053 until 30/06/2025" in words(answer)


def test_a_large_tree_shows_only_what_was_opened(
    cast: Cast, signed_in: In, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tree_pages, "MOST_AT_ONCE", 5)
    client = signed_in(cast.province)

    closed = client.get(PICKER, {"on": "2025-06-30"}).content.decode()
    opened = client.get(PICKER, {"on": "2025-06-30", "mo": "thach-an"}).content.decode()

    assert ids(closed) == ["cao-bang", "tp-cao-bang", "thach-an"]
    assert "/lam-viec/don-vi/cay/?on=2025-06-30&amp;mo=thach-an#thach-an" in closed
    assert ids(opened) == ["cao-bang", "tp-cao-bang", "thach-an", "dong-khe", "duc-long"]


def test_children_past_the_most_are_counted(
    cast: Cast, signed_in: In, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tree_pages, "MOST_AT_ONCE", 2)

    answer = signed_in(cast.province).get(PICKER, {"on": "2025-07-01"})

    assert ids(answer.content.decode()) == ["cao-bang", "dong-khe", "duc-long"]
    assert "1 more unit below Tỉnh Cao Bằng is not shown." in words(answer)


def test_a_branch_of_another_day_says_where_its_place_is_now(cast: Cast, signed_in: In) -> None:
    said = words(signed_in(cast.province).get(PICKER, {"on": "2025-07-01", "mo": "duyet-trung"}))

    assert (
        "Phường Duyệt Trung was not in being on 01/07/2025; its place in that tree is Phường Tân Giang."
        in said
    )


def test_the_tree_starts_where_the_mandate_does(cast: Cast, signed_in: In) -> None:
    page = signed_in(cast.commune).get(PICKER).content.decode()

    assert ids(page) == ["duc-long", "na-po"]
    assert "Cao Bằng" not in page.split('<ul class="tree">')[1]


def test_the_officer_of_an_ended_district_is_led_to_its_last_day(cast: Cast, signed_in: In) -> None:
    factories.units("""
        key,parent,kind,name,official_code,valid_from,valid_to
        trong-con,thach-an,commune,Trọng Con,01816,,2025-06-30
    """)
    officer = factories.account("huyen-cu", "Nông Thị Cũ", unit=cast.tan_giang_cu, post="officer")

    said = words(signed_in(officer).get(PICKER, {"on": "2026-01-01"}))

    assert "None of your units was in being on that day" in said
    assert "Show 30/06/2025" in said


def test_a_stranger_may_not_open_a_branch_nor_learn_that_it_is_there(cast: Cast, signed_in: In) -> None:
    client = signed_in(cast.stranger)

    own = client.get(PICKER, {"on": "2025-06-30"}).content.decode()

    assert ids(own) == ["lang-son", "that-khe"]
    assert client.get(PICKER, {"mo": "thach-an"}).status_code == 404
    assert client.get(PICKER, {"mo": "khong-co"}).status_code == 404


def test_whoever_has_no_post_is_told_so(cast: Cast, signed_in: In) -> None:
    answer = signed_in(cast.nobody).get(PICKER)

    assert answer.status_code == 403


def test_the_list_of_units_and_the_tree_lead_to_each_other_on_the_same_day(cast: Cast, signed_in: In) -> None:
    client = signed_in(cast.province)

    listed = client.get(reverse("web:units"), {"on": "2025-06-30", "q": "long"}).content.decode()
    tree = client.get(PICKER, {"on": "2025-06-30", "q": "long"}).content.decode()

    assert "/lam-viec/don-vi/cay/?on=2025-06-30&amp;q=long" in listed
    assert "/lam-viec/don-vi/?on=2025-06-30&amp;q=long" in tree


def test_more_children_cost_no_more_queries(cast: Cast, signed_in: In) -> None:
    client = signed_in(cast.province)
    client.get(PICKER)

    def cost() -> int:
        with CaptureQueriesContext(connection) as asked:
            client.get(PICKER, {"on": "2025-11-09"})
        return len(asked)

    before = cost()
    rows = "\n".join(f"xom-{number},duc-long,chapter,Xóm {number},,," for number in range(40))
    factories.units(f"key,parent,kind,name,official_code,valid_from,valid_to\n{rows}")

    assert (
        cost() <= before + 1
    )  # the tree is remembered until somebody acts on it; then its spans and heirs are read again


def test_a_day_that_is_none_is_said_beside_its_field(cast: Cast, signed_in: In) -> None:
    answer = signed_in(cast.province).get(PICKER, {"on": "hôm qua"})

    assert answer.status_code == 200
    assert "This is not a day." in answer.content.decode()
