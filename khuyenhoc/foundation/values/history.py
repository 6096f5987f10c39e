"""
Units through time: the tree of any day, and what became of the ground of each of them (RULE-36, RULE-37).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property, reduce

from khuyenhoc.foundation.values.mandates import UnitId
from khuyenhoc.foundation.values.trees import Placing, Tree
from khuyenhoc.foundation.values.validity import Validity


@dataclass(frozen=True, slots=True)
class Span:
    """A version of a unit, reduced to what the shape of the tree needs."""

    unit: UnitId
    parent: UnitId | None
    validity: Validity


@dataclass(frozen=True, slots=True)
class Heirship:
    """
    From `on`, `heir` carries on `unit`, whole or in part. `heir is None`: no unit does. A cut unit that goes
    on, smaller, is its own heir.
    """

    unit: UnitId
    heir: UnitId | None
    on: date
    is_part: bool = False


@dataclass(frozen=True, slots=True)
class Cut:
    """A unit that was divided on a day; the unit itself is among its parts where it goes on."""

    unit: UnitId
    on: date
    parts: tuple[UnitId, ...]


@dataclass(frozen=True, slots=True)
class CutSeen:
    """
    A unit of an earlier day that was cut since, as a lens shows it: `parts` with their places, itself at
    `place`.
    """

    unit: UnitId
    cut: Cut
    parts: Mapping[UnitId, UnitId | None]
    place: UnitId | None


@dataclass(frozen=True)
class History:
    """Every version of every unit, and who carried whom on."""

    spans: Sequence[Span]
    heirships: Sequence[Heirship]

    def tree(self, *, on: date) -> Tree:
        """
        The tree of one day, with one place for every unit known.

        A unit carried on whole by one heir shows at that heir; one that was cut up shows at the lowest unit
        that holds all its parts; one that ended without heir shows at the nearest unit above that was in
        being. A unit not founded yet shows at the lowest unit that holds all it will carry on, or at the
        nearest unit above. Shares are never guessed.
        """
        return _Day(self, on).tree()

    def placing(self, then: Tree, lens: Tree) -> Placing:
        """Where the figures of one day's units show in the tree of another day."""
        if then.on == lens.on:
            return Placing(then, lens, {})
        day = _Day(self, lens.on)
        flow = day.after if then.on < lens.on else day.before
        place: dict[UnitId, UnitId | None] = {}
        for unit in then.from_the_leaves():
            here = flow(unit, then.on, lens) if self._has_changed(unit, then.on, lens) else unit
            for child in then.children(unit):
                at = place[child]
                if at != here and (at is None or here is None or lens.parent_of[at] != here):
                    here = lens.lowest_above(at, here)
            place[unit] = here
        return Placing(then, lens, place, self._gained_a_part(then, lens, place))

    def _gained_a_part(
        self, then: Tree, lens: Tree, place: Mapping[UnitId, UnitId | None]
    ) -> frozenset[UnitId]:
        """
        The units of a later tree that hold a part, and not the whole, of one that was cut between the two
        days.
        """
        gained: set[UnitId] = set()
        for cut in self.cuts:
            if not then.on < cut.on <= lens.on:
                continue
            wholes = [
                place[unit] for unit in ([cut.unit] if cut.unit in then else self.sources(cut.unit, then))
            ]
            holds_all = reduce(lens.lowest_above, wholes) if wholes else None
            above = frozenset() if holds_all is None else frozenset(lens.ancestors(holds_all))
            for part in cut.parts if wholes else ():
                gained.update(here for here in lens.ancestors(part) if here not in above)
        return frozenset(gained)

    def sources(self, unit: UnitId, then: Tree) -> frozenset[UnitId]:
        """
        The units of an earlier tree whose ground, or a part of it, went into a unit that was founded since.
        """
        sources: set[UnitId] = set()
        passed: set[UnitId] = set()
        waiting = [unit]
        while waiting:
            here = waiting.pop()
            if here in then:
                sources.add(here)
            elif here not in passed:
                passed.add(here)
                waiting.extend(heirship.unit for heirship in self.into.get(here, ()) if heirship.on > then.on)
        return frozenset(sources)

    def speakers(self, unit: UnitId, then: Tree) -> frozenset[UnitId]:
        """
        Whose figure of a period ending on the day of `then` speaks for a unit's own, so that nothing is added
        twice (RULE-17).

        That is every unit above it; for a unit founded later, which counted the past again, also those whose
        past it is and all below them.
        """
        sources = frozenset() if unit in then else self.sources(unit, then)
        if not sources:
            return frozenset(then.ancestors(unit)) - {unit}
        return frozenset(
            here for source in sources for here in (*then.ancestors(source), *then.under(source))
        )

    def cuts_seen(self, placing: Placing) -> Sequence[CutSeen]:
        """
        The cuts between the two days of a placing: where the ground that each part had right after the cut is
        in the lens.
        """
        then, lens = placing.then, placing.lens
        day = _Day(self, lens.on)
        seen: list[CutSeen] = []
        for cut in self.cuts:
            if then.on < cut.on <= lens.on:
                parts = {part: day.after(part, cut.on, lens) for part in cut.parts}
                units = [cut.unit] if cut.unit in then else sorted(self.sources(cut.unit, then))
                seen.extend(CutSeen(unit, cut, parts, placing.of(unit)) for unit in units)
        return seen

    @cached_property
    def cuts(self) -> Sequence[Cut]:
        """Every division on record, the earliest first."""
        parts: dict[tuple[date, UnitId], list[UnitId]] = {}
        for heirship in self.heirships:
            if heirship.is_part and heirship.heir is not None:
                parts.setdefault((heirship.on, heirship.unit), []).append(heirship.heir)
        return [Cut(unit, on, tuple(heirs)) for (on, unit), heirs in sorted(parts.items())]

    @cached_property
    def out_of(self) -> Mapping[UnitId, Sequence[Heirship]]:
        heirships: dict[UnitId, list[Heirship]] = {}
        for heirship in sorted(self.heirships, key=lambda heirship: heirship.on):
            heirships.setdefault(heirship.unit, []).append(heirship)
        return heirships

    @cached_property
    def into(self) -> Mapping[UnitId, Sequence[Heirship]]:
        heirships: dict[UnitId, list[Heirship]] = {}
        for heirship in self.heirships:
            if heirship.heir is not None and heirship.heir != heirship.unit:
                heirships.setdefault(heirship.heir, []).append(heirship)
        return heirships

    @cached_property
    def last_day_of(self) -> Mapping[UnitId, date]:
        """The last day of every unit that has ended."""
        last: dict[UnitId, date | None] = {}
        for span in self.spans:
            day = span.validity.last_day
            known = last.get(span.unit, day)
            last[span.unit] = None if day is None or known is None else max(day, known)
        return {unit: day for unit, day in last.items() if day is not None}

    def _has_changed(self, unit: UnitId, then: date, lens: Tree) -> bool:
        return unit not in lens or unit in (self.out_of if then < lens.on else self.into)


