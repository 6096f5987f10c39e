"""
What the registers of the rooms above count, lent as querysets: from one queryset come both the number and its
rows, so the two cannot disagree.

The rooms above are not known here: the settings name their modules (`ROOMS_THAT_COUNT`), each with a tuple
`COUNTABLES`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import import_module
from typing import Any

from django.conf import settings
from django.db.models import Count, QuerySet

from khuyenhoc.foundation.values.mandates import UnitId
from khuyenhoc.foundation.values.periods import Period


@dataclass(frozen=True, slots=True)
class Countable:
    """
    One kind of register row that counts in figures.

    `rows(period)` yields the rows that count in a period, on the whole platform, each annotated with `keeper`
    (the id of the unit that keeps the row) and `indicator` (the code it counts in, None for none). A row
    counts in one indicator at most. `rule_of` says for each code which rule of the field counts it.

    `days(code)` is the same for every period at once: (keeper, starts_on, ends_on) for each row an indicator
    counts, by keeper, `ends_on` being the first day it no longer counts on (`NEVER`: it still does). A period
    counts the rows of its last day; a property test holds both together.
    """

    rows: Callable[[Period], QuerySet[Any]]
    days: Callable[[str], Iterable[tuple[int, date, date]]]
    rule_of: Mapping[str, str]


@cache
def countables() -> Sequence[Countable]:
    """Every kind of row that a room lends, in the order of the settings."""
    return [lent for name in settings.ROOMS_THAT_COUNT for lent in import_module(name).COUNTABLES]


@cache
def countable_of() -> Mapping[str, Countable]:
    """Indicator → the rows it is counted from; an indicator that no register counts is not among them."""
    return {code: countable for countable in countables() for code in countable.rule_of}


def tallies(countable: Countable, period: Period) -> QuerySet[Any]:
    """(keeper, indicator, count) of every unit that keeps rows; nothing where there are none."""
    grouped = countable.rows(period).filter(indicator__isnull=False).order_by()
    counted: QuerySet[Any] = grouped.values("keeper", "indicator").annotate(count=Count("pk"))
    return counted.values("keeper", "indicator", "count")


def counts(period: Period, keepers: Collection[UnitId]) -> Mapping[tuple[UnitId, str], int]:
    """How many rows units keep that count in a period, by unit and indicator, straight from the registers."""
    return {
        (UnitId(row["keeper"]), row["indicator"]): row["count"]
        for countable in countables()
        for row in tallies(countable, period).filter(keeper__in=list(keepers))
    }
