"""
Personal data has its rooms and its labels (portal-and-documents.md section 3; RULE-09): every field about
people says how carefully it is handled, some fields exist nowhere, and nothing that logs print is a name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from django.apps import apps
from django.db import models

from khuyenhoc.domain.people.models import Group, Person
from khuyenhoc.foundation.values.personal import Privacy

ROOMS = ("people", "learning")
ABOUT = (Person, Group)
NEVER = {
    "identity": r"(^|_)(id_?number|identity_(number|card|code)|cccd|cmnd|passport"
    r"|citizen_id|national_id)(_|$)",
    "religion": r"religio|ton_giao|faith",
    "ethnicity": r"ethnic|dan_toc|(^|_)race(_|$)",
    "health": r"disab|health|illness|hiv",
}
"""What no field is named for: an identity number, religion, ethnicity, health."""

UNLABELLED = {
    "people.possibleduplicate": "only pairs ids of two records; what they tell stands in Person and Group",
    "people.registersheetrow": "ids and the earlier values of fields that are labelled where they stand",
}
"""Models that point at people and hold nothing of their own about them; each with its reason."""

PROVENANCE = {"entered_by", "entered_at", "register_sheet"}
"""
Who wrote a record down, when, from which list: about the officer's work, not about whom the record is about.
May be labelled.
"""


def models_of_the_rooms() -> Iterator[type[models.Model]]:
    for room in ROOMS:
        yield from apps.get_app_config(room).get_models()


def own_fields(model: type[models.Model]) -> list[models.Field[object, object]]:
    return [field for field in model._meta.concrete_fields if not field.primary_key]


def is_about_people(model: type[models.Model]) -> bool:
    return model in ABOUT or any(
        field.related_model in ABOUT for field in own_fields(model) if field.is_relation
    )


def models_about_people() -> list[type[models.Model]]:
    return [
        model
        for model in models_of_the_rooms()
        if is_about_people(model) and model._meta.label_lower not in UNLABELLED
    ]


def name_of(model: type[models.Model]) -> str:
    return str(model._meta.label_lower)


def test_the_registers_are_about_people() -> None:
    about = {name_of(model) for model in models_about_people()}

    assert {
        "people.person",
        "people.group",
        "people.membership",
        "people.office",
        "learning.registration",
    } <= about


@pytest.mark.parametrize("model", models_about_people(), ids=name_of)
def test_every_field_about_people_is_labelled_and_no_label_is_left_over(model: type[models.Model]) -> None:
    labels = getattr(model, "privacy", {})

    assert set(labels) | PROVENANCE >= {field.name for field in own_fields(model)} >= set(labels)
    assert set(labels.values()) <= set(Privacy)


@pytest.mark.parametrize("model", models_about_people(), ids=name_of)
def test_who_somebody_is_and_how_to_reach_them_is_never_labelled_none(model: type[models.Model]) -> None:
    labels = getattr(model, "privacy", {})
    telling = [name for name in labels if re.search(r"name|phone|birth|sex|person|home", name)]

    assert [name for name in telling if labels[name] is Privacy.NONE] == []


@pytest.mark.parametrize("labelled", sorted(UNLABELLED))
def test_what_needs_no_label_is_still_there(labelled: str) -> None:
    assert labelled in {name_of(model) for model in models_of_the_rooms()}


@pytest.mark.parametrize("what", sorted(NEVER))
def test_what_the_association_does_not_keep_has_no_field_anywhere(what: str) -> None:
    ours = [model for model in apps.get_models() if model.__module__.startswith("khuyenhoc.")]
    found = [
        f"{name_of(model)}.{field.name}"
        for model in ours
        for field in own_fields(model)
        if re.search(NEVER[what], field.name)
    ]

    assert found == []


@pytest.mark.parametrize(
    "model", [model for model in models_of_the_rooms() if is_about_people(model)], ids=name_of
)
def test_nothing_that_logs_print_is_a_name(model: type[models.Model]) -> None:
    secret = "Đàm Thị Riêng"
    one = model(**_filled(model, secret))

    assert secret not in str(one)
    assert secret not in repr(one)


def _filled(model: type[models.Model], secret: str) -> dict[str, object]:
    """A record whose own name, and that of whoever stands behind a relation, is a secret."""
    values: dict[str, object] = {"pk": 1}
    for field in own_fields(model):
        if field.is_relation and field.related_model in ABOUT:
            values[field.name] = (
                Person(pk=1, full_name=secret, name_key=secret, search_key=secret)
                if field.related_model is Person
                else Group(pk=1, kind="family", name=secret, sort_key=secret, search_key=secret)
            )
        elif model in ABOUT and isinstance(field, models.CharField) and not field.choices:
            values[field.name] = secret
    return values
