"""Choosing to share out what a cut unit reported, by dated weights; and taking the choice back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from khuyenhoc.domain.figures.models import SplitShare, SplitWeight
from khuyenhoc.domain.organisation.models import Reorganisation, Succession, Unit
from khuyenhoc.foundation.audit import trail
from khuyenhoc.foundation.values.catalogue import crossings
from khuyenhoc.foundation.values.mandates import Action, Mandate, UnitId


class CannotShare(ValueError):
    """A figure cannot be shared out in this way; the text is a sentence that says why."""


def share_split(
    *,
    mandate: Mandate,
    reorganisation: Reorganisation,
    unit: Unit,
    weights: Mapping[int, int],
    indicators: Sequence[str],
    basis: str,
    source: str,
    counted_on: date,
) -> SplitShare:
    """
    Share out figures kept at a cut unit alone among its parts, as estimates, until that is taken back.
    Reported figures stay as they are.

    :param weights: heir's id → weight, in the unit in which the basis is counted
    :raises CannotShare: the unit was not cut by it, a part has no weight, or an indicator may not be shared
    :raises OutsideMandate: the mandate does not reach the unit or one of its parts
    """
    parts = set(
        Succession.objects.filter(
            reorganisation=reorganisation, unit=unit, act=Succession.Act.SPLIT, heir__isnull=False
        ).values_list("heir_id", flat=True)
    )
    mandate.require(Action.ORGANISE, [UnitId(unit.pk), *(UnitId(part) for part in parts if part is not None)])
    if not parts:
        raise CannotShare(_("This document does not split that unit."))
    if set(weights) != parts or not sum(weights.values()):
        raise CannotShare(_("Write a weight for every part; at least one of them above 0."))
    refused = [code for code in indicators if code not in crossings() or crossings()[code].split != "share"]
    if refused or not indicators:
        raise CannotShare(
            _("These indicators cannot be shared out by estimate: %(refused)s.")
            % {"refused": ", ".join(refused)}
            if refused
            else _("Nothing can be shared out by estimate: no indicator is chosen.")
        )
    if not basis.strip() or not source.strip():
        raise CannotShare(_("Write what the weights are based on and where they come from."))
    with transaction.atomic():
        SplitShare.objects.filter(reorganisation=reorganisation, unit=unit).delete()
        share = SplitShare.objects.create(
            reorganisation=reorganisation,
            unit=unit,
            indicators=list(indicators),
            basis=basis.strip(),
            source=source.strip(),
            counted_on=counted_on,
            chosen_by_id=mandate.account,
        )
        SplitWeight.objects.bulk_create(
            [SplitWeight(share=share, heir_id=heir, weight=weight) for heir, weight in weights.items()]
        )
        trail.record(
            mandate,
            "shared split",
            share,
            unit=unit.key,
            basis=basis,
            weights={str(heir): weight for heir, weight in weights.items()},
        )
    return share


def unshare_split(*, mandate: Mandate, share: SplitShare) -> None:
    """Take a choice back: the figures show at the unit that holds the whole again."""
    mandate.require(Action.ORGANISE, [UnitId(share.unit_id)])
    with transaction.atomic():
        trail.record(mandate, "unshared split", share, unit=share.unit.key, basis=share.basis)
        share.delete()
