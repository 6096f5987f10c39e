"""
Everything that stands for one period, seen through the tree of one day: what `figure_rows` and packs ask.

A board reads only what lies in the scope of the subjects it is asked about. `prepare` reads for many boards
and subjects at once, in as many questions as for one.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from functools import cached_property

from django.db import connection
from django.db.models import Q

from khuyenhoc.domain.figures.models import ReportedFigure
from khuyenhoc.domain.figures.queries import kept_sums
from khuyenhoc.domain.figures.queries.crossing import Crossings, with_estimates
from khuyenhoc.domain.figures.queries.first_part import earlier_period
from khuyenhoc.domain.figures.queries.kept_sums import KeptPeriods
from khuyenhoc.domain.figures.queries.sums import Added, added
from khuyenhoc.domain.figures.rules.flags import Flag, Stated
from khuyenhoc.domain.figures.rules.rows import Kept, Place, Subject
from khuyenhoc.domain.figures.rules.sums import Scope, Sum, below, members
from khuyenhoc.domain.organisation import queries as organisation
from khuyenhoc.domain.organisation.models import ClusterMembership
from khuyenhoc.foundation.values.catalogue import indicators
from khuyenhoc.foundation.values.figures import Qualifier
from khuyenhoc.foundation.values.mandates import UnitId
from khuyenhoc.foundation.values.periods import Period

_Owner = tuple[str, int, str]
"""Kind and id of a subject, and a period as text."""


class Board:
    """What stands for `period`, through the tree of `tree_on`."""

    def __init__(self, period: Period, tree_on: date) -> None:
        self.period = period
        self.placing, self.history = organisation.through(then=period.last_day, lens=tree_on)
        self.then, self.lens = self.placing.then, self.placing.lens
        self._places: dict[tuple[str, int], Place] = {}
        self._sums_of: dict[frozenset[UnitId], Mapping[str, Sum]] = {}
        self.asked: dict[int, frozenset[str]] = {}
        """Unit → the indicators it is asked for, of prepared units."""
        self.members: dict[int, tuple[UnitId, ...]] = {}
        """Cluster → its members in the period's year, of the clusters that a prepared subject is or is in."""
        self.first_parts: dict[int, Board | None] = {}
        """Unit → the board of the months before it carried others on, of prepared units (RULE-39)."""

    def place(self, subject: Subject) -> Place:
        """What the board holds of a subject."""
        if (subject.kind, subject.id) not in self._places:
            prepare([(self, subject)])
        return self._places[(subject.kind, subject.id)]

    @cached_property
    def a_year_earlier(self) -> Board:
        earlier = self.period.a_year_earlier
        return Board(earlier, earlier.last_day)

    def has_its_ground(self, subject: Subject) -> bool:
        """Whether a subject covered the same ground a year earlier."""
        if subject.is_unit:
            after, through = self.period.a_year_earlier.last_day, self.period.last_day
            return UnitId(subject.id) not in organisation.boundary_events(after=after, through=through)
        return set(self.members.get(subject.id, ())) == set(self.a_year_earlier.members.get(subject.id, ()))

    def asked_of(self, subject: Subject) -> frozenset[str]:
        """
        What a unit is asked for: the indicators that a sibling, or a cluster it is in, stated for the period,
        older titles apart.
        """
        return self.asked.get(subject.id, frozenset()) if subject.is_unit else frozenset()

    def beside(self, subject: Subject) -> tuple[Collection[UnitId], Collection[int]]:
        """
        The units and clusters whose figures a unit is asked for too. A unit that had ended by then, or was
        not founded, owes nothing (RULE-38).
        """
        unit = UnitId(subject.id)
        if not subject.is_unit or unit not in self.then:
            return (), ()
        parent = self.then.parent_of[unit]
        siblings = set(self.then.children(parent)) if parent is not None else set()
        clusters = [cluster for cluster, joined in self.members.items() if unit in joined]
        return siblings.union(*(self.members[cluster] for cluster in clusters)) - {unit}, clusters

    def last_day_of(self, subject: Subject) -> date | None:
        """The last day of a unit that has ended; None for one that goes on, and for a cluster."""
        return self.history.last_day_of.get(UnitId(subject.id)) if subject.is_unit else None

    def estimated(self, subject: Subject, cut: UnitId, code: str) -> int:
        """What of a cut unit's figure chosen weights give to a unit."""
        estimates = self.crossings.estimates(UnitId(subject.id))
        return sum(row.value for row in estimates if row.unit == cut and row.indicator == code)

    def sum_of(self, units: Collection[UnitId], code: str) -> int:
        """The sum of an indicator over units and all below them, every figure once."""
        tops = frozenset(unit for unit in units if self.then.parent_of[unit] not in units)
        if tops not in self._sums_of:
            self._sums_of[tops] = added([(self.period, self.then, Scope(tuple(tops), tops))])[0].sums
        found = self._sums_of[tops].get(code)
        return 0 if found is None else found.value

    @cached_property
    def crossings(self) -> Crossings:
        return Crossings(self.period, self.placing)

    def scope_of(self, subject: Subject, outsiders: frozenset[UnitId]) -> Scope:
        if subject.is_unit:
            return below(UnitId(subject.id), self.placing, outsiders)
        return members(self.members.get(subject.id, ()), self.then, outsiders)

    def keep(self, subject: Subject, typed: Mapping[str, Kept], scope: Scope, found: Added) -> None:
        """Take in what was read of a subject."""
        sums = dict(found.sums)
        across = self._across(UnitId(subject.id), sums) if subject.is_unit else {}
        beside = {code: kept.stated for code, kept in typed.items()}
        self._places[(subject.kind, subject.id)] = Place(
            subject, typed, beside, sums, found.tallies if subject.is_unit else {}, scope.expected, across
        )

    def _across(self, unit: UnitId, sums: dict[str, Sum]) -> Mapping[str, tuple[Flag, ...]]:
        """
        Put estimates chosen for the unit's part of cut units into its sums, and say of every indicator what
        could not be brought across.
        """
        estimates = self.crossings.estimates(unit)
        raised: dict[str, tuple[Flag, ...]] = {}
        for code in {estimate.indicator for estimate in estimates}:
            of_code = [estimate for estimate in estimates if estimate.indicator == code]
            sums[code] = with_estimates(sums.get(code), of_code)
            raised[code] = (self.crossings.estimate_flag(of_code),)
        for code, left in self.crossings.unplaced(unit, estimates, sums).items():
            raised[code] = (*raised.get(code, ()), self.crossings.not_convertible_flag(left))
        return raised


