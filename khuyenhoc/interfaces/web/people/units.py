"""Units to choose from on the pages of registers and titles."""

from __future__ import annotations

from collections.abc import Sequence

from khuyenhoc.domain.organisation import queries as organisation
from khuyenhoc.domain.organisation.queries import UnitName
from khuyenhoc.domain.people.rules.ground import CHAPTERS
from khuyenhoc.foundation.values.mandates import Mandate, UnitId
from khuyenhoc.foundation.values.trees import Tree

_MOST = 400
"""
Units in one list to choose from; beyond that only the upper ones are offered, and one comes to the others
through them.
"""


def own_top(mandate: Mandate) -> list[UnitName]:
    """The highest units a mandate reaches on its day, in name order."""
    tree = organisation.tree(on=mandate.on)
    return in_order(_tops(tree, mandate), mandate)


def _tops(tree: Tree, mandate: Mandate) -> list[UnitId]:
    """
    Walked from the top down where the mandate reaches most units, else through the units it reaches: a nation
    has a hundred and fifty thousand.
    """
    if 2 * len(mandate.units) < len(tree.parent_of):
        return [unit for unit in mandate.units if unit in tree and tree.parent_of[unit] not in mandate.units]
    tops, waiting = [], list(tree.roots())
    while waiting:
        here = waiting.pop()
        if here in mandate.units:
            tops.append(here)
        else:
            waiting.extend(tree.children(here))
    return tops


def choosable(mandate: Mandate) -> list[UnitName]:
    """
    Units the mandate reaches that are in being on its day, from the top down and by name; chapters only where
    there is nothing else.
    """
    tree = organisation.tree(on=mandate.on)
    names = organisation.names([unit for unit in mandate.units if unit in tree], on=mandate.on)
    with_chapters = all(name.kind in CHAPTERS for name in names.values())
    wanted = {unit: name for unit, name in names.items() if with_chapters or name.kind not in CHAPTERS}
    if len(wanted) > _MOST:
        wanted = {
            unit: name
            for unit, name in wanted.items()
            if _depth(tree, unit) <= _depth_of_tops(tree, mandate) + 1
        }
    return sorted(wanted.values(), key=lambda name: (_depth(tree, name.id), name.sort_key, name.id))


def below(unit: UnitId, mandate: Mandate) -> list[UnitName]:
    """Right below a unit, as far as the mandate reaches, by name."""
    tree = organisation.tree(on=mandate.on)
    return in_order(
        [child for child in tree.children(unit) if mandate.reaches(child)] if unit in tree else [], mandate
    )


def in_order(units: Sequence[UnitId], mandate: Mandate) -> list[UnitName]:
    names = organisation.names(list(units), on=mandate.on)
    return sorted((names[unit] for unit in units), key=lambda name: (name.sort_key, name.id))


def _depth(tree: Tree, unit: UnitId) -> int:
    return sum(1 for _ in tree.ancestors(unit))


def _depth_of_tops(tree: Tree, mandate: Mandate) -> int:
    return min((_depth(tree, unit) for unit in mandate.units if unit in tree), default=0)
