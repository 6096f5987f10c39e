"""Acts on clusters, their review meetings and what those conclude."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import Max

from khuyenhoc.domain.emulation import permissions, queries, rules
from khuyenhoc.domain.emulation.models import (
    AgendaItem,
    Attendance,
    Cluster,
    ClusterMembership,
    ClusterYear,
    DiscussionEntry,
    ReviewMeeting,
    Task,
)
from khuyenhoc.domain.organisation import queries as organisation
from khuyenhoc.domain.organisation.models import Unit
from khuyenhoc.foundation.audit import trail
from khuyenhoc.foundation.values.mandates import Action, Mandate, OutsideMandate, UnitId


class ClusterKeyTaken(Exception):
    """Another cluster, or a unit, has this key: the exchange sheet could not tell them apart."""


class NotInBeing(Exception):
    """A unit cannot be a member: it was not in being at any time of the year. `units` are their names."""

    def __init__(self, units: Sequence[str]) -> None:
        super().__init__(", ".join(units))
        self.units = units


class NotAMember(Exception):
    """Head and host of a year, and owners of its tasks, come from its members."""


class StillOwing(Exception):
    """A unit cannot leave a year whose meeting left it a task. `units` are their names."""

    def __init__(self, units: Sequence[str]) -> None:
        super().__init__(", ".join(units))
        self.units = units


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


def found_cluster(*, mandate: Mandate, key: str, name: str, unit: Unit) -> Cluster:
    """
    Found an emulation cluster of a unit's association; one that is there under the key stays as it is.

    :raises ClusterKeyTaken: the key is a unit's, or another association's cluster's
    """
    mandate.require(Action.MEET, [UnitId(unit.pk)])
    with transaction.atomic():
        if Unit.objects.filter(key=key).exists():
            raise ClusterKeyTaken(key)
        cluster, is_new = Cluster.objects.get_or_create(key=key, defaults={"name": name, "unit": unit})
        if cluster.unit_id != unit.pk:
            raise ClusterKeyTaken(key)
        if is_new:
            trail.record(mandate, "founded cluster", cluster)
    return cluster


def set_cluster_year(
    *,
    mandate: Mandate,
    cluster: Cluster,
    year: int,
    members: Sequence[Unit],
    head: Unit | None = None,
    host: Unit | None = None,
) -> ClusterYear:
    """
    Say who is in a cluster in a year, in the order its papers list them, who heads it and who hosts. Other
    years stay as they are (RULE-28).

    Whoever keeps a cluster reads its members' figures, so it takes in only units the mandate reaches; those
    in it already may stay.

    :raises OutsideMandate: the mandate does not reach the cluster's unit, or a new member
    :raises NotInBeing: a member was no unit at either end of the year
    :raises NotAMember: head or host is not among the members
    :raises StillOwing: a member that would leave owes a task of the year's meeting
    """
    permissions.require_to_keep(mandate, Action.MEET, cluster)
    joined = list(dict.fromkeys(UnitId(unit.pk) for unit in members))
    stood = set(
        ClusterMembership.objects.filter(cluster_year__cluster=cluster, cluster_year__year=year).values_list(
            "unit_id", flat=True
        )
    )
    mandate.require(Action.MEET, [unit for unit in joined if unit not in stood])
    absent = set(rules.members_not_in_being(joined, organisation.tree(on=date(year, 1, 1))))
    absent &= set(rules.members_not_in_being(joined, organisation.tree(on=date(year, 12, 31))))
    if absent:
        names = organisation.names(sorted(absent), on=date(year, 12, 31))
        raise NotInBeing([name.title for name in names.values()])
    for leading in (head, host):
        if not rules.leads_from_within(None if leading is None else UnitId(leading.pk), joined):
            raise NotAMember(str(leading))
    leaving = Task.objects.filter(
        meeting__cluster_year__cluster=cluster, meeting__cluster_year__year=year, owner__isnull=False
    )
    owing = {
        UnitId(unit)
        for unit in leaving.exclude(owner__in=joined).values_list("owner_id", flat=True)
        if unit is not None
    }
    if owing:
        raise StillOwing(
            [name.title for name in organisation.names(sorted(owing), on=date(year, 12, 31)).values()]
        )
    with transaction.atomic():
        found, _ = ClusterYear.objects.select_for_update().update_or_create(
            cluster=cluster, year=year, defaults={"head": head, "host": host}
        )
        found.memberships.exclude(unit_id__in=joined).delete()
        ClusterMembership.objects.bulk_create(
            [
                ClusterMembership(cluster_year=found, unit_id=unit, position=position)
                for position, unit in enumerate(joined)
            ],
            update_conflicts=True,
            unique_fields=["cluster_year", "unit"],
            update_fields=["position"],
        )
        trail.record(mandate, "set cluster year", found, year=year, members=[unit.key for unit in members])
    return found


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
    permissions.require_to_run(mandate, Action.MEET, cluster_year)
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
    """Say anew who was there."""
    permissions.require_to_run(mandate, Action.MEET, meeting.cluster_year)
    with transaction.atomic():
        meeting.attendances.all().delete()
        Attendance.objects.bulk_create(
            [Attendance(meeting=meeting, unit=who.unit, body=who.body, people=who.people) for who in present]
        )
        trail.record(mandate, "recorded attendance", meeting, bodies=len(present))


def set_agenda(*, mandate: Mandate, meeting: ReviewMeeting, items: Sequence[str]) -> None:
    """Say anew what the meeting was to deal with, in order."""
    permissions.require_to_run(mandate, Action.MEET, meeting.cluster_year)
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
    permissions.require_to_run(mandate, Action.MEET, meeting.cluster_year)
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
    permissions.require_to_run(mandate, Action.MEET, entry.meeting.cluster_year)
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
    permissions.require_to_run(mandate, Action.MEET, meeting.cluster_year)
    if not rules.due_after_the_meeting(due_on, meeting.held_on):
        raise DueTooEarly(due_on)
    if not rules.leads_from_within(
        None if owner is None else UnitId(owner.pk), queries.members(meeting.cluster_year)
    ):
        raise NotAMember(str(owner))
    with transaction.atomic():
        position = _next(meeting.tasks.aggregate(last=Max("position")))
        task = Task.objects.create(meeting=meeting, position=position, text=text, owner=owner, due_on=due_on)
        trail.record(mandate, "concluded", task)
    return task


def remove_task(*, mandate: Mandate, task: Task) -> None:
    """Take back a conclusion; the audit line keeps what it said."""
    permissions.require_to_run(mandate, Action.MEET, task.meeting.cluster_year)
    with transaction.atomic():
        trail.record(mandate, "removed task", task, text=task.text)
        task.delete()


def mark_task(*, mandate: Mandate, task: Task, done: bool) -> Task:
    """Say that a task is done, or is open again: who reports for its owner may, and whoever runs the year."""
    if not permissions.may_mark(mandate, task):
        raise OutsideMandate(mandate.action, frozenset({UnitId(task.meeting.cluster_year.cluster.unit_id)}))
    with transaction.atomic():
        task.state = Task.State.DONE if done else Task.State.OPEN
        task.save(update_fields=["state"])
        trail.record(mandate, "marked task", task, state=task.state)
    return task


def _next(taken: Mapping[str, int | None]) -> int:
    """The position after the last one; one that was taken back in between leaves a gap."""
    return (taken["last"] or 0) + 1
