"""What members of a cluster owe of its meeting's tasks."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from khuyenhoc.domain.emulation.models import Task
from khuyenhoc.domain.organisation.models import Cluster
from khuyenhoc.foundation.values.mandates import UnitId


def owed_outside(cluster: Cluster, year: int, members: Sequence[UnitId]) -> Collection[UnitId]:
    """The owners of tasks of the year's meeting that are not among its members."""
    owed = Task.objects.filter(
        meeting__cluster_year__cluster=cluster, meeting__cluster_year__year=year, owner__isnull=False
    )
    owners = owed.exclude(owner__in=members).values_list("owner_id", flat=True)
    return {UnitId(unit) for unit in owners if unit is not None}
