"""
The figures of one period before and after one reorganisation, unit by unit: each difference computed, then
explained from where figures went.

What a unit shows afterwards must be what the units placed whole in it showed before, and what weights share
out to it; the words say what came and what went. What is left over is marked as not explained.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import timedelta
from functools import cached_property

from django.utils.translation import gettext as _

from khuyenhoc.domain.figures.queries.board import Board
from khuyenhoc.domain.figures.rules.reconciling import ReconciliationRow, Side
from khuyenhoc.domain.figures.rules.rows import Subject
from khuyenhoc.domain.organisation import queries as organisation
from khuyenhoc.domain.organisation.models import Reorganisation, Succession
from khuyenhoc.domain.organisation.queries import UnitName
from khuyenhoc.foundation.values.catalogue import crossings, indicators
from khuyenhoc.foundation.values.mandates import UnitId
from khuyenhoc.foundation.values.numbers import grouped
from khuyenhoc.foundation.values.periods import Period


class SideBySide:
    """One period's figures, before and after."""

    def __init__(
        self,
        reorganisation: Reorganisation,
        period: Period,
        pairs: Sequence[tuple[UnitId, UnitId | None, str]],
        names: Mapping[UnitId, UnitName],
    ) -> None:
        self.on = reorganisation.effective_on
        self.day_before = self.on - timedelta(days=1)
        self.period = period
        self.before = Board(period, self.day_before)
        self.after = Board(period, self.on)
        self._placing, _ = organisation.through(then=self.day_before, lens=self.on)
        self._held_by: dict[UnitId, frozenset[UnitId]] = {}
        self._tops_of: dict[UnitId, Sequence[UnitId]] = {}
        self.pairs = pairs
        self._names = names

    def rows(self, is_wanted: Callable[[UnitId], bool]) -> Iterator[ReconciliationRow]:
        for side, units in self._units:
            for unit in filter(is_wanted, units):
                for code in self._codes(unit):
                    if side is Side.LEFT:
                        yield self._row_of_one_that_left(unit, code)
                    else:
                        yield self._row_of_one_that_holds(side, unit, code)

    def looked_at(self, is_wanted: Callable[[UnitId], bool]) -> Iterator[tuple[Board, Subject]]:
        """What the rows need at least, to be prepared in one go."""
        wanted = [unit for _side, units in self._units for unit in filter(is_wanted, units)]
        parts = {part for unit in wanted for part in (unit, *self._components(unit), *self._cut_for(unit))}
        parts.update(top for unit in wanted for top in self._tops(unit))
        parts.update(
            child
            for unit in wanted
            for root in {unit, *self._components(unit)} - self._held(unit)
            for child in self.before.lens.children(root)
            if child not in self._held(unit)
        )
        parts.update(heir for unit, heir, _ in self.pairs if unit in wanted and heir is not None)
        for part in sorted(parts):
            yield from ((board, self._subject(part)) for board in (self.before, self.after))

    @cached_property
    def _units(self) -> Sequence[tuple[Side, Sequence[UnitId]]]:
        """The units of the rows on each side, in the order of their names."""
        heirs = {heir for unit, heir, _ in self.pairs if heir is not None and heir != unit}
        leaving = {unit for unit, heir, act in self.pairs if heir is None or act == Succession.Act.SPLIT}
        moved = {unit for unit in self._moved if unit not in heirs | leaving}
        parents = {
            parent
            for unit in moved
            for tree in (self.before.lens, self.after.lens)
            if (parent := tree.parent_of[unit]) is not None
        }
        merged = {unit for unit, _, act in self.pairs if act == Succession.Act.MERGE}
        above = {
            here
            for unit in {*heirs, *leaving, *parents, *(unit for unit, _, _ in self.pairs)}
            for tree in (self.before.lens, self.after.lens)
            for here in list(tree.ancestors(unit))
            if here in self.before.lens and here in self.after.lens
        }
        sides = (
            (Side.HEIR, heirs),
            (Side.LEFT, leaving - heirs),
            (Side.ABOVE, (above | parents) - heirs - leaving - merged),
        )
        return [(side, [unit for unit in self._names if unit in units]) for side, units in sides]

    @cached_property
    def _moved(self) -> frozenset[UnitId]:
        """Units in both trees that answer to another unit now."""
        before, after = self.before.lens.parent_of, self.after.lens.parent_of
        return frozenset(unit for unit in before if unit in after and before[unit] != after[unit])

    def _codes(self, unit: UnitId) -> list[str]:
        """The indicators known of a unit on either side, in the catalogue's order."""
        known: set[str] = set()
        for part in (unit, *self._components(unit)):
            for board in (self.before, self.after):
                place = board.place(self._subject(part))
                known.update(place.sums, place.typed)
        return [code for code in indicators() if code in known]

    def _components(self, heir: UnitId) -> list[UnitId]:
        """The units that went into an heir whole."""
        return [unit for unit, other, act in self.pairs if other == heir and act == Succession.Act.MERGE]

    def _cut_for(self, heir: UnitId) -> list[UnitId]:
        return [
            unit
            for unit, other, act in self.pairs
            if other == heir and act == Succession.Act.SPLIT and unit != heir
        ]

    def _row_of_one_that_holds(self, side: Side, unit: UnitId, code: str) -> ReconciliationRow:
        """
        A unit before is itself, where it was there, and all that was merged into it; what came and what went
        is to be explained.
        """
        own = [unit] if unit in self.before.lens else []
        roots = [*own, *self._components(unit)]
        cut = self._cut_for(unit)
        parts = [(root, self._shown(self.before, root, code)) for root in roots]
        before = _sum([value for _root, value in parts])
        after = self._shown(self.after, unit, code)
        words: list[str] = []
        if parts and (len(parts) > 1 or not own):
            missing = _("not reported")
            components = "; ".join(
                f"{self._title(root)} {missing if value is None else grouped(value)}" for root, value in parts
            )
            words.append(_("Made of %(components)s") % {"components": components})
        estimated = 0
        for other in cut:
            guessed = self._estimated(other, code, {unit})
            come = guessed + sum(
                self._value(top, code) for top in self._tops(unit) if self._was_below(top, other)
            )
            whole = self._shown(self.before, other, code)
            estimated += guessed
            if come:
                words.append(
                    _("plus %(come)s from a part of %(other)s (estimated by weights)")
                    % {"come": grouped(come), "other": self._title(other)}
                    if guessed
                    else _("plus %(come)s from a part of %(other)s")
                    % {"come": grouped(come), "other": self._title(other)}
                )
            elif whole is not None:
                words.append(
                    _("without the part of %(other)s (%(whole)s stay at the old unit)")
                    % {"other": self._title(other), "whole": grouped(whole)}
                )
        words += [
            loss for root in roots if root not in self._held(unit) for loss in self._losses(root, unit, code)
        ]
        for top in self._tops(unit):
            if not any(self._was_below(top, other) for other in (*roots, *cut)) and self._value(top, code):
                words.append(
                    _("%(top)s moved here with %(value)s")
                    % {"top": self._title(top), "value": grouped(self._value(top, code))}
                )
        for other in self._cut_elsewhere(unit) if self._has_an_estimate(unit, code) else ():
            guessed = self._estimated(other, code, {unit})
            estimated += guessed
            if guessed:
                words.append(
                    _("plus %(guessed)s from a part of %(other)s (estimated by weights)")
                    % {"guessed": grouped(guessed), "other": self._title(other)}
                )
        expected = estimated + sum(self._value(top, code) for top in self._tops(unit))
        return self._row(
            side, unit, code, before, after, accounted=(before or 0) - expected, words=words, cut=cut
        )

    def _held(self, unit: UnitId) -> frozenset[UnitId]:
        """The units of the day before whose figures show whole at a unit, or below it, on the day itself."""
        if unit not in self._held_by:
            self._held_by[unit] = frozenset(self._placing.inside(unit))
        return self._held_by[unit]

    def _tops(self, unit: UnitId) -> Sequence[UnitId]:
        """Of those held the highest: none is below another."""
        if unit not in self._tops_of:
            held = self._held(unit)
            self._tops_of[unit] = sorted(
                other for other in held if self.before.lens.parent_of[other] not in held
            )
        return self._tops_of[unit]

    def _was_below(self, unit: UnitId, above: UnitId) -> bool:
        """Whether a unit was another one, or below it, the day before."""
        return unit in self.before.lens and above in self.before.lens.ancestors(unit)

    def _cut_elsewhere(self, unit: UnitId) -> list[UnitId]:
        """Units whose cut a unit is above of, or has no part of its own in."""
        mine = self._cut_for(unit)
        return [
            other
            for other in dict.fromkeys(one for one, _, act in self.pairs if act == Succession.Act.SPLIT)
            if other not in mine
        ]

    def _lost(self, unit: UnitId, holder: UnitId, code: str) -> int:
        """What of a unit's figure the holder does not show on the day itself."""
        return self._value(unit, code) - sum(
            self._value(top, code) for top in self._tops(holder) if self._was_below(top, unit)
        )

    def _losses(self, unit: UnitId, holder: UnitId, code: str) -> Iterator[str]:
        """
        Where the figures went that a unit showed and the holder does not: with a unit that moved, or up to
        the unit that holds the whole.
        """
        lost = self._lost(unit, holder, code)
        if not lost:
            return
        place = self._placing.of(unit)
        if unit != holder and (place is None or place not in self.after.lens.ancestors(holder)):
            yield _("%(unit)s moved away with %(lost)s") % {"unit": self._title(unit), "lost": grouped(lost)}
            return
        for child in self.before.lens.children(unit):
            if child not in self._held(holder):
                lost -= self._lost(child, holder, code)
                yield from self._losses(child, holder, code)
        if lost:
            where = "" if place is None else self._title(place)
            yield _("%(lost)s of %(unit)s stay by the old boundaries and show at %(where)s") % {
                "lost": grouped(lost),
                "unit": self._title(unit),
                "where": where,
            }

    def _row_of_one_that_left(self, unit: UnitId, code: str) -> ReconciliationRow:
        before = self._shown(self.before, unit, code)
        parts = [
            heir
            for other, heir, act in self.pairs
            if other == unit and act == Succession.Act.SPLIT and heir is not None
        ]
        after = self._shown(self.after, unit, code) if unit in parts else None  # it goes on, smaller
        others = {part for part in parts if part != unit}
        followed, estimated = self._followed(unit, code, others), self._estimated(unit, code, others)
        arrived = followed + estimated
        place = self.after.placing.of(unit)
        where = "" if place is None else self._title(place)
        words: list[str] = []
        if arrived:
            sides = ", ".join(self._title(part) for part in parts if part != unit)
            words.append(
                _("%(arrived)s went with the parts to %(sides)s (estimated by weights)")
                % {"arrived": grouped(arrived), "sides": sides}
                if estimated
                else _("%(arrived)s went with the parts to %(sides)s")
                % {"arrived": grouped(arrived), "sides": sides}
            )
        kept = (before or 0) - (after or 0) - arrived
        if kept and parts:
            words.append(
                _("%(kept)s cannot be divided, stay at the old unit and show at %(where)s")
                % {"kept": grouped(kept), "where": where}
            )
        elif kept:
            words.append(_("ended without an heir; its figures are part of %(where)s") % {"where": where})
        accounted = arrived + kept if place is not None else arrived
        return self._row(
            Side.LEFT,
            unit,
            code,
            before,
            after,
            accounted=accounted,
            words=words,
            cut=[unit] if parts else [],
        )

    def _shareable(self, cut: Iterable[UnitId], code: str) -> tuple[UnitName, ...]:
        """
        Of cut units those that keep a figure of their own which weights may share out: no unit below them
        reported it.
        """
        if crossings()[code].split != "share":
            return ()
        places = {unit: self.before.place(self._subject(unit)) for unit in cut}
        return tuple(
            self._names[unit]
            for unit, place in places.items()
            if code in place.typed and code not in place.sums
        )

    def _followed(self, cut: UnitId, code: str, heirs: Collection[UnitId]) -> int:
        """
        What of a cut unit's figure shows at some of its parts because units below it, which reported, have
        their place there.
        """
        within = [heir for heir in heirs if heir in self.after.lens]
        below = (
            {unit for unit in self.after.then.under(cut) if unit != cut} if cut in self.after.then else set()
        )

        there = {
            unit
            for unit in below
            if any(self._is_within(self.after.placing.of(unit), heir) for heir in within)
        }
        return self.after.sum_of(there, code)

    def _estimated(self, cut: UnitId, code: str, heirs: Collection[UnitId]) -> int:
        """What of a cut unit's figure shows at some of its parts by chosen weights."""
        return sum(
            self.after.estimated(self._subject(heir), cut, code) for heir in heirs if heir in self.after.lens
        )

    def _value(self, unit: UnitId, code: str) -> int:
        """What a unit showed the day before, nothing where no unit reported it."""
        return self._shown(self.before, unit, code) or 0

    def _has_an_estimate(self, unit: UnitId, code: str) -> bool:
        return any(
            flag.code == "estimate" for flag in self.after.place(self._subject(unit)).across.get(code, ())
        )

    def _is_within(self, place: UnitId | None, unit: UnitId) -> bool:
        return place is not None and unit in self.after.lens.ancestors(place)

    def _shown(self, board: Board, unit: UnitId, code: str) -> int | None:
        """
        The figure a unit has in a tree: its own where it stands on its ground, else what is added up there.
        """
        if unit not in board.lens:
            return None
        place = board.place(self._subject(unit))
        typed = place.typed.get(code)
        if (
            typed is not None
            and typed.stated.value is not None
            and unit in board.then
            and board.placing.is_on_its_ground(unit)
        ):
            return typed.stated.value
        total = place.sums.get(code)
        return None if total is None else total.value

    def _row(
        self,
        side: Side,
        unit: UnitId,
        code: str,
        before: int | None,
        after: int | None,
        *,
        accounted: int,
        words: Sequence[str],
        cut: Sequence[UnitId] = (),
    ) -> ReconciliationRow:
        difference = (before or 0) - (after or 0)
        if difference != accounted:
            words = [*words, _("%(rest)s not explained") % {"rest": grouped(difference - accounted)}]
        explanation = "; ".join(words)
        indicator = indicators()[code]
        return ReconciliationRow(
            side=side,
            unit=self._names[unit].key,
            unit_name=self._title(unit),
            period=self.period,
            indicator=code,
            label=indicator.label,
            measure=indicator.measure,
            before=before,
            after=after,
            difference=difference,
            explanation=f"{explanation[:1].upper()}{explanation[1:]}",
            is_explained=difference == accounted,
            is_estimate=after is not None and self._has_an_estimate(unit, code),
            cut=self._shareable(cut, code),
        )

    def _title(self, unit: UnitId) -> str:
        return self._names[unit].title

    def _subject(self, unit: UnitId) -> Subject:
        return Subject("unit", unit, self._names[unit].key, self._title(unit))


def _sum(values: Sequence[int | None]) -> int | None:
    known = [value for value in values if value is not None]
    return sum(known) if known else None
