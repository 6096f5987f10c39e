"""The sheet of a pack's sources: one row each."""

from __future__ import annotations

from khuyenhoc.domain.reporting.renderers import rates
from khuyenhoc.domain.reporting.renderers.printed import (
    KINDS,
    MEASURES,
    NOT_REPORTED,
    QUALIFIERS,
    day,
    period_in_words,
)
from khuyenhoc.domain.reporting.renderers.xlsx_book import NUMBER, Book, boxed, height
from khuyenhoc.domain.reporting.rules.content import Source
from khuyenhoc.foundation.papers.lettering import clean

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


def write_sources(book: Book) -> None:
    sheet = book.sheet("Nguồn số liệu")
    heading = book.heading()
    columns = _SOURCE_COLUMNS
    for column, (name, width) in enumerate(columns):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, name, heading)
    sheet.set_row(0, 48)
    sheet.freeze_panes(1, 3)
    sheet.repeat_rows(0)
    sheet.repeat_columns(0, 2)
    sheet.fit_to_pages(2, 0)
    numbers = book.references.numbers
    ordered = sorted(
        book.content.sources.values(),
        key=lambda each: (numbers.get(each.key, len(numbers) + 1), each.key),
    )
    for row, source in enumerate(ordered, start=1):
        cells = _source_cells(source, numbers.get(source.key))
        sheet.set_row(
            row, max(height(str(value), width) for value, (_, width) in zip(cells, columns, strict=True))
        )
        for column, value in enumerate(cells):
            if isinstance(value, int):
                sheet.write_number(
                    row, column, value, book.format(num_format=NUMBER, valign="top", **boxed(False))
                )
            else:
                sheet.write_string(
                    row, column, value, book.format(text_wrap=True, valign="top", **boxed(False))
                )
    sheet.print_area(0, 0, max(1, len(ordered)), _PRINTED_COLUMNS - 1)
    sheet.autofilter(0, 0, max(1, len(ordered)), len(columns) - 1)


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
