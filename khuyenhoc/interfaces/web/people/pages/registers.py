"""What the registers show: which there are, and one of them row by row."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from khuyenhoc.domain.learning.models import Programme, Registration
from khuyenhoc.domain.organisation import queries as organisation
from khuyenhoc.domain.organisation.models import Unit
from khuyenhoc.domain.organisation.queries import UnitName
from khuyenhoc.domain.people import queries
from khuyenhoc.domain.people.kinds import RegisterKind, Sex
from khuyenhoc.domain.people.models import GroupKind
from khuyenhoc.domain.people.queries import GroupRow, PersonRow
from khuyenhoc.domain.people.rules.ground import CHAPTERS
from khuyenhoc.domain.people.sheets import FORMS, SEXES
from khuyenhoc.foundation.sheets.writing import Row
from khuyenhoc.foundation.values.mandates import Mandate, UnitId
from khuyenhoc.foundation.values.numbers import grouped
from khuyenhoc.interfaces.cells import Link
from khuyenhoc.interfaces.fields import UnitOffered, UnitTyped
from khuyenhoc.interfaces.tables import Column, Definition, Table
from khuyenhoc.interfaces.web.people.forms.people import SIZE_WORDS
from khuyenhoc.interfaces.web.people.reach import shown_under, unit_title
from khuyenhoc.interfaces.web.people.units import below, own_top

_MOST_BELOW = 60


def register_words(kind: RegisterKind) -> str:
    """What a register is called. Of citizens: everybody on record, member or not."""
    return {
        RegisterKind.MEMBER: _("Members of the association"),
        RegisterKind.CITIZEN: _("All persons on record"),
        RegisterKind.FAMILY: _("Families"),
        RegisterKind.CLAN: _("Clans"),
        RegisterKind.COMMUNITY: _("Communities"),
        RegisterKind.UNIT: _("Agencies, schools, enterprises"),
    }[kind]


def sex_words(sex: str) -> str:
    return {"": "", Sex.MALE: _("male"), Sex.FEMALE: _("female")}[sex]


def count_words(count: int | None) -> str:
    """As one says it; beyond what is counted, that it is more."""
    return (
        grouped(count) if count is not None else _("more than %(count)s") % {"count": grouped(queries.EXACT)}
    )


@dataclass(frozen=True, slots=True)
class RegisterLine:
    kind: str
    name: str
    count: str
    is_empty: bool
    address: str
    load_address: str


REGISTERS: Definition[RegisterLine] = Definition(
    "registers",
    (
        Column("name", gettext_lazy("Register"), lambda line: Link(line.name, line.address)),
        Column("count", gettext_lazy("On record"), kind="number"),
        Column(
            "load",
            gettext_lazy("Load"),
            lambda line: Link(_("Load a list"), line.load_address, unseen=line.name),
            kind="act",
        ),
    ),
)


@dataclass(frozen=True, slots=True)
class UnitLink:
    title: str
    address: str


@dataclass(frozen=True, slots=True)
class RegistersPage:
    units: str
    on: date
    table: Table[RegisterLine]
    officers: Sequence[UnitLink]


def registers_page(mandate: Mandate) -> RegistersPage:
    tops = own_top(mandate)
    return RegistersPage(
        units=", ".join(unit.title for unit in tops[:3]),
        on=mandate.on,
        table=REGISTERS.of([_register_line(kind, mandate) for kind in RegisterKind]),
        officers=[
            UnitLink(unit.title, reverse("web:officers", kwargs={"key": unit.key}))
            for unit in tops[:_MOST_BELOW]
        ],
    )


def _register_line(kind: RegisterKind, mandate: Mandate) -> RegisterLine:
    if kind.is_of_persons:
        count = queries.how_many_persons(None, mandate=mandate, members_on=_members_on(kind, mandate))
    else:
        count = queries.how_many_groups(GroupKind(kind.value), None, mandate=mandate)
    return RegisterLine(
        kind=kind.value,
        name=register_words(kind),
        count=count_words(count),
        is_empty=count == 0,
        address=reverse("web:register", kwargs={"kind": kind.value}),
        load_address=f"{reverse('web:register-load')}?{urlencode({'kind': kind.value})}",
    )


def _members_on(kind: RegisterKind, mandate: Mandate) -> date | None:
    return mandate.on if kind is RegisterKind.MEMBER else None


@dataclass(frozen=True, slots=True)
class Asked:
    """
    What the user wants to see of a register. `unit` None: all the mandate reaches. `place`: part of a unit's
    name, where they are many.
    """

    kind: RegisterKind
    unit: Unit | None
    place: str
    search: str
    after: int | None


@dataclass(frozen=True, slots=True)
class ListLine:
    """A row. `number`: of a person the year of birth, of a group its size."""

    name: str
    address: str
    birth_year: int | None
    sex: str
    phone: str
    size: int | None
    unit: str
    member_since: date | None


def _list(kind: RegisterKind) -> Definition[ListLine]:
    """The columns of a register on its page; its files have those of the list that is loaded."""
    is_family = kind is RegisterKind.FAMILY
    if kind.is_of_persons:
        heading = _("Full name")
        others: list[Column[ListLine]] = [
            Column("birth_year", _("Born"), kind="year"),
            Column("sex", _("Sex")),
            Column("phone", _("Telephone")),
        ]
    else:
        heading = _("Head of the family") if is_family else _("What it is called")
        others = [Column("birth_year", _("Head born"), kind="year")] if is_family else []
        others.append(Column("size", SIZE_WORDS[GroupKind(kind.value)], kind="number"))
    name = Column[ListLine]("name", heading, lambda line: Link(line.name, line.address))
    since = [Column[ListLine]("member_since", _("Member since"))] if kind is RegisterKind.MEMBER else []
    return Definition("register", [name, *others, Column("unit", _("Kept by")), *since])


@dataclass(frozen=True, slots=True)
class RegisterPage:
    """`place` is part of a unit's name as it was typed, `found` are the units it may mean."""

    kind: str
    title: str
    others: Sequence[tuple[str, str, bool]]
    unit: str
    unit_key: str
    on: date
    place: str
    found: Sequence[UnitLink]
    typed: UnitTyped
    search: str
    count: str
    table: Table[ListLine]
    is_further_on: bool
    next: int | None
    next_address: str
    load_address: str
    below: Sequence[UnitLink]


