"""
One indicator of one unit or cluster through the years, and between which of its points a line may be drawn
(RULE-22, RULE-23, RULE-37).

Every point is a figure with all its board says of it. Two points are neighbours when one is the same period a
year after the other: a half year is never set beside a whole one. A step between neighbours is comparable
only when both figures are there, whole, and about the same ground.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property

from django.db import connection

from khuyenhoc.domain.figures.queries.board import Board, prepare
from khuyenhoc.domain.figures.queries.figure_rows import figure_rows
from khuyenhoc.domain.figures.queries.kept_sums import STATED
from khuyenhoc.domain.figures.queries.periods import periods_on_record
from khuyenhoc.domain.figures.rules.rows import FigureRow, Kind, Subject
from khuyenhoc.domain.organisation import queries as organisation
from khuyenhoc.domain.organisation.models import ClusterMembership
from khuyenhoc.domain.organisation.queries.events import Event, Happening
from khuyenhoc.domain.organisation.queries.life import life
from khuyenhoc.foundation.values.catalogue import indicators
from khuyenhoc.foundation.values.mandates import UnitId
from khuyenhoc.foundation.values.periods import Period

YEARS_SHOWN = 8
"""Years up to today's that a series shows even where nobody reported: what is missing is to be seen."""


class Why(StrEnum):
    """Why no line may be drawn: a figure that cannot stand in one, or two that are not about the same."""

    MISSING = "missing"
    NOT_YET = "not_yet"
    """It is missing, and as things stood then the unit was not founded by the end of the period."""
    ENDED = "ended"
    """The unit ended before the end of the period."""
    ESTIMATE = "estimate"
    PARTS = "parts"
    """A part of a cut unit belongs to it, and nobody can tell how much."""
    OTHER_BOUNDARY = "other_boundary"
    COUNTED = "counted"
    """Counted from registers, wholly or in part, and not stated by the units that keep them."""
    INCOMPLETE = "incomplete"
    """Added up, and not every unit below has reported."""
    RECOUNTED = "recounted"
    """
    Counted anew for a time before the unit was founded, and nobody can tell for which of its boundaries.
    """
    FIRST_PART = "first_part"
    """Less than the first months alone, so it cannot be the whole period."""
    BOUNDARY = "boundary"
    MEMBERS = "members"
    """The cluster had other members, or nobody wrote them down."""
    TITLE = "title"
    """One of the two is of a time when the older title was the title."""


_BARRED_BY = {
    "estimate": Why.ESTIMATE,
    "not_convertible": Why.PARTS,
    "other_boundary": Why.OTHER_BOUNDARY,
    "after_closure": Why.ENDED,
    "below_first_part": Why.FIRST_PART,
}

_NOT_OF_THE_BOUNDARY = frozenset({Happening.RENAMED, Happening.KIND, Happening.RECODED})


class Standing(StrEnum):
    """Whether a unit was there at the end of a period."""

    IN_BEING = "in_being"
    NOT_YET = "not_yet"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Point:
    """
    A figure of one period in the tree of `tree_on`; `row` is None, or without a value, where there is none.

    `row` is what the unit states where it stands on its own ground in that tree, else what the units below
    add up to, else what it states for another boundary, else what its registers count. `beside` is the other
    of the first two, where both have a value. `missing` says why there is no value, `bars` what keeps one out
    of every line.
    """

    period: Period
    tree_on: date
    standing: Standing
    row: FigureRow | None
    beside: FigureRow | None
    missing: Why | None
    bars: tuple[Why, ...]

    @property
    def value(self) -> int | None:
        return None if self.row is None else self.row.value

    @property
    def is_recount(self) -> bool:
        """The unit was founded later and counted its own part of the past anew."""
        return (
            self.standing is Standing.NOT_YET
            and self.row is not None
            and self.row.kind is Kind.TYPED
            and self.row.value is not None
        )


@dataclass(frozen=True, slots=True)
class Reason:
    """
    Why a step is not comparable; `period` says which of the two figures it is about, None: both together.
    """

    why: Why
    period: Period | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """From a period to the same one a year later. A line is drawn where it `is_comparable`, nowhere else."""

    before: Point
    after: Point
    reasons: tuple[Reason, ...]

    @property
    def is_comparable(self) -> bool:
        return not self.reasons


