"""Reporting periods. Every one of them is cumulative from 1 January of its year (RULE-22)."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class PeriodKind(StrEnum):
    YEAR = "year"
    HALF = "half"
    MONTHS = "months"
    QUARTER = "quarter"


class UnknownPeriod(ValueError):
    """The text names no reporting period."""


_WRITTEN = re.compile(r"(?P<year>\d{4})(?:-(?:(?P<half>H1)|M(?P<months>\d{1,2})|Q(?P<quarter>[1-4])))?")
_MONTHS_OF_A_UNIT = {PeriodKind.YEAR: 12, PeriodKind.HALF: 6, PeriodKind.MONTHS: 1, PeriodKind.QUARTER: 3}


@dataclass(frozen=True, slots=True)
class Period:
    """
    `2022`, `2022-H1` (first six months), `2022-M9` (nine months), `2022-Q3` (to the end of the third
    quarter).
    """

    kind: PeriodKind
    year: int
    number: int = 1

    @classmethod
    def of_year(cls, year: int) -> Period:
        return cls(PeriodKind.YEAR, year)

    @classmethod
    def parse(cls, text: str) -> Period:
        """
        Read a period as the exchange sheet writes it.

        :raises UnknownPeriod: it is written in another way, or names a month that is not
        """
        written = _WRITTEN.fullmatch(text.strip().upper())
        if written is None or not 1900 <= int(written["year"]) <= 2200:
            raise UnknownPeriod(text)
        year = int(written["year"])
        if written["half"]:
            return cls(PeriodKind.HALF, year)
        if written["months"]:
            months = int(written["months"])
            if not 1 <= months <= 12:
                raise UnknownPeriod(text)
            return cls(PeriodKind.MONTHS, year, months)
        if written["quarter"]:
            return cls(PeriodKind.QUARTER, year, int(written["quarter"]))
        return cls.of_year(year)

    @property
    def first_day(self) -> date:
        return date(self.year, 1, 1)

    @property
    def last_day(self) -> date:
        month = _MONTHS_OF_A_UNIT[self.kind] * self.number
        return date(self.year, month, calendar.monthrange(self.year, month)[1])

    @property
    def a_year_earlier(self) -> Period:
        return Period(self.kind, self.year - 1, self.number)

    def __str__(self) -> str:
        match self.kind:
            case PeriodKind.YEAR:
                return f"{self.year}"
            case PeriodKind.HALF:
                return f"{self.year}-H1"
            case PeriodKind.MONTHS:
                return f"{self.year}-M{self.number}"
            case PeriodKind.QUARTER:
                return f"{self.year}-Q{self.number}"
