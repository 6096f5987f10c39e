"""The reconciliation sheet of a reorganisation, applied or only tried: on a page, on paper, as a file."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from khuyenhoc.domain.figures.queries.reconciliation import (
    ReconciliationSheet,
    reconciliation_sheet,
    trial_sheets,
)
from khuyenhoc.domain.figures.rules.reconciling import COLUMNS, ReconciliationRow
from khuyenhoc.domain.people import permissions
from khuyenhoc.foundation.sheets.columns import Column, SheetDefinition
from khuyenhoc.foundation.sheets.problems import SheetNotSound, SheetRefused
from khuyenhoc.foundation.sheets.writing import Row
from khuyenhoc.foundation.values.catalogue import unit_kinds
from khuyenhoc.foundation.values.mandates import Action, Mandate
from khuyenhoc.foundation.values.numbers import date_text
from khuyenhoc.foundation.values.vietnamese import slug
from khuyenhoc.foundation.waiting.models import WaitingSheet
from khuyenhoc.foundation.waiting.road import waiting_sheet
from khuyenhoc.interfaces.files import FORMATS, Format, sheet_response
from khuyenhoc.interfaces.jobs.kinds import REFORMS
from khuyenhoc.interfaces.web.access import account_of, mandated
from khuyenhoc.interfaces.web.figures.pages.reconciliation import (
    Filter,
    addresses_of,
    reconciliation_page,
    rows_in_order,
)
from khuyenhoc.interfaces.words import indicator_words, measure_words, period_words


@mandated(Action.VIEW)
def reconciliation(request: HttpRequest, mandate: Mandate, *, pk: int) -> HttpResponse:
    return _applied(request, mandate, pk, template="reconciliation.html", number=request.GET.get("page", "1"))


@mandated(Action.VIEW)
def reconciliation_print(request: HttpRequest, mandate: Mandate, *, pk: int) -> HttpResponse:
    """Every row, ready for paper and signatures."""
    return _applied(request, mandate, pk, template="reconciliation_print.html", number=None)


@mandated(Action.VIEW)
def reconciliation_export(request: HttpRequest, mandate: Mandate, *, pk: int, ending: str) -> HttpResponse:
    return _export(request, _sheet(mandate, pk), ending)


@mandated(Action.ORGANISE)
def trial(request: HttpRequest, mandate: Mandate, *, token: UUID) -> HttpResponse:
    return _tried(
        request, mandate, token, template="reconciliation.html", number=request.GET.get("page", "1")
    )


@mandated(Action.ORGANISE)
def trial_print(request: HttpRequest, mandate: Mandate, *, token: UUID) -> HttpResponse:
    return _tried(request, mandate, token, template="reconciliation_print.html", number=None)


@mandated(Action.ORGANISE)
def trial_export(request: HttpRequest, mandate: Mandate, *, token: UUID, ending: str) -> HttpResponse:
    waiting = _waiting(mandate, token)
    try:
        sheets = _sheets_of(mandate, waiting)
    except (SheetNotSound, SheetRefused) as refusal:
        raise Http404 from refusal
    if not sheets:
        raise Http404
    return _export(request, sheets[_chosen(request, sheets)], ending)


def _applied(
    request: HttpRequest, mandate: Mandate, pk: int, *, template: str, number: str | None
) -> HttpResponse:
    sheet = _sheet(mandate, pk)
    page = reconciliation_page(
        mandate,
        [sheet],
        0,
        wanted=Filter.of(request.GET),
        number=number,
        addresses=addresses_of("reform-reconciliation", {"pk": pk}),
        back=(reverse("web:reform", kwargs={"pk": pk}), sheet.document.number),
        association=_association(request, mandate),
    )
    return render(request, f"web/figures/{template}", {"page": page})


def _tried(
    request: HttpRequest, mandate: Mandate, token: UUID, *, template: str, number: str | None
) -> HttpResponse:
    waiting = _waiting(mandate, token)
    back = reverse("web:reform-trial", kwargs={"token": token})
    try:
        sheets = _sheets_of(mandate, waiting)
    except (SheetNotSound, SheetRefused):
        messages.error(
            request,
            _(
                "The figures cannot be set side by side while the sheet has places to mend. Look at the "
                "list below."
            ),
        )
        return redirect(back)
    if not sheets:
        messages.info(
            request,
            _("Everything in this sheet has been applied already. There is nothing to set side by side."),
        )
        return redirect(back)
    page = reconciliation_page(
        mandate,
        sheets,
        _chosen(request, sheets),
        wanted=Filter.of(request.GET),
        number=number,
        addresses=addresses_of("reform-trial-reconciliation", {"token": token}),
        back=(back, _("What the sheet would change")),
        association=_association(request, mandate),
        waiting=waiting,
    )
    return render(request, f"web/figures/{template}", {"page": page})


def _sheet(mandate: Mandate, pk: int) -> ReconciliationSheet:
    """:raises Http404: there is no such reorganisation, or the mandate reaches none of its units"""
    sheet = reconciliation_sheet(pk, seen_by=mandate)
    if sheet is None:
        raise Http404
    return sheet


def _waiting(mandate: Mandate, token: UUID) -> WaitingSheet:
    try:
        return waiting_sheet(mandate, REFORMS.name, token)
    except WaitingSheet.DoesNotExist as missing:
        raise Http404 from missing


def _sheets_of(mandate: Mandate, waiting: WaitingSheet) -> list[ReconciliationSheet]:
    return trial_sheets(mandate=mandate, content=bytes(waiting.content), file_name=waiting.file_name)


def _chosen(request: HttpRequest, sheets: Sequence[ReconciliationSheet]) -> int:
    """Which of several documents, the first where nobody said or said something else."""
    written = request.GET.get("sheet", "")
    return int(written) if written in {f"{at}" for at in range(len(sheets))} else 0


def _association(request: HttpRequest, mandate: Mandate) -> str:
    """The association of the reader's post, as it heads its papers."""
    held = [
        post
        for post in permissions.posts_held(account_of(request), on=mandate.on)
        if mandate.action in post.actions
    ]
    return unit_kinds()[held[0].unit.kind].association.format(name=held[0].unit.name) if held else ""


