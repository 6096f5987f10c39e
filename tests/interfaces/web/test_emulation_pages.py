"""Clusters by the year and their review meetings: who sees, who writes, and that a refusal is a sentence beside what was typed."""

from __future__ import annotations

import csv
import io
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from khuyenhoc.domain.emulation import queries, services
from khuyenhoc.domain.emulation.models import Cluster, ClusterYear, DiscussionEntry, ReviewMeeting, Task
from khuyenhoc.domain.people.models import Account
from khuyenhoc.foundation.audit.models import AuditLine
from khuyenhoc.foundation.values.mandates import Action
from tests import factories
from tests.cast import Cast
from tests.interfaces.web.conftest import In, words

YEAR = {"key": "mien-dong", "year": 2022}
MACHINE = factories.machine(Action.MEET)
DAY_AND_PLACE = {"held_on": "09/11/2022", "part_of_day": "morning", "place": "Huyện Thạch An", "purpose": "Đánh giá năm 2022"}


def at(name: str, **more: object) -> str:
    return reverse(f"web:{name}", kwargs={**YEAR, **more})


def cluster_year() -> ClusterYear:
    return queries.cluster_year("mien-dong", 2022)


@pytest.fixture
def met(cast: Cast) -> Cast:
    """The meeting of 2022 with one thing said and two conclusions, and figures of both members."""
    meeting = services.hold_meeting(
        mandate=MACHINE, cluster_year=cluster_year(), held_on=date(2022, 11, 9), part_of_day="morning", place="hội trường bí mật"
    )
    services.add_entry(mandate=MACHINE, meeting=meeting, kind="difficulty", text="Thiếu kinh phí bí mật", unit=cast.thach_an)
    services.conclude(mandate=MACHINE, meeting=meeting, text="Mở lớp bí mật", due_on=date(2023, 12, 31))
    services.conclude(mandate=MACHINE, meeting=meeting, text="Việc của thành phố", due_on=date(2023, 6, 30), owner=cast.tp_cao_bang)
    factories.figures(
        {"unit": "thach-an", "period": "2022", "indicator": "org.chapters", "value": 217},
        {"unit": "thach-an", "period": "2022", "indicator": "model.unit.registered", "value": 58, "total": 58},
        {"unit": "tp-cao-bang", "period": "2022", "indicator": "org.chapters", "value": 151},
        {"unit": "mien-dong", "period": "2022", "indicator": "org.members", "value": "trên 60.000"},
    )
    return cast


@pytest.fixture
def member(cast: Cast) -> Account:
    """The vice-chair of the city: a member of 2022 that neither heads nor hosts."""
    return factories.account("thanh-pho", "Vương Văn Thành", unit=cast.tp_cao_bang, post="vice_chair")


def reading() -> list[str]:
    exports = [at("cluster-export", ending=ending) for ending in ("csv", "xlsx")]
    return [at("cluster-year"), at("meeting"), *exports]


def writing() -> list[str]:
    entry, task = DiscussionEntry.objects.get(), Task.objects.earliest("pk")
    names = ["meeting-edit", "meeting-attendance", "meeting-agenda", "meeting-entry", "meeting-task"]
    removing = [at("meeting-entry-remove", entry=entry.pk), at("meeting-task-remove", task=task.pk)]
    return [*map(at, names), *removing]


def keeping() -> list[str]:
    return [reverse("web:cluster-choose-year", kwargs={"key": "mien-dong"}), at("cluster-members"), at("cluster-members", year=2026)]


def marking() -> str:
    return at("meeting-task-mark", task=Task.objects.earliest("pk").pk)


def on_record() -> tuple[object, ...]:
    meeting = ReviewMeeting.objects.values_list("held_on", "place", "purpose").first()
    said = list(DiscussionEntry.objects.values_list("text", flat=True))
    tasks = list(Task.objects.order_by("pk").values_list("text", "state"))
    members = list(ClusterYear.objects.order_by("pk").values_list("cluster__key", "year", "memberships__unit__key"))
    return meeting, said, tasks, members, Cluster.objects.count(), AuditLine.objects.count()


