"""A sound workbook and a sound CSV file, and the parts from which bad ones are made."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, datetime

import xlsxwriter

MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
SHEET, TEXTS, STYLES, BOOK = (
    "xl/worksheets/sheet1.xml",
    "xl/sharedStrings.xml",
    "xl/styles.xml",
    "xl/workbook.xml",
)
RELS, BOOK_RELS, TYPES = "_rels/.rels", "xl/_rels/workbook.xml.rels", "[Content_Types].xml"
PARTS = (SHEET, TEXTS, STYLES, BOOK, RELS, BOOK_RELS, TYPES)
HEADINGS = ("STT", "Chủ hộ", "Xóm", "Số khẩu", "Tỷ lệ", "Ngày")
HEADING_ROW = '<row r="1"><c r="A1" t="str"><v>Chủ hộ</v></c><c r="B1" t="str"><v>Số khẩu</v></c></row>'
LAUGHS = (
    '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c '
    '"&b;&b;&b;&b;&b;&b;&b;&b;">]>'
)
Bad = tuple[str, str, bytes]
"""What was done to it, its file name, its bytes."""


def sound(*, inline: bool = False) -> bytes:
    written = io.BytesIO()
    with xlsxwriter.Workbook(written, {"constant_memory": inline, "in_memory": not inline}) as workbook:
        workbook.set_properties({"created": datetime(2026, 1, 1, tzinfo=UTC)})
        sheet = workbook.add_worksheet()
        percent, day = (
            workbook.add_format({"num_format": "0.0%"}),
            workbook.add_format({"num_format": "dd/mm/yyyy"}),
        )
        sheet.write_row(0, 0, HEADINGS)
        for row in range(1, 30):
            sheet.write_row(row, 0, (row, f"Nông Văn {row} & con", f"Xóm {row % 3}", row % 7))
            sheet.write_number(row, 4, row / 100, percent)
            sheet.write_number(row, 5, 45_000 + row, day)
    return written.getvalue()


def parts_of(workbook: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(workbook)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(parts: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", method) as archive:
        for name, part in parts.items():
            info = zipfile.ZipInfo(name)
            info.compress_type = method
            archive.writestr(info, part)
    return written.getvalue()


SOUND = {"shared": sound(), "inline": sound(inline=True)}
CSV = (
    "\n".join(
        [
            ",".join(HEADINGS),
            *(f'{n},"Nông Văn {n}",Xóm {n % 3},{n % 7},"{n},5%",0{n % 9 + 1}/07/2025' for n in range(40)),
        ]
    )
    + "\n"
)


def with_rows(rows: str, head: str = "") -> bytes:
    sheet = (
        f'<?xml version="1.0"?>{head}<worksheet {MAIN}><sheetData>{HEADING_ROW}{rows}</sheetData></worksheet>'
    )
    return packed(parts_of(SOUND["shared"]) | {SHEET: sheet.encode()})
