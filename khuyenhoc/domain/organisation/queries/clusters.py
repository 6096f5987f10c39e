"""Clusters, their years and members, and who may see or run a year (RULE-28)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from khuyenhoc.domain.organisation.models import Cluster, ClusterMembership, ClusterYear
from khuyenhoc.domain.organisation.queries.trees import tree
from khuyenhoc.domain.organisation.queries.units import UnitName, names
from khuyenhoc.foundation.values.mandates import Action, Mandate, OutsideMandate, UnitId


class NoSuchCluster(LookupError):
    """No cluster has this key, or it has no such year."""


def may_run(mandate: Mandate, cluster_year: ClusterYear) -> bool:
    """
    The unit whose association keeps the cluster, and the head and the host of the year, run it (RULE-28).
    """
    leading = (cluster_year.cluster.unit_id, cluster_year.head_id, cluster_year.host_id)
    return mandate.account is None or any(
        unit is not None and mandate.reaches(UnitId(unit)) for unit in leading
    )


def require_to_run(mandate: Mandate, action: Action, cluster_year: ClusterYear) -> None:
    """Raises OutsideMandate unless the mandate is for the action and reaches a unit that runs the year."""
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
    """A cluster is there to compare: every member sees the others, the units that run the year see all."""
    return may_run(mandate, cluster_year) or any(mandate.reaches(unit) for unit in members)


def cluster_year(key: str, year: int) -> ClusterYear:
    """:raises NoSuchCluster: the cluster is unknown or has no such year"""
    year_found = ClusterYear.objects.select_related("cluster").filter(cluster__key=key, year=year).first()
    if year_found is None:
        raise NoSuchCluster(key)
    return year_found


def members(cluster_year: ClusterYear) -> Sequence[UnitId]:
    """The members of a year, in the order the cluster's papers list them."""
    return [
        UnitId(pk)
        for pk in cluster_year.memberships.order_by("position", "pk").values_list("unit_id", flat=True)
    ]


def member_names(cluster_year: ClusterYear) -> Mapping[UnitId, UnitName]:
    """The members under the names of the year's last day, in the cluster's own order."""
    joined = members(cluster_year)
    called = names(joined, on=date(cluster_year.year, 12, 31))
    return {unit: called[unit] for unit in joined}


def years_seen(mandate: Mandate) -> Sequence[ClusterYear]:
    """The cluster years a mandate may see, the latest first, then by the cluster's name."""
    years = ClusterYear.objects.select_related("cluster").order_by("-year", "cluster__name", "pk")
    joined: dict[int, list[UnitId]] = {}
    for cluster_year_id, unit in ClusterMembership.objects.values_list("cluster_year_id", "unit_id"):
        joined.setdefault(cluster_year_id, []).append(UnitId(unit))
    return [year for year in years if may_see(mandate, year, joined.get(year.pk, []))]


def clusters_kept(mandate: Mandate) -> Sequence[Cluster]:
    """The clusters whose unit the mandate reaches: those it may say the members of."""
    return [
        cluster
        for cluster in Cluster.objects.order_by("name", "pk")
        if mandate.reaches(UnitId(cluster.unit_id))
    ]


def clusters_seen(mandate: Mandate) -> list[Cluster]:
    """The clusters a mandate keeps, or may see in some year, by name."""
    found: dict[int, Cluster] = {}
    rows = Cluster.objects.order_by("name", "pk").values_list(
        "pk", "key", "name", "unit_id", "years__head", "years__host", "years__memberships__unit"
    )
    for pk, key, name, *units in rows:
        if pk not in found and any(unit is not None and mandate.reaches(UnitId(unit)) for unit in units):
            found[pk] = Cluster(pk=pk, key=key, name=name, unit_id=units[0])
    return list(found.values())


def units_to_join(mandate: Mandate, year: int) -> Mapping[UnitId, UnitName]:
    """
    The units a mandate may take into a cluster in a year: in being at either end of it, under their last
    names of the year, in name order.
    """
    first, last = date(year, 1, 1), date(year, 12, 31)
    begun, ended = tree(on=first), tree(on=last)
    return {
        unit: name
        for unit, name in names(on=last).items()
        if (unit in begun or unit in ended) and mandate.reaches(unit)
    }
