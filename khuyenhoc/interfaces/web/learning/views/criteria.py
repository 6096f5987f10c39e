"""Criteria sets: which one holds on a day, and one of them in full with its points to try."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from khuyenhoc.foundation.criteria import shelf
from khuyenhoc.foundation.values.mandates import Action, Mandate
from khuyenhoc.interfaces.fields import chosen_day
from khuyenhoc.interfaces.web.access import mandated
from khuyenhoc.interfaces.web.learning.pages.criteria import criteria_page, criteria_set_page

_LONGEST_MARK = 12


@mandated(Action.VIEW)
def criteria(request: HttpRequest, mandate: Mandate) -> HttpResponse:
    chosen = chosen_day(request.GET, otherwise=mandate.on)
    return render(
        request, "web/learning/criteria.html", {"page": criteria_page(on=chosen.on, day_error=chosen.error)}
    )


@mandated(Action.VIEW)
def criteria_set(request: HttpRequest, mandate: Mandate, *, folder: str, edition: str) -> HttpResponse:
    """Marks come in the address (`m-1=8`): trying stores nothing, and a trial can be sent as a link."""
    try:
        shown_set = shelf.national().by_key(f"{folder}/{edition}")
    except KeyError as missing:
        raise Http404 from missing
    marks = {item.code: request.GET.get(f"m-{item.code}", "")[:_LONGEST_MARK] for item in shown_set.items}
    page = criteria_set_page(shown_set, form=request.GET.get("form", ""), marks=marks)
    return render(request, "web/learning/criteria_set.html", {"page": page})
