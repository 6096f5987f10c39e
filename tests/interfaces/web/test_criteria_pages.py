"""
Criteria sets on a page: which one holds on a day, what of it is known, and marks that can be tried without
storing anything.
"""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from tests.cast import Cast
from tests.interfaces.web.conftest import In, words

LIST = "/lam-viec/bo-tieu-chi/"
CITIZEN = "/lam-viec/bo-tieu-chi/learning-citizen/2023/"


def marks(**changed: str) -> dict[str, str]:
    return {
        **{f"m-{number}": "8" for number in range(1, 11)},
        **{f"m-{number.removeprefix('i')}": mark for number, mark in changed.items()},
    }


def test_each_title_shows_the_set_in_force_on_the_day(cast: Cast, signed_in: In) -> None:
    client = signed_in(cast.commune)

    before, since = (words(client.get(LIST, {"on": day})) for day in ("2023-10-24", "2023-10-25"))

    assert "324/QĐ-KHVN" not in before
    assert "324/QĐ-KHVN" in since
    assert "Learning community of a hamlet or residential group" in since
    assert "Learning community of a commune" in since


def test_a_day_before_any_set_says_there_was_none(cast: Cast, signed_in: In) -> None:
    page = words(signed_in(cast.commune).get(LIST, {"on": "2001-01-01"}))

    assert page.count("none on that day") == 8


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({}, "80 points: "),
        ({"i3": "7,5"}, "79,5 points: the title is not reached"),
        ({"i1": "10", "i2": "10", "i3": "4", "i4": "10"}, "at least 5 are needed"),
        ({"i10": ""}, "Not every item has a mark yet"),
        ({"i10": "11"}, "Some marks do not fit"),
        ({"i10": "tám"}, "Some marks cannot be read"),
    ],
)
def test_marks_are_tried_by_the_rule_of_decision_324(
    cast: Cast, signed_in: In, given: dict[str, str], said: str
) -> None:
    answer = signed_in(cast.commune).get(CITIZEN, {"form": "resident", **marks(**given)})

    assert said in words(answer)


def test_a_set_that_is_not_here_whole_says_so_and_takes_no_marks(cast: Cast, signed_in: In) -> None:
    answer = signed_in(cast.commune).get("/lam-viec/bo-tieu-chi/learning-family/2022/", {"m-1": "10"})

    assert "The official criteria set is not entered" in words(answer)
    assert "Try marks" not in words(answer)


def test_what_nobody_confirmed_is_said_to_be_unconfirmed(cast: Cast, signed_in: In) -> None:
    page = words(signed_in(cast.commune).get("/lam-viec/bo-tieu-chi/learning-community-commune/2024/"))

    assert "36 months from the decision" in page
    assert "not confirmed by any source" in page


def test_a_set_nobody_made_is_not_found(cast: Cast, signed_in: In) -> None:
    assert signed_in(cast.commune).get("/lam-viec/bo-tieu-chi/learning-citizen/1999/").status_code == 404


@pytest.mark.django_db
def test_whoever_is_not_signed_in_is_asked_to(client: Client) -> None:
    assert client.get(reverse("web:criteria")).status_code == 302
    assert client.get(CITIZEN).status_code == 302