# ---- Who comes in ----


def test_a_stranger_finds_nothing_at_any_address_of_the_cluster(met: Cast, signed_in: In) -> None:
    client, before = signed_in(met.stranger), on_record()

    looked = {address: client.get(address) for address in [*reading(), *writing(), *keeping()]}
    sent = {address: client.post(address, DAY_AND_PLACE) for address in [*writing(), *keeping(), marking()]}

    answers = [*looked.values(), *sent.values()]
    assert {answer.status_code for answer in answers} == {404}, (looked, sent)
    assert not any(secret in answer.content.decode() for answer in answers for secret in ("bí mật", "Thạch An", "217"))
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
    refused += [client.post(address, DAY_AND_PLACE).status_code for address in [*writing(), *keeping(), marking()]]

    assert (set(read), set(refused)) == ({200}, {404})
    assert on_record() == before


def test_a_member_is_offered_nothing_it_may_not_do(met: Cast, member: Account, signed_in: In) -> None:
    page = signed_in(member).get(at("meeting")).content.decode()

    assert at("meeting-edit") not in page
    assert at("meeting-task") + '"' not in page
    assert page.count("Mark as done") == 1  # its own task


def test_the_head_and_the_keeper_open_every_page_of_the_meeting(met: Cast, signed_in: In) -> None:
    opened = {signed_in(who).get(address).status_code for who in (met.district, met.province) for address in [*reading(), *writing()]}

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
    answers = [Client().get(address) for address in [reverse("web:clusters"), reverse("web:cluster-found"), *reading(), *writing()]]

    assert {answer["Location"].split("?")[0] for answer in answers} == {"/dang-nhap/"}


# ---- The list and the page of a year ----


def test_the_list_shows_each_year_with_members_head_host_and_meeting(met: Cast, signed_in: In) -> None:
    page = words(signed_in(met.province).get(reverse("web:clusters")))

    assert "Cụm miền Đông, 2022 2 Huyện Thạch An Huyện Thạch An 09/11/2022 2" in page
    assert "Found a cluster" in page
    assert "Set a year" in page


def test_the_page_of_a_year_sets_members_side_by_side_with_their_sum_and_the_clusters_own_word(met: Cast, signed_in: In) -> None:
    page = words(signed_in(met.district).get(at("cluster-year")))

    assert "1. Huyện Thạch An head, host" in page
    assert "2/2 members" in page
    assert "Huyện Thạch An 217 chưa báo cáo Thành phố Cao Bằng 151 chưa báo cáo Cộng các đơn vị 368" in page
    assert "Cụm báo cáo chưa báo cáo trên 60.000" in page
    assert "100,00 %" in page
    assert "Hội viên: 0/2 đơn vị đã báo cáo." in page


def test_a_member_opens_its_own_figures_and_not_those_of_another(met: Cast, member: Account, signed_in: In) -> None:
    page = signed_in(member).get(at("cluster-year")).content.decode()

    assert reverse("web:figures", kwargs={"key": "tp-cao-bang"}) in page
    assert reverse("web:figures", kwargs={"key": "thach-an"}) not in page
    assert reverse("web:pack", kwargs=YEAR) in page


def test_a_year_nobody_has_reported_for_says_what_to_do(cast: Cast, signed_in: In) -> None:
    page = words(signed_in(cast.district).get(at("cluster-year")))

    assert "Nobody has reported for this year yet" in page
    assert "0/2 members" in page
    assert "not reported" in page


def exported(client: Client, query: str = "") -> list[list[str]]:
    answer = client.get(at("cluster-export", ending="csv") + query)
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))


