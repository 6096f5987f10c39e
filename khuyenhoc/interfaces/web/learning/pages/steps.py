"""What a step shows: the titles that wait for it, each with what is said of it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from khuyenhoc.domain.learning import queries
from khuyenhoc.domain.learning.models import Registration
from khuyenhoc.domain.learning.states import State
from khuyenhoc.foundation.values.mandates import Mandate
from khuyenhoc.interfaces.cells import Faults, Input, Select, Tick, TickAll, noted
from khuyenhoc.interfaces.tables import Column, Definition, Table
from khuyenhoc.interfaces.web.learning.pages.titles import TitleLine, title_lines
from khuyenhoc.interfaces.web.learning.places import Place

MOST = 500
"""Titles of one step on one page; the rest wait for the next time."""


@dataclass(frozen=True, slots=True)
class StepRow:
    """
    `verdicts` are values and words, `verdict` the one given; where there are none the row is ticked or not.
    `problems`: why nothing was stored.
    """

    title: TitleLine
    is_chosen: bool
    verdicts: Sequence[tuple[str, str]]
    verdict: str = ""
    votes: str = ""
    remark: str = ""
    problems: Sequence[str] = ()


STEP: Definition[StepRow] = Definition(
    "waiting",
    (
        Column(
            "chosen",
            TickAll(gettext_lazy("Chosen")),
            lambda row: Tick("row", str(row.title.id), f"r{row.title.id}", row.title.name, row.is_chosen),
            kind="act",
        ),
        Column(
            "name",
            gettext_lazy("Name"),
            lambda row: (noted(row.title.link, str(row.title.birth_year or "")), Faults(row.problems)),
        ),
        Column("unit", gettext_lazy("Kept by"), lambda row: row.title.unit),
        Column("total", gettext_lazy("Points"), lambda row: row.title.total, kind="number"),
        Column("result", gettext_lazy("Result"), lambda row: row.title.result),
        Column(
            "said",
            gettext_lazy("Said"),
            lambda row: Select(f"v-{row.title.id}", row.verdicts, row.verdict, row.title.name),
            kind="act",
        ),
        Column(
            "votes",
            gettext_lazy("Votes"),
            lambda row: Input(
                f"n-{row.title.id}", row.votes, f"{_('Votes')}: {row.title.name}", "numeric", "mark", 5
            ),
            kind="act",
        ),
        Column(
            "remark",
            gettext_lazy("Remark"),
            lambda row: Input(
                f"r-{row.title.id}", row.remark, f"{_('Remark')}: {row.title.name}", longest=300
            ),
            kind="act",
        ),
    ),
)


def step_table(rows: Sequence[StepRow], *, has_votes: bool, has_remark: bool) -> Table[StepRow]:
    """Rows are ticked where no verdict is given of each; votes and remarks as far as the step has them."""
    gives_verdicts = bool(rows) and bool(rows[0].verdicts)
    wanted = {"chosen": not gives_verdicts, "said": gives_verdicts, "votes": has_votes, "remark": has_remark}
    definition = STEP.without(*(name for name, is_wanted in wanted.items() if not is_wanted))
    return replace(definition, title_at=0 if gives_verdicts else 1).of(rows, is_grid=True)


@dataclass(frozen=True, slots=True)
class StepPage:
    what: str
    button: str
    says: str
    place: Place
    back: str
    form: forms.Form
    table: Table[StepRow]
    is_cut: bool
    query: str
    problems: Sequence[str]
    """Of the step as a whole."""


def waiting_rows(
    mandate: Mandate, place: Place, states: Collection[State], *, search: str = "", said: Collection[int] = ()
) -> list[TitleLine]:
    """The titles that wait, as many as a page holds; of those already spoken of, all that still wait."""
    registrations = queries.registrations(
        place.units,
        mandate=mandate,
        year=place.year,
        programme=place.programme,
        scope=place.scope,
        states=states,
        search=search,
        limit=MOST,
    )
    listed = {row.id for row in registrations.rows}
    others = titles_of(place, [pk for pk in said if pk not in listed]).filter(state__in=list(states))
    return title_lines([*registrations.rows, *queries.rows_of(list(others))], mandate)


def moved_on(mandate: Mandate, place: Place, said: Collection[int]) -> list[str]:
    """
    A sentence for each title of the place that was named in the form and does not wait any more: its state
    now. Titles of other places are left out.
    """
    lines = title_lines(queries.rows_of(list(titles_of(place, said))), mandate)
    text = _("%(name)s, sheet %(code)s: another user has moved it on meanwhile; now it is “%(state)s”.")
    return [text % {"name": line.name, "code": line.code, "state": line.state.word} for line in lines]


def titles_of(place: Place, ids: Collection[int]) -> QuerySet[Registration]:
    """Those of a place's titles that have one of these numbers."""
    registrations = Registration.objects.kept_by(place.units).of(place.programme, place.year, place.scope)
    return registrations.filter(pk__in=list(ids)).select_related("person", "group").order_by("pk")


def with_problems(rows: Sequence[StepRow], problems: Mapping[int, Sequence[str]]) -> list[StepRow]:
    """Rows in the way first, each with its sentences."""
    marked = [replace(row, problems=tuple(problems.get(row.title.id, ()))) for row in rows]
    return sorted(marked, key=lambda row: not row.problems)
