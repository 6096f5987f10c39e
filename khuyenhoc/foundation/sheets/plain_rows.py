"""
Rows of a sheet read by pattern: as the programs people use write them, with nothing unusual in them.

Most rows of a list look alike: the same columns, some blank, each of its kind. So a pattern is made to
measure from the rows seen, and those after them need one match each. It may never read what XML would read
differently; what it does not know, it leaves (None).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from operator import getitem

from khuyenhoc.foundation.sheets import limits
from khuyenhoc.foundation.sheets.archive import broken
from khuyenhoc.foundation.sheets.cells import Cell, Formula, RawRow, Remembered
from khuyenhoc.foundation.sheets.markup import PLAIN_TEXT, resolved
from khuyenhoc.foundation.sheets.problems import SheetRefused
from khuyenhoc.foundation.sheets.stored import Reading, StoredValues

FORMULA, SPREAD_FORMULA = Formula(), Formula(is_spread=True)

_ROW = re.compile(
    r'<row r="([0-9]{1,7})"'
    r"(?: (?:spans|s|ht|customFormat|customHeight|hidden|outlineLevel|collapsed|thickTop|thickBot|ph"
    r'|x14ac:dyDescent)="[^"<>&]*")*+'
)
_CELL = re.compile(
    r'<c r="([A-Z]{1,3}+)[0-9]{1,7}+"((?: s="[0-9]{1,5}+")?+(?: t="[A-Za-z]{1,9}+")?+)(?:/>|>'
    rf'((?:<f(?: [A-Za-z0-9]++="[^"<>&]*+")*+(?:/>|>{PLAIN_TEXT}</f>))?+)'
    rf'(?:(?:<v>|(<is><t(?: xml:space="preserve")?>))({PLAIN_TEXT})(?(4)</t></is>|</v>))?+</c>)'
)
"""Its groups: column, kind and style, formula, whether the text stands in the cell itself, what is stored."""
_GROUPS = 5
_BLANK = '(?: s="[0-9]{1,5}+")?+(?:/>|></c>)'
_MARK = re.compile(r'([st])="([^"]*)"')
_SPREADS = re.compile(r'<f(?= [^>]*t="(?:array|dataTable)")(?= [^>]*ref="[^":]*:)')
_SHAPES_LEARNT = 32
"""Making a pattern takes as long as reading some hundred rows."""


_Shape = dict[int, str]
"""The cells of a row that hold something: the pattern of each, by column."""


class PlainRows:
    """Reads plain rows of one sheet."""

    def __init__(self, values: StoredValues) -> None:
        self._values = values
        self._readings = Remembered(self._reading)
        self._columns = Remembered(column_of)
        self._pattern: re.Pattern[str] | None = None
        self._pattern_columns: tuple[int, ...] = ()
        self._pattern_readings: tuple[Reading, ...] = ()
        self._shape: _Shape = {}
        self._reading_at: dict[int, Reading] = {}
        self._last: _Shape = {}
        self._learnt = 0

    def read(self, written: str, after: int) -> tuple[list[RawRow], int] | None:
        """
        The rows that hold something and the number of the last one, `after` being that of the row above; None
        if any is not plain.
        """
        rows: list[RawRow] = []
        try:
            for row in written.split("</row>")[:-1]:
                head, _, body = row.partition(">")
                row_tag = _ROW.fullmatch(head)
                if row_tag is None or not after < int(row_tag[1]) <= limits.ROW_NUMBER:
                    return None
                after = int(row_tag[1])
                cells = self._cells(body)
                if cells is None:
                    return None
                if cells:
                    rows.append((after, cells))
        except SheetRefused:
            return None
        return rows, after

    def _cells(self, body: str) -> dict[int, Cell] | None:
        cells_match = self._pattern.fullmatch(body) if self._pattern else None
        if cells_match is None:
            return self._unlike_the_last(body)
        return _filled(self._pattern_columns, self._pattern_readings, _resolved(body, cells_match.groups()))

    def _unlike_the_last(self, body: str) -> dict[int, Cell] | None:
        parts = _CELL.split(body)
        if any(parts[:: _GROUPS + 1]):
            return None
        letters, forms, formulas, inline, stored = (parts[at :: _GROUPS + 1] for at in range(1, _GROUPS + 1))
        if not any(stored) and not any(formulas):
            return {}
        columns = tuple(map(self._columns.__getitem__, letters))
        if len(set(columns)) < len(columns):
            return None
        readings = tuple(map(self._readings.__getitem__, forms))
        cells = _filled(columns, readings, _resolved(body, stored))
        if any(formulas):
            for column, formula in zip(columns, formulas, strict=True):
                if formula:
                    cells[column] = SPREAD_FORMULA if _SPREADS.match(formula) else FORMULA
        elif self._learnt < _SHAPES_LEARNT:
            self._learn(
                {
                    columns[at]: _cell_pattern(letters[at], forms[at], is_inline=inline[at] is not None)
                    for at, written in enumerate(stored)
                    if written
                },
                dict(zip(columns, readings, strict=True)),
            )
        return None if cells and max(cells) >= limits.COLUMNS else cells

    def _learn(self, shape: _Shape, readings: Mapping[int, Reading]) -> None:
        """Take up a row's further columns; a column's other kind only when it comes twice running."""
        if max(shape) < limits.COLUMNS:
            known = self._shape | {
                at: cell for at, cell in shape.items() if at not in self._shape or self._last.get(at) == cell
            }
            if known != self._shape:
                self._learnt += 1
                self._reading_at |= {at: readings[at] for at in shape if known[at] == shape[at]}
                self._shape = known
                self._pattern_columns = tuple(sorted(known))
                self._pattern_readings = tuple(self._reading_at[at] for at in self._pattern_columns)
                self._pattern = re.compile("".join(known[at] for at in self._pattern_columns))
            self._last |= shape

    def _reading(self, form: str) -> Reading:
        """How cells marked ` s="3" t="s"` are read."""
        marks = dict(_MARK.findall(form))
        return self._values.of(marks.get("t", "n"), marks.get("s", "0"))


def column_of(letters: str) -> int:
    """
    "A" is 0, "AB" is 27.

    :raises SheetRefused: no column is called that
    """
    if not (1 <= len(letters) <= 3 and all("A" <= letter <= "Z" for letter in letters)):
        raise broken()
    column = -1
    for letter in letters:
        column = (column + 1) * 26 + ord(letter) - ord("A")
    return column


def _cell_pattern(letters: str, form: str, *, is_inline: bool) -> str:
    """A cell of a shape: as it was, or blank, or left out."""
    stored = (
        rf'<is><t(?: xml:space="preserve")?+>({PLAIN_TEXT})</t></is>'
        if is_inline
        else rf"<v>({PLAIN_TEXT})</v>"
    )
    return rf'(?:<c r="{letters}[0-9]{{1,7}}+"(?:{form}>{stored}</c>|{_BLANK}))?+'


def _resolved(body: str, stored: Sequence[str | None]) -> Sequence[str | None]:
    return (
        [resolved(written) if written and "&" in written else written for written in stored]
        if "&" in body
        else stored
    )


def _filled(
    columns: Sequence[int], readings: Sequence[Reading], stored: Sequence[str | None]
) -> dict[int, Cell]:
    """The cells that are not blank."""
    cells = dict(zip(columns, map(getitem, readings, stored), strict=True))
    # Most rows are full: looking first is cheaper than copying each.
    if None in cells.values():
        return {column: cell for column, cell in cells.items() if cell is not None}
    return cells  # type: ignore[return-value]
