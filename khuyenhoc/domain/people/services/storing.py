"""What a matched list does to the tables, and taking it back as a whole."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.db.models.functions import Now
from django.utils.translation import gettext as _
from psycopg.types.json import Jsonb

from khuyenhoc.domain.people.kinds import RegisterKind
from khuyenhoc.domain.people.models import (
    Group,
    Membership,
    Person,
    PossibleDuplicate,
    RegisterSheet,
    RegisterSheetRow,
)
from khuyenhoc.domain.people.rules.matching import ADMITTED, HOME, Matched, State
from khuyenhoc.domain.people.services import bulk
from khuyenhoc.foundation.audit import trail
from khuyenhoc.foundation.values.mandates import Action, Mandate, UnitId
from khuyenhoc.foundation.values.vietnamese import person_sort_key, sort_key

_PERSON_TYPES = {"sex": "text", "phone": "text", "home_id": "bigint"}
_GROUP_TYPES = {"size": "int", "unit_id": "bigint"}
_NEW = (State.NEW, State.DOUBTFUL)


class SomethingRestsOnIt(Exception):
    """A sheet cannot be taken back; `reasons` are sentences that say why."""

    def __init__(self, reasons: Sequence[str]) -> None:
        super().__init__(" ".join(reasons))
        self.reasons = tuple(reasons)


def store(sheet: RegisterSheet, rows: Sequence[Matched]) -> dict[int, str]:
    """
    Store what every row says, inside the caller's transaction. Returns the id of each row's person or group →
    the form of a citizen.
    """
    kind = RegisterKind(sheet.kind)
    new = [row for row in rows if row.state in _NEW]
    model = Person if kind.is_of_persons else Group
    ids = bulk.reserved_ids(model, len(new))
    by_row = {row.draft.row: pk for row, pk in zip(new, ids, strict=True)}
    by_row |= {row.draft.row: row.known.id for row in rows if row.known is not None}
    if kind.is_of_persons:
        _copy_persons(ids, new)
    else:
        _copy_groups(kind, ids, new)
    changed = [row for row in rows if row.state is State.CHANGED]
    bulk.change(model, _types(kind), [(by_row[row.draft.row], _becomes(kind, row)) for row in changed])
    if kind is RegisterKind.MEMBER:
        _copy_memberships(
            sheet,
            [(by_row[row.draft.row], row) for row in rows if row.state in _NEW or ADMITTED in row.changes],
        )
    _copy_rows(sheet, kind, by_row, rows)
    _propose(kind, by_row, new)
    return {by_row[row.draft.row]: row.draft.form for row in rows}


def undo_register(*, mandate: Mandate, sheet: RegisterSheet) -> None:
    """
    Take a list back as a whole: whom it brought goes, what it changed is as before.

    :raises SomethingRestsOnIt: a later list is about the same records, or something was built on them, or it
      was taken back already
    :raises OutsideMandate: the mandate does not reach the unit
    """
    mandate.require(Action.REGISTER, [UnitId(sheet.unit_id)])
    with transaction.atomic():
        locked = RegisterSheet.objects.select_for_update().get(pk=sheet.pk)
        if locked.undone_at is not None:
            raise SomethingRestsOnIt([_("This list is undone already.")])
        kind = RegisterKind(locked.kind)
        subject = "person_id" if kind.is_of_persons else "group_id"
        rows = list(RegisterSheetRow.objects.filter(sheet=locked).values_list(subject, "is_new", "was"))
        touched = [pk for pk, is_new, was in rows if is_new or was is not None]
        later = RegisterSheetRow.objects.filter(
            sheet__undone_at__isnull=True, sheet_id__gt=locked.pk, **{f"{subject}__in": touched}
        )
        if later.exists():
            raise SomethingRestsOnIt(
                [(_("A later list about the same people or families was loaded. Undo the later list first."))]
            )
        if Membership.objects.filter(register_sheet=locked, ends_on__isnull=False).exists():
            raise SomethingRestsOnIt(
                [_("Members of this list have been transferred or have left since. Undo that first.")]
            )
        brought = [pk for pk, is_new, _ in rows if is_new]
        _put_back(kind, locked, brought, [(pk, was) for pk, _, was in rows if was])
        locked.undone_by_id, locked.undone_at = mandate.account, Now()
        locked.save(update_fields=["undone_by", "undone_at"])
        trail.record(mandate, "undid register", locked, kind=locked.kind, brought=len(brought))


def _types(kind: RegisterKind) -> Mapping[str, str]:
    return _PERSON_TYPES if kind.is_of_persons else _GROUP_TYPES


def _home_column(kind: RegisterKind) -> str:
    return "home_id" if kind.is_of_persons else "unit_id"


def _becomes(kind: RegisterKind, row: Matched) -> dict[str, Any]:
    """The columns a changed row sets."""
    becomes = {name: getattr(row.draft, name) for name in row.changes if name not in (HOME, ADMITTED)}
    return becomes | ({_home_column(kind): row.place} if HOME in row.changes else {})


def _was(kind: RegisterKind, row: Matched) -> dict[str, Any] | None:
    """
    The columns as they were before; empty where the row only admitted a member; None where it changed
    nothing.
    """
    if row.known is None or row.state is not State.CHANGED:
        return None
    was: dict[str, Any] = {
        name: row.known.fields[name] for name in row.changes if name not in (HOME, ADMITTED)
    }
    return was | ({_home_column(kind): row.known.place} if HOME in row.changes else {})


def _copy_persons(ids: Sequence[int], rows: Sequence[Matched]) -> None:
    bulk.copy_in(
        Person,
        ("id", "full_name", "name_key", "search_key", "birth_year", "sex", "phone", "home_id"),
        (
            (
                pk,
                said.name,
                person_sort_key(said.name),
                said.key,
                said.birth_year,
                said.sex,
                said.phone,
                row.place,
            )
            for pk, row in zip(ids, rows, strict=True)
            if (said := row.draft)
        ),
    )


def _copy_groups(kind: RegisterKind, ids: Sequence[int], rows: Sequence[Matched]) -> None:
    ordered_by = person_sort_key if kind is RegisterKind.FAMILY else sort_key
    bulk.copy_in(
        Group,
        ("id", "kind", "unit_id", "name", "sort_key", "search_key", "head_birth_year", "size"),
        (
            (
                pk,
                kind.value,
                row.place,
                said.name,
                ordered_by(said.name),
                said.key,
                said.birth_year,
                said.size,
            )
            for pk, row in zip(ids, rows, strict=True)
            if (said := row.draft)
        ),
    )


def _copy_memberships(sheet: RegisterSheet, rows: Sequence[tuple[int, Matched]]) -> None:
    from_the_year = date(sheet.year, 1, 1)
    bulk.copy_in(
        Membership,
        ("person_id", "unit_id", "starts_on", "register_sheet_id"),
        ((pk, row.place, row.draft.joined_on or from_the_year, sheet.pk) for pk, row in rows),
    )


def _copy_rows(
    sheet: RegisterSheet, kind: RegisterKind, by_row: Mapping[int, int], rows: Sequence[Matched]
) -> None:
    subject = "person_id" if kind.is_of_persons else "group_id"
    bulk.copy_in(
        RegisterSheetRow,
        ("sheet_id", "row", subject, "is_new", "was"),
        (
            (
                sheet.pk,
                row.draft.row,
                by_row[row.draft.row],
                row.state in _NEW,
                None if was is None else Jsonb(was),
            )
            for row in rows
            for was in (_was(kind, row),)
        ),
    )


def _propose(kind: RegisterKind, by_row: Mapping[int, int], rows: Sequence[Matched]) -> None:
    """
    Store pairs of records that may be the same, for the user to decide; a decided pair is not proposed again.
    """
    pairs = sorted({pair for row in rows for pair in _pairs(by_row, row)})
    one, other = ("person_id", "other_person_id") if kind.is_of_persons else ("group_id", "other_group_id")
    PossibleDuplicate.objects.bulk_create(
        [PossibleDuplicate(**{one: low, other: high}) for low, high in pairs],
        batch_size=5_000,
        ignore_conflicts=True,
    )


def _pairs(by_row: Mapping[int, int], row: Matched) -> Iterator[tuple[int, int]]:
    mine = by_row[row.draft.row]
    others = [candidate.id for candidate in row.candidates] + (
        [by_row[row.twin]] if row.twin is not None else []
    )
    for other in others:
        yield min(mine, other), max(mine, other)


def _put_back(
    kind: RegisterKind,
    sheet: RegisterSheet,
    brought: list[int],
    changed: Sequence[tuple[int, Mapping[str, Any]]],
) -> None:
    model = Person if kind.is_of_persons else Group
    bulk.change(model, _types(kind), changed)
    one, other = ("person_id", "other_person_id") if kind.is_of_persons else ("group_id", "other_group_id")
    doubts, table = PossibleDuplicate._meta.db_table, model._meta.db_table
    try:
        # Statements over arrays, for a hundred thousand rows; whatever rests on one of them makes all of it
        # fail as a whole.
        with transaction.atomic(), connection.cursor() as cursor:
            Membership.objects.filter(register_sheet=sheet).delete()
            cursor.execute(
                f"DELETE FROM {doubts} WHERE {one} = ANY(%s) OR {other} = ANY(%s)",  # noqa: S608
                [brought, brought],
            )
            cursor.execute(f"DELETE FROM {table} WHERE id = ANY(%s)", [brought])  # noqa: S608
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    except IntegrityError as resting:
        raise SomethingRestsOnIt(
            [
                (
                    _(
                        "People or families of this list are used elsewhere: titles, offices, memberships. "
                        "Remove them there first."
                    )
                )
            ]
        ) from resting
