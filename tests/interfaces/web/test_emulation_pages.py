"""Clusters by the year: who comes in, who may write, and the members side by side."""

from __future__ import annotations

import csv
import io

import pytest
from django.test import Client
from django.urls import reverse

from khuyenhoc.domain.emulation.models import DiscussionEntry, ReviewMeeting, Task
from khuyenhoc.domain.organisation import services as organisation_services
from khuyenhoc.domain.organisation.models import Cluster, ClusterYear
from khuyenhoc.domain.people.models import Account
from khuyenhoc.foundation.audit.models import AuditLine
from tests import factories
from tests.cast import Cast
from tests.interfaces.web.conftest import In, words
from tests.interfaces.web.the_cluster import DAY_AND_PLACE, MACHINE, YEAR, at, member, met

__all__ = ["member", "met"]


def reading() -> list[str]:
    exports = [at("cluster-export", ending=ending) for ending in ("csv", "xlsx")]
    return [at("cluster-year"), at("meeting"), *exports]


def writing() -> list[str]:
    entry, task = DiscussionEntry.objects.get(), Task.objects.earliest("pk")
    names = ["meeting-edit", "meeting-attendance", "meeting-agenda", "meeting-entry", "meeting-task"]
    removing = [at("meeting-entry-remove", entry=entry.pk), at("meeting-task-remove", task=task.pk)]
    return [*map(at, names), *removing]


def keeping() -> list[str]:
    return [
        reverse("web:cluster-choose-year", kwargs={"key": "mien-dong"}),
        at("cluster-members"),
        at("cluster-members", year=2026),
    ]


def marking() -> str:
    return at("meeting-task-mark", task=Task.objects.earliest("pk").pk)


def on_record() -> tuple[object, ...]:
    meeting = ReviewMeeting.objects.values_list("held_on", "place", "purpose").first()
    said = list(DiscussionEntry.objects.values_list("text", flat=True))
    tasks = list(Task.objects.order_by("pk").values_list("text", "state"))
    members = list(
        ClusterYear.objects.order_by("pk").values_list("cluster__key", "year", "memberships__unit__key")
    )
    return meeting, said, tasks, members, Cluster.objects.count(), AuditLine.objects.count()


# ---- Who comes in ----


def test_a_stranger_finds_nothing_at_any_address_of_the_cluster(met: Cast, signed_in: In) -> None:
    client, before = signed_in(met.stranger), on_record()

    looked = {address: client.get(address) for address in [*reading(), *writing(), *keeping()]}
    sent = {address: client.post(address, DAY_AND_PLACE) for address in [*writing(), *keeping(), marking()]}

    answers = [*looked.values(), *sent.values()]
    assert {answer.status_code for answer in answers} == {404}, (looked, sent)
    assert not any(
        secret in answer.content.decode() for answer in answers for secret in ("bí mật", "Thạch An", "217")
    )
    assert on_record() == before


def test_a_stranger_sees_no_cluster_but_his_own_on_the_list(met: Cast, signed_in: In) -> None:
    page = words(signed_in(met.stranger).get(reverse("web:clusters")))

    assert "No cluster yet" in page
    assert "Cụm miền Đông" not in page


def test_what_is_not_there_and_what_is_not_his_look_the_same_to_a_stranger(met: Cast, signed_in: In) -> None:
    client = signed_in(met.stranger)

    assert client.get(at("cluster-year")).content == client.get(at("cluster-year", key="khong-co")).content


@pytest.mark.parametrize("year", [0, 1995, 2023, 99999, 10**30])
def test_a_year_the_cluster_does_not_have_is_not_found(cast: Cast, signed_in: In, year: int) -> None:
    client = signed_in(cast.province)

    assert client.get(at("cluster-year", year=year)).status_code == 404
    assert client.get(at("meeting", year=year)).status_code == 404


def test_a_member_reads_everything_and_writes_nothing(met: Cast, member: Account, signed_in: In) -> None:
    client, before = signed_in(member), on_record()

    read = [client.get(address).status_code for address in reading()]
    refused = [client.get(address).status_code for address in [*writing(), *keeping()]]
    refused += [
        client.post(address, DAY_AND_PLACE).status_code for address in [*writing(), *keeping(), marking()]
    ]

    assert (set(read), set(refused)) == ({200}, {404})
    assert on_record() == before


def test_a_member_is_offered_nothing_it_may_not_do(met: Cast, member: Account, signed_in: In) -> None:
    page = signed_in(member).get(at("meeting")).content.decode()

    assert at("meeting-edit") not in page
    assert at("meeting-task") + '"' not in page
    assert page.count("Mark as done") == 1  # its own task


def test_the_head_and_the_keeper_open_every_page_of_the_meeting(met: Cast, signed_in: In) -> None:
    opened = {
        signed_in(who).get(address).status_code
        for who in (met.district, met.province)
        for address in [*reading(), *writing()]
    }

    assert opened == {200}


def test_only_the_keeper_says_who_is_in_the_cluster(met: Cast, signed_in: In) -> None:
    keeper = [signed_in(met.province).get(address).status_code for address in keeping()]
    head = [signed_in(met.district).get(address).status_code for address in keeping()]

    assert (set(keeper), set(head)) == ({200}, {404})


