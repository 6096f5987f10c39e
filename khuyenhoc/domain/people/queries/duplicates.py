"""Records that may be one: what an officer needs to know of both to answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from khuyenhoc.domain.organisation import queries as organisation
from khuyenhoc.domain.people.models import (
    Answer,
    Group,
    Membership,
    Office,
    Person,
    PossibleDuplicate,
    RegisterSheetRow,
)
from khuyenhoc.foundation.values.mandates import Mandate, UnitId


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two. `lists`: the loaded lists it stands in; `rests`: memberships and offices it has."""

    id: int
    name: str
    birth_year: int | None
    size: int | None
    phone: str
    unit: UnitId
    lists: Sequence[str]
    rests: int


@dataclass(frozen=True, slots=True)
class Doubt:
    id: int
    is_of_persons: bool
    one: Side
    other: Side


def open_doubts(mandate: Mandate) -> QuerySet[PossibleDuplicate]:
    """Open pairs of which the mandate reaches both sides, the oldest first."""
    pairs = PossibleDuplicate.objects.filter(answer=Answer.OPEN).order_by("pk")
    if mandate.account is None:
        return pairs

    def within(column: str) -> Q:
        return organisation.kept_within(column, mandate.units, on=mandate.on)

    return pairs.filter(
        Q(within("person__home_id"), within("other_person__home_id"), person__isnull=False)
        | Q(within("group__unit_id"), within("other_group__unit_id"), group__isnull=False)
    )


def doubts(pairs: Sequence[PossibleDuplicate]) -> list[Doubt]:
    """Pairs with both their sides."""
    persons = {pk for pair in pairs for pk in (pair.person_id, pair.other_person_id) if pk is not None}
    groups = {pk for pair in pairs for pk in (pair.group_id, pair.other_group_id) if pk is not None}
    sides = {True: _persons(persons), False: _groups(groups)}
    answers = []
    for pair in pairs:
        is_of_persons = pair.person_id is not None
        first, second = (
            (pair.person_id, pair.other_person_id) if is_of_persons else (pair.group_id, pair.other_group_id)
        )
        here = sides[is_of_persons]
        if first in here and second in here:
            answers.append(Doubt(pair.pk, is_of_persons, here[first], here[second]))
    return answers


def _persons(ids: set[int]) -> Mapping[int | None, Side]:
    rests = dict(
        Membership.objects.filter(person_id__in=ids)
        .order_by()
        .values_list("person_id")
        .annotate(n=Count("pk"))
    )
    for person, n in (
        Office.objects.filter(person_id__in=ids).order_by().values_list("person_id").annotate(n=Count("pk"))
    ):
        rests[person] = rests.get(person, 0) + n
    lists = _lists("person_id", ids)
    rows = Person.objects.filter(pk__in=ids).values_list("pk", "full_name", "birth_year", "phone", "home_id")
    return {
        pk: Side(pk, name, born, None, phone, UnitId(home), lists.get(pk, ()), rests.get(pk, 0))
        for pk, name, born, phone, home in rows
    }


def _groups(ids: set[int]) -> Mapping[int | None, Side]:
    lists = _lists("group_id", ids)
    rows = Group.objects.filter(pk__in=ids).values_list("pk", "name", "head_birth_year", "size", "unit_id")
    return {
        pk: Side(pk, name, born, size, "", UnitId(unit), lists.get(pk, ()), 0)
        for pk, name, born, size, unit in rows
    }


def _lists(column: str, ids: set[int]) -> Mapping[int, Sequence[str]]:
    lists: dict[int, list[str]] = {}
    rows = RegisterSheetRow.objects.filter(sheet__undone_at__isnull=True, **{f"{column}__in": ids}).order_by(
        "sheet_id", "row"
    )
    for pk, name, row in rows.values_list(column, "sheet__file_name", "row"):
        if len(lists.setdefault(pk, [])) < 3:
            lists[pk].append(f"{name}, {row}")
    return lists
