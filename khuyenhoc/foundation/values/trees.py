"""The tree of units on one day, and who stands in for a unit that is not in it (RULE-36, RULE-37)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from khuyenhoc.foundation.values.mandates import UnitId
from khuyenhoc.foundation.values.validity import Validity


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


@dataclass(frozen=True, slots=True)
class Span:
    """A version of a unit, reduced to what the shape of the tree needs."""

    unit: UnitId
    parent: UnitId | None
    validity: Validity


def tree_of(spans: Sequence[Span], heirs: Mapping[UnitId, frozenset[UnitId]], *, on: date) -> Tree:
    """
    Build the tree of one day (RULE-36, RULE-37): a unit carried on whole by one heir shows at that heir; one that was cut up, dissolved
    or not founded yet shows at the nearest unit above that was in being. Nobody guesses shares.
    """
    in_being: dict[UnitId, UnitId | None] = {}
    ended: dict[UnitId, Span] = {}
    to_come: dict[UnitId, Span] = {}
    for span in spans:
        if span.validity.holds_on(on):
            in_being[span.unit] = span.parent
        elif span.validity.start > on:
            earliest = to_come.get(span.unit)
            if earliest is None or span.validity.start < earliest.validity.start:
                to_come[span.unit] = span
        else:
            latest = ended.get(span.unit)
            if latest is None or span.validity.start > latest.validity.start:
                ended[span.unit] = span

    resolved = _Resolution(in_being, ended, to_come, heirs)
    parent_of = {unit: resolved.stand_in(parent) for unit, parent in in_being.items()}
    for unit in _in_circles(parent_of):
        parent_of[unit] = resolved.above(in_being[unit])
    for unit in _in_circles(parent_of):
        parent_of[unit] = None
    elsewhere = {unit: resolved.stand_in(unit) for unit in (*ended, *to_come) if unit not in in_being}
    return Tree(on=on, parent_of=parent_of, stand_in_of=elsewhere)


@dataclass(frozen=True, slots=True)
class _Resolution:
    in_being: Mapping[UnitId, UnitId | None]
    ended: Mapping[UnitId, Span]
    to_come: Mapping[UnitId, Span]
    heirs: Mapping[UnitId, frozenset[UnitId]]

    def stand_in(self, unit: UnitId | None) -> UnitId | None:
        """The unit in being that a unit's past shows at: along its only heirs, else upwards."""
        passed: set[UnitId] = set()
        here = unit
        while here is not None and here not in self.in_being:
            passed.add(here)
            carried_on = self.heirs.get(here, frozenset()) if here in self.ended else frozenset()
            heir = next(iter(carried_on)) if len(carried_on) == 1 else None
            here = heir if heir is not None and heir not in passed else self._parent(here)
            if here in passed:  # heirs that lead back to where they came from say nothing; the unit above does
                return self.above(unit)
        return here

    def above(self, unit: UnitId | None) -> UnitId | None:
        """The nearest unit above, itself included, that is in being."""
        passed: set[UnitId] = set()
        while unit is not None and unit not in self.in_being and unit not in passed:
            passed.add(unit)
            unit = self._parent(unit)
        return None if unit in passed else unit

    def _parent(self, unit: UnitId) -> UnitId | None:
        span = self.ended.get(unit) or self.to_come.get(unit)
        return None if span is None else span.parent


def _in_circles(parent_of: Mapping[UnitId, UnitId | None]) -> set[UnitId]:
    """Units below themselves: an ended district whose heir is one of its own communes would put that commune under itself."""
    sound: set[UnitId] = set()
    circling: set[UnitId] = set()
    for unit in parent_of:
        path: list[UnitId] = []
        here: UnitId | None = unit
        while here is not None and here not in sound and here not in path:
            path.append(here)
            here = parent_of[here]
        if here is not None and here in path:
            circling.update(path[path.index(here) :])
        sound.update(path)
    return circling
