"""Spans of days. Half-open inside the platform; people write and read the last day in being."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

BEGINNING = date.min
"""The start of what has no known first day. Never shown as a date."""


class EmptyValidity(ValueError):
    """A span that ends before it starts."""


@dataclass(frozen=True, slots=True)
class Validity:
    """The days from `start` up to, but not including, `end`; `end is None` means it still holds."""

    start: date = BEGINNING
    end: date | None = None

    def __post_init__(self) -> None:
        if self.end is not None and self.end <= self.start:
            raise EmptyValidity(f"{self.start} … {self.end}")

    @classmethod
    def through(cls, first: date | None, last: date | None) -> Validity:
        """
        The span as people write it: from `first` to `last`, both days included; None means unknown, or still
        in being.
        """
        return cls(first or BEGINNING, None if last is None else last + timedelta(days=1))

    @property
    def last_day(self) -> date | None:
        return None if self.end is None else self.end - timedelta(days=1)

    def holds_on(self, day: date) -> bool:
        return self.start <= day and (self.end is None or day < self.end)

    def overlaps(self, other: Validity) -> bool:
        return (other.end is None or self.start < other.end) and (self.end is None or other.start < self.end)

    def covers(self, other: Validity) -> bool:
        return self.start <= other.start and (
            self.end is None or (other.end is not None and other.end <= self.end)
        )
