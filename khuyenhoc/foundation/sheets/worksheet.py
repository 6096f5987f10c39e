"""One sheet of an XLSX file, streamed: a row at a time, values as shown, formulas marked."""

from __future__ import annotations

from collections.abc import Generator, Mapping
from typing import IO

from khuyenhoc.foundation.sheets import limits
from khuyenhoc.foundation.sheets.archive import broken
from khuyenhoc.foundation.sheets.cells import (
    Cell,
    Formula,
    RawRow,
    Remembered,
    column_letters,
    refuse_what_is_too_far,
    refuse_what_is_too_long,
)
from khuyenhoc.foundation.sheets.markup import MAIN, parse_list
from khuyenhoc.foundation.sheets.plain_rows import FORMULA, SPREAD_FORMULA, PlainRows, column_of
from khuyenhoc.foundation.sheets.stored import StoredValues
from khuyenhoc.foundation.sheets.workbook import Workbook


def rows(stream: IO[bytes], workbook: Workbook) -> Generator[RawRow, None, None]:
    """
    The sheet's rows that hold something, from the top.

    :raises SheetRefused: it is broken, holds a text too long, or something far outside any table
    """
    reader = _Reader(workbook)
    steps = parse_list(
        stream,
        parent="sheetData",
        item="row",
        quick=reader.quick,
        start=reader.start,
        end=reader.end,
        text=reader.text,
    )
    for _ in steps:
        yield from reader.take()
    yield from reader.take()


class _Reader:
    """
    Turns one sheet into rows: plain rows by patterns, any other by the events of its XML. Both read the same;
    what the quick way cannot read it leaves to the other, which names the fault.

    Four events a cell come through here, so each does little: elements are told apart by their whole names,
    in the namespace of the root. A cell without a position stands after the one before it, a row likewise.
    """

    def __init__(self, workbook: Workbook) -> None:
        self._values = StoredValues(workbook, place=lambda: self._place)
        self._plain = PlainRows(self._values)
        self._columns = Remembered(column_of)
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
        """
        The rows complete by now, once. Called with every chunk, which also is when an endless text is
        noticed.
        """
        if not self._in_value:
            self._pieces.clear()
        elif sum(map(len, self._pieces)) > limits.ESCAPED_CHARACTERS:
            refuse_what_is_too_long(limits.ESCAPED_CHARACTERS, self._place)
        ready, self._ready = self._ready, []
        return ready

    def quick(self, written: str) -> bool:
        """Whole rows in one go, or False if there is anything about them that is not plain."""
        read = self._plain.read(written, self._row)
        if read is None:
            return False
        rows, self._row = read
        self._ready += rows
        return True

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        if tag == self._c:
            if self._in_cell:
                raise broken()
            self._in_cell = True
            reference = attributes.get("r")
            self._column = (
                self._column + 1 if reference is None else self._columns[reference.rstrip("0123456789")]
            )
            self._kind = attributes.get("t", "n")
            self._style = attributes.get("s", "0")
            self._formula = None
            self._value_text = ""
        elif tag in self._value_tags:
            if self._in_value:
                raise broken()
            self._in_value = True
            self._pieces.clear()
        elif tag == self._r:
            self._start_row(attributes.get("r"))
        else:
            self._start_other(tag, attributes)

    def end(self, tag: str) -> None:
        if tag == self._c:
            self._in_cell = False
            cell = self._formula or self._values.of(self._kind, self._style)[self._value_text]
            if cell is not None:
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
        if self._in_row or (
            number is not None and not (number.isascii() and number.isdigit() and len(number) <= 7)
        ):
            raise broken()
        following = self._row + 1 if number is None else int(number)
        if not self._row < following <= limits.ROW_NUMBER:
            raise broken()
        self._row = following
        self._column = -1
        self._in_row = True

    def _start_other(self, tag: str, attributes: Mapping[str, str]) -> None:
        self._depth += 1
        if self._depth == 1:
            self._name_in(next((namespace for namespace in MAIN if tag.startswith(f"{namespace} ")), ""))
        elif self._depth > limits.XML_DEPTH:
            raise broken()
        if tag == self._f and self._in_cell:
            spreads = attributes.get("t") in ("array", "dataTable") and ":" in attributes.get("ref", "")
            self._formula = SPREAD_FORMULA if spreads else FORMULA
        elif tag == self._rph:
            self._guides += 1
        self._pieces.clear()

    @property
    def _place(self) -> str:
        return f"{column_letters(self._column)}{self._row}"
