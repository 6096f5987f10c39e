"""The sheets units and reorganisations come in (product.md section 4)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from khuyenhoc.foundation.sheets.columns import Column, SheetDefinition
from khuyenhoc.foundation.sheets.problems import Problem
from khuyenhoc.foundation.sheets.reading import SheetRow
from khuyenhoc.foundation.values.catalogue import unit_kinds
from khuyenhoc.foundation.values.validity import EmptyValidity, Validity
from khuyenhoc.foundation.values.vietnamese import nfc

UNITS = SheetDefinition(
    name="units",
    columns=(
        Column("key", "Mã đơn vị", required=True, note="Mã của mình, không bao giờ đổi: chữ thường, số và dấu gạch nối."),
        Column("parent", "Mã đơn vị cấp trên", required=True, note="Để trống nếu là đơn vị trên cùng."),
        Column("kind", "Loại", required=True, note="centre, province, district, city, commune, ward, town, chapter, committee."),
        Column("name", "Tên", required=True, note="Tên riêng, không kèm loại: “Đông Khê”."),
        Column("official_code", "Mã hành chính", required=False, note="Ghi dạng chữ để giữ số 0 ở đầu."),
        Column("valid_from", "Từ ngày", required=False, note="2025-07-01; để trống nếu không rõ."),
        Column("valid_to", "Đến hết ngày", required=False, note="Ngày cuối cùng còn tồn tại; để trống nếu vẫn còn."),
    ),
)

REORGANISATIONS = SheetDefinition(
    name="reorganisations",
    columns=(
        Column("effective_on", "Ngày có hiệu lực", required=True, note="2025-07-01"),
        Column("document", "Văn bản", required=True, note="Số, ký hiệu của văn bản."),
        Column("act", "Việc", required=True, note="found, rename, recode, move, merge, split, dissolve."),
        Column("unit", "Mã đơn vị", required=True, note=""),
        Column("heir", "Mã đơn vị kế tục", required=True, note=""),
        Column("parent", "Cấp trên", required=False, note=""),
        Column("kind", "Loại", required=False, note=""),
        Column("name", "Tên", required=False, note=""),
        Column("official_code", "Mã hành chính", required=False, note=""),
        Column("note", "Ghi chú", required=False, note=""),
    ),
)

_KEY = re.compile(r"[a-z0-9]+(?:[-.][a-z0-9]+)*")


@dataclass(frozen=True, slots=True)
class UnitRow:
    number: int
    key: str
    parent: str
    kind: str
    name: str
    official_code: str
    validity: Validity


def read_day(cell: object) -> date | None:
    """
    A day as a sheet holds it: a date cell, `2025-07-01` or `01/07/2025`; empty is None.

    :raises ValueError: it is none of these
    """
    if cell is None or cell == "":
        return None
    if isinstance(cell, date):
        return date(cell.year, cell.month, cell.day)
    text = str(cell).strip()
    vietnamese = re.fullmatch(r"(\d{1,2})[/-](\d{1,2})[/-](\d{4})", text)
    if vietnamese is not None:
        return date(int(vietnamese[3]), int(vietnamese[2]), int(vietnamese[1]))
    return date.fromisoformat(text)


def text_of(cell: object) -> str:
    """A cell as one line of text; a whole number keeps no decimal point."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return nfc(" ".join(str(cell).split()))


def parse_unit(row: SheetRow) -> UnitRow | Problem:
    """One row of the units sheet, or why it cannot be read."""
    cells = {column.name: text_of(row.cells.get(column.name)) for column in UNITS.columns}
    fault = _fault_in_words(row.number, cells)
    if fault is not None:
        return fault
    days: dict[str, date | None] = {}
    for column in ("valid_from", "valid_to"):
        try:
            days[column] = read_day(row.cells.get(column))
        except ValueError:
            return Problem(row.number, column, f"“{cells[column]}” không phải ngày. Ghi theo dạng 2025-07-01.")
    try:
        validity = Validity.through(days["valid_from"], days["valid_to"])
    except EmptyValidity:
        return Problem(row.number, "valid_to", "Ngày kết thúc đứng trước ngày bắt đầu. Kiểm tra lại hai ngày.")
    return UnitRow(row.number, cells["key"], cells["parent"], cells["kind"], cells["name"], cells["official_code"], validity)


def _fault_in_words(number: int, cells: Mapping[str, str]) -> Problem | None:
    if not _KEY.fullmatch(cells["key"]) or len(cells["key"]) > 80:
        return Problem(number, "key", f"“{cells['key']}” chưa phải một mã. Mã chỉ gồm chữ thường không dấu, số và dấu gạch nối.")
    if cells["kind"] not in unit_kinds():
        return Problem(number, "kind", f"Không có loại đơn vị “{cells['kind']}”. Chọn một trong: {', '.join(unit_kinds())}.")
    if not cells["name"] or len(cells["name"]) > 200:
        return Problem(number, "name", "Thiếu tên đơn vị, hoặc tên dài quá 200 chữ. Ghi tên riêng của đơn vị.")
    code = cells["official_code"]
    if code and not re.fullmatch(r"\d{1,5}", code):
        return Problem(number, "official_code", f"“{code}” không phải mã hành chính. Mã gồm 2 đến 5 chữ số, ví dụ 01786.")
    return None


@dataclass(frozen=True, slots=True)
class SuccessionRow:
    number: int
    effective_on: date
    document: str
    act: str
    unit: str
    heir: str
    """Empty: nobody carries the unit on."""
    note: str


def parse_succession(row: SheetRow) -> SuccessionRow:
    """
    One row of the reorganisations sheet.

    :raises ValueError: its day is none
    """
    cells = {column.name: text_of(row.cells.get(column.name)) for column in REORGANISATIONS.columns}
    effective_on = read_day(row.cells.get("effective_on"))
    if effective_on is None:
        raise ValueError(row.number)
    return SuccessionRow(row.number, effective_on, cells["document"], cells["act"], cells["unit"], cells["heir"], cells["note"])
