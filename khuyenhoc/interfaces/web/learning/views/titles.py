"""Lists of titles: a unit's year, one programme's titles, and putting more down for it."""

from __future__ import annotations

from collections.abc import Iterator

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from khuyenhoc.domain.learning import queries, services
from khuyenhoc.domain.learning.models import CITIZEN_FORMS, Programme
from khuyenhoc.domain.learning.queries import Row
from khuyenhoc.domain.learning.states import State
from khuyenhoc.domain.people import permissions
from khuyenhoc.foundation.criteria.sets import Completeness
from khuyenhoc.foundation.values.mandates import Action, Mandate, UnitId
from khuyenhoc.foundation.values.numbers import grouped
from khuyenhoc.interfaces.files import Format
from khuyenhoc.interfaces.web.access import account_of, mandated, mandated_any
from khuyenhoc.interfaces.web.learning.pages.candidates import register_page
from khuyenhoc.interfaces.web.learning.pages.titles import TITLES, title_lines, titles_page
from khuyenhoc.interfaces.web.learning.pages.titles_home import titles_home
from khuyenhoc.interfaces.web.learning.places import Place, place_of
from khuyenhoc.interfaces.web.people.units import own_top

SEEN_BY = (Action.REGISTER, Action.ASSESS, Action.VERIFY, Action.DECIDE)
"""Users who work on titles see the names; others see the figures."""

_LONGEST_QUERY = 100


@mandated_any(*SEEN_BY)
def home(request: HttpRequest, mandate: Mandate) -> HttpResponse:
    key = request.GET.get("unit", "").replace("\0", "") or next((unit.key for unit in own_top(mandate)), "")
    year = request.GET.get("year", "")
    of = (
        int(year)
        if year.isdecimal() and len(year) == 4 and 1996 <= int(year) <= mandate.on.year + 1
        else mandate.on.year
    )
    return render(request, "web/learning/titles_home.html", {"page": titles_home(mandate, key, of)})


@mandated_any(*SEEN_BY)
def titles(request: HttpRequest, mandate: Mandate, *, key: str, year: int, programme: str) -> HttpResponse:
    place = place_of(mandate, key, year, programme, request.GET.get("scope", ""))
    search, state = wanted(request), request.GET.get("state", "")
    ending = request.GET.get("export", "")
    if ending in ("csv", "xlsx"):
        return _export(
            mandate, place, search=search, state=state, ending="csv" if ending == "csv" else "xlsx"
        )
    after = request.GET.get("after", "")
    held = permissions.posts_held(account_of(request), on=mandate.on)
    page = titles_page(
        mandate,
        place,
        search=search,
        state=state,
        after=int(after) if after.isdecimal() and len(after) < 18 else None,
        actions=frozenset(action for post in held for action in post.actions),
        notice=notice_of(place, mandate),
    )
    return render(request, "web/learning/titles.html", {"page": page})


def notice_of(place: Place, mandate: Mandate) -> str:
    """
    What to know of the criteria the titles of a place are judged by; empty where the official set is here
    whole.
    """
    day = (
        min(mandate.on, mandate.on.replace(year=place.year, month=12, day=28))
        if place.year <= mandate.on.year
        else mandate.on
    )
    criteria = queries.set_in_force(UnitId(place.unit.pk), place.programme.subject, place.scope, on=day)
    return (
        ""
        if criteria is None or criteria.completeness is Completeness.COMPLETE
        else f"{criteria.title}: {criteria.notice}"
    )


def _export(mandate: Mandate, place: Place, *, search: str, state: str, ending: Format) -> HttpResponse:
    lines = title_lines(list(all_rows(mandate, place, search=search, state=state)), mandate)
    name = f"{place.programme.value}-{place.unit.key}-{place.year}"
    return TITLES.file(lines, ending=ending, name=name, title=place.title)


def all_rows(mandate: Mandate, place: Place, *, search: str = "", state: str = "") -> Iterator[Row]:
    after = None
    while True:
        page = queries.registrations(
            place.units,
            mandate=mandate,
            year=place.year,
            programme=place.programme,
            scope=place.scope,
            states=[State(state)] if state in list(State) else (),
            search=search,
            after=after,
            limit=1_000,
        )
        yield from page.rows
        if page.next is None:
            return
        after = page.next


@mandated(Action.REGISTER)
def register(request: HttpRequest, mandate: Mandate, *, key: str, year: int, programme: str) -> HttpResponse:
    """Choose from the registers whom to put down for the year; or everybody of last year again."""
    place = place_of(mandate, key, year, programme, request.GET.get("scope", ""))
    if request.method == "POST":
        try:
            done = _register(request, mandate, place)
        except (services.NoSetInForce, services.StepClosed, services.NotOnTheRegister) as refused:
            messages.error(request, f"{_('Nothing was stored.')} {refused}")
        else:
            sentence = _(
                "Registered for the title of %(year)s: %(new)s new, %(already)s were registered already."
            )
            messages.success(
                request, sentence % {"year": year, "new": grouped(done.new), "already": grouped(done.already)}
            )
        return redirect(place.address("titles-register"))
    return render(
        request,
        "web/learning/titles_register.html",
        {"page": register_page(mandate, place, search=wanted(request))},
    )


def _register(request: HttpRequest, mandate: Mandate, place: Place) -> services.Registered:
    if "again" in request.POST:
        return services.register_again(
            mandate=mandate, units=place.units, programme=place.programme, year=place.year, scope=place.scope
        )
    asked_form = request.POST.get("form", "")
    form = (
        (asked_form if asked_form in CITIZEN_FORMS else CITIZEN_FORMS[0])
        if place.programme is Programme.CITIZEN
        else ""
    )
    chosen = {int(pk): form for pk in request.POST.getlist("row") if pk.isdecimal() and len(pk) < 18}
    return services.register_many(
        mandate=mandate, programme=place.programme, year=place.year, subjects=chosen, scope=place.scope
    )


def written(request: HttpRequest, name: str, *, most: int) -> str:
    """One line that was handed in beside a form's own fields."""
    return " ".join(request.POST.get(name, "").replace("\0", "").split())[:most]


def wanted(request: HttpRequest) -> str:
    return " ".join(request.GET.get("q", "").split())[:_LONGEST_QUERY]
