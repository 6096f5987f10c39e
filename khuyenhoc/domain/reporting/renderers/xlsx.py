"""
The workbook: one sheet a table with live totals and rates, the charts as native ones, and every source as a
row.

A workbook is for whoever wants to reckon again. So a total is a SUM with its result already in the cell, a
figure not reported is words (a SUM passes over them, RULE-24), and a qualifier is part of the number's
format: "trên 60.000" still adds as 60000 (RULE-20).
"""

from __future__ import annotations

import io
from datetime import datetime, time

import xlsxwriter
from xlsxwriter.utility import xl_range, xl_rowcol_to_cell

from khuyenhoc.domain.reporting.renderers import rates
from khuyenhoc.domain.reporting.renderers.printed import References, charts_of, day, foot, title
from khuyenhoc.domain.reporting.renderers.xlsx_book import GREY, INDIGO, LINE, Book, boxed, height
from khuyenhoc.domain.reporting.renderers.xlsx_charts import write_charts
from khuyenhoc.domain.reporting.renderers.xlsx_sources import write_sources
from khuyenhoc.domain.reporting.rules.content import Cell, PackContent, Table
from khuyenhoc.foundation.papers.lettering import clean

_COLUMNS_ON_PAPER = 9
_FIRST_ROW = 4
"""Rows 1 to 3 say what the table is; row 4 is its heading."""


def render(content: PackContent, fingerprint: str, issue: int) -> bytes:
    """
    The Excel file of an issued pack: the same bytes for the same content, fingerprint and issue.

    :raises UnknownSource: a cell's source is not in the content
    """
    made = io.BytesIO()
    # Nothing that came from outside is ever a formula, a link or a number by its looks: a name may be "=1+1".
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(made, options) as workbook:
        workbook.set_properties(
            {
                "title": title(content)[:255],
                "author": clean(content.letterhead.issuer)[:255],
                "comments": foot(fingerprint, issue),
                "created": datetime.combine(content.tree_on, time()),
            }
        )
        book = Book(workbook, content, foot(fingerprint, issue), References.of(content))
        _write_information(book, fingerprint, issue)
        for table in {table.key: table for table in (*_placed_tables(content), *content.tables)}.values():
            _write_table(book, table)
        write_charts(book, list(charts_of(content).values()))
        write_sources(book)
    return made.getvalue()


def _placed_tables(content: PackContent) -> list[Table]:
    return [block for section in content.sections for block in section.blocks if isinstance(block, Table)]


def _write_information(book: Book, fingerprint: str, issue: int) -> None:
    sheet = book.sheet("Thông tin", landscape=False)
    content, head = book.content, book.content.letterhead
    lines = (
        ("Báo cáo", title(content)),
        ("Nơi ban hành", clean(head.issuer)),
        ("Cụm thi đua", clean(content.cluster_name)),
        ("Kỳ", f"năm {content.year}"),
        ("Theo tổ chức ngày", day(content.tree_on)),
        ("Mẫu", f"{content.pack}, bản {content.edition}"),
        ("Lần phát hành", str(issue)),
        ("Mã kiểm tra (SHA-256)", fingerprint),
        ("Số liệu chụp (SHA-256)", content.snapshot),
        (
            "Cách đọc",
            (
                "Dòng tổng và cột tỷ lệ là công thức. Ô ghi “chưa báo cáo” không phải là số 0 và không "
                "được cộng."
            ),
        ),
        ("", "Từ “trên”, “gần”, “khoảng” là của báo cáo; ô vẫn giữ con số."),
        ("", "Nguồn của từng con số: trang “Nguồn số liệu”."),
    )
    sheet.set_column(0, 0, 26)
    sheet.set_column(1, 1, 74)
    sheet.write_string(0, 0, "THÔNG TIN VỀ TỆP NÀY", book.format(bold=True, font_size=14, font_color=INDIGO))
    for row, (name, words) in enumerate(lines, start=2):
        sheet.set_row(row, height(words, 74))
        sheet.write_string(row, 0, name, book.format(bold=True, valign="top"))
        sheet.write_string(row, 1, words, book.format(text_wrap=True, valign="top"))


def _write_table(book: Book, table: Table) -> None:
    sheet = book.sheet(table.title)
    last = len(table.columns)
    labels = [clean(row.label) for row in table.rows]
    sheet.set_column(0, 0, min(48, max([18, *(len(label) * 1.1 for label in labels)])))
    sheet.set_column(1, max(1, last), 16)
    sheet.write_string(0, 0, clean(table.title), book.format(bold=True, font_size=14, font_color=INDIGO))
    sheet.write_string(
        1,
        0,
        f"{clean(book.content.cluster_name)} · theo tổ chức ngày {day(book.content.tree_on)}",
        book.format(font_color=GREY),
    )
    heading = book.heading()
    for column, name in enumerate((table.row_heading, *table.columns)):
        sheet.write_string(_FIRST_ROW - 1, column, clean(name), heading)
    longest = max((len(name) for name in table.columns), default=0)
    sheet.set_row(_FIRST_ROW - 1, max(2 * LINE, height("x" * longest, 14)))
    sheet.freeze_panes(_FIRST_ROW, 1)
    sheet.repeat_rows(_FIRST_ROW - 1)
    sheet.repeat_columns(0)
    sheet.fit_to_pages(-(-max(1, last) // _COLUMNS_ON_PAPER), 0)

    shares = rates.columns(table, book.content.sources)
    start = 0
    for index, row in enumerate(table.rows):
        sheet.write_string(
            _FIRST_ROW + index, 0, labels[index], book.format(bold=True, **boxed(row.is_total))
        )
        for column, cell in enumerate(row.cells):
            place = (_FIRST_ROW + index, column + 1)
            quotient = rates.printed(cell)
            live = shares[column].of(row) if quotient is not None and column in shares else None
            if quotient is not None and live is not None:
                value, base = (
                    xl_rowcol_to_cell(place[0], each + 1)
                    for each in (shares[column].value, shares[column].base)
                )
                sheet.write_formula(
                    *place, f'=IFERROR({value}/{base},"")', book.quotient(quotient, row.is_total), live
                )
            elif row.is_total and _adds_up(
                cell, [each.cells[column] for each in table.rows[start:index] if column < len(each.cells)]
            ):
                span = xl_range(_FIRST_ROW + start, column + 1, _FIRST_ROW + index - 1, column + 1)
                sheet.write_formula(*place, f"=SUM({span})", book.number(cell, True), cell.value)
            else:
                book.cell(sheet, place, cell, row.is_total)
        if row.is_total:
            start = index + 1
    for index, note in enumerate(table.notes):
        sheet.write_string(
            _FIRST_ROW + len(table.rows) + 1 + index,
            0,
            clean(note),
            book.format(italic=True, font_color=GREY),
        )


def _adds_up(total: Cell, parts: list[Cell]) -> bool:
    """
    Whether a total is the sum of what stands above it. A total stated for the cluster alone ("trên 60 nghìn",
    no member reported) is not, and stays the number it is: a SUM would turn it into 0.
    """
    values = [part.value for part in parts if part.value is not None]
    return bool(values) and total.value == sum(values)
