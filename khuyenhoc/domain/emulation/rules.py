"""What must hold of a cluster's year and of its meeting (rulebook section 5)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from khuyenhoc.foundation.values.mandates import UnitId
from khuyenhoc.foundation.values.trees import Tree


def members_not_in_being(members: Sequence[UnitId], tree: Tree) -> list[UnitId]:
    """Members that were no units on the day of the tree."""
    return [unit for unit in members if unit not in tree]


def leads_from_within(unit: UnitId | None, members: Sequence[UnitId]) -> bool:
    """Head and host are members of the year, or unknown."""
    return unit is None or unit in members


def due_after_the_meeting(due_on: date, held_on: date) -> bool:
    """A conclusion is for what follows: it cannot be due on or before the day it is drawn."""
    return due_on > held_on
