"""Questions about clusters, their meetings and the tasks those left."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from khuyenhoc.domain.emulation import permissions
from khuyenhoc.domain.emulation.models import Cluster, ClusterMembership, ClusterYear, ReviewMeeting, Task
from khuyenhoc.domain.organisation import queries as organisation
from khuyenhoc.domain.organisation.queries import UnitName
from khuyenhoc.foundation.values.mandates import Mandate, UnitId


class NoSuchCluster(LookupError):
    """No cluster has this key, or it has no such year."""


@dataclass(frozen=True, slots=True)
class AttendanceLine:
    """A body that was there; `people is None`: nobody wrote down how many."""

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


def cluster_year(key: str, year: int) -> ClusterYear:
    """:raises NoSuchCluster: the cluster is unknown or has no such year"""
    found = ClusterYear.objects.select_related("cluster").filter(cluster__key=key, year=year).first()
    if found is None:
        raise NoSuchCluster(key)
    return found


def members(found: ClusterYear) -> Sequence[UnitId]:
    """The members of a year, in the order the cluster's papers list them."""
    return [
        UnitId(pk) for pk in found.memberships.order_by("position", "pk").values_list("unit_id", flat=True)
    ]


def member_names(found: ClusterYear) -> Mapping[UnitId, UnitName]:
    """The members under the names of the year's last day, in the cluster's own order."""
    joined = members(found)
    names = organisation.names(joined, on=date(found.year, 12, 31))
    return {unit: names[unit] for unit in joined}


def years_seen(mandate: Mandate) -> Sequence[ClusterYear]:
    """The cluster years a mandate may see, the latest first, then by the cluster's name."""
    found = ClusterYear.objects.select_related("cluster").order_by("-year", "cluster__name", "pk")
    joined: dict[int, list[UnitId]] = {}
    for cluster_year_id, unit in ClusterMembership.objects.values_list("cluster_year_id", "unit_id"):
        joined.setdefault(cluster_year_id, []).append(UnitId(unit))
    return [one for one in found if permissions.may_see(mandate, one, joined.get(one.pk, []))]


def clusters_kept(mandate: Mandate) -> Sequence[Cluster]:
    """The clusters whose unit the mandate reaches: those it may say the members of."""
    return [
        cluster
        for cluster in Cluster.objects.order_by("name", "pk")
        if mandate.reaches(UnitId(cluster.unit_id))
    ]


def units_to_join(mandate: Mandate, year: int) -> Mapping[UnitId, UnitName]:
    """
    The units a mandate may take into a cluster in a year: in being at either end of it, under their last
    names of the year, in name order.
    """
    first, last = date(year, 1, 1), date(year, 12, 31)
    begun, ended = organisation.tree(on=first), organisation.tree(on=last)
    return {
        unit: name
        for unit, name in organisation.names(on=last).items()
        if (unit in begun or unit in ended) and mandate.reaches(unit)
    }


def meeting_record(found: ClusterYear) -> MeetingRecord | None:
    """The year's review meeting, or None where there is none on record."""
    meeting = ReviewMeeting.objects.filter(cluster_year=found).first()
    if meeting is None:
        return None
    attendances = list(meeting.attendances.order_by("pk"))
    entries = list(meeting.entries.order_by("position", "pk"))
    tasks = list(meeting.tasks.order_by("position", "pk"))
    spoken_of = [found.head_id, found.host_id]
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
        head=named(found.head_id),
        host=named(found.host_id),
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


def tasks_owed(units: Iterable[UnitId], on: date) -> Sequence[TaskOwed]:
    """What the units, as owners or as members of a cluster, still owe on a day, the longest overdue first."""
    asked = list(units)
    owed = (
        Task.objects.filter(state=Task.State.OPEN)
        .filter(
            Q(owner__in=asked) | Q(owner__isnull=True, meeting__cluster_year__memberships__unit__in=asked)
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
