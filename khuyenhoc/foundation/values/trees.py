"""The tree of units on one day, and who stands in for a unit that is not in it (RULE-36, RULE-37)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from khuyenhoc.foundation.values.mandates import UnitId

_REMEMBERED = 200


@dataclass(frozen=True)
class Tree:
    """
    The units in being `on` a day. `parent_of` holds those units only, each with its parent among them (None
    for a root).

    `stand_in_of` holds every other unit the platform knows: its one heir where it was carried on whole, the
    lowest unit that holds all of it where it was cut up or is not founded yet, the nearest unit above where
    it ended without heir, and None where no unit holds it.
    """

    on: date
    parent_of: Mapping[UnitId, UnitId | None]
    stand_in_of: Mapping[UnitId, UnitId | None]
    _children: dict[UnitId, tuple[UnitId, ...]] = field(default_factory=dict, compare=False, repr=False)
    _showing: dict[UnitId, frozenset[UnitId]] = field(default_factory=dict, compare=False, repr=False)

    def __contains__(self, unit: UnitId) -> bool:
        return unit in self.parent_of

    def stand_in(self, unit: UnitId) -> UnitId | None:
        """Where the figures of a unit show in this tree."""
        return unit if unit in self.parent_of else self.stand_in_of.get(unit)

    def ancestors(self, unit: UnitId) -> Iterator[UnitId]:
        """The unit itself (or its stand-in), its parent, and so on to the root."""
        here = self.stand_in(unit)
        while here is not None:
            yield here
            here = self.parent_of[here]

    def roots(self) -> tuple[UnitId, ...]:
        """Units with no unit above them."""
        return self._roots

    @cached_property
    def _roots(self) -> tuple[UnitId, ...]:
        return tuple(unit for unit, parent in self.parent_of.items() if parent is None)

    def children(self, unit: UnitId) -> tuple[UnitId, ...]:
        if not self._children:
            gathered: dict[UnitId, list[UnitId]] = {}
            for child, parent in self.parent_of.items():
                if parent is not None:
                    gathered.setdefault(parent, []).append(child)
            self._children.update({parent: tuple(units) for parent, units in gathered.items()})
        return self._children.get(unit, ())

    def lowest_above(self, first: UnitId | None, other: UnitId | None) -> UnitId | None:
        """The lowest unit that holds both, each taken to hold itself; None when nothing does."""
        if first == other or first is None or other is None:
            return first if first == other else None
        above_one = set(self.ancestors(first))
        return next((here for here in self.ancestors(other) if here in above_one), None)

    def from_the_leaves(self) -> Iterator[UnitId]:
        """Every unit of the day, those below before those above them."""
        downwards = [*self.roots()]
        for unit in downwards:  # grows while it is walked
            downwards.extend(self.children(unit))
        return reversed(downwards)

    def under(self, unit: UnitId) -> Iterator[UnitId]:
        """The unit and everything below it in this tree, the unit first."""
        waiting = [unit]
        while waiting:
            here = waiting.pop()
            yield here
            waiting.extend(self.children(here))

    def showing_under(self, unit: UnitId) -> frozenset[UnitId]:
        """
        The unit, everything below it, and every unit of other times that one of them stands in for; nothing
        where the unit is not in the tree.

        Remembered for the units asked for last: every page of an account asks for the units its posts reach.
        """
        if unit not in self.parent_of:
            return frozenset()
        if unit not in self._showing:
            if len(self._showing) >= _REMEMBERED:
                self._showing.clear()
            here = set(self.under(unit))
            self._showing[unit] = frozenset(
                here
                | {
                    other
                    for stand_in, others in self._stood_in_for.items()
                    if stand_in in here
                    for other in others
                }
            )
        return self._showing[unit]

    @cached_property
    def _stood_in_for(self) -> Mapping[UnitId, Sequence[UnitId]]:
        stood_in_for: dict[UnitId, list[UnitId]] = {}
        for other, stand_in in self.stand_in_of.items():
            if stand_in is not None:
                stood_in_for.setdefault(stand_in, []).append(other)
        return stood_in_for


@dataclass(frozen=True)
class Placing:
    """
    Where a figure shows in the tree `lens` when a unit reported it, on the day of the tree `then`, for all
    the ground it had that day.

    It shows at the lowest unit that holds the whole of that ground: the unit itself or its heir; one further
    up where the unit was cut, or lost a unit below it to another. So no part of a figure is shown where it
    may not belong, and each figure has one place (RULE-37).
    """

    then: Tree
    lens: Tree
    _place: Mapping[UnitId, UnitId | None]
    """Empty when both are the tree of one day: then every unit is at home."""
    _gained_a_part: frozenset[UnitId] = frozenset()
    """Units of the lens that hold a part of one that was cut since, and not the whole of it."""
    _shown_at: dict[UnitId, list[UnitId]] = field(default_factory=dict, compare=False, repr=False)
    _highest_inside: dict[UnitId, frozenset[UnitId]] = field(default_factory=dict, compare=False, repr=False)

    def of(self, unit: UnitId) -> UnitId | None:
        if self._place and unit in self._place:
            return self._place[unit]
        return self.lens.stand_in(unit)

    def inside(self, unit: UnitId) -> Iterator[UnitId]:
        """The units of `then` whose figures show at a unit of the lens or below it."""
        if unit not in self.lens:
            return
        if not self._place:
            yield from self.lens.under(unit)
            return
        if not self._shown_at:
            for other, place in self._place.items():
                if place is not None:
                    self._shown_at.setdefault(place, []).append(other)
        for here in self.lens.under(unit):
            yield from self._shown_at.get(here, ())

    def highest_inside(self, unit: UnitId) -> frozenset[UnitId]:
        """
        Of the units of `then` that show below a unit of the lens, or at it in its place, the highest; the
        unit itself too where it holds more than then. Remembered: every page about a unit asks.
        """
        if unit not in self._highest_inside:
            if not self._place:
                self._highest_inside[unit] = frozenset(self.lens.children(unit))
            else:
                with_itself = self.holds_more_than_then(unit)
                inside = {other for other in self.inside(unit) if other != unit or with_itself}
                highest = (other for other in inside if self.then.parent_of[other] not in inside)
                self._highest_inside[unit] = frozenset(highest)
        return self._highest_inside[unit]

    def holds_more_than_then(self, unit: UnitId) -> bool:
        """
        Whether a unit has all it had and took others in since: its own figure of then is one part of what it
        holds in the lens.
        """
        return unit in self._grown

    @cached_property
    def _grown(self) -> frozenset[UnitId]:
        grown: set[UnitId] = set()
        for unit, place in self._place.items():
            parent = self.then.parent_of[unit]
            above = None if parent is None else self._place[parent]
            if place is None or above == place or (place == unit and self.lens.parent_of[unit] == above):
                continue  # the unit that took this one in took the one above it in
            before = set(self.then.ancestors(unit))
            grown.update(
                here
                for here in self.lens.ancestors(place)
                if here not in before and self._place.get(here) == here
            )
        grown.update(unit for unit in self._gained_a_part if self._place.get(unit) == unit)
        return frozenset(grown)

    def is_on_its_ground(self, unit: UnitId) -> bool:
        """Whether a unit of the lens is what it was then: it lost nothing and took nothing in."""
        return not self._place or (self._place.get(unit) == unit and not self.holds_more_than_then(unit))
