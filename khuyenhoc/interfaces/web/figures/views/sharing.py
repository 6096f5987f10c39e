"""Sharing out the figures of a cut unit by dated weights: what is chosen, choosing, taking it back."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from khuyenhoc.domain.figures import services
from khuyenhoc.domain.figures.queries.crossing import Weights
from khuyenhoc.domain.figures.queries.sharing import CutOnRecord, cuts_of, shareable_indicators
from khuyenhoc.domain.organisation import queries as organisation
from khuyenhoc.domain.people import permissions
from khuyenhoc.foundation.values.mandates import Action, Mandate, UnitId
from khuyenhoc.foundation.values.numbers import grouped
from khuyenhoc.interfaces.web.access import account_of, mandated
from khuyenhoc.interfaces.web.figures.forms import ShareForm
from khuyenhoc.interfaces.web.figures.pages.sharing import part_title, share_page, shares_page
from khuyenhoc.interfaces.web.figures.reach import subject_within
from khuyenhoc.interfaces.words import indicator_words


@mandated(Action.VIEW)
def shares(request: HttpRequest, mandate: Mandate, *, key: str) -> HttpResponse:
    """Every cut of a unit: where its figures are, and what somebody chose."""
    subject = subject_within(mandate, key)
    organising = permissions.mandate(account=account_of(request), action=Action.ORGANISE, on=mandate.on)
    cuts = cuts_of(UnitId(subject.id), today=mandate.on) if subject.is_unit else []
    page = shares_page(key, subject.name, cuts, organising=organising)
    return render(request, "web/figures/shares.html", {"page": page})


@mandated(Action.ORGANISE)
@require_http_methods(["GET", "HEAD", "POST"])
def share(request: HttpRequest, mandate: Mandate, *, key: str, reform: int) -> HttpResponse:
    """Choosing weights. Both buttons send everything along; only “save” stores."""
    cut = _cut(mandate, key, reform)
    known: dict[str, Any] = {
        "parts": [(part.key, part_title(cut, part)) for part in cut.parts],
        "indicators": _indicator_choices(),
        "today": mandate.on,
    }
    if request.method != "POST":
        form = ShareForm(initial=_as_chosen(cut), **known)
        return _page(request, mandate, key, cut, form, weights=None)
    form = ShareForm(request.POST, **known)
    if not form.is_valid():
        return _page(request, mandate, key, cut, form, weights=None, status=422)
    if "save" not in request.POST:
        return _page(request, mandate, key, cut, form, weights=_typed_weights(cut, form))
    try:
        _save(mandate, cut, form)
    except services.CannotShare as refusal:
        form.add_error(None, f"{refusal}")
        return _page(request, mandate, key, cut, form, weights=None, status=422)
    words = _(
        "Saved: the figures of %(unit)s are shared out as estimates. Wherever they are shown, weights, "
        "source and day stand beside them."
    )
    messages.success(request, words % {"unit": cut.unit.full_name})
    return redirect("web:split-shares", key=key)


@mandated(Action.ORGANISE)
@require_POST
def unshare(request: HttpRequest, mandate: Mandate, *, key: str, reform: int) -> HttpResponse:
    cut = _cut(mandate, key, reform)
    if cut.choice is not None:
        services.unshare_split(mandate=mandate, share=cut.choice)
    words = _(
        "Taken back: the figures of %(unit)s show where they did before, and nothing is estimated any more."
    )
    messages.success(request, words % {"unit": cut.unit.full_name})
    return redirect("web:split-shares", key=key)


def _cut(mandate: Mandate, key: str, reform: int) -> CutOnRecord:
    """:raises Http404: the reorganisation did not cut the unit
    :raises OutsideMandate: the mandate does not reach the unit and every part of it"""
    unit = UnitId(organisation.unit_by_key(key).pk)
    mandate.require(Action.ORGANISE, [unit])
    cut = next((cut for cut in cuts_of(unit, today=mandate.on) if cut.reorganisation.pk == reform), None)
    if cut is None:
        raise Http404
    mandate.require(Action.ORGANISE, [part.id for part in cut.parts])
    return cut


def _indicator_choices() -> list[tuple[str, str]]:
    return [(code, indicator_words(code)) for code in shareable_indicators()]


def _as_chosen(cut: CutOnRecord) -> dict[str, Any]:
    """
    What stands in the form at first: the choice on record, else every indicator ticked and nothing guessed.
    """
    if cut.choice is None:
        return {"indicators": shareable_indicators()}
    weights = {weight.heir_id: weight.weight for weight in cut.choice.weights.all()}
    return {
        **{f"weight-{part.key}": grouped(weights[part.id]) for part in cut.parts},
        "basis": cut.choice.basis,
        "source": cut.choice.source,
        "counted_on": cut.choice.counted_on,
        "indicators": cut.choice.indicators,
    }


def _typed_weights(cut: CutOnRecord, form: ShareForm) -> Weights:
    typed = form.weights()
    said = form.cleaned_data
    return Weights(
        {part.id: typed[part.key] for part in cut.parts},
        frozenset(said["indicators"]),
        said["basis"],
        said["source"],
        said["counted_on"],
    )


def _save(mandate: Mandate, cut: CutOnRecord, form: ShareForm) -> None:
    """:raises CannotShare: the room refuses, with a sentence that says why"""
    weights = _typed_weights(cut, form)
    services.share_split(
        mandate=mandate,
        reorganisation=cut.reorganisation,
        unit=organisation.unit_by_key(cut.unit.key),
        weights={int(heir): weight for heir, weight in weights.of_heir.items()},
        indicators=form.cleaned_data["indicators"],
        basis=weights.basis,
        source=weights.source,
        counted_on=weights.counted_on,
    )


def _page(
    request: HttpRequest,
    mandate: Mandate,
    key: str,
    cut: CutOnRecord,
    form: ShareForm,
    *,
    weights: Weights | None,
    status: int = 200,
) -> HttpResponse:
    page = share_page(key, cut, form, weights, organising=mandate, is_tried=weights is not None)
    return render(request, "web/figures/share.html", {"page": page}, status=status)
