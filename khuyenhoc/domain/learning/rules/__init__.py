"""What the regulations say of titles, days and marks."""

from khuyenhoc.domain.learning.rules.titles import (
    Share,
    day_of_the_set,
    decided_in_time,
    holds,
    is_adult,
    may_be_raised,
    months_after,
    recognised_indicator,
    registered_indicator,
    share,
    signed,
    year_of_decision_is_usual,
)

__all__ = [
    "Share",
    "day_of_the_set",
    "decided_in_time",
    "holds",
    "is_adult",
    "may_be_raised",
    "months_after",
    "recognised_indicator",
    "registered_indicator",
    "share",
    "signed",
    "year_of_decision_is_usual",
]
