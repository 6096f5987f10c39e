"""
The part of a year before a reorganisation (RULE-39): a unit founded or enlarged in the year finds its first
months in its predecessors' reports.

They are shown beside its own figure, which is cumulative from 1 January (RULE-22), and never added to it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from khuyenhoc.domain.figures.rules.flags import Flag, Stated
from khuyenhoc.domain.figures.rules.sums import Sum
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


def earlier_period(
    unit: UnitId, *, period: Period, history: History, on_record: Collection[Period]
) -> Period | None:
    """
    The latest period of the year, ending before the unit carried others on, for which figures are on record;
    None where the unit carried nothing on in the period.
    """
    days = [
        heirship.on
        for heirship in history.into.get(unit, ())
        if period.first_day < heirship.on <= period.last_day
    ]
    if not days:
        return None
    earlier = [other for other in on_record if other.year == period.year and other.last_day < min(days)]
    return max(earlier, key=lambda other: other.last_day, default=None)
