"""Writing a sheet: a template to fill in or a table to take away. What it writes, `reading.read` reads."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from khuyenhoc.foundation.sheets import limits
from khuyenhoc.foundation.sheets.cells import Value
from khuyenhoc.foundation.sheets.columns import Column, SheetDefinition
from khuyenhoc.foundation.sheets.table import EXAMPLE

Row = Mapping[str, Value | Decimal | None]
"""A row by column names; a name that is missing is a blank cell."""

_NARROWEST, _WIDEST = 10, 48
_ROWS_WITH_DROP_DOWN = 5_000
_LONGEST_INLINE_LIST = 255
_LIKE_A_FORMULA = re.compile(r"'*\s*[=+\-@]|[\t\r]")
"""An apostrophe that stands there already gets another, for reading takes one off."""
_INPUT_TITLE, _INPUT_MESSAGE = 32, 255
"""As long as Excel shows them beside a cell."""
_GUIDE = "Hướng dẫn"
_CHOICES = "Danh mục"


def write_csv(definition: SheetDefinition, rows: Iterable[Row]) -> bytes:
    """
    UTF-8 with its mark, so that Excel reads the letters; a text that a spreadsheet would take for a formula
    is led by an apostrophe.
    """
    written = io.StringIO(newline="")
    writer = csv.writer(written)
    writer.writerow(column.heading_vi for column in definition.columns)
    for row in rows:
        writer.writerow(_csv_cell(row.get(column.name)) for column in definition.columns)
    return written.getvalue().encode("utf-8-sig")


def write_xlsx(
    definition: SheetDefinition,
    rows: Iterable[Row],
    *,
    title: str,
    notes: Iterable[str] = (),
    example: Row | None = None,
) -> bytes:
    """
    The table on its first sheet, with drop-downs where a column has choices and its note beside the cell one
    stands in; on a second one how to fill it in, column by column. `example` stands first, marked as one:
    reading passes over it.
    """
    written = io.BytesIO()
    with xlsxwriter.Workbook(
        written,
        {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        },
    ) as workbook:
        workbook.set_properties({"title": title})
        _write_table(workbook, definition, rows, title, example)
        _write_guide(workbook, definition, title, notes)
        _write_choices(workbook, definition)
    return written.getvalue()


def _csv_cell(value: Value | Decimal | None) -> str:
    match value:
        case None:
            return ""
        case str():
            return f"'{value}" if _LIKE_A_FORMULA.match(value) else value
        case bool():
            return "1" if value else "0"
        case date():
            return value.isoformat()
        case _:
            return f"{value}"


def _write_table(
    workbook: xlsxwriter.Workbook,
    definition: SheetDefinition,
    rows: Iterable[Row],
    title: str,
    example: Row | None,
) -> None:
    sheet = workbook.add_worksheet(_sheet_name(title))
    heading = workbook.add_format(
        {"bold": True, "text_wrap": True, "valign": "top", "bottom": 1, "bg_color": "#F0EDE4"}
    )
    day = workbook.add_format({"num_format": "dd/mm/yyyy"})
    # Typed text stays as typed: without this, Excel turns "2022-H1" and "3/12" into dates and 6.126 into a
    # decimal.
    as_text = workbook.add_format({"num_format": "@"})
    whole = workbook.add_format({"num_format": "0"})
    decimals = {places: workbook.add_format({"num_format": "0." + "0" * places}) for places in range(1, 7)}
    general = workbook.add_format({"align": "right"})
    widths = [len(column.heading_vi) + 2 for column in definition.columns]
    for at, column in enumerate(definition.columns):
        sheet.write_string(0, at, column.heading_vi, heading)
    if example is not None:
        _write_example(workbook, sheet, definition, example)
    for number, row in enumerate(rows, start=1 if example is None else 2):
        for at, column in enumerate(definition.columns):
            match row.get(column.name):
                case None:
                    continue
                case bool() as value:
                    sheet.write_boolean(number, at, value)
                case str() as value:
                    sheet.write_string(number, at, value, as_text)
                    widths[at] = max(widths[at], min(len(value), _WIDEST))
                case date() as value:
                    sheet.write_datetime(number, at, value, day)
                case int() as value:
                    sheet.write_number(number, at, value, whole)
                case value:
                    places = -int(value.as_tuple().exponent) if isinstance(value, Decimal) else 0
                    sheet.write_number(number, at, value, decimals.get(places, general))
    for at, width in enumerate(widths):
        sheet.set_column(at, at, min(max(width, _NARROWEST), _WIDEST), as_text)
    sheet.ignore_errors({"number_stored_as_text": f"A1:{xl_col_to_name(len(widths))}{limits.ROW_NUMBER}"})
    sheet.freeze_panes(1, 0)
    _fit_for_print(sheet)
    sheet.repeat_rows(0)
    _write_help(sheet, definition)


def _write_help(sheet: Worksheet, definition: SheetDefinition) -> None:
    """The drop-downs, and a column's note beside the cell one stands in."""
    for at, column in enumerate(definition.columns):
        rule: dict[str, object] = _drop_down(column.choices, at) if column.choices else {"validate": "any"}
        if column.note:
            rule |= {
                "input_title": column.heading_vi[:_INPUT_TITLE],
                "input_message": _shortened(column.note),
            }
        if column.choices or column.note:
            sheet.data_validation(1, at, _ROWS_WITH_DROP_DOWN, at, rule)


