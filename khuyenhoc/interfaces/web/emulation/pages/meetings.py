"""What the pages about a review meeting show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django import forms
from django.utils.translation import gettext as _

from khuyenhoc.domain.emulation import queries
from khuyenhoc.domain.emulation.models import DiscussionEntry, ReviewMeeting, Task
from khuyenhoc.domain.emulation.queries import AgendaLine, AttendanceLine, Entry
from khuyenhoc.domain.organisation import queries as organisation
from khuyenhoc.domain.organisation.models import ClusterYear
from khuyenhoc.foundation.values.mandates import Mandate, UnitId
from khuyenhoc.foundation.values.periods import Period
from khuyenhoc.interfaces.web.emulation.forms.attendance import Seat
from khuyenhoc.interfaces.words import period_words


@dataclass(frozen=True, slots=True)
class EntryGroup:
    """What was said of one kind."""

    kind: str
    heading: str
    entries: Sequence[Entry]


@dataclass(frozen=True, slots=True)
class TaskShown:
    id: int
    text: str
    owner: str
    due_on: date
    is_done: bool
    days_late: int
    may_mark: bool


@dataclass(frozen=True, slots=True)
class Held:
    """A meeting on record. `people` adds up the counted ones; `counted` of the bodies were counted."""

    held_on: date
    part_of_day: str
    place: str
    purpose: str
    attendance: Sequence[AttendanceLine]
    people: int
    counted: int
    agenda: Sequence[AgendaLine]
    groups: Sequence[EntryGroup]
    tasks: Sequence[TaskShown]


@dataclass(frozen=True, slots=True)
class MeetingPage:
    """
    `meeting` is None where none is on record; `may_write` speaks of all but the tasks, which say it one by
    one.
    """

    key: str
    name: str
    year: int
    period_text: str
    head: str
    host: str
    meeting: Held | None
    may_write: bool


@dataclass(frozen=True, slots=True)
class WritingPage:
    """One form about a meeting, and what it belongs to."""

    key: str
    name: str
    year: int
    period_text: str
    form: forms.Form
    is_new: bool = False


@dataclass(frozen=True, slots=True)
class TakeBackPage:
    """The question before something that was written down is taken back."""

    key: str
    name: str
    year: int
    period_text: str
    text: str


def kind_words(kind: str) -> str:
    words = {
        DiscussionEntry.Kind.RESULT: _("Results"),
        DiscussionEntry.Kind.EXPERIENCE: _("Experience"),
        DiscussionEntry.Kind.DIFFICULTY: _("Difficulties"),
        DiscussionEntry.Kind.MEASURE: _("Measures"),
    }
    return words[DiscussionEntry.Kind(kind)]


def part_words(part: str) -> str:
    words = {
        ReviewMeeting.PartOfDay.MORNING: _("in the morning"),
        ReviewMeeting.PartOfDay.AFTERNOON: _("in the afternoon"),
        ReviewMeeting.PartOfDay.WHOLE_DAY: _("the whole day long"),
    }
    return words[ReviewMeeting.PartOfDay(part)]


def meeting_page(cluster_year: ClusterYear, *, writing: Mandate, reporting: Mandate) -> MeetingPage:
    """
    The record of a meeting; `reporting` is the same account's mandate to report, by which a task's owner says
    that it is done.
    """
    named = [UnitId(unit) for unit in (cluster_year.head_id, cluster_year.host_id) if unit is not None]
    names = organisation.names(named, on=Period.of_year(cluster_year.year).last_day)
    return MeetingPage(
        key=cluster_year.cluster.key,
        name=cluster_year.cluster.name,
        year=cluster_year.year,
        period_text=period_words(Period.of_year(cluster_year.year)),
        head="" if cluster_year.head_id is None else names[UnitId(cluster_year.head_id)].title,
        host="" if cluster_year.host_id is None else names[UnitId(cluster_year.host_id)].title,
        meeting=_held(cluster_year, writing, reporting),
        may_write=organisation.may_run(writing, cluster_year),
    )


def _held(cluster_year: ClusterYear, writing: Mandate, reporting: Mandate) -> Held | None:
    record = queries.meeting_record(cluster_year)
    if record is None:
        return None
    tasks = Task.objects.select_related("meeting__cluster_year__cluster").filter(
        meeting__cluster_year=cluster_year
    )
    markable = {
        task.pk for task in tasks if queries.may_mark(writing, task) or queries.may_mark(reporting, task)
    }
    counts = [line.people for line in record.attendance if line.people is not None]
    return Held(
        held_on=record.held_on,
        part_of_day=part_words(record.part_of_day),
        place=record.place,
        purpose=record.purpose,
        attendance=record.attendance,
        people=sum(counts),
        counted=len(counts),
        agenda=record.agenda,
        groups=[
            EntryGroup(kind, kind_words(kind), [entry for entry in record.entries if entry.kind == kind])
            for kind in DiscussionEntry.Kind
        ],
        tasks=[
            TaskShown(
                id=task.id,
                text=task.text,
                owner=task.owner or _("every member of the cluster"),
                due_on=task.due_on,
                is_done=task.is_done,
                days_late=0 if task.is_done else max(0, (writing.on - task.due_on).days),
                may_mark=task.id in markable,
            )
            for task in record.tasks
        ],
    )


def writing_page(cluster_year: ClusterYear, form: forms.Form, *, is_new: bool = False) -> WritingPage:
    return WritingPage(
        cluster_year.cluster.key,
        cluster_year.cluster.name,
        cluster_year.year,
        period_words(Period.of_year(cluster_year.year)),
        form,
        is_new,
    )


def take_back_page(cluster_year: ClusterYear, text: str) -> TakeBackPage:
    return TakeBackPage(
        cluster_year.cluster.key,
        cluster_year.cluster.name,
        cluster_year.year,
        period_words(Period.of_year(cluster_year.year)),
        text,
    )


def seats_of(meeting: ReviewMeeting) -> tuple[list[Seat], list[tuple[str, int | None]]]:
    """
    The lines of the attendance form: every member and whichever other unit came, then bodies that are no
    units.
    """
    lines = list(meeting.attendances.order_by("pk"))
    people = {UnitId(line.unit_id): line.people for line in lines if line.unit_id is not None}
    units = list(dict.fromkeys([*organisation.members(meeting.cluster_year), *people]))
    names = organisation.names(units, on=meeting.held_on)
    seats = [Seat(names[unit].key, names[unit].title, unit in people, people.get(unit)) for unit in units]
    return seats, [(line.body, line.people) for line in lines if line.unit_id is None]
