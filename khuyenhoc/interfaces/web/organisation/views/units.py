"""Units: the list of a day, and one unit through time."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from khuyenhoc.domain.organisation import queries
from khuyenhoc.domain.people import permissions
from khuyenhoc.foundation.values.mandates import Action, Mandate, UnitId
from khuyenhoc.interfaces.fields import chosen_day, units_offered
from khuyenhoc.interfaces.web.access import account_of, mandated, mandated_any
from khuyenhoc.interfaces.web.organisation.pages.units import UNITS, lines_of_units, unit_page, units_page

_LONGEST_QUERY = 100
OFFERED_FOR = (Action.VIEW, Action.REGISTER, Action.ASSESS, Action.VERIFY, Action.DECIDE)
"""For whom a form has a unit chosen by its name."""


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
    viewed_unit = UnitId(queries.unit_by_key(key).pk)
    mandate.require(Action.VIEW, [viewed_unit])
    chosen = chosen_day(request.GET, otherwise=mandate.on)
    page = unit_page(mandate, viewed_unit, on=chosen.on, day_error=chosen.error)
    return render(request, "web/organisation/unit.html", {"page": page})


@mandated_any(*OFFERED_FOR)
def offered(request: HttpRequest, mandate: Mandate) -> JsonResponse:
    """The units whose names hold what is typed, for `?may=` one of the reader's actions."""
    action = next((each for each in OFFERED_FOR if each.value == request.GET.get("may")), mandate.action)
    within = permissions.mandate(account=account_of(request), action=action, on=mandate.on)
    units = units_offered(within, wanted(request))
    return JsonResponse({"units": [{"key": unit.key, "title": unit.title} for unit in units]})


def wanted(request: HttpRequest) -> str:
    """The name or code the user searches for, on one line and cut to the longest query."""
    return " ".join(request.GET.get("q", "").split())[:_LONGEST_QUERY]
