"""The rows of a board: each figure of a subject with all it must answer for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from khuyenhoc.domain.figures.queries.board import Board
from khuyenhoc.domain.figures.queries.first_part import NOTHING_BEFORE, FirstPart
from khuyenhoc.domain.figures.rules import flags as rules
from khuyenhoc.domain.figures.rules.flags import Flag, Stated
from khuyenhoc.domain.figures.rules.rows import FigureRow, Kept, Kind, Subject
from khuyenhoc.domain.figures.rules.sums import Sum
from khuyenhoc.foundation.values.catalogue import flags, indicators
from khuyenhoc.foundation.values.figures import Qualifier
from khuyenhoc.foundation.values.mandates import UnitId
from khuyenhoc.foundation.values.numbers import date_text


def figure_rows(board: Board, subject: Subject) -> list[FigureRow]:
    """
    Every figure of a subject, in the catalogue's order: what it states, what the units below add up to, what
    the registers count, and what it is asked for and did not state.

    The three are never added. Where the registers alone answer for an indicator, their count stands for the
    unit and says so; in a sum it stands for a unit that states nothing.
    """
    return _Rows(board, subject).rows()


class _Rows:
    """The rows of one subject of a board."""

    def __init__(self, board: Board, subject: Subject) -> None:
        self._board, self._subject = board, subject
        self._place = board.place(subject)
        self._asked = board.asked_of(subject)
        first = board.first_parts.get(subject.id) if subject.is_unit else None
        self._first_part = NOTHING_BEFORE
        if first is not None:
            before = first.place(subject)
            stated = {code: sum_ for code, sum_ in before.sums.items() if sum_.is_stated}
            self._first_part = FirstPart(first.period, stated, len(before.expected))

    def rows(self) -> list[FigureRow]:
        place, rows = self._place, []
        for code in indicators():
            found = place.sums.get(code)
            if found is not None and self._subject.is_unit and not found.is_stated:
                found = None  # the row of its registers says the same
            if code in place.typed:
                rows.append(self._typed_row(place.typed[code]))
            if found is not None:
                rows.append(self._computed_row(code, found))
            if code in place.tallies:
                rows.append(self._register_row(code, rows))
            if code not in place.typed and found is None:
                rows += self._row_without_a_value(code)
        return rows

    def _row_without_a_value(self, code: str) -> list[FigureRow]:
        place = self._place
        is_missing = code in self._asked and code not in place.tallies
        missing = [Flag("not_reported", {"reported": 0, "expected": 0})] if is_missing else []
        raised = (*missing, *place.across.get(code, ()), *self._first_part.said_of(code))
        return [self._row(code, Kind.TYPED, flags=raised, expected=len(place.expected))] if raised else []

    def _row(self, code: str, kind: Kind, *, flags: Iterable[Flag | None], **values: Any) -> FigureRow:
        indicator = indicators()[code]
        return FigureRow(
            subject=self._subject,
            period=self._board.period,
            indicator=code,
            label=indicator.label,
            measure=indicator.measure,
            kind=kind,
            flags=_once(flags),
            **values,
        )

    def _typed_row(self, kept: Kept) -> FigureRow:
        """What the subject states."""
        stated, place = kept.stated, self._place
        indicator = indicators()[stated.indicator]
        found = place.sums.get(stated.indicator)
        base = self._base_of(stated)
        is_whole = found is not None and not found.counted_parts and place.is_complete(found)
        raised = [
            rules.value_within_its_total(stated, base),
            rules.printed_rate_agrees(stated, base),
            rules.parts_add_up(stated, place.beside),
            rules.units_add_up(stated, found.value, found.qualifier)
            if found is not None and is_whole
            else None,
            rules.rate_has_a_base(stated, base),
            rules.one_base(stated, place.beside),
            rules.recognised_within_registered(stated, place.beside),
            self._jump(stated, Kind.TYPED),
            rules.title_is_of_its_time(stated, self._board.period),
            rules.reported_in_its_time(self._board.period, self._board.last_day_of(self._subject)),
            self._first_part.exceeds(stated),
            self._boundary_flag(),
        ]
        return self._row(
            indicator.code,
            Kind.TYPED,
            flags=raised,
            value=stated.value,
            qualifier=stated.qualifier,
            base=base,
            rate=rules.rate(indicator, stated.value, base),
            stated_rate=stated.rate,
            reported=0 if found is None else len(found.reporters),
            expected=len(place.expected),
            source=kept.source,
            note=kept.note,
            figure_id=kept.id,
            is_from_registers=kept.is_from_registers,
        )

    def _base_of(self, stated: Stated) -> int | None:
        """What a figure of the subject is set against: by what it states, else the whole added up."""
        base = rules.base_of(stated, self._place.beside)
        return self._place.whole(indicators()[stated.indicator].share_of) if base is None else base

    def _computed_row(self, code: str, found: Sum) -> FigureRow:
        """What the units below add up to."""
        indicator, place = indicators()[code], self._place
        base = found.base
        if base is None and place.is_complete(found) and found.parts_with_base == 0:
            base = place.whole(indicator.share_of)
        stated = Stated(code, found.value, found.qualifier, base)
        comparable = {
            other: Stated(other, its.value, its.qualifier, its.base)
            for other, its in place.sums.items()
            if its.reporters == found.reporters and its.counted_parts == found.counted_parts
        }
        reporting = {"reported": len(found.reporters), "expected": len(place.expected)}
        with_base = {"reported": found.parts_with_base, "expected": found.parts}
        raised = [
            rules.value_within_its_total(stated, base),
            rules.parts_add_up(stated, comparable),
            rules.recognised_within_registered(stated, comparable),
            self._jump(stated, Kind.COMPUTED),
            rules.title_is_of_its_time(stated, self._board.period),
            None if place.is_complete(found) else Flag("not_reported", reporting),
            None if found.qualifier is Qualifier.EXACT else Flag("qualified", {"value": found.value}),
            Flag("partial_base", with_base) if 0 < found.parts_with_base < found.parts else None,
            *place.across.get(code, ()),
            Flag("counted", {"counted": found.counted}) if found.counted_parts else None,
        ]
        return self._row(
            code,
            Kind.COMPUTED,
            flags=raised,
            value=found.value,
            qualifier=found.qualifier,
            base=base,
            rate=rules.rate(indicator, found.value, base),
            **reporting,
        )

    def _register_row(self, code: str, rows: Sequence[FigureRow]) -> FigureRow:
        """What the registers of the unit and of all below it count; where nothing is stated, it stands."""
        count = self._place.tallies[code]
        beside = [row for row in rows if row.indicator == code and row.value is not None]
        differs = rules.registers_agree(count, beside[0].value, beside[0].qualifier) if beside else None
        base = self._base_of(Stated(code, count, Qualifier.EXACT))
        return self._row(
            code,
            Kind.REGISTER,
            flags=[differs, None if beside else Flag("counted", {"counted": count})],
            value=count,
            base=base,
            rate=rules.rate(indicators()[code], count, base),
        )

    def _boundary_flag(self) -> Flag | None:
        """A typed figure is about the unit as it was on the period's last day, whatever the lens."""
        board, unit = self._board, UnitId(self._subject.id)
        if not self._subject.is_unit or unit not in board.lens:
            return None
        if unit not in board.then:
            return Flag("recounted") if board.then.on < board.lens.on else None
        if board.placing.is_on_its_ground(unit):
            return None
        return Flag("other_boundary", {"day": date_text(board.then.on)})

    def _jump(self, stated: Stated, kind: Kind) -> Flag | None:
        """
        Compare with the same period a year earlier, like with like: what was stated with what was stated, a
        sum with a sum of the same reporters. Counts of registers are compared with nothing.
        """
        if not self._board.has_its_ground(self._subject):
            return None
        before = self._board.a_year_earlier.place(self._subject)
        if kind is Kind.TYPED:
            earlier = before.beside.get(stated.indicator)
        else:
            now, then = self._place.sums[stated.indicator], before.sums.get(stated.indicator)
            if then is None or then.reporters != now.reporters or now.counted_parts or then.counted_parts:
                return None
            earlier = Stated(stated.indicator, then.value, then.qualifier)
        return None if earlier is None else rules.change_is_within_bound(stated, earlier, jump_bound())


def jump_bound() -> rules.JumpBound:
    """The bound stated in `data/flags.toml`."""
    stated = flags()["jump"].thresholds
    return rules.JumpBound(Decimal(str(stated["ratio"])), int(stated["floor"]), int(stated["floor_vnd"]))


def _once(raised: Iterable[Flag | None]) -> tuple[Flag, ...]:
    """Each code once, the first flag of a code speaks for it."""
    first: dict[str, Flag] = {}
    for flag in raised:
        if flag is not None:
            first.setdefault(flag.code, flag)
    return tuple(first.values())
