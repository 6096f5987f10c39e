"""The tables of a report as its page shows them."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from khuyenhoc.domain.reporting.rules import content
from khuyenhoc.interfaces.cells import Cell, quiet
from khuyenhoc.interfaces.tables import Column, Definition, Table


def content_table(table: content.Table, *, members: int | None = None, **shows: Any) -> Table[content.Row]:
    """
    :param members: how many rows, the first, are about members; those after them stay below in any order.
        None: the report's own totals do
    :param shows: fields of `tables.Table`
    """
    last = {id(row) for number, row in enumerate(table.rows) if members is not None and number >= members}
    columns: list[Column[content.Row]] = [Column("row", table.row_heading, lambda row: row.label)]
    columns += [
        Column(f"column_{at}", heading, _cell(at), kind="number", value=_number(at))
        for at, heading in enumerate(table.columns)
    ]
    definition: Definition[content.Row] = Definition(
        table.key, columns, is_total=lambda row: row.is_total if members is None else id(row) in last
    )
    return definition.of(table.rows, **shows)


def _cell(at: int) -> Callable[[content.Row], Cell]:
    def cell(row: content.Row) -> Cell:
        words = row.cells[at]
        is_missing = words.value is None and words.text != "–" and bare_number(words) is None
        return quiet(words.text) if is_missing and words.text else words.text

    return cell


def _number(at: int) -> Callable[[content.Row], Decimal | None]:
    return lambda row: bare_number(row.cells[at])


def bare_number(cell: content.Cell) -> Decimal | None:
    """The number to sort by; a rate stands in its text only, the Vietnamese way: "30,03 %" is 30.03."""
    if cell.value is not None:
        return Decimal(cell.value)
    bare = cell.text.removesuffix("%").strip().replace(".", "").replace(",", ".")
    return Decimal(bare) if bare.replace(".", "", 1).isdecimal() else None
