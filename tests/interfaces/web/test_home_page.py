""" "Việc cần làm": what is owed, what is missing, what to look at, and where to begin."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

import pytest
import time_machine
from django.urls import reverse

from khuyenhoc.domain.emulation.models import ReviewMeeting, Task
from khuyenhoc.domain.organisation.models import ClusterYear, Unit
from khuyenhoc.domain.people.models import Account
from tests import factories
from tests.cast import Cast
from tests.interfaces.web.conftest import In


@pytest.fixture(autouse=True)
def ninth_of_november() -> Iterator[None]:
    with time_machine.travel("2025-11-09 08:00 +0700", tick=True):
        yield


def home_of(signed_in: In, account: Account) -> str:
    answer = signed_in(account).get(reverse("web:home"))
    assert answer.status_code == 200
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def task(
    cast: Cast, text: str, *, due_on: date, owner: Unit | None = None, state: str = Task.State.OPEN
) -> None:
    cluster_year = ClusterYear.objects.get(cluster=cast.mien_dong, year=2022)
    meeting, _ = ReviewMeeting.objects.get_or_create(
        cluster_year=cluster_year, defaults={"held_on": date(2022, 11, 9), "place": "Đông Khê"}
    )
    Task.objects.create(
        meeting=meeting, position=Task.objects.count(), text=text, owner=owner, due_on=due_on, state=state
    )


def test_an_empty_platform_says_where_to_begin(cast: Cast, signed_in: In) -> None:
    page = home_of(signed_in, cast.commune)

    assert "Start here: download the blank sheet" in page
    assert "Load the first figures" in page


def test_an_editor_who_does_not_report_is_told_who_does(cast: Cast, signed_in: In) -> None:
    assert "Ask the officer who reports for it" in home_of(signed_in, cast.editor)


def test_units_right_below_that_have_not_reported_are_named(cast: Cast, signed_in: In) -> None:
    factories.figures({"unit": "duc-long", "period": "2025-H1", "indicator": "org.chapters", "value": 18})

    page = home_of(signed_in, cast.province)

    this_year = page.split("Not reported yet: Year 2025")[1].split("Not reported yet: Year 2024")[0]
    assert "2 of 3 units right below have not reported a figure." in this_year
    assert "Xã Đông Khê" in this_year
    assert "Xã Đức Long" not in this_year


def test_a_ward_whose_predecessor_reported_has_reported(cast: Cast, signed_in: In) -> None:
    factories.figures({"unit": "duyet-trung", "period": "2024", "indicator": "org.chapters", "value": 9})

    last_year = home_of(signed_in, cast.province).split("Not reported yet: Year 2024")[1]

    assert "2 of 3 units right below have not reported a figure." in last_year
    assert "Phường Tân Giang" not in last_year


def test_before_july_only_last_year_is_asked_for(cast: Cast, signed_in: In) -> None:
    with time_machine.travel("2026-03-01 08:00 +0700"):
        page = home_of(signed_in, cast.province)

    assert "Year 2025" in page
    assert "Year 2026" not in page


def test_tasks_of_the_units_below_and_of_every_member_are_owed_the_late_ones_marked(
    cast: Cast, signed_in: In
) -> None:
    task(cast, "Kiện toàn tổ chức hội", due_on=date(2025, 10, 1), owner=cast.thach_an)
    task(cast, "Phát động đăng ký công dân học tập", due_on=date(2025, 12, 31))
    task(cast, "Đã xong từ lâu", due_on=date(2025, 1, 1), state=Task.State.DONE)

    page = home_of(signed_in, cast.district)

    assert page.index("Kiện toàn tổ chức hội") < page.index("Phát động đăng ký công dân học tập")
    assert "01/10/2025 39 days late" in page
    assert "31/12/2025 not due yet" in page
    assert "Đã xong từ lâu" not in page


def test_tasks_of_others_are_nobodys_business(cast: Cast, signed_in: In) -> None:
    task(cast, "Việc của Thạch An", due_on=date(2025, 10, 1), owner=cast.thach_an)

    assert "Việc của Thạch An" not in home_of(signed_in, cast.stranger)


def test_flagged_figures_are_counted_with_the_way_to_them(cast: Cast, signed_in: In) -> None:
    factories.figures(
        {"unit": "duc-long", "period": "2025", "indicator": "model.clan.registered", "value": 7, "total": 6}
    )

    answer = signed_in(cast.commune).get(reverse("web:home")).content.decode()

    assert "1 figure to look at" in answer
    assert reverse("web:figures", kwargs={"key": "duc-long"}) + "?period=2025" in answer


def test_a_unit_that_owes_nothing_is_told_so(cast: Cast, signed_in: In) -> None:
    factories.figures({"unit": "na-po", "period": "2025", "indicator": "org.members", "value": 40})

    assert "Nothing is owed today." in home_of(signed_in, cast.chapter)
