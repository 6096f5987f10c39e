"""
Figures of every unit at once, counted from a snapshot on the chosen engine: the bulk twin of kept sums.

The work is staged: register rows are counted to the units that keep them first, and only the small result is
rolled up the tree. Nothing is divided or rounded here, for engines differ in that.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path

import ibis
import pyarrow as pa
from ibis import _

from khuyenhoc.foundation.analytics import engines, lenses, snapshots
from khuyenhoc.foundation.analytics.models import Snapshot
from khuyenhoc.foundation.values.facts import counted_name
from khuyenhoc.foundation.values.mandates import UnitId
from khuyenhoc.foundation.values.periods import Period

AMOUNT = "decimal(38, 0)"
"""The one type of a sum: engines differ in what a sum of integers is."""
LINES = ibis.schema({"unit": "int64", "indicator": "string", "period": "string", "value": "int64"})
"""What is added up, stated or counted: one value for each unit, indicator and period."""
_SUMS = ibis.schema({"unit": "int64", "indicator": "string", "period": "string", "amount": AMOUNT})


@dataclass(frozen=True)
class Figures:
    """
    Sums for (indicator, unit, period): what the units below each unit add up to, every figure once (RULE-17).

    `table` has the columns period, indicator, unit, amount.
    """

    table: pa.Table

    def get(self, indicator: str, unit: UnitId, period: Period) -> int | None:
        return self._sums.get((indicator, unit, str(period)))

    @cached_property
    def _sums(self) -> dict[tuple[str, UnitId, str], int]:
        columns = (self.table[name].to_pylist() for name in ("indicator", "unit", "period", "amount"))
        return {
            (indicator, unit, period): int(amount)
            for indicator, unit, period, amount in zip(*columns, strict=True)
        }


def figures(
    snapshot: Snapshot, codes: Collection[str], *, tree_on: date, periods: Collection[Period]
) -> Figures:
    """
    Add up what units stated and, where none did, what their registers count, for every unit as seen in the
    tree of `tree_on`.

    :raises EngineUnusable: the engine of the setting is unknown or not installed
    """
    home = snapshots.directory(snapshot)
    with engines.at_work() as engine:
        return add_up(
            engine,
            home,
            stated(engine, home, codes, periods),
            counted(engine, home, codes, periods),
            tree_on=tree_on,
            periods=periods,
        )


def stated(
    engine: ibis.BaseBackend, home: Path, codes: Collection[str], periods: Collection[Period]
) -> ibis.Table:
    """The `LINES` that units reported themselves."""
    reported = engine.read_parquet(snapshots.file_of(home, "reported_figure"))
    return reported.filter(
        _.period.isin([str(period) for period in periods]),
        _.indicator.isin(list(codes)),
        _.unit.notnull(),
        _.value.notnull(),
    ).select(*LINES)


def counted(
    engine: ibis.BaseBackend, home: Path, codes: Collection[str], periods: Collection[Period]
) -> ibis.Table:
    """
    The `LINES` that the registers count, at the units that keep the rows. Indicators the snapshot has no rows
    of are left out.
    """
    counts = [count for code in codes for count in _counts(engine, home, code, periods)]
    return ibis.union(*counts).cache() if counts else ibis.memtable(LINES.to_pyarrow().empty_table())


def _counts(
    engine: ibis.BaseBackend, home: Path, code: str, periods: Collection[Period]
) -> Iterator[ibis.Table]:
    file = snapshots.file_of(home, counted_name(code))
    if not file.exists():
        return
    rows = engine.read_parquet(file)
    for period in periods:
        yield count_on(rows, period.last_day).select(
            _.unit,
            indicator=ibis.literal(code, "string"),
            period=ibis.literal(str(period), "string"),
            value=_.value.cast("int64"),
        )


def count_on(rows: ibis.Table, day: date) -> ibis.Table:
    """(unit, value): how many register rows of each unit count on a day."""
    counts = (_.starts_on <= day) & (_.ends_on > day)
    return rows.filter(counts).group_by("unit").agg(value=_.count())


def add_up(
    engine: ibis.BaseBackend,
    home: Path,
    stated: ibis.Table,
    counted: ibis.Table,
    *,
    tree_on: date,
    periods: Collection[Period],
) -> Figures:
    """
    Roll stated and counted `LINES` up the tree that `tree_on` has in a snapshot's directory.

    A stated line stands for everything below its unit. A counted line counts at its own unit and above, up to
    where a line stated there or above speaks for it; it stands for nothing itself.
    """
    parents, pairs = (
        ibis.memtable(table) for table in (lenses.parents_in(home, tree_on), lenses.pairs_in(home, tree_on))
    )
    sums = [_SUMS.to_pyarrow().empty_table()]
    for period in periods:
        of_period = [lines.filter(_.period == str(period)) for lines in (stated, counted)]
        reporters = frozenset(_units(of_period[0]))
        spoken = of_period[0].select(upper=_.unit, indicator=_.indicator)
        at_nodes = []
        for lines, start_of in zip(of_period, (lenses.start_of_stated, lenses.start_of_counted), strict=True):
            starts = lenses.starts_in(home, period.last_day, tree_on, start_of)
            begins = lines.join(ibis.memtable(starts), "unit")
            at_nodes.append(begins.select("node", "indicator", amount=_.value.cast(AMOUNT)))
            if reporters:
                placing = lenses.placing_in(home, period.last_day, tree_on)
                covers = lenses.covers(placing, lenses.history_in(home), _units(lines), start_of, reporters)
                at_nodes.append(_taken_back(lines, ibis.memtable(covers), spoken))
        sums.append(_rolled_up(ibis.union(*at_nodes), parents, pairs, period).to_pyarrow())
    return Figures(pa.concat_tables(sums))


def _units(lines: ibis.Table) -> list[UnitId]:
    return [UnitId(unit) for unit in lines.select("unit").distinct().to_pyarrow()["unit"].to_pylist()]


def _taken_back(lines: ibis.Table, covers: ibis.Table, spoken: ibis.Table) -> ibis.Table:
    """
    (node, indicator, amount): each line taken back at the node from which on a stated line speaks for it.
    """
    covered = (
        lines.join(covers, "unit")
        .join(spoken, ["upper", "indicator"])
        .group_by("unit", "indicator", "value")
        .agg(rank=_.rank.min())
    )
    return covered.join(covers.select("unit", "rank", "node").distinct(), ["unit", "rank"]).select(
        "node", "indicator", amount=-_.value.cast(AMOUNT)
    )


def _rolled_up(at_nodes: ibis.Table, parents: ibis.Table, pairs: ibis.Table, period: Period) -> ibis.Table:
    """
    The sums of a period. What is at the nodes is added at their parents first, so that only those few are
    multiplied by the units above them.
    """
    at_parents = (
        at_nodes.join(parents, "node").group_by("parent", "indicator").agg(amount=_.amount.sum().cast(AMOUNT))
    )
    above = at_parents.join(pairs, at_parents.parent == pairs.node).select(
        node=_.ancestor, indicator=_.indicator, amount=_.amount
    )
    return (
        at_nodes.union(above)
        .group_by("node", "indicator")
        .agg(amount=_.amount.sum().cast(AMOUNT))
        .select(
            unit=_.node,
            indicator=_.indicator,
            period=ibis.literal(str(period), "string"),
            amount=_.amount,
        )
    )
