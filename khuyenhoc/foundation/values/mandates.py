"""Who may do what, where, on which day: one value that every act is handed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NewType

AccountId = NewType("AccountId", int)
UnitId = NewType("UnitId", int)


class Action(StrEnum):
    """What a post may entitle to. Posts and their actions are data (`data/posts.toml`)."""

    VIEW = "view"
    REPORT = "report"
    ORGANISE = "organise"
    MEET = "meet"
    ISSUE = "issue"
    PUBLISH = "publish"
    REGISTER = "register"
    ASSESS = "assess"
    VERIFY = "verify"
    DECIDE = "decide"


class OutsideMandate(Exception):
    """The account has no post that entitles it to this act on all these units on this day."""

    def __init__(self, action: Action, units: frozenset[UnitId]) -> None:
        super().__init__(f"{action} on {sorted(units)}")
        self.action = action
        self.units = units


@dataclass(frozen=True, slots=True)
class Mandate:
    """
    `account is None` is the platform itself, at the keyboard of the machine it runs on; it reaches every
    unit.
    """

    account: AccountId | None
    action: Action
    units: frozenset[UnitId]
    on: date

    def reaches(self, unit: UnitId) -> bool:
        return self.account is None or unit in self.units

    def require(self, action: Action, units: Iterable[UnitId]) -> None:
        """Raises OutsideMandate unless this mandate is for the action and reaches every one of the units."""
        outside = frozenset(unit for unit in units if not self.reaches(unit))
        if outside or (self.account is not None and action is not self.action):
            raise OutsideMandate(action, outside)

    def require_everywhere(self, action: Action) -> None:
        """
        Raises OutsideMandate unless this is the platform's own mandate: acts on whole trees are done at the
        machine itself.
        """
        if self.account is not None:
            raise OutsideMandate(action, self.units)