@dataclass(frozen=True, slots=True)
class Series:
    """
    `lens` None: each point in the tree of its own period's end, as it was then; else all of them in the tree
    of that day.

    `points` and `events` are in order of days; `events` are those of the unit's boundary and place.
    """

    subject: Subject
    indicator: str
    lens: date | None
    points: Sequence[Point]
    steps: Sequence[Step]
    events: Sequence[Event]

    def step_to(self, point: Point) -> Step | None:
        """The step that ends at a point, if the same period a year earlier is in the series."""
        return next((step for step in self.steps if step.after is point), None)


def periods_to_show(indicator: str, *, today: date) -> list[Period]:
    """
    Every year from the first on record, the last eight at least, and whatever else was reported of the
    indicator, in order of days.
    """
    on_record = set(periods_on_record(indicator))
    first = min([today.year - YEARS_SHOWN + 1, *(period.year for period in on_record)])
    last = max([today.year, *(period.year for period in on_record)])
    every = on_record | {Period.of_year(year) for year in range(first, last + 1)}
    return sorted(every, key=_in_order)


_INDICATORS = f"""
WITH RECURSIVE {STATED}, periods AS MATERIALIZED (SELECT array_agg(period)::text[] AS every FROM stated)
SELECT asked FROM unnest(%(asked)s::text[]) AS asked, periods
WHERE EXISTS (
  SELECT FROM figures_reportedfigure
  WHERE indicator = asked AND period = ANY(periods.every) AND replaced_by_id IS NULL
)
"""  # noqa: S608


def indicators_on_record() -> list[str]:
    """The indicators that any unit or cluster has stated, in the catalogue's order."""
    with connection.cursor() as cursor:
        cursor.execute(_INDICATORS, {"code": None, "asked": list(indicators())})
        on_record = {code for (code,) in cursor.fetchall()}
    return [code for code in indicators() if code in on_record]


def series(
    subject: Subject, *, indicator: str, periods: Iterable[Period], lens: date | None, today: date
) -> Series:
    """
    One indicator of a subject over periods; parts of a year only where there is something to show. One board
    for each period.

    :param lens: the day of the tree for all of them; None: each in the tree of its own end, as it was then
    :param today: no tree of a later day is looked at
    """
    return _Through(subject, indicator, lens, today).series(periods)


