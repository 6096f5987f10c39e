"""Packs on record."""

from __future__ import annotations

from collections.abc import Sequence

from khuyenhoc.domain.organisation.models import Cluster
from khuyenhoc.domain.reporting.models import IssuedPack


def issued_packs(cluster: Cluster, year: int) -> Sequence[IssuedPack]:
    """The issues of a cluster's review-meeting pack, the latest first, files not loaded."""
    return list(
        IssuedPack.objects.filter(cluster=cluster, year=year)
        .select_related("issued_by", "snapshot")
        .order_by("-issue")
    )
