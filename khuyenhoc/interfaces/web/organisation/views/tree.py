"""The tree of a day, opened branch by branch: where one picks a unit."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from khuyenhoc.domain.organisation import queries
from khuyenhoc.foundation.values.mandates import Action, Mandate, UnitId
from khuyenhoc.interfaces.fields import chosen_day
from khuyenhoc.interfaces.web.access import mandated
from khuyenhoc.interfaces.web.organisation.pages.tree import tree_page
from khuyenhoc.interfaces.web.organisation.views.units import wanted


@mandated(Action.VIEW)
def tree(request: HttpRequest, mandate: Mandate) -> HttpResponse:
    chosen = chosen_day(request.GET, otherwise=mandate.on)
    opened = _opened(request, mandate)
    page = tree_page(mandate, on=chosen.on, day_error=chosen.error, query=wanted(request), opened=opened)
    return render(request, "web/organisation/tree.html", {"page": page})


def _opened(request: HttpRequest, mandate: Mandate) -> UnitId | None:
    """The unit whose branch is asked for. One outside the mandate is as one that does not exist."""
    key = request.GET.get("mo", "").strip()
    if not key:
        return None
    unit = UnitId(queries.unit_by_key(key).pk)
    mandate.require(Action.VIEW, [unit])
    return unit
