"""
The review meeting: put on record by its host, one thing at a time; a refusal is a sentence beside what was
typed.
"""

from __future__ import annotations

from datetime import date

import pytest

from khuyenhoc.domain.emulation.models import DiscussionEntry, ReviewMeeting, Task
from khuyenhoc.domain.organisation import services as organisation_services
from khuyenhoc.domain.people.models import Account
from tests.cast import Cast
from tests.interfaces.web.conftest import In, words
from tests.interfaces.web.the_cluster import DAY_AND_PLACE, MACHINE, at, member, met

__all__ = ["member", "met"]


def test_a_year_without_a_meeting_says_who_puts_it_on_record(
    cast: Cast, member: Account, signed_in: In
) -> None:
    host, other = (
        words(signed_in(cast.district).get(at("meeting"))),
        words(signed_in(member).get(at("meeting"))),
    )

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
    sent = {
        "there-thach-an": "on",
        "people-thach-an": "12",
        "there-tp-cao-bang": "on",
        "body-0": "Phòng Giáo dục",
        "guests-0": "2",
    }

    answer = signed_in(met.district).post(at("meeting-attendance"), sent, follow=True)

    page = words(answer)
    assert "Saved: 3 bodies were there." in page
    assert (
        "Huyện Thạch An: 12 people Thành phố Cao Bằng Phòng Giáo dục: 2 people 14 people, counted for 2 of "
        "3 bodies."
    ) in page


def test_the_attendance_form_shows_what_is_on_record(met: Cast, signed_in: In) -> None:
    client = signed_in(met.district)
    client.post(
        at("meeting-attendance"), {"there-thach-an": "on", "body-0": "Phòng Giáo dục", "guests-0": "2"}
    )

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
def test_attendance_that_cannot_be_stored_says_why(
    met: Cast, signed_in: In, sent: dict[str, str], said: str
) -> None:
    answer = signed_in(met.district).post(at("meeting-attendance"), {**sent, "body-0": "Phòng Giáo dục"})

    assert answer.status_code == 422
    assert words(answer).count(said) == 2
    assert 'value="Phòng Giáo dục"' in answer.content.decode()
    assert ReviewMeeting.objects.get().attendances.count() == 0


def test_the_agenda_is_one_point_a_line(met: Cast, signed_in: In) -> None:
    answer = signed_in(met.district).post(
        at("meeting-agenda"), {"items": "Đánh giá năm 2022\r\n\r\n  Nhiệm vụ năm 2023 "}, follow=True
    )

    assert list(ReviewMeeting.objects.get().agenda.values_list("text", flat=True)) == [
        "Đánh giá năm 2022",
        "Nhiệm vụ năm 2023",
    ]
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
        ({"unit": "that-khe"}, "Choose a member of the list, or no unit in particular."),
    ],
)
def test_something_said_that_cannot_be_stored_says_why(
    met: Cast, signed_in: In, sent: dict[str, str], said: str
) -> None:
    answer = signed_in(met.district).post(
        at("meeting-entry"), {"kind": "measure", "text": "Vận động", "unit": "", **sent}
    )

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
    organisation_services.set_cluster_year(
        mandate=MACHINE, cluster=met.mien_dong, year=2023, members=[met.thach_an, met.tp_cao_bang]
    )
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
def test_a_conclusion_that_cannot_be_stored_says_why(
    met: Cast, signed_in: In, sent: dict[str, str], said: str
) -> None:
    answer = signed_in(met.district).post(
        at("meeting-task"), {"text": "Mở lớp", "owner": "", "due_on": "2023-12-31", **sent}
    )

    assert answer.status_code == 422
    assert words(answer).count(said) == 2
    assert Task.objects.count() == 2


def test_the_owner_marks_its_own_task_and_the_host_any(met: Cast, member: Account, signed_in: In) -> None:
    own, common = Task.objects.get(owner=met.tp_cao_bang), Task.objects.get(owner=None)

    by_owner = signed_in(member).post(at("meeting-task-mark", task=own.pk), {"done": "1"})
    by_host = signed_in(met.district).post(
        at("meeting-task-mark", task=common.pk), {"done": "1"}, follow=True
    )
    states = set(Task.objects.values_list("state", flat=True))
    signed_in(met.district).post(at("meeting-task-mark", task=own.pk), {"done": "0"})

    assert by_owner.status_code == 302
    assert "Marked as done." in words(by_host)
    assert states == {Task.State.DONE}
    assert Task.objects.get(pk=own.pk).state == Task.State.OPEN


def test_marking_takes_a_button_and_not_a_link(met: Cast, signed_in: In) -> None:
    assert (
        signed_in(met.district).get(at("meeting-task-mark", task=Task.objects.earliest("pk").pk)).status_code
        == 405
    )
