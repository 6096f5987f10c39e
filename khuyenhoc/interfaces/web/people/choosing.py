"""
Choosing one unit of those a mandate reaches: from a list where they are few, by writing part of its name
where they are many.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice

from khuyenhoc.domain.organisation import queries as organisation
from khuyenhoc.foundation.values.mandates import Mandate
from khuyenhoc.interfaces.web.organisation.pages.units import lines_of_units
from khuyenhoc.interfaces.web.people.units import choosable

MOST_IN_A_LIST = 60
_MOST_FOUND = 20

Choice = tuple[str, str]
"""A unit's key, and its name with that of the one above it."""


def few_units(mandate: Mandate) -> list[Choice] | None:
    """
    The units in being the mandate reaches, from the top down; None where they are too many for one list.
    """
    tree = organisation.tree(on=mandate.on)
    if (
        sum(1 for _ in islice((unit for unit in mandate.units if unit in tree), MOST_IN_A_LIST + 1))
        > MOST_IN_A_LIST
    ):
        return None
    units = choosable(mandate, chapters=True)
    above = {unit.id: tree.parent_of[unit.id] for unit in units}
    names = organisation.names(
        [parent for parent in set(above.values()) if parent is not None], on=mandate.on
    )
    titles = {
        unit: names[parent].title
        for unit, parent in above.items()
        if parent is not None and mandate.reaches(parent)
    }
    return [
        (unit.key, f"{unit.title}, {titles[unit.id]}" if unit.id in titles else unit.title) for unit in units
    ]


def units_named(mandate: Mandate, text: str) -> list[Choice]:
    """
    Units in being the mandate reaches whose name, without accents, holds the text, or whose official code it
    is; the first of them.
    """
    if not text:
        return []
    lines = lines_of_units(mandate, on=mandate.on, query=text)[:_MOST_FOUND]
    return [
        (line.key, f"{line.title}, {line.parent_title}" if line.parent_title else line.title)
        for line in lines
    ]


def named_exactly(found: Sequence[Choice]) -> str:
    """The key of the only unit found; empty where there are none or several."""
    return found[0][0] if len(found) == 1 else ""
