"""What must hold of a cluster's year (rulebook section 5)."""

from __future__ import annotations

from collections.abc import Sequence

from khuyenhoc.foundation.values.mandates import UnitId
from khuyenhoc.foundation.values.trees import Tree


def members_not_in_being(members: Sequence[UnitId], tree: Tree) -> list[UnitId]:
    """Members that were no units on the day of the tree."""
    return [unit for unit in members if unit not in tree]


def leads_from_within(unit: UnitId | None, members: Sequence[UnitId]) -> bool:
    """Head and host are members of the year, or unknown."""
    return unit is None or unit in members