def test_the_export_has_every_table_and_keeps_words_and_remarks(met: Cast, signed_in: In) -> None:
    head, *rows = exported(signed_in(met.district))

    by_name: dict[str, dict[str, str]] = {row[1]: dict(zip(head, row, strict=True)) for row in rows}
    assert list(by_name) == ["Huyện Thạch An", "Thành phố Cao Bằng", "Cộng các đơn vị", "Cụm báo cáo"]
    assert by_name["Huyện Thạch An"]["Unit key"] == "thach-an"
    assert by_name["Cộng các đơn vị"]["Chi hội (số lượng)"] == "368"
    assert by_name["Cụm báo cáo"]["Hội viên (người)"] == "trên 60.000"
    assert by_name["Thành phố Cao Bằng"]["Hội viên (người)"] == "chưa báo cáo"
    assert "Hội viên: 0/2 đơn vị đã báo cáo." in by_name["Cụm báo cáo"]["To look at"]
    assert any(heading.endswith("– Tỷ lệ (%)") for heading in head)


def test_one_table_is_exported_by_itself(met: Cast, signed_in: In) -> None:
    (head, *_rows) = exported(signed_in(met.district), "?table=form-a")

    assert head == ["Unit key", "Unit", "Chi hội (số lượng)", "Hội viên (người)", "To look at"]


@pytest.mark.parametrize(("ending", "query"), [("pdf", ""), ("csv", "?table=form-x")])
def test_a_sheet_nobody_makes_is_not_found(met: Cast, signed_in: In, ending: str, query: str) -> None:
    assert signed_in(met.district).get(at("cluster-export", ending=ending) + query).status_code == 404


def test_two_members_of_one_name_keep_a_row_each(cast: Cast, signed_in: In) -> None:
    services.set_cluster_year(mandate=MACHINE, cluster=cast.mien_dong, year=2025, members=[cast.tan_giang_cu, cast.tan_giang])
    factories.figures(
        {"unit": "tan-giang-cu", "period": "2025", "indicator": "org.chapters", "value": 11},
        {"unit": "tan-giang", "period": "2025", "indicator": "org.chapters", "value": 12},
    )

    answer = signed_in(cast.province).get(at("cluster-export", year=2025, ending="csv"))

    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert [row[:3] for row in rows[1:3]] == [["tan-giang-cu", "Phường Tân Giang", "11"], ["tan-giang", "Phường Tân Giang", "12"]]


# ---- Founding a cluster, saying who is in it ----


def test_founding_proposes_a_short_name_first_and_stores_nothing(cast: Cast, signed_in: In) -> None:
    answer = signed_in(cast.province).post(reverse("web:cluster-found"), {"name": "Cụm thi đua miền Tây", "unit": "cao-bang"})

    assert 'value="cum-thi-dua-mien-tay"' in answer.content.decode()
    assert not Cluster.objects.filter(key="cum-thi-dua-mien-tay").exists()


def test_a_cluster_is_founded_and_leads_on_to_its_first_year(cast: Cast, signed_in: In) -> None:
    sent = {"name": "Cụm miền Tây", "unit": "cao-bang", "key": "mien-tay"}

    answer = signed_in(cast.province).post(reverse("web:cluster-found"), sent, follow=True)

    assert Cluster.objects.get(key="mien-tay").unit == cast.cao_bang
    assert "Cụm miền Tây is on record. Now say who is in it, year by year." in words(answer)


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"name": ""}, "Write the name of the cluster."),
        ({"name": "!!"}, "Write the name with letters."),
        ({"key": "thach-an"}, "“thach-an” is in use already"),
        ({"key": "mien-dong"}, "“mien-dong” is in use already"),
        ({"key": "Miền Tây"}, "Write small letters without accents"),
        ({"unit": "lang-son"}, "Choose an association of the list."),
    ],
)
def test_a_cluster_that_cannot_be_founded_keeps_what_was_typed(cast: Cast, signed_in: In, sent: dict[str, str], said: str) -> None:
    typed = {"name": "Cụm miền Tây", "unit": "cao-bang", "key": "mien-tay"} | sent

    answer = signed_in(cast.province).post(reverse("web:cluster-found"), typed)

    assert answer.status_code == 422
    assert words(answer).count(said) == 2  # on top and beside the field
    assert f'value="{typed["name"]}"' in answer.content.decode() or not typed["name"]
    assert Cluster.objects.count() == 1


