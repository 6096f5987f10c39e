"""Questions about what documents did to the tree."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from khuyenhoc.domain.organisation.models import Reorganisation, Unit
from khuyenhoc.foundation.values.mandates import UnitId


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
