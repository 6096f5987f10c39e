"""
Everything reported for one period, seen through the tree of one day: what `queries` and packs ask for rows.

A board reads the database once and answers for any number of units and clusters.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cached_property

from khuyenhoc.domain.emulation.models import ClusterMembership
from khuyenhoc.domain.organisation import queries as organisation
from khuyenhoc.domain.reporting import rules
from khuyenhoc.domain.reporting.models import ReportedFigure
from khuyenhoc.domain.reporting.rules import Flag, Stated
from khuyenhoc.foundation.analytics.rollup import Line, Scope, Sum, add_up, below, members
from khuyenhoc.foundation.values.catalogue import flag_sentence, flags, indicators
from khuyenhoc.foundation.values.figures import Qualifier
from khuyenhoc.foundation.values.mandates import UnitId
from khuyenhoc.foundation.values.numbers import grouped, with_qualifier
from khuyenhoc.foundation.values.periods import Period


class Kind(StrEnum):
    TYPED = "typed"
    COMPUTED = "computed"


@dataclass(frozen=True, slots=True)
class Subject:
    """Whom figures are about: a unit, or a cluster as a whole."""

    kind: str
    id: int
    key: str
    name: str

    @property
    def is_unit(self) -> bool:
        return self.kind == "unit"


@dataclass(frozen=True, slots=True)
class FigureRow:
    """
    One figure of a subject and period with all it must answer for (product.md sections 2 and 5).

    `reported` of `expected` units right below have reported it; `base` is what `rate` (computed, two decimals) was divided by;
    `stated_rate` is the percentage as the report printed it. `value is None`: a rate alone, or not reported.
    """

    subject: Subject
    period: Period
    indicator: str
    label: str
    measure: str
    value: int | None
    qualifier: Qualifier
    base: int | None
    rate: Decimal | None
    stated_rate: str
    kind: Kind
    reported: int
    expected: int
    flags: tuple[Flag, ...]
    source: str = ""
    note: str = ""
    figure_id: int | None = None

    @property
    def text(self) -> str:
        """The value as a person says it: "6.126", "trên 60.000", "58/58"; empty where there is none."""
        if self.value is None:
            return ""
        said = with_qualifier(self.value, self.qualifier)
        like_wholes = self.base is not None and rules.is_percentage(indicators()[self.indicator])
        return f"{said}/{grouped(self.base)}" if like_wholes and self.base is not None else said

    def sentences(self, language: str = "vi") -> list[str]:
        return [flag_sentence(flag.code, language, **flag.values) for flag in self.flags]


@dataclass(frozen=True, slots=True)
class Kept:
    """A stored figure, in the board's hands."""

    id: int
    stated: Stated
    source: str
    note: str


@dataclass(frozen=True, slots=True)
class Place:
    """A subject with what it typed itself, what lies below it adds up to, and which units below are expected to report."""

    subject: Subject
    typed: Mapping[str, Kept]
    beside: Mapping[str, Stated]
    sums: Mapping[str, Sum]
    expected: frozenset[UnitId]

    def is_complete(self, found: Sum) -> bool:
        return found.reporters >= self.expected

    def whole(self, code: str | None) -> int | None:
        """The whole itself: as the subject states it, else added up, if every unit below has reported it."""
        if code is None:
            return None
        if code in self.beside:
            return self.beside[code].value
        found = self.sums.get(code)
        return found.value if found is not None and self.is_complete(found) else None


