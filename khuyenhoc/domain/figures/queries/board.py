"""
Everything reported for one period, seen through the tree of one day: what `queries` and packs ask for rows.

A board reads the database once and answers for any number of units and clusters.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from decimal import Decimal
from functools import cached_property

from khuyenhoc.domain.figures.models import ReportedFigure
from khuyenhoc.domain.figures.queries.crossing import Crossings, with_estimates
from khuyenhoc.domain.figures.queries.first_part import NOTHING_BEFORE, FirstPart, first_part_of
from khuyenhoc.domain.figures.rules import flags as rules
from khuyenhoc.domain.figures.rules.flags import Flag, Stated
from khuyenhoc.domain.figures.rules.rows import FigureRow, Kept, Kind, Place, Subject
from khuyenhoc.domain.organisation import queries as organisation
from khuyenhoc.domain.organisation.models import ClusterMembership
from khuyenhoc.foundation.analytics.rollup import Line, Scope, Sum, add_up, below, members
from khuyenhoc.foundation.values.catalogue import flags, indicators
from khuyenhoc.foundation.values.figures import Qualifier
from khuyenhoc.foundation.values.mandates import UnitId
from khuyenhoc.foundation.values.numbers import date_text
from khuyenhoc.foundation.values.periods import Period


class Board:
    """What was reported for `period`, through the tree of `tree_on`."""

    def __init__(self, period: Period, tree_on: date) -> None:
        self.period = period
        self.placing, self._history = organisation.through(then=period.last_day, lens=tree_on)
        self.then, self.lens = self.placing.then, self.placing.lens
        self._units: dict[UnitId, dict[str, Kept]] = {}
        self._clusters: dict[int, dict[str, Kept]] = {}
        self._places: dict[tuple[str, int], Place] = {}
        for figure in ReportedFigure.objects.current().filter(period=str(period)).order_by("pk"):
            stated = Stated(
                figure.indicator, figure.value, Qualifier(figure.qualifier), figure.total, figure.rate
            )
            kept = Kept(figure.pk, stated, figure.source, figure.note)
            if figure.unit_id is not None:
                self._units.setdefault(UnitId(figure.unit_id), {})[figure.indicator] = kept
            elif figure.cluster_id is not None:
                self._clusters.setdefault(figure.cluster_id, {})[figure.indicator] = kept

    @cached_property
    def _members(self) -> Mapping[int, tuple[UnitId, ...]]:
        joined: dict[int, list[UnitId]] = {}
        memberships = ClusterMembership.objects.filter(cluster_year__year=self.period.year).order_by(
            "position", "pk"
        )
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

    def _speakers(self, unit: UnitId) -> Iterable[UnitId]:
        return self._history.speakers(unit, self.then)

    @cached_property
    def _a_year_earlier(self) -> Board:
        earlier = self.period.a_year_earlier
        return Board(earlier, earlier.last_day)

    @cached_property
    def _touched(self) -> frozenset[UnitId]:
        return organisation.boundary_events(
            after=self.period.a_year_earlier.last_day, through=self.period.last_day
        )

    def rows(self, subject: Subject) -> list[FigureRow]:
        """
        Every figure of a subject: typed beside computed, in the catalogue's order, and those asked for but
        not reported.
        """
        place = self.place(subject)
        asked = self._asked_of(subject)
        first_part = self._first_part_of(subject)
        last_day = self._last_day(subject) if place.typed else None
        rows: list[FigureRow] = []
        for code in indicators():
            if code in place.typed:
                rows.append(self._typed_row(place, place.typed[code], last_day, first_part))
            if code in place.sums:
                rows.append(self._computed_row(place, code))
            if code not in place.typed and code not in place.sums:
                missing = [_NOT_REPORTED] if code in asked else []
                raised = (*missing, *place.across.get(code, ()), *first_part.said_of(code))
                if raised:
                    rows.append(_without_a_value(subject, self.period, code, len(place.expected), raised))
        return rows

    def place(self, subject: Subject) -> Place:
        """What the board holds of a subject, gathered once."""
        known = self._places.get((subject.kind, subject.id))
        if known is None:
            typed = self._typed(subject)
            scope = self._scope(subject)
            sums = dict(add_up(self._lines, scope, then=self.then, speakers=self._speakers))
            across = self._across(subject, sums) if subject.is_unit else {}
            known = self._places[(subject.kind, subject.id)] = Place(
                subject, typed, _stated(typed), sums, scope.expected, across
            )
        return known

    def _across(self, subject: Subject, sums: dict[str, Sum]) -> Mapping[str, tuple[Flag, ...]]:
        """
        Put estimates chosen for the unit's part of cut units into its sums, and say of every indicator what
        could not be brought across.
        """
        unit = UnitId(subject.id)
        estimates = self._crossings.estimates(unit, self._value, self._reporters)
        raised: dict[str, tuple[Flag, ...]] = {}
        for code in {estimate.indicator for estimate in estimates}:
            of_code = [estimate for estimate in estimates if estimate.indicator == code]
            sums[code] = with_estimates(sums.get(code), of_code)
            raised[code] = (self._crossings.estimate_flag(of_code),)
        for code, left in self._crossings.unplaced(unit, self._reporters, estimates, sums).items():
            raised[code] = (*raised.get(code, ()), self._crossings.not_convertible_flag(left))
        return raised

    def estimated(self, subject: Subject, cut: UnitId, code: str) -> int:
        """What of a cut unit's figure chosen weights give to a unit."""
        found = self._crossings.estimates(UnitId(subject.id), self._value, self._reporters)
        return sum(
            estimate.value for estimate in found if estimate.unit == cut and estimate.indicator == code
        )

    def sum_of_those(self, code: str, contains: Callable[[UnitId], bool]) -> int:
        """The sum of an indicator over the units that reported it and that a condition holds for."""
        lines = [line for line in self._lines if line.indicator == code]
        found = add_up(lines, Scope(contains, frozenset()), then=self.then, speakers=self._speakers).get(code)
        return 0 if found is None else found.value

    def _value(self, unit: UnitId, code: str) -> int | None:
        kept = self._units.get(unit, {}).get(code)
        return None if kept is None else kept.stated.value

    @cached_property
    def _crossings(self) -> Crossings:
        return Crossings(self.placing, self._history)

    @cached_property
    def _reporters(self) -> Mapping[str, frozenset[UnitId]]:
        found: dict[str, set[UnitId]] = {}
        for line in self._lines:
            found.setdefault(line.indicator, set()).add(line.unit)
        return {code: frozenset(units) for code, units in found.items()}

    def _typed(self, subject: Subject) -> Mapping[str, Kept]:
        return (
            self._units.get(UnitId(subject.id), {}) if subject.is_unit else self._clusters.get(subject.id, {})
        )

    def _scope(self, subject: Subject) -> Scope:
        if subject.is_unit:
            return below(UnitId(subject.id), placing=self.placing)
        return members(self._members.get(subject.id, ()), then=self.then)

    def _asked_of(self, subject: Subject) -> frozenset[str]:
        """
        What a unit is asked for: whatever a sibling, or a cluster it is in, reported for the period, older
        titles apart.
        """
        if not subject.is_unit:
            return frozenset()
        unit = UnitId(subject.id)
        if unit not in self.then:
            return frozenset()  # a unit that had ended by then, or was not founded, owes nothing (RULE-38)
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

    def _typed_row(self, place: Place, kept: Kept, last_day: date | None, first_part: FirstPart) -> FigureRow:
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
            rules.units_add_up(stated, found.value, found.qualifier)
            if found is not None and place.is_complete(found)
            else None,
            rules.rate_has_a_base(stated, base),
            rules.one_base(stated, place.beside),
            rules.recognised_within_registered(stated, place.beside),
            self._jump(place.subject, stated, Kind.TYPED),
            rules.title_is_of_its_time(stated, self.period),
            rules.reported_in_its_time(self.period, last_day),
            first_part.exceeds(stated),
            self._boundary_flag(place.subject),
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
            *place.across.get(code, ()),
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

    def _first_part_of(self, subject: Subject) -> FirstPart:
        def reported_at(earlier: Period) -> tuple[Mapping[str, Sum], int]:
            place = Board(earlier, self.then.on).place(subject)
            return place.sums, len(place.expected)

        unit = UnitId(subject.id)
        if not subject.is_unit or unit not in self.then:
            return NOTHING_BEFORE
        return first_part_of(unit, period=self.period, history=self._history, reported_at=reported_at)

    def _boundary_flag(self, subject: Subject) -> Flag | None:
        """A typed figure is about the unit as it was on the period's last day, whatever the lens."""
        unit = UnitId(subject.id)
        if not subject.is_unit or unit not in self.lens:
            return None
        if unit not in self.then:
            return Flag("recounted") if self.then.on < self.lens.on else None
        return (
            None
            if self.placing.is_on_its_ground(unit)
            else Flag("other_boundary", {"day": date_text(self.then.on)})
        )

    def _jump(self, subject: Subject, stated: Stated, kind: Kind) -> Flag | None:
        """
        Compare with the same period a year earlier, like with like: typed with typed, a sum with a sum of the
        same reporters.
        """
        before = (
            self._a_year_earlier.stated(subject, stated.indicator, kind, like=self)
            if self._bounds_stood(subject)
            else None
        )
        return None if before is None else rules.change_is_within_bound(stated, before, jump_bound())

    def stated(self, subject: Subject, code: str, kind: Kind, *, like: Board) -> Stated | None:
        """A figure of this board that one of another board can be compared with."""
        place = self.place(subject)
        if kind is Kind.TYPED:
            return place.beside.get(code)
        found = place.sums.get(code)
        if found is None or found.reporters != like.place(subject).sums[code].reporters:
            return None
        return Stated(code, found.value, found.qualifier)

    def _bounds_stood(self, subject: Subject) -> bool:
        """Whether the subject covered the same ground a year earlier."""
        if subject.is_unit:
            return UnitId(subject.id) not in self._touched
        return set(self._members.get(subject.id, ())) == set(
            self._a_year_earlier._members.get(subject.id, ())
        )

    def _last_day(self, subject: Subject) -> date | None:
        if not subject.is_unit:
            return None
        last_days = [
            version.validity.last_day for version in organisation.versions_on_record(UnitId(subject.id))
        ]
        return None if None in last_days else max((day for day in last_days if day is not None), default=None)


def jump_bound() -> rules.JumpBound:
    """The bound stated in `data/flags.toml`."""
    stated = flags()["jump"].thresholds
    return rules.JumpBound(Decimal(str(stated["ratio"])), int(stated["floor"]), int(stated["floor_vnd"]))


def _stated(kept: Mapping[str, Kept]) -> Mapping[str, Stated]:
    return {code: found.stated for code, found in kept.items()}


def _once(raised: Iterable[Flag | None]) -> tuple[Flag, ...]:
    """Each code once, the first to raise it speaking for it."""
    return tuple(
        {flag.code: flag for flag in reversed([flag for flag in raised if flag is not None])}.values()
    )[::-1]


_NOT_REPORTED = Flag("not_reported", {"reported": 0, "expected": 0})


def _without_a_value(
    subject: Subject, period: Period, code: str, expected: int, raised: Iterable[Flag]
) -> FigureRow:
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
        flags=_once(raised),
    )