@dataclass(frozen=True)
class _Day:
    """What is known of every unit as seen from one day."""

    history: History
    on: date

    @cached_property
    def in_being(self) -> Mapping[UnitId, UnitId | None]:
        return {span.unit: span.parent for span in self.history.spans if span.validity.holds_on(self.on)}

    @cached_property
    def ended(self) -> Mapping[UnitId, Span]:
        """The last version of each unit before the day, of those that are not in being."""
        latest: dict[UnitId, Span] = {}
        for span in self.history.spans:
            if span.unit not in self.in_being and span.validity.start < self.on:
                other = latest.get(span.unit)
                if other is None or span.validity.start > other.validity.start:
                    latest[span.unit] = span
        return latest

    @cached_property
    def to_come(self) -> Mapping[UnitId, Span]:
        """The first version of each unit after the day, of those that have none before it."""
        earliest: dict[UnitId, Span] = {}
        for span in self.history.spans:
            if (
                span.validity.start > self.on
                and span.unit not in self.in_being
                and span.unit not in self.ended
            ):
                other = earliest.get(span.unit)
                if other is None or span.validity.start < other.validity.start:
                    earliest[span.unit] = span
        return earliest

    def tree(self) -> Tree:
        gone = {
            parent for parent in self.in_being.values() if parent is not None and parent not in self.in_being
        }
        answers = {parent: self._nearest(parent) for parent in gone}
        parent_of = {
            unit: parent if parent not in gone else answers[parent] for unit, parent in self.in_being.items()
        }
        for unit in _in_circles(parent_of):
            parent_of[unit] = self._above(self.in_being[unit])
        for unit in _in_circles(parent_of):
            parent_of[unit] = None
        shape = Tree(on=self.on, parent_of=parent_of, stand_in_of={})
        elsewhere: dict[UnitId, UnitId | None] = {}
        for unit in self.ended:
            elsewhere[unit] = self.after(unit, self._last_day(unit), shape)
        for unit in self.to_come:
            elsewhere[unit] = self.before(unit, date.max, shape)
        return Tree(on=self.on, parent_of=parent_of, stand_in_of=elsewhere)

    def after(self, unit: UnitId, since: date, tree: Tree) -> UnitId | None:
        """
        Where the ground that a unit had on an earlier day is in the tree of this one: the lowest unit that
        holds all of it.
        """
        return self._lowest_holding(self._ground_after(unit, since), unit, tree)

    def before(self, unit: UnitId, until: date, tree: Tree) -> UnitId | None:
        """
        Where the ground that a unit had on a later day is in the tree of this one: the lowest unit that holds
        all of it.
        """
        return self._lowest_holding(self._ground_before(unit, until), unit, tree)

    def _lowest_holding(self, places: Sequence[UnitId | None], unit: UnitId, tree: Tree) -> UnitId | None:
        return reduce(tree.lowest_above, places) if places else self._above(unit)

    def _ground_after(self, unit: UnitId, since: date) -> Sequence[UnitId | None]:
        """
        The units of the day that hold a piece of it, along heirs and the parts cut off on the way.

        What no unit carries on stays with the unit above, as that one was when the unit ended.
        """
        places: list[UnitId | None] = []
        seen: set[tuple[UnitId, date]] = set()
        waiting = [(unit, since)]
        while waiting:
            here, since = waiting.pop()
            if (here, since) in seen:
                continue
            seen.add((here, since))
            last = self._last_heirs(here) if here not in self.in_being else ()
            waiting.extend(
                (heirship.heir, heirship.on)
                for heirship in self.history.out_of.get(here, ())
                if heirship.heir not in (None, here) and (heirship in last or since < heirship.on <= self.on)
            )
            if here in self.in_being:
                places.append(here)
            elif not last or any(heirship.heir is None for heirship in last):
                parent = self._parent(here)
                if parent is None:
                    places.append(None)
                else:
                    waiting.append(
                        (parent, max(since, self._last_day(here)) if here in self.ended else since)
                    )
        return places

    def _ground_before(self, unit: UnitId, until: date) -> Sequence[UnitId | None]:
        """
        The units of the day that hold a piece of it, back along those it carried on; what no unit had before
        lay with the unit above.
        """
        places: list[UnitId | None] = []
        seen: set[tuple[UnitId, date]] = set()
        waiting = [(unit, until)]
        while waiting:
            here, until = waiting.pop()
            if (here, until) in seen:
                continue
            seen.add((here, until))
            carried_on = [
                heirship for heirship in self.history.into.get(here, ()) if self.on < heirship.on <= until
            ]
            waiting.extend((heirship.unit, heirship.on - timedelta(days=1)) for heirship in carried_on)
            if here in self.in_being:
                places.append(here)
            elif here in self.ended:
                places.extend(self._ground_after(here, self._last_day(here)))
            elif not carried_on:
                parent = self._parent(here)
                if parent is None:
                    places.append(None)
                else:
                    waiting.append((parent, until))
        return places

    def _last_day(self, unit: UnitId) -> date:
        return (self.ended[unit].validity.end or self.on) - timedelta(days=1)

    def _last_heirs(self, unit: UnitId) -> Sequence[Heirship]:
        """Who carried the unit on when it ended: the heirs of its last act, unless it outlived that one."""
        known = [heirship for heirship in self.history.out_of.get(unit, ()) if heirship.on <= self.on]
        span = self.ended.get(unit)
        if not known or span is None or known[-1].on <= span.validity.start:
            return ()
        last = [heirship for heirship in known if heirship.on == known[-1].on]
        return () if any(heirship.heir == unit for heirship in last) else last

    def _nearest(self, unit: UnitId) -> UnitId | None:
        """
        Who a unit answers to whose own parent is gone: the parent's one heir, else the nearest unit above
        that is in being.
        """
        passed: set[UnitId] = set()
        here: UnitId | None = unit
        while here is not None and here not in self.in_being:
            if here in passed:
                return self._above(unit)
            passed.add(here)
            heirs = self._last_heirs(here)
            only = heirs[0].heir if len(heirs) == 1 and not heirs[0].is_part else None
            here = only if only is not None and only not in passed else self._parent(here)
        return here

    def _above(self, unit: UnitId | None) -> UnitId | None:
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
    """
    Units below themselves: an ended district whose heir is one of its own communes would put that commune
    under itself.
    """
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
