"""One sheet of an XLSX file, streamed: a row at a time, values as shown, formulas marked."""

from __future__ import annotations

import math
import re
from collections.abc import Generator, Mapping
from datetime import date
from typing import IO

from khuyenhoc.foundation.sheets import limits
from khuyenhoc.foundation.sheets.archive import BROKEN
from khuyenhoc.foundation.sheets.cells import (
    Cell,
    Formula,
    RawRow,
    Value,
    column_letters,
    refuse_what_is_too_far,
    refuse_what_is_too_long,
    tidy,
)
from khuyenhoc.foundation.sheets.formats import PLAIN, shown
from khuyenhoc.foundation.sheets.markup import MAIN, parse
from khuyenhoc.foundation.sheets.problems import SheetRefused
from khuyenhoc.foundation.sheets.workbook import Workbook, unescaped

_ISO_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?:T|$)")
_FORMULA, _SPREAD_FORMULA = Formula(), Formula(is_spread=True)
_EXACT_DIGITS = 15
"""Whole numbers up to this many digits are the same as int and as a spreadsheet's float."""


def rows(stream: IO[bytes], workbook: Workbook) -> Generator[RawRow, None, None]:
    """
    The sheet's rows that hold something, from the top.

    :raises SheetRefused: it is broken, holds a text too long, or something far outside any table
    """
    reader = _Reader(workbook)
    for _ in parse(stream, start=reader.start, end=reader.end, text=reader.text):
        yield from reader.take()
    yield from reader.take()


class _Reader:
    """
    Turns the events of one sheet into rows. A cell without a position stands after the one before it, a row likewise.

    Four events a cell come through here, so each does little: elements are told apart by their whole names, in the namespace of the root.
    """

    def __init__(self, workbook: Workbook) -> None:
        self._texts = workbook.texts
        self._formats = {f"{style}": form for style, form in enumerate(workbook.formats) if form is not PLAIN}
        self._from_1904 = workbook.from_1904
        self._columns: dict[str, int] = {}
        self._name_in("")
        self._ready: list[RawRow] = []
        self._row = 0
        self._cells: dict[int, Cell] = {}
        self._column = -1
        self._kind = self._style = self._value_text = ""
        self._formula: Formula | None = None
        self._in_row = self._in_cell = self._in_value = False
        self._depth = self._guides = 0
        self._pieces: list[str] = []
        self.text = self._pieces.append

    def take(self) -> list[RawRow]:
        """The rows complete by now, once. Called with every chunk, which also is when an endless text is noticed."""
        if not self._in_value:
            self._pieces.clear()
        elif sum(map(len, self._pieces)) > limits.ESCAPED_CHARACTERS:
            refuse_what_is_too_long(limits.ESCAPED_CHARACTERS, self._place)
        ready, self._ready = self._ready, []
        return ready

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        if tag == self._c:
            if self._in_cell:
                raise SheetRefused(BROKEN)
            self._in_cell = True
            reference = attributes.get("r")
            self._column = self._column + 1 if reference is None else self._position(reference)
            self._kind = attributes.get("t", "n")
            self._style = attributes.get("s", "0")
            self._formula = None
            self._value_text = ""
        elif tag in self._value_tags:
            if self._in_value:
                raise SheetRefused(BROKEN)
            self._in_value = True
            self._pieces.clear()
        elif tag == self._r:
            self._start_row(attributes.get("r"))
        else:
            self._start_other(tag, attributes)

    def end(self, tag: str) -> None:
        if tag == self._c:
            self._in_cell = False
            cell = self._formula or self._value()
            if cell is not None and cell != "":
                if self._column >= limits.COLUMNS:
                    refuse_what_is_too_far(self._column, self._place)
                self._cells[self._column] = cell
        elif tag in self._value_tags:
            self._in_value = False
            if not self._guides:
                self._value_text += "".join(self._pieces)
            self._pieces.clear()
        elif tag == self._r:
            self._in_row = False
            if self._cells:
                self._ready.append((self._row, self._cells))
                self._cells = {}
        else:
            self._depth -= 1
            self._guides -= tag == self._rph

    def _name_in(self, namespace: str) -> None:
        self._c, self._r, self._f, self._rph = (f"{namespace} {name}" for name in ("c", "row", "f", "rPh"))
        self._value_tags = {f"{namespace} v", f"{namespace} t"}

    def _start_row(self, number: str | None) -> None:
        if self._in_row or (number is not None and not (number.isascii() and number.isdigit() and len(number) <= 7)):
            raise SheetRefused(BROKEN)
        following = self._row + 1 if number is None else int(number)
        if not self._row < following <= limits.ROW_NUMBER:
            raise SheetRefused(BROKEN)
        self._row = following
        self._column = -1
        self._in_row = True

    def _start_other(self, tag: str, attributes: Mapping[str, str]) -> None:
        self._depth += 1
        if self._depth == 1:
            self._name_in(next((namespace for namespace in MAIN if tag.startswith(f"{namespace} ")), ""))
        elif self._depth > limits.XML_DEPTH:
            raise SheetRefused(BROKEN)
        if tag == self._f and self._in_cell:
            spreads = attributes.get("t") in ("array", "dataTable") and ":" in attributes.get("ref", "")
            self._formula = _SPREAD_FORMULA if spreads else _FORMULA
        elif tag == self._rph:
            self._guides += 1
        self._pieces.clear()

    def _position(self, reference: str) -> int:
        """The column of a cell such as "D7"; its row is the row it stands in."""
        letters = reference.rstrip("0123456789")
        column = self._columns.get(letters)
        if column is None:
            if not (1 <= len(letters) <= 3 and all("A" <= letter <= "Z" for letter in letters)):
                raise SheetRefused(BROKEN)
            column = -1
            for letter in letters:
                column = (column + 1) * 26 + ord(letter) - ord("A")
            self._columns[letters] = column
        return column

    def _value(self) -> Value | None:
        written = self._value_text
        if not written:
            return None
        value: Value
        match self._kind:
            case "s":
                value = self._shared_text(written)
            case "n":
                value = self._number(written)
            case "b":
                value = written == "1"
            case "d" if _ISO_DAY.match(written):
                value = _day(written)
            case _:
                refuse_what_is_too_long(len(written), self._place)
                value = tidy(unescaped(written))
        return value

    def _number(self, written: str) -> Value:
        form = self._formats.get(self._style, PLAIN)
        if form is PLAIN and written.isdigit() and written.isascii() and len(written) <= _EXACT_DIGITS:
            return int(written)
        try:
            number = float(written)
        except ValueError as error:
            raise SheetRefused(BROKEN) from error
        if not math.isfinite(number) or "_" in written:
            raise SheetRefused(BROKEN)
        return shown(number, form, from_1904=self._from_1904)

    def _shared_text(self, written: str) -> str:
        if not (written.isascii() and written.isdigit() and len(written) <= 7 and int(written) < len(self._texts)):
            raise SheetRefused(BROKEN)
        text = self._texts[int(written)]
        if len(text) > limits.CELL_CHARACTERS:
            refuse_what_is_too_long(len(text), self._place)
        return text

    @property
    def _place(self) -> str:
        return f"{column_letters(self._column)}{self._row}"


def _day(written: str) -> date:
    try:
        return date.fromisoformat(written[:10])
    except ValueError as error:
        raise SheetRefused(BROKEN) from error