class Board:
    """What was reported for `period`, through the tree of `tree_on`."""

    def __init__(self, period: Period, tree_on: date) -> None:
        self.period = period
        self.lens = organisation.tree(on=tree_on)
        self.then = self.lens if tree_on == period.last_day else organisation.tree(on=period.last_day)
        self._units: dict[UnitId, dict[str, Kept]] = {}
        self._clusters: dict[int, dict[str, Kept]] = {}
        self._places: dict[tuple[str, int], Place] = {}
        for figure in ReportedFigure.objects.current().filter(period=str(period)).order_by("pk"):
            stated = Stated(figure.indicator, figure.value, Qualifier(figure.qualifier), figure.total, figure.rate)
            kept = Kept(figure.pk, stated, figure.source, figure.note)
            if figure.unit_id is not None:
                self._units.setdefault(UnitId(figure.unit_id), {})[figure.indicator] = kept
            elif figure.cluster_id is not None:
                self._clusters.setdefault(figure.cluster_id, {})[figure.indicator] = kept

    @cached_property
    def _members(self) -> Mapping[int, tuple[UnitId, ...]]:
        joined: dict[int, list[UnitId]] = {}
        memberships = ClusterMembership.objects.filter(cluster_year__year=self.period.year).order_by("position", "pk")
        for cluster, unit in memberships.values_list("cluster_year__cluster_id", "unit_id"):
            joined.setdefault(cluster, []).append(UnitId(unit))
        return {cluster: tuple(units) for cluster, units in joined.items()}

    @cached_property
    def _lines(self) -> list[Line]:
        return [
            Line(unit, code, kept.stated.value, kept.stated.qualifier, rules.base_of(kept.stated, beside))
            for unit, kept_here in self._units.items()
            for beside in [_stated(kept_here)]
            for code, kept in kept_here.items()
            if kept.stated.value is not None
        ]

    @cached_property
    def _a_year_earlier(self) -> Board:
        earlier = self.period.a_year_earlier
        return Board(earlier, earlier.last_day)

    @cached_property
    def _touched(self) -> frozenset[UnitId]:
        return organisation.boundary_events(after=self.period.a_year_earlier.last_day, through=self.period.last_day)

    def rows(self, subject: Subject) -> list[FigureRow]:
        """Every figure of a subject: typed beside computed, in the catalogue's order, and those asked for but not reported."""
        place = self._place(subject)
        asked = self._asked_of(subject)
        last_day = self._last_day(subject) if place.typed else None
        rows: list[FigureRow] = []
        for code in indicators():
            if code in place.typed:
                rows.append(self._typed_row(place, place.typed[code], last_day))
            if code in place.sums:
                rows.append(self._computed_row(place, code))
            if code in asked and code not in place.typed and code not in place.sums:
                rows.append(_not_reported(subject, self.period, code, len(place.expected)))
        return rows

    def _place(self, subject: Subject) -> Place:
        """What the board holds of a subject, gathered once."""
        known = self._places.get((subject.kind, subject.id))
        if known is None:
            typed = self._typed(subject)
            scope = self._scope(subject)
            sums = add_up(self._lines, scope, then=self.then)
            known = self._places[(subject.kind, subject.id)] = Place(subject, typed, _stated(typed), sums, scope.expected)
        return known

    def _typed(self, subject: Subject) -> Mapping[str, Kept]:
        return self._units.get(UnitId(subject.id), {}) if subject.is_unit else self._clusters.get(subject.id, {})

    def _scope(self, subject: Subject) -> Scope:
        if subject.is_unit:
            return below(UnitId(subject.id), lens=self.lens, then=self.then)
        return members(self._members.get(subject.id, ()), then=self.then)

    def _asked_of(self, subject: Subject) -> frozenset[str]:
        """What a unit is asked for: whatever a sibling, or a cluster it is in, reported for the period, older titles apart."""
        if not subject.is_unit:
            return frozenset()
        unit = UnitId(subject.id)
        asked: set[str] = set()
        parent = self.then.parent_of.get(unit)
        beside = set(self.then.children(parent)) if parent is not None else set()
        for cluster, joined in self._members.items():
            if unit in joined:
                beside.update(joined)
                asked.update(self._clusters.get(cluster, {}))
        for other in beside:
            asked.update(self._units.get(other, {}))
        return frozenset(code for code in asked if indicators()[code].old_title_since is None)

    def _typed_row(self, place: Place, kept: Kept, last_day: date | None) -> FigureRow:
        stated = kept.stated
        indicator = indicators()[stated.indicator]
        found = place.sums.get(stated.indicator)
        base = rules.base_of(stated, place.beside)
        if base is None:
            base = place.whole(indicator.share_of)
        raised = [
            rules.value_within_its_total(stated, base),
            rules.printed_rate_agrees(stated, base),
            rules.parts_add_up(stated, place.beside),
            rules.units_add_up(stated, found.value, found.qualifier) if found is not None and place.is_complete(found) else None,
            rules.rate_has_a_base(stated, base),
            rules.one_base(stated, place.beside),
            rules.recognised_within_registered(stated, place.beside),
            self._jump(place.subject, stated, Kind.TYPED),
            rules.title_is_of_its_time(stated, self.period),
            rules.reported_in_its_time(self.period, last_day),
        ]
        return FigureRow(
            subject=place.subject,
            period=self.period,
            indicator=indicator.code,
            label=indicator.label,
            measure=indicator.measure,
            value=stated.value,
            qualifier=stated.qualifier,
            base=base,
            rate=rules.rate(indicator, stated.value, base),
            stated_rate=stated.rate,
            kind=Kind.TYPED,
            reported=0 if found is None else len(found.reporters),
            expected=len(place.expected),
            flags=_once(raised),
            source=kept.source,
            note=kept.note,
            figure_id=kept.id,
        )

    def _computed_row(self, place: Place, code: str) -> FigureRow:
        indicator = indicators()[code]
        found = place.sums[code]
        base = found.base
        if base is None and place.is_complete(found) and found.parts_with_base == 0:
            base = place.whole(indicator.share_of)
        stated = Stated(code, found.value, found.qualifier, base)
        comparable = {
            other: Stated(other, its.value, its.qualifier, its.base)
            for other, its in place.sums.items()
            if its.reporters == found.reporters
        }
        reporting = {"reported": len(found.reporters), "expected": len(place.expected)}
        with_base = {"reported": found.parts_with_base, "expected": found.parts}
        raised = [
            rules.value_within_its_total(stated, base),
            rules.parts_add_up(stated, comparable),
            rules.recognised_within_registered(stated, comparable),
            self._jump(place.subject, stated, Kind.COMPUTED),
            rules.title_is_of_its_time(stated, self.period),
            None if place.is_complete(found) else Flag("not_reported", reporting),
            None if found.qualifier is Qualifier.EXACT else Flag("qualified", {"value": found.value}),
            Flag("partial_base", with_base) if 0 < found.parts_with_base < found.parts else None,
        ]
        return FigureRow(
            subject=place.subject,
            period=self.period,
            indicator=code,
            label=indicator.label,
            measure=indicator.measure,
            value=found.value,
            qualifier=found.qualifier,
            base=base,
            rate=rules.rate(indicator, found.value, base),
            stated_rate="",
            kind=Kind.COMPUTED,
            reported=reporting["reported"],
            expected=reporting["expected"],
            flags=_once(raised),
        )

    def _jump(self, subject: Subject, stated: Stated, kind: Kind) -> Flag | None:
        """Compare with the same period a year earlier, like with like: typed with typed, a sum with a sum of the same reporters."""
        before = self._a_year_earlier.stated(subject, stated.indicator, kind, like=self) if self._bounds_stood(subject) else None
        return None if before is None else rules.change_is_within_bound(stated, before, jump_bound())

    def stated(self, subject: Subject, code: str, kind: Kind, *, like: Board) -> Stated | None:
        """A figure of this board that one of another board can be compared with."""
        place = self._place(subject)
        if kind is Kind.TYPED:
            return place.beside.get(code)
        found = place.sums.get(code)
        if found is None or found.reporters != like._place(subject).sums[code].reporters:
            return None
        return Stated(code, found.value, found.qualifier)

    def _bounds_stood(self, subject: Subject) -> bool:
        """Whether the subject covered the same ground a year earlier."""
        if subject.is_unit:
            return UnitId(subject.id) not in self._touched
        return set(self._members.get(subject.id, ())) == set(self._a_year_earlier._members.get(subject.id, ()))

    def _last_day(self, subject: Subject) -> date | None:
        if not subject.is_unit:
            return None
        last_days = [version.validity.last_day for version in organisation.versions_on_record(UnitId(subject.id))]
        return None if None in last_days else max((day for day in last_days if day is not None), default=None)


def jump_bound() -> rules.JumpBound:
    """The bound stated in `data/flags.toml`."""
    stated = flags()["jump"].thresholds
    return rules.JumpBound(Decimal(str(stated["ratio"])), int(stated["floor"]), int(stated["floor_vnd"]))


def _stated(kept: Mapping[str, Kept]) -> Mapping[str, Stated]:
    return {code: found.stated for code, found in kept.items()}


def _once(raised: Iterable[Flag | None]) -> tuple[Flag, ...]:
    """Each code once, the first to raise it speaking for it."""
    return tuple({flag.code: flag for flag in reversed([flag for flag in raised if flag is not None])}.values())[::-1]


def _not_reported(subject: Subject, period: Period, code: str, expected: int) -> FigureRow:
    indicator = indicators()[code]
    return FigureRow(
        subject=subject,
        period=period,
        indicator=code,
        label=indicator.label,
        measure=indicator.measure,
        value=None,
        qualifier=Qualifier.EXACT,
        base=None,
        rate=None,
        stated_rate="",
        kind=Kind.TYPED,
        reported=0,
        expected=expected,
        flags=(Flag("not_reported", {"reported": 0, "expected": 0}),),
    )