@pytest.mark.parametrize(("year", "status"), [("2024", 302), ("", 422), ("hai nghìn", 422), ("1900", 422), ("99999999999", 422)])
def test_a_year_is_chosen_before_its_members(cast: Cast, signed_in: In, year: str, status: int) -> None:
    answer = signed_in(cast.province).post(reverse("web:cluster-choose-year", kwargs={"key": "mien-dong"}), {"year": year})

    assert answer.status_code == status
    if status == 302:
        assert answer["Location"] == at("cluster-members", year=2024)


def test_a_new_year_starts_from_the_one_before_and_is_not_stored_by_looking(cast: Cast, signed_in: In) -> None:
    page = signed_in(cast.province).get(at("cluster-members", year=2023))

    assert page.content.decode().index('value="thach-an"') < page.content.decode().index('value="tp-cao-bang"')
    assert "Nothing is stored for this year" in words(page)
    assert not ClusterYear.objects.filter(year=2023).exists()


def test_a_new_year_after_the_reform_leaves_the_old_districts_out_and_says_so(cast: Cast, signed_in: In) -> None:
    page = words(signed_in(cast.province).get(at("cluster-members", year=2026)))

    assert "Left out, for they are no units this year: Huyện Thạch An Thành phố Cao Bằng" in page
    assert "No member yet." in page


def test_a_unit_is_found_without_accents_and_only_within_reach(cast: Cast, signed_in: In) -> None:
    client = signed_in(cast.province)

    found = words(client.post(at("cluster-members", year=2026), {"q": "dong khe", "find": "1"}))
    foreign = words(client.post(at("cluster-members", year=2026), {"q": "that khe", "find": "1"}))

    assert "Xã Đông Khê" in found
    assert "No other unit of that year answers to this." in foreign


@pytest.mark.parametrize(
    ("button", "order"),
    [
        ({"add": "duc-long"}, ["dong-khe", "tan-giang", "duc-long"]),
        ({"add": "dong-khe"}, ["dong-khe", "tan-giang"]),
        ({"remove": "dong-khe"}, ["tan-giang"]),
        ({"up": "tan-giang"}, ["tan-giang", "dong-khe"]),
        ({"up": "dong-khe"}, ["dong-khe", "tan-giang"]),
        ({"down": "dong-khe"}, ["tan-giang", "dong-khe"]),
    ],
)
def test_the_buttons_change_the_list_and_store_nothing(cast: Cast, signed_in: In, button: dict[str, str], order: list[str]) -> None:
    sent = {"member": ["dong-khe", "tan-giang"], "q": "duc", "head": "tan-giang", **button}

    answer = signed_in(cast.province).post(at("cluster-members", year=2026), sent)

    assert [unit.key for unit in answer.context["page"].members] == order
    assert '<option value="tan-giang" selected>' in answer.content.decode()
    assert not ClusterYear.objects.filter(year=2026).exists()


def test_saving_stores_members_in_order_with_head_and_host_and_leaves_other_years(cast: Cast, signed_in: In) -> None:
    sent = {"member": ["tan-giang", "dong-khe"], "head": "dong-khe", "host": "", "save": "1"}

    answer = signed_in(cast.province).post(at("cluster-members", year=2026), sent, follow=True)

    made = queries.cluster_year("mien-dong", 2026)
    assert [name.key for name in queries.member_names(made).values()] == ["tan-giang", "dong-khe"]
    assert (made.head, made.host) == (cast.dong_khe, None)
    assert "Saved: Cụm miền Đông has 2 members in 2026. Other years stay as they were." in words(answer)
    assert [name.key for name in queries.member_names(cluster_year()).values()] == ["thach-an", "tp-cao-bang"]


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"member": ["dong-khe"]}, "A cluster compares units with each other: add at least two."),
        ({"member": ["dong-khe", "thach-an"]}, "No units in 2026: Huyện Thạch An."),
        ({"member": ["dong-khe", "tan-giang"], "head": "duc-long"}, "Select a valid choice."),
    ],
)
def test_a_year_that_cannot_be_stored_says_why_and_keeps_the_list(cast: Cast, signed_in: In, sent: dict[str, object], said: str) -> None:
    answer = signed_in(cast.province).post(at("cluster-members", year=2026), {**sent, "save": "1"})

    assert answer.status_code == 422
    assert said in words(answer)
    assert [unit.key for unit in answer.context["page"].members] == sent["member"]
    assert not ClusterYear.objects.filter(year=2026).exists()


