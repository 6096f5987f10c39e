"""Which subjects a mandate opens: a unit it reaches; a cluster of such a unit, or with such a member."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Q

from khuyenhoc.domain.emulation.models import Cluster
from khuyenhoc.domain.organisation.queries import NoSuchUnit
from khuyenhoc.domain.reporting import queries
from khuyenhoc.domain.reporting.board import Subject
from khuyenhoc.foundation.values.mandates import Mandate, UnitId


def subject_within(mandate: Mandate, key: str) -> Subject:
    """
    The unit or cluster of a key. Members of a cluster may see all of it: to be compared is what it is for.

    :raises NoSuchUnit: nothing has the key
    :raises OutsideMandate: the mandate does not reach it
    """
    subject = queries.subject_by_key(key)
    if subject.is_unit:
        mandate.require(mandate.action, [UnitId(subject.id)])
    else:
        cluster_within(mandate, key)
    return subject


def clusters_within(mandate: Mandate) -> Sequence[Cluster]:
    """The clusters a mandate opens, in name order."""
    clusters = Cluster.objects.order_by("name", "pk")
    if mandate.account is None:
        return list(clusters)
    return list(clusters.filter(Q(unit_id__in=mandate.units) | Q(years__memberships__unit_id__in=mandate.units)).distinct())


def cluster_within(mandate: Mandate, key: str) -> Cluster:
    """:raises NoSuchUnit: there is no such cluster, or the mandate does not open it"""
    cluster = next((cluster for cluster in clusters_within(mandate) if cluster.key == key), None)
    if cluster is None:
        raise NoSuchUnit(key)
    return cluster
