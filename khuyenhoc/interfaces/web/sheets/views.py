"""The road of a sheet: hand in, see what would change, store, watch. One set of views for all kinds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path, reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from khuyenhoc.foundation.sheets.columns import Column, SheetDefinition
from khuyenhoc.foundation.sheets.problems import SheetRefused
from khuyenhoc.foundation.sheets.writing import Row
from khuyenhoc.foundation.values.mandates import Mandate, OutsideMandate
from khuyenhoc.foundation.waiting import road as waiting
from khuyenhoc.foundation.waiting.models import Storing, StoringState, WaitingSheet
from khuyenhoc.foundation.waiting.road import WRONG, Preview
from khuyenhoc.interfaces.files import sheet_response
from khuyenhoc.interfaces.jobs import storing as jobs
from khuyenhoc.interfaces.jobs.kinds.kind import HandedIn
from khuyenhoc.interfaces.web.access import MandatedView, mandated
from khuyenhoc.interfaces.web.figures.forms import too_large_words
from khuyenhoc.interfaces.web.sheets.pages import LoadPage, storing_page, trial_page
from khuyenhoc.interfaces.web.sheets.sheet_road import SheetRoad
from khuyenhoc.interfaces.web.uploads import bounded_upload


def addresses(road: SheetRoad[Any], *, load: str, trial: str, store: str = "luu") -> list[URLPattern]:
    """The addresses of a kind, below the places of its load page and of its previews."""
    views = _Views(road)
    steps: list[tuple[str, str, MandatedView[Any]]] = [
        (load, "load", bounded_upload(views.load)),
        (f"{trial}<uuid:token>/", "trial", views.trial),
        (f"{trial}<uuid:token>/{store}/", road.store_as, require_POST(views.store)),
        (f"{trial}<uuid:token>/dang-luu/", "storing", views.storing),
        (f"{trial}<uuid:token>/bo/", "discard", require_POST(views.discard)),
    ]
    return [
        path(place, mandated(road.kind.action)(view), name=f"{road.name}-{step}")
        for place, step, view in steps
    ]


class _Views:
    """The views of one kind."""

    def __init__(self, road: SheetRoad[Any]) -> None:
        self._road = road

    def load(self, request: HttpRequest, mandate: Mandate) -> HttpResponse:
        road = self._road
        form = road.form(request, mandate)
        if request.is_too_large:  # type: ignore[attr-defined]
            messages.error(request, too_large_words())
            return self._load_page(request, mandate, form, status=413)
        if form.is_bound and form.is_valid():
            file = form.cleaned_data["file"]
            handed = HandedIn(mandate, road.parameters(form), file.read(), file.name)
            try:
                preview = _read(road, handed)
            except SheetRefused as refusal:
                form.add_error("file", refusal.reason)
            except OutsideMandate as refusal:
                if road.outside_words is None:
                    raise
                form.add_error("file", road.outside_words(refusal, mandate))
            else:
                sheet = waiting.keep(
                    mandate=mandate,
                    kind=road.kind.name,
                    parameters=handed.parameters,
                    content=handed.content,
                    file_name=handed.file_name,
                    preview=preview,
                    language=get_language() or "",
                )
                return redirect(road.url("trial", token=sheet.token))
        return self._load_page(request, mandate, form, status=422 if form.is_bound else 200)

    def trial(self, request: HttpRequest, mandate: Mandate, *, token: UUID) -> HttpResponse:
        road = self._road
        try:
            sheet = waiting.waiting_sheet(mandate, road.kind.name, token)
            _keep_up_to_date(road, sheet, mandate)
        except WaitingSheet.DoesNotExist:
            return self._gone(request)
        except SheetRefused as refusal:
            messages.error(request, refusal.reason)
            return redirect(road.url("load"))
        storing = waiting.storing_of(mandate, road.kind.name, token)
        if storing is not None and storing.is_in_background:
            return redirect(road.url("storing", token=token))
        if request.GET.get("problems") == "csv" or request.GET.get("rows") == "csv":
            return _taken_away(road, sheet, all_rows="rows" in request.GET)
        page = trial_page(
            road,
            sheet,
            mandate,
            state=request.GET.get("state", ""),
            search=request.GET.get("q", "")[:100],
            page=request.GET.get("page", "1"),
        )
        return render(request, road.trial_template, {"page": page})

    def store(self, request: HttpRequest, mandate: Mandate, *, token: UUID) -> HttpResponse:
        choices = {name: request.POST[name][:64] for name in self._road.choices if name in request.POST}
        try:
            storing = jobs.begin(mandate=mandate, kind=self._road.kind, token=token, choices=choices)
        except WaitingSheet.DoesNotExist:
            return self._gone(request)
        return self._ended(request, storing) or redirect(self._road.url("storing", token=token))

    def storing(self, request: HttpRequest, mandate: Mandate, *, token: UUID) -> HttpResponse:
        """How far a storing is; asks again by itself until it is done, and may be left."""
        road = self._road
        storing = waiting.storing_of(mandate, road.kind.name, token)
        if storing is None:
            return redirect(road.url("trial", token=token))
        ended = self._ended(request, jobs.how_far(storing))
        if ended is not None:
            return ended
        answer = render(request, "web/sheets/storing.html", {"page": storing_page(road, storing)})
        answer.headers["Refresh"] = "2"
        return answer

    def discard(self, request: HttpRequest, mandate: Mandate, *, token: UUID) -> HttpResponse:
        road = self._road
        storing = waiting.storing_of(mandate, road.kind.name, token)
        if storing is not None and storing.is_in_background:
            return redirect(road.url("storing", token=token))
        try:
            waiting.discard(mandate=mandate, kind=road.kind.name, token=token)
        except WaitingSheet.DoesNotExist:
            return self._gone(request)
        messages.info(request, str(road.discarded))
        return redirect(road.url("load"))

    def _load_page(self, request: HttpRequest, mandate: Mandate, form: Any, *, status: int) -> HttpResponse:
        road = self._road
        action_url, action_label = road.action
        page = LoadPage(
            str(road.load_title), form, reverse(action_url), str(action_label), road.history(request, mandate)
        )
        return render(request, road.load_template, {"page": page}, status=status)

    def _ended(self, request: HttpRequest, storing: Storing) -> HttpResponse | None:
        """Where a storing that has ended leads, with its sentences; None while it goes on."""
        road = self._road
        match storing.state:
            case StoringState.STORED:
                for sentence in storing.outcome["sentences"]:
                    messages.success(request, sentence)
                return redirect(road.stored_at(storing.outcome["shown_at"]))
            case StoringState.REFUSED | StoringState.FAILED:
                messages.error(request, storing.refusal)
                return redirect(road.url("trial", token=storing.token))
        return None

    def _gone(self, request: HttpRequest) -> HttpResponse:
        """Stored, put aside, deleted or another's: the same words for all, so a stranger learns nothing."""
        messages.info(request, str(self._road.gone))
        return redirect(self._road.url("load"))


