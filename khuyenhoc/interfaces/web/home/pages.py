"""What is owed: the first page after signing in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from khuyenhoc.domain.emulation import queries as emulation
from khuyenhoc.domain.emulation.queries import TaskOwed
from khuyenhoc.domain.figures import queries
from khuyenhoc.domain.figures.queries import Newest, Overview
from khuyenhoc.domain.learning import queries as learning
from khuyenhoc.domain.organisation import queries as organisation
from khuyenhoc.domain.organisation.queries import UnitName
from khuyenhoc.domain.people.models import PostHeld
from khuyenhoc.foundation.values.mandates import Action, Mandate
from khuyenhoc.foundation.values.periods import Period
from khuyenhoc.interfaces.cells import Link, State
from khuyenhoc.interfaces.tables import Column, Definition, Table
from khuyenhoc.interfaces.web.figures.pages.sheets import sheet_line
from khuyenhoc.interfaces.web.learning.pages.titles_home import DUE, DueLine, due_lines, home_address
from khuyenhoc.interfaces.web.sheets.sheet_road import HISTORY, HistoryLine
from khuyenhoc.interfaces.words import NO_FAULT, period_words

_MOST_NAMES = 12
_MOST_SHEETS = 5
_JULY = 7
"""
From July on the first six months of a year are asked for (rulebook section 4: quarter I, six months, nine
months, year).
"""


@dataclass(frozen=True, slots=True)
class UnitShown:
    key: str
    title: str


@dataclass(frozen=True, slots=True)
class NotReported:
    """Units right below that have not reported for a year, the first of them by name."""

    period: str
    period_text: str
    units: Sequence[UnitShown]
    missing: int
    expected: int


@dataclass(frozen=True, slots=True)
class Flagged:
    """How many figures of a unit or cluster have something to look at, for its newest period."""

    key: str
    name: str
    period: str
    period_text: str
    figures: int


@dataclass(frozen=True, slots=True)
class TitlesOwed:
    """Steps of a year's titles that are late or due within the calendar's warning."""

    year: int
    table: Table[DueLine]


@dataclass(frozen=True, slots=True)
class Expiring:
    """How many recognitions run out soon or have run out; their names stand on the page of titles."""

    titles: int
    address: str


TASKS: Definition[TaskOwed] = Definition(
    "tasks",
    (
        Column("text", gettext_lazy("Task")),
        Column(
            "cluster",
            gettext_lazy("Cluster"),
            lambda task: Link(
                f"{task.cluster_name}, {task.year}",
                reverse("web:meeting", kwargs={"key": task.cluster_key, "year": task.year}),
            ),
        ),
        Column("due_on", gettext_lazy("Due")),
        Column("state", gettext_lazy("State"), lambda task: _lateness(task.days_late)),
    ),
)


def _lateness(days: int) -> State:
    if not days:
        return State("due", _("not due yet"))
    return State("late", ngettext("%(days)s day late", "%(days)s days late", days) % {"days": days})


@dataclass(frozen=True, slots=True)
class HomePage:
    unit: UnitShown
    on: date
    tasks: Table[TaskOwed]
    not_reported: Sequence[NotReported]
    flagged: Sequence[Flagged]
    titles: Sequence[TitlesOwed]
    expiring: Expiring | None
    sheets: Table[HistoryLine]
    may_report: bool
    has_figures: bool
    all_done: bool


def home_page(mandate: Mandate, held: Sequence[PostHeld], *, of_titles: Mandate | None) -> HomePage:
    """
    What the units of an account's posts owe on the mandate's day.

    :param of_titles: what the account may see of titles; None where that is nothing
    """
    own = {post.unit.id: post.unit for post in held if Action.VIEW in post.actions}
    tasks = emulation.tasks_owed(mandate.units, mandate.on)
    tree = organisation.tree(on=mandate.on)
    expected = sorted({child for post in own.values() if post.id in tree for child in tree.children(post.id)})
    overview = queries.overview(
        [
            *(queries.unit_subject(unit) for unit in own.values()),
            *(queries.cluster_subject(cluster) for cluster in organisation.clusters_seen(mandate)),
        ],
        expected=expected,
        years=(mandate.on.year, mandate.on.year - 1) if mandate.on.month >= _JULY else (mandate.on.year - 1,),
        on=mandate.on,
    )
    not_reported = _not_reported(overview, expected=len(expected), on=mandate.on)
    flagged = [shown for newest in overview.newest if (shown := _flagged(newest)) is not None]
    top = next(iter(own.values())).key
    titles = [] if of_titles is None else _titles_owed(of_titles, top)
    expiring = None if of_titles is None else _expiring(of_titles, top)
    sheets = [sheet_line(sheet) for sheet in queries.loaded_sheets(mandate)[:_MOST_SHEETS]]
    has_figures = bool(sheets) or queries.has_figures(mandate)
    return HomePage(
        unit=_shown(next(iter(own.values()))),
        on=mandate.on,
        tasks=TASKS.of(tasks),
        not_reported=not_reported,
        flagged=flagged,
        titles=titles,
        expiring=expiring,
        sheets=HISTORY.without("about").of(sheets),
        may_report=any(Action.REPORT in post.actions for post in held),
        has_figures=has_figures,
        all_done=has_figures
        and not tasks
        and not not_reported
        and not flagged
        and not titles
        and expiring is None,
    )


def _titles_owed(mandate: Mandate, top: str) -> list[TitlesOwed]:
    """
    Of last year's titles, some of which are decided in the first months of this one, and of this year's.
    """
    due = learning.due_in(mandate.units, years=(mandate.on.year - 1, mandate.on.year), on=mandate.on)
    owed = []
    for year, owing in due.items():
        address = home_address(top, year)
        if lines := due_lines(owing, on=mandate.on, is_pressing=True):
            shown = [replace(line, address=address) for line in lines]
            owed.append(TitlesOwed(year, DUE.of(shown, id=f"due-{year}")))
    return owed


def _expiring(mandate: Mandate, top: str) -> Expiring | None:
    titles = len(learning.expiring(mandate.units, mandate=mandate, on=mandate.on))
    return Expiring(titles, home_address(top, mandate.on.year)) if titles else None


def _not_reported(overview: Overview, *, expected: int, on: date) -> list[NotReported]:
    """For last year, and from July on for this one."""
    silent = {unit for units in overview.silent.values() for unit in units}
    names = organisation.names(sorted(silent), on=on) if silent else {}
    answers = []
    for year, units in overview.silent.items():
        missing = [_shown(name) for unit, name in names.items() if unit in units]
        if missing:
            period = Period.of_year(year)
            answers.append(
                NotReported(str(period), period_words(period), missing[:_MOST_NAMES], len(missing), expected)
            )
    return answers


def _shown(unit: UnitName) -> UnitShown:
    return UnitShown(unit.key, unit.title)


def _flagged(newest: Newest) -> Flagged | None:
    subject, period = newest.subject, newest.period
    count = sum(1 for row in newest.rows if {flag.code for flag in row.flags} - NO_FAULT)
    return Flagged(subject.key, subject.name, str(period), period_words(period), count) if count else None
