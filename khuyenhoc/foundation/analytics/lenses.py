"""The one join every roll-up makes: units of a snapshot with everybody they show under, on a stated day."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from khuyenhoc.foundation.values.mandates import UnitId
from khuyenhoc.foundation.values.trees import Span, Tree, tree_of
from khuyenhoc.foundation.values.validity import Validity


def tree_in(snapshot: Path, *, on: date) -> Tree:
    """The tree of a day, from the snapshot's own unit facts: an old snapshot needs nothing from today's database."""
    versions = pq.read_table(snapshot / "unit_version.parquet").to_pylist()
    spans = [Span(row["unit"], row["parent"], Validity(row["starts_on"], row["ends_on"])) for row in versions]
    heirs: dict[UnitId, frozenset[UnitId]] = {}
    for row in pq.read_table(snapshot / "succession.parquet").to_pylist():
        if row["heir"] is not None:
            heirs[row["unit"]] = heirs.get(row["unit"], frozenset()) | {row["heir"]}
    return tree_of(spans, heirs, on=on)


def pairs(tree: Tree) -> pa.Table:
    """(unit, ancestor): each unit known, with itself or its stand-in and everybody above."""
    found = list(tree.lens())
    units, ancestors = zip(*found, strict=True) if found else ((), ())
    return pa.table({"unit": pa.array(units, pa.int64()), "ancestor": pa.array(ancestors, pa.int64())})
