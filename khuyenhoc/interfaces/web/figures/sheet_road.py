"""The pages of a sheet of figures on the road."""

from __future__ import annotations

from collections.abc import Sequence

from django.core.paginator import Paginator
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from khuyenhoc.domain.figures import queries
from khuyenhoc.foundation.values.mandates import Mandate
from khuyenhoc.foundation.values.numbers import grouped
from khuyenhoc.foundation.values.periods import Period
from khuyenhoc.foundation.waiting.road import WRONG
from khuyenhoc.interfaces.jobs.kinds import FIGURES
from khuyenhoc.interfaces.tables import Table
from khuyenhoc.interfaces.web.figures.forms import SheetForm
from khuyenhoc.interfaces.web.figures.pages.sheets import sheet_line
from khuyenhoc.interfaces.web.sheets.sheet_road import HISTORY, HistoryLine, SheetRoad
from khuyenhoc.interfaces.words import period_words

SHEETS = 30


def _form(request: HttpRequest, mandate: Mandate) -> SheetForm:
    return SheetForm(request.POST, request.FILES) if request.method == "POST" else SheetForm()


def _shown(cells: Sequence[str]) -> Sequence[str]:
    unit, indicator, period, before, after = cells
    return unit, indicator, period_words(Period.parse(period)), before, after


def _store_words(figures: int) -> str:
    return ngettext("Store %(count)s figure", "Store %(count)s figures", figures) % {
        "count": grouped(figures)
    }


def _sound_words(figures: int) -> str:
    words = ngettext(
        "Store only the sound rows (%(count)s figure)",
        "Store only the sound rows (%(count)s figures)",
        figures,
    )
    return words % {"count": grouped(figures)}


def _history(request: HttpRequest, mandate: Mandate) -> Table[HistoryLine]:
    page = Paginator(queries.loaded_sheets(mandate), SHEETS).get_page(request.GET.get("page"))
    return HISTORY.without("about").paged(page, [sheet_line(sheet) for sheet in page.object_list])


ROAD = SheetRoad(
    kind=FIGURES,
    name="sheet",
    form=_form,
    states={
        "new": _("New figures"),
        "changed": _("Changed figures"),
        "same": _("The same as stored"),
        WRONG: _("Rows that cannot be stored"),
    },
    columns=(_("Unit"), _("Indicator"), _("Period"), _("Stored now"), _("After")),
    shown=_shown,
    store_words=_store_words,
    choices=("sound_only",),
    sound_words=_sound_words,
    stored_at=lambda sheet: reverse("web:sheet-loaded", kwargs={"sheet": sheet}),
    history=_history,
    action=("web:sheet-blank", _("Download the blank sheet")),
    load_title=_("Load figures"),
    trial_title=_("What will change"),
    unchanged=_("Every figure of this sheet is stored already. There is nothing to do."),
    discarded=_("The sheet was put aside. Nothing was stored."),
    gone=_(
        "This sheet waits no longer: it was stored, or a day has passed. Look at the list below, or "
        "load it again."
    ),
)
