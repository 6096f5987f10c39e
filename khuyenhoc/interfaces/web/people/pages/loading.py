"""What the pages about loading a list show."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.utils.translation import gettext as _

from khuyenhoc.domain.organisation import queries as organisation
from khuyenhoc.domain.people.kinds import RegisterKind
from khuyenhoc.domain.people.models import RegisterSheet, WaitingRegister
from khuyenhoc.domain.people.queries.sheets import sheet_lines
from khuyenhoc.domain.people.rules.matching import ADMITTED, HOME, Matched, State
from khuyenhoc.domain.people.services import RegisterTrial
from khuyenhoc.domain.people.sheets import REGISTERS
from khuyenhoc.foundation.values.mandates import Mandate, UnitId
from khuyenhoc.foundation.values.numbers import grouped
from khuyenhoc.interfaces.web.paging import with_lines
from khuyenhoc.interfaces.web.people.forms.loading import KIND_NAMES, RegisterForm
from khuyenhoc.interfaces.words import account_words

ROWS = 100
MOST_PROBLEMS = 200
SHEETS = 30


@dataclass(frozen=True, slots=True)
class SheetShown:
    """A loaded list in the history."""

    id: int
    kind: str
    unit: str
    year: int
    file_name: str
    loaded_at: datetime
    loaded_by: str
    new: str
    changed: str
    same: str
    undone_at: datetime | None
    undone_by: str


@dataclass(frozen=True, slots=True)
class LoadPage:
    form: RegisterForm
    kinds: Sequence[tuple[str, str]]
    history: Page[SheetShown]


@dataclass(frozen=True, slots=True)
class TrialRow:
    row: int
    name: str
    birth_year: int | None
    place: str
    state: str
    word: str
    reason: str


@dataclass(frozen=True, slots=True)
class StateTab:
    """How many rows are in a state, and the address that lists them; no address where there are none."""

    state: str
    word: str
    count: str
    is_here: bool


@dataclass(frozen=True, slots=True)
class TrialPage:
    token: UUID
    kind: str
    unit: str
    year: int
    file_name: str
    rows: str
    tabs: Sequence[StateTab]
    columns: Sequence[str]
    notices: Sequence[str]
    problems: Sequence[str]
    more_problems: str
    may_store: bool
    changes_nothing: bool
    to_store: str
    listed: Page[TrialRow]


@dataclass(frozen=True, slots=True)
class RowShown:
    row: int
    record: int
    name: str
    unit: str
    what: str
    is_of_persons: bool


@dataclass(frozen=True, slots=True)
class SheetPage:
    sheet: SheetShown
    rows: Page[RowShown]
    kind: str


def state_words(state: State) -> str:
    return {
        State.NEW: _("new"),
        State.CHANGED: _("changed"),
        State.SAME: _("the same"),
        State.DOUBTFUL: _("to look at again"),
        State.WRONG: _("wrong"),
    }[state]


def sheets_shown(sheets: Sequence[RegisterSheet], mandate: Mandate) -> list[SheetShown]:
    names = organisation.names([UnitId(sheet.unit_id) for sheet in sheets], on=mandate.on)
    return [
        SheetShown(
            id=sheet.pk,
            kind=str(KIND_NAMES[RegisterKind(sheet.kind)]),
            unit=names[UnitId(sheet.unit_id)].title,
            year=sheet.year,
            file_name=sheet.file_name,
            loaded_at=sheet.loaded_at,
            loaded_by=account_words(sheet.loaded_by),
            new=grouped(sheet.new),
            changed=grouped(sheet.changed),
            same=grouped(sheet.same),
            undone_at=sheet.undone_at,
            undone_by=account_words(sheet.undone_by) if sheet.undone_at else "",
        )
        for sheet in sheets
    ]


def rows_of(trial: RegisterTrial, names: Mapping[UnitId, str], *, state: str = "") -> list[TrialRow]:
    """
    Rows that could be read, in the file's order; without `state`, those that stay the same are left out.
    """
    rows = [row for row in trial.rows if (row.state == state if state else row.state is not State.SAME)]
    return [
        TrialRow(
            row.draft.row,
            row.draft.name,
            row.draft.birth_year,
            names.get(row.place, ""),
            row.state,
            state_words(row.state),
            _reason(row, names),
        )
        for row in rows
    ]


def _reason(row: Matched, names: Mapping[UnitId, str]) -> str:
    said = [row.reason] if row.reason else []
    if row.known is not None:
        for field in row.changes:
            if field == HOME:
                said.append(_("moves here from %(unit)s") % {"unit": names.get(row.known.place, "")})
            elif field == ADMITTED:
                said.append(_("becomes a member"))
            else:
                label = {"size": _("size"), "sex": _("sex"), "phone": _("telephone")}[field]
                before = row.known.fields[field]
                said.append(
                    f"{label}: {'–' if before in (None, '') else before} → {getattr(row.draft, field)}"
                )
    return "; ".join(said)


def trial_page(
    waiting: WaitingRegister, trial: RegisterTrial, mandate: Mandate, *, state: str, page: str
) -> TrialPage:
    names = {
        unit: name.title
        for unit, name in organisation.names([UnitId(waiting.unit_id)], on=mandate.on).items()
    }
    counts = {one: trial.count(one) for one in State}
    to_store = counts[State.NEW] + counts[State.DOUBTFUL] + counts[State.CHANGED]
    chosen = [row for row in trial.rows if (row.state == state if state else row.state is not State.SAME)]
    listed = Paginator(chosen, ROWS).get_page(page)
    places = {row.place for row in listed.object_list} | {
        row.known.place for row in listed.object_list if row.known is not None
    }
    names |= {unit: name.title for unit, name in organisation.names(list(places), on=mandate.on).items()}
    shown = rows_of(RegisterTrial(tuple(listed.object_list), (), ()), names, state=state)
    sentences = [problem.sentence for problem in trial.problems]
    return TrialPage(
        token=waiting.token,
        kind=str(KIND_NAMES[RegisterKind(waiting.kind)]),
        unit=names[UnitId(waiting.unit_id)],
        year=waiting.year,
        file_name=waiting.file_name,
        rows=grouped(sum(counts.values())),
        tabs=[StateTab(one, state_words(one), grouped(counts[one]), one == state) for one in State],
        columns=[column.heading_vi for column in REGISTERS[RegisterKind(waiting.kind)].columns],
        notices=trial.notices,
        problems=sentences[:MOST_PROBLEMS],
        more_problems=grouped(len(sentences) - MOST_PROBLEMS) if len(sentences) > MOST_PROBLEMS else "",
        may_store=not trial.problems,
        changes_nothing=not trial.problems and not to_store,
        to_store=grouped(to_store),
        listed=with_lines(listed, shown),
    )


def sheet_page(sheet: RegisterSheet, mandate: Mandate, *, page: str) -> SheetPage:
    numbers = Paginator(range(sheet.new + sheet.changed + sheet.same), ROWS).get_page(page)
    start = numbers.start_index() - 1 if numbers.object_list else 0
    lines = sheet_lines(sheet, start=start, count=ROWS)
    names = organisation.names([line.unit for line in lines if line.unit is not None], on=mandate.on)
    gone = _("no longer on the register")
    shown = [
        RowShown(
            line.row,
            line.record,
            line.name or gone,
            "" if line.unit is None else names[line.unit].title,
            state_words(State.NEW if line.is_new else State.CHANGED if line.is_changed else State.SAME),
            RegisterKind(sheet.kind).is_of_persons,
        )
        for line in lines
    ]
    return SheetPage(sheets_shown([sheet], mandate)[0], with_lines(numbers, shown), sheet.kind)
