"""A meeting of the cast's cluster, made the way the pages make it."""

from __future__ import annotations

from datetime import date

from khuyenhoc.domain.emulation import services
from khuyenhoc.domain.emulation.models import ReviewMeeting
from khuyenhoc.domain.organisation import queries as organisation
from khuyenhoc.domain.organisation.models import Cluster, ClusterYear
from khuyenhoc.domain.people import permissions
from khuyenhoc.domain.people.models import Account
from khuyenhoc.foundation.values.mandates import Action, Mandate
from tests import factories

HELD_ON = date(2022, 11, 9)


def year_of(cluster: Cluster, year: int = 2022) -> ClusterYear:
    return organisation.cluster_year(cluster.key, year)


def held(cluster: Cluster, year: int = 2022) -> ReviewMeeting:
    return services.hold_meeting(
        mandate=factories.machine(Action.MEET),
        cluster_year=year_of(cluster, year),
        held_on=HELD_ON.replace(year=year),
        part_of_day="morning",
        place="huyện Thạch An",
    )


def mandate(account: Account, action: Action = Action.MEET, on: date = factories.TODAY) -> Mandate:
    return permissions.mandate(account=account, action=action, on=on)
