"""A workbook of one small table, whose parts a test puts in, replaces or leaves out."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

import xlsxwriter

from khuyenhoc.foundation.sheets.columns import Column, SheetDefinition

TABLE = SheetDefinition(
    "table",
    (
        Column("unit", "Đơn vị", required=True),
        Column("value", "Giá trị", required=True),
        Column("note", "Ghi chú"),
    ),
)
HEADING_ROW = (
    '<row r="1"><c r="A1" t="inlineStr"><is><t>unit</t></is></c><c r="B1" '
    't="inlineStr"><is><t>value</t></is></c></row>'
)


def sound() -> bytes:
    written = io.BytesIO()
    with xlsxwriter.Workbook(written) as workbook:
        sheet = workbook.add_worksheet()
        percent = workbook.add_format({"num_format": "0.0%"})
        sheet.write_row(0, 0, ("unit", "value", "note"))
        sheet.write_row(1, 0, ("thach-an", 217, "Báo cáo 9/11/2022"))
        sheet.write(2, 1, 0.526, percent)
    return written.getvalue()


SOUND = sound()


def with_parts(
    parts: Mapping[str, bytes | str | None], base: bytes = SOUND, method: int = zipfile.ZIP_DEFLATED
) -> bytes:
    """The workbook with some parts put in, replaced, or (None) left out."""
    written = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(base)) as old, zipfile.ZipFile(written, "w", method) as new:
        for name in old.namelist():
            if name not in parts:
                new.writestr(name, old.read(name))
        for name, part in parts.items():
            if part is not None:
                new.writestr(name, part)
    return written.getvalue()
