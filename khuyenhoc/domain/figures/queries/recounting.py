"""
Whether what is kept is what figures and registers add up to, counted in bulk by another way than pages go.

No page asks this: importing the engine takes more than a second.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
from django.db import connection, transaction

from khuyenhoc.domain.figures.facts import FACTS, register_facts
from khuyenhoc.domain.figures.models import ReportedFigure, UnitSum
from khuyenhoc.domain.figures.queries import kept_sums
from khuyenhoc.domain.organisation.countable import countable_of
from khuyenhoc.domain.organisation.models import Unit
from khuyenhoc.foundation.analytics import engines, figures, snapshots
from khuyenhoc.foundation.values.facts import FETCHED
from khuyenhoc.foundation.values.mandates import UnitId
from khuyenhoc.foundation.values.periods import Period

_KEPT = pa.schema([("unit", pa.int64()), ("indicator", pa.string()), ("kept", pa.int64())])
_COMPARED = ["unit", "indicator"]


@dataclass(frozen=True, slots=True)
class Difference:
    """A sum that is not kept as it is counted; None where there is none. `unit` is its key."""

    unit: str
    period: Period
    indicator: str
    kept: int | None
    counted: int | None


@dataclass(frozen=True, slots=True)
class Compared:
    """How many sums were kept as they are counted, and those that were not."""

    agreeing: int
    differences: list[Difference]


def compare() -> Compared:
    """
    Compare the sums kept of each unit with those counted in bulk, from one picture of the facts that is
    thrown away afterwards. What changed since the last reading is taken in first, as before every reading.

    :raises EngineUnusable: the engine of the setting is unknown or not installed
    """
    agreeing, differences = 0, []
    with engines.at_work() as engine, TemporaryDirectory() as directory:
        home = Path(directory)
        with _one_moment() as periods:
            snapshots.write((*FACTS, *register_facts()), home)
            kept = {period: _kept(period, outside) for period, outside in periods.items()}
            stated = ReportedFigure.objects.current().order_by().values_list("indicator", flat=True)
            codes = {*countable_of(), *stated.distinct()}
            keys = dict(Unit.objects.values_list("pk", "key"))
        for period, sums in kept.items():
            counted = _counted(engine, home, codes, period)
            both = sums.join(counted.select([*_COMPARED, "amount"]), _COMPARED, join_type="full outer")
            agree = pc.fill_null(pc.equal(both["kept"].cast(both["amount"].type), both["amount"]), False)
            agreeing += pc.sum(agree).as_py() or 0
            apart = both.filter(pc.invert(agree)).sort_by([(name, "ascending") for name in _COMPARED])
            differences += [
                Difference(
                    keys[row["unit"]],
                    period,
                    row["indicator"],
                    row["kept"],
                    None if row["amount"] is None else int(row["amount"]),
                )
                for row in apart.to_pylist()
            ]
    return Compared(agreeing, differences)


def _counted(engine: Any, home: Path, codes: Collection[str], period: Period) -> pa.Table:
    """What the facts in a directory add up to in the period's own tree; nothing of the engine outlives it."""
    lines = [read(engine, home, codes, [period]) for read in (figures.stated, figures.counted)]
    return figures.add_up(engine, home, *lines, tree_on=period.last_day, periods=[period]).table


@contextmanager
def _one_moment() -> Iterator[Mapping[Period, frozenset[UnitId]]]:
    """
    A transaction that sees one moment, at which all that changed is in the sums: the kept periods, with the
    units outside the tree of each.
    """
    is_outermost = not connection.in_atomic_block
    while True:
        periods = kept_sums.kept_periods()
        kept_sums.bring_up_to_date(periods)
        with transaction.atomic():
            if is_outermost:
                with connection.cursor() as cursor:
                    cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            kept = kept_sums.up_to_date(periods)
            if kept is not None:
                yield kept.outsiders
                return


def _kept(period: Period, outsiders: frozenset[UnitId]) -> pa.Table:
    """The sums kept of the units of the period's own tree."""
    sums = UnitSum.objects.filter(period=str(period), value__isnull=False).exclude(unit_id__in=outsiders)
    rows = sums.order_by().values_list("unit_id", "indicator", "value").iterator(chunk_size=FETCHED)
    batches = []
    while batch := list(islice(rows, FETCHED)):
        batches.append(pa.record_batch([*map(pa.array, zip(*batch, strict=True))], _KEPT))
    return pa.Table.from_batches(batches, _KEPT)
