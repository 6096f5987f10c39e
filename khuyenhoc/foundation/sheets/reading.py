"""Reading a sheet somebody sent, CSV or XLSX: whole and typed, or refused with a sentence."""

from __future__ import annotations

import io
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from itertools import chain
from pathlib import Path, PurePosixPath
from typing import IO, cast

from khuyenhoc.foundation.sheets import delimited, limits, worksheet
from khuyenhoc.foundation.sheets.archive import PROTECTED, Archive
from khuyenhoc.foundation.sheets.cells import Cell, Formula, RawRow, Value, column_letters
from khuyenhoc.foundation.sheets.columns import Headings, SheetDefinition
from khuyenhoc.foundation.sheets.problems import SheetRefused
from khuyenhoc.foundation.sheets.workbook import read_workbook

_ZIP, _OLE = b"PK", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_NO_SHEETS = {
    b"%PDF": "PDF",
    b"\x89PNG": "ảnh",
    b"\xff\xd8\xff": "ảnh",
    b"GIF8": "ảnh",
    b"Rar!": "nén",
    b"7z\xbc\xaf": "nén",
    b"{\\rtf": "Word",
}
_EXCEL_NAMES = {".xlsx", ".xlsm", ".xls", ".xlsb", ".ods"}
_OLD = "Tệp bảng tính này thuộc dạng không đọc được ở đây (.xls, .xlsb, .ods). Lưu lại dạng .xlsx hoặc CSV UTF-8 rồi tải lại."
_MACROS = "Tệp có chứa macro nên không được nhận. Lưu lại dạng .xlsx (không có macro) rồi tải lại."
_LINKED = "Tệp có liên kết tới bảng tính khác nên số có thể không đúng. Chép giá trị sang một tệp mới, không kèm liên kết, rồi tải lại."


@dataclass(frozen=True, slots=True)
class SheetRow:
    """
    One row below the headings. `number` is the row a person sees in the spreadsheet.

    `cells` has every column of the definition, None where blank. Text is NFC without space around it; a percentage in XLSX is text as
    shown ("52.6%"); a date in XLSX is a date; everything in CSV is text.
    """

    number: int
    cells: dict[str, Value | None]


@dataclass(frozen=True, slots=True)
class SheetContent:
    """`notices` are sentences about what was left out, such as columns nobody knows."""

    rows: list[SheetRow]
    notices: tuple[str, ...]


def read(source: Path | bytes, filename: str, definition: SheetDefinition) -> SheetContent:
    """
    Read a table. Its headings stand in one of the first 20 rows, in any order; in XLSX, on the first visible sheet that has them all.

    :raises SheetRefused: it is no sheet, not safe to read, too large, without the required headings, or a formula makes a value of it
    """
    try:
        with source.open("rb") if isinstance(source, Path) else io.BytesIO(source) as file:
            return _read(file, filename, definition)
    except OSError as error:
        raise SheetRefused(f"Không mở được tệp {filename}. Xem lại tên tệp và quyền đọc.") from error


def _read(file: IO[bytes], filename: str, definition: SheetDefinition) -> SheetContent:
    size = file.seek(0, 2)
    file.seek(0)
    head = file.read(8)
    file.seek(0)
    if size == 0:
        raise SheetRefused("Tệp này trống. Kiểm tra lại tệp đã lưu rồi tải lại.")
    if size > limits.FILE_BYTES:
        raise SheetRefused(
            f"Tệp lớn quá {limits.FILE_BYTES // limits.MEGABYTE} MB. Bỏ hình ảnh và các trang không cần, hoặc chia thành nhiều tệp, "
            "rồi tải lại."
        )
    if head.startswith(_OLE):
        raise SheetRefused(PROTECTED if "EncryptedPackage".encode("utf-16-le") in file.read() else _OLD)
    for sign, kind in _NO_SHEETS.items():
        if head.startswith(sign):
            raise SheetRefused(f"Đây là tệp {kind}, không phải bảng tính. Chọn tệp .xlsx hoặc .csv rồi tải lại.")
    suffix = PurePosixPath(filename.lower()).suffix
    if head.startswith(_ZIP):
        return _read_xlsx(file, suffix, definition)
    if suffix in _EXCEL_NAMES:
        raise SheetRefused("Tệp mang tên bảng tính Excel nhưng bên trong không phải, hoặc đã hỏng. Lưu lại dạng .xlsx rồi tải lại.")
    return _read_csv(file, definition)


