"""Reading a sheet somebody sent, CSV or XLSX: whole and typed, or refused with a sentence."""

from __future__ import annotations

import io
from collections.abc import Callable, Generator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO

from khuyenhoc.foundation.sheets import delimited, limits, worksheet
from khuyenhoc.foundation.sheets.archive import PROTECTED, Archive
from khuyenhoc.foundation.sheets.columns import SheetDefinition
from khuyenhoc.foundation.sheets.headings import HeadingSearch
from khuyenhoc.foundation.sheets.problems import SheetRefused
from khuyenhoc.foundation.sheets.table import Notice, SheetRow, Table
from khuyenhoc.foundation.sheets.workbook import read_workbook

__all__ = ["SheetContent", "SheetRow", "read", "read_rows"]

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
_OLD = (
    "Tệp bảng tính này thuộc dạng không đọc được ở đây (.xls, .xlsb, .ods). Lưu lại dạng .xlsx hoặc "
    "CSV UTF-8 rồi tải lại."
)
_MACROS = "Tệp có chứa macro nên không được nhận. Lưu lại dạng .xlsx (không có macro) rồi tải lại."
_LINKED = (
    "Tệp có liên kết tới bảng tính khác nên số có thể không đúng. Chép giá trị sang một tệp mới, không "
    "kèm liên kết, rồi tải lại."
)


@dataclass(frozen=True, slots=True)
class SheetContent:
    """`notices` are sentences about what was left out, such as columns nobody knows."""

    rows: list[SheetRow]
    notices: tuple[str, ...]


def read(source: Path | bytes, filename: str, definition: SheetDefinition) -> SheetContent:
    """
    Read a whole table, as `read_rows` does.

    :raises SheetRefused: as `read_rows`
    """
    notices: list[str] = []
    rows = list(read_rows(source, filename, definition, notice=notices.append))
    return SheetContent(rows, tuple(notices))


def read_rows(
    source: Path | bytes, filename: str, definition: SheetDefinition, *, notice: Callable[[str], None]
) -> Generator[SheetRow, None, None]:
    """
    Read a table row by row, in memory that does not grow with it. Its headings stand in one of the first 20
    rows, or in two that belong together, in any order; in XLSX, on the first visible sheet that has them all.
    Sentences about what is left out go to `notice`.

    A refusal may come as late as in the place of the last row: store nothing for good before the end.

    :raises SheetRefused: it is no sheet, not safe to read, too large, without the required headings, or a
      formula makes a value of it
    """
    try:
        file = source.open("rb") if isinstance(source, Path) else io.BytesIO(source)
    except OSError as error:
        raise SheetRefused(f"Không mở được tệp {filename}. Xem lại tên tệp và quyền đọc.") from error
    with file:
        yield from _rows(file, filename, definition, notice)


def _rows(
    file: IO[bytes], filename: str, definition: SheetDefinition, notice: Notice
) -> Generator[SheetRow, None, None]:
    size = file.seek(0, 2)
    file.seek(0)
    head = file.read(8)
    file.seek(0)
    if size == 0:
        raise SheetRefused("Tệp này trống. Kiểm tra lại tệp đã lưu rồi tải lại.")
    if size > limits.FILE_BYTES:
        raise SheetRefused(
            f"Tệp lớn quá {limits.FILE_BYTES // limits.MEGABYTE} MB. Bỏ hình ảnh và các trang không cần, "
            "hoặc chia thành nhiều tệp, "
            "rồi tải lại."
        )
    if head.startswith(_OLE):
        raise SheetRefused(PROTECTED if "EncryptedPackage".encode("utf-16-le") in file.read() else _OLD)
    for sign, kind in _NO_SHEETS.items():
        if head.startswith(sign):
            raise SheetRefused(
                f"Đây là tệp {kind}, không phải bảng tính. Chọn tệp .xlsx hoặc .csv rồi tải lại."
            )
    suffix = PurePosixPath(filename.lower()).suffix
    if head.startswith(_ZIP):
        yield from _xlsx_rows(file, suffix, definition, notice)
        return
    if suffix in _EXCEL_NAMES:
        raise SheetRefused(
            "Tệp mang tên bảng tính Excel nhưng bên trong không phải, hoặc đã hỏng. Lưu lại dạng .xlsx rồi "
            "tải lại."
        )
    yield from _csv_rows(file, definition, notice)


def _csv_rows(
    file: IO[bytes], definition: SheetDefinition, notice: Notice
) -> Generator[SheetRow, None, None]:
    search = HeadingSearch(definition)
    for delimiter in delimited.DELIMITERS:
        with closing(delimited.rows(file, delimiter)) as rows:
            found = search.find(rows)
            if found is not None:
                yield from Table(definition, found, notice).rows(rows)
                return
    raise search.refusal()


def _xlsx_rows(
    file: IO[bytes], suffix: str, definition: SheetDefinition, notice: Notice
) -> Generator[SheetRow, None, None]:
    archive = Archive(file)
    _refuse_what_is_no_plain_workbook(archive, suffix)
    workbook = read_workbook(archive)
    search = HeadingSearch(definition)
    for part in workbook.sheets:
        with archive.open(part) as stream, closing(worksheet.rows(stream, workbook)) as rows:
            found = search.find(rows)
            if found is not None:
                yield from Table(definition, found, notice).rows(rows)
                return
    raise search.refusal()


def _refuse_what_is_no_plain_workbook(archive: Archive, suffix: str) -> None:
    names = [name.lower() for name in archive.names]
    if suffix == ".xlsm" or any(name.endswith("vbaproject.bin") for name in names):
        raise SheetRefused(_MACROS)
    if suffix in (".ods", ".xlsb") or "content.xml" in names or "xl/workbook.bin" in names:
        raise SheetRefused(_OLD)
    if "[content_types].xml" not in names or not any(name.startswith("xl/") for name in names):
        raise SheetRefused(
            "Đây không phải là bảng tính (có thể là tệp Word hoặc tệp nén). Chọn tệp .xlsx hoặc .csv rồi "
            "tải lại."
        )
    if any(name.startswith("xl/externallinks/") for name in names):
        raise SheetRefused(_LINKED)
