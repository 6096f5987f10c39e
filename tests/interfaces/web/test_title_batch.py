"""The grid of an evening's sheets: hundreds in one press, two typists at once, and nothing typed is lost."""

from __future__ import annotations

import re

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from khuyenhoc.domain.learning.models import Assessment, Registration
from khuyenhoc.domain.learning.states import State
from tests.cast import client_of
from tests.domain.learning.titles import HAMLETS, citizen, group, met, own_set, self_assessed

GRID = reverse("web:titles-grid", kwargs={"key": "na-po", "year": 2025, "programme": "citizen"})


@pytest.fixture(autouse=True)
def twentieth_of_november():
    with time_machine.travel("2025-11-20 19:00 +0700", tick=True):
        yield


def handed_in(page, **other):
    """What a browser would send back of a page nobody touched, and what was typed over it."""
    fields = re.findall(r'<input[^>]+name="((?:m|s)-[^"]+)" value="([^"]*)"', page.content.decode())
    return dict(fields) | other


def row(title, points="8", **other):
    return {f"m-{title.pk}-{item}": points for item in range(1, 11)} | {
        f"m-{title.pk}-{item}": text for item, text in other.items()
    }


def totals():
    return [(one.registration_id, int(one.total or 0)) for one in Assessment.objects.order_by("pk")]


def test_three_hundred_rows_of_ten_marks_are_stored_by_one_press(cast):
    titles = [citizen(f"Nông Văn A{n}", home=cast.na_po) for n in range(300)]
    client = client_of(cast.chapter)
    page = client.get(GRID)
    typed = handed_in(page)
    assert len(typed) == 300 * 11

    answer = client.post(GRID, typed | {name: "9" for name in typed if name.startswith("m-")})

    assert answer.status_code == 302
    assert Assessment.objects.filter(total=90, is_passed=True).count() == len(titles)


def test_a_long_grid_asks_the_database_no_more_than_a_short_one(cast):
    def asked():
        with CaptureQueriesContext(connection) as queries:
            client.get(GRID)
        return len(queries)

    client = client_of(cast.chapter)
    citizen("Nông Văn A", home=cast.na_po)
    short = asked()
    for n in range(20):
        self_assessed(citizen(f"Nông Văn B{n}", home=cast.na_po))

    assert asked() == short


def test_rows_nobody_changed_are_not_stored_again(cast):
    a, b = citizen("Nông Văn A", home=cast.na_po), citizen("Nông Văn B", home=cast.na_po)
    self_assessed(a)
    client = client_of(cast.chapter)

    client.post(GRID, handed_in(client.get(GRID), **row(b)))

    assert totals() == [(a.pk, 80), (b.pk, 80)]


def test_a_press_on_an_untouched_grid_says_that_nothing_was_stored(cast, signed_in):
    citizen("Nông Văn A", home=cast.na_po)
    client = signed_in(cast.chapter)

    answer = client.post(GRID, handed_in(client.get(GRID)), follow=True)

    assert answer.status_code == 200
    assert "nothing was stored" in answer.content.decode()
    assert totals() == []


def test_of_two_typists_the_second_is_told_and_overwrites_only_knowingly(cast, signed_in):
    a, b = citizen("Nông Văn A", home=cast.na_po), citizen("Nông Văn B", home=cast.na_po)
    first, second = signed_in(cast.commune), signed_in(cast.chapter)
    opened = second.get(GRID)
    first.post(GRID, handed_in(first.get(GRID), **row(a, "9")))

    told = second.post(GRID, handed_in(opened, **row(a, "7"), **row(b, "8")))

    assert told.status_code == 422
    assert "Lý Văn Xã" in told.content.decode()
    assert (told.content.decode().count('value="7"'), told.content.decode().count('value="8"')) == (10, 10)
    assert totals() == [(a.pk, 90)]

    assert second.post(GRID, handed_in(told)).status_code == 302
    assert totals() == [(a.pk, 90), (a.pk, 70), (b.pk, 80)]


