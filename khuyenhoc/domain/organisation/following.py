"""
What follows a reorganisation in the rooms above, and what in them rests on it.

The rooms above are not known here: the settings name their modules (`ROOMS_THAT_FOLLOW`). Each has any of
`follows(touched)`, `rests(touched)` and `owed_outside(cluster, year, members)`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from importlib import import_module
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from khuyenhoc.domain.organisation.models import Cluster, ClusterMembership
from khuyenhoc.foundation.values.mandates import UnitId


@dataclass(frozen=True, slots=True)
class Touched:
    """
    The units an act ends (a cut unit that goes on is none of them), and those that carry others on or are
    founded by it, from its day on.
    """

    effective_on: date
    ended: frozenset[UnitId]
    carrying_on: frozenset[UnitId]


def what_follows(touched: Touched) -> list[str]:
    """Sentences for the officer who applies an act: what becomes of what each room has of these units."""
    return [
        *_memberships_that_end(touched),
        *(line for answer in _answers("follows") for line in answer(touched)),
    ]


def what_rests(touched: Touched) -> list[str]:
    """
    Sentences for the officer who would undo an act: what each room has kept since for the units that carry
    others on.
    """
    return [*_memberships_since(touched), *(line for answer in _answers("rests") for line in answer(touched))]


def owed_outside(cluster: Cluster, year: int, members: Sequence[UnitId]) -> frozenset[UnitId]:
    """The units that cannot leave a cluster's year, because a room still waits for something from them."""
    return frozenset(unit for answer in _answers("owed_outside") for unit in answer(cluster, year, members))


def _answers(question: str) -> list[Callable[..., Iterable[Any]]]:
    """The functions of this name in the modules of `ROOMS_THAT_FOLLOW`; a room answers what concerns it."""
    rooms = [import_module(name) for name in settings.ROOMS_THAT_FOLLOW]
    return [getattr(room, question) for room in rooms if hasattr(room, question)]


def _memberships_that_end(touched: Touched) -> Sequence[str]:
    """
    A year's membership stays with the unit that joined; from the next year the cluster lists its members
    again.
    """
    joined = ClusterMembership.objects.filter(
        unit_id__in=touched.ended, cluster_year__year__gte=touched.effective_on.year
    ).count()
    if not joined:
        return []
    return [
        _(
            "Memberships of the units that end in emulation clusters from %(year)s on: %(joined)s. They "
            "stay for the years already joined. Make a new list of the cluster for the years after."
        )
        % {"joined": joined, "year": touched.effective_on.year}
    ]


def _memberships_since(touched: Touched) -> Sequence[str]:
    joined = ClusterMembership.objects.filter(
        unit_id__in=touched.carrying_on, cluster_year__year__gte=touched.effective_on.year
    ).count()
    return (
        [
            _(
                "Memberships of the units that carry on in emulation clusters: %(joined)s. Remove them from "
                "the lists of those clusters first."
            )
            % {"joined": joined}
        ]
        if joined
        else []
    )
