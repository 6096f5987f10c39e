"""What the pages of the road show."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.utils.translation import gettext_lazy as _

from khuyenhoc.foundation.values.mandates import Mandate
from khuyenhoc.foundation.values.numbers import grouped
from khuyenhoc.foundation.waiting import road as waiting
from khuyenhoc.foundation.waiting.models import Storing, WaitingSheet
from khuyenhoc.foundation.waiting.road import CHANGES, SAME, WRONG, PreviewRows
from khuyenhoc.interfaces.tables import Table
from khuyenhoc.interfaces.web.figures.forms import SheetForm
from khuyenhoc.interfaces.web.paging import with_lines
from khuyenhoc.interfaces.web.sheets.sheet_road import About, HistoryLine, SheetRoad

ROWS = 100
MOST_PROBLEMS = 200
"""Faults printed above the rows; their own tab and a download have them all."""

_SIGNS = {"new": "open", "changed": "draft", "doubtful": "late", WRONG: "returned"}
"""A state's sign among those of `components/state.html`; what stays the same has none."""

_DOING = {
    "": _("Waiting for its turn"),
    "reading": _("Reading the rows"),
    "matching": _("Comparing with what is stored"),
    "storing": _("Storing"),
}


@dataclass(frozen=True, slots=True)
class LoadPage:
    what: str
    form: SheetForm
    action_url: str
    action_label: str
    history: Table[HistoryLine] | None


@dataclass(frozen=True, slots=True)
class TrialRow:
    number: int
    sign: str
    word: str
    name: str
    cells: Sequence[tuple[str, str]]
    """Heading and text of each cell after the first, which is the row's name."""


@dataclass(frozen=True, slots=True)
class StateTab:
    state: str
    word: str
    count: str
    is_here: bool


@dataclass(frozen=True, slots=True)
class TrialPage:
    """
    What storing a sheet would do. `store_words` is empty where there is nothing to store; `hidden` goes with
    the button. `problems` stops at MOST_PROBLEMS, `more_problems` says how many are left.
    """

    what: str
    token: str
    file_name: str
    about: About
    rows: str
    tabs: Sequence[StateTab]
    notices: Sequence[str]
    problems: Sequence[str]
    more_problems: str
    problems_text: str
    problem_rows: int
    to_store: int
    unchanged: str
    store_words: str
    hidden: Mapping[str, str]
    columns: Sequence[str]
    listed: Page[TrialRow]
    search: str
    part: Mapping[str, Any]
    load_url: str
    store_url: str
    discard_url: str


@dataclass(frozen=True, slots=True)
class StoringPage:
    doing: str
    rows: str
    all_rows: str
    done: int
    whole: int
    load_url: str


def trial_page(
    road: SheetRoad[Any], sheet: WaitingSheet, mandate: Mandate, *, state: str, search: str, page: str
) -> TrialPage:
    counts = {state: sheet.counts.get(state, 0) for state in road.states}
    wrong = counts[WRONG]
    to_store = sum(counts.values()) - wrong - counts[SAME]
    state = state if state in counts else CHANGES
    rows: Any = waiting.found_rows(sheet, search, state=state) if search else PreviewRows(sheet, state)
    listed = Paginator(rows, ROWS).get_page(page)
    columns = [str(column) for column in ((_("What to mend"),) if state == WRONG else road.columns)]
    faults = PreviewRows(sheet, WRONG)
    more = max(0, len(faults) - MOST_PROBLEMS)
    store_words = road.sound_words if wrong else road.store_words
    may_store = store_words is not None and (to_store > 0 or road.stores_unchanged)
    return TrialPage(
        what=str(road.trial_title),
        token=str(sheet.token),
        file_name=sheet.file_name,
        about=road.about(sheet, mandate),
        rows=grouped(sum(counts.values())),
        tabs=[
            StateTab(name, str(word), grouped(counts[name]), name == state)
            for name, word in road.states.items()
        ],
        notices=sheet.notices,
        problems=[row.cells[0] for row in faults[:MOST_PROBLEMS]] if faults else [],
        more_problems=grouped(more) if more else "",
        problems_text=str(road.problems_text),
        problem_rows=wrong,
        to_store=to_store,
        unchanged="" if wrong or to_store else str(road.unchanged),
        store_words=store_words(to_store) if store_words is not None and may_store else "",
        hidden={**road.hidden(sheet), **({"sound_only": "1"} if wrong else {})} if may_store else {},
        columns=columns,
        listed=with_lines(
            listed,
            [_trial_row(row.number, row.state, road, columns, row.cells) for row in listed.object_list],
        ),
        search=search,
        part=sheet.part,
        load_url=road.url("load"),
        store_url=road.url(road.store_as, token=sheet.token),
        discard_url=road.url("discard", token=sheet.token),
    )


def _trial_row(
    number: int, state: str, road: SheetRoad[Any], columns: Sequence[str], cells: Sequence[str]
) -> TrialRow:
    name, *rest = cells if state == WRONG else road.shown(cells)
    return TrialRow(
        number,
        _SIGNS.get(state, ""),
        str(road.states[state]),
        name,
        list(zip(columns[1:], rest, strict=True)),
    )


def storing_page(road: SheetRoad[Any], storing: Storing) -> StoringPage:
    return StoringPage(
        doing=str(_DOING.get(storing.doing, _DOING[""])),
        rows=grouped(storing.rows) if storing.rows else "",
        all_rows=grouped(storing.all_rows),
        done=storing.rows,
        whole=max(storing.all_rows, storing.rows),
        load_url=road.url("load"),
    )
