"""What must hold of the tree of units, one sentence a function."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from khuyenhoc.foundation.values.mandates import UnitId
from khuyenhoc.foundation.values.trees import Tree


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


def units_cut_off(tree: Tree, parent_named: Mapping[UnitId, UnitId | None]) -> Sequence[UnitId]:
    """
    Units of a day that name a parent and still hang from nothing: over heirs of units that ended, their
    parent's place is below themselves.

    :param parent_named: the parent each unit's own version of that day names
    """
    return [
        unit for unit, parent in tree.parent_of.items() if parent is None and parent_named[unit] is not None
    ]
