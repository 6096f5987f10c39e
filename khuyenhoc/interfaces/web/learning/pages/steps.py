"""What a step shows: the titles that wait for it, each with what is said of it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from django import forms

from khuyenhoc.domain.learning import queries
from khuyenhoc.domain.learning.states import State
from khuyenhoc.foundation.values.mandates import Mandate
from khuyenhoc.interfaces.web.learning.pages.titles import TitleLine, title_lines
from khuyenhoc.interfaces.web.learning.places import Place

MOST = 500
"""Titles of one step on one page; the rest wait for the next time."""


@dataclass(frozen=True, slots=True)
class Choice:
    value: str
    label: str
    is_chosen: bool = False


@dataclass(frozen=True, slots=True)
class StepRow:
    """`verdicts` empty: the row is chosen or not. `problems`: why nothing was stored."""

    title: TitleLine
    is_chosen: bool
    verdicts: Sequence[Choice]
    votes: str = ""
    remark: str = ""
    problems: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class StepPage:
    what: str
    button: str
    says: str
    place: Place
    back: str
    form: forms.Form
    rows: Sequence[StepRow]
    is_cut: bool
    has_votes: bool
    has_remark: bool
    problems: Sequence[str]
    """Of the step as a whole."""


def waiting_rows(mandate: Mandate, place: Place, states: Collection[State]) -> list[TitleLine]:
    found = queries.registrations(
        place.units, mandate=mandate, year=place.year, programme=place.programme, scope=place.scope, states=states, limit=MOST
    )
    return title_lines(found.rows, mandate)


def with_problems(rows: Sequence[StepRow], problems: Mapping[int, Sequence[str]]) -> list[StepRow]:
    """Rows in the way first, each with its sentences."""
    marked = [replace(row, problems=tuple(problems.get(row.title.id, ()))) for row in rows]
    return sorted(marked, key=lambda row: not row.problems)
