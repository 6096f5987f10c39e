"""
What a cell's number format makes of its number: a date, a time of day, a percentage, or just the number.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from enum import Enum

from khuyenhoc.foundation.sheets.cells import Value


class Kind(Enum):
    NUMBER = "number"
    PERCENT = "percent"
    DATE = "date"
    TIME = "time"


@dataclass(frozen=True, slots=True)
class NumberFormat:
    kind: Kind
    decimals: int = 0


PLAIN = NumberFormat(Kind.NUMBER)

BUILT_IN = {
    9: NumberFormat(Kind.PERCENT, 0),
    10: NumberFormat(Kind.PERCENT, 2),
    **dict.fromkeys((14, 15, 16, 17, 22, *range(27, 32), 36, *range(50, 59)), NumberFormat(Kind.DATE)),
    **dict.fromkeys((18, 19, 20, 21, 32, 33, 34, 35, 45, 46, 47), NumberFormat(Kind.TIME)),
}
"""The formats a workbook may use by number alone (ECMA-376, part 1, 18.8.30)."""

_LITERAL = re.compile(r'"[^"]*"?|\\.|[_*].|\[(?!h+\]|m+\]|s+\])[^\]]*\]', re.IGNORECASE)
_MOST_DECIMALS = 30
"""As many as a spreadsheet shows."""
_LAST_DAY = 2_958_465
"""The serial of 31/12/9999."""


def number_format(code: str) -> NumberFormat:
    """
    What a format code such as `0.0%` or `dd/mm/yyyy;@` means; only its first section, which is for positive
    numbers, counts.
    """
    section = _LITERAL.sub("", code[:255]).split(";")[0].lower()
    if "%" in section:
        decimals = re.search(r"\.([0#?]+)", section)
        return NumberFormat(Kind.PERCENT, min(len(decimals[1]), _MOST_DECIMALS) if decimals else 0)
    if "general" in section:
        return PLAIN
    if re.search(r"[dy]", section) or ("m" in section and not re.search(r"[hs]", section)):
        return NumberFormat(Kind.DATE)
    return NumberFormat(Kind.TIME) if re.search(r"[hs]", section) else PLAIN


def shown(number: float, form: NumberFormat, *, from_1904: bool) -> Value:
    """
    The cell's value as a person sees it.

    A percentage comes as text with the decimals it is shown with ("52.6%"), a time of day as "14:30", the
    clock time of a date is left out. A number outside the calendar stays a number, as does what has no
    special format; a whole one as int.
    """
    if form.kind is Kind.PERCENT and abs(number) < 1e12:
        exact = Decimal(repr(number)) * 100
        return f"{exact.quantize(Decimal(1).scaleb(-form.decimals), rounding=ROUND_HALF_UP):f}%"
    if form.kind is Kind.DATE and (day := _day(number, from_1904=from_1904)) is not None:
        return day
    if form.kind is Kind.TIME and 0 <= number < 1:
        minutes = math.floor(number * 24 * 60 + 0.5)
        return f"{minutes // 60:02}:{minutes % 60:02}"
    return int(number) if number.is_integer() and abs(number) < 2**53 else number


def _day(serial: float, *, from_1904: bool) -> date | None:
    whole = math.floor(serial)
    if from_1904:
        return date(1904, 1, 1) + timedelta(days=whole) if 0 <= whole <= _LAST_DAY - 1462 else None
    # The calendar of 1900 has a 29 February that never was, serial 60.
    if whole < 1 or whole == 60 or whole > _LAST_DAY:
        return None
    return date(1899, 12, 31 if whole < 60 else 30) + timedelta(days=whole)
