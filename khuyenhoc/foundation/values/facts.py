"""What a room lends to analytics: a named table of ids, codes, dates and amounts, never a person's name."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

Cell = int | str | bool | date | None
FETCHED = 20_000
"""Rows a fact takes from the database at a time."""
NEVER = date.max
"""The last day of a fact that has none."""


@dataclass(frozen=True, slots=True)
class Fact:
    """`rows` come one after the other, never as a list of all, and always in the same order: by unit."""

    name: str
    columns: Mapping[str, type]
    rows: Callable[[], Iterable[tuple[Cell, ...]]]


def counted(indicator: str, rows: Callable[[], Iterable[tuple[Cell, ...]]]) -> Fact:
    """
    The register rows that an indicator counts: for each the unit that keeps it, and the days it counts on,
    from `starts_on` up to, not including, `ends_on`. A period counts those of its last day. What still counts
    ends on `NEVER`: comparing a day with nothing takes an engine twice as long.

    Each indicator is a fact of its own, so that counting it reads no text and no row of another indicator.
    """
    return Fact(counted_name(indicator), {"unit": int, "starts_on": date, "ends_on": date}, rows)


def counted_name(indicator: str) -> str:
    return f"counted.{indicator}"
