"""The cast's cluster with a meeting and figures, and the addresses its pages stand at."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from khuyenhoc.domain.emulation import services
from khuyenhoc.domain.organisation import queries as organisation
from khuyenhoc.domain.organisation.models import ClusterYear
from khuyenhoc.domain.people.models import Account
from khuyenhoc.foundation.values.mandates import Action
from tests import factories
from tests.cast import Cast

YEAR = {"key": "mien-dong", "year": 2022}
MACHINE = factories.machine(Action.MEET)
DAY_AND_PLACE = {
    "held_on": "09/11/2022",
    "part_of_day": "morning",
    "place": "Huyện Thạch An",
    "purpose": "Đánh giá năm 2022",
}


def at(name: str, **more: object) -> str:
    return reverse(f"web:{name}", kwargs={**YEAR, **more})


def cluster_year() -> ClusterYear:
    return organisation.cluster_year("mien-dong", 2022)


@pytest.fixture
def met(cast: Cast) -> Cast:
    """The meeting of 2022 with one thing said and two conclusions, and figures of both members."""
    meeting = services.hold_meeting(
        mandate=MACHINE,
        cluster_year=cluster_year(),
        held_on=date(2022, 11, 9),
        part_of_day="morning",
        place="hội trường bí mật",
    )
    services.add_entry(
        mandate=MACHINE, meeting=meeting, kind="difficulty", text="Thiếu kinh phí bí mật", unit=cast.thach_an
    )
    services.conclude(mandate=MACHINE, meeting=meeting, text="Mở lớp bí mật", due_on=date(2023, 12, 31))
    services.conclude(
        mandate=MACHINE,
        meeting=meeting,
        text="Việc của thành phố",
        due_on=date(2023, 6, 30),
        owner=cast.tp_cao_bang,
    )
    factories.figures(
        {"unit": "thach-an", "period": "2022", "indicator": "org.chapters", "value": 217},
        {
            "unit": "thach-an",
            "period": "2022",
            "indicator": "model.unit.registered",
            "value": 58,
            "total": 58,
        },
        {"unit": "tp-cao-bang", "period": "2022", "indicator": "org.chapters", "value": 151},
        {"unit": "mien-dong", "period": "2022", "indicator": "org.members", "value": "trên 60.000"},
    )
    return cast


@pytest.fixture
def member(cast: Cast) -> Account:
    """The vice-chair of the city: a member of 2022 that neither heads nor hosts."""
    return factories.account("thanh-pho", "Vương Văn Thành", unit=cast.tp_cao_bang, post="vice_chair")
