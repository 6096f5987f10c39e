"""
The rows behind a register figure, by name, for those with the right; and what happened to them after the
figure was kept.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from django.contrib.postgres.search import SearchVector
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone

from khuyenhoc.domain.figures.models import RegisterCount
from khuyenhoc.domain.figures.queries.register_figures import RegisterFigure
from khuyenhoc.domain.figures.rules.rows import Subject
from khuyenhoc.domain.learning.countable import RECOGNISED
from khuyenhoc.domain.learning.models import Registration, Step
from khuyenhoc.domain.learning.states import Act, State
from khuyenhoc.domain.organisation import queries as organisation
from khuyenhoc.domain.people.countable import MEMBERS
from khuyenhoc.domain.people.models import Membership, RegisterSheetRow
from khuyenhoc.domain.people.queries.words import words_of
from khuyenhoc.foundation.audit.models import AuditLine
from khuyenhoc.foundation.values.mandates import Action, Mandate, UnitId
from khuyenhoc.foundation.values.periods import Period

Record = Membership | Registration


class Standing(StrEnum):
    """A row now, against the count that was kept."""

    SAME = "same"
    ADDED = "added"
    """Counts now, did not then."""
    GONE = "gone"
    """Counted then, counts no longer; the record is still there."""


@dataclass(frozen=True, slots=True)
class Edit:
    """
    Something that happened to a row after the count. `act` None: its person or group was changed;
    `list_name`: by which list.
    """

    on: date
    act: Act | None = None
    list_name: str = ""


@dataclass(frozen=True, slots=True)
class NamedRow:
    """
    A row of a register figure with the name it stands for. `on` is the day it was registered, decided, or the
    membership began.
    """

    id: int
    name: str
    unit: UnitId
    on: date | None
    state: State | None
    standing: Standing
    edits: Sequence[Edit]


@dataclass(frozen=True, slots=True)
class Compared:
    """
    A count that was kept against the registers now, in numbers alone: `removed` rows have no record any more,
    `gone` ones have but count no longer.
    """

    added: int
    gone: int
    removed: int

    @property
    def is_unchanged(self) -> bool:
        return not (self.added or self.gone or self.removed)


def kept_counts(subject: Subject, code: str, period: Period) -> list[RegisterCount]:
    """The counts kept of a figure, the newest first, their rows not loaded."""
    if not subject.is_unit:
        return []
    found = RegisterCount.objects.filter(unit_id=subject.id, indicator=code, period=str(period))
    return list(found.defer("rows").select_related("counted_by").order_by("-pk"))


class RowsOfAFigure:
    """
    A register figure's rows: those it counts now and, where a count that was kept is opened, those counted
    then.

    Names are handed out for units the mandate to keep registers reaches, and for no others.
    """

    def __init__(self, now: RegisterFigure, kept: RegisterCount | None) -> None:
        self.now = now
        self.kept = kept
        self._is_of_members = now.indicator == MEMBERS
        self._now = frozenset(now.rows)
        self._then = self._now if kept is None else frozenset(kept.rows)

    def compared(self) -> Compared:
        gone = self._then - self._now
        still = self._records(gone).count() if gone else 0
        return Compared(len(self._now - self._then), still, len(gone) - still)

    def named(self, mandate: Mandate, *, search: str = "") -> QuerySet[Any]:
        """
        The records within the mandate, in the Vietnamese order of names; `search` finds words or their
        beginnings without accents.

        :raises OutsideMandate: the mandate is not one to keep registers
        """
        mandate.require(Action.REGISTER, [])
        found = self._records(self._now | self._then)
        if mandate.account is not None:
            found = found.filter(organisation.kept_within("unit_id", mandate.units, on=mandate.on))
        wanted = words_of(search)
        if self._is_of_members:
            if wanted is not None:
                found = found.annotate(words=SearchVector("person__search_key", config="simple")).filter(
                    words=wanted
                )
            return found.select_related("person").order_by("person__name_key", "pk")
        if wanted is not None:
            found = found.annotate(
                person_words=SearchVector("person__search_key", config="simple"),
                group_words=SearchVector("group__search_key", config="simple"),
            ).filter(
                Q(person__isnull=False, person_words=wanted) | Q(group__isnull=False, group_words=wanted)
            )
        return found.select_related("person", "group", "recognition__decision").order_by(
            Coalesce(F("person__name_key"), F("group__sort_key")), "pk"
        )

    def outside(self, mandate: Mandate) -> int:
        """How many of the rows are kept by units the mandate does not reach."""
        return (
            0
            if mandate.account is None
            else self._records(self._now | self._then)
            .exclude(organisation.kept_within("unit_id", mandate.units, on=mandate.on))
            .count()
        )

    def rows(self, records: Sequence[Record]) -> list[NamedRow]:
        """
        Records of `named` with what happened to each after the count that was kept, in three questions
        whatever their number.
        """
        edits = self._edits(records) if self.kept is not None else {}
        return [self._row(record, edits.get(record.pk, [])) for record in records]

    def _records(self, ids: Collection[int]) -> QuerySet[Any]:
        return (Membership.objects if self._is_of_members else Registration.objects).filter(pk__in=list(ids))

    def _row(self, record: Record, edits: Sequence[Edit]) -> NamedRow:
        standing = Standing.SAME if record.pk in self._now else Standing.GONE
        if record.pk not in self._then:
            standing = Standing.ADDED
        if isinstance(record, Membership):
            return NamedRow(
                record.pk,
                record.person.full_name,
                UnitId(record.unit_id),
                record.starts_on,
                None,
                standing,
                edits,
            )
        on = record.registered_on
        if self.now.indicator in RECOGNISED.rule_of and hasattr(record, "recognition"):
            on = record.recognition.decision.decided_on
        name = (
            record.person.full_name
            if record.person is not None
            else record.group.name
            if record.group is not None
            else ""
        )
        return NamedRow(record.pk, name, UnitId(record.unit_id), on, State(record.state), standing, edits)

    def _edits(self, records: Sequence[Record]) -> Mapping[int, list[Edit]]:
        assert self.kept is not None  # noqa: S101 - asked for only where a count is opened
        since = self.kept.counted_at
        ids = [record.pk for record in records]
        found: dict[int, list[Edit]] = {}
        if not self._is_of_members:
            steps = Step.objects.filter(registration_id__in=ids, taken_at__gt=since).order_by("pk")
            for registration, act, on in steps.values_list("registration_id", "act", "taken_on"):
                found.setdefault(registration, []).append(Edit(on, Act(act)))
        of_person = {record.person_id: record.pk for record in records if record.person_id is not None}
        of_group = {
            record.group_id: record.pk
            for record in records
            if isinstance(record, Registration) and record.group_id is not None
        }
        for record, edit in (*_by_lists(of_person, of_group, since), *_by_hand(of_person, of_group, since)):
            found.setdefault(record, []).append(edit)
        return found


def _by_lists(
    persons: Mapping[int, int], groups: Mapping[int, int], since: datetime
) -> list[tuple[int, Edit]]:
    """Records of persons and groups that lists loaded after a moment changed."""
    rows = RegisterSheetRow.objects.filter(
        Q(person_id__in=list(persons)) | Q(group_id__in=list(groups)),
        was__isnull=False,
        sheet__loaded_at__gt=since,
        sheet__undone_at=None,
    ).order_by("pk")
    found = []
    for person, group, name, at in rows.values_list(
        "person_id", "group_id", "sheet__file_name", "sheet__loaded_at"
    ):
        record = persons.get(person or 0) or groups[group or 0]
        found.append((record, Edit(timezone.localdate(at), list_name=name)))
    return found


def _by_hand(
    persons: Mapping[int, int], groups: Mapping[int, int], since: datetime
) -> list[tuple[int, Edit]]:
    """
    Records of persons and groups that somebody changed or merged one by one after a moment; looking is no
    change.
    """
    lines = (
        AuditLine.objects.filter(
            Q(subject_kind="people.person", subject_id__in=list(persons))
            | Q(subject_kind="people.group", subject_id__in=list(groups)),
            at__gt=since,
        )
        .exclude(act__startswith="looked at")
        .order_by("pk")
    )
    found = []
    for kind, subject, at in lines.values_list("subject_kind", "subject_id", "at"):
        found.append(
            ((persons if kind == "people.person" else groups)[subject or 0], Edit(timezone.localdate(at)))
        )
    return found
