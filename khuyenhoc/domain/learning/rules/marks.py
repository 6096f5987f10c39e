"""
Marks as they are stored and as the criteria stone reads them: points as text with a dot, met or not as a
boolean, a share as "180/200".
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation

from khuyenhoc.foundation.criteria.scoring import Mark
from khuyenhoc.foundation.values.figures import Figure

StoredMark = str | bool
_LONGEST = 40


def stored(marks: Mapping[str, Mark | None]) -> dict[str, StoredMark]:
    """Exactly, and without what was not marked: a missing mark is no mark, never zero."""
    return {code: _stored(mark) for code, mark in marks.items() if mark is not None}


def read(marks: Mapping[str, StoredMark]) -> dict[str, Mark]:
    """
    Stored marks as values.

    :raises ValueError: one is written in no way a mark is
    """
    return {code: _read(mark) for code, mark in marks.items()}


def _stored(mark: Mark) -> StoredMark:
    if isinstance(mark, Figure):
        return f"{mark.numerator:f}/{mark.denominator:f}"
    return mark if isinstance(mark, bool) else str(mark)


def _read(mark: StoredMark) -> Mark:
    if isinstance(mark, bool):
        return mark
    try:
        if len(mark) > _LONGEST:
            raise ValueError(mark[:_LONGEST])
        met, slash, whole = mark.partition("/")
        return Figure(Decimal(met), Decimal(whole)) if slash else Decimal(met)
    except InvalidOperation as wrong:
        raise ValueError(mark) from wrong