@pytest.mark.parametrize("intruder", ["that-khe", "khong-co", "\x00"])
def test_a_unit_out_of_reach_cannot_be_smuggled_in(cast: Cast, signed_in: In, intruder: str) -> None:
    answer = signed_in(cast.province).post(at("cluster-members", year=2026), {"member": ["dong-khe", intruder], "save": "1"})

    assert answer.status_code == 404


def test_a_member_with_a_task_cannot_be_taken_out(met: Cast, signed_in: In) -> None:
    answer = signed_in(met.province).post(at("cluster-members"), {"member": ["thach-an", "dong-khe"], "save": "1"})

    assert "Thành phố Cao Bằng cannot leave" in words(answer)


# ---- The meeting ----


def test_a_year_without_a_meeting_says_who_puts_it_on_record(cast: Cast, member: Account, signed_in: In) -> None:
    host, other = words(signed_in(cast.district).get(at("meeting"))), words(signed_in(member).get(at("meeting")))

    assert "First write down when and where it is held." in host
    assert "The head, the host or the association that keeps the cluster puts it on record." in other


def test_the_host_puts_the_meeting_on_record_and_is_told_what_follows(cast: Cast, signed_in: In) -> None:
    answer = signed_in(cast.district).post(at("meeting-edit"), DAY_AND_PLACE, follow=True)

    meeting = ReviewMeeting.objects.get()
    assert (meeting.held_on, meeting.place) == (date(2022, 11, 9), "Huyện Thạch An")
    assert "Next: who was there, the agenda, what was said, the conclusions." in words(answer)


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"held_on": ""}, "Write the day of the meeting."),
        ({"held_on": "31/02/2022"}, "This is not a day."),
        ({"held_on": "09/11/2012"}, "is held in 2022 or early in 2023"),
        ({"part_of_day": "night"}, "Choose a part of the day."),
        ({"place": " "}, "Write where the meeting is held."),
        ({"place": "x" * 301}, "at most 300 characters"),
    ],
)
def test_a_meeting_that_cannot_be_stored_says_why_twice_and_keeps_what_was_typed(
    cast: Cast, signed_in: In, sent: dict[str, str], said: str
) -> None:
    answer = signed_in(cast.district).post(at("meeting-edit"), {**DAY_AND_PLACE, **sent})

    assert answer.status_code == 422
    assert words(answer).count(said) == 2
    assert "Đánh giá năm 2022" in answer.content.decode()
    assert not ReviewMeeting.objects.exists()


def test_a_meeting_is_not_moved_past_its_conclusions(met: Cast, signed_in: In) -> None:
    Task.objects.filter(owner=None).update(due_on=date(2022, 12, 1))

    answer = signed_in(met.district).post(at("meeting-edit"), {**DAY_AND_PLACE, "held_on": "2022-12-15"})

    assert "A conclusion would be due on this day or before it." in words(answer)
    assert ReviewMeeting.objects.get().held_on == date(2022, 11, 9)


@pytest.mark.parametrize("name", ["meeting-attendance", "meeting-agenda", "meeting-entry", "meeting-task"])
def test_without_a_meeting_its_day_comes_first(cast: Cast, signed_in: In, name: str) -> None:
    answer = signed_in(cast.district).get(at(name), follow=True)

    assert answer.redirect_chain == [(at("meeting-edit"), 302)]
    assert "First write down when and where the meeting is held." in words(answer)


