"""
What a cell of an XLSX file stores, as the value a person sees: shared texts, numbers by their format, days,
yes and no.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from datetime import date

from khuyenhoc.foundation.sheets import limits
from khuyenhoc.foundation.sheets.archive import broken
from khuyenhoc.foundation.sheets.cells import Remembered, Value, refuse_what_is_too_long, tidy
from khuyenhoc.foundation.sheets.formats import PLAIN, NumberFormat, shown
from khuyenhoc.foundation.sheets.workbook import Workbook, unescaped

Reading = Remembered[str | None, Value | None]
"""
The value of what is written in a cell of one kind and format; None where that is blank. Raises SheetRefused
if it makes no sense.
"""

_ISO_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?:T|$)")
_EXACT_DIGITS = 15
"""Whole numbers up to this many digits are the same as int and as a spreadsheet's float."""


class StoredValues:
    """
    How the cells of one workbook are read, by their kind (`t`) and style (`s`). `place` names the cell in a
    refusal.
    """

    def __init__(self, workbook: Workbook, *, place: Callable[[], str]) -> None:
        self._place = place
        self._texts = workbook.texts
        self._formats = {f"{style}": form for style, form in enumerate(workbook.formats) if form is not PLAIN}
        self._from_1904 = workbook.from_1904
        self._text: Reading = Remembered(self._written_text)
        self._shared: Reading = Remembered(self._shared_text)
        self._yes_no: Reading = Remembered(lambda written: written == "1" if written else None)
        self._day: Reading = Remembered(self._written_day)
        # Formats are few, however many styles a workbook has; so is what is remembered.
        self._numbers: dict[NumberFormat, Reading] = {}

    def of(self, kind: str, style: str) -> Reading:
        match kind:
            case "s":
                return self._shared
            case "n":
                return self._number(self._formats.get(style, PLAIN))
            case "b":
                return self._yes_no
            case "d":
                return self._day
            case _:
                return self._text

    def _written_text(self, written: str | None) -> Value | None:
        return self._short(tidy(unescaped(written))) if written else None

    def _shared_text(self, written: str | None) -> Value | None:
        if not written:
            return None
        if not (
            written.isascii() and written.isdigit() and len(written) <= 7 and int(written) < len(self._texts)
        ):
            raise broken()
        return self._short(self._texts[int(written)])

    def _written_day(self, written: str | None) -> Value | None:
        if not written or not _ISO_DAY.match(written):
            return self._written_text(written)
        try:
            return date.fromisoformat(written[:10])
        except ValueError as error:
            raise broken() from error

    def _short(self, text: str) -> str | None:
        if len(text) > limits.CELL_CHARACTERS:
            refuse_what_is_too_long(len(text), self._place())
        return text or None

    def _number(self, form: NumberFormat) -> Reading:
        reading = self._numbers.get(form)
        if reading is None:
            reading = self._numbers[form] = Remembered(lambda written: self._written_number(written, form))
        return reading

    def _written_number(self, written: str | None, form: NumberFormat) -> Value | None:
        if not written:
            return None
        if form is PLAIN and written.isdigit() and written.isascii() and len(written) <= _EXACT_DIGITS:
            return int(written)
        try:
            number = float(written)
        except ValueError as error:
            raise broken() from error
        if not math.isfinite(number) or "_" in written:
            raise broken()
        return shown(number, form, from_1904=self._from_1904)
