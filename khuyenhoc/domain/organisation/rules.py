"""What must hold of the tree of units, one sentence a function."""

from __future__ import annotations

from collections.abc import Mapping

from khuyenhoc.foundation.values.mandates import UnitId


def a_unit_in_a_circle(parent_of: Mapping[UnitId, UnitId | None]) -> UnitId | None:
    """A unit that is, over its parents, below itself on that day; None when the tree is sound."""
    sound: set[UnitId] = set()
    for unit in parent_of:
        path: list[UnitId] = []
        here: UnitId | None = unit
        while here is not None and here not in sound:
            if here in path:
                return here
            path.append(here)
            here = parent_of.get(here)
        sound.update(path)
    return None
