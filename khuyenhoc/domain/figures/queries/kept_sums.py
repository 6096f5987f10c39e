"""
The sums of units, kept (architecture, section 7).

What is kept is only a memory of what units state and registers count, so a question may bring it up to date:
`bring_up_to_date` is asked before every reading. It costs one query where nothing changed. Triggers of the
database note each unit that a change touches, in the transaction of the change; from these notes the counts
of the unit's registers are made again, then the sums of the units above it, level by level.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import Any

from django.db import connection, transaction
from django.db.models import QuerySet

from khuyenhoc.domain.figures.models import KeptPeriod, RegisterTally, ReportedFigure, UnitSum
from khuyenhoc.domain.figures.queries.sums import STANDING, TOTALS, parameters
from khuyenhoc.domain.figures.rules.flags import Stated, base_of
from khuyenhoc.domain.organisation import queries as organisation
from khuyenhoc.domain.organisation.countable import countables, tallies
from khuyenhoc.domain.organisation.queries.trees import forget_the_stamp, tree_stamp
from khuyenhoc.foundation.values.figures import Qualifier
from khuyenhoc.foundation.values.mandates import UnitId
from khuyenhoc.foundation.values.periods import Period
from khuyenhoc.foundation.values.trees import Tree

_SUMS_LOCK = 7_261_004
"""One process at a time brings the sums up to date; the others wait and find them made."""

STATED = """
stated (period) AS (
  (SELECT period FROM figures_reportedfigure
   WHERE replaced_by_id IS NULL AND (%(code)s IS NULL OR indicator = %(code)s) ORDER BY period LIMIT 1)
  UNION ALL
  SELECT (SELECT f.period FROM figures_reportedfigure f
          WHERE f.replaced_by_id IS NULL AND (%(code)s IS NULL OR f.indicator = %(code)s)
            AND f.period > stated.period ORDER BY f.period LIMIT 1)
  FROM stated WHERE stated.period IS NOT NULL
)
"""
"""Steps along the index from period to period: a DISTINCT would read a nation's figures."""

_STATE = f"""
WITH RECURSIVE {STATED}
SELECT EXISTS (SELECT FROM figures_stalesum), k.period, k.outsiders, s.period
FROM (SELECT) AS always
LEFT JOIN ((SELECT period FROM stated WHERE period IS NOT NULL) AS s FULL JOIN
  (SELECT period, outsiders FROM figures_keptperiod
   WHERE tree_stamp IS NOT DISTINCT FROM (SELECT value FROM organisation_treestamp)) AS k
  ON k.period = s.period) ON true
"""  # noqa: S608


@dataclass(frozen=True, slots=True)
class KeptPeriods:
    """
    The periods whose sums are kept, up to date: of each the units outside its own tree that have a figure of
    it. `on_record` are those for which anything is stated on the whole platform.
    """

    outsiders: Mapping[Period, frozenset[UnitId]]
    on_record: frozenset[Period]


def bring_up_to_date(periods: Collection[Period] = ()) -> KeptPeriods:
    """Make what is kept of these periods, and of all on record, what the figures and registers say now."""
    has_stale, kept = _state()
    wanted = kept.on_record.union(periods)
    while has_stale or not wanted <= kept.outsiders.keys():
        with transaction.atomic():
            take_the_sums()
            _Keeping().bring_up_to_date(wanted)
        has_stale, kept = False, _state()[1]  # the tree may have changed meanwhile
    return kept


def up_to_date(periods: Collection[Period]) -> KeptPeriods | None:
    """What `bring_up_to_date` returns; None where it would have to write."""
    has_stale, kept = _state()
    return None if has_stale or not set(periods) <= kept.outsiders.keys() else kept


def _state() -> tuple[bool, KeptPeriods]:
    with connection.cursor() as cursor:
        cursor.execute(_STATE, {"code": None})
        rows = cursor.fetchall()
    outsiders = {Period.parse(text): frozenset(map(UnitId, outside)) for _, text, outside, _ in rows if text}
    on_record = frozenset(Period.parse(text) for *_, text in rows if text)
    return rows[0][0], KeptPeriods(outsiders, on_record)


def kept_periods() -> list[Period]:
    """The periods whose sums are kept, the oldest first."""
    return _in_order(KeptPeriod.objects.values_list("period", flat=True))


def make_again(before_each: Callable[[Period], None]) -> None:
    """
    Forget all that is kept and make it again from figures and registers.

    :param before_each: is told which period is made next
    """
    with transaction.atomic():
        take_the_sums()
        written = ReportedFigure.objects.current().order_by().values_list("period", flat=True).distinct()
        periods = _in_order({*KeptPeriod.objects.values_list("period", flat=True), *written})
        for kept in (KeptPeriod, RegisterTally, UnitSum):
            kept.objects.all().delete()
        keeping = _Keeping()
        for period in periods:
            before_each(period)
            keeping.bring_up_to_date([period])


