"""Questions about clusters and their meetings."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from khuyenhoc.domain.emulation.models import ClusterYear, ReviewMeeting
from khuyenhoc.domain.organisation import queries as organisation
from khuyenhoc.foundation.values.mandates import UnitId


@dataclass(frozen=True, slots=True)
class AttendanceLine:
    who: str
    people: int | None


@dataclass(frozen=True, slots=True)
class AgendaLine:
    text: str


@dataclass(frozen=True, slots=True)
class Entry:
    kind: str
    unit: str
    text: str


@dataclass(frozen=True, slots=True)
class TaskLine:
    text: str
    owner: str
    due_on: date


@dataclass(frozen=True, slots=True)
class MeetingRecord:
    """A review meeting as plain values; units under the names of the meeting's day."""

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


def meeting_record(cluster_year: ClusterYear) -> MeetingRecord | None:
    meeting = ReviewMeeting.objects.filter(cluster_year=cluster_year).first()
    if meeting is None:
        return None
    names = organisation.names(on=meeting.held_on)

    def named(unit: int | None) -> str:
        return "" if unit is None else names[UnitId(unit)].title

    return MeetingRecord(
        meeting.held_on, meeting.part_of_day, meeting.place, meeting.purpose, named(cluster_year.head_id), named(cluster_year.host_id),
        tuple(AttendanceLine(line.body or named(line.unit_id), line.people) for line in meeting.attendances.order_by("pk")),
        tuple(AgendaLine(item.text) for item in meeting.agenda.order_by("position")),
        tuple(Entry(entry.kind, named(entry.unit_id), entry.text) for entry in meeting.entries.order_by("position", "pk")),
        tuple(TaskLine(task.text, named(task.owner_id), task.due_on) for task in meeting.tasks.order_by("position", "pk")),
    )
