"""
CSV as people's programs write it: commas, semicolons or tabs, UTF-8 or UTF-16, quoted text over several
lines.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Generator, Iterable, Iterator, Mapping
from itertools import chain
from typing import IO

from khuyenhoc.foundation.sheets import limits
from khuyenhoc.foundation.sheets.cells import (
    Cell,
    Formula,
    RawRow,
    Remembered,
    column_letters,
    refuse_what_is_too_far,
    refuse_what_is_too_long,
    tidy,
)
from khuyenhoc.foundation.sheets.problems import SheetRefused
from khuyenhoc.foundation.values.wording import gettext as _
from khuyenhoc.foundation.values.wording import gettext_noop

DELIMITERS = (",", ";", "\t")

WRONG_ENCODING = gettext_noop(
    "The Vietnamese letters in this file cannot be read. In Excel choose Save as › “CSV UTF-8 (comma "
    "delimited)”, or save it as .xlsx, then load it again."
)
NOT_TEXT = gettext_noop("This file is not a spreadsheet. Choose an .xlsx or .csv file, then load it again.")

_SEPARATOR_LINE = re.compile("sep=(.)\r?\n?")
_FORMULA_AFTER_SIGN = re.compile(
    r"""\+[^\W\d_]|[+-].*(?:[\w.]\(|[|]|![$A-Za-z])|[+-]\$?[A-Za-z]{1,3}\$?\d+\s*(?:$|[-+*/^&=<>:])"""
)
_MARKED_AS_TEXT = re.compile(r"'+\s*[=+\-@]")


def rows(stream: IO[bytes], delimiter: str) -> Generator[RawRow, None, None]:
    """
    The records that hold something, numbered as a spreadsheet would number them. `delimiter` gives way to a
    first line `sep=;`.

    :raises SheetRefused: it is no text, not in Unicode, or its quotation marks do not pair
    """
    stream.seek(0)
    encoding = "utf-16" if stream.read(2) in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE) else "utf-8-sig"
    stream.seek(0)
    text = io.TextIOWrapper(stream, encoding=encoding, newline="")
    number = 0
    known = Remembered(_cell)
    try:
        lines = _lines(text)
        first = next(lines, "")
        separator = _SEPARATOR_LINE.fullmatch(first)
        records = csv.reader(
            lines if separator else chain((first,), lines),
            delimiter=separator[1] if separator else delimiter,
            strict=True,
        )
        for number, record in enumerate(records, start=1):
            cells = {
                column: cell
                for column, written in enumerate(record)
                if written and (cell := known[written]) is not None
            }
            if cells:
                if max(map(len, record)) > limits.CELL_CHARACTERS or len(record) > limits.COLUMNS:
                    _refuse_what_is_outside(number, record, cells)
                yield number, cells
    except UnicodeError as error:
        raise SheetRefused(_(WRONG_ENCODING)) from error
    except csv.Error as error:
        raise SheetRefused(
            _(
                "From line %(line)s on a quotation mark is not closed, or a cell is too long. Open the file "
                "in Excel, correct the line, save it as CSV UTF-8, then load it again."
            )
            % {"line": number + 1}
        ) from error
    finally:
        # The stream is the caller's: it is read again with the next delimiter.
        text.detach()


def _lines(text: Iterable[str]) -> Iterator[str]:
    for line in text:
        if "\0" in line:
            raise SheetRefused(_(NOT_TEXT))
        yield line


def _refuse_what_is_outside(number: int, record: list[str], cells: Mapping[int, Cell]) -> None:
    for column in cells:
        place = f"{column_letters(column)}{number}"
        refuse_what_is_too_far(column, place)
        refuse_what_is_too_long(len(record[column]), place)


def _cell(written: str) -> Cell | None:
    """
    Text, nothing, or a formula in disguise. Negative numbers and lines that begin with a dash are text, and
    so is what an apostrophe marks.
    """
    text = tidy(written)
    match text[:1]:
        case "=" | "@":
            return Formula()
        case "+" | "-" if _FORMULA_AFTER_SIGN.match(text[: limits.CELL_CHARACTERS]):
            return Formula()
        case "'" if _MARKED_AS_TEXT.match(text):
            return text[1:]
        case _:
            return text or None
