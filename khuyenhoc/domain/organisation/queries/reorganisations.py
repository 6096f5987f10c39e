"""Questions about what documents did to the tree."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from khuyenhoc.domain.organisation.models import Reorganisation, Unit, WaitingReform
from khuyenhoc.foundation.values.mandates import Mandate, UnitId


def reorganisation_of(number: str, effective_on: date) -> Reorganisation | None:
    """What a document did on a day, if it has been applied."""
    return Reorganisation.objects.filter(document__number=number, effective_on=effective_on).first()


def reorganisations() -> Sequence[Reorganisation]:
    """Every act on the tree by its document, the latest first."""
    return list(
        Reorganisation.objects.select_related("document", "applied_by").order_by("-effective_on", "-pk")
    )


def reorganisations_by(document: str) -> Sequence[Reorganisation]:
    """What one document did, the earliest day first."""
    return list(
        Reorganisation.objects.select_related("document")
        .filter(document__number=document)
        .order_by("effective_on", "pk")
    )


def parents_given_by(reorganisation: Reorganisation) -> Sequence[UnitId]:
    """
    The units that what a reorganisation founded or moved came under, apart from those it founded itself.
    """
    founded = set(reorganisation.changes["founded"])
    keys = {entry["parent"] for entry in reorganisation.changes["opened"]} - founded - {""}
    return [UnitId(unit) for unit in Unit.objects.filter(key__in=keys).values_list("pk", flat=True)]


def waiting_reform(mandate: Mandate, token: UUID, *, for_update: bool = False) -> WaitingReform:
    """
    A tried reorganisations sheet of the mandate's own account.

    :raises WaitingReform.DoesNotExist: there is none, or it is another account's
    """
    if mandate.account is None:
        raise WaitingReform.DoesNotExist  # sheets wait for an account that signed in
    waiting = WaitingReform.objects.filter(account_id=mandate.account)
    return (waiting.select_for_update() if for_update else waiting).get(token=token)
