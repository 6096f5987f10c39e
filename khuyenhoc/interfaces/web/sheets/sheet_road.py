"""What the pages of the road ask of each kind of sheet, beside what its reading and storing are."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from khuyenhoc.foundation.values.mandates import Mandate, OutsideMandate
from khuyenhoc.foundation.waiting.models import WaitingSheet
from khuyenhoc.interfaces.cells import Link, noted
from khuyenhoc.interfaces.jobs.kinds import SheetKind
from khuyenhoc.interfaces.tables import Column, Definition, Table
from khuyenhoc.interfaces.web.figures.forms import SheetForm

F = TypeVar("F", bound=SheetForm)
Words = str | Promise
"""A sentence or label in the language of the page."""


@dataclass(frozen=True, slots=True)
class About:
    """What a sheet is about, for the head of its page; each may be empty."""

    unit: str = ""
    period: str = ""
    what: str = ""


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """A stored sheet in a list."""

    address: str
    file_name: str
    about: str
    loaded_at: datetime
    loaded_by: str
    new: str
    changed: str
    same: str
    refused: str
    is_taken_back: bool = False


HISTORY: Definition[HistoryLine] = Definition(
    "sheets",
    (
        Column(
            "file_name",
            gettext_lazy("Sheet"),
            lambda line: noted(
                Link(line.file_name, line.address), gettext_lazy("taken back") if line.is_taken_back else ""
            ),
        ),
        Column("about", gettext_lazy("Of what")),
        Column("loaded_at", gettext_lazy("Loaded")),
        Column("loaded_by", gettext_lazy("By")),
        Column("new", gettext_lazy("New"), kind="number"),
        Column("changed", gettext_lazy("Changed"), kind="number"),
        Column("same", gettext_lazy("Same"), kind="number"),
        Column("refused", gettext_lazy("Not stored"), kind="number"),
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetRoad(Generic[F]):
    """
    The pages of one kind of sheet. Its addresses are called `web:<name>-load`, `-trial`, `-store` (or as
    `store_as` says), `-storing` and `-discard`.

    `form`: the form of the load page, bound where a file was sent; `parameters`: what of it is kept with the
    sheet. `states`: the tabs of the preview, each with its word; `columns`: headings of a row's cells, which
    `shown` makes ready to read. `store_words`: the button, for so many rows; `sound_words`: the same beside
    rows that cannot be stored, where the kind may store the others alone. `choices`: what a preview's form
    may send; `hidden`: what it sends by itself.
    """

    kind: SheetKind
    name: str
    store_as: str = "store"
    form: Callable[[HttpRequest, Mandate], F]
    parameters: Callable[[F], Mapping[str, Any]] = lambda form: {}
    about: Callable[[WaitingSheet, Mandate], About] = lambda sheet, mandate: About()
    part: Callable[[Any], Mapping[str, Any]] = lambda trial: {}
    states: Mapping[str, Words]
    columns: Sequence[Words]
    shown: Callable[[Sequence[str]], Sequence[str]] = lambda cells: cells
    store_words: Callable[[int], str]
    choices: Sequence[str] = ()
    hidden: Callable[[WaitingSheet], Mapping[str, str]] = lambda sheet: {}
    sound_words: Callable[[int], str] | None = None
    stores_unchanged: bool = False
    outside_words: Callable[[OutsideMandate, Mandate], str] | None = None
    stored_at: Callable[[int | None], str]
    history: Callable[[HttpRequest, Mandate], Table[HistoryLine] | None] = lambda request, mandate: None
    action: tuple[str, Words]
    """Beside the title of the load page: the name of an address and what it is called."""
    load_title: Words
    trial_title: Words
    discarded: Words
    problems_text: Words = ""
    unchanged: Words
    """Said where everything in the sheet is stored already."""
    gone: Words
    load_template: str = "web/sheets/load.html"
    trial_template: str = "web/sheets/trial.html"

    def url(self, step: str, **place: object) -> str:
        return reverse(f"web:{self.name}-{step}", kwargs=place)