def test_attendance_is_bodies_and_head_counts_and_empty_is_not_zero(met: Cast, signed_in: In) -> None:
    sent = {"there-thach-an": "on", "people-thach-an": "12", "there-tp-cao-bang": "on", "body-0": "Phòng Giáo dục", "guests-0": "2"}

    answer = signed_in(met.district).post(at("meeting-attendance"), sent, follow=True)

    page = words(answer)
    assert "Saved: 3 bodies were there." in page
    assert "Huyện Thạch An: 12 people Thành phố Cao Bằng Phòng Giáo dục: 2 people 14 people, counted for 2 of 3 bodies." in page


def test_the_attendance_form_shows_what_is_on_record(met: Cast, signed_in: In) -> None:
    client = signed_in(met.district)
    client.post(at("meeting-attendance"), {"there-thach-an": "on", "body-0": "Phòng Giáo dục", "guests-0": "2"})

    page = client.get(at("meeting-attendance")).content.decode()

    assert page.count(" checked") == 1
    assert 'value="Phòng Giáo dục"' in page
    assert 'name="body-3"' in page


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"people-thach-an": "12"}, "the unit is not ticked"),
        ({"there-thach-an": "on", "people-thach-an": "0"}, "Write a whole number from 1 to 9999"),
        ({"there-thach-an": "on", "people-thach-an": "mười"}, "Write a whole number from 1 to 9999"),
        ({"guests-1": "3"}, "Write which body these people came from"),
    ],
)
def test_attendance_that_cannot_be_stored_says_why(met: Cast, signed_in: In, sent: dict[str, str], said: str) -> None:
    answer = signed_in(met.district).post(at("meeting-attendance"), {**sent, "body-0": "Phòng Giáo dục"})

    assert answer.status_code == 422
    assert words(answer).count(said) == 2
    assert 'value="Phòng Giáo dục"' in answer.content.decode()
    assert ReviewMeeting.objects.get().attendances.count() == 0


def test_the_agenda_is_one_point_a_line(met: Cast, signed_in: In) -> None:
    answer = signed_in(met.district).post(at("meeting-agenda"), {"items": "Đánh giá năm 2022\r\n\r\n  Nhiệm vụ năm 2023 "}, follow=True)

    assert list(ReviewMeeting.objects.get().agenda.values_list("text", flat=True)) == ["Đánh giá năm 2022", "Nhiệm vụ năm 2023"]
    assert "Saved: the agenda has 2 points." in words(answer)


def test_a_point_too_long_is_named_by_its_line(met: Cast, signed_in: In) -> None:
    answer = signed_in(met.district).post(at("meeting-agenda"), {"items": "Ngắn\n" + "d" * 501})

    assert "Line 2 is longer than 500 letters." in words(answer)
    assert "d" * 501 in answer.content.decode()


def test_something_said_is_written_under_its_kind(met: Cast, signed_in: In) -> None:
    sent = {"kind": "measure", "text": "Vận động <b>doanh nghiệp</b>", "unit": "tp-cao-bang"}

    answer = signed_in(met.district).post(at("meeting-entry"), sent, follow=True)

    assert "Saved under “Measures”." in words(answer)
    assert "Vận động &lt;b&gt;doanh nghiệp&lt;/b&gt;" in answer.content.decode()


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"kind": "gossip"}, "Choose one of the four."),
        ({"text": ""}, "Write what was said."),
        ({"unit": "that-khe"}, "Choose a member of the list, or nobody in particular."),
    ],
)
def test_something_said_that_cannot_be_stored_says_why(met: Cast, signed_in: In, sent: dict[str, str], said: str) -> None:
    answer = signed_in(met.district).post(at("meeting-entry"), {"kind": "measure", "text": "Vận động", "unit": "", **sent})

    assert answer.status_code == 422
    assert words(answer).count(said) == 2
    assert DiscussionEntry.objects.count() == 1


