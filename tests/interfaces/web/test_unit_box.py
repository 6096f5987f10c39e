"""Choosing a unit by typing part of its name: bounded by the mandate, the same with and without scripts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

import pytest
from django import forms  # noqa: TID251 - a form as a page has it
from django.test import Client
from django.urls import reverse
from django.utils import translation

from khuyenhoc.domain.people.models import Account
from khuyenhoc.domain.people.permissions import mandate
from khuyenhoc.foundation.values.mandates import Action, Mandate
from khuyenhoc.interfaces.fields import DayField, UnitField
from tests.cast import Cast

In = Callable[[Account], Client]
TODAY = date(2025, 11, 9)


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    with translation.override("en"):
        yield


class UnitForm(forms.Form):
    unit = UnitField(label="Unit")
    on = DayField(required=False)

    def __init__(self, *args: object, within: Mandate, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["unit"].bound_to(within)  # type: ignore[attr-defined]


def handed_in(cast: Cast, account: Account, **typed: str) -> UnitForm:
    return UnitForm(typed, within=mandate(account=account, action=Action.VIEW, on=TODAY))


def titles(client: Client, text: str) -> list[str]:
    answer = client.get(reverse("web:units-offered"), {"q": text})
    return [unit["title"] for unit in answer.json()["units"]]


def test_units_are_offered_by_part_of_their_name_without_accents(cast: Cast, signed_in: In) -> None:
    client = signed_in(cast.province)

    assert titles(client, "dong khe") == ["Xã Đông Khê, Tỉnh Cao Bằng"]
    assert len(titles(client, "g")) > 1
    assert titles(client, "") == []
    assert titles(client, "khong dau ca") == []


def test_units_outside_the_mandate_are_not_offered(cast: Cast, signed_in: In) -> None:
    assert titles(signed_in(cast.commune), "dong khe") == []
    assert titles(signed_in(cast.commune), "cao bang") == []


def test_a_stranger_is_offered_none_of_ours_and_who_is_not_signed_in_nothing(
    cast: Cast, signed_in: In, client: Client
) -> None:
    assert titles(signed_in(cast.stranger), "dong khe") == []
    assert client.get(reverse("web:units-offered"), {"q": "xa"}).status_code == 302


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ({"place": "dong khe"}, "dong-khe"),
        ({"unit": "dong-khe"}, "dong-khe"),
        ({"unit": "dong-khe", "place": "Xã Đông Khê, Tỉnh Cao Bằng"}, "dong-khe"),
        ({"unit": "duc-long", "place": "Đông Khê"}, "dong-khe"),
        ({"unit": "duc-long", "place": "g"}, "duc-long"),
    ],
)
def test_a_unit_is_meant_by_its_key_or_its_name(cast: Cast, typed: dict[str, str], key: str) -> None:
    form = handed_in(cast, cast.province, **typed)

    assert form.is_valid(), form.errors
    assert form.cleaned_data["unit"] == key


def test_where_several_answer_they_come_back_to_choose_from(cast: Cast) -> None:
    form = handed_in(cast, cast.province, place="g")

    assert not form.is_valid()
    html = str(form["unit"])
    assert html.count('type="radio"') > 1
    assert 'value="duc-long"' in html
    assert 'type="hidden"' not in html


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"place": "khong dau ca"}, "No unit of yours answers to this"),
        ({"unit": "dong-khe"}, "No unit of yours answers to this"),
        ({"unit": "no-such-unit"}, "No unit of yours answers to this"),
        ({}, "Choose a unit."),
    ],
)
def test_a_unit_out_of_reach_is_as_if_there_were_none(
    cast: Cast, typed: dict[str, str], sentence: str
) -> None:
    form = handed_in(cast, cast.commune, **typed)

    assert sentence in str(form.errors["unit"])


@pytest.mark.parametrize(
    ("written", "sentence"),
    [
        ("09/11/2022", ""),
        ("2022-11-09", ""),
        ("31/02/2022", "This is not a day. Write it like 30/06/2025."),
        ("0001-01-01", "The platform knows the days from 02/09/1945 to 01/01/2100."),
    ],
)
def test_a_day_is_written_either_way_and_refused_in_one_sentence(
    cast: Cast, written: str, sentence: str
) -> None:
    form = handed_in(cast, cast.province, unit="dong-khe", on=written)

    assert form.is_valid() is not bool(sentence)
    assert sentence in str(form.errors.get("on", ""))
