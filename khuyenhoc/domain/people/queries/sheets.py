"""Questions about lists: those that were loaded, and what they brought."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from khuyenhoc.domain.organisation import queries as organisation
from khuyenhoc.domain.people.kinds import RegisterKind
from khuyenhoc.domain.people.models import Group, Person, RegisterSheet, RegisterSheetRow
from khuyenhoc.foundation.values.mandates import Mandate, UnitId


@dataclass(frozen=True, slots=True)
class SheetLine:
    """
    The record that a row of a loaded list is about, as it is now. `name` is empty where the record is gone.
    """

    row: int
    record: int
    name: str
    unit: UnitId | None
    is_new: bool
    is_changed: bool


def register_sheets(mandate: Mandate) -> QuerySet[RegisterSheet]:
    """Lists loaded for units the mandate reaches, the newest first."""
    sheets = RegisterSheet.objects.select_related("unit", "loaded_by", "undone_by").order_by("-pk")
    if mandate.account is None:
        return sheets
    return sheets.filter(organisation.kept_within("unit_id", mandate.units, on=mandate.on))


def sheet_lines(sheet: RegisterSheet, *, start: int, count: int) -> Sequence[SheetLine]:
    """Rows of a list in the file's order."""
    rows = list(RegisterSheetRow.objects.filter(sheet=sheet).order_by("row", "pk")[start : start + count])
    records: dict[int, tuple[str, int]]
    if RegisterKind(sheet.kind).is_of_persons:
        persons = Person.objects.filter(pk__in=[row.person_id for row in rows])
        records = {pk: (name, unit) for pk, name, unit in persons.values_list("pk", "full_name", "home_id")}
    else:
        groups = Group.objects.filter(pk__in=[row.group_id for row in rows])
        records = {pk: (name, unit) for pk, name, unit in groups.values_list("pk", "name", "unit_id")}
    lines = []
    for row in rows:
        record = row.person_id or row.group_id or 0
        name, unit = records.get(record, ("", None))
        lines.append(
            SheetLine(
                row.row, record, name, None if unit is None else UnitId(unit), row.is_new, row.was is not None
            )
        )
    return lines
