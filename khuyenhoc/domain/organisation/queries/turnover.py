"""Which units right below one went and which came, and where those below it went when it ended itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q

from khuyenhoc.domain.organisation import queries
from khuyenhoc.domain.organisation.models import UnitVersion
from khuyenhoc.domain.organisation.queries import UnitName
from khuyenhoc.foundation.values.catalogue import unit_kinds
from khuyenhoc.foundation.values.mandates import UnitId
from khuyenhoc.foundation.values.trees import Tree
from khuyenhoc.foundation.values.validity import BEGINNING

LOWEST_ADMINISTRATIVE_TIER = 3
"""
Communes, wards, towns. What is below them is the association's own: its chapters come and go without an act
of state.
"""

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Turnover:
    """
    On `on`, `gone` were no longer right below the unit and `new` were. `is_the_end`: it ended that day, and
    `new` is where they are now.
    """

    on: date
    gone: Sequence[UnitId]
    new: Sequence[UnitId]
    is_the_end: bool


def administrative_kinds() -> frozenset[str]:
    """The kinds of units that are public facts: laid down by the state, with an official code or not."""
    return frozenset(key for key, kind in unit_kinds().items() if kind.tier <= LOWEST_ADMINISTRATIVE_TIER)


def turnovers(unit: UnitId, record: Sequence[UnitName]) -> Sequence[Turnover]:
    """
    The days on which administrative units right below a unit went or came while it was there, the earliest
    first.

    Units below are followed through their own versions and through the heirs of their parents, so the days a
    unit took others in count too.

    :param record: every version of the unit, the first first
    """
    if unit_kinds()[record[-1].kind].tier >= LOWEST_ADMINISTRATIVE_TIER:
        return []
    kinds = administrative_kinds()
    inside = UnitVersion.objects.filter(kind__in=kinds).filter(
        Q(parent_id=unit) | Q(parent__heirs__heir_id=unit)
    )
    spans = inside.values_list("starts_on", "ends_on").distinct()
    days = {day for span in spans for day in span if day is not None and day > BEGINNING}
    days |= {version.validity.end for version in record if version.validity.end is not None}
    trees = queries.trees(on={each for day in days for each in (day, day - _DAY)})
    children = {child for tree in trees.values() if unit in tree for child in tree.children(unit)}
    touched: dict[date, set[UnitId]] = {}
    for child, *span in UnitVersion.objects.filter(unit_id__in=children, kind__in=kinds).values_list(
        "unit_id", "starts_on", "ends_on"
    ):
        for day in filter(None, span):
            touched.setdefault(day, set()).add(UnitId(child))
    turnovers = [
        _turnover(unit, day, trees[day - _DAY], trees[day], touched.get(day, set())) for day in sorted(days)
    ]
    return [each for each in turnovers if each.gone or each.new]


def _turnover(unit: UnitId, day: date, before: Tree, after: Tree, touched: set[UnitId]) -> Turnover:
    """
    Nothing went and nothing came on the day the unit itself began, nor does a unit that only follows a
    parent: what happened to that one says it.

    :param touched: units that began, ended or changed on the day
    """
    if unit not in before:
        return Turnover(day, (), (), is_the_end=False)
    children = [child for child in before.children(unit) if child in touched]
    if unit in after:
        gone = [child for child in children if after.parent_of.get(child) != unit]
        new = [
            child
            for child in after.children(unit)
            if child in touched and before.parent_of.get(child) != unit
        ]
        return Turnover(day, gone, new, is_the_end=False)
    gone = [child for child in children if child not in after]
    places = dict.fromkeys(place for child in gone if (place := after.stand_in(child)) is not None)
    return Turnover(day, gone, list(places), is_the_end=True)
