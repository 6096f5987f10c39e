"""
The year of a title as a calendar that is data (`data/calendars/learning.toml`): what is to be done by when,
and what is due or late.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import cache
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from khuyenhoc.domain.learning.states import State
from khuyenhoc.foundation.criteria.sets import Scope, Subject
from khuyenhoc.foundation.values.datafiles import BadDataFile, load_toml
from khuyenhoc.foundation.values.numbers import date_text

FILE = "calendars/learning.toml"


class Due(StrEnum):
    """How a step stands on a day. Advice, except CLOSED."""

    NOT_YET = "not_yet"
    OPEN = "open"
    DUE_SOON = "due_soon"
    LATE = "late"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class CalendarStep:
    """A step of the year with its first and last day, as (month, day)."""

    code: str
    label: str
    label_en: str
    first: tuple[int, int]
    last: tuple[int, int]
    in_next_year: bool
    closes: bool
    states: frozenset[State]
    """Titles in these states still owe the step."""
    scopes: frozenset[tuple[Subject, Scope]]
    """Empty: every title but those that have a step of their own for the same state."""
    source: str
    confidence: str

    @property
    def title(self) -> str:
        """What the step is called in the language of the page."""
        return self.label_en if get_language() == "en" else self.label

    def days(self, year: int) -> tuple[date, date]:
        """The first and the last day of the step for titles of a year."""
        of = year + self.in_next_year
        return date(of, *self.first), date(of, *self.last)

    def due(self, year: int, on: date) -> Due:
        first, last = self.days(year)
        if on > last:
            return Due.CLOSED if self.closes else Due.LATE
        if on < first:
            return Due.NOT_YET
        return Due.DUE_SOON if last - on <= timedelta(days=calendar().due_soon_days) else Due.OPEN


class StepClosed(Exception):
    """The calendar closes the step after its last day. The text is a sentence."""

    def __init__(self, step: CalendarStep, year: int) -> None:
        last = date_text(step.days(year)[1])
        super().__init__(
            _(
                "The step “%(step)s” of %(year)s closed after %(day)s. Ask the unit above if "
                "something has to be added."
            )
            % {"step": step.title, "year": year, "day": last}
        )


@dataclass(frozen=True, slots=True)
class Calendar:
    steps: tuple[CalendarStep, ...]
    due_soon_days: int
    expiry_months: int
    """Titles that hold for months are warned of this long before they expire."""

    def steps_of(self, subject: Subject, scope: Scope) -> tuple[CalendarStep, ...]:
        """
        The steps of a title, in the order of the calendar; a title's own ones stand in for the general ones
        that look after the same states.
        """
        own = [step for step in self.steps if (subject, scope) in step.scopes]
        covered = {state for step in own for state in step.states}
        return tuple(
            step for step in self.steps if step in own or (not step.scopes and not (step.states & covered))
        )

    def refuse_if_closed(self, code: str, subject: Subject, scope: Scope, *, year: int, on: date) -> None:
        """Raises StepClosed where the calendar closes this step of the title and its last day has passed."""
        for step in self.steps_of(subject, scope):
            if step.code == code and step.due(year, on) is Due.CLOSED:
                raise StepClosed(step, year)


@cache
def calendar() -> Calendar:
    """
    The calendar in force.

    :raises BadDataFile: the file is not sound
    """
    return parse(load_toml(FILE))


def parse(described: Mapping[str, Any]) -> Calendar:
    """:raises BadDataFile: something is missing, unknown, or a day is none"""
    try:
        warnings = described["warnings"]
        steps = tuple(_step(dict(step)) for step in described["step"])
        return Calendar(steps, int(warnings["due_soon_days"]), int(warnings["expiry_months"]))
    except (KeyError, TypeError, ValueError) as wrong:
        raise BadDataFile(FILE, _("an entry is missing or wrong (%(entry)s).") % {"entry": wrong}) from wrong


def _step(described: dict[str, Any]) -> CalendarStep:
    step = CalendarStep(
        code=described.pop("code"),
        label=described.pop("label"),
        label_en=described.pop("label_en"),
        first=_month_and_day(described.pop("from")),
        last=_month_and_day(described.pop("to")),
        in_next_year=described.pop("next_year", False),
        closes=described.pop("closes", False),
        states=frozenset(State(state) for state in described.pop("states")),
        scopes=frozenset(_subject_and_scope(title) for title in described.pop("scopes", [])),
        source=described.pop("source"),
        confidence=described.pop("confidence"),
    )
    if described or step.first > step.last:
        raise ValueError(step.code)
    return step


def _month_and_day(text: str) -> tuple[int, int]:
    month, day = (int(part) for part in text.split("-"))
    date(2025, month, day)  # a day every year has: 29 February is none
    return month, day


def _subject_and_scope(text: str) -> tuple[Subject, Scope]:
    subject, _, scope = text.partition("/")
    return Subject(subject), Scope(scope)