def register_page(asked: Asked, mandate: Mandate, units_offered: Sequence[UnitOffered]) -> RegisterPage:
    kind, unit = asked.kind, asked.unit
    units = None if unit is None else shown_under(unit, on=mandate.on)
    rows: Sequence[Any]
    if kind.is_of_persons:
        persons = queries.persons_on_register(
            units,
            mandate=mandate,
            search=asked.search,
            after=asked.after,
            members_on=_members_on(kind, mandate),
        )
        rows, following, count = persons.rows, persons.next, persons.count
    else:
        groups = queries.groups_on_register(
            GroupKind(kind.value), units, mandate=mandate, search=asked.search, after=asked.after
        )
        rows, following, count = groups.rows, groups.next, groups.count
    names = organisation.names(list({row.unit for row in rows}), on=mandate.on) if rows else {}
    key = unit.key if unit is not None else ""
    to_load = {"kind": kind.value} | ({"unit": key} if key else {})
    return RegisterPage(
        kind=kind.value,
        title=register_words(kind),
        others=[(address_of(other, key), register_words(other), other is kind) for other in RegisterKind],
        unit=", ".join(top.title for top in own_top(mandate)[:3])
        if unit is None
        else unit_title(unit.pk, on=mandate.on),
        unit_key=key,
        on=mandate.on,
        place=asked.place,
        found=[UnitLink(each.title, address_of(kind, each.key)) for each in units_offered],
        typed=UnitTyped(key, asked.place if unit is None else unit_title(unit.pk, on=mandate.on)),
        search=asked.search,
        count=count_words(count),
        table=_list(kind).of([_list_line(row, names) for row in rows]),
        is_further_on=asked.after is not None,
        next=following,
        next_address=address_of(kind, key, after=following),
        load_address=f"{reverse('web:register-load')}?{urlencode(to_load)}",
        below=[]
        if unit is None
        else [
            UnitLink(below_unit.title, address_of(kind, below_unit.key))
            for below_unit in below(UnitId(unit.pk), mandate)[:_MOST_BELOW]
        ],
    )


