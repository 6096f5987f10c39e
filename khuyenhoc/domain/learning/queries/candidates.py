"""Who stands on the registers and goes for no title of a year yet."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from django.contrib.postgres.search import SearchVector
from django.db.models import Exists, OuterRef, Q

from khuyenhoc.domain.learning.models import Programme, Registration
from khuyenhoc.domain.people.models import Group, Person
from khuyenhoc.domain.people.queries.words import words_of
from khuyenhoc.foundation.values.mandates import Mandate, UnitId


@dataclass(frozen=True, slots=True)
class Candidate:
    """A person or a group. `went_last_year`: for the same title."""

    id: int
    name: str
    birth_year: int | None
    unit: UnitId
    went_last_year: bool


def candidates(
    units: Collection[UnitId],
    *,
    mandate: Mandate,
    programme: Programme,
    year: int,
    search: str = "",
    limit: int = 500,
) -> Sequence[Candidate]:
    """
    People or groups kept by units the mandate reaches and not registered for the title of the year, in list
    order, `limit` at most.
    """
    reached = [unit for unit in units if mandate.reaches(unit)]
    went = Registration.objects.filter(programme=programme, is_old_title=False)
    query = words_of(search)
    if query is None and search.strip():
        return []
    searched = Q(words=query) if query is not None else Q()
    vector = SearchVector("search_key", config="simple")
    rows: Iterable[tuple[int, str, int | None, int, bool]]
    if programme is Programme.CITIZEN:
        of = went.filter(person=OuterRef("pk"))
        persons = Person.objects.annotate(words=vector).filter(
            searched, ~Exists(of.filter(year=year)), home_id__in=reached
        )
        persons = persons.annotate(went=Exists(of.filter(year=year - 1))).order_by("name_key", "pk")
        rows = persons.values_list("pk", "full_name", "birth_year", "home_id", "went")[:limit]
    else:
        of = went.filter(group=OuterRef("pk"))
        groups = Group.objects.annotate(words=vector).filter(
            searched,
            ~Exists(of.filter(year=year)),
            unit_id__in=reached,
            kind=programme.value,
            ended_on__isnull=True,
        )
        groups = groups.annotate(went=Exists(of.filter(year=year - 1))).order_by("sort_key", "pk")
        rows = groups.values_list("pk", "name", "head_birth_year", "unit_id", "went")[:limit]
    return [
        Candidate(pk, name, born, UnitId(unit), went_last_year)
        for pk, name, born, unit, went_last_year in rows
    ]
