"""Questions about review meetings and the tasks those left."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from khuyenhoc.domain.emulation.models import ReviewMeeting, Task
from khuyenhoc.domain.organisation import queries as organisation
from khuyenhoc.domain.organisation.models import ClusterYear
from khuyenhoc.foundation.values.mandates import Action, Mandate, UnitId


@dataclass(frozen=True, slots=True)
class AttendanceLine:
    """A body that was there; `people` None: not written down."""

    id: int
    who: str
    people: int | None


@dataclass(frozen=True, slots=True)
class AgendaLine:
    id: int
    text: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing said; `unit` is empty where it was not one unit's."""

    id: int
    kind: str
    unit: str
    text: str


@dataclass(frozen=True, slots=True)
class TaskLine:
    """A conclusion; `owner` is empty where every member owes it."""

    id: int
    text: str
    owner: str
    due_on: date
    is_done: bool


@dataclass(frozen=True, slots=True)
class MeetingRecord:
    """
    A review meeting as plain values; units under the names of the meeting's day, head and host empty where
    unknown.
    """

    held_on: date
    part_of_day: str
    place: str
    purpose: str
    head: str
    host: str
    attendance: tuple[AttendanceLine, ...]
    agenda: tuple[AgendaLine, ...]
    entries: tuple[Entry, ...]
    tasks: tuple[TaskLine, ...]


@dataclass(frozen=True, slots=True)
class TaskOwed:
    """A task that units still owe, as their list of things to do shows it."""

    id: int
    text: str
    cluster_key: str
    cluster_name: str
    year: int
    due_on: date
    days_late: int


def meeting_record(cluster_year: ClusterYear) -> MeetingRecord | None:
    """The year's review meeting, or None where there is none on record."""
    meeting = ReviewMeeting.objects.filter(cluster_year=cluster_year).first()
    if meeting is None:
        return None
    attendances = list(meeting.attendances.order_by("pk"))
    entries = list(meeting.entries.order_by("position", "pk"))
    tasks = list(meeting.tasks.order_by("position", "pk"))
    spoken_of = [cluster_year.head_id, cluster_year.host_id]
    spoken_of += (
        [line.unit_id for line in attendances]
        + [entry.unit_id for entry in entries]
        + [task.owner_id for task in tasks]
    )
    names = organisation.names([UnitId(unit) for unit in spoken_of if unit is not None], on=meeting.held_on)

    def named(unit: int | None) -> str:
        return "" if unit is None else names[UnitId(unit)].title

    return MeetingRecord(
        held_on=meeting.held_on,
        part_of_day=meeting.part_of_day,
        place=meeting.place,
        purpose=meeting.purpose,
        head=named(cluster_year.head_id),
        host=named(cluster_year.host_id),
        attendance=tuple(
            AttendanceLine(line.pk, line.body or named(line.unit_id), line.people) for line in attendances
        ),
        agenda=tuple(AgendaLine(item.pk, item.text) for item in meeting.agenda.order_by("position")),
        entries=tuple(Entry(entry.pk, entry.kind, named(entry.unit_id), entry.text) for entry in entries),
        tasks=tuple(
            TaskLine(task.pk, task.text, named(task.owner_id), task.due_on, task.state == Task.State.DONE)
            for task in tasks
        ),
    )


def tasks_owed(units: Collection[UnitId], on: date) -> Sequence[TaskOwed]:
    """What the units, as owners or as members of a cluster, still owe on a day, the longest overdue first."""
    of_members = organisation.kept_within("meeting__cluster_year__memberships__unit_id", units, on=on)
    owed = (
        Task.objects.filter(state=Task.State.OPEN)
        .filter(
            Q(organisation.kept_within("owner_id", units, on=on), owner__isnull=False)
            | Q(of_members, owner__isnull=True, meeting__cluster_year__memberships__isnull=False)
        )
        .select_related("meeting__cluster_year__cluster")
        .order_by("due_on", "meeting_id", "position", "pk")
        .distinct()
    )
    return [
        TaskOwed(
            id=task.pk,
            text=task.text,
            cluster_key=task.meeting.cluster_year.cluster.key,
            cluster_name=task.meeting.cluster_year.cluster.name,
            year=task.meeting.cluster_year.year,
            due_on=task.due_on,
            days_late=max(0, (on - task.due_on).days),
        )
        for task in owed
    ]


def may_mark(mandate: Mandate, task: Task) -> bool:
    """
    Whether the mandate may mark a task as done: the officer who reports for its owner may, and the officer
    who runs the year. The right to see the task is not enough.
    """
    if mandate.account is None:
        return True
    if (
        mandate.action in (Action.MEET, Action.REPORT)
        and task.owner_id is not None
        and mandate.reaches(UnitId(task.owner_id))
    ):
        return True
    return mandate.action is Action.MEET and organisation.may_run(mandate, task.meeting.cluster_year)
