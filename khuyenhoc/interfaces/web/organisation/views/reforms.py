"""Reorganisations: what has been applied, and how it is undone; the blank sheet."""

from __future__ import annotations

from dataclasses import replace

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from khuyenhoc.domain.organisation import queries, services
from khuyenhoc.domain.organisation.queries import lineage
from khuyenhoc.domain.organisation.queries.lineage import SeenReform
from khuyenhoc.domain.organisation.sheets import ACTS, REORGANISATIONS
from khuyenhoc.domain.people import permissions
from khuyenhoc.foundation.sheets.columns import SheetDefinition
from khuyenhoc.foundation.sheets.writing import write_xlsx
from khuyenhoc.foundation.values.catalogue import unit_kinds
from khuyenhoc.foundation.values.mandates import Action, Mandate
from khuyenhoc.interfaces.files import file_response
from khuyenhoc.interfaces.tables import Asked
from khuyenhoc.interfaces.web.access import account_of, mandated
from khuyenhoc.interfaces.web.organisation.pages import reforms as pages


@mandated(Action.VIEW)
def reforms(request: HttpRequest, mandate: Mandate) -> HttpResponse:
    lines, asked = _lines(mandate), Asked.of(request.GET)
    downloads = [(reverse("web:reforms-export") + asked.address(page=None), "xlsx")]
    table = pages.REFORMS.asked(lines, asked, downloads=downloads)
    page = pages.ReformsPage(table, may_load=bool(_organising(request, mandate).units))
    return render(request, "web/organisation/reforms.html", {"page": page})


@mandated(Action.VIEW)
def export(request: HttpRequest, mandate: Mandate) -> HttpResponse:
    rows = pages.REFORMS.chosen(_lines(mandate), Asked.of(request.GET))
    return pages.REFORMS.file(rows, ending="xlsx", name="to-chuc-lai", title=_("Reorganisations"))


def _lines(mandate: Mandate) -> list[pages.ReformLine]:
    return [pages.reform_line(reorganisation) for reorganisation in lineage.reforms_seen(mandate)]


@mandated(Action.VIEW)
def reform(request: HttpRequest, mandate: Mandate, *, pk: int) -> HttpResponse:
    seen = _seen(mandate, pk)
    organising = _organising(request, mandate)
    may_reverse = seen.is_whole and bool(organising.units) and _reaches_whole(organising, pk)
    follows = services.what_follows(seen.reorganisation) if seen.is_whole else []
    page = pages.reform_page(seen, follows=follows, may_reverse=may_reverse, seen_on=mandate.on)
    return render(request, "web/organisation/reform.html", {"page": page})


@mandated(Action.ORGANISE)
def blank(request: HttpRequest, mandate: Mandate) -> HttpResponse:
    """The empty sheet, with every act and an example of each on its guide page."""
    choices = {"act": ACTS, "kind": tuple(unit_kinds())}
    columns = tuple(
        replace(column, choices=choices.get(column.name, ())) for column in REORGANISATIONS.columns
    )
    notes = [
        _(
            "One row is one unit and one unit that carries it on. All rows of one document and one day are "
            "applied together, or none is."
        ),
        _("Acts, each with an example:"),
        *(f"{act}: {words}" for act, words in pages.act_examples().items()),
        _("Kinds of units:"),
        *(f"{code}: {kind.label}" for code, kind in unit_kinds().items()),
    ]
    definition = SheetDefinition(name=REORGANISATIONS.name, columns=columns)
    return file_response(
        write_xlsx(definition, [], title=_("Reorganisations"), notes=notes),
        "bieu-mau-to-chuc-lai.xlsx",
        "xlsx",
    )


@mandated(Action.ORGANISE)
@require_http_methods(["GET", "HEAD", "POST"])
def undo(request: HttpRequest, mandate: Mandate, *, pk: int) -> HttpResponse:
    """Asks first, with what would be undone and what stands in the way; a POST undoes it."""
    reorganisation = _seen(mandate, pk).reorganisation
    number = reorganisation.document.number
    acts = queries.reorganisations_by(number)
    if request.method == "POST":
        try:
            services.reverse_reform(mandate=mandate, document=number)
        except services.SomethingRestsOnIt:
            messages.error(request, _("Nothing was undone."))  # the page below says why
            return redirect("web:reform-reverse", pk=pk)
        except services.NoSuchReorganisation as gone:
            raise Http404 from gone
        messages.success(
            request,
            _("Undone: %(document)s. The units are as they were before it. The sheet can be loaded again.")
            % {"document": number},
        )
        return redirect("web:reforms")
    trial = services.try_reverse(mandate=mandate, document=number)
    return render(
        request,
        "web/organisation/reform_reverse.html",
        {"page": pages.reverse_page(reorganisation, acts, trial)},
    )


def _organising(request: HttpRequest, mandate: Mandate) -> Mandate:
    """What the same account may do to the tree, on the same day."""
    return permissions.mandate(account=account_of(request), action=Action.ORGANISE, on=mandate.on)


def _reaches_whole(organising: Mandate, pk: int) -> bool:
    seen = lineage.reform_seen(organising, pk)
    return seen is not None and seen.is_whole


def _seen(mandate: Mandate, pk: int) -> SeenReform:
    """:raises Http404: there is no such reorganisation, or the mandate reaches none of its units"""
    seen = lineage.reform_seen(mandate, pk)
    if seen is None:
        raise Http404
    return seen
