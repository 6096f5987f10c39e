"""One person or group on record, for those whose registers they stand on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from khuyenhoc.domain.people.models import Group, Membership, Office, Person
from khuyenhoc.foundation.values.mandates import Mandate, UnitId


class NoSuchPerson(LookupError):
    """No person has this number, or the mandate does not reach the person. The error does not tell which."""


class NoSuchGroup(LookupError):
    """As `NoSuchPerson`."""


@dataclass(frozen=True, slots=True)
class MembershipLine:
    """`ends_on` is the first day it no longer holds."""

    unit: UnitId
    starts_on: date
    ends_on: date | None


@dataclass(frozen=True, slots=True)
class OfficeLine:
    unit: UnitId
    post: str
    is_provisional: bool
    starts_on: date
    ends_on: date | None


@dataclass(frozen=True, slots=True)
class PersonCard:
    """A person with every membership and office, the newest first."""

    person: Person
    memberships: Sequence[MembershipLine]
    offices: Sequence[OfficeLine]

    def membership_on(self, day: date) -> MembershipLine | None:
        return next(
            (
                membership
                for membership in self.memberships
                if membership.starts_on <= day and (membership.ends_on is None or day < membership.ends_on)
            ),
            None,
        )


def person_card(pk: int, *, mandate: Mandate) -> PersonCard:
    """
    :raises NoSuchPerson: no unit of the mandate keeps the person, or has had the person as a member
    """
    person = Person.objects.filter(pk=pk).first()
    if person is None:
        raise NoSuchPerson
    memberships = [
        MembershipLine(UnitId(unit), starts_on, ends_on)
        for unit, starts_on, ends_on in Membership.objects.filter(person=person)
        .order_by("-starts_on")
        .values_list("unit_id", "starts_on", "ends_on")
    ]
    if not any(
        mandate.reaches(unit) for unit in (UnitId(person.home_id), *(line.unit for line in memberships))
    ):
        raise NoSuchPerson
    offices = Office.objects.filter(person=person).select_related("committee").order_by("-starts_on", "-pk")
    lines = [
        OfficeLine(
            UnitId(office.committee.unit_id),
            office.post,
            office.committee.is_provisional,
            office.starts_on,
            office.ends_on,
        )
        for office in offices
    ]
    return PersonCard(person, memberships, lines)


def person_kept(pk: int, *, mandate: Mandate) -> Person:
    """
    A person a unit of the mandate keeps.

    :raises NoSuchPerson: there is none
    """
    person = Person.objects.select_related("home").filter(pk=pk).first()
    if person is None or not mandate.reaches(UnitId(person.home_id)):
        raise NoSuchPerson
    return person


def group_kept(pk: int, *, mandate: Mandate) -> Group:
    """
    A group a unit of the mandate keeps.

    :raises NoSuchGroup: there is none
    """
    group = Group.objects.select_related("unit").filter(pk=pk).first()
    if group is None or not mandate.reaches(UnitId(group.unit_id)):
        raise NoSuchGroup
    return group
