"""Figures of every unit at once, counted from a snapshot on the chosen engine: the bulk twin of `rollup.add_up`."""

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
    """Sums by (indicator, unit, period): what the units below each unit add up to, every figure once (RULE-17)."""

    sums: dict[tuple[str, UnitId, str], int]

    def get(self, indicator: str, unit: UnitId, period: Period) -> int | None:
        return self.sums.get((indicator, unit, str(period)))


def figures(snapshot: Snapshot, codes: Collection[str], *, tree_on: date, periods: Collection[Period]) -> Figures:
    """Add up the reported figures of a snapshot for every unit, as seen in the tree of `tree_on`."""
    home = snapshots.directory(snapshot)
    engine = engines.connect()
    lens = engine.create_table("lens", lenses.pairs(lenses.tree_in(home, on=tree_on)))
    reported = engine.read_parquet(str(home / "reported_figure.parquet"), table_name="reported")
    sums: dict[tuple[str, UnitId, str], int] = {}
    for number, period in enumerate(periods):
        then = engine.create_table(f"then_{number}", lenses.pairs(lenses.tree_in(home, on=period.last_day)))
        kept = reported.filter(_.period == str(period), _.indicator.isin(list(codes)), _.unit.notnull(), _.value.notnull()).select(
            "unit", "indicator", "value"
        )
        for row in _rolled_up(kept, lens, then).to_pyarrow().to_pylist():
            sums[(row["indicator"], UnitId(row["ancestor"]), str(period))] = int(row["amount"])
    return Figures(sums)


def _rolled_up(kept: ibis.Table, lens: ibis.Table, then: ibis.Table) -> ibis.Table:
    """
    (ancestor, indicator, amount), leaving out what is covered by a figure typed higher up, unless that one is the ancestor's own.

    `shown` are figures with everybody they show under; `covers` are pairs of figures of which the upper speaks for the lower.
    """
    shown = kept.join(lens, "unit").filter(_.ancestor != _.unit)
    upper = kept.select(upper=_.unit, indicator=_.indicator)
    covers = (
        kept.join(then, "unit")
        .filter(_.ancestor != _.unit)
        .select("unit", "indicator", upper=_.ancestor)
        .join(upper, ["upper", "indicator"])
        .select("unit", "indicator", "upper")
    )
    upper_shown = lens.select(upper=_.unit, ancestor=_.ancestor).filter(_.upper != _.ancestor)
    covered = covers.join(upper_shown, "upper").select("unit", "indicator", "ancestor").distinct()
    counted = shown.anti_join(covered, ["unit", "indicator", "ancestor"])
    return counted.group_by("ancestor", "indicator").agg(amount=_.value.cast(AMOUNT).sum())
