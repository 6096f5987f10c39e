"""What units below a place add up to, and which units a place adds up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from khuyenhoc.foundation.values.figures import Qualifier
from khuyenhoc.foundation.values.mandates import UnitId
from khuyenhoc.foundation.values.trees import Placing, Tree


@dataclass(frozen=True, slots=True)
class Sum:
    """
    What the units below a place add up to, every figure once (RULE-17).

    `base` is there only when every part has one (never a share of an unlike whole). `counted` is the part of
    `value` that registers count and no unit states. `reporters` are the units right below that stated
    something, or have units below them that did.
    """

    value: int
    qualifier: Qualifier
    base: int | None
    parts_with_base: int
    parts: int
    reporters: frozenset[UnitId]
    stated_parts: int = 0
    counted: int = 0

    @property
    def counted_parts(self) -> int:
        return self.parts - self.stated_parts

    @property
    def is_stated(self) -> bool:
        """Whether any part of it was stated; else registers alone count it."""
        return self.stated_parts > 0


@dataclass(frozen=True, slots=True)
class Scope:
    """
    The units a place adds up, in the tree of the period's own day.

    `lines` are the highest ones: each brings what stands for it, so none of them is below another. `expected`
    are those that are asked to report. `keeper` also brings the count of its own registers, without those
    below it. `outsiders` are units outside that tree which no line brings.
    """

    lines: tuple[UnitId, ...]
    expected: frozenset[UnitId]
    keeper: UnitId | None = None
    outsiders: tuple[UnitId, ...] = ()


def below(unit: UnitId, placing: Placing, outsiders: frozenset[UnitId]) -> Scope:
    """
    Everything below a unit as seen through a lens; the unit itself too, where it took others in since and its
    own figure is a part of what it is.
    """
    then, lens = placing.then, placing.lens
    if unit not in lens:
        return Scope((), frozenset(), keeper=unit)
    lines = placing.highest_inside(unit)
    keeper = None if unit in lines else unit
    left = [
        other
        for other in outsiders
        if other != unit
        and unit in lens.ancestors(other)
        and not any(here in lines for here in then.ancestors(other))
    ]
    return Scope(tuple(sorted(lines)), lines, keeper, tuple(left))


def members(units: tuple[UnitId, ...], then: Tree, outsiders: frozenset[UnitId]) -> Scope:
    """A cluster: its members and everything below them."""
    joined = frozenset(units)
    tops = tuple(
        unit for unit in units if unit in then and joined.isdisjoint(set(then.ancestors(unit)) - {unit})
    )
    return Scope(tops, joined, outsiders=tuple(unit for unit in units if unit in outsiders))


def covers(scope: Scope, unit: UnitId, then: Tree) -> bool:
    """Whether a unit of the period's own tree lies in a scope."""
    return any(here in scope.lines for here in then.ancestors(unit))


WORDS: Mapping[Qualifier, int] = {
    Qualifier.EXACT: 0,
    Qualifier.OVER: 1,
    Qualifier.NEARLY: 2,
    Qualifier.ABOUT: 4,
}
"""A bit for each qualifier, so that those of many parts are gathered by `bit_or`."""


def qualifier_of(words: int) -> Qualifier:
    """What a sum of parts with these qualifiers must be called."""
    return Qualifier.of_sum(qualifier for qualifier, bit in WORDS.items() if words & bit)
