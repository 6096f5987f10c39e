"""
What follows a reorganisation in the rooms above, and what in them rests on it.

The rooms above are not known here: the settings name their modules (`ROOMS_THAT_FOLLOW`), each with the two
functions of `Follower`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from importlib import import_module
from typing import Protocol, cast

from django.conf import settings

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


class Follower(Protocol):
    def follows(self, touched: Touched) -> Sequence[str]:
        """Sentences for whoever is about to apply it: what becomes of what the room keeps for these units."""

    def rests(self, touched: Touched) -> Sequence[str]:
        """
        Sentences for whoever would undo it: what the room has kept since for the units that carry others on.
        """


def what_follows(touched: Touched) -> list[str]:
    return [sentence for room in _rooms() for sentence in room.follows(touched)]


def what_rests(touched: Touched) -> list[str]:
    return [sentence for room in _rooms() for sentence in room.rests(touched)]


def _rooms() -> list[Follower]:
    return [cast(Follower, import_module(name)) for name in settings.ROOMS_THAT_FOLLOW]
