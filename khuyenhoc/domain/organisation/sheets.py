"""The sheets units and reorganisations come in (product.md section 4)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from khuyenhoc.foundation.sheets.columns import Column, SheetDefinition
from khuyenhoc.foundation.sheets.problems import Problem
from khuyenhoc.foundation.sheets.reading import SheetRow
from khuyenhoc.foundation.values.catalogue import unit_kinds
from khuyenhoc.foundation.values.validity import EmptyValidity, Validity
from khuyenhoc.foundation.values.vietnamese import nfc

UNITS = SheetDefinition(
    name="units",
    columns=(
        Column(
            "key",
            "Mã đơn vị",
            required=True,
            note="Mã của mình, không bao giờ đổi: chữ thường, số và dấu gạch nối.",
        ),
        Column("parent", "Mã đơn vị cấp trên", required=True, note="Để trống nếu là đơn vị trên cùng."),
        Column("kind", "Loại", required=True, note=f"{', '.join(unit_kinds())}."),
        Column("name", "Tên", required=True, note="Tên riêng, không kèm loại: “Đông Khê”."),
        Column("official_code", "Mã hành chính", required=False, note="Ghi dạng chữ để giữ số 0 ở đầu."),
        Column("valid_from", "Từ ngày", required=False, note="2025-07-01; để trống nếu không rõ."),
        Column(
            "valid_to",
            "Đến hết ngày",
            required=False,
            note="Ngày cuối cùng còn tồn tại; để trống nếu vẫn còn.",
        ),
    ),
)

ACTS = ("found", "rename", "recode", "move", "merge", "split", "dissolve")

REORGANISATIONS = SheetDefinition(
    name="reorganisations",
    columns=(
        Column("effective_on", "Ngày có hiệu lực", required=True, note="2025-07-01"),
        Column(
            "document",
            "Văn bản",
            required=True,
            note="Số, ký hiệu; có thể ghi cả ngày và cơ quan: “12/QĐ-UBND ngày 03/02/2026 của UBND tỉnh”.",
        ),
        Column("act", "Việc", required=True, note="found, rename, recode, move, merge, split, dissolve."),
        Column(
            "unit",
            "Mã đơn vị",
            required=True,
            note="Đơn vị đang có. Mỗi cặp đơn vị – đơn vị kế tục là một dòng.",
        ),
        Column(
            "heir",
            "Mã đơn vị kế tục",
            required=True,
            note="Đơn vị kế tục; chưa có thì được lập theo các cột bên phải.",
        ),
        Column("parent", "Mã đơn vị cấp trên", required=False, note=""),
        Column("kind", "Loại", required=False, note=f"{', '.join(unit_kinds())}."),
        Column("name", "Tên", required=False, note="Tên riêng, không kèm loại: “Đông Khê”."),
        Column("official_code", "Mã hành chính", required=False, note="Ghi dạng chữ để giữ số 0 ở đầu."),
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
            return Problem(
                row.number,
                column,
                _("“%(written)s” is not a day. Write it as 2025-07-01.") % {"written": cells[column]},
            )
    try:
        validity = Validity.through(days["valid_from"], days["valid_to"])
    except EmptyValidity:
        return Problem(row.number, "valid_to", _("The last day is before the first day. Check both days."))
    return UnitRow(
        row.number,
        cells["key"],
        cells["parent"],
        cells["kind"],
        cells["name"],
        cells["official_code"],
        validity,
    )


def _fault_in_words(number: int, cells: Mapping[str, str]) -> Problem | None:
    if not is_key(cells["key"]):
        return Problem(
            number,
            "key",
            _("“%(written)s” is not a key. A key has small letters without accents, digits and hyphens only.")
            % {"written": cells["key"]},
        )
    if cells["kind"] not in unit_kinds():
        return Problem(
            number,
            "kind",
            _("There is no kind of unit “%(written)s”. Choose one of: %(kinds)s.")
            % {"written": cells["kind"], "kinds": ", ".join(unit_kinds())},
        )
    if not cells["name"] or len(cells["name"]) > 200:
        return Problem(
            number,
            "name",
            _("The unit's name is missing, or longer than 200 letters. Write the unit's own name."),
        )
    return _fault_in_code(number, cells["official_code"])


@dataclass(frozen=True, slots=True)
class Cited:
    """A document as a sheet cites it; issuer and day may be unknown."""

    number: str
    issuer: str = ""
    issued_on: date | None = None


_CITED = re.compile(
    r"(?P<number>.+?)(?:\s+ngày\s+(?P<day>\d{1,2}[/-]\d{1,2}[/-]\d{4}))?(?:\s+của\s+(?P<issuer>.+))?"
)


@dataclass(frozen=True, slots=True)
class ReformRow:
    """
    One row of the reorganisations sheet. `heir` empty: no unit carries this one on, or the act is about the
    unit alone.
    """

    number: int
    effective_on: date
    document: Cited
    act: str
    unit: str
    heir: str
    parent: str
    kind: str
    name: str
    official_code: str
    note: str

    @property
    def said(self) -> dict[str, str]:
        """The row as it is kept with its reorganisation."""
        columns = ("act", "unit", "heir", "parent", "kind", "name", "official_code", "note")
        return {column: getattr(self, column) for column in columns if getattr(self, column)}


def parse_reform(row: SheetRow) -> ReformRow | Problem:
    """One row of the reorganisations sheet, or why it cannot be read."""
    cells = {column.name: text_of(row.cells.get(column.name)) for column in REORGANISATIONS.columns}
    try:
        effective_on = read_day(row.cells.get("effective_on"))
    except ValueError:
        effective_on = None
    if effective_on is None:
        return Problem(
            row.number,
            "effective_on",
            _("“%(written)s” is not a day. Write it as 2025-07-01.") % {"written": cells["effective_on"]},
        )
    cited = _cited(cells["document"])
    if cited is None:
        return Problem(
            row.number,
            "document",
            _(
                "The number of the document is missing, longer than 60 letters, or has a wrong day. Write "
                "it like “1657/NQ-UBTVQH15 ngày 16/06/2025”."
            ),
        )
    fault = _fault_in_reform(row.number, cells)
    if fault is not None:
        return fault
    words = {
        column: cells[column]
        for column in ("unit", "heir", "parent", "kind", "name", "official_code", "note")
    }
    return ReformRow(
        number=row.number, effective_on=effective_on, document=cited, act=cells["act"].lower(), **words
    )


def _cited(text: str) -> Cited | None:
    parts = _CITED.fullmatch(text)
    if parts is None or len(parts["number"]) > 60:
        return None
    try:
        return Cited(parts["number"], parts["issuer"] or "", read_day(parts["day"]))
    except ValueError:
        return None


def _fault_in_reform(number: int, cells: Mapping[str, str]) -> Problem | None:
    if cells["act"].lower() not in ACTS:
        return Problem(
            number,
            "act",
            _("There is no act “%(written)s”. Choose one of: %(acts)s.")
            % {"written": cells["act"], "acts": ", ".join(ACTS)},
        )
    if cells["kind"] and cells["kind"] not in unit_kinds():
        return Problem(
            number,
            "kind",
            _("There is no kind of unit “%(written)s”. Choose one of: %(kinds)s.")
            % {"written": cells["kind"], "kinds": ", ".join(unit_kinds())},
        )
    if len(cells["name"]) > 200:
        return Problem(number, "name", _("The name is longer than 200 letters. Write the unit's own name."))
    return _fault_in_code(number, cells["official_code"])


def _fault_in_code(number: int, code: str) -> Problem | None:
    if code and not re.fullmatch(r"\d{1,5}", code):
        return Problem(
            number,
            "official_code",
            _("“%(code)s” is not an official code. A code has 2 to 5 digits, for example 01786.")
            % {"code": code},
        )
    return None


def is_key(text: str) -> bool:
    return len(text) <= 80 and _KEY.fullmatch(text) is not None
