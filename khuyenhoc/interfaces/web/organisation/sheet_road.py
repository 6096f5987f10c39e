"""The pages of a reorganisations sheet on the road."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from khuyenhoc.domain.organisation import queries
from khuyenhoc.domain.organisation.services import ReformTrial
from khuyenhoc.foundation.values.mandates import Mandate, OutsideMandate
from khuyenhoc.foundation.values.numbers import grouped
from khuyenhoc.foundation.waiting.road import WRONG
from khuyenhoc.interfaces.jobs.kinds import REFORMS
from khuyenhoc.interfaces.web.organisation.forms import ReformForm
from khuyenhoc.interfaces.web.organisation.pages.reforms import acts_shown
from khuyenhoc.interfaces.web.sheets.sheet_road import SheetRoad


def _form(request: HttpRequest, mandate: Mandate) -> ReformForm:
    return ReformForm(request.POST, request.FILES) if request.method == "POST" else ReformForm()


def _part(trial: ReformTrial) -> Mapping[str, Any]:
    """What each document would do, and the tree it was worked out on."""
    return {"acts": [asdict(act) for act in acts_shown(trial)], "stamp": str(trial.stamp or "")}


def _outside_words(refusal: OutsideMandate, mandate: Mandate) -> str:
    """By the keys as the sheet writes them, so the account that wrote them learns nothing new."""
    keys = sorted(name.key for name in queries.names(list(refusal.units), on=mandate.on).values())
    named = ", ".join(f"“{key}”" for key in keys[:6]) + (" …" if len(keys) > 6 else "")
    return str(
        _(
            "The sheet names units outside your post: %(units)s. Leave out these rows, or ask the "
            "association above to load the sheet. Nothing was kept."
        )
        % {"units": named}
    )


def _store_words(documents: int) -> str:
    words = ngettext("Apply %(count)s document", "Apply %(count)s documents", documents)
    return words % {"count": grouped(documents)}


def _stored_at(reform: int | None) -> str:
    return reverse("web:reforms") if reform is None else reverse("web:reform", kwargs={"pk": reform})


ROAD = SheetRoad(
    kind=REFORMS,
    name="reform",
    store_as="apply",
    form=_form,
    part=_part,
    states={"new": _("to apply"), "same": _("applied already"), WRONG: _("wrong")},
    columns=(_("What to mend"),),
    store_words=_store_words,
    choices=("stamp",),
    hidden=lambda sheet: {"stamp": sheet.part["stamp"]},
    outside_words=_outside_words,
    stored_at=_stored_at,
    action=("web:reform-blank", _("Download the blank sheet")),
    load_title=_("Load a reorganisation"),
    trial_title=_("What this sheet would do"),
    problems_text=_(
        "Nothing of the sheet can be applied until these are mended in your file. Then load it again."
    ),
    unchanged=_("Everything in this sheet has been applied already. There is nothing to do."),
    discarded=_("The sheet was put aside. Nothing was changed."),
    gone=_(
        "This sheet waits no longer: it was applied, put aside, or a day has passed. Load it again if "
        "need be."
    ),
    load_template="web/organisation/reform_load.html",
    trial_template="web/organisation/reform_trial.html",
)
