"""Loading a sheet of figures: hand in, see what would change, store."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from khuyenhoc.domain.figures import queries, services
from khuyenhoc.domain.figures.models import WaitingSheet
from khuyenhoc.domain.figures.sheets import FIGURES
from khuyenhoc.domain.organisation.services import SheetNotSound
from khuyenhoc.foundation.sheets.columns import Column, SheetDefinition
from khuyenhoc.foundation.sheets.problems import SheetRefused
from khuyenhoc.foundation.sheets.writing import write_xlsx
from khuyenhoc.foundation.values.catalogue import indicators
from khuyenhoc.foundation.values.mandates import Action, Mandate
from khuyenhoc.interfaces.files import file_response, sheet_response
from khuyenhoc.interfaces.web.access import mandated
from khuyenhoc.interfaces.web.figures.forms import SheetForm, too_large_words
from khuyenhoc.interfaces.web.figures.pages.sheets import (
    HISTORY,
    MOST_SHEETS,
    LoadPage,
    loaded_page,
    problem_words,
    sheet_line,
    sheet_seen,
    trial_page,
)
from khuyenhoc.interfaces.web.uploads import bounded_upload


@mandated(Action.REPORT)
@bounded_upload
def load(request: HttpRequest, mandate: Mandate) -> HttpResponse:
    if request.is_too_large:  # type: ignore[attr-defined]
        form = SheetForm()
        messages.error(request, too_large_words())
        return _load_page(request, mandate, form, status=413)
    form = SheetForm(request.POST, request.FILES) if request.method == "POST" else SheetForm()
    if form.is_bound and form.is_valid():
        file = form.cleaned_data["file"]
        content = file.read()
        try:
            services.read_figure_sheet(mandate=mandate, content=content, file_name=file.name)
        except SheetRefused as refusal:
            form.add_error("file", refusal.reason)
        else:
            waiting = services.keep_waiting(mandate=mandate, content=content, file_name=file.name)
            return redirect("web:sheet-trial", token=waiting.token)
    return _load_page(request, mandate, form, status=422 if form.is_bound else 200)


def _load_page(request: HttpRequest, mandate: Mandate, form: SheetForm, *, status: int) -> HttpResponse:
    history = HISTORY.of([sheet_line(sheet) for sheet in queries.loaded_sheets(mandate)[:MOST_SHEETS]])
    return render(request, "web/figures/sheet_load.html", {"page": LoadPage(form, history)}, status=status)


@mandated(Action.REPORT)
def blank(request: HttpRequest, mandate: Mandate) -> HttpResponse:
    """The empty sheet, with the codes of every indicator on its guide page."""
    notes = [
        _(
            "One row is one figure of one unit for one period. Figures run from 1 January to the end of "
            "the period."
        ),
        _("Leave out a row whose figure nobody knows: an empty place is not a zero."),
        _("Codes of the indicators:"),
        *(f"{code}: {indicator.label}" for code, indicator in indicators().items()),
    ]
    return file_response(
        write_xlsx(FIGURES, [], title=_("Sheet of figures"), notes=notes), "bieu-mau-so-lieu.xlsx", "xlsx"
    )


@mandated(Action.REPORT)
def trial(request: HttpRequest, mandate: Mandate, *, token: UUID) -> HttpResponse:
    waiting = _waiting(mandate, token)
    if waiting is None:
        return _gone(request)
    tried = services.read_figure_sheet(
        mandate=mandate, content=bytes(waiting.content), file_name=waiting.file_name
    )
    if request.GET.get("problems") == "csv":
        table = SheetDefinition(
            name="problems", columns=(Column("row", _("Row")), Column("problem", _("What to mend")))
        )
        rows = [{"row": problem.row, "problem": problem_words(problem)} for problem in tried.problems]
        return sheet_response(
            table, rows, ending="csv", name="cac-dong-can-xem-lai", title=_("Rows to look at")
        )
    return render(
        request, "web/figures/sheet_trial.html", {"page": trial_page(waiting.token, waiting.file_name, tried)}
    )


@mandated(Action.REPORT)
@require_POST
def store(request: HttpRequest, mandate: Mandate, *, token: UUID) -> HttpResponse:
    if _waiting(mandate, token) is None:
        return _gone(request)
    try:
        sheet = services.store_waiting(
            mandate=mandate, token=token, sound_rows_only="sound_only" in request.POST
        )
    except SheetNotSound as unsound:
        count = len(unsound.problems)
        words = ngettext(
            "%(count)s place stands in the way now.", "%(count)s places stand in the way now.", count
        ) % {"count": count}
        messages.error(request, _("Nothing was stored.") + " " + words)
        return redirect("web:sheet-trial", token=token)
    return redirect("web:sheet-loaded", sheet=sheet.pk)


@mandated(Action.REPORT)
@require_POST
def discard(request: HttpRequest, mandate: Mandate, *, token: UUID) -> HttpResponse:
    if _waiting(mandate, token) is not None:
        services.discard_waiting(mandate=mandate, token=token)
    messages.info(request, _("The sheet was put aside. Nothing was stored."))
    return redirect("web:sheet-load")


@mandated(Action.REPORT)
def loaded(request: HttpRequest, mandate: Mandate, *, sheet: int) -> HttpResponse:
    found = sheet_seen(mandate, sheet)
    if found is None:
        raise Http404
    return render(request, "web/figures/sheet_loaded.html", {"page": loaded_page(mandate, found)})


def _waiting(mandate: Mandate, token: UUID) -> WaitingSheet | None:
    try:
        return queries.waiting_sheet(mandate, token)
    except WaitingSheet.DoesNotExist:
        return None


def _gone(request: HttpRequest) -> HttpResponse:
    """
    Stored already, swept away, or never there: the same words for all, for a stranger learns nothing from
    them.
    """
    messages.info(
        request,
        _(
            "This sheet waits no longer: it was stored, or a day has passed. Look at the list below, or "
            "load it again."
        ),
    )
    return redirect("web:sheet-load")
