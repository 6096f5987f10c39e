"""What a step shows: the titles that wait for it, each with what is said of it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from khuyenhoc.domain.learning import queries
from khuyenhoc.domain.learning.models import Registration
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
    query: str
    has_votes: bool
    has_remark: bool
    problems: Sequence[str]
    """Of the step as a whole."""


def waiting_rows(
    mandate: Mandate, place: Place, states: Collection[State], *, search: str = "", said: Collection[int] = ()
) -> list[TitleLine]:
    """The titles that wait, as many as a page holds; of those already spoken of, all that still wait."""
    found = queries.registrations(
        place.units,
        mandate=mandate,
        year=place.year,
        programme=place.programme,
        scope=place.scope,
        states=states,
        search=search,
        limit=MOST,
    )
    listed = {row.id for row in found.rows}
    others = titles_of(place, [pk for pk in said if pk not in listed]).filter(state__in=list(states))
    return title_lines([*found.rows, *queries.rows_of(list(others))], mandate)


def moved_on(mandate: Mandate, place: Place, said: Collection[int]) -> list[str]:
    """
    Of titles that were spoken of and do not wait any more: what became of each meanwhile. Those of other
    places are nobody's business.
    """
    lines = title_lines(queries.rows_of(list(titles_of(place, said))), mandate)
    text = _("%(name)s, sheet %(code)s: another user has moved it on meanwhile; now it is “%(state)s”.")
    return [text % {"name": line.name, "code": line.code, "state": line.state.word} for line in lines]


def titles_of(place: Place, ids: Collection[int]) -> QuerySet[Registration]:
    """Those of a place's titles that have one of these numbers."""
    found = Registration.objects.kept_by(place.units).of(place.programme, place.year, place.scope)
    return found.filter(pk__in=list(ids)).select_related("person", "group").order_by("pk")


def with_problems(rows: Sequence[StepRow], problems: Mapping[int, Sequence[str]]) -> list[StepRow]:
    """Rows in the way first, each with its sentences."""
    marked = [replace(row, problems=tuple(problems.get(row.title.id, ()))) for row in rows]
    return sorted(marked, key=lambda row: not row.problems)
