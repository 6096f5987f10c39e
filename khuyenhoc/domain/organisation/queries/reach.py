"""Which records lie within very many units: asked so that a nation costs no more than a commune."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from itertools import chain

from django.db.models import Q

from khuyenhoc.domain.organisation.queries.trees import tree
from khuyenhoc.foundation.database.arrays import among_units, not_among_units
from khuyenhoc.foundation.values.mandates import UnitId


def kept_within(column: str, units: Collection[UnitId], *, on: date) -> Q:
    """
    That a column which is never null names one of some units.

    Of most units of the platform, the others are named instead: a nation has a hundred and fifty thousand.

    :param on: the day of a tree, which knows every unit there is or was
    """
    known = tree(on=on)
    if 2 * len(units) < len(known.parent_of) + len(known.stand_in_of):
        return Q(among_units(column, units))
    others = [unit for unit in chain(known.parent_of, known.stand_in_of) if unit not in units]
    return Q(not_among_units(column, others))