def _in_order(texts: Iterable[str]) -> list[Period]:
    return sorted(map(Period.parse, texts), key=lambda period: (period.last_day, str(period)))


def take_the_sums() -> None:
    """Wait until no other process makes sums; held to the end of the transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_SUMS_LOCK])


class _Keeping:
    """The sums of all kept periods, while they are brought up to date under the lock."""

    def __init__(self) -> None:
        forget_the_stamp()  # a page that looked at the tree before an act would name its new stamp
        self._stamp = tree_stamp()

    def bring_up_to_date(self, periods: Collection[Period]) -> None:
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM figures_stalesum RETURNING unit_id, period")
            stale = [(UnitId(unit), text) for unit, text in cursor.fetchall()]
        keepers = {unit for unit, text in stale if not text}
        kept = {Period.parse(row.period): row for row in KeptPeriod.objects.all()}
        for period, row in kept.items():
            mark = row.tree_mark if row.tree_stamp == self._stamp else _mark(period)
            if mark != row.tree_mark:
                _OfPeriod(period).make()
            else:
                stating = {unit for unit, text in stale if text == str(period)}
                if stating or keepers:
                    _OfPeriod(period).change(stating=stating, keepers=keepers)
            if row.tree_stamp != self._stamp:
                KeptPeriod.objects.filter(pk=row.pk).update(tree_stamp=self._stamp, tree_mark=mark)
        for period in set(periods) - set(kept):
            KeptPeriod.objects.create(period=str(period), tree_stamp=self._stamp, tree_mark=_mark(period))
            _OfPeriod(period).make()


def _mark(period: Period) -> str:
    """SHA-256 over who answers to whom, where units of other days show, and whose past later ones count."""
    placing, history = organisation.through(then=period.last_day, lens=period.last_day)
    tree = placing.then
    told = hashlib.sha256()
    for relation in (tree.parent_of, tree.stand_in_of):
        told.update(repr(sorted(relation.items())).encode())
    told.update(repr([sorted(history.sources(unit, tree)) for unit in sorted(tree.stand_in_of)]).encode())
    return told.hexdigest()


class _OfPeriod:
    """The counts and sums of one period, in the tree of its last day."""

    def __init__(self, period: Period) -> None:
        self.period = period
        placing, self._history = organisation.through(then=period.last_day, lens=period.last_day)
        self._then: Tree = placing.then

    def make(self) -> None:
        """All of them from nothing."""
        for kept in (RegisterTally, UnitSum):
            kept.objects.filter(period=str(self.period)).delete()
        self._count_registers(None)
        self._set_bases(None)
        outside = self._outsiders()
        self._set_outsiders(outside, outside)
        stating = self._current().filter(value__isnull=False)
        counting = RegisterTally.objects.filter(period=str(self.period))
        changed = {
            UnitId(unit)
            for rows in (stating, counting)
            for unit in rows.order_by().values_list("unit_id", flat=True).distinct()
        }
        self._add_up(changed, outside)

    def change(self, *, stating: Collection[UnitId], keepers: Collection[UnitId]) -> None:
        """Those that a change of what units state, or keep in their registers, touches."""
        if keepers:
            RegisterTally.objects.filter(period=str(self.period), unit_id__in=keepers).delete()
            self._count_registers(keepers)
        if stating:
            self._set_bases(stating)
        outside = self._outsiders()
        touched = {unit for unit in (*stating, *keepers) if unit not in self._then}
        again = outside if stating else outside & touched
        self._set_outsiders(again | touched, outside)
        self._add_up({*stating, *keepers, *again}, outside)

    def _current(self) -> QuerySet[ReportedFigure]:
        return ReportedFigure.objects.current().filter(period=str(self.period), unit__isnull=False)

    def _count_registers(self, keepers: Collection[UnitId] | None) -> None:
        """Store what registers count, of all units or of some, without bringing the rows here."""
        with connection.cursor() as cursor:
            for countable in countables():
                counted = tallies(countable, self.period)
                if keepers is not None:
                    counted = counted.filter(keeper__in=list(keepers))
                text, values = counted.query.sql_with_params()
                cursor.execute(
                    "INSERT INTO figures_registertally (unit_id, period, indicator, count) "  # noqa: S608
                    f"SELECT keeper, %s, indicator, count FROM ({text}) AS counted",
                    [str(self.period), *values],
                )

    def _set_bases(self, units: Collection[UnitId] | None) -> None:
        """Derive what each figure is set against from all its unit states for the period."""
        stored = self._current().order_by("unit_id")
        if units is not None:
            stored = stored.filter(unit_id__in=list(units))
        fields = ("unit_id", "pk", "indicator", "value", "qualifier", "total", "rate", "base")
        rows = stored.values_list(*fields).iterator(chunk_size=20_000)
        changed: list[tuple[int, int | None]] = []
        for _unit, of_unit in groupby(rows, key=itemgetter(0)):
            figures = list(of_unit)
            beside = {
                code: Stated(code, value, Qualifier(qualifier), total, rate)
                for _, _, code, value, qualifier, total, rate, _ in figures
            }
            bases = ((pk, base_of(beside[code], beside), base) for _, pk, code, *_, base in figures)
            changed += [(pk, derived) for pk, derived, base in bases if derived != base]
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE figures_reportedfigure f SET base = new.base "
                "FROM unnest(%s::bigint[], %s::bigint[]) AS new (id, base) WHERE f.id = new.id",
                [[pk for pk, _ in changed], [base for _, base in changed]],
            )

    def _outsiders(self) -> frozenset[UnitId]:
        """Units outside the tree that state something for the period or keep rows that count in it."""
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT DISTINCT unit_id FROM figures_reportedfigure "
                "WHERE period = %(period)s AND replaced_by_id IS NULL AND value IS NOT NULL "
                "AND unit_id IS NOT NULL "
                "UNION SELECT DISTINCT unit_id FROM figures_registertally WHERE period = %(period)s",
                {"period": str(self.period)},
            )
            return frozenset(UnitId(unit) for (unit,) in cursor.fetchall() if UnitId(unit) not in self._then)

    def _set_outsiders(self, units: Collection[UnitId], outside: frozenset[UnitId]) -> None:
        """Give outsiders a row of their own each, and say which units of the tree speak for it already."""
        KeptPeriod.objects.filter(pk=str(self.period)).update(outsiders=sorted(outside))
        UnitSum.objects.filter(period=str(self.period), unit_id__in=units).delete()
        if not units:
            return
        self._insert([(unit, unit, "line") for unit in units] + [(unit, unit, "keeper") for unit in units])
        speakers = {unit: self._speakers(unit) for unit in units}
        watched = sorted({speaker for found in speakers.values() for speaker in found})
        stating: dict[str, set[UnitId]] = {}
        stated = self._current().filter(unit_id__in=watched, value__isnull=False).order_by()
        for unit, code in stated.values_list("unit_id", "indicator") if watched else ():
            stating.setdefault(code, set()).add(UnitId(unit or 0))
        for row in UnitSum.objects.filter(period=str(self.period), unit_id__in=units) if stating else ():
            spoken_by = sorted(stating.get(row.indicator, set()) & speakers[UnitId(row.unit_id)])
            if spoken_by:
                UnitSum.objects.filter(pk=row.pk).update(spoken_by=spoken_by)

    def _speakers(self, unit: UnitId) -> frozenset[UnitId]:
        """Who would speak for an outsider, apart from the unit that shows it and all above that one."""
        above = frozenset(self._then.ancestors(unit))
        return self._history.speakers(unit, self._then) - above

    def _add_up(self, changed: Iterable[UnitId], outside: frozenset[UnitId]) -> None:
        """Make the sums of the changed units and of all above them again, the lowest first."""
        depth_of: dict[UnitId, int] = {}
        for unit in changed:
            chain = list(self._then.ancestors(unit))
            depth_of.update({here: len(chain) - step for step, here in enumerate(chain)})
        shown_at: dict[UnitId, list[UnitId]] = {}
        for unit in outside:
            place = self._then.stand_in(unit)
            if place in depth_of:
                shown_at.setdefault(place, []).append(unit)
        levels: dict[int, list[UnitId]] = {}
        for unit, depth in depth_of.items():
            levels.setdefault(depth, []).append(unit)
        for _, places in sorted(levels.items(), reverse=True):
            UnitSum.objects.filter(period=str(self.period), unit_id__in=places).delete()
            asked = [(place, place, "keeper") for place in places]
            for place in places:
                asked += [(place, child, "line") for child in self._then.children(place)]
                asked += [(place, outsider, "outsider") for outsider in shown_at.get(place, ())]
            self._insert(asked)

    def _insert(self, asked: Sequence[tuple[UnitId, UnitId, str]]) -> None:
        """Add up (place, unit, part) and store a row for each place and indicator."""
        columns: dict[str, Any] = dict(
            parameters([(place, self.period, unit, part) for place, unit, part in asked])
        )
        with connection.cursor() as cursor:
            cursor.execute(_INSERT, columns)


_INSERT = f"""{STANDING}
INSERT INTO figures_unitsum (
  unit_id, period, indicator, value, words, base, parts, stated_parts, based_parts, counted, tally, spoken_by)
SELECT place, period, indicator, {TOTALS}, '{{}}'
FROM standing GROUP BY place, period, indicator
"""  # noqa: S608 - constants of this package