def _write_example(
    workbook: xlsxwriter.Workbook, sheet: Worksheet, definition: SheetDefinition, example: Row
) -> None:
    """Its first cell says that it is one."""
    pale = workbook.add_format({"italic": True, "font_color": "#6B6B6B", "num_format": "@"})
    for at, column in enumerate(definition.columns):
        text = _csv_cell(example.get(column.name)).removeprefix("'")
        sheet.write_string(1, at, text if at else f"{EXAMPLE}{text}", pale)


def _shortened(note: str) -> str:
    return note if len(note) <= _INPUT_MESSAGE else f"{note[: _INPUT_MESSAGE - 1]}…"


def _drop_down(choices: tuple[str, ...], at: int) -> dict[str, object]:
    """The list itself, or the column of the third sheet that holds it. A warning only: people may type."""
    column = xl_col_to_name(at)
    return {
        "validate": "list",
        "source": list(choices)
        if _fits_in_drop_down(choices)
        else f"='{_CHOICES}'!${column}$2:${column}${len(choices) + 1}",
        "error_type": "warning",
        "error_title": "Chưa có trong danh mục",
        "error_message": "Chọn một mục trong danh sách thả xuống của ô.",
    }


def _fits_in_drop_down(choices: tuple[str, ...]) -> bool:
    """Excel keeps a short list in the cell's rule itself, parted by commas."""
    return len(",".join(choices)) <= _LONGEST_INLINE_LIST and not any("," in choice for choice in choices)


def _fit_for_print(sheet: Worksheet) -> None:
    """A4, all columns on one page's width."""
    sheet.set_paper(9)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)


def _write_guide(
    workbook: xlsxwriter.Workbook, definition: SheetDefinition, title: str, notes: Iterable[str]
) -> None:
    sheet = workbook.add_worksheet(_GUIDE)
    bold = workbook.add_format({"bold": True, "valign": "top", "text_wrap": True})
    wrapped = workbook.add_format({"text_wrap": True, "valign": "top"})
    sheet.set_column(0, 0, 30)
    sheet.set_column(1, 2, 60)
    _fit_for_print(sheet)
    sheet.write_string(0, 0, title, bold)
    at = 2
    for note in notes:
        sheet.merge_range(at, 0, at, 2, "", wrapped)
        sheet.write_string(at, 0, note, wrapped)
        sheet.set_row(at, 15 * (1 + len(note) // 140))
        at += 1
    at += 1
    for column in definition.columns:
        sheet.write_string(at, 0, column.heading_vi, bold)
        sheet.write_string(at, 1, _meaning(column), wrapped)
        sheet.write_string(at, 2, _other_headings(column), wrapped)
        at += 1


def _meaning(column: Column) -> str:
    choices = (
        f"Chọn một trong: {', '.join(column.choices)}."
        if column.choices and _fits_in_drop_down(column.choices)
        else ""
    )
    return " ".join(part for part in ("Bắt buộc." if column.required else "", column.note, choices) if part)


def _other_headings(column: Column) -> str:
    headings = ", ".join(
        f"“{heading}”" for heading in (column.name, *column.aliases) if heading != column.heading_vi
    )
    return f"Tiêu đề khác cũng nhận: {headings}." if headings else ""


def _write_choices(workbook: xlsxwriter.Workbook, definition: SheetDefinition) -> None:
    """The lists too long for a drop-down of their own, each in the column it belongs to."""
    long = {
        at: column for at, column in enumerate(definition.columns) if not _fits_in_drop_down(column.choices)
    }
    if not long:
        return
    sheet = workbook.add_worksheet(_CHOICES)
    for at, column in long.items():
        sheet.set_column(at, at, min(max(len(choice) for choice in column.choices) + 2, _WIDEST))
        sheet.write_column(0, at, [f"Danh mục: {column.heading_vi}", *column.choices])


def _sheet_name(title: str) -> str:
    """At most 31 characters, none of those Excel forbids."""
    return "".join(" " if letter in "[]:*?/\\'" else letter for letter in title)[:31].strip() or "Số liệu"
