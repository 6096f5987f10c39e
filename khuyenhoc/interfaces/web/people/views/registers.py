"""The registers: which there are, one of them as a list, and as a file to take away."""

from __future__ import annotations

from datetime import date
from itertools import islice

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from khuyenhoc.domain.people.kinds import RegisterKind
from khuyenhoc.domain.people.models import Group, Person
from khuyenhoc.domain.people.sheets import REGISTERS
from khuyenhoc.foundation.audit import trail
from khuyenhoc.foundation.sheets.writing import Row
from khuyenhoc.foundation.values.mandates import Action, Mandate
from khuyenhoc.foundation.values.numbers import date_text, grouped
from khuyenhoc.foundation.values.vietnamese import slug
from khuyenhoc.interfaces.fields import UnitOffered, UnitTyped, unit_meant
from khuyenhoc.interfaces.files import FORMATS, sheet_response
from khuyenhoc.interfaces.web.access import mandated
from khuyenhoc.interfaces.web.people.pages.registers import (
    Asked,
    address_of,
    register_page,
    register_words,
    registers_page,
    sheet_rows,
)
from khuyenhoc.interfaces.web.people.reach import unit_within

_LONGEST_SEARCH = 100
_MOST_ROWS = 100_000
"""Rows of one file; a province takes its communes away one by one."""


@mandated(Action.REGISTER)
def registers(request: HttpRequest, mandate: Mandate) -> HttpResponse:
    return render(request, "web/people/registers.html", {"page": registers_page(mandate)})


@mandated(Action.REGISTER)
@require_http_methods(["GET", "HEAD", "POST"])
def register(request: HttpRequest, mandate: Mandate, *, kind: str) -> HttpResponse:
    """A search is sent in the body: an address is logged and kept, and never holds a name."""
    asked, units_offered = _asked(request, mandate, kind)
    if asked.place and asked.unit is not None and not asked.search:
        return redirect(address_of(asked.kind, asked.unit.key))
    return render(request, "web/people/register.html", {"page": register_page(asked, mandate, units_offered)})


@mandated(Action.REGISTER)
@require_http_methods(["GET", "HEAD", "POST"])
def register_export(request: HttpRequest, mandate: Mandate, *, kind: str, ending: str) -> HttpResponse:
    asked, _found = _asked(request, mandate, kind)
    if ending not in FORMATS:
        raise Http404
    rows = list(islice(sheet_rows(asked, mandate), _MOST_ROWS + 1))
    if len(rows) > _MOST_ROWS:
        words = _(
            "These are more than %(most)s rows, too many for one file. Choose a unit, and take them away "
            "unit by unit."
        )
        messages.error(request, words % {"most": grouped(_MOST_ROWS)})
        return redirect(address_of(asked.kind, asked.unit.key if asked.unit is not None else ""))
    key = asked.unit.key if asked.unit is not None else ""
    trail.record(
        mandate,
        "took register away",
        Person if asked.kind.is_of_persons else Group,
        kind=asked.kind.value,
        unit=key,
        rows=len(rows),
    )
    if ending == "csv":
        rows = [_days_written_out(row) for row in rows]
    title = register_words(asked.kind)
    name = "-".join(part for part in (slug(title), key, f"{mandate.on:%Y-%m-%d}") if part)
    return sheet_response(
        REGISTERS[asked.kind], rows, ending="csv" if ending == "csv" else "xlsx", name=name, title=title
    )


def _days_written_out(row: Row) -> Row:
    """In CSV everything is text, and a list's days are read as people write them."""
    return {column: date_text(value) if isinstance(value, date) else value for column, value in row.items()}


def _asked(request: HttpRequest, mandate: Mandate, kind: str) -> tuple[Asked, list[UnitOffered]]:
    """
    What is asked for, and the units that may be meant where a name was written that several bear, or none.
    """
    if kind not in list(RegisterKind):
        raise Http404
    written = request.POST if request.method == "POST" else request.GET
    place, key = (_line(written.get(name, "")) for name in ("place", "unit"))
    units_offered: list[UnitOffered] = []
    if "place" in written:
        key, units_offered = unit_meant(mandate, UnitTyped(key, place)) if place else ("", [])
    after = written.get("after", "")
    asked = Asked(
        kind=RegisterKind(kind),
        unit=unit_within(mandate, key) if key else None,
        place=place,
        search=_line(request.POST.get("q", "")),
        after=int(after) if after.isdecimal() and len(after) < 18 and "find" not in written else None,
    )
    return asked, units_offered


def _line(text: str) -> str:
    """What the user typed, on one line and of bounded length."""
    return " ".join(text.replace("\0", "").split())[:_LONGEST_SEARCH]
