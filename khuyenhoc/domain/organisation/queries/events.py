"""What can happen to a unit, and its life: the events of its days, each with the document behind it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from khuyenhoc.domain.organisation.queries import UnitName
from khuyenhoc.domain.organisation.sheets import Cited


class Happening(StrEnum):
    """What can happen to a unit, in the order in which things of one day are told."""

    BEGAN = "began"
    """Of a unit with predecessors they are `before`."""
    RESUMED = "resumed"
    """It is in being again after days on which it was not."""
    RENAMED = "renamed"
    KIND = "kind"
    RECODED = "recoded"
    MOVED = "moved"
    """Both hold the unit above, if any: by an act on the unit itself, or because the one before ended."""
    TOOK_IN = "took_in"
    """`before` went into it, whole or in part, when it was there already."""
    GAVE_AWAY = "gave_away"
    """It was cut and goes on, smaller; `after` are the other parts."""
    BELOW = "below"
    """Of the units right below it `before` are gone and `after` are new."""
    SPLIT = "split"
    MERGED = "merged"
    DISSOLVED = "dissolved"
    CLOSED = "closed"
    """It ended, and no record says which unit carries it on."""
    SCATTERED = "scattered"
    """It ended that day and `before`, the units right below it, too; `after` is where they are now."""


@dataclass(frozen=True, slots=True)
class Source:
    """The document that caused an event, and the reorganisation it is on record as."""

    reorganisation: int
    document: Cited


@dataclass(frozen=True, slots=True)
class Kin:
    """
    A unit that had a part in it, as it was called then. `is_part`: only a part of it went over, or of this
    unit went to it.
    """

    unit: UnitName
    is_part: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True)
class Event:
    """
    `on` is the first day on which it held, `validity.BEGINNING` where it is unknown. No source: no
    document is on record.
    """

    on: date
    what: Happening
    before: Sequence[Kin] = ()
    after: Sequence[Kin] = ()
    sources: Sequence[Source] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Life:
    """`record` is every name and place it has had, the first first."""

    record: Sequence[UnitName]
    events: Sequence[Event]
