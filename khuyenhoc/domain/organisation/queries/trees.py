"""The tree of any day, remembered in this process until an act changes the tree."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from functools import lru_cache
from uuid import UUID

from khuyenhoc.domain.organisation.models import Succession, TreeStamp, UnitVersion
from khuyenhoc.foundation.values.history import Heirship, History, Span
from khuyenhoc.foundation.values.mandates import UnitId
from khuyenhoc.foundation.values.trees import Placing, Tree
from khuyenhoc.foundation.values.validity import Validity


def tree(*, on: date) -> Tree:
    """
    The tree of a day, with a stand-in for every unit that was not in it. Remembered until an act changes
    the tree.
    """
    return trees(on=[on])[on]


def trees(*, on: Iterable[date]) -> Mapping[date, Tree]:
    """The trees of several days, for the price of one look at the database."""
    stamp = TreeStamp.objects.values_list("value", flat=True).first()
    return {day: _tree_of(stamp, day) for day in set(on)}


def through(*, then: date, lens: date) -> tuple[Placing, History]:
    """
    Where what units reported on one day shows in the tree of another, and all that happened to them.
    Remembered like the trees.
    """
    stamp = TreeStamp.objects.values_list("value", flat=True).first()
    return _placing_of(stamp, then, lens), _history(stamp)


@lru_cache(maxsize=32)
def _tree_of(stamp: UUID | None, on: date) -> Tree:
    return _history(stamp).tree(on=on)


@lru_cache(maxsize=32)
def _placing_of(stamp: UUID | None, then: date, lens: date) -> Placing:
    return _history(stamp).placing(_tree_of(stamp, then), _tree_of(stamp, lens))


@lru_cache(maxsize=2)
def _history(_: UUID | None) -> History:
    spans = [
        Span(UnitId(unit), None if parent is None else UnitId(parent), Validity(start, end))
        for unit, parent, start, end in UnitVersion.objects.values_list(
            "unit_id", "parent_id", "starts_on", "ends_on"
        )
    ]
    successions = Succession.objects.values_list("unit_id", "heir_id", "reorganisation__effective_on", "act")
    return History(
        spans,
        [
            Heirship(UnitId(unit), None if heir is None else UnitId(heir), on, act == Succession.Act.SPLIT)
            for unit, heir, on, act in successions.order_by("pk")
        ],
    )


def boundary_events(*, after: date, through: date) -> frozenset[UnitId]:
    """
    Units whose boundary or place changed after one day and up to another.

    They are: heirs and the units they carry on, units that ended or began, and the parents that a moved unit
    left and came under.
    """
    touched: set[int] = set()
    for unit, heir in Succession.objects.filter(
        reorganisation__effective_on__gt=after, reorganisation__effective_on__lte=through
    ).values_list("unit_id", "heir_id"):
        touched.update({unit} if heir is None else {unit, heir})
    left = {
        (unit, end): parent
        for unit, parent, end in UnitVersion.objects.filter(
            ends_on__gt=after, ends_on__lte=through
        ).values_list("unit_id", "parent_id", "ends_on")
    }
    touched.update(unit for unit, _ in left)
    for unit, parent, start in UnitVersion.objects.filter(
        starts_on__gt=after, starts_on__lte=through
    ).values_list("unit_id", "parent_id", "starts_on"):
        touched.add(unit)
        moved_from = left.get((unit, start))
        if moved_from is not None and parent is not None and moved_from != parent:
            touched.update({moved_from, parent})
    return frozenset(UnitId(unit) for unit in touched)
