"""Acts on clusters and their years."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db import transaction

from khuyenhoc.domain.organisation import following, queries
from khuyenhoc.domain.organisation.models import Cluster, ClusterMembership, ClusterYear, Unit
from khuyenhoc.domain.organisation.rules import clusters
from khuyenhoc.foundation.audit import trail
from khuyenhoc.foundation.values.mandates import Action, Mandate, UnitId


class ClusterKeyTaken(Exception):
    """Another cluster, or a unit, has this key: the exchange sheet could not tell them apart."""


class NotInBeing(Exception):
    """A unit cannot be a member: it was not in being at any time of the year. `units` are their names."""

    def __init__(self, units: Sequence[str]) -> None:
        super().__init__(", ".join(units))
        self.units = units


class NotAMember(Exception):
    """Head and host of a year, and owners of its tasks, come from its members."""


class StillOwing(Exception):
    """A unit cannot leave a year whose meeting left it a task. `units` are their names."""

    def __init__(self, units: Sequence[str]) -> None:
        super().__init__(", ".join(units))
        self.units = units


def found_cluster(*, mandate: Mandate, key: str, name: str, unit: Unit) -> Cluster:
    """
    Found an emulation cluster of a unit's association; one that is there under the key stays as it is.

    :raises ClusterKeyTaken: the key is a unit's, or another association's cluster's
    """
    mandate.require(Action.MEET, [UnitId(unit.pk)])
    with transaction.atomic():
        if Unit.objects.filter(key=key).exists():
            raise ClusterKeyTaken(key)
        cluster, is_new = Cluster.objects.get_or_create(key=key, defaults={"name": name, "unit": unit})
        if cluster.unit_id != unit.pk:
            raise ClusterKeyTaken(key)
        if is_new:
            trail.record(mandate, "founded cluster", cluster)
    return cluster


def set_cluster_year(
    *,
    mandate: Mandate,
    cluster: Cluster,
    year: int,
    members: Sequence[Unit],
    head: Unit | None = None,
    host: Unit | None = None,
) -> ClusterYear:
    """
    Say who is in a cluster in a year, in the order its papers list them, who heads it and who hosts. Other
    years stay as they are (RULE-28).

    The unit that keeps a cluster reads its members' figures, so only units in the mandate's reach join; those
    in it already may stay.

    :raises OutsideMandate: the mandate does not reach the cluster's unit, or a new member
    :raises NotInBeing: a member was no unit at either end of the year
    :raises NotAMember: head or host is not among the members
    :raises StillOwing: a member that would leave owes a task of the year's meeting
    """
    queries.require_to_keep(mandate, Action.MEET, cluster)
    joined = list(dict.fromkeys(UnitId(unit.pk) for unit in members))
    stood = set(
        ClusterMembership.objects.filter(cluster_year__cluster=cluster, cluster_year__year=year).values_list(
            "unit_id", flat=True
        )
    )
    mandate.require(Action.MEET, [unit for unit in joined if unit not in stood])
    absent = set(clusters.members_not_in_being(joined, queries.tree(on=date(year, 1, 1))))
    absent &= set(clusters.members_not_in_being(joined, queries.tree(on=date(year, 12, 31))))
    if absent:
        names = queries.names(sorted(absent), on=date(year, 12, 31))
        raise NotInBeing([name.title for name in names.values()])
    for leading in (head, host):
        if not clusters.leads_from_within(None if leading is None else UnitId(leading.pk), joined):
            raise NotAMember(str(leading))
    owing = following.owed_outside(cluster, year, joined)
    if owing:
        raise StillOwing(
            [name.title for name in queries.names(sorted(owing), on=date(year, 12, 31)).values()]
        )
    with transaction.atomic():
        cluster_year, _ = ClusterYear.objects.select_for_update().update_or_create(
            cluster=cluster, year=year, defaults={"head": head, "host": host}
        )
        cluster_year.memberships.exclude(unit_id__in=joined).delete()
        ClusterMembership.objects.bulk_create(
            [
                ClusterMembership(cluster_year=cluster_year, unit_id=unit, position=position)
                for position, unit in enumerate(joined)
            ],
            update_conflicts=True,
            unique_fields=["cluster_year", "unit"],
            update_fields=["position"],
        )
        trail.record(
            mandate, "set cluster year", cluster_year, year=year, members=[unit.key for unit in members]
        )
    return cluster_year
