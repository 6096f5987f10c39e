"""Who may see and who may run a cluster's year."""

from __future__ import annotations

from collections.abc import Sequence

from khuyenhoc.domain.emulation.models import Cluster, ClusterYear, Task
from khuyenhoc.foundation.values.mandates import Action, Mandate, OutsideMandate, UnitId


def may_run(mandate: Mandate, cluster_year: ClusterYear) -> bool:
    """
    The unit whose association keeps the cluster, and the head and the host of the year, run it (RULE-28).
    """
    leading = (cluster_year.cluster.unit_id, cluster_year.head_id, cluster_year.host_id)
    return mandate.account is None or any(
        unit is not None and mandate.reaches(UnitId(unit)) for unit in leading
    )


def require_to_run(mandate: Mandate, action: Action, cluster_year: ClusterYear) -> None:
    """Raises OutsideMandate unless the mandate is for the action and reaches somebody who runs the year."""
    mandate.require(action, [])
    if not may_run(mandate, cluster_year):
        raise OutsideMandate(action, frozenset({UnitId(cluster_year.cluster.unit_id)}))


def require_to_keep(mandate: Mandate, action: Action, cluster: Cluster) -> None:
    """
    Raises OutsideMandate unless the mandate reaches the unit whose association keeps the cluster: it alone
    says who is in it.
    """
    mandate.require(action, [UnitId(cluster.unit_id)])


def may_see(mandate: Mandate, cluster_year: ClusterYear, members: Sequence[UnitId]) -> bool:
    """A cluster is there to compare: every member sees the others, and whoever runs the year sees all."""
    return may_run(mandate, cluster_year) or any(mandate.reaches(unit) for unit in members)


def may_mark(mandate: Mandate, task: Task) -> bool:
    """
    To say that a task is done is a report of its owner, or a word of whoever runs the year; to look at it
    entitles nobody.
    """
    if mandate.account is None:
        return True
    if (
        mandate.action in (Action.MEET, Action.REPORT)
        and task.owner_id is not None
        and mandate.reaches(UnitId(task.owner_id))
    ):
        return True
    return mandate.action is Action.MEET and may_run(mandate, task.meeting.cluster_year)
