"""A sheet or a paper as a file to take away."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from django.http import HttpResponse
from django.utils.http import content_disposition_header

from khuyenhoc.foundation.sheets.columns import SheetDefinition
from khuyenhoc.foundation.sheets.writing import Row, write_csv, write_xlsx

Format = Literal["csv", "xlsx"]
FORMATS: tuple[Format, ...] = ("csv", "xlsx")

TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
}


def sheet_response(
    definition: SheetDefinition, rows: Iterable[Row], *, ending: Format, name: str, title: str
) -> HttpResponse:
    """A sheet as CSV or XLSX; `name` is the file's, without its ending."""
    content = write_csv(definition, rows) if ending == "csv" else write_xlsx(definition, rows, title=title)
    return file_response(content, f"{name}.{ending}", ending)


def file_response(content: bytes, name: str, ending: str) -> HttpResponse:
    """A file the browser saves and no cache keeps; the name may be Vietnamese."""
    return HttpResponse(
        content,
        content_type=TYPES[ending],
        headers={
            "Content-Disposition": content_disposition_header(True, name) or "attachment",
            "Cache-Control": "private, no-store",
        },
    )
