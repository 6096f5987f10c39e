"""The pages of a locality's list on the road."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from khuyenhoc.domain.organisation import queries as organisation
from khuyenhoc.domain.people.kinds import RegisterKind
from khuyenhoc.domain.people.queries.sheets import register_sheets
from khuyenhoc.foundation.values.mandates import Mandate, UnitId
from khuyenhoc.foundation.values.numbers import grouped
from khuyenhoc.foundation.waiting.models import WaitingSheet
from khuyenhoc.interfaces.jobs.kinds import REGISTERS
from khuyenhoc.interfaces.tables import Table
from khuyenhoc.interfaces.web.people.forms.loading import KIND_NAMES, RegisterForm
from khuyenhoc.interfaces.web.people.pages.loading import STATES, history_lines
from khuyenhoc.interfaces.web.people.units import choosable
from khuyenhoc.interfaces.web.sheets.sheet_road import HISTORY, About, HistoryLine, SheetRoad

SHEETS = 30


def _form(request: HttpRequest, mandate: Mandate) -> RegisterForm:
    return RegisterForm(
        *((request.POST, request.FILES) if request.method == "POST" else ()),
        units=choosable(mandate),
        this_year=mandate.on.year,
        initial={"kind": request.GET.get("kind"), "unit": request.GET.get("unit")},
    )


def _parameters(form: RegisterForm) -> Mapping[str, Any]:
    cleaned = form.cleaned_data
    return {"register": cleaned["kind"], "unit": cleaned["unit"], "year": cleaned["year"]}


def _about(sheet: WaitingSheet, mandate: Mandate) -> About:
    unit = UnitId(organisation.unit_by_key(sheet.parameters["unit"]).pk)
    return About(
        organisation.names([unit], on=mandate.on)[unit].title,
        str(sheet.parameters["year"]),
        str(KIND_NAMES[RegisterKind(sheet.parameters["register"])]),
    )


def _store_words(rows: int) -> str:
    words = ngettext("Store %(count)s row", "Store %(count)s rows", rows)
    return words % {"count": grouped(rows)} if rows else str(_("Store"))


def _history(request: HttpRequest, mandate: Mandate) -> Table[HistoryLine]:
    page = Paginator(register_sheets(mandate), SHEETS).get_page(request.GET.get("page"))
    return HISTORY.paged(page, history_lines(list(page.object_list), mandate))


ROAD = SheetRoad(
    kind=REGISTERS,
    name="register",
    form=_form,
    parameters=_parameters,
    about=_about,
    states={state.value: word for state, word in STATES.items()},
    columns=(_("Name"), _("Born"), _("Kept by"), _("Why")),
    store_words=_store_words,
    stores_unchanged=True,
    stored_at=lambda sheet: reverse("web:register-sheet", kwargs={"sheet": sheet}),
    history=_history,
    action=("web:register-duplicates", _("Perhaps written twice")),
    load_title=_("Load a list"),
    trial_title=_("What will change"),
    problems_text=_("To be mended in the file; nothing is stored before"),
    unchanged=_(
        "Everybody on this list is on the register already. Storing it only puts down who is not yet "
        "registered for the title of the year."
    ),
    discarded=_("The list was put aside. Nothing was stored."),
    gone=_(
        "This list waits no longer: it was stored, or a day has passed. Look at the lists below, or "
        "load it again."
    ),
    load_template="web/people/register_load.html",
)
