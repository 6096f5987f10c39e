"""Reading a sheet that was handed in, CSV or XLSX: whole and typed, or refused with a sentence."""

from __future__ import annotations

import io
from collections.abc import Callable, Generator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO

from khuyenhoc.foundation.sheets import delimited, limits, worksheet
from khuyenhoc.foundation.sheets.archive import Archive, protected
from khuyenhoc.foundation.sheets.columns import SheetDefinition
from khuyenhoc.foundation.sheets.headings import HeadingSearch
from khuyenhoc.foundation.sheets.problems import SheetRefused
from khuyenhoc.foundation.sheets.table import Notice, SheetRow, Table
from khuyenhoc.foundation.sheets.workbook import read_workbook
from khuyenhoc.foundation.values.wording import gettext as _
from khuyenhoc.foundation.values.wording import gettext_noop

__all__ = ["SheetContent", "SheetRow", "read", "read_rows"]

_ZIP, _OLE = b"PK", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_NO_SHEETS = {
    b"%PDF": "PDF",
    b"\x89PNG": gettext_noop("picture"),
    b"\xff\xd8\xff": gettext_noop("picture"),
    b"GIF8": gettext_noop("picture"),
    b"Rar!": gettext_noop("compressed"),
    b"7z\xbc\xaf": gettext_noop("compressed"),
    b"{\\rtf": "Word",
}
_EXCEL_NAMES = {".xlsx", ".xlsm", ".xls", ".xlsb", ".ods"}
_OLD = gettext_noop(
    "This kind of spreadsheet cannot be read here (.xls, .xlsb, .ods). Save it as .xlsx or CSV UTF-8, then "
    "load it again."
)
_MACROS = gettext_noop(
    "The file has macros, so it is not accepted. Save it as .xlsx (without macros), then load it again."
)
_LINKED = gettext_noop(
    "The file has links to other spreadsheets, so its numbers may be wrong. Copy the values into a new file "
    "without links, then load it again."
)


@dataclass(frozen=True, slots=True)
class SheetContent:
    """`notices` are sentences about what was left out, such as unknown columns."""

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
        raise SheetRefused(
            _("The file %(filename)s cannot be opened. Check its name and the right to read it.")
            % {"filename": filename}
        ) from error
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
        raise SheetRefused(_("This file is empty. Check the saved file, then load it again."))
    if size > limits.FILE_BYTES:
        raise SheetRefused(
            _(
                "The file is larger than %(megabytes)s MB. Remove pictures and sheets that are not needed, "
                "or split it into several files, then load it again."
            )
            % {"megabytes": limits.FILE_BYTES // limits.MEGABYTE}
        )
    if head.startswith(_OLE):
        raise protected() if "EncryptedPackage".encode("utf-16-le") in file.read() else SheetRefused(_(_OLD))
    for sign, kind in _NO_SHEETS.items():
        if head.startswith(sign):
            raise SheetRefused(
                _(
                    "This is a %(kind)s file, not a spreadsheet. Choose an .xlsx or .csv file, then load it "
                    "again."
                )
                % {"kind": _(kind)}
            )
    suffix = PurePosixPath(filename.lower()).suffix
    if head.startswith(_ZIP):
        yield from _xlsx_rows(file, suffix, definition, notice)
        return
    if suffix in _EXCEL_NAMES:
        raise SheetRefused(
            _(
                "The file has the name of an Excel spreadsheet but is none inside, or is damaged. Save it "
                "as .xlsx, then load it again."
            )
        )
    yield from _csv_rows(file, definition, notice)


def _csv_rows(
    file: IO[bytes], definition: SheetDefinition, notice: Notice
) -> Generator[SheetRow, None, None]:
    search = HeadingSearch(definition)
    for delimiter in delimited.DELIMITERS:
        with closing(delimited.rows(file, delimiter)) as rows:
            heading = search.find(rows)
            if heading is not None:
                yield from Table(definition, heading, notice).rows(rows)
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
            heading = search.find(rows)
            if heading is not None:
                yield from Table(definition, heading, notice).rows(rows)
                return
    raise search.refusal()


def _refuse_what_is_no_plain_workbook(archive: Archive, suffix: str) -> None:
    names = [name.lower() for name in archive.names]
    if suffix == ".xlsm" or any(name.endswith("vbaproject.bin") for name in names):
        raise SheetRefused(_(_MACROS))
    if suffix in (".ods", ".xlsb") or "content.xml" in names or "xl/workbook.bin" in names:
        raise SheetRefused(_(_OLD))
    if "[content_types].xml" not in names or not any(name.startswith("xl/") for name in names):
        raise SheetRefused(
            _(
                "This is not a spreadsheet (it may be a Word or a compressed file). Choose an .xlsx or .csv "
                "file, then load it again."
            )
        )
    if any(name.startswith("xl/externallinks/") for name in names):
        raise SheetRefused(_(_LINKED))
