"""
The registers' lists: one definition for each, from which the blank template, the import and the export are
made.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from khuyenhoc.domain.people.kinds import RegisterKind, Sex
from khuyenhoc.foundation.sheets.cells import Value
from khuyenhoc.foundation.sheets.columns import Column, SheetDefinition
from khuyenhoc.foundation.sheets.problems import Problem
from khuyenhoc.foundation.sheets.table import SheetRow
from khuyenhoc.foundation.values.personal import EARLIEST_BIRTH
from khuyenhoc.foundation.values.vietnamese import search_key

LONGEST_NAME = {RegisterKind.MEMBER: 120, RegisterKind.CITIZEN: 120}
_LONGEST_GROUP = 200
_LARGEST = 1_000_000
"""A family, clan, community or unit of more people is a slip of the pen."""

_PLACE = Column(
    "place",
    "Xóm",
    note="Tên xóm, thôn, tổ dân phố; trùng tên chi hội trong đơn vị. Để trống nếu chưa rõ.",
    aliases=(
        "Thôn",
        "Bản",
        "Tổ dân phố",
        "Thôn, xóm",
        "Xóm, tổ dân phố",
        "Thôn/xóm/TDP",
        "Chi hội",
        "Địa chỉ",
        "Nơi ở",
    ),
)
_COMMUNE = Column(
    "commune",
    "Xã, phường",
    note="Chỉ cần khi danh sách gồm nhiều xã, phường.",
    aliases=("Xã", "Phường", "Xã, phường, thị trấn", "Xã/phường", "Tên xã", "Xã, thị trấn"),
)
_BIRTH = Column(
    "birth_year",
    "Năm sinh",
    note="Bốn chữ số; ghi cả ngày thì chỉ giữ năm.",
    aliases=("Ngày sinh", "Ngày tháng năm sinh", "Sinh năm"),
)
FORMS = {
    "resident": "Người dân",
    "worker": "Công nhân, người lao động",
    "official": "Cán bộ, công chức, viên chức, doanh nhân",
    "learner": "Người học",
}
"""
The four forms of Decision 324 as the list writes them: people living in the commune, workers, officials and
entrepreneurs, learners.
"""

_FORM = Column(
    "form",
    "Đối tượng",
    note="Mẫu phiếu theo Quyết định 324; để trống là người dân.",
    choices=tuple(FORMS.values()),
    aliases=("Mẫu phiếu", "Nhóm đối tượng", "Loại công dân"),
)
SEXES = {Sex.MALE.value: "Nam", Sex.FEMALE.value: "Nữ"}
"""How a list writes the sex of a person."""

_SEX = Column("sex", "Giới tính", choices=tuple(SEXES.values()), aliases=("Giới", "Nam/nữ"))
_PHONE = Column("phone", "Điện thoại", aliases=("Số điện thoại", "SĐT", "ĐT"))


def _person(*further: Column) -> tuple[Column, ...]:
    name = Column(
        "name",
        "Họ và tên",
        required=True,
        aliases=("Họ tên", "Họ và tên hội viên", "Tên hội viên", "Họ và tên công dân"),
    )
    return (name, _PLACE, _COMMUNE, _BIRTH, _SEX, _PHONE, *further)


def _size(heading: str, *aliases: str) -> Column:
    return Column("size", heading, note="Số nguyên, từ 1.", aliases=aliases)


REGISTERS: Mapping[RegisterKind, SheetDefinition] = {
    RegisterKind.MEMBER: SheetDefinition(
        "member",
        _person(
            Column(
                "joined_on", "Ngày vào hội", note="Để trống nếu chưa rõ.", aliases=("Ngày kết nạp", "Vào hội")
            )
        ),
        has_groups=True,
    ),
    RegisterKind.CITIZEN: SheetDefinition("citizen", _person(_FORM), has_groups=True),
    RegisterKind.FAMILY: SheetDefinition(
        "family",
        (
            Column(
                "name",
                "Họ và tên chủ hộ",
                required=True,
                aliases=("Chủ hộ", "Tên chủ hộ", "Họ tên chủ hộ", "Họ và tên", "Họ tên"),
            ),
            _PLACE,
            _COMMUNE,
            _size("Số khẩu", "Nhân khẩu", "Số nhân khẩu", "Số người"),
            _BIRTH,
        ),
        has_groups=True,
    ),
    RegisterKind.CLAN: SheetDefinition(
        "clan",
        (
            Column("name", "Tên dòng họ", required=True, aliases=("Dòng họ", "Họ")),
            _PLACE,
            _COMMUNE,
            _size("Số hộ", "Số gia đình"),
        ),
        has_groups=True,
    ),
    RegisterKind.COMMUNITY: SheetDefinition(
        "community",
        (
            Column(
                "name",
                "Tên cộng đồng",
                required=True,
                aliases=("Cộng đồng", "Thôn, xóm, tổ dân phố", "Xóm", "Thôn", "Tên xóm", "Tên thôn"),
            ),
            _size("Số hộ", "Số gia đình"),
        ),
    ),
    RegisterKind.UNIT: SheetDefinition(
        "unit",
        (
            Column(
                "name",
                "Tên đơn vị",
                required=True,
                aliases=("Đơn vị", "Cơ quan", "Tên cơ quan, đơn vị", "Trường"),
            ),
            _size("Số người", "Số cán bộ", "Số cán bộ, người lao động", "Tổng số người"),
        ),
    ),
}


@dataclass(frozen=True, slots=True)
class Draft:
    """
    One row that could be read. `key` is the name's search key; `place` and `commune` as written, empty where
    nothing is; `joined_on` for members, `form` for citizens.
    """

    row: int
    name: str
    key: str
    place: str
    commune: str
    birth_year: int | None
    sex: str
    phone: str
    size: int | None
    joined_on: date | None
    form: str

    def says_the_same_as(self, other: Draft) -> bool:
        """Whether two rows of the same name, place and year have the same other fields too."""
        own, others = (
            (self.sex, self.phone, self.size, self.joined_on),
            (other.sex, other.phone, other.size, other.joined_on),
        )
        return own == others


def parse(kind: RegisterKind, row: SheetRow, *, year: int) -> Draft | list[Problem]:
    """One row of a register's list, or everything that is wrong with it."""
    cells = row.cells
    problems: list[tuple[str, str]] = []
    name = _line(cells["name"])
    longest = LONGEST_NAME.get(kind, _LONGEST_GROUP)
    if not _LETTER.search(name):
        problems.append(
            (
                "name",
                _("“%(name)s” is not a name. Write the name in letters.") % {"name": name}
                if name
                else _("Empty. Write the name, or delete this row."),
            )
        )
    elif len(name) > longest:
        problems.append(
            (
                "name",
                _(
                    "The name has more than %(longest)s letters. Write the name only, and remarks in "
                    "another column."
                )
                % {"longest": longest},
            )
        )
    birth_year = _year_of(cells.get("birth_year"))
    if birth_year is not None and not EARLIEST_BIRTH <= birth_year <= year:
        problems.append(
            (
                "birth_year",
                (
                    _("%(cell)s cannot be a year of birth. Write four digits, or leave it empty.")
                    % {"cell": _quoted(cells, "birth_year")}
                ),
            )
        )
    sex = _SEXES.get(_key(cells.get("sex")))
    if sex is None:
        problems.append(
            (
                "sex",
                _("%(cell)s is not clear. Write Nam or Nữ, or leave it empty.")
                % {"cell": _quoted(cells, "sex")},
            )
        )
    phone = _phone_of(cells.get("phone"))
    if phone is None:
        problems.append(
            (
                "phone",
                _("%(cell)s is not a telephone number. Write 8 to 15 digits, or leave it empty.")
                % {"cell": _quoted(cells, "phone")},
            )
        )
    size = _size_of(cells.get("size"))
    if size is not None and not 1 <= size <= _LARGEST:
        problems.append(
            (
                "size",
                _("%(cell)s is not a number. Write a whole number from 1, or leave it empty.")
                % {"cell": _quoted(cells, "size")},
            )
        )
    joined_on = _day_of(cells.get("joined_on"))
    if joined_on is not None and (joined_on is date.min or joined_on.year > year):
        problems.append(
            (
                "joined_on",
                _("%(cell)s is not a day in the past. Write it like 15/03/2019, or leave it empty.")
                % {"cell": _quoted(cells, "joined_on")},
            )
        )
    form = _FORMS.get(_key(cells.get("form"))) if kind is RegisterKind.CITIZEN else ""
    if form is None:
        problems.append(
            (
                "form",
                _("%(cell)s is not clear. Write one of: %(forms)s.")
                % {"cell": _quoted(cells, "form"), "forms": "; ".join(FORMS.values())},
            )
        )
    if problems:
        headings = {column.name: column.heading_vi for column in REGISTERS[kind].columns}
        return [Problem(row.number, headings[column], reason) for column, reason in problems]
    place = _line(cells.get("place")) or (row.group or "")
    commune = _line(cells.get("commune"))
    return Draft(
        row.number,
        name,
        search_key(name),
        place,
        commune,
        birth_year,
        sex or "",
        phone or "",
        size,
        joined_on,
        form or "",
    )