class _Through:
    """A subject and an indicator through one lens."""

    def __init__(self, subject: Subject, indicator: str, lens: date | None, today: date) -> None:
        self._subject, self._indicator, self._lens, self._today = subject, indicator, lens, today
        self._life = life(UnitId(subject.id)) if subject.is_unit else None
        record = self._life.record if self._life else []
        self._first = record[0].validity.start if record else date.min
        self._last = (record[-1].validity.last_day if record else None) or date.max

    def series(self, periods: Iterable[Period]) -> Series:
        asked = sorted(set(periods), key=_in_order)
        boards = [Board(period, self._lens or self._own_day(period)) for period in asked]
        prepare([(board, self._subject) for board in boards])
        points = [
            point
            for point in map(self._point, boards)
            if point.period == Period.of_year(point.period.year) or _says_something(point)
        ]
        by_period = {point.period: point for point in points}
        steps = [
            Step(before, point, self._reasons(before, point, points))
            for point in points
            if (before := by_period.get(point.period.a_year_earlier)) is not None
        ]
        return Series(self._subject, self._indicator, self._lens, points, steps, self._events(asked))

    def _events(self, periods: Sequence[Period]) -> Sequence[Event]:
        if self._life is None or not periods:
            return []
        first, last = periods[0].first_day, periods[-1].last_day
        return [
            event
            for event in self._life.events
            if first < event.on <= last and event.what not in _NOT_OF_THE_BOUNDARY
        ]

    def _own_day(self, period: Period) -> date:
        """The period's last day, or the unit's, or today."""
        return min(period.last_day, self._last, self._today)

    def _standing(self, period: Period) -> Standing:
        end = min(period.last_day, self._today)
        return (
            Standing.NOT_YET
            if end < self._first
            else Standing.ENDED
            if end > self._last
            else Standing.IN_BEING
        )

    def _point(self, board: Board) -> Point:
        period, tree_on = board.period, board.lens.on
        of_kind = {
            row.kind: row for row in figure_rows(board, self._subject) if row.indicator == self._indicator
        }
        row, beside = _chosen(of_kind)
        standing = self._standing(period)
        missing = self._missing(standing) if row is None or row.value is None else None
        return Point(period, tree_on, standing, row, beside, missing, _bars(row))

    def _missing(self, standing: Standing) -> Why:
        """
        Why there is no figure. Before a unit was founded those it carries on could have reported, in the tree
        of a day on which it is there.
        """
        if standing is Standing.NOT_YET and self._lens is None:
            return Why.NOT_YET
        return Why.ENDED if standing is Standing.ENDED else Why.MISSING

    def _reasons(self, before: Point, after: Point, points: Sequence[Point]) -> tuple[Reason, ...]:
        missing = [
            Reason(point.missing, point.period) for point in (before, after) if point.missing is not None
        ]
        if missing:
            return tuple(missing)
        found = [Reason(why, point.period) for point in (before, after) for why in point.bars]
        found += [
            Reason(Why.RECOUNTED, point.period)
            for point in (before, after)
            if not self._still_holds(point, points)
        ]
        if not self._subject.is_unit and not self._has_the_same_members(before, after):
            found.append(Reason(Why.MEMBERS))
        if (
            self._subject.is_unit
            and not found
            and not self._is_on_the_same_ground(self._ground(before), self._ground(after))
        ):
            found.append(Reason(Why.BOUNDARY))
        if self._has_the_older_title(before) != self._has_the_older_title(after):
            found.append(Reason(Why.TITLE))
        return tuple(found)

    def _still_holds(self, point: Point, points: Sequence[Point]) -> bool:
        """
        A unit that counted its own past anew counted it for its own ground, on a day nobody wrote down: only
        where that ground never changed is it known which. As it was then there was no such unit.
        """
        if not point.is_recount:
            return True
        return self._lens is not None and self._is_on_the_same_ground(
            self._first, max(self._ground(each) for each in points)
        )

    def _ground(self, point: Point) -> date:
        """
        The day whose boundary a figure is about: what is added up, that of the tree; what was typed, the
        period's own, or the unit's first.
        """
        if point.row is not None and point.row.kind is Kind.COMPUTED:
            return point.tree_on
        return max(self._own_day(point.period), self._first)

    def _is_on_the_same_ground(self, one: date, other: date) -> bool:
        unit = UnitId(self._subject.id)
        placing, _ = organisation.through(then=min(one, other), lens=max(one, other))
        return unit in placing.then and unit in placing.lens and placing.is_on_its_ground(unit)

    def _has_the_same_members(self, before: Point, after: Point) -> bool:
        """Whether a cluster had the same members, each on the same ground, as the year before."""
        one, other = (self._members.get(point.period.year, frozenset()) for point in (before, after))
        if not one or one != other:
            return False
        placing, _ = organisation.through(then=self._own_day(before.period), lens=self._own_day(after.period))
        return all(
            unit in placing.then and unit in placing.lens and placing.is_on_its_ground(unit) for unit in one
        )

    @cached_property
    def _members(self) -> Mapping[int, Collection[UnitId]]:
        """year → the members of the cluster."""
        found: dict[int, set[UnitId]] = {}
        joined = ClusterMembership.objects.filter(cluster_year__cluster=self._subject.id)
        for year, unit in joined.values_list("cluster_year__year", "unit_id"):
            found.setdefault(year, set()).add(UnitId(unit))
        return found

    def _has_the_older_title(self, point: Point) -> bool:
        """
        Whether the older title still was the title; a figure after that says with its flag that it is not
        (RULE-13).
        """
        since = indicators()[self._indicator].old_title_since
        return since is not None and point.period.year < since


def _in_order(period: Period) -> tuple[date, str]:
    return period.last_day, str(period)


def _chosen(of_kind: Mapping[Kind, FigureRow]) -> tuple[FigureRow | None, FigureRow | None]:
    """What stands for the period, and the other of the two where both have a value (`Point`)."""
    typed, computed = of_kind.get(Kind.TYPED), of_kind.get(Kind.COMPUTED)
    if typed is None or typed.value is None:
        return (computed or of_kind.get(Kind.REGISTER) or typed, None)
    if computed is None or computed.value is None:
        return (typed, None)
    is_of_another = any(flag.code == "other_boundary" for flag in typed.flags)
    return (computed, typed) if is_of_another else (typed, computed)


def _bars(row: FigureRow | None) -> tuple[Why, ...]:
    if row is None or row.value is None:
        return ()
    raised = [_BARRED_BY[flag.code] for flag in row.flags if flag.code in _BARRED_BY]
    if row.kind is Kind.COMPUTED and any(flag.code == "not_reported" for flag in row.flags):
        raised.append(Why.INCOMPLETE)
    if row.is_counted:
        raised.append(Why.COUNTED)
    return tuple(raised)


def _says_something(point: Point) -> bool:
    return point.row is not None and (point.row.value is not None or point.row.stated_rate != "")
