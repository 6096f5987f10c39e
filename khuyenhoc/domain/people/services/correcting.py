"""
Acts that correct a person or a group by the rules of a row of a list, and that end a group.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from khuyenhoc.domain.people.kinds import RegisterKind
from khuyenhoc.domain.people.models import Group, GroupKind, Person
from khuyenhoc.domain.people.services.refusals import Refused
from khuyenhoc.domain.people.sheets import REGISTERS, SEXES, Draft, parse
from khuyenhoc.foundation.audit import trail
from khuyenhoc.foundation.sheets.cells import Value
from khuyenhoc.foundation.sheets.table import SheetRow
from khuyenhoc.foundation.values.mandates import Action, Mandate, UnitId
from khuyenhoc.foundation.values.numbers import date_text
from khuyenhoc.foundation.values.vietnamese import nfc, person_sort_key, sort_key


class CannotCorrect(Refused):
    """A field cannot be what was written."""


class CannotEndGroup(Refused):
    """The day is still to come, or the group has ended already."""


def correct_person(
    *,
    mandate: Mandate,
    person: Person,
    full_name: str,
    birth_year: int | None = None,
    sex: str = "",
    phone: str = "",
) -> Person:
    """
    Replace a person's fields; a blank field is not known. The audit line names the changed fields, never
    their values.

    :raises CannotCorrect: a field cannot be so
    :raises OutsideMandate: the mandate does not reach the person's unit
    """
    draft = _read(
        mandate,
        RegisterKind.CITIZEN,
        {
            "name": full_name,
            "birth_year": birth_year,
            "sex": SEXES.get(sex, sex),
            "phone": phone,
        },
    )
    with transaction.atomic():
        person = Person.objects.select_for_update().get(pk=person.pk)
        mandate.require(Action.REGISTER, [UnitId(person.home_id)])
        becomes: dict[str, object] = {
            "full_name": draft.name,
            "birth_year": draft.birth_year,
            "sex": draft.sex,
            "phone": draft.phone,
        }
        changed = sorted(name for name, value in becomes.items() if getattr(person, name) != value)
        if changed:
            keys = {"name_key": person_sort_key(draft.name), "search_key": draft.key}
            _write(person, becomes | keys)
            trail.record(mandate, "corrected person", person, fields=changed)
    return person


def correct_group(
    *, mandate: Mandate, group: Group, name: str, size: int | None = None, head_birth_year: int | None = None
) -> Group:
    """
    Replace a group's fields, as `correct_person`. Only a family has a head's year of birth.

    :raises CannotCorrect: a field cannot be so
    :raises OutsideMandate: the mandate does not reach the group's unit
    """
    kind = RegisterKind(group.kind)
    draft = _read(mandate, kind, {"name": name, "size": size, "birth_year": head_birth_year})
    with transaction.atomic():
        group = Group.objects.select_for_update().get(pk=group.pk)
        mandate.require(Action.REGISTER, [UnitId(group.unit_id)])
        is_family = kind is RegisterKind.FAMILY
        becomes: dict[str, object] = {
            "name": draft.name,
            "size": draft.size,
            "head_birth_year": draft.birth_year if is_family else None,
        }
        changed = sorted(field for field, value in becomes.items() if getattr(group, field) != value)
        if changed:
            ordered_by = person_sort_key if is_family else sort_key
            _write(group, becomes | {"sort_key": ordered_by(draft.name), "search_key": draft.key})
            trail.record(mandate, "corrected group", group, kind=group.kind, fields=changed)
    return group


def end_group(*, mandate: Mandate, group: Group, on: date) -> Group:
    """
    End a group from a day on: it moved away or was dissolved. It leaves the register; its titles stay.

    :raises CannotEndGroup: it has ended already, or the day is still to come
    :raises OutsideMandate: the mandate does not reach the group's unit
    """
    with transaction.atomic():
        group = Group.objects.select_for_update().get(pk=group.pk)
        mandate.require(Action.REGISTER, [UnitId(group.unit_id)])
        if group.ended_on is not None:
            raise CannotEndGroup(
                "on",
                _("%(kind)s: it left the register on %(day)s.")
                % {"kind": GroupKind(group.kind).label, "day": date_text(group.ended_on)},
            )
        if on > mandate.on:
            raise CannotEndGroup(
                "on",
                _("%(day)s is still to come. Write a day on which it has ended.") % {"day": date_text(on)},
            )
        group.ended_on = on
        group.save(update_fields=["ended_on"])
        trail.record(mandate, "ended group", group, kind=group.kind, on=on.isoformat())
    return group


def resume_group(*, mandate: Mandate, group: Group) -> Group:
    """
    Put a group that was ended back on the register, as if it had never left it.

    :raises OutsideMandate: the mandate does not reach the group's unit
    """
    with transaction.atomic():
        group = Group.objects.select_for_update().get(pk=group.pk)
        mandate.require(Action.REGISTER, [UnitId(group.unit_id)])
        if group.ended_on is not None:
            group.ended_on = None
            group.save(update_fields=["ended_on"])
            trail.record(mandate, "resumed group", group, kind=group.kind)
    return group


def _read(mandate: Mandate, kind: RegisterKind, cells: Mapping[str, Value | None]) -> Draft:
    """The fields as a row of a list would be read."""
    written = {
        name: (nfc(value).strip() or None) if isinstance(value, str) else value
        for name, value in cells.items()
    }
    draft = parse(
        kind,
        SheetRow(1, {column.name: None for column in REGISTERS[kind].columns} | written),
        year=mandate.on.year,
    )
    if isinstance(draft, Draft):
        return draft
    columns = {column.heading_vi: column.name for column in REGISTERS[kind].columns}
    raise CannotCorrect(columns.get(draft[0].column or "", ""), draft[0].reason)


def _write(record: Person | Group, values: Mapping[str, object]) -> None:
    for name, value in values.items():
        setattr(record, name, value)
    record.save(update_fields=list(values))
