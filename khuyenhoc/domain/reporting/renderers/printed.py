"""
The content as a printed page needs it: numbers numbered by source, tables narrow enough for the paper,
capitals set, the end marked.

Word and PDF print this one form, so they cannot differ in anything but their type. It is made of plain
values: the Word template names its fields, Typst reads it as JSON.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from khuyenhoc.domain.reporting.renderers import rates
from khuyenhoc.domain.reporting.rules.content import (
    Cell,
    Chart,
    Number,
    PackContent,
    Paragraph,
    Row,
    Section,
    Source,
    Table,
)
from khuyenhoc.foundation.papers.lettering import clean, head_lines, title_lines
from khuyenhoc.foundation.values.periods import Period, PeriodKind, UnknownPeriod

_NO_BREAK = "\N{NO-BREAK SPACE}"
NOT_REPORTED = "chưa báo cáo"
KINDS = {"typed": "như báo cáo", "computed": "cộng từ đơn vị dưới", "register": "đếm từ sổ"}
MEASURES = {"count": "số lượng", "people": "người", "turns": "lượt người", "grants": "suất", "vnd": "đồng"}
QUALIFIERS = {"over": "trên", "nearly": "gần", "about": "khoảng"}

_COLUMNS_ON_A_PAGE = 6
"""Value columns that 160 mm of text hold at 11 to 12 pt; a wider table goes on below with the same rows."""
ROWS_KEPT_TOGETHER = 16
"""A table of at most so many rows, its heading counted, is not broken over two pages."""
_ROMAN = {1: "I", 2: "II"}


class UnknownSource(ValueError):
    """
    A number or a cell points at a source that the content does not have: such a pack must not be printed
    (every number answers).
    """


def day(on: date) -> str:
    return f"{on:%d/%m/%Y}"


def period_in_words(period: str) -> str:
    """`2022-H1` as people say it. All are cumulative from 1 January (RULE-22)."""
    try:
        parsed = Period.parse(period)
    except UnknownPeriod:
        return clean(period)
    match parsed.kind:
        case PeriodKind.YEAR:
            return f"năm {parsed.year}"
        case PeriodKind.HALF:
            return f"6 tháng đầu năm {parsed.year}"
        case PeriodKind.MONTHS:
            return f"{parsed.number} tháng đầu năm {parsed.year}"
        case PeriodKind.QUARTER:
            return f"đến hết quý {parsed.number} năm {parsed.year}"


def title(content: PackContent) -> str:
    return clean(f"{content.letterhead.type_name.capitalize()} {content.letterhead.abstract}")


def foot(fingerprint: str, issue: int) -> str:
    return f"Mã kiểm tra (SHA-256): {fingerprint} · Lần phát hành {issue}"


@dataclass(slots=True)
class References:
    """Numbers the sources in the order the text uses them; uses of one source share one number."""

    content: PackContent
    numbers: dict[str, int]

    @classmethod
    def of(cls, content: PackContent) -> References:
        """All references of the printed text: its sentences, then the table cells that need one."""
        references = cls(content, {})
        blocks = [block for section in content.sections for block in section.blocks]
        for block in blocks:
            if isinstance(block, Paragraph):
                for run in block.runs:
                    if isinstance(run, Number):
                        references.of_number(run)
            elif isinstance(block, Table):
                references._of_table(block)
        for table in loose_tables(content):
            references._of_table(table)
        return references

    def of_number(self, number: Number) -> str:
        return self._mark(number.source) if number.source else ""

    def of_cell(self, cell: Cell) -> str:
        """
        A cell bears a mark only where its figure is flagged: the annex then says why. The sources of all
        other cells are in the workbook; a mark on each would make the table unreadable.
        """
        if not cell.source:
            return ""
        flags = set(self.source(cell.source).flags) - {"not_reported"}
        return self._mark(cell.source) if flags and cell.value is not None else ""

    def source(self, key: str) -> Source:
        try:
            return self.content.sources[key]
        except KeyError:
            raise UnknownSource(
                f"Con số chỉ đến nguồn {key!r}, nhưng bộ báo cáo không có nguồn này."
            ) from None

    def _mark(self, key: str) -> str:
        self.source(key)
        return f"[{self.numbers.setdefault(key, len(self.numbers) + 1)}]"

    def _of_table(self, table: Table) -> None:
        for row in table.rows:
            for cell in row.cells:
                self.of_cell(cell)


def loose_tables(content: PackContent) -> list[Table]:
    """The tables that no section prints: they go into an annex of their own."""
    placed = {
        block.key for section in content.sections for block in section.blocks if isinstance(block, Table)
    }
    return [table for table in content.tables if table.key not in placed]


def charts_of(content: PackContent) -> dict[str, Chart]:
    """Every chart by its key: of the sections in their order, then the others."""
    placed = [block for section in content.sections for block in section.blocks if isinstance(block, Chart)]
    return {chart.key: chart for chart in (*placed, *content.charts)}


def loose_charts(content: PackContent) -> list[Chart]:
    placed = {
        block.key for section in content.sections for block in section.blocks if isinstance(block, Chart)
    }
    return [chart for chart in content.charts if chart.key not in placed]


def printed(content: PackContent, fingerprint: str, issue: int) -> dict[str, Any]:
    """
    What the Word template and the Typst page are filled with.

    :raises UnknownSource: a number's source is not in the content
    """
    page = _Page(References.of(content))
    body = [block for section in content.sections for block in page.section(section)]
    _end(body)
    annex_blocks = [
        *page.tables(loose_tables(content)),
        *(page.chart(chart) for chart in loose_charts(content)),
    ]
    sources = [_source_row(number, content.sources[key]) for key, number in page.references.numbers.items()]
    names = ["tables", "sources"] if annex_blocks else ["sources"]
    headings = {
        name: f"Phụ lục {_ROMAN[place]}" if len(names) > 1 else "Phụ lục"
        for place, name in enumerate(names, start=1)
    }
    return {
        "title": title(content),
        "author": clean(content.letterhead.issuer),
        "letterhead": _letterhead(content),
        "body": body,
        "annexes": {
            "tables": {
                "name": headings.get("tables", ""),
                "title": "BẢNG SO SÁNH, BIỂU ĐỒ",
                "blocks": annex_blocks,
            },
            "sources": {
                "name": headings.get("sources", ""),
                "title": "NGUỒN CỦA CÁC CON SỐ",
                "rows": sources,
            },
        },
        "tree_on": day(content.tree_on),
        "foot": foot(clean(fingerprint), issue),
    }


def _letterhead(content: PackContent) -> dict[str, Any]:
    head = content.letterhead
    return {
        "superior": head_lines(head.superior),
        "issuer": head_lines(head.issuer),
        "number": _with_blank(head.number),
        "place_and_date": clean(head.place_and_date),
        "type_name": clean(head.type_name).upper(),
        "abstract": title_lines(head.abstract),
        "authority": [clean(line).upper() for line in head.authority],
        "signer": clean(head.signer),
        "recipients": [clean(line) for line in head.recipients],
    }


def _with_blank(number: str) -> str:
    """
    `Số:      /BC-HKH`: the blank is left for the number given after signature, so its spaces must stay
    (Article 15).
    """
    before, colon, after = number.partition(":")
    blank = _NO_BREAK * (len(after) - len(after.lstrip()))
    return f"{clean(before)}{colon}{blank}{clean(after)}"


@dataclass(slots=True)
class _Page:
    references: References
    tables_printed: int = 0
    charts_printed: int = 0

    def section(self, section: Section) -> Iterable[dict[str, Any]]:
        heading = clean(f"{section.numeral}. {section.title}") if section.numeral else clean(section.title)
        yield {
            "kind": "heading",
            "level": section.level,
            "text": heading.upper() if section.level == 1 else heading,
        }
        for block in section.blocks:
            match block:
                case Paragraph():
                    yield {"kind": "paragraph", "last": False, "runs": [self._run(run) for run in block.runs]}
                case Table():
                    yield from self.tables([block])
                case Chart():
                    yield self.chart(block)

    def tables(self, tables: Iterable[Table]) -> list[dict[str, Any]]:
        return [panel for table in tables for panel in self._panels(table)]

    def chart(self, chart: Chart) -> dict[str, Any]:
        self.charts_printed += 1
        caption = f"Biểu đồ {self.charts_printed}. {clean(chart.title)} ({self._tree})"
        return {"kind": "chart", "key": chart.key, "caption": caption}

    @property
    def _tree(self) -> str:
        """
        A table or chart may be taken out of the report, so each says by itself in the tree of which day it
        stands.
        """
        return f"theo tổ chức ngày {day(self.references.content.tree_on)}"

    def _run(self, run: str | Number) -> dict[str, str]:
        """Spaces at the ends of a run are kept: they stand between words and numbers."""
        text = run if isinstance(run, str) else run.text
        kept = f"{' ' * text.startswith(' ')}{clean(text)}{' ' * (text.endswith(' ') and bool(text.strip()))}"
        return {"text": kept, "mark": self.references.of_number(run) if isinstance(run, Number) else ""}

    def _panels(self, table: Table) -> Iterable[dict[str, Any]]:
        self.tables_printed += 1
        caption = f"Bảng {self.tables_printed}. {clean(table.title)}"
        spans = _spans(table, self.references.content.sources)
        for panel, span in enumerate(spans, start=1):
            yield {
                "kind": "table",
                "caption": f"{caption} ({self._tree})"
                if len(spans) == 1
                else f"{caption} ({self._tree}; phần {panel}/{len(spans)})",
                "row_heading": clean(table.row_heading),
                "columns": [clean(column) for column in table.columns[span]],
                "rows": [self._row(row, span) for row in table.rows],
                "is_whole": len(table.rows) < ROWS_KEPT_TOGETHER,
                "notes": [clean(note) for note in table.notes] if panel == len(spans) else [],
            }

    def _row(self, row: Row, span: slice) -> dict[str, Any]:
        return {
            "label": clean(row.label),
            "is_total": row.is_total,
            "cells": [self._cell(cell) for cell in row.cells[span]],
        }

    def _cell(self, cell: Cell) -> dict[str, Any]:
        text = clean(cell.text) or NOT_REPORTED
        return {"text": text, "mark": self.references.of_cell(cell), "missing": text == NOT_REPORTED}


def _spans(table: Table, sources: Mapping[str, Source]) -> list[slice]:
    """
    The columns of each part of a table too wide for the page; a rate stays with the value and the base it is
    computed from.
    """
    joined = {
        each
        for column, share in rates.columns(table, sources).items()
        for each in _after_the_first(column, share.value, share.base)
    }
    starts = [column for column in range(len(table.columns)) if column not in joined]
    ends = [*starts[1:], len(table.columns)]
    spans: list[slice] = []
    for start, end in zip(starts, ends, strict=True):
        if spans and end - spans[-1].start <= _COLUMNS_ON_A_PAGE:
            spans[-1] = slice(spans[-1].start, end)
        else:
            spans.append(slice(start, end))
    return spans or [slice(0, 0)]


def _after_the_first(*columns: int) -> range:
    return range(min(columns) + 1, max(columns) + 1)


def _end(body: list[dict[str, Any]]) -> None:
    """
    The end of the text is marked `./.`, and its last paragraph stays with the signature (Decree 30/2020,
    Appendix I).
    """
    if not body or body[-1]["kind"] != "paragraph":
        body.append({"kind": "paragraph", "last": True, "runs": [{"text": "./.", "mark": ""}]})
        return
    runs = body[-1]["runs"]
    body[-1]["last"] = True
    if runs and not runs[-1]["mark"]:
        runs[-1]["text"] = runs[-1]["text"].rstrip(" .") + "./."
    else:
        runs.append({"text": "./.", "mark": ""})


def _source_row(number: int, source: Source) -> dict[str, Any]:
    counted = (
        f"{source.reported}/{source.expected} đơn vị đã báo cáo"
        if source.reported is not None and source.expected
        else ""
    )
    figure = [clean(source.text) or NOT_REPORTED]
    if source.rate:
        figure.append(
            f"{'bình quân' if source.measure == 'vnd' else 'tỷ lệ'} "
            f"{rates.in_words(source.rate, source.measure)}"
        )
    if source.stated_rate and source.stated_rate != source.rate:
        figure.append(f"báo cáo ghi {rates.in_words(source.stated_rate, source.measure)}")
    return {
        "mark": f"[{number}]",
        "figure": figure,
        "subject": [clean(source.unit_name), clean(source.label), period_in_words(source.period)],
        "kind": [
            line
            for line in (
                KINDS.get(source.kind, clean(source.kind)),
                counted,
                f"theo tổ chức ngày {day(source.tree_on)}",
            )
            if line
        ],
        "source": [
            clean(line) for line in (source.stated_in, source.note, *source.explanations) if line.strip()
        ],
    }