def prepare(
    asked: Iterable[tuple[Board, Subject]], *, kept: KeptPeriods | None = None, with_asked: bool = True
) -> None:
    """
    Read for boards and subjects all that their rows need: what the subjects state, what lies below them adds
    up to, and the same of the boards they are compared with.

    :param kept: what was brought up to date just now
    :param with_asked: whether to read what the units are asked for too
    """
    pairs = list(asked)
    if not pairs:
        return
    _read_members(pairs)
    compared = [(board.a_year_earlier, subject) for board, subject in pairs if board.has_its_ground(subject)]
    periods = {board.period for board, _ in (*pairs, *compared)}
    if kept is None or not periods <= kept.outsiders.keys():
        kept = kept_sums.bring_up_to_date(periods)
    compared += _first_parts(pairs, kept.on_record)
    _read([*pairs, *compared], kept)
    if with_asked:
        _read_asked(pairs)


_ASKED = """
WITH s AS MATERIALIZED (
  SELECT * FROM unnest(%s::int[], %s::text[], %s::bigint[], %s::bigint[]) AS s (place, period, unit, cluster)
)
SELECT s.place, f.indicator FROM s JOIN figures_reportedfigure f ON f.unit_id = s.unit
WHERE f.period = s.period AND f.replaced_by_id IS NULL
UNION
SELECT s.place, f.indicator FROM s JOIN figures_reportedfigure f ON f.cluster_id = s.cluster
WHERE f.period = s.period AND f.replaced_by_id IS NULL
"""


