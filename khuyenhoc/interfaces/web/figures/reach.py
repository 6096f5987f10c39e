"""Which subjects a mandate opens: a unit it reaches; a cluster in a year it may see."""

from __future__ import annotations

from khuyenhoc.domain.figures import queries
from khuyenhoc.domain.figures.rules.rows import Subject
from khuyenhoc.domain.organisation import queries as organisation
from khuyenhoc.domain.organisation.models import ClusterYear
from khuyenhoc.domain.organisation.queries import NoSuchUnit
from khuyenhoc.foundation.values.mandates import Mandate, OutsideMandate, UnitId


def subject_within(mandate: Mandate, key: str) -> Subject:
    """
    The unit or cluster of a key. Members of a cluster may see all of it: to be compared is what it is for.

    :raises NoSuchUnit: nothing has the key, or it is a cluster's the mandate does not open
    :raises OutsideMandate: it is a unit's the mandate does not reach
    """
    subject = queries.subject_by_key(key)
    if subject.is_unit:
        mandate.require(mandate.action, [UnitId(subject.id)])
    elif key not in {cluster.key for cluster in organisation.clusters_seen(mandate)}:
        raise NoSuchUnit(key)
    return subject


def year_within(mandate: Mandate, key: str, year: int) -> ClusterYear:
    """
    A cluster's year.

    :raises NoSuchCluster: there is none
    :raises OutsideMandate: the mandate may not see it
    """
    found = organisation.cluster_year(key, year)
    if not organisation.may_see(mandate, found, organisation.members(found)):
        raise OutsideMandate(mandate.action, frozenset())
    return found
