"""People, groups and members put on the registers one by one."""

from __future__ import annotations

from datetime import date

from khuyenhoc.domain.organisation.models import Unit
from khuyenhoc.domain.people import permissions
from khuyenhoc.domain.people.models import Account, Group, Membership, Person
from khuyenhoc.foundation.values import vietnamese
from khuyenhoc.foundation.values.mandates import Action, Mandate
from tests import factories

TODAY = date(2026, 3, 10)
JOINED = date(2025, 8, 1)


def machine(action: Action = Action.REGISTER, *, on: date = TODAY) -> Mandate:
    return factories.machine(action, on=on)


def mandate(account: Account, action: Action = Action.REGISTER, *, on: date = TODAY) -> Mandate:
    return permissions.mandate(account=account, action=action, on=on)


def person(name: str = "Nông Văn Hoà", *, home: Unit, born: int | None = 1980, phone: str = "") -> Person:
    return Person.objects.create(
        full_name=name,
        name_key=vietnamese.person_sort_key(name),
        search_key=vietnamese.search_key(name),
        birth_year=born,
        phone=phone,
        home=home,
    )


def member(name: str = "Nông Văn Hoà", *, home: Unit, since: date = JOINED) -> Person:
    made = person(name, home=home)
    Membership.objects.create(person=made, unit=home, starts_on=since)
    return made


def group(name: str, *, unit: Unit, kind: str = "family", size: int | None = 4) -> Group:
    key = vietnamese.person_sort_key(name) if kind == "family" else vietnamese.sort_key(name)
    return Group.objects.create(
        kind=kind, unit=unit, name=name, sort_key=key, search_key=vietnamese.search_key(name), size=size
    )


def memberships(someone: Person) -> list[tuple[str, date, date | None]]:
    return list(someone.memberships.order_by("starts_on").values_list("unit__key", "starts_on", "ends_on"))