def _read(road: SheetRoad[Any], handed: HandedIn) -> Preview:
    """Read a sheet. What it rests on is asked first: a change during the reading makes it read again."""
    rests_on = road.kind.rests_on()
    preview = road.kind.read(handed)
    return replace(preview, part=road.part(preview.trial), rests_on=rests_on)


def _keep_up_to_date(road: SheetRoad[Any], sheet: WaitingSheet, mandate: Mandate) -> None:
    """Read a waiting sheet again where its preview is in another language or rests on what has changed."""
    language = get_language() or ""
    if sheet.language != language or sheet.rests_on != road.kind.rests_on():
        handed = HandedIn(mandate, sheet.parameters, bytes(sheet.content), sheet.file_name)
        waiting.keep_preview(sheet, _read(road, handed), language=language)


def _taken_away(road: SheetRoad[Any], sheet: WaitingSheet, *, all_rows: bool) -> HttpResponse:
    """The rows to mend, or every row, as CSV."""
    if not all_rows:
        table = SheetDefinition("problems", (Column("row", _("Row")), Column("problem", _("What to mend"))))
        rows: Iterator[Row] = (
            {"row": row.number or None, "problem": row.cells[0]}
            for row in waiting.PreviewRows(sheet, WRONG)[:]
        )
        return sheet_response(
            table, rows, ending="csv", name="cac-dong-can-xem-lai", title=_("Rows to look at")
        )
    cells = [Column(f"cell-{place}", str(heading)) for place, heading in enumerate(road.columns)]
    table = SheetDefinition("rows", (Column("row", _("Row")), Column("state", _("What it is")), *cells))
    last = len(cells) - 1
    rows = (
        {
            "row": row.number or None,
            "state": str(road.states[row.state]),
            **(
                {f"cell-{last}": row.cells[0]}
                if row.state == WRONG
                else {f"cell-{place}": cell for place, cell in enumerate(road.shown(row.cells))}
            ),
        }
        for row in waiting.all_rows(sheet)
    )
    return sheet_response(table, rows, ending="csv", name="xem-thu", title=_("What will change"))
