"""
What a roll-up in bulk needs of the tree, as small tables: from which unit up each reporter's figure counts,
where another one speaks for it, and who is above whom.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from khuyenhoc.foundation.values.history import Heirship, History, Span
from khuyenhoc.foundation.values.mandates import UnitId
from khuyenhoc.foundation.values.trees import Placing, Tree
from khuyenhoc.foundation.values.validity import Validity

StartOf = Callable[[Placing, UnitId], UnitId | None]
_EPOCH = date(1970, 1, 1)
"""Day 0 of Arrow."""


@lru_cache(maxsize=2)
def history_in(snapshot: Path) -> History:
    """
    The units of a snapshot through time, from its own facts: an old snapshot needs nothing from today's
    database, and never changes.
    """
    versions = pq.read_table(
        snapshot / "unit_version.parquet", columns=["unit", "parent", "starts_on", "ends_on"]
    )
    heirships = pq.read_table(snapshot / "succession.parquet")
    return History(
        list(_spans(versions)),
        [Heirship(unit, heir, on, is_part) for unit, heir, on, is_part in _rows(heirships)],
    )


def _spans(versions: pa.Table) -> Iterable[Span]:
    """
    A nation's versions share a few dozen spans of days, so each pair of days is made into one `Validity`
    only.
    """
    starts, ends = (versions[name].cast(pa.int32()).to_pylist() for name in ("starts_on", "ends_on"))
    pairs = list(zip(starts, ends, strict=True))
    made = {
        (start, end): Validity(
            _EPOCH + timedelta(days=start), None if end is None else _EPOCH + timedelta(days=end)
        )
        for start, end in set(pairs)
    }
    for unit, parent, pair in zip(
        versions["unit"].to_pylist(), versions["parent"].to_pylist(), pairs, strict=True
    ):
        yield Span(unit, parent, made[pair])


@lru_cache(maxsize=8)
def placing_in(snapshot: Path, then: date, lens: date) -> Placing:
    """Where what units reported on one day shows in the tree of another, by a snapshot's own facts."""
    history = history_in(snapshot)
    return history.placing(_tree_in(snapshot, then), _tree_in(snapshot, lens))


@lru_cache(maxsize=8)
def _tree_in(snapshot: Path, on: date) -> Tree:
    return history_in(snapshot).tree(on=on)


def _rows(table: pa.Table) -> Iterable[tuple[Any, ...]]:
    return zip(*(column.to_pylist() for column in table.columns), strict=True)


def start_of_stated(placing: Placing, unit: UnitId) -> UnitId | None:
    """
    The lowest unit whose sum a reporter's figure is part of; a unit is part of its own only where it took
    others in since.
    """
    place = placing.of(unit)
    if place is None or place != unit or placing.holds_more_than_then(unit):
        return place
    return placing.lens.parent_of[place]


def start_of_counted(placing: Placing, unit: UnitId) -> UnitId | None:
    """The lowest unit whose sum the rows of a unit's own register are part of."""
    return placing.of(unit)


@lru_cache(maxsize=8)
def starts_in(snapshot: Path, then: date, lens: date, start_of: StartOf) -> pa.Table:
    """(unit, node): from which node up the figure of each unit known counts."""
    placing = placing_in(snapshot, then, lens)
    units = (*placing.lens.parent_of, *placing.lens.stand_in_of)
    return _table(
        ("unit", "node"),
        [(unit, node) for unit in units if (node := start_of(placing, unit)) is not None],
    )


def covers(
    placing: Placing, history: History, units: Iterable[UnitId], start_of: StartOf, stated: Collection[UnitId]
) -> pa.Table:
    """
    (unit, upper, rank, node): from which node up a figure stated by `upper` speaks for the one of `unit`.

    What a unit stated speaks for its own register too. `rank` counts upwards from the node where the figure
    starts; of several that speak for it the lowest rank decides.
    """
    speakers = _Speakers(history, placing.then, frozenset(stated))
    covered: list[tuple[int, ...]] = []
    for unit in units:
        uppers = [*speakers.of(unit)]
        if start_of is start_of_counted and unit in stated:
            uppers.append(unit)
        start = start_of(placing, unit) if uppers else None
        if start is None:
            continue
        chain = list(placing.lens.ancestors(start))
        for upper in uppers:
            shown_from = start_of_stated(placing, upper)
            shown = frozenset() if shown_from is None else frozenset(placing.lens.ancestors(shown_from))
            rank = next((rank for rank, node in enumerate(chain) if node in shown), None)
            if rank is not None:
                covered.append((unit, upper, rank, chain[rank]))
    return _table(("unit", "upper", "rank", "node"), covered)


@lru_cache(maxsize=4)
def parents_in(snapshot: Path, lens: date) -> pa.Table:
    """(node, parent) of each unit of a day's tree that has a unit above it."""
    parent_of = _tree_in(snapshot, lens).parent_of
    return _table(
        ("node", "parent"), [(node, parent) for node, parent in parent_of.items() if parent is not None]
    )


@lru_cache(maxsize=4)
def pairs_in(snapshot: Path, lens: date) -> pa.Table:
    """
    (node, ancestor): each unit of a day's tree that has units below it, with itself and all units above.
    """
    tree = _tree_in(snapshot, lens)
    return _table(
        ("node", "ancestor"),
        [
            (node, ancestor)
            for node in tree.parent_of
            if tree.children(node)
            for ancestor in tree.ancestors(node)
        ],
    )


class _Speakers:
    """
    Whose figures speak for a reporter's own, among those that reported; one look upwards serves every unit
    below.
    """

    def __init__(self, history: History, then: Tree, reported: frozenset[UnitId]) -> None:
        self._history = history
        self._then = then
        self._reported = reported
        self._from: dict[UnitId | None, Sequence[UnitId]] = {None: ()}

    def of(self, unit: UnitId) -> Sequence[UnitId]:
        if unit not in self._then:
            return [upper for upper in self._history.speakers(unit, self._then) if upper in self._reported]
        return self._up_from(self._then.parent_of[unit])

    def _up_from(self, unit: UnitId | None) -> Sequence[UnitId]:
        if unit is not None and unit not in self._from:
            higher = self._up_from(self._then.parent_of[unit])
            self._from[unit] = (unit, *higher) if unit in self._reported else higher
        return self._from[unit]


def _table(names: Sequence[str], rows: Sequence[tuple[int, ...]]) -> pa.Table:
    columns = zip(*rows, strict=True) if rows else [()] * len(names)
    return pa.table({name: pa.array(column, pa.int64()) for name, column in zip(names, columns, strict=True)})