def test_a_post_that_keeps_no_meetings_is_told_so(met: Cast, signed_in: In) -> None:
    answer = signed_in(met.commune).get(at("meeting-edit"))

    assert answer.status_code == 403
    assert "keep the record of a review meeting" in words(answer)


def test_whoever_is_not_signed_in_signs_in_first(met: Cast) -> None:
    answers = [
        Client().get(address)
        for address in [reverse("web:clusters"), reverse("web:cluster-found"), *reading(), *writing()]
    ]

    assert {answer["Location"].split("?")[0] for answer in answers} == {"/dang-nhap/"}


# ---- The list and the page of a year ----


def test_the_list_shows_each_year_with_members_head_host_and_meeting(met: Cast, signed_in: In) -> None:
    page = words(signed_in(met.province).get(reverse("web:clusters")))

    assert "Cụm miền Đông, 2022 2 Huyện Thạch An Huyện Thạch An 09/11/2022 2" in page
    assert "Found a cluster" in page
    assert "Set a year" in page


def test_the_page_of_a_year_sets_members_side_by_side_with_their_sum_and_the_clusters_own_word(
    met: Cast, signed_in: In
) -> None:
    page = words(signed_in(met.district).get(at("cluster-year")))

    assert "1. Huyện Thạch An head, host" in page
    assert "2/2 members" in page
    assert "Huyện Thạch An 217 not reported Thành phố Cao Bằng 151 not reported Sum of the units 368" in page
    assert "Stated by the cluster not reported over 60.000" in page
    assert "100,00 %" in page
    assert "Members: 0 of 2 units have reported." in page


def test_a_member_opens_its_own_figures_and_not_those_of_another(
    met: Cast, member: Account, signed_in: In
) -> None:
    page = signed_in(member).get(at("cluster-year")).content.decode()

    assert reverse("web:figures", kwargs={"key": "tp-cao-bang"}) in page
    assert reverse("web:figures", kwargs={"key": "thach-an"}) not in page
    assert reverse("web:pack", kwargs=YEAR) in page


def test_a_year_nobody_has_reported_for_says_what_to_do(cast: Cast, signed_in: In) -> None:
    page = words(signed_in(cast.district).get(at("cluster-year")))

    assert "No unit has reported for this year yet" in page
    assert "0/2 members" in page
    assert "not reported" in page


def exported(client: Client, query: str = "") -> list[list[str]]:
    answer = client.get(at("cluster-export", ending="csv") + query)
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))


def test_the_export_has_every_table_and_keeps_words_and_remarks(met: Cast, signed_in: In) -> None:
    head, *rows = exported(signed_in(met.district))

    by_name: dict[str, dict[str, str]] = {row[1]: dict(zip(head, row, strict=True)) for row in rows}
    assert list(by_name) == [
        "Huyện Thạch An",
        "Thành phố Cao Bằng",
        "Sum of the units",
        "Stated by the cluster",
    ]
    assert by_name["Huyện Thạch An"]["Unit key"] == "thach-an"
    assert by_name["Huyện Thạch An"]["Units as they stood on"] in ("2022-12-31", "31/12/2022")
    assert by_name["Sum of the units"]["Chapters (number)"] == "368"
    assert by_name["Stated by the cluster"]["Members (people)"] == "over 60.000"
    assert by_name["Thành phố Cao Bằng"]["Members (people)"] == "not reported"
    assert "Members: 0 of 2 units have reported." in by_name["Stated by the cluster"]["To look at"]
    assert any(heading.endswith("– Share (%)") for heading in head)


def test_one_table_is_exported_by_itself(met: Cast, signed_in: In) -> None:
    (head, *_rows) = exported(signed_in(met.district), "?table=form-a")

    assert head == [
        "Unit key",
        "Unit",
        "Chapters (number)",
        "Members (people)",
        "Units as they stood on",
        "To look at",
    ]


@pytest.mark.parametrize(("ending", "query"), [("pdf", ""), ("csv", "?table=form-x")])
def test_a_sheet_nobody_makes_is_not_found(met: Cast, signed_in: In, ending: str, query: str) -> None:
    assert signed_in(met.district).get(at("cluster-export", ending=ending) + query).status_code == 404


def test_two_members_of_one_name_keep_a_row_each(cast: Cast, signed_in: In) -> None:
    organisation_services.set_cluster_year(
        mandate=MACHINE, cluster=cast.mien_dong, year=2025, members=[cast.tan_giang_cu, cast.tan_giang]
    )
    factories.figures(
        {"unit": "tan-giang-cu", "period": "2025", "indicator": "org.chapters", "value": 11},
        {"unit": "tan-giang", "period": "2025", "indicator": "org.chapters", "value": 12},
    )

    answer = signed_in(cast.province).get(at("cluster-export", year=2025, ending="csv"))

    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert [row[:3] for row in rows[1:3]] == [
        ["tan-giang-cu", "Phường Tân Giang", "11"],
        ["tan-giang", "Phường Tân Giang", "12"],
    ]
