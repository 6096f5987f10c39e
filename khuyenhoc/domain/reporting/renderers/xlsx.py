"""
The workbook: one sheet a table with live totals and rates, the charts as native ones, and every source as a
row.

A workbook is for whoever wants to reckon again. So a total is a SUM with its result already in the cell, a
figure not reported is words (a SUM passes over them, RULE-24), and a qualifier is part of the number's
format: "trên 60.000" still adds as 60000 (RULE-20).
"""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

import xlsxwriter
from xlsxwriter.utility import xl_range, xl_rowcol_to_cell

from khuyenhoc.domain.reporting.renderers import rates
from khuyenhoc.domain.reporting.renderers.printed import (
    KINDS,
    MEASURES,
    NOT_REPORTED,
    QUALIFIERS,
    References,
    charts_of,
    day,
    foot,
    period_in_words,
    title,
)
from khuyenhoc.domain.reporting.rules.content import Cell, Chart, PackContent, Source, Table
from khuyenhoc.foundation.papers.lettering import clean

_INDIGO, _MIST, _RULE, _GREY = "#22406b", "#f0ede4", "#b9b4a6", "#5c646e"
_NUMBER = "#,##0"
_NOT_IN_A_SHEET_NAME = re.compile(r"[\[\]:*?/\\]")
_LINE = 17
"""Points of one line at 11 pt: stacked Vietnamese marks need the air."""
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
    with xlsxwriter.Workbook(made, options) as book:
        book.set_properties(
            {
                "title": title(content)[:255],
                "author": clean(content.letterhead.issuer)[:255],
                "comments": foot(fingerprint, issue),
                "created": datetime.combine(content.tree_on, time()),
            }
        )
        writer = _Writer(book, content, foot(fingerprint, issue), References.of(content))
        writer.information(fingerprint, issue)
        for table in {table.key: table for table in (*_placed_tables(content), *content.tables)}.values():
            writer.table(table)
        writer.charts(list(charts_of(content).values()))
        writer.sources()
    return made.getvalue()


def _placed_tables(content: PackContent) -> list[Table]:
    return [block for section in content.sections for block in section.blocks if isinstance(block, Table)]


