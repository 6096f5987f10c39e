"""The review meeting: who writes its record, what it holds, and the tasks it leaves."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from khuyenhoc.domain.emulation import queries, services
from khuyenhoc.domain.emulation.models import ReviewMeeting, Task
from khuyenhoc.domain.organisation import services as organisation_services
from khuyenhoc.domain.people import services as people
from khuyenhoc.foundation.audit.models import AuditLine
from khuyenhoc.foundation.values.mandates import Action, OutsideMandate, UnitId
from tests import factories
from tests.domain.emulation.meetings import HELD_ON, held, mandate, year_of

MACHINE = factories.machine(Action.MEET)
DUE_ON = date(2023, 12, 31)


def concluded(cast, text="Mở lớp tập huấn", owner=None, due_on=DUE_ON):
    meeting = ReviewMeeting.objects.filter(cluster_year=year_of(cast.mien_dong)).first() or held(
        cast.mien_dong
    )
    return services.conclude(mandate=MACHINE, meeting=meeting, text=text, due_on=due_on, owner=owner)


def owed(unit, on=DUE_ON):
    return [task.text for task in queries.tasks_owed([UnitId(unit.pk)], on)]


def city_account(cast):
    """The vice-chair of the city, a member of 2022 that neither heads nor hosts."""
    return factories.account("thanh-pho", "Thành phố", unit=cast.tp_cao_bang, post="vice_chair")


def test_a_year_without_a_meeting_has_no_record(cast):
    assert queries.meeting_record(year_of(cast.mien_dong)) is None


def test_a_meeting_is_put_on_record_once_and_amended_after(cast):
    first = held(cast.mien_dong)

    again = services.hold_meeting(
        mandate=mandate(cast.district),
        cluster_year=year_of(cast.mien_dong),
        held_on=date(2022, 11, 10),
        part_of_day="afternoon",
        place="thị trấn Đông Khê",
    )

    assert again.pk == first.pk
    assert (again.held_on, again.part_of_day, again.place) == (
        date(2022, 11, 10),
        "afternoon",
        "thị trấn Đông Khê",
    )


def test_the_record_names_units_as_they_were_called_on_the_day(cast):
    meeting = held(cast.mien_dong)
    services.record_attendance(
        mandate=MACHINE,
        meeting=meeting,
        present=[services.Present(unit=cast.dong_khe, people=3), services.Present(body="Phòng Giáo dục")],
    )
    services.set_agenda(mandate=MACHINE, meeting=meeting, items=["Đánh giá năm 2022", "Nhiệm vụ năm 2023"])
    services.add_entry(
        mandate=MACHINE, meeting=meeting, kind="difficulty", text="Thiếu kinh phí", unit=cast.thach_an
    )

    record = queries.meeting_record(year_of(cast.mien_dong))

    assert record is not None
    assert (record.head, record.host) == ("Huyện Thạch An", "Huyện Thạch An")
    assert [(line.who, line.people) for line in record.attendance] == [
        ("Thị trấn Đông Khê", 3),
        ("Phòng Giáo dục", None),
    ]
    assert [line.text for line in record.agenda] == ["Đánh giá năm 2022", "Nhiệm vụ năm 2023"]
    assert [(entry.kind, entry.unit, entry.text) for entry in record.entries] == [
        ("difficulty", "Huyện Thạch An", "Thiếu kinh phí")
    ]


def test_attendance_and_agenda_are_said_anew_each_time(cast):
    meeting = held(cast.mien_dong)
    for _ in range(2):
        services.record_attendance(
            mandate=MACHINE, meeting=meeting, present=[services.Present(unit=cast.thach_an)]
        )
        services.set_agenda(mandate=MACHINE, meeting=meeting, items=["Một", "Hai"])

    assert (meeting.attendances.count(), meeting.agenda.count()) == (1, 2)


def test_what_is_said_after_something_was_taken_back_still_comes_last(cast):
    meeting = held(cast.mien_dong)
    said = [services.add_entry(mandate=MACHINE, meeting=meeting, kind="result", text=text) for text in "abcd"]
    for entry in said[1:3]:
        services.remove_entry(mandate=MACHINE, entry=entry)
    services.add_entry(mandate=MACHINE, meeting=meeting, kind="result", text="e")

    record = queries.meeting_record(year_of(cast.mien_dong))

    assert record is not None
    assert [entry.text for entry in record.entries] == ["a", "d", "e"]


def test_the_book_of_changes_keeps_what_was_taken_back(cast):
    entry = services.add_entry(mandate=MACHINE, meeting=held(cast.mien_dong), kind="result", text="Nói nhầm")
    services.remove_entry(mandate=mandate(cast.district), entry=entry)
    services.remove_task(mandate=mandate(cast.district), task=concluded(cast, text="Giao nhầm"))

    assert AuditLine.objects.get(act="removed entry").facts == {"kind": "result", "text": "Nói nhầm"}
    assert AuditLine.objects.get(act="removed task").facts == {"text": "Giao nhầm"}


def test_a_member_that_neither_heads_nor_hosts_writes_nothing(cast):
    meeting, asking = held(cast.mien_dong), mandate(city_account(cast))
    entry = services.add_entry(mandate=MACHINE, meeting=meeting, kind="result", text="a")
    task = concluded(cast)
    acts = [
        lambda: services.hold_meeting(
            mandate=asking,
            cluster_year=meeting.cluster_year,
            held_on=HELD_ON,
            part_of_day="morning",
            place="x",
        ),
        lambda: services.record_attendance(mandate=asking, meeting=meeting, present=[]),
        lambda: services.set_agenda(mandate=asking, meeting=meeting, items=["x"]),
        lambda: services.add_entry(mandate=asking, meeting=meeting, kind="result", text="x"),
        lambda: services.remove_entry(mandate=asking, entry=entry),
        lambda: services.conclude(mandate=asking, meeting=meeting, text="x", due_on=DUE_ON),
        lambda: services.remove_task(mandate=asking, task=task),
        lambda: services.mark_task(mandate=asking, task=task, done=True),
    ]

    for act in acts:
        with pytest.raises(OutsideMandate):
            act()


@pytest.mark.parametrize("days", [-1, 0])
def test_a_conclusion_is_not_due_on_or_before_the_day_of_the_meeting(cast, days):
    with pytest.raises(services.DueTooEarly):
        concluded(cast, due_on=HELD_ON + timedelta(days=days))


def test_a_meeting_does_not_move_past_what_it_concluded(cast):
    concluded(cast, due_on=date(2022, 12, 1))

    with pytest.raises(services.DueTooEarly):
        services.hold_meeting(
            mandate=MACHINE,
            cluster_year=year_of(cast.mien_dong),
            held_on=date(2022, 12, 1),
            part_of_day="morning",
            place="x",
        )

    assert year_of(cast.mien_dong).meeting.held_on == HELD_ON


def test_only_a_member_owes_a_conclusion(cast):
    with pytest.raises(organisation_services.NotAMember):
        concluded(cast, owner=cast.that_khe)


def test_a_task_with_an_owner_is_owed_by_that_member_alone(cast):
    concluded(cast, owner=cast.tp_cao_bang)

    assert (owed(cast.tp_cao_bang), owed(cast.thach_an)) == (["Mở lớp tập huấn"], [])


def test_a_task_without_an_owner_is_owed_by_every_member_and_nobody_else(cast):
    concluded(cast)

    assert (owed(cast.tp_cao_bang), owed(cast.thach_an), owed(cast.duc_long)) == (
        ["Mở lớp tập huấn"],
        ["Mở lớp tập huấn"],
        [],
    )


def test_a_task_owed_by_two_asked_units_is_listed_once(cast):
    concluded(cast)

    asked = [UnitId(cast.tp_cao_bang.pk), UnitId(cast.thach_an.pk)]

    assert len(queries.tasks_owed(asked, DUE_ON)) == 1


def test_a_task_of_2022_is_not_owed_by_who_joined_later(cast):
    concluded(cast)
    organisation_services.set_cluster_year(
        mandate=MACHINE, cluster=cast.mien_dong, year=2023, members=[cast.thach_an, cast.dong_khe]
    )

    assert owed(cast.dong_khe) == []


@pytest.mark.parametrize(
    ("on", "days_late"),
    [(date(2023, 12, 30), 0), (DUE_ON, 0), (date(2024, 1, 1), 1), (date(2024, 12, 31), 366)],
)
def test_a_task_is_late_from_the_day_after_it_was_due(cast, on, days_late):
    concluded(cast)

    (task,) = queries.tasks_owed([UnitId(cast.thach_an.pk)], on)

    assert (task.days_late, task.cluster_key, task.year) == (days_late, "mien-dong", 2022)


def test_the_longest_overdue_comes_first(cast):
    concluded(cast, text="sau", due_on=date(2023, 12, 31))
    concluded(cast, text="trước", due_on=date(2023, 6, 30))

    assert owed(cast.thach_an) == ["trước", "sau"]


def test_a_task_that_is_done_is_owed_no_more_until_it_is_opened_again(cast):
    task = concluded(cast)

    services.mark_task(mandate=mandate(cast.district), task=task, done=True)
    done = owed(cast.thach_an)
    services.mark_task(mandate=mandate(cast.district), task=task, done=False)

    assert (done, owed(cast.thach_an)) == ([], ["Mở lớp tập huấn"])


@pytest.mark.parametrize(
    ("action", "may"), [(Action.MEET, True), (Action.REPORT, True), (Action.VIEW, False)]
)
def test_whoever_reports_for_the_owner_says_that_a_task_is_done(cast, action, may):
    task, asking = concluded(cast, owner=cast.tp_cao_bang), mandate(city_account(cast), action)

    if may:
        services.mark_task(mandate=asking, task=task, done=True)
    else:
        with pytest.raises(OutsideMandate):
            services.mark_task(mandate=asking, task=task, done=True)

    assert (Task.objects.get().state == Task.State.DONE) is may


def test_a_post_to_look_at_the_host_does_not_mark_its_tasks(cast):
    inspector = people.open_account(
        mandate=factories.machine(Action.ORGANISE),
        username="kiem-tra",
        display_name="Kiểm tra",
        password="mật khẩu để thử",
    )
    people.appoint(
        mandate=factories.machine(Action.ORGANISE),
        account=inspector,
        unit=cast.cao_bang,
        post="inspector",
        starts_on=date(2020, 1, 1),
    )

    with pytest.raises(OutsideMandate):
        services.mark_task(mandate=mandate(inspector, Action.VIEW), task=concluded(cast), done=True)
