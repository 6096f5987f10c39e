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
from khuyenhoc.domain.figures.models import ReportedFigure
from khuyenhoc.domain.learning import queries as learning
from khuyenhoc.domain.organisation import queries as organisation
from khuyenhoc.foundation.values.mandates import Action, Mandate, UnitId
from khuyenhoc.foundation.values.periods import Period
from khuyenhoc.interfaces.cells import Link, State
from khuyenhoc.interfaces.tables import Column, Definition, Table
from khuyenhoc.interfaces.web.access import PostHeld
from khuyenhoc.interfaces.web.figures.pages.sheets import sheet_line
from khuyenhoc.interfaces.web.figures.reach import clusters_within
from khuyenhoc.interfaces.web.learning.pages.titles_home import DUE, DueLine, due_lines, home_address
from khuyenhoc.interfaces.web.people.units import own_top
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
    own = list(
        {
            post.unit.id: UnitShown(post.unit.key, post.unit.title)
            for post in held
            if Action.VIEW in post.actions
        }.items()
    )
    tasks = emulation.tasks_owed(mandate.units, mandate.on)
    not_reported = _not_reported([unit for unit, _shown in own], on=mandate.on)
    subjects = [shown.key for _unit, shown in own] + [cluster.key for cluster in clusters_within(mandate)]
    flagged = [found for key in subjects if (found := _flagged(key, on=mandate.on)) is not None]
    titles, expiring = ([], None) if of_titles is None else (_titles_owed(of_titles), _expiring(of_titles))
    has_figures = ReportedFigure.objects.filter(unit_id__in=mandate.units).exists()
    return HomePage(
        unit=own[0][1],
        on=mandate.on,
        tasks=TASKS.of(tasks),
        not_reported=not_reported,
        flagged=flagged,
        titles=titles,
        expiring=expiring,
        sheets=HISTORY.without("about").of(
            [sheet_line(sheet) for sheet in queries.loaded_sheets(mandate)[:_MOST_SHEETS]]
        ),
        may_report=any(Action.REPORT in post.actions for post in held),
        has_figures=has_figures,
        all_done=has_figures
        and not tasks
        and not not_reported
        and not flagged
        and not titles
        and expiring is None,
    )


def _titles_owed(mandate: Mandate) -> list[TitlesOwed]:
    """
    Of last year's titles, some of which are decided in the first months of this one, and of this year's.
    """
    found = []
    for year in (mandate.on.year - 1, mandate.on.year):
        lines = due_lines(mandate.units, year=year, on=mandate.on, is_pressing=True)
        if lines:
            address = home_address(own_top(mandate)[0].key, year)
            shown = [replace(line, address=address) for line in lines]
            found.append(TitlesOwed(year, DUE.of(shown, id=f"due-{year}")))
    return found


def _expiring(mandate: Mandate) -> Expiring | None:
    titles = len(learning.expiring(mandate.units, mandate=mandate, on=mandate.on))
    return Expiring(titles, home_address(own_top(mandate)[0].key, mandate.on.year)) if titles else None


def _not_reported(units: Sequence[UnitId], *, on: date) -> list[NotReported]:
    """For last year, and from July on for this one. A commune whose predecessors reported has reported."""
    tree = organisation.tree(on=on)
    below = {child for unit in units if unit in tree for child in tree.children(unit)}
    if not below:
        return []
    names = organisation.names(list(below), on=on)
    answers = []
    for year in (on.year, on.year - 1) if on.month >= _JULY else (on.year - 1,):
        reported = ReportedFigure.objects.current().filter(unit__isnull=False, period__startswith=str(year))
        reporters = {
            UnitId(unit) for unit in reported.values_list("unit_id", flat=True).distinct() if unit is not None
        }
        heard_of = {ancestor for reporter in reporters for ancestor in tree.ancestors(reporter)}
        missing = [UnitShown(name.key, name.title) for name in names.values() if name.id not in heard_of]
        if missing:
            period = Period.of_year(year)
            answers.append(
                NotReported(
                    str(period), period_words(period), missing[:_MOST_NAMES], len(missing), len(below)
                )
            )
    return answers


def _flagged(key: str, *, on: date) -> Flagged | None:
    subject = queries.subject_by_key(key)
    period = next(iter(queries.periods_of(subject)), None)
    if period is None:
        return None
    rows = queries.figures(subject, period=period, tree_on=min(queries.own_day(subject, period), on))
    count = sum(1 for row in rows if {flag.code for flag in row.flags} - NO_FAULT)
    return Flagged(subject.key, subject.name, str(period), period_words(period), count) if count else None
