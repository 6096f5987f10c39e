"""Titles counted at the units that keep them: by state, and as the figures a report has (RULE-03)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, OuterRef

from khuyenhoc.domain.learning import rules
from khuyenhoc.domain.learning.models import Recognition, Registration, Step
from khuyenhoc.domain.learning.rules.deadlines import CalendarStep, Due, calendar
from khuyenhoc.domain.learning.states import Act, State
from khuyenhoc.domain.organisation import queries as organisation
from khuyenhoc.foundation.criteria.sets import Scope, Subject
from khuyenhoc.foundation.values.mandates import UnitId
from khuyenhoc.foundation.values.periods import Period


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


def model_figures(units: Collection[UnitId], *, period: Period) -> Mapping[tuple[UnitId, str], int]:
    """
    The figures `model.*` of a period at the units that keep the rows, zero left out.

    Registered: gone for in the period's year by its last day and not withdrawn by then. Recognised: given by
    a decision and in force on the period's last day (RULE-03, RULE-10); a title given to one holder twice, as
    when a level was raised, counts once, at its last level.
    """
    counts: Counter[tuple[UnitId, str]] = Counter()
    for unit, indicator, n in (*_registered(units, period), *_recognised(units, period.last_day)):
        counts[unit, indicator] += n
    return dict(counts)


def _registered(units: Collection[UnitId], period: Period) -> Iterator[tuple[UnitId, str, int]]:
    withdrawn = Step.objects.filter(
        registration=OuterRef("pk"), act=Act.WITHDRAW, taken_on__lte=period.last_day
    )
    found = (
        Registration.objects.kept_by(units)
        .filter(~Exists(withdrawn), year=period.year, registered_on__lte=period.last_day)
        .values_list("unit_id", "programme", "scope", "form", "is_old_title")
        .annotate(n=Count("pk"))
    )
    for unit, programme, scope, form, is_old, n in found.order_by():
        indicator = rules.registered_indicator(Subject(programme), Scope(scope), form, is_old_title=is_old)
        if indicator is not None:
            yield UnitId(unit), indicator, n


def _recognised(units: Collection[UnitId], day: date) -> Iterator[tuple[UnitId, str, int]]:
    rows = (
        Recognition.objects.on(day)
        .filter(registration__unit_id__in=list(units))
        .values_list(
            "registration__unit_id",
            "registration__programme",
            "registration__scope",
            "registration__form",
            "registration__is_old_title",
            "grade",
            "registration__person_id",
            "registration__group_id",
        )
        .order_by("decision__decided_on", "pk")
    )
    last = {
        (programme, scope, is_old, person, group): (unit, form, grade)
        for unit, programme, scope, form, is_old, grade, person, group in rows.iterator(chunk_size=10_000)
    }
    for (programme, scope, is_old, _, _), (unit, form, grade) in last.items():
        indicator = rules.recognised_indicator(
            Subject(programme), Scope(scope), form, grade, is_old_title=is_old
        )
        if indicator is not None:
            yield UnitId(unit), indicator, 1


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
    counted = (
        Registration.objects.kept_by(units)
        .filter(year=year, is_old_title=False)
        .values_list("programme", "scope", "state")
        .annotate(n=Count("pk"))
        .order_by()
    )
    by_title: dict[tuple[Subject, Scope], Counter[State]] = {}
    for programme, scope, state, n in counted:
        by_title.setdefault((Subject(programme), Scope(scope)), Counter())[State(state)] += n
    owed = []
    for (programme, scope), states in by_title.items():
        for step in calendar().steps_of(programme, scope):
            titles = sum(states[state] for state in step.states)
            if titles:
                owed.append(Owed(step, programme, scope, *step.days(year), step.due(year, on), titles))
    return sorted(owed, key=lambda one: (one.last_day, one.programme, one.scope))