def _export(request: HttpRequest, sheet: ReconciliationSheet, ending: str) -> HttpResponse:
    """
    CSV: what `khuyenhoc reconcile --format csv` prints. Excel: the same columns, then what they are called.
    """
    if ending not in FORMATS:
        raise Http404
    rows = rows_in_order(sheet, Filter.of(request.GET))
    name = f"doi-chieu-{slug(sheet.document.number)}-{sheet.effective_on:%Y%m%d}"
    told = {"document": sheet.document.number, "day": date_text(sheet.effective_on)}
    title = _("Figures before and after %(document)s, from %(day)s") % told
    return sheet_response(
        _columns(ending),
        [_cells(row, sheet.effective_on) for row in rows],
        ending=ending,
        name=name,
        title=title,
    )


def _columns(ending: Format) -> SheetDefinition:
    if ending == "csv":
        return SheetDefinition(name="reconciliation", columns=tuple(Column(name, name) for name in COLUMNS))
    words = (
        _("Unit key"),
        _("Period code"),
        _("Indicator code"),
        _("Before the change"),
        _("After the change"),
        _("Difference"),
        _("Explanation"),
    )
    contract = tuple(Column(name, heading) for name, heading in zip(COLUMNS, words, strict=True))
    names = (
        Column("unit_name", _("Name of the unit")),
        Column("period_name", _("Period in words")),
        Column("label", _("Name of the indicator")),
        Column("measure", _("Measure")),
        Column("before_on", _("Before: units as they stood on")),
        Column("after_on", _("After: units as they stood on")),
    )
    return SheetDefinition(name="reconciliation-named", columns=(*contract, *names))


def _cells(row: ReconciliationRow, effective_on: date) -> Row:
    return {
        **dict(zip(COLUMNS, row.plain, strict=True)),
        "unit_name": row.unit_name,
        "period_name": period_words(row.period),
        "label": indicator_words(row.indicator),
        "measure": measure_words(row.measure),
        "before_on": effective_on - timedelta(days=1),
        "after_on": effective_on,
    }