def test_what_another_typed_meanwhile_stays_where_one_changed_other_rows(cast):
    a, b = citizen("Nông Văn A", home=cast.na_po), citizen("Nông Văn B", home=cast.na_po)
    first, second = client_of(cast.commune), client_of(cast.chapter)
    opened = second.get(GRID)
    first.post(GRID, handed_in(first.get(GRID), **row(a, "9")))

    second.post(GRID, handed_in(opened, **row(b, "8")))

    assert totals() == [(a.pk, 90), (b.pk, 80)]


def test_a_row_that_went_before_the_meeting_meanwhile_is_named_and_the_others_wait(cast, signed_in):
    a, b = citizen("Nông Văn A", home=cast.na_po), citizen("Nông Văn B", home=cast.na_po)
    self_assessed(a)
    client = signed_in(cast.chapter)
    opened = client.get(GRID)
    met(a, unit=cast.na_po)

    told = client.post(GRID, handed_in(opened, **row(a, "9"), **row(b, "8")))

    assert told.status_code == 422
    assert f"Nông Văn A, sheet {a.paper_code}" in told.content.decode()
    assert totals() == [(a.pk, 80)]

    client.post(GRID, handed_in(told))
    assert totals() == [(a.pk, 80), (b.pk, 80)]


def test_a_row_too_many_for_its_item_is_refused_beside_the_row_and_nothing_is_stored(cast):
    a, b = citizen("Nông Văn A", home=cast.na_po), citizen("Nông Văn B", home=cast.na_po)
    client = client_of(cast.chapter)

    told = client.post(GRID, handed_in(client.get(GRID), **row(a, **{"4": "11"}), **row(b)))

    refused = told.content.decode().split("Nông Văn A</span>")[1].split("Nông Văn B</span>")[0]
    assert told.status_code == 422
    assert a.paper_code in refused
    assert 'value="11"' in refused
    assert totals() == []


def test_after_the_sound_rows_were_stored_the_mended_row_follows_by_itself(cast):
    a, b = citizen("Nông Văn A", home=cast.na_po), citizen("Nông Văn B", home=cast.na_po)
    client = client_of(cast.chapter)

    told = client.post(GRID, handed_in(client.get(GRID), **row(a, **{"4": "mười"}), **row(b), sound_only="1"))
    assert (told.status_code, totals()) == (422, [(b.pk, 80)])

    assert client.post(GRID, handed_in(told, **row(a))).status_code == 302
    assert totals() == [(b.pk, 80), (a.pk, 80)]


def test_levels_are_typed_as_met_or_not(cast):
    own_set(HAMLETS.replace('{ code = "1.2"', '# { code = "1.2"'), unit=cast.cao_bang)
    hamlet = group("community", "Xóm Nà Pò", unit=cast.na_po)
    client = client_of(cast.chapter)
    where = {"key": "na-po", "year": 2025, "programme": "community"}
    client.post(reverse("web:titles-register", kwargs=where), {"row": [hamlet.pk]})
    one, grid = Registration.objects.get(), reverse("web:titles-grid", kwargs=where)

    told = client.post(grid, {f"m-{one.pk}-1.1": "có lẽ", f"m-{one.pk}-1.3": "o"})
    assert (told.status_code, "“có lẽ”" in told.content.decode()) == (422, True)

    assert client.post(grid, {f"m-{one.pk}-1.1": "x", f"m-{one.pk}-1.3": "o"}).status_code == 302
    kept = Assessment.objects.get()
    assert (kept.grade, kept.is_passed) == ("1", True)
    assert Registration.objects.get().state == State.SELF_ASSESSED


def test_marks_for_a_title_of_another_unit_are_nobodys_business(cast):
    theirs = citizen("Vi Văn Khác", home=cast.dong_khe)
    citizen("Nông Văn A", home=cast.na_po)
    client = client_of(cast.chapter)

    answer = client.post(GRID, handed_in(client.get(GRID), **row(theirs)))

    assert "Vi Văn Khác" not in answer.content.decode()
    assert totals() == []


@pytest.mark.parametrize("who", ["stranger", "nobody", "editor"])
def test_a_stranger_neither_sees_nor_types(cast, who):
    one = citizen("Nông Văn A", home=cast.na_po)
    client = client_of(getattr(cast, who))

    assert client.get(GRID).status_code in (403, 404)
    assert client.post(GRID, row(one)).status_code in (403, 404)
    assert totals() == []
