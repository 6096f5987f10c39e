"""What the page of a stored list shows, and its line in lists."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.core.paginator import Page, Paginator
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from khuyenhoc.domain.organisation import queries as organisation
from khuyenhoc.domain.people.kinds import RegisterKind
from khuyenhoc.domain.people.models import RegisterSheet
from khuyenhoc.domain.people.queries.sheets import sheet_lines
from khuyenhoc.domain.people.rules.matching import State
from khuyenhoc.foundation.values.mandates import Mandate, UnitId
from khuyenhoc.foundation.values.numbers import grouped
from khuyenhoc.interfaces.web.paging import with_lines
from khuyenhoc.interfaces.web.people.forms.loading import KIND_NAMES
from khuyenhoc.interfaces.web.sheets.sheet_road import HistoryLine
from khuyenhoc.interfaces.words import account_words

ROWS = 100

STATES = {
    State.NEW: gettext_lazy("new"),
    State.CHANGED: gettext_lazy("changed"),
    State.SAME: gettext_lazy("the same"),
    State.DOUBTFUL: gettext_lazy("to look at again"),
    State.WRONG: gettext_lazy("wrong"),
}
"""What a row of a list is, in a word."""


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
    """`undone_at` and `undone_by`: when and by whom the list was taken back."""

    id: int
    line: HistoryLine
    kind: str
    unit: str
    year: int
    undone_at: datetime | None
    undone_by: str
    rows: Page[RowShown]


def _kind_words(sheet: RegisterSheet) -> str:
    return str(KIND_NAMES[RegisterKind(sheet.kind)])


def history_lines(sheets: Sequence[RegisterSheet], mandate: Mandate) -> list[HistoryLine]:
    names = organisation.names([UnitId(sheet.unit_id) for sheet in sheets], on=mandate.on)
    return [
        HistoryLine(
            address=reverse("web:register-sheet", kwargs={"sheet": sheet.pk}),
            file_name=sheet.file_name,
            about=", ".join((_kind_words(sheet), names[UnitId(sheet.unit_id)].title, str(sheet.year))),
            loaded_at=sheet.loaded_at,
            loaded_by=account_words(sheet.loaded_by),
            new=grouped(sheet.new),
            changed=grouped(sheet.changed),
            same=grouped(sheet.same),
            refused="",
            is_taken_back=sheet.undone_at is not None,
        )
        for sheet in sheets
    ]


def sheet_page(sheet: RegisterSheet, mandate: Mandate, *, page: str) -> SheetPage:
    numbers = Paginator(range(sheet.new + sheet.changed + sheet.same), ROWS).get_page(page)
    start = numbers.start_index() - 1 if numbers.object_list else 0
    lines = sheet_lines(sheet, start=start, count=ROWS)
    own = UnitId(sheet.unit_id)
    names = organisation.names([own, *(line.unit for line in lines if line.unit is not None)], on=mandate.on)
    gone = _("no longer on the register")
    shown = [
        RowShown(
            line.row,
            line.record,
            line.name or gone,
            "" if line.unit is None else names[line.unit].title,
            str(STATES[State.NEW if line.is_new else State.CHANGED if line.is_changed else State.SAME]),
            RegisterKind(sheet.kind).is_of_persons,
        )
        for line in lines
    ]
    return SheetPage(
        id=sheet.pk,
        line=history_lines([sheet], mandate)[0],
        kind=_kind_words(sheet),
        unit=names[own].title,
        year=sheet.year,
        undone_at=sheet.undone_at,
        undone_by=account_words(sheet.undone_by) if sheet.undone_at else "",
        rows=with_lines(numbers, shown),
    )
