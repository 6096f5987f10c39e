"""The sheet of a pack's charts: the numbers of each, and beside them the chart as a native one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from khuyenhoc.domain.reporting.renderers.xlsx_book import GREY, INDIGO, MIST, RULE, Book, boxed
from khuyenhoc.domain.reporting.rules.content import Cell, Chart
from khuyenhoc.foundation.papers.lettering import clean


def write_charts(book: Book, charts: Sequence[Chart]) -> None:
    if not charts:
        return
    sheet = book.sheet("Biểu đồ")
    sheet.set_column(
        0, 0, min(70, max([34, *(len(clean(bar.label)) for chart in charts for bar in chart.bars)]))
    )
    sheet.set_column(1, 1, 16)
    row = 0
    for chart in charts:
        row = _write_chart(book, sheet, chart, row)


def _write_chart(book: Book, sheet: Any, chart: Chart, row: int) -> int:
    """The chart's numbers from this row on, the picture beside them. Returns the first row after both."""
    sheet.write_string(row, 0, clean(chart.title), book.format(bold=True, font_size=12, font_color=INDIGO))
    heading = book.format(bold=True, border=1, border_color=RULE, bg_color=MIST, align="center")
    sheet.write_string(row + 1, 0, "Tên", heading)
    sheet.write_string(row + 1, 1, clean(chart.measure), heading)
    first, last = row + 2, row + 1 + max(1, len(chart.bars))
    for index, bar in enumerate(chart.bars):
        sheet.write_string(first + index, 0, clean(bar.label), book.format(**boxed(False)))
        book.cell(sheet, (first + index, 1), Cell(bar.text, bar.value), False)
    name = sheet.get_name()
    picture = book.workbook.add_chart({"type": "bar"})
    picture.add_series(
        {
            "name": clean(chart.measure) or clean(chart.title),
            "categories": [name, first, 0, last, 0],
            "values": [name, first, 1, last, 1],
            "fill": {"color": INDIGO},
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
        sheet.write_string(last + 1, 0, clean(chart.note), book.format(italic=True, font_color=GREY))
    return max(last + 4, row + rows + 2)