def test_taking_back_is_asked_first_and_then_done(met: Cast, signed_in: In) -> None:
    client, entry, task = signed_in(met.district), DiscussionEntry.objects.get(), Task.objects.earliest("pk")
    addresses = [at("meeting-entry-remove", entry=entry.pk), at("meeting-task-remove", task=task.pk)]

    asked = [words(client.get(address)) for address in addresses]
    kept = DiscussionEntry.objects.count(), Task.objects.count()
    done = [client.post(address)["Location"] for address in addresses]

    assert ["Thiếu kinh phí bí mật" in asked[0], "Mở lớp bí mật" in asked[1]] == [True, True]
    assert (kept, DiscussionEntry.objects.count(), Task.objects.count()) == ((1, 2), 0, 1)
    assert done == [at("meeting")] * 2


def test_an_entry_or_task_of_another_year_is_not_found_here(met: Cast, signed_in: In) -> None:
    services.set_cluster_year(mandate=MACHINE, cluster=met.mien_dong, year=2023, members=[met.thach_an, met.tp_cao_bang])
    entry, task = DiscussionEntry.objects.get(), Task.objects.earliest("pk")
    client = signed_in(met.province)

    answers = [
        client.post(at("meeting-entry-remove", year=2023, entry=entry.pk)),
        client.post(at("meeting-task-remove", year=2023, task=task.pk)),
        client.post(at("meeting-task-mark", year=2023, task=task.pk), {"done": "1"}),
        client.post(at("meeting-task-remove", task=10**30)),
    ]

    assert {answer.status_code for answer in answers} == {404}


def test_a_conclusion_gets_an_owner_and_a_day_and_shows_how_late_it_is(met: Cast, signed_in: In) -> None:
    sent = {"text": "Củng cố tổ chức Hội", "owner": "thach-an", "due_on": "2023-03-31"}

    answer = signed_in(met.district).post(at("meeting-task"), sent, follow=True)

    assert Task.objects.get(text="Củng cố tổ chức Hội").owner == met.thach_an
    assert "By Huyện Thạch An, until 31/03/2023" in words(answer)
    assert "By every member of the cluster, until 31/12/2023" in words(answer)
    assert "days late" in words(answer)


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"due_on": "2022-11-09"}, "The meeting is held on 09/11/2022; a conclusion is due after it."),
        ({"due_on": ""}, "Write the day by which it is to be done."),
        ({"due_on": "0001-01-01"}, "This is not a day."),
        ({"text": ""}, "Write what is to be done."),
        ({"owner": "that-khe"}, "Choose a member of the list, or every member of the cluster."),
    ],
)
def test_a_conclusion_that_cannot_be_stored_says_why(met: Cast, signed_in: In, sent: dict[str, str], said: str) -> None:
    answer = signed_in(met.district).post(at("meeting-task"), {"text": "Mở lớp", "owner": "", "due_on": "2023-12-31", **sent})

    assert answer.status_code == 422
    assert words(answer).count(said) == 2
    assert Task.objects.count() == 2


def test_the_owner_marks_its_own_task_and_the_host_any(met: Cast, member: Account, signed_in: In) -> None:
    own, common = Task.objects.get(owner=met.tp_cao_bang), Task.objects.get(owner=None)

    by_owner = signed_in(member).post(at("meeting-task-mark", task=own.pk), {"done": "1"})
    by_host = signed_in(met.district).post(at("meeting-task-mark", task=common.pk), {"done": "1"}, follow=True)
    states = set(Task.objects.values_list("state", flat=True))
    signed_in(met.district).post(at("meeting-task-mark", task=own.pk), {"done": "0"})

    assert by_owner.status_code == 302
    assert "Marked as done." in words(by_host)
    assert states == {Task.State.DONE}
    assert Task.objects.get(pk=own.pk).state == Task.State.OPEN


def test_marking_takes_a_button_and_not_a_link(met: Cast, signed_in: In) -> None:
    assert signed_in(met.district).get(marking()).status_code == 405
