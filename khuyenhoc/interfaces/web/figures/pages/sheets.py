"""What the pages about loading a sheet show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext_lazy

from khuyenhoc.domain.figures import queries
from khuyenhoc.domain.figures.models import FigureSheet, ReportedFigure
from khuyenhoc.domain.figures.services import SheetTrial
from khuyenhoc.domain.figures.sheets import FIGURES
from khuyenhoc.domain.organisation import queries as organisation
from khuyenhoc.foundation.sheets.problems import Problem
from khuyenhoc.foundation.values.mandates import Mandate, UnitId
from khuyenhoc.foundation.values.periods import Period
from khuyenhoc.interfaces.cells import Link
from khuyenhoc.interfaces.tables import Column, Definition, Table
from khuyenhoc.interfaces.web.figures.forms import SheetForm
from khuyenhoc.interfaces.words import account_words, period_words

MOST_LINES = 500
"""Changes, and problems, printed on one page; a download has them all."""

MOST_SHEETS = 50


@dataclass(frozen=True, slots=True)
class SheetLine:
    """A sheet in the history."""

    id: int
    file_name: str
    loaded_at: datetime
    loaded_by: str
    new: int
    changed: int
    same: int
    refused: int


HISTORY: Definition[SheetLine] = Definition(
    "sheets",
    (
        Column(
            "file_name",
            gettext_lazy("Sheet"),
            lambda line: Link(line.file_name, reverse("web:sheet-loaded", kwargs={"sheet": line.id})),
        ),
        Column("loaded_at", gettext_lazy("Loaded")),
        Column("loaded_by", gettext_lazy("By")),
        Column("new", gettext_lazy("New"), kind="number"),
        Column("changed", gettext_lazy("Changed"), kind="number"),
        Column("same", gettext_lazy("Same"), kind="number"),
        Column("refused", gettext_lazy("Not stored"), kind="number"),
    ),
)


@dataclass(frozen=True, slots=True)
class LoadPage:
    form: SheetForm
    history: Table[SheetLine]


@dataclass(frozen=True, slots=True)
class ChangeLine:
    number: int
    unit_name: str
    label: str
    period: str
    before_text: str
    after_text: str
    is_new: bool


@dataclass(frozen=True, slots=True)
class TrialPage:
    """
    What storing a sheet would do. `to_store` figures would be written; `refused` rows cannot be.

    `changes` leaves out what stays the same and stops at MOST_LINES, as `problems` does; `more_…` say how
    many are left.
    """

    token: UUID
    file_name: str
    rows: int
    new: int
    changed: int
    same: int
    refused: int
    to_store: int
    notices: Sequence[str]
    problems: Sequence[str]
    more_problems: int
    changes: Sequence[ChangeLine]
    more_changes: int


@dataclass(frozen=True, slots=True)
class Followed:
    """A unit or cluster whose figures a sheet changed."""

    key: str
    title: str
    period: str
    period_text: str
    figures: int


@dataclass(frozen=True, slots=True)
class LoadedPage:
    sheet: SheetLine
    stored: int
    followed: Sequence[Followed]


def sheet_line(sheet: FigureSheet) -> SheetLine:
    return SheetLine(
        id=sheet.pk,
        file_name=sheet.file_name,
        loaded_at=sheet.loaded_at,
        loaded_by=account_words(sheet.loaded_by),
        new=sheet.new,
        changed=sheet.changed,
        same=sheet.same,
        refused=sheet.refused,
    )


def trial_page(token: UUID, file_name: str, trial: SheetTrial) -> TrialPage:
    changes = [
        ChangeLine(
            change.number,
            change.unit_name,
            change.label,
            _period(change.period),
            change.before_text,
            change.after_text,
            change.state == "new",
        )
        for change in sorted(trial.changes, key=lambda change: (change.state != "changed", change.number))
        if change.state != "same"
    ]
    return TrialPage(
        token=token,
        file_name=file_name,
        rows=trial.rows,
        new=trial.new,
        changed=trial.changed,
        same=trial.same,
        refused=len({problem.row for problem in trial.problems}),
        to_store=trial.new + trial.changed,
        notices=trial.notices,
        problems=[problem_words(problem) for problem in trial.problems[:MOST_LINES]],
        more_problems=max(0, len(trial.problems) - MOST_LINES),
        changes=changes[:MOST_LINES],
        more_changes=max(0, len(changes) - MOST_LINES),
    )


def problem_words(problem: Problem) -> str:
    """ "Dòng 17, cột Số lượng: …": the column under the heading people see, whatever name the reader used."""
    headings = {column.name: column.heading_vi for column in FIGURES.columns}
    return Problem(problem.row, headings.get(problem.column or "", problem.column), problem.reason).sentence


def _period(written: str) -> str:
    return period_words(Period.parse(written))


def loaded_page(mandate: Mandate, sheet: FigureSheet) -> LoadedPage:
    """What a sheet changed, unit by unit, as far as the mandate reaches."""
    stored = (
        ReportedFigure.objects.filter(sheet=sheet)
        .order_by("period")
        .values_list("unit_id", "cluster__key", "cluster__name", "period")
    )
    counted: dict[tuple[int | None, str, str, str], int] = {}
    for unit, cluster_key, cluster_name, period in stored:
        if unit is None or mandate.reaches(UnitId(unit)):
            place = (unit, cluster_key or "", cluster_name or "", period)
            counted[place] = counted.get(place, 0) + 1
    names = organisation.names([UnitId(unit) for unit, *_rest in counted if unit is not None], on=mandate.on)
    followed = []
    for (pk, cluster_key, cluster_name, period), figures in counted.items():
        name = None if pk is None else names[UnitId(pk)]
        key, title = (cluster_key, cluster_name) if name is None else (name.key, name.title)
        followed.append(Followed(key, title, period, _period(period), figures))
    return LoadedPage(sheet_line(sheet), sheet.new + sheet.changed, followed[:MOST_LINES])


def sheet_seen(mandate: Mandate, sheet: int) -> FigureSheet | None:
    """A sheet the account loaded itself, or one that holds figures of a unit its mandate reaches."""
    own = (
        FigureSheet.objects.select_related("loaded_by").filter(pk=sheet, loaded_by_id=mandate.account).first()
    )
    return own or next((one for one in queries.loaded_sheets(mandate) if one.pk == sheet), None)
