"""One figure of one unit before and after a reorganisation, with the explanation of its difference."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from khuyenhoc.domain.organisation.queries import UnitName
from khuyenhoc.foundation.values.periods import Period

COLUMNS = ("unit", "period", "indicator", "before", "after", "difference", "explanation")
"""What a row is in plain form: a contract (product.md section 6)."""


class Side(StrEnum):
    """
    On which side of a reorganisation a unit stands: it carries others on, it ended or was cut, or it is above
    such units.
    """

    HEIR = "heir"
    LEFT = "left"
    ABOVE = "above"


@dataclass(frozen=True, slots=True)
class ReconciliationRow:
    """
    One figure of one unit, in the measure of its indicator. `before` and `after` None: no unit reported it,
    or the unit is not in that tree.

    `difference` is before − after, missing taken for nothing there; `is_explained` says whether the
    explanation accounts for all of it. `is_estimate`: a part of `after` is shared out by weights. `cut` names
    the cut units whose own figure the explanation speaks of, where that figure may be shared out.
    """

    side: Side
    unit: str
    unit_name: str
    period: Period
    indicator: str
    label: str
    measure: str
    before: int | None
    after: int | None
    difference: int
    explanation: str
    is_explained: bool
    is_estimate: bool
    cut: tuple[UnitName, ...]

    @property
    def plain(self) -> tuple[str | int | None, ...]:
        """The row by `COLUMNS`, a missing figure as None."""
        return (
            self.unit,
            str(self.period),
            self.indicator,
            self.before,
            self.after,
            self.difference,
            self.explanation,
        )
