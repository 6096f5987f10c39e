"""Sheets of figures beside the road they are loaded by: the blank sheet, and what a stored one changed."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from khuyenhoc.domain.figures.sheets import FIGURES
from khuyenhoc.foundation.sheets.writing import write_xlsx
from khuyenhoc.foundation.values.catalogue import indicators
from khuyenhoc.foundation.values.mandates import Action, Mandate
from khuyenhoc.interfaces.files import file_response
from khuyenhoc.interfaces.web.access import mandated
from khuyenhoc.interfaces.web.figures.pages.sheets import loaded_page, sheet_seen


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
def loaded(request: HttpRequest, mandate: Mandate, *, sheet: int) -> HttpResponse:
    found = sheet_seen(mandate, sheet)
    if found is None:
        raise Http404
    return render(request, "web/figures/sheet_loaded.html", {"page": loaded_page(mandate, found)})
