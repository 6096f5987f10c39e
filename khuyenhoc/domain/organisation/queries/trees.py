"""The tree of any day, remembered in this process until an act changes the tree."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date
from functools import lru_cache
from uuid import UUID

from khuyenhoc.domain.organisation.models import Succession, TreeStamp, UnitVersion
from khuyenhoc.foundation.values.history import CutSeen, Heirship, History, Span
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
    stamp = tree_stamp()
    return {day: _tree_of(stamp, day) for day in set(on)}


def through(*, then: date, lens: date) -> tuple[Placing, History]:
    """
    Where what units reported on one day shows in the tree of another, and all that happened to them.
    Remembered like the trees.
    """
    stamp = tree_stamp()
    return _placing_of(stamp, then, lens), _history(stamp)


def last_day_of(unit: UnitId) -> date | None:
    """The last day of a unit that has ended; None for one that goes on. Remembered like the trees."""
    return _history(tree_stamp()).last_day_of.get(unit)


def cuts_seen(*, then: date, lens: date) -> Sequence[CutSeen]:
    """The units of one day that were cut by another, as its tree shows them. Remembered like the trees."""
    return _cuts_seen(tree_stamp(), then, lens)


@lru_cache(maxsize=32)
def _cuts_seen(stamp: UUID | None, then: date, lens: date) -> Sequence[CutSeen]:
    return _history(stamp).cuts_seen(_placing_of(stamp, then, lens))


def tree_stamp() -> UUID | None:
    """The stamp of the tree as it is now; within `one_look_at_the_tree` it is read once."""
    remembered = _stamp_of_a_look.get()
    if remembered is None:
        return _read_stamp()
    if not remembered:
        remembered.append(_read_stamp())
    return remembered[0]


@contextmanager
def one_look_at_the_tree() -> Iterator[None]:
    """
    Read the stamp of the tree once for all questions asked inside: a page asks for trees many times, and
    shows them as they were at its first question or after its own act.
    """
    token = _stamp_of_a_look.set([])
    try:
        yield
    finally:
        _stamp_of_a_look.reset(token)


def forget_the_stamp() -> None:
    """The stamp has changed by this process's own act."""
    remembered = _stamp_of_a_look.get()
    if remembered:
        remembered.clear()


_stamp_of_a_look: ContextVar[list[UUID | None] | None] = ContextVar("stamp_of_a_look", default=None)


def _read_stamp() -> UUID | None:
    return TreeStamp.objects.values_list("value", flat=True).first()


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
    Units whose boundary or place changed after one day and up to another. Remembered like the trees.

    They are: heirs and the units they carry on, units that ended or began, and the parents that a moved unit
    left and came under.
    """
    return _boundary_events(tree_stamp(), after, through)


@lru_cache(maxsize=64)
def _boundary_events(stamp: UUID | None, after: date, through: date) -> frozenset[UnitId]:
    history = _history(stamp)
    touched: set[UnitId] = set()
    for heirship in history.heirships:
        if after < heirship.on <= through:
            touched.update({heirship.unit} if heirship.heir is None else {heirship.unit, heirship.heir})
    left: dict[tuple[UnitId, date], UnitId | None] = {}
    for span in history.spans:
        end = span.validity.end
        if end is not None and after < end <= through:
            left[span.unit, end] = span.parent
            touched.add(span.unit)
    for span in history.spans:
        start = span.validity.start
        if after < start <= through:
            touched.add(span.unit)
            moved_from = left.get((span.unit, start))
            if moved_from is not None and span.parent is not None and moved_from != span.parent:
                touched.update({moved_from, span.parent})
    return frozenset(touched)
