"""What of clusters a mandate opens for writing. For reading see `reporting.reach.year_within`."""

from __future__ import annotations

from django.http import HttpRequest

from khuyenhoc.domain.emulation.models import ReviewMeeting
from khuyenhoc.domain.organisation import queries as organisation
from khuyenhoc.domain.organisation.models import Cluster, ClusterYear, Unit
from khuyenhoc.domain.people import permissions as people
from khuyenhoc.foundation.values.mandates import Action, Mandate
from khuyenhoc.interfaces.web.access import account_of


def mandate_for(request: HttpRequest, mandate: Mandate, action: Action) -> Mandate:
    """What the same account may do by another of its posts' actions, on the same day."""
    return people.mandate(account=account_of(request), action=action, on=mandate.on)


def cluster_kept(mandate: Mandate, key: str) -> Cluster:
    """
    A cluster of whose members the mandate has the say.

    :raises NoSuchCluster: there is none, or another unit keeps it
    """
    kept_cluster = next(
        (cluster for cluster in organisation.clusters_kept(mandate) if cluster.key == key), None
    )
    if kept_cluster is None:
        raise organisation.NoSuchCluster(key)
    return kept_cluster


def year_run(mandate: Mandate, key: str, year: int) -> ClusterYear:
    """
    A cluster's year whose meeting the mandate may write about.

    :raises NoSuchCluster: there is none
    :raises OutsideMandate: its keeper, head and host are others
    """
    cluster_year = organisation.cluster_year(key, year)
    organisation.require_to_run(mandate, Action.MEET, cluster_year)
    return cluster_year


def meeting_of(cluster_year: ClusterYear) -> ReviewMeeting | None:
    return (
        ReviewMeeting.objects.select_related("cluster_year__cluster")
        .filter(cluster_year=cluster_year)
        .first()
    )


def unit_of(key: str) -> Unit | None:
    """The unit chosen from a list that a form has checked already; None where none is chosen."""
    return Unit.objects.get(key=key) if key else None
