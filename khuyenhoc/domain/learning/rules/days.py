"""On which days a title counts: a period counts what counts on its last day (RULE-03)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from khuyenhoc.foundation.values.validity import Validity


def registered_days(year: int, registered_on: date | None, withdrawn_on: date | None) -> Validity | None:
    """
    The days of its year on which a title counts as registered: until it is withdrawn (RULE-10). Without a day
    of registration it counts on none (RULE-14).
    """
    if registered_on is None:
        return None
    start = max(registered_on, date(year, 1, 1))
    end = min(withdrawn_on or date.max, date(year + 1, 1, 1))
    return Validity(start, end) if start < end else None


def recognised_days(given: Validity, later: Iterable[Validity]) -> list[Validity]:
    """
    The days on which a recognition counts: those it is in force on, without the days on which a title of the
    same kind that was given to the same holder later is in force (RULE-10).
    """
    left = [given]
    for other in later:
        left = [part for days in left for part in _without(days, other)]
    return left


def _without(days: Validity, other: Validity) -> Iterator[Validity]:
    if not days.overlaps(other):
        yield days
        return
    if days.start < other.start:
        yield Validity(days.start, other.start)
    if other.end is not None and (days.end is None or other.end < days.end):
        yield Validity(other.end, days.end)
