"""
A linked threshold: the share of learning citizens among a community's or a unit's people, counted live, with
who is missing.
"""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from khuyenhoc.domain.learning import queries
from khuyenhoc.domain.learning.models import Programme, Registration
from khuyenhoc.foundation.audit import trail
from khuyenhoc.foundation.criteria.sets import Scope
from khuyenhoc.foundation.values.mandates import Mandate
from khuyenhoc.interfaces.files import Format
from khuyenhoc.interfaces.web.access import mandated_any
from khuyenhoc.interfaces.web.learning.forms.linked import chosen_share
from khuyenhoc.interfaces.web.learning.pages.linked import (
    MISSING,
    counted_on,
    linked_page,
    missing_lines,
    missing_people,
    shares_of,
)
from khuyenhoc.interfaces.web.learning.views.titles import SEEN_BY, wanted
from khuyenhoc.interfaces.words import title_words


@mandated_any(*SEEN_BY)
def linked(request: HttpRequest, mandate: Mandate, *, pk: int) -> HttpResponse:
    """
    `?share=` chooses one of the set's shares; `?export=` takes the names away, as far as the mandate reaches.
    """
    registration = queries.history(pk, mandate=mandate).registration
    if registration.title not in (Programme.COMMUNITY, Programme.UNIT):
        raise Http404
    share = chosen_share(request.GET.get("share", ""), shares_of(registration))
    ending, search = request.GET.get("export", ""), wanted(request)
    if ending in ("csv", "xlsx"):
        return _export(mandate, registration, share, search, "csv" if ending == "csv" else "xlsx")
    title = title_words(registration.title, Scope(registration.scope))
    page = linked_page(
        mandate, registration, title=title, share=share, search=search, number=request.GET.get("page", "")
    )
    trail.record(mandate, "looked at who is missing", registration, people=len(page.missing))
    return render(request, "web/learning/linked.html", {"page": page})


def _export(
    mandate: Mandate, registration: Registration, share: str, search: str, ending: Format
) -> HttpResponse:
    counted = queries.linked_share(registration, indicator=share, on=counted_on(registration, mandate))
    people = missing_lines(missing_people(counted, mandate=mandate, search=search), mandate)
    trail.record(mandate, "took away who is missing", registration, people=len(people))
    name = f"chua-la-cong-dan-hoc-tap-{registration.paper_code}-{registration.year}"
    return MISSING.file(people, ending=ending, name=name, title=_("Not learning citizens of the year yet"))
