"""The tree of units on one day, and who stands in for a unit that is not in it (RULE-36, RULE-37)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from khuyenhoc.foundation.values.mandates import UnitId


@dataclass(frozen=True)
class Tree:
    """
    The units in being `on` a day. `parent_of` holds those units only, each with its parent among them (None for a root).

    `stand_in_of` holds every other unit the platform knows: its one heir where it was carried on whole, the nearest unit above that
    was in being where it was cut up, ended without heir or was not founded yet, and None where nothing above it was in being either.
    """

    on: date
    parent_of: Mapping[UnitId, UnitId | None]
    stand_in_of: Mapping[UnitId, UnitId | None]
    _children: dict[UnitId, tuple[UnitId, ...]] = field(default_factory=dict, compare=False, repr=False)

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

    def children(self, unit: UnitId) -> tuple[UnitId, ...]:
        if not self._children:
            gathered: dict[UnitId, list[UnitId]] = {}
            for child, parent in self.parent_of.items():
                if parent is not None:
                    gathered.setdefault(parent, []).append(child)
            self._children.update({parent: tuple(found) for parent, found in gathered.items()})
        return self._children.get(unit, ())

    def under(self, unit: UnitId) -> Iterator[UnitId]:
        """The unit and everything below it in this tree, the unit first."""
        waiting = [unit]
        while waiting:
            here = waiting.pop()
            yield here
            waiting.extend(self.children(here))

    def lens(self) -> Iterator[tuple[UnitId, UnitId]]:
        """Pairs (unit, ancestor) for every unit known: the one join every roll-up makes."""
        for unit in (*self.parent_of, *self.stand_in_of):
            for ancestor in self.ancestors(unit):
                yield unit, ancestor
