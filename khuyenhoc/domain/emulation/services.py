"""Acts on review meetings and what those conclude."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import Max

from khuyenhoc.domain.emulation import queries, rules
from khuyenhoc.domain.emulation.models import AgendaItem, Attendance, DiscussionEntry, ReviewMeeting, Task
from khuyenhoc.domain.organisation import queries as organisation
from khuyenhoc.domain.organisation.models import ClusterYear, Unit
from khuyenhoc.domain.organisation.rules.clusters import leads_from_within
from khuyenhoc.domain.organisation.services import NotAMember
from khuyenhoc.foundation.audit import trail
from khuyenhoc.foundation.values.mandates import Action, Mandate, OutsideMandate, UnitId


class DueTooEarly(Exception):
    """A conclusion cannot be due on or before the day of the meeting."""


@dataclass(frozen=True, slots=True)
class Present:
    """
    Who was there: a unit's association, or another body by its name; `people` only where it was counted.
    """

    unit: Unit | None = None
    body: str = ""
    people: int | None = None


def hold_meeting(
    *,
    mandate: Mandate,
    cluster_year: ClusterYear,
    held_on: date,
    part_of_day: str,
    place: str,
    purpose: str = "",
) -> ReviewMeeting:
    """
    Put the year's review meeting on record, or amend its day, place and purpose.

    :raises DueTooEarly: a conclusion on record would be due on or before the new day
    """
    organisation.require_to_run(mandate, Action.MEET, cluster_year)
    if Task.objects.filter(meeting__cluster_year=cluster_year, due_on__lte=held_on).exists():
        raise DueTooEarly(held_on)
    with transaction.atomic():
        meeting, _ = ReviewMeeting.objects.update_or_create(
            cluster_year=cluster_year,
            defaults={"held_on": held_on, "part_of_day": part_of_day, "place": place, "purpose": purpose},
        )
        trail.record(mandate, "held meeting", meeting, held_on=held_on.isoformat())
    return meeting


def record_attendance(*, mandate: Mandate, meeting: ReviewMeeting, present: Sequence[Present]) -> None:
    """Replace the attendance of a meeting."""
    organisation.require_to_run(mandate, Action.MEET, meeting.cluster_year)
    with transaction.atomic():
        meeting.attendances.all().delete()
        Attendance.objects.bulk_create(
            [Attendance(meeting=meeting, unit=who.unit, body=who.body, people=who.people) for who in present]
        )
        trail.record(mandate, "recorded attendance", meeting, bodies=len(present))


def set_agenda(*, mandate: Mandate, meeting: ReviewMeeting, items: Sequence[str]) -> None:
    """Replace the agenda of a meeting, in order."""
    organisation.require_to_run(mandate, Action.MEET, meeting.cluster_year)
    with transaction.atomic():
        meeting.agenda.all().delete()
        AgendaItem.objects.bulk_create(
            [
                AgendaItem(meeting=meeting, position=position, text=text)
                for position, text in enumerate(items, 1)
            ]
        )
        trail.record(mandate, "set agenda", meeting, items=len(items))


def add_entry(
    *, mandate: Mandate, meeting: ReviewMeeting, kind: str, text: str, unit: Unit | None = None
) -> DiscussionEntry:
    """Put down one thing that was said: a result, an experience, a difficulty or a measure."""
    organisation.require_to_run(mandate, Action.MEET, meeting.cluster_year)
    with transaction.atomic():
        entry = DiscussionEntry.objects.create(
            meeting=meeting,
            kind=DiscussionEntry.Kind(kind),
            unit=unit,
            text=text,
            position=_next(meeting.entries.aggregate(last=Max("position"))),
        )
        trail.record(mandate, "added entry", entry)
    return entry


def remove_entry(*, mandate: Mandate, entry: DiscussionEntry) -> None:
    """Take back an entry; the audit line keeps what it said."""
    organisation.require_to_run(mandate, Action.MEET, entry.meeting.cluster_year)
    with transaction.atomic():
        trail.record(mandate, "removed entry", entry, kind=entry.kind, text=entry.text)
        entry.delete()


def conclude(
    *, mandate: Mandate, meeting: ReviewMeeting, text: str, due_on: date, owner: Unit | None = None
) -> Task:
    """
    Turn a conclusion into a task of the next year, owed by one member or, without an owner, by all.

    :raises DueTooEarly: the day is not after the meeting
    :raises NotAMember: the owner is not in the cluster that year
    """
    organisation.require_to_run(mandate, Action.MEET, meeting.cluster_year)
    if not rules.due_after_the_meeting(due_on, meeting.held_on):
        raise DueTooEarly(due_on)
    if not leads_from_within(
        None if owner is None else UnitId(owner.pk), organisation.members(meeting.cluster_year)
    ):
        raise NotAMember(str(owner))
    with transaction.atomic():
        position = _next(meeting.tasks.aggregate(last=Max("position")))
        task = Task.objects.create(meeting=meeting, position=position, text=text, owner=owner, due_on=due_on)
        trail.record(mandate, "concluded", task)
    return task


def remove_task(*, mandate: Mandate, task: Task) -> None:
    """Take back a conclusion; the audit line keeps what it said."""
    organisation.require_to_run(mandate, Action.MEET, task.meeting.cluster_year)
    with transaction.atomic():
        trail.record(mandate, "removed task", task, text=task.text)
        task.delete()


def mark_task(*, mandate: Mandate, task: Task, done: bool) -> Task:
    """
    Say that a task is done, or is open again: the officer who reports for its owner may, and the officer who
    runs the year.
    """
    if not queries.may_mark(mandate, task):
        raise OutsideMandate(mandate.action, frozenset({UnitId(task.meeting.cluster_year.cluster.unit_id)}))
    with transaction.atomic():
        task.state = Task.State.DONE if done else Task.State.OPEN
        task.save(update_fields=["state"])
        trail.record(mandate, "marked task", task, state=task.state)
    return task


def _next(taken: Mapping[str, int | None]) -> int:
    """The position after the last one; one that was taken back in between leaves a gap."""
    return (taken["last"] or 0) + 1
