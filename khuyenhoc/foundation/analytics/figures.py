"""
Figures of every unit at once, counted from a snapshot on the chosen engine: the bulk twin of `rollup.add_up`.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

import ibis
from ibis import _

from khuyenhoc.foundation.analytics import engines, lenses, snapshots
from khuyenhoc.foundation.analytics.models import Snapshot
from khuyenhoc.foundation.values.mandates import UnitId
from khuyenhoc.foundation.values.periods import Period

AMOUNT = "decimal(38, 0)"
"""The one type of a sum: engines differ in what a sum of integers is."""


@dataclass(frozen=True, slots=True)
class Figures:
    """
    Sums by (indicator, unit, period): what the units below each unit add up to, every figure once (RULE-17).
    """

    sums: dict[tuple[str, UnitId, str], int]

    def get(self, indicator: str, unit: UnitId, period: Period) -> int | None:
        return self.sums.get((indicator, unit, str(period)))


def figures(
    snapshot: Snapshot, codes: Collection[str], *, tree_on: date, periods: Collection[Period]
) -> Figures:
    """Add up the reported figures of a snapshot for every unit, as seen in the tree of `tree_on`."""
    home = snapshots.directory(snapshot)
    engine = engines.connect()
    reported = engine.read_parquet(str(home / "reported_figure.parquet"), table_name="reported")
    sums: dict[tuple[str, UnitId, str], int] = {}
    for number, period in enumerate(periods):
        kept = reported.filter(
            _.period == str(period), _.indicator.isin(list(codes)), _.unit.notnull(), _.value.notnull()
        ).select("unit", "indicator", "value")
        placing = lenses.placing_in(home, period.last_day, tree_on)
        reporters = [UnitId(unit) for unit in kept.select("unit").distinct().to_pyarrow()["unit"].to_pylist()]
        starts, covers = (
            lenses.starts(placing, reporters),
            lenses.covers(placing, lenses.history_in(home), reporters),
        )
        nodes = {UnitId(node) for table in (starts, covers) for node in table["node"].to_pylist()}
        rolled_up = _rolled_up(
            kept,
            engine.create_table(f"starts_{number}", starts),
            engine.create_table(f"covers_{number}", covers),
            engine.create_table(f"pairs_{number}", lenses.pairs(placing.lens, nodes)),
        )
        for row in rolled_up.to_pyarrow().to_pylist():
            sums[(row["indicator"], UnitId(row["ancestor"]), str(period))] = int(row["amount"])
    return Figures(sums)


def _rolled_up(kept: ibis.Table, starts: ibis.Table, covers: ibis.Table, pairs: ibis.Table) -> ibis.Table:
    """
    (ancestor, indicator, amount): every figure counts from its node up, and no more from the node up where
    one shows that speaks for it.

    What meets at a node is added first, so that only the few nodes are multiplied by those above them.
    """
    counted = kept.join(starts, "unit").select("node", "indicator", amount=_.value.cast(AMOUNT))
    upper = kept.select(upper=_.unit, indicator=_.indicator)
    covered = (
        kept.join(covers, "unit")
        .join(upper, ["upper", "indicator"])
        .group_by("unit", "indicator", "value")
        .agg(rank=_.rank.min())
    )
    taken_back = covered.join(covers.select("unit", "rank", "node").distinct(), ["unit", "rank"]).select(
        "node", "indicator", amount=-_.value.cast(AMOUNT)
    )
    at_nodes = counted.union(taken_back).group_by("node", "indicator").agg(amount=_.amount.sum())
    return (
        at_nodes.join(pairs, "node").group_by("ancestor", "indicator").agg(amount=_.amount.sum().cast(AMOUNT))
    )
