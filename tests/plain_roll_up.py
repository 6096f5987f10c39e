"""
Adding reported figures up a tree in the plainest way: what kept sums and the bulk count are held against.

A figure typed at a unit stands for everything below that unit: what lower units reported is shown beside it
and never added to it (RULE-17). Which figures stand for others is settled in the tree of the period's own
last day, so the root's total is the same through every lens.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from khuyenhoc.foundation.values.figures import Qualifier
from khuyenhoc.foundation.values.history import History
from khuyenhoc.foundation.values.mandates import UnitId
from khuyenhoc.foundation.values.trees import Placing, Tree

Lines = Mapping[tuple[UnitId, str], int]
"""(unit, indicator) → what the unit states, or its register counts, for one period."""


@dataclass(frozen=True, slots=True)
class Line:
    """
    One reported value of one indicator and period; `base` is what the report sets it against, where that is
    known.
    """

    unit: UnitId
    indicator: str
    value: int
    qualifier: Qualifier
    base: int | None


@dataclass(frozen=True, slots=True)
class Sum:
    """
    What the units below a place add up to; `base` is there only when every part has one (never a share of an
    unlike whole).
    """

    value: int
    qualifier: Qualifier
    base: int | None
    parts_with_base: int
    parts: int
    reporters: frozenset[UnitId]


@dataclass(frozen=True, slots=True)
class Scope:
    """
    A place to add up to: which units' figures lie in it, and the units right below it that are expected to
    report.
    """

    contains: Callable[[UnitId], bool]
    expected: frozenset[UnitId]


def below(unit: UnitId, *, placing: Placing) -> Scope:
    """
    Everything below a unit as seen through a lens; what the unit itself reported too, where it took others in
    since and is a part of what it is.

    The units expected to report are those of the period's own day: the highest ones that show below the unit,
    or at it in its stead.
    """
    then, lens = placing.then, placing.lens
    is_a_part = placing.holds_more_than_then(unit)
    inside = {other for other in placing.inside(unit) if other in then and (other != unit or is_a_part)}

    def contains(other: UnitId) -> bool:
        if other in then:
            return other in inside
        place = placing.of(other)
        return place is not None and other != unit and unit in lens.ancestors(place)

    return Scope(contains, frozenset(other for other in inside if then.parent_of[other] not in inside))


def members(units: Iterable[UnitId], *, then: Tree) -> Scope:
    """A cluster: its members and everything below them, in the tree of the period's own day."""
    joined = frozenset(units)
    return Scope(lambda other: other in joined or not joined.isdisjoint(then.ancestors(other)), joined)


def add_up(
    lines: Sequence[Line], scope: Scope, *, then: Tree, speakers: Callable[[UnitId], Iterable[UnitId]]
) -> Mapping[str, Sum]:
    """
    The sum of each indicator over a scope, every figure once (RULE-17, RULE-20, RULE-24).

    `speakers` says whose figure, where there is one, speaks for a unit's own (`History.speakers`).
    """
    inside = [line for line in lines if scope.contains(line.unit)]
    keepers: dict[str, set[UnitId]] = {}
    for line in inside:
        keepers.setdefault(line.indicator, set()).add(line.unit)
    gathered: dict[str, list[tuple[Line, UnitId | None]]] = {}
    for line in inside:
        others = keepers[line.indicator]
        if len(others) > 1 and any(here in others for here in speakers(line.unit)):
            continue
        reporter = next(
            (here for here in (line.unit, *then.ancestors(line.unit)) if here in scope.expected), None
        )
        gathered.setdefault(line.indicator, []).append((line, reporter))
    return {indicator: _sum(found) for indicator, found in gathered.items()}


def plain_sum(
    *, unit: UnitId, code: str, stated: Lines, counted: Lines, placing: Placing, history: History
) -> int | None:
    """What units below stated, every figure once, and the register rows no stated figure speaks for."""
    scope = below(unit, placing=placing)
    lines = [
        Line(here, code, value, Qualifier.EXACT, None) for (here, its), value in stated.items() if its == code
    ]
    keepers = {line.unit for line in lines if scope.contains(line.unit)}
    total = add_up(
        lines, scope, then=placing.then, speakers=lambda here: history.speakers(here, placing.then)
    ).get(code)
    rows = [
        value
        for (here, its), value in counted.items()
        if its == code
        and (scope.contains(here) or placing.of(here) == unit)
        and keepers.isdisjoint({here, *history.speakers(here, placing.then)})
    ]
    return None if total is None and not rows else (total.value if total else 0) + sum(rows)


def _sum(found: Sequence[tuple[Line, UnitId | None]]) -> Sum:
    lines = [line for line, _ in found]
    bases = [line.base for line in lines if line.base is not None]
    return Sum(
        value=sum(line.value for line in lines),
        qualifier=Qualifier.of_sum(line.qualifier for line in lines),
        base=sum(bases) if len(bases) == len(lines) else None,
        parts_with_base=len(bases),
        parts=len(lines),
        reporters=frozenset(reporter for _, reporter in found if reporter is not None),
    )