def _read_asked(pairs: Sequence[tuple[Board, Subject]]) -> None:
    """The indicators that the units and clusters beside each subject state."""
    asked: list[tuple[int, str, int | None, int | None]] = []
    for place, (board, subject) in enumerate(pairs):
        units, clusters = board.beside(subject)
        asked += [(place, str(board.period), unit, None) for unit in units]
        asked += [(place, str(board.period), None, cluster) for cluster in clusters]
    codes: dict[int, set[str]] = {}
    if asked:
        with connection.cursor() as cursor:
            cursor.execute(_ASKED, [list(column) for column in zip(*asked, strict=True)])
            for place, code in cursor:
                if indicators()[code].old_title_since is None:
                    codes.setdefault(place, set()).add(code)
    for place, (board, subject) in enumerate(pairs):
        if subject.is_unit:
            board.asked[subject.id] = frozenset(codes.get(place, ()))


def _read_members(pairs: Sequence[tuple[Board, Subject]]) -> None:
    """
    The members of the clusters that subjects are, or are in, in the years of the boards and the years before.
    """
    years = {year for board, _ in pairs for year in (board.period.year, board.period.year - 1)}
    clusters = {subject.id for _, subject in pairs if not subject.is_unit}
    units = {subject.id for _, subject in pairs if subject.is_unit}
    joined = ClusterMembership.objects.filter(cluster_year__year__in=years)
    of_units = joined.filter(unit_id__in=units).values("cluster_year_id")
    rows = joined.filter(Q(cluster_year__cluster_id__in=clusters) | Q(cluster_year_id__in=of_units))
    members_of: dict[tuple[int, int], list[UnitId]] = {}
    for year, cluster, unit in rows.order_by("position", "pk").values_list(
        "cluster_year__year", "cluster_year__cluster_id", "unit_id"
    ):
        members_of.setdefault((year, cluster), []).append(UnitId(unit))
    boards = {id(board): board for pair, _ in pairs for board in (pair, pair.a_year_earlier)}
    for board in boards.values():
        board.members.update(
            {
                cluster: tuple(units_of)
                for (year, cluster), units_of in members_of.items()
                if year == board.period.year
            }
        )


def _first_parts(
    pairs: Sequence[tuple[Board, Subject]], on_record: Collection[Period]
) -> list[tuple[Board, Subject]]:
    """The boards of the months before units carried others on, with the units (RULE-39)."""
    found = []
    for board, subject in pairs:
        unit = UnitId(subject.id)
        if not subject.is_unit or unit not in board.then or subject.id in board.first_parts:
            continue
        earlier = earlier_period(unit, period=board.period, history=board.history, on_record=on_record)
        board.first_parts[subject.id] = None if earlier is None else Board(earlier, board.then.on)
        if (first := board.first_parts[subject.id]) is not None:
            found.append((first, subject))
    return found


def _read(pairs: Sequence[tuple[Board, Subject]], kept: KeptPeriods) -> None:
    periods = {board.period for board, _ in pairs}
    typed = _stated({subject for _, subject in pairs}, periods)
    scopes = [board.scope_of(subject, kept.outsiders[board.period]) for board, subject in pairs]
    sums = added([(board.period, board.then, scope) for (board, _), scope in zip(pairs, scopes, strict=True)])
    for (board, subject), scope, found in zip(pairs, scopes, sums, strict=True):
        board.keep(subject, typed.get((subject.kind, subject.id, str(board.period)), {}), scope, found)


def _stated(
    subjects: Collection[Subject], periods: Collection[Period]
) -> Mapping[_Owner, Mapping[str, Kept]]:
    """What subjects themselves state for periods, by indicator."""
    units = [subject.id for subject in subjects if subject.is_unit]
    clusters = [subject.id for subject in subjects if not subject.is_unit]
    owned = Q(unit_id__in=units) | Q(cluster_id__in=clusters) if clusters else Q(unit_id__in=units)
    current = ReportedFigure.objects.current().filter(owned, period__in=[str(period) for period in periods])
    stated: dict[_Owner, dict[str, Kept]] = {}
    for row in current.order_by("pk"):
        owner = ("unit", row.unit_id) if row.unit_id is not None else ("cluster", row.cluster_id or 0)
        figure = Stated(row.indicator, row.value, Qualifier(row.qualifier), row.total, row.rate)
        kept = Kept(row.pk, figure, row.source, row.note, is_from_registers=row.count_id is not None)
        stated.setdefault((*owner, row.period), {})[row.indicator] = kept
    return stated
