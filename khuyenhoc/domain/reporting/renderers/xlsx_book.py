"""The workbook of a pack: sheets ready for paper, looks of cells, figures with the words they came with."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from khuyenhoc.domain.reporting.renderers import rates
from khuyenhoc.domain.reporting.renderers.printed import NOT_REPORTED, QUALIFIERS, References
from khuyenhoc.domain.reporting.rules.content import Cell, PackContent, Source
from khuyenhoc.foundation.papers.lettering import clean

INDIGO, MIST, RULE, GREY = "#22406b", "#f0ede4", "#b9b4a6", "#5c646e"
NUMBER = "#,##0"
_NOT_IN_A_SHEET_NAME = re.compile(r"[\[\]:*?/\\]")
LINE = 17
"""Points of one line at 11 pt: stacked Vietnamese marks need the air."""


@dataclass(frozen=True, slots=True)
class Book:
    """The workbook of one pack as it is written: its sheets, its looks, a figure in its cell."""

    workbook: Any
    content: PackContent
    foot: str
    references: References

    def sheet(self, name: str, *, landscape: bool = True) -> Any:
        sheet = self.workbook.add_worksheet(self._free_name(name))
        sheet.set_paper(9)
        if landscape:
            sheet.set_landscape()
        sheet.set_default_row(LINE)
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(left=0.6, right=0.6, top=0.8, bottom=0.8)
        sheet.set_header(
            f"&L&9{_in_header(self.content.letterhead.issuer, 90)}"
            f"&R&9{_in_header(self.content.cluster_name, 90)}"
        )
        sheet.set_footer(f"&C&8{_in_header(self.foot, 200)} · trang &P/&N")
        return sheet

    def format(self, **looks: Any) -> Any:
        return self.workbook.add_format({"font_name": "Times New Roman", "font_size": 11} | looks)

    def heading(self) -> Any:
        """How the heading of a column looks."""
        return self.format(
            bold=True,
            text_wrap=True,
            align="center",
            valign="vcenter",
            border=1,
            border_color=RULE,
            bg_color=MIST,
        )

    def cell(self, sheet: Any, place: tuple[int, int], cell: Cell, bold: bool) -> None:
        quotient = rates.printed(cell)
        if quotient is not None:
            sheet.write_number(*place, quotient.value, self.quotient(quotient, bold))
        elif cell.value is None:
            missing = self.format(italic=True, align="right", font_color=GREY, bold=bold, **boxed(bold))
            sheet.write_string(*place, clean(cell.text) or NOT_REPORTED, missing)
        else:
            sheet.write_number(*place, cell.value, self.number(cell, bold))

    def quotient(self, quotient: rates.Printed, bold: bool) -> Any:
        """As many decimals as were printed."""
        decimals = f".{'0' * quotient.decimals}" if quotient.decimals else ""
        return self.format(
            num_format=f"0{decimals}%" if quotient.is_percent else f"{NUMBER}{decimals}",
            bold=bold,
            **boxed(bold),
        )

    def number(self, cell: Cell, bold: bool) -> Any:
        return self.format(num_format=_number_format(cell, self._source(cell)), bold=bold, **boxed(bold))

    def _source(self, cell: Cell) -> Source | None:
        return self.references.source(cell.source) if cell.source else None

    def _free_name(self, name: str) -> str:
        """
        A sheet's name as Excel allows it: 31 characters at most, none of `[]:*?/\\`, no apostrophe at its
        ends, used once.
        """
        plain = _NOT_IN_A_SHEET_NAME.sub(" ", clean(name)).strip("' ") or "Bảng"
        taken = {sheet.get_name().lower() for sheet in self.workbook.worksheets()} | {"history"}
        found, count = _shortened(plain, 31), 1
        while found.lower() in taken:
            count += 1
            found = f"{_shortened(plain, 27)} {count}"
        return found


def _shortened(name: str, longest: int) -> str:
    return name if len(name) <= longest else name[:longest].rsplit(" ", 1)[0].strip("' ") or name[:longest]


def boxed(strong: bool) -> dict[str, Any]:
    return {"border": 1, "border_color": RULE} | ({"bg_color": MIST} if strong else {})


def _in_header(text: str, longest: int) -> str:
    """`&` begins a command in a header, and all of it may have 255 characters."""
    return clean(text)[:longest].replace("&", "&&")


def _number_format(cell: Cell, source: Source | None) -> str:
    """`"trên "#,##0` or `#,##0"/58"`: the number with the words it was reported with."""
    word = QUALIFIERS.get(source.qualifier, "") if source else ""
    text = clean(cell.text)
    word = word or next((each for each in QUALIFIERS.values() if text.lower().startswith(f"{each} ")), "")
    share = re.fullmatch(r"[\d.]+(/[\d.]+)", text)
    return (f'"{word} "' if word else "") + NUMBER + (f'"{share[1]}"' if share else "")


def height(text: str, width: float) -> float:
    """
    The height in points of wrapped text in a column so many characters wide: programs do not all find it
    themselves.
    """
    return LINE * max(1, -(-len(text) // max(1, int(width * 0.95))))