def _read_csv(file: IO[bytes], definition: SheetDefinition) -> SheetContent:
    nearest: Headings | None = None
    for delimiter in delimited.DELIMITERS:
        with closing(delimited.rows(file, delimiter)) as rows:
            headings, nearest = _headings(rows, definition, nearest)
            if headings is not None:
                return _content(headings, rows, definition)
    raise definition.refuse_headings(nearest)


def _read_xlsx(file: IO[bytes], suffix: str, definition: SheetDefinition) -> SheetContent:
    archive = Archive(file)
    _refuse_what_is_no_plain_workbook(archive, suffix)
    workbook = read_workbook(archive)
    nearest: Headings | None = None
    for part in workbook.sheets:
        with archive.open(part) as stream:
            rows = worksheet.rows(stream, workbook)
            headings, nearest = _headings(rows, definition, nearest)
            if headings is not None:
                return _content(headings, rows, definition)
    raise definition.refuse_headings(nearest)


def _refuse_what_is_no_plain_workbook(archive: Archive, suffix: str) -> None:
    names = [name.lower() for name in archive.names]
    if suffix == ".xlsm" or any(name.endswith("vbaproject.bin") for name in names):
        raise SheetRefused(_MACROS)
    if suffix in (".ods", ".xlsb") or "content.xml" in names or "xl/workbook.bin" in names:
        raise SheetRefused(_OLD)
    if "[content_types].xml" not in names or not any(name.startswith("xl/") for name in names):
        raise SheetRefused("Đây không phải là bảng tính (có thể là tệp Word hoặc tệp nén). Chọn tệp .xlsx hoặc .csv rồi tải lại.")
    if any(name.startswith("xl/externallinks/") for name in names):
        raise SheetRefused(_LINKED)


def _headings(rows: Iterator[RawRow], definition: SheetDefinition, nearest: Headings | None) -> tuple[Headings | None, Headings | None]:
    """The heading row among the first rows, leaving `rows` below it, or None; and the row that came nearest to being one so far."""
    spread: list[str] = []
    for number, cells in rows:
        if number > limits.HEADING_ROWS:
            break
        spread += _formulas(number, cells, used=())
        headings = definition.match(cells)
        if nearest is None or len(headings.found) > len(nearest.found):
            nearest = headings
        if headings.found and not headings.missing:
            if spread:
                raise _refuse_formulas(spread)
            return headings, headings
    return None, nearest


def _content(headings: Headings, rows: Iterable[RawRow], definition: SheetDefinition) -> SheetContent:
    positions = [(column.name, headings.found.get(column.name, -1)) for column in definition.columns]
    used = set(headings.found.values())
    read: list[SheetRow] = []
    formulas: list[str] = []
    for number, cells in rows:
        if Formula in map(type, cells.values()):
            formulas += _formulas(number, cells, used)
            if len(formulas) >= limits.FORMULAS_NAMED:
                break
        if not formulas and not used.isdisjoint(cells):
            # No formula stands in a column that is used, so these are values.
            read.append(SheetRow(number, {name: cast("Value | None", cells.get(position)) for name, position in positions}))
            if len(read) > limits.ROWS:
                raise SheetRefused("Bảng có quá 200.000 dòng. Chia thành nhiều tệp rồi tải từng tệp.")
    if formulas:
        raise _refuse_formulas(formulas)
    return SheetContent(read, _notices(headings))


def _formulas(number: int, cells: Mapping[int, Cell], used: Collection[int]) -> list[str]:
    """The places of a row's formulas that matter: in a column that is used, or filling other cells."""
    return [f"{column_letters(at)}{number}" for at, cell in cells.items() if isinstance(cell, Formula) and (at in used or cell.is_spread)]


def _refuse_formulas(places: list[str]) -> SheetRefused:
    several = places[: limits.FORMULAS_NAMED]
    which = f"Ô {several[0]}" if len(several) == 1 else f"Các ô {', '.join(several)}"
    others = " (và có thể còn ô khác)" if len(several) == limits.FORMULAS_NAMED else ""
    return SheetRefused(f"{which}{others} là công thức. Chép vùng số liệu, chọn Dán đặc biệt › Giá trị, rồi tải lại.")


def _notices(headings: Headings) -> tuple[str, ...]:
    if not headings.unknown:
        return ()
    names = ", ".join(f"“{name[:60]}”" for name in chain(headings.unknown[:10], ["…"] if len(headings.unknown) > 10 else []))
    return (f"Không dùng đến cột {names}.",) if len(headings.unknown) == 1 else (f"Không dùng đến các cột {names}.",)
