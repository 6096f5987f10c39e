"""Which of a title's linked thresholds is looked at."""

from __future__ import annotations

from collections.abc import Sequence

from khuyenhoc.domain.learning.models import Programme, Registration
from khuyenhoc.foundation.criteria.sets import CriteriaSet, Item

ADULTS, STAFF, LEARNERS = (
    "model.citizen_adult.recognised",
    "model.citizen_staff.recognised",
    "model.citizen_learner.recognised",
)
COUNTED = (ADULTS, STAFF, LEARNERS)
"""Shares of learning citizens the registers count by themselves."""


def linked_items(of: CriteriaSet | None, registration: Registration) -> list[Item]:
    """The items of a title's set that ask for a share of learning citizens, in the order of the set."""
    if of is None:
        return []
    asked = of.items_of(registration.form or None) if of.forms else tuple(of.items)
    return [item for item in asked if item.threshold is not None and item.threshold.share in COUNTED]


def usual_share(registration: Registration) -> str:
    """
    The share one looks at where the set asks for none: adults of a community, staff of a unit (RULE-04).
    """
    return STAFF if registration.title is Programme.UNIT else ADULTS


def chosen_share(asked: str, shares: Sequence[str]) -> str:
    """The one asked for, where it is there; else the first."""
    return asked if asked in shares else shares[0]