def address_of(kind: RegisterKind, unit: str = "", *, after: int | None = None) -> str:
    """The address of a register. It never holds the search, because that is a name."""
    query = {name: value for name, value in (("unit", unit), ("after", after)) if value}
    return reverse("web:register", kwargs={"kind": kind.value}) + (f"?{urlencode(query)}" if query else "")


def _list_line(row: PersonRow | GroupRow, names: Mapping[UnitId, UnitName]) -> ListLine:
    unit = names[row.unit].title
    if isinstance(row, PersonRow):
        address = reverse("web:person", kwargs={"pk": row.id})
        return ListLine(
            row.name, address, row.birth_year, sex_words(row.sex), row.phone, None, unit, row.member_since
        )
    address = reverse("web:group", kwargs={"pk": row.id})
    return ListLine(row.name, address, row.head_birth_year, "", "", row.size, unit, None)


def sheet_rows(asked: Asked, mandate: Mandate) -> Iterator[Row]:
    """Everything found, as a row of the list that is loaded: what is taken away can be brought back."""
    units = None if asked.unit is None else shown_under(asked.unit, on=mandate.on)
    places = _Places(mandate)
    if asked.kind.is_of_persons:
        members_on = _members_on(asked.kind, mandate)
        for persons in queries.all_persons(
            units, mandate=mandate, search=asked.search, members_on=members_on
        ):
            forms = _forms_of(persons) if asked.kind is RegisterKind.CITIZEN else {}
            for person in persons:
                yield {
                    "name": person.name,
                    **places.of(person.unit),
                    "birth_year": person.birth_year,
                    "sex": SEXES.get(person.sex),
                    "phone": person.phone or None,
                    "joined_on": person.member_since,
                    "form": forms.get(person.id),
                }
        return
    for groups in queries.all_groups(
        GroupKind(asked.kind.value), units, mandate=mandate, search=asked.search
    ):
        for group in groups:
            yield {
                "name": group.name,
                **places.of(group.unit),
                "birth_year": group.head_birth_year,
                "size": group.size,
            }


def _forms_of(persons: Sequence[PersonRow]) -> Mapping[int, str]:
    """The form of Decision 324 each person last went by, as a list says it."""
    of_them = Registration.objects.filter(
        programme=Programme.CITIZEN, person_id__in=[person.id for person in persons]
    )
    latest = of_them.order_by("person_id", "-year").distinct("person_id").values_list("person_id", "form")
    return {person: FORMS[form] for person, form in latest if person is not None and form in FORMS}


class _Places:
    """The hamlet and the commune of a unit by the names a list has for them, each looked up once."""

    def __init__(self, mandate: Mandate) -> None:
        self._on = mandate.on
        self._tree = organisation.tree(on=mandate.on)
        self._known: dict[UnitId, dict[str, str]] = {}

    def of(self, unit: UnitId) -> dict[str, str]:
        if unit not in self._known:
            here = self._tree.stand_in(unit) or unit
            above = self._tree.parent_of.get(here)
            names = organisation.names([here, *([above] if above is not None else [])], on=self._on)
            name, parent = names[here], names[above] if above is not None else None
            if name.kind in CHAPTERS:
                self._known[unit] = {"place": name.name, "commune": parent.name if parent is not None else ""}
            else:
                self._known[unit] = {"place": "", "commune": name.name}
        return self._known[unit]
