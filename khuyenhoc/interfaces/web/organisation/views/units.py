"""Units: the list of a day, and one unit through time."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from khuyenhoc.domain.organisation import queries
from khuyenhoc.foundation.values.mandates import Action, Mandate, UnitId
from khuyenhoc.interfaces.fields import chosen_day
from khuyenhoc.interfaces.web.access import mandated
from khuyenhoc.interfaces.web.organisation.pages.units import UNITS, lines_of_units, unit_page, units_page

_LONGEST_QUERY = 100


@mandated(Action.VIEW)
def units(request: HttpRequest, mandate: Mandate) -> HttpResponse:
    chosen = chosen_day(request.GET, otherwise=mandate.on)
    page = units_page(mandate, on=chosen.on, day_error=chosen.error, query=wanted(request))
    return render(request, "web/organisation/units.html", {"page": page})


@mandated(Action.VIEW)
def units_export(request: HttpRequest, mandate: Mandate) -> HttpResponse:
    chosen = chosen_day(request.GET, otherwise=mandate.on)
    lines = lines_of_units(mandate, on=chosen.on, query=wanted(request))
    return UNITS.file(lines, ending="csv", name=f"don-vi-{chosen.on:%Y-%m-%d}", title=_("Units"))


@mandated(Action.VIEW)
def unit(request: HttpRequest, mandate: Mandate, *, key: str) -> HttpResponse:
    found = UnitId(queries.unit_by_key(key).pk)
    mandate.require(Action.VIEW, [found])
    chosen = chosen_day(request.GET, otherwise=mandate.on)
    page = unit_page(mandate, found, on=chosen.on, day_error=chosen.error)
    return render(request, "web/organisation/unit.html", {"page": page})


def wanted(request: HttpRequest) -> str:
    """The name or code somebody looks for, on one line and not endless."""
    return " ".join(request.GET.get("q", "").split())[:_LONGEST_QUERY]