@dataclass(slots=True)
class _Writer:
    book: Any
    content: PackContent
    foot: str
    references: References

    def information(self, fingerprint: str, issue: int) -> None:
        sheet = self._sheet("Thông tin", landscape=False)
        content, head = self.content, self.content.letterhead
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
        sheet.write_string(
            0, 0, "THÔNG TIN VỀ TỆP NÀY", self._format(bold=True, font_size=14, font_color=_INDIGO)
        )
        for row, (name, words) in enumerate(lines, start=2):
            sheet.set_row(row, _height(words, 74))
            sheet.write_string(row, 0, name, self._format(bold=True, valign="top"))
            sheet.write_string(row, 1, words, self._format(text_wrap=True, valign="top"))

    def table(self, table: Table) -> None:
        sheet = self._sheet(table.title)
        last = len(table.columns)
        labels = [clean(row.label) for row in table.rows]
        sheet.set_column(0, 0, min(48, max([18, *(len(label) * 1.1 for label in labels)])))
        sheet.set_column(1, max(1, last), 16)
        sheet.write_string(
            0, 0, clean(table.title), self._format(bold=True, font_size=14, font_color=_INDIGO)
        )
        sheet.write_string(
            1,
            0,
            f"{clean(self.content.cluster_name)} · theo tổ chức ngày {day(self.content.tree_on)}",
            self._format(font_color=_GREY),
        )
        heading = self._format(
            bold=True,
            text_wrap=True,
            align="center",
            valign="vcenter",
            border=1,
            border_color=_RULE,
            bg_color=_MIST,
        )
        for column, name in enumerate((table.row_heading, *table.columns)):
            sheet.write_string(_FIRST_ROW - 1, column, clean(name), heading)
        longest = max((len(name) for name in table.columns), default=0)
        sheet.set_row(_FIRST_ROW - 1, max(2 * _LINE, _height("x" * longest, 14)))
        sheet.freeze_panes(_FIRST_ROW, 1)
        sheet.repeat_rows(_FIRST_ROW - 1)
        sheet.repeat_columns(0)
        sheet.fit_to_pages(-(-max(1, last) // _COLUMNS_ON_PAPER), 0)

        shares = rates.columns(table, self.content.sources)
        start = 0
        for index, row in enumerate(table.rows):
            sheet.write_string(
                _FIRST_ROW + index, 0, labels[index], self._format(bold=True, **_boxed(row.is_total))
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
                        *place, f'=IFERROR({value}/{base},"")', self._quotient(quotient, row.is_total), live
                    )
                elif row.is_total and _adds_up(
                    cell, [each.cells[column] for each in table.rows[start:index] if column < len(each.cells)]
                ):
                    span = xl_range(_FIRST_ROW + start, column + 1, _FIRST_ROW + index - 1, column + 1)
                    sheet.write_formula(*place, f"=SUM({span})", self._number(cell, True), cell.value)
                else:
                    self._cell(sheet, place, cell, row.is_total)
            if row.is_total:
                start = index + 1
        for index, note in enumerate(table.notes):
            sheet.write_string(
                _FIRST_ROW + len(table.rows) + 1 + index,
                0,
                clean(note),
                self._format(italic=True, font_color=_GREY),
            )

    def charts(self, charts: list[Chart]) -> None:
        if not charts:
            return
        sheet = self._sheet("Biểu đồ")
        sheet.set_column(
            0, 0, min(70, max([34, *(len(clean(bar.label)) for chart in charts for bar in chart.bars)]))
        )
        sheet.set_column(1, 1, 16)
        row = 0
        for chart in charts:
            row = self._chart(sheet, chart, row)

    def _chart(self, sheet: Any, chart: Chart, row: int) -> int:
        """The chart's numbers from this row on, the picture beside them. Returns the first row after both."""
        sheet.write_string(
            row, 0, clean(chart.title), self._format(bold=True, font_size=12, font_color=_INDIGO)
        )
        heading = self._format(bold=True, border=1, border_color=_RULE, bg_color=_MIST, align="center")
        sheet.write_string(row + 1, 0, "Tên", heading)
        sheet.write_string(row + 1, 1, clean(chart.measure), heading)
        first, last = row + 2, row + 1 + max(1, len(chart.bars))
        for index, bar in enumerate(chart.bars):
            sheet.write_string(first + index, 0, clean(bar.label), self._format(**_boxed(False)))
            self._cell(sheet, (first + index, 1), Cell(bar.text, bar.value), False)
        name = sheet.get_name()
        picture = self.book.add_chart({"type": "bar"})
        picture.add_series(
            {
                "name": clean(chart.measure) or clean(chart.title),
                "categories": [name, first, 0, last, 0],
                "values": [name, first, 1, last, 1],
                "fill": {"color": _INDIGO},
                "gap": 60,
                "data_labels": {"value": True, "custom": [{"value": clean(bar.text)} for bar in chart.bars]},
            }
        )
        picture.set_title({"name": clean(chart.title), "name_font": {"size": 12}, "overlay": False})
        picture.set_legend({"none": True})
        picture.set_x_axis({"min": 0, "major_gridlines": {"visible": False}, "visible": False})
        picture.set_y_axis({"reverse": True, "interval_unit": 1, "major_gridlines": {"visible": False}})
        rows = max(12, 4 + 2 * len(chart.bars))
        picture.set_size({"width": 640, "height": rows * 22})
        sheet.insert_chart(row, 3, picture, {"description": clean(chart.title)})
        if chart.note:
            sheet.write_string(last + 1, 0, clean(chart.note), self._format(italic=True, font_color=_GREY))
        return max(last + 4, row + rows + 2)

    def sources(self) -> None:
        sheet = self._sheet("Nguồn số liệu")
        heading = self._format(
            bold=True,
            text_wrap=True,
            align="center",
            valign="vcenter",
            border=1,
            border_color=_RULE,
            bg_color=_MIST,
        )
        columns = _SOURCE_COLUMNS
        for column, (name, width) in enumerate(columns):
            sheet.set_column(column, column, width)
            sheet.write_string(0, column, name, heading)
        sheet.set_row(0, 48)
        sheet.freeze_panes(1, 3)
        sheet.repeat_rows(0)
        sheet.repeat_columns(0, 2)
        sheet.fit_to_pages(2, 0)
        numbers = self.references.numbers
        ordered = sorted(
            self.content.sources.values(),
            key=lambda each: (numbers.get(each.key, len(numbers) + 1), each.key),
        )
        for row, source in enumerate(ordered, start=1):
            cells = _source_cells(source, numbers.get(source.key))
            sheet.set_row(
                row, max(_height(str(value), width) for value, (_, width) in zip(cells, columns, strict=True))
            )
            for column, value in enumerate(cells):
                if isinstance(value, int):
                    sheet.write_number(
                        row, column, value, self._format(num_format=_NUMBER, valign="top", **_boxed(False))
                    )
                else:
                    sheet.write_string(
                        row, column, value, self._format(text_wrap=True, valign="top", **_boxed(False))
                    )
        sheet.print_area(0, 0, max(1, len(ordered)), _PRINTED_COLUMNS - 1)
        sheet.autofilter(0, 0, max(1, len(ordered)), len(columns) - 1)

    def _cell(self, sheet: Any, place: tuple[int, int], cell: Cell, bold: bool) -> None:
        quotient = rates.printed(cell)
        if quotient is not None:
            sheet.write_number(*place, quotient.value, self._quotient(quotient, bold))
        elif cell.value is None:
            missing = self._format(italic=True, align="right", font_color=_GREY, bold=bold, **_boxed(bold))
            sheet.write_string(*place, clean(cell.text) or NOT_REPORTED, missing)
        else:
            sheet.write_number(*place, cell.value, self._number(cell, bold))

    def _quotient(self, quotient: rates.Printed, bold: bool) -> Any:
        """As many decimals as were printed."""
        decimals = f".{'0' * quotient.decimals}" if quotient.decimals else ""
        return self._format(
            num_format=f"0{decimals}%" if quotient.is_percent else f"{_NUMBER}{decimals}",
            bold=bold,
            **_boxed(bold),
        )

    def _number(self, cell: Cell, bold: bool) -> Any:
        return self._format(num_format=_number_format(cell, self._source(cell)), bold=bold, **_boxed(bold))

    def _source(self, cell: Cell) -> Source | None:
        return self.references.source(cell.source) if cell.source else None

    def _format(self, **looks: Any) -> Any:
        return self.book.add_format({"font_name": "Times New Roman", "font_size": 11} | looks)

    def _sheet(self, name: str, *, landscape: bool = True) -> Any:
        sheet = self.book.add_worksheet(self._free_name(name))
        sheet.set_paper(9)
        if landscape:
            sheet.set_landscape()
        sheet.set_default_row(_LINE)
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(left=0.6, right=0.6, top=0.8, bottom=0.8)
        sheet.set_header(
            f"&L&9{_in_header(self.content.letterhead.issuer, 90)}"
            f"&R&9{_in_header(self.content.cluster_name, 90)}"
        )
        sheet.set_footer(f"&C&8{_in_header(self.foot, 200)} · trang &P/&N")
        return sheet

    def _free_name(self, name: str) -> str:
        """
        A sheet's name as Excel allows it: 31 characters at most, none of `[]:*?/\\`, no apostrophe at its
        ends, used once.
        """
        plain = _NOT_IN_A_SHEET_NAME.sub(" ", clean(name)).strip("' ") or "Bảng"
        taken = {sheet.get_name().lower() for sheet in self.book.worksheets()} | {"history"}
        found, count = _shortened(plain, 31), 1
        while found.lower() in taken:
            count += 1
            found = f"{_shortened(plain, 27)} {count}"
        return found


def _adds_up(total: Cell, parts: list[Cell]) -> bool:
    """
    Whether a total is the sum of what stands above it. A total stated for the cluster alone ("trên 60 nghìn",
    no member reported) is not, and stays the number it is: a SUM would turn it into 0.
    """
    values = [part.value for part in parts if part.value is not None]
    return bool(values) and total.value == sum(values)


def _shortened(name: str, longest: int) -> str:
    return name if len(name) <= longest else name[:longest].rsplit(" ", 1)[0].strip("' ") or name[:longest]


def _boxed(strong: bool) -> dict[str, Any]:
    return {"border": 1, "border_color": _RULE} | ({"bg_color": _MIST} if strong else {})


def _in_header(text: str, longest: int) -> str:
    """`&` begins a command in a header, and all of it may have 255 characters."""
    return clean(text)[:longest].replace("&", "&&")


def _number_format(cell: Cell, source: Source | None) -> str:
    """`"trên "#,##0` or `#,##0"/58"`: the number with the words it was reported with."""
    word = QUALIFIERS.get(source.qualifier, "") if source else ""
    text = clean(cell.text)
    word = word or next((each for each in QUALIFIERS.values() if text.lower().startswith(f"{each} ")), "")
    share = re.fullmatch(r"[\d.]+(/[\d.]+)", text)
    return (f'"{word} "' if word else "") + _NUMBER + (f'"{share[1]}"' if share else "")


def _height(text: str, width: float) -> float:
    """
    The height in points of wrapped text in a column so many characters wide: programs do not all find it
    themselves.
    """
    return _LINE * max(1, -(-len(text) // max(1, int(width * 0.95))))


_PRINTED_COLUMNS = 18
"""The codes after them are for look-ups on the screen, not for paper."""
_SOURCE_COLUMNS = (
    ("Số trong văn bản", 10),
    ("Đơn vị", 24),
    ("Chỉ tiêu", 38),
    ("Kỳ", 14),
    ("Đơn vị tính", 11),
    ("Như báo cáo ghi", 15),
    ("Giá trị", 13),
    ("Từ kèm theo", 9),
    ("Tổng để so", 12),
    ("Tỷ lệ tính được", 11),
    ("Tỷ lệ báo cáo ghi", 11),
    ("Cách có số", 20),
    ("Số đơn vị đã báo cáo", 10),
    ("Số đơn vị phải báo cáo", 10),
    ("Theo tổ chức ngày", 12),
    ("Nguồn nêu trong báo cáo", 36),
    ("Ghi chú", 36),
    ("Điều cần xem", 44),
    ("Mã điều cần xem", 18),
    ("Mã đơn vị", 16),
    ("Mã chỉ tiêu", 24),
    ("Mã kỳ", 10),
    ("Mã nguồn", 34),
)


def _source_cells(source: Source, number: int | None) -> tuple[str | int, ...]:
    def count(value: int | None) -> str | int:
        return "" if value is None else value

    return (
        f"[{number}]" if number else "",
        clean(source.unit_name),
        clean(source.label),
        period_in_words(source.period),
        MEASURES.get(source.measure, clean(source.measure)),
        clean(source.text),
        NOT_REPORTED if source.value is None else source.value,
        QUALIFIERS.get(source.qualifier, ""),
        count(source.base),
        rates.in_words(source.rate, source.measure),
        rates.in_words(source.stated_rate, source.measure),
        KINDS.get(source.kind, clean(source.kind)),
        count(source.reported),
        count(source.expected),
        day(source.tree_on),
        clean(source.stated_in),
        clean(source.note),
        clean(" ".join(source.explanations)),
        ", ".join(source.flags),
        source.unit,
        source.indicator,
        source.period,
        source.key,
    )
