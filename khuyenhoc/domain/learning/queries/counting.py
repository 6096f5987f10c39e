"""Titles counted at the units that keep them: by state, and as the figures a report has (RULE-03)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Count

from khuyenhoc.domain.learning.models import Registration
from khuyenhoc.domain.learning.rules.deadlines import CalendarStep, Due, calendar
from khuyenhoc.domain.learning.states import State
from khuyenhoc.domain.organisation import queries as organisation
from khuyenhoc.foundation.criteria.sets import Scope, Subject
from khuyenhoc.foundation.values.mandates import UnitId


def units_below(unit: UnitId, *, on: date) -> frozenset[UnitId]:
    """
    A unit and all that show under it on a day, those that ended before among them: their titles stay with
    them.
    """
    return organisation.tree(on=on).showing_under(unit) | {unit}


def state_counts(
    units: Collection[UnitId], *, year: int, programme: str, scope: str | None = None
) -> Mapping[UnitId, Mapping[State, int]]:
    """How many titles of a year stand in each state, at each unit that keeps any."""
    counted = Registration.objects.kept_by(units).of(programme, year, scope).values_list("unit_id", "state")
    found: dict[UnitId, dict[State, int]] = {}
    for unit, state, n in counted.annotate(n=Count("pk")).order_by("unit_id", "state"):
        found.setdefault(UnitId(unit), {})[State(state)] = n
    return found


@dataclass(frozen=True, slots=True)
class Owed:
    """A step of the calendar that titles of a unit still owe, and how it stands on the day."""

    step: CalendarStep
    programme: Subject
    scope: Scope
    first_day: date
    last_day: date
    due: Due
    titles: int


def due(units: Collection[UnitId], *, year: int, on: date) -> list[Owed]:
    """What is still to be done for the titles of a year, the earliest last day first."""
    return due_in(units, years=[year], on=on)[year]


def due_in(units: Collection[UnitId], *, years: Collection[int], on: date) -> Mapping[int, list[Owed]]:
    """By year, what is still to be done for its titles, the earliest last day first."""
    counted = (
        Registration.objects.filter(organisation.kept_within("unit_id", units, on=on))
        .filter(year__in=years, is_old_title=False)
        .values_list("year", "programme", "scope", "state")
        .annotate(n=Count("pk"))
        .order_by()
    )
    by_year: dict[int, dict[tuple[Subject, Scope], Counter[State]]] = {year: {} for year in years}
    for year, programme, scope, state, n in counted:
        by_year[year].setdefault((Subject(programme), Scope(scope)), Counter())[State(state)] += n
    return {year: _owed(by_title, year, on) for year, by_title in by_year.items()}


def _owed(by_title: Mapping[tuple[Subject, Scope], Mapping[State, int]], year: int, on: date) -> list[Owed]:
    owed = []
    for (programme, scope), states in by_title.items():
        for step in calendar().steps_of(programme, scope):
            titles = sum(states.get(state, 0) for state in step.states)
            if titles:
                owed.append(Owed(step, programme, scope, *step.days(year), step.due(year, on), titles))
    return sorted(owed, key=lambda one: (one.last_day, one.programme, one.scope))
