"""
The part of a year before a reorganisation (RULE-39): a unit founded or enlarged in the year finds its first
months in its predecessors' reports.

They are shown beside its own figure, which is cumulative from 1 January (RULE-22), and never added to it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from khuyenhoc.domain.figures.models import ReportedFigure
from khuyenhoc.domain.figures.rules.flags import Flag, Stated
from khuyenhoc.foundation.analytics.rollup import Sum
from khuyenhoc.foundation.values.catalogue import indicators
from khuyenhoc.foundation.values.history import History
from khuyenhoc.foundation.values.mandates import UnitId
from khuyenhoc.foundation.values.periods import Period


@dataclass(frozen=True, slots=True)
class FirstPart:
    """
    What the units before the reorganisation reported for an earlier period of the same year; `period is
    None`: there is nothing.
    """

    period: Period | None
    sums: Mapping[str, Sum]
    expected: int

    def said_of(self, code: str) -> tuple[Flag, ...]:
        """What is known of an indicator the unit has not reported for the whole period."""
        found = self.sums.get(code)
        if found is None:
            return ()
        counts = {"value": found.value, "reported": len(found.reporters), "expected": self.expected}
        return (Flag("first_part", {"period": str(self.period), **counts}),)

    def exceeds(self, stated: Stated) -> Flag | None:
        """A cumulative figure cannot be less than its own first months."""
        found = self.sums.get(stated.indicator)
        if (
            found is None
            or stated.value is None
            or indicators()[stated.indicator].nature != "flow"
            or stated.value >= found.value
        ):
            return None
        return Flag(
            "below_first_part", {"value": stated.value, "earlier": found.value, "period": str(self.period)}
        )


NOTHING_BEFORE = FirstPart(None, {}, 0)


def first_part_of(
    unit: UnitId,
    *,
    period: Period,
    history: History,
    reported_at: Callable[[Period], tuple[Mapping[str, Sum], int]],
) -> FirstPart:
    """
    The latest period of the year, ending before the unit carried others on, that anybody reported for.

    :param reported_at: the sums at the unit for an earlier period, in the tree of this one, and how many
      units were expected to report
    """
    days = [
        heirship.on
        for heirship in history.into.get(unit, ())
        if period.first_day < heirship.on <= period.last_day
    ]
    if not days:
        return NOTHING_BEFORE
    on_record = (
        ReportedFigure.objects.current()
        .filter(period__startswith=str(period.year))
        .values_list("period", flat=True)
        .distinct()
    )
    earlier = [found for text in on_record if (found := Period.parse(text)).last_day < min(days)]
    if not earlier:
        return NOTHING_BEFORE
    before = max(earlier, key=lambda found: found.last_day)
    sums, expected = reported_at(before)
    return FirstPart(before, sums, expected)