_LETTER = re.compile(r"[^\W\d_]")
_SEXES = {"": ""} | {search_key(written): sex for sex, written in SEXES.items()}
_FORMS = {"": "resident"} | {search_key(label): form for form, label in FORMS.items()}
_YEAR = re.compile(r"(?:\d{1,2}[/.-]){0,2}(\d{4})(?:\.0)?")
_SIZE = re.compile(r"(\d{1,3}(?:\.\d{3})+|\d+)(?:[.,]0)?")
_DAY = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")
_PHONE_NUMBER = re.compile(r"\+?\d{8,15}")


def _text(value: Value | None) -> str:
    if type(value) is str:
        return value  # as the reader hands it: NFC, without space around it
    if value is None:
        return ""
    return f"{value:%d/%m/%Y}" if isinstance(value, date) else str(value)


def _line(value: Value | None) -> str:
    return " ".join(_text(value).split()) if value is not None else ""


def _key(value: Value | None) -> str:
    return search_key(_text(value)) if value is not None else ""


def _quoted(cells: Mapping[str, Value | None], column: str) -> str:
    return f"“{_text(cells.get(column))[:60]}”"


def _phone_of(value: Value | None) -> str | None:
    """
    A telephone number without its spaces and dots; None for what is none. Excel drops the leading 0 of one
    typed as a number.
    """
    if value is None:
        return ""
    text = re.sub(r"[\s.()-]+", "", _text(value))
    if isinstance(value, int) and len(text) == 9:
        text = f"0{text}"
    return text if not text or _PHONE_NUMBER.fullmatch(text) else None


def _year_of(value: Value | None) -> int | None:
    """The year of a year or a day; 0 for what is neither."""
    if value is None:
        return None
    if type(value) is int:
        return value
    if isinstance(value, date):
        return value.year
    text = _text(value)
    match = _YEAR.fullmatch(text)
    return int(match[1]) if match else (0 if text else None)


def _size_of(value: Value | None) -> int | None:
    """A whole number of people; 0 for what is none."""
    if value is None or type(value) is int:
        return value
    text = _text(value)
    match = _SIZE.fullmatch(text)
    return int(match[1].replace(".", "")) if match else (0 if text else None)


def _day_of(value: Value | None) -> date | None:
    """A day; `date.min` for what is none. A year alone is its first day: a member from then at the latest."""
    if value is None or isinstance(value, date):
        return value
    text = _text(value)
    if not text:
        return None
    if re.fullmatch(r"\d{4}", text):
        return date(int(text), 1, 1) if int(text) >= EARLIEST_BIRTH else date.min
    match = _DAY.fullmatch(text)
    try:
        return date(int(match[3]), int(match[2]), int(match[1])) if match else date.min
    except ValueError:
        return date.min
