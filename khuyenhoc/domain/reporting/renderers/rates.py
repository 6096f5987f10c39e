"""
Rates and averages in a table: which columns each is computed from, so that a workbook holds live formulas;
and how a rate is written.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from khuyenhoc.domain.reporting.rules.content import Cell, Row, Source, Table
from khuyenhoc.foundation.values.numbers import grouped, percent_text

_PRINTED = re.compile(r"(?P<whole>\d{1,3}(?:\.\d{3})+|\d+)(?:,(?P<decimals>\d+))?(?P<percent>\s*%)?")


def in_words(rate: str, measure: str = "") -> str:
    """
    `30.03` or `30,03` as a report prints it: `30,03 %`, or `12.345 đồng/người` for money; other words stay as
    they are.
    """
    bare = rate.strip().removesuffix("%").strip()
    if not re.fullmatch(r"\d+([.,]\d+)?", bare):
        return rate.strip()
    number = Decimal(bare.replace(",", "."))
    if measure == "vnd":
        return f"{grouped(round(number))} đồng/người"
    return percent_text(number, places=9)


@dataclass(frozen=True, slots=True)
class Printed:
    """A quotient as a cell prints it, with its decimals: a percentage, `30,03 %`, or an average, `12.345`."""

    number: Decimal
    is_percent: bool

    @property
    def decimals(self) -> int:
        return -int(self.number.as_tuple().exponent)

    @property
    def value(self) -> float:
        return float(self.number / 100 if self.is_percent else self.number)


@dataclass(frozen=True, slots=True)
class Share:
    """Column `value` over column `base`, both counted without the column of names."""

    value: int
    base: int

    def of(self, row: Row) -> float | None:
        """The quotient of this row; None where a part is not reported or the base is zero."""
        if max(self.value, self.base) >= len(row.cells):
            return None
        value, base = row.cells[self.value].value, row.cells[self.base].value
        return value / base if value is not None and base else None


def printed(cell: Cell) -> Printed | None:
    """The quotient a cell prints; None for a cell with a number of its own and for words."""
    match = _PRINTED.fullmatch(cell.text.strip()) if cell.value is None else None
    if match is None:
        return None
    whole = match["whole"].replace(".", "")
    return Printed(
        Decimal(f"{whole}.{match['decimals']}" if match["decimals"] else whole), match["percent"] is not None
    )


def columns(table: Table, sources: Mapping[str, Source]) -> dict[int, Share]:
    """
    The columns of quotients whose value and base stand in the table too.

    A column is such a share only where everything it prints is, to the decimals printed, the quotient of the
    same two columns, and those hold the value and the base that the cell's own source names. Where several
    pairs would do, the nearest is meant.
    """
    width = min((len(row.cells) for row in table.rows), default=0)
    found: dict[int, Share] = {}
    for column in range(width):
        rows = [row for row in table.rows if printed(row.cells[column]) is not None]
        pairs = [
            Share(value, base)
            for value in range(width)
            for base in range(width)
            if len({value, base, column}) == 3
        ]
        pairs.sort(key=lambda pair: abs(column - pair.value) + abs(column - pair.base))
        share = next(
            (pair for pair in pairs if rows and all(_fits(row, column, pair, sources) for row in rows)), None
        )
        if share is not None:
            found[column] = share
    return found


def _fits(row: Row, column: int, share: Share, sources: Mapping[str, Source]) -> bool:
    wanted = printed(row.cells[column])
    value, base = row.cells[share.value].value, row.cells[share.base].value
    if wanted is None or value is None or not base:
        return False
    source = sources.get(row.cells[column].source)
    if source is not None and (source.value, source.base) != (value, base):
        return False
    exact = Decimal(value) * (100 if wanted.is_percent else 1) / Decimal(base)
    return exact.quantize(wanted.number, rounding=ROUND_HALF_UP) == wanted.number
