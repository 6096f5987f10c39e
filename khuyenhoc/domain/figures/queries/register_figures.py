"""
Figures counted from the registers: which rows a figure counts, and the code that stands for exactly those
rows.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet

from khuyenhoc.domain.figures.rules.rows import Subject
from khuyenhoc.domain.organisation import queries as organisation
from khuyenhoc.domain.organisation.countable import countable_of
from khuyenhoc.foundation.database.arrays import among_units
from khuyenhoc.foundation.values.mandates import UnitId
from khuyenhoc.foundation.values.periods import Period


class NotCounted(LookupError):
    """No register counts this indicator."""


@dataclass(frozen=True, slots=True)
class RegisterFigure:
    """A figure with exactly the rows it counts, ids in rising order, and their code."""

    indicator: str
    period: Period
    tree_on: date
    rows: tuple[int, ...]
    check_code: str

    @property
    def count(self) -> int:
        return len(self.rows)


def check_code(indicator: str, unit: str, period: Period, day: date, rows: Iterable[int]) -> str:
    """
    "3f2a-91bc-04de": twelve hexadecimal digits of the SHA-256 over what was counted, where, when, and the row
    ids in rising order.

    Who counts the same rows gets the same code; it lets two people compare without either seeing a row. It is
    no secret and no signature.
    """
    told = "\n".join(
        (indicator, unit, str(period), day.isoformat(), ",".join(str(row) for row in sorted(rows)))
    )
    digits = hashlib.sha256(told.encode()).hexdigest()
    return f"{digits[:4]}-{digits[4:8]}-{digits[8:12]}"


def keepers(unit: UnitId, *, period: Period, tree_on: date) -> frozenset[UnitId]:
    """The units whose register rows of a period show at a unit, or below it, in the tree of a day."""
    placing, _ = organisation.through(then=period.last_day, lens=tree_on)
    shown = placing.lens.showing_under(unit)
    return frozenset({unit, *placing.inside(unit), *(other for other in shown if other not in placing.then)})


def register_rows(unit: UnitId, code: str, *, period: Period, tree_on: date) -> QuerySet[Any]:
    """
    The rows that count in an indicator at a unit and below it, each with its `keeper`.

    :raises NotCounted: the registers do not answer for the indicator
    """
    countable = countable_of().get(code)
    if countable is None:
        raise NotCounted(code)
    units = keepers(unit, period=period, tree_on=tree_on)
    return countable.rows(period).filter(among_units("keeper", units), indicator=code)


def register_figure(subject: Subject, code: str, *, period: Period, tree_on: date) -> RegisterFigure:
    """
    A figure of a unit and all below it, as the registers stand now.

    :raises NotCounted: the registers do not answer for the indicator, or the subject is a cluster
    """
    if not subject.is_unit:
        raise NotCounted(code)
    counted = register_rows(UnitId(subject.id), code, period=period, tree_on=tree_on)
    rows = tuple(sorted(counted.order_by().values_list("pk", flat=True)))
    return RegisterFigure(code, period, tree_on, rows, check_code(code, subject.key, period, tree_on, rows))
