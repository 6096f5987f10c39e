"""Committees of a unit and who held which office in them, on a day and through time (RULE-41)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch

from khuyenhoc.domain.organisation.models import Unit
from khuyenhoc.domain.people.models import Committee, Office, Posting
from khuyenhoc.foundation.values.catalogue import posts
from khuyenhoc.foundation.values.mandates import Mandate, OutsideMandate, UnitId


class NoSuchCommittee(LookupError):
    """There is none, or none of a unit the mandate reaches."""


class NoSuchOffice(LookupError):
    """As `NoSuchCommittee`."""


@dataclass(frozen=True, slots=True)
class OfficerLine:
    """
    An office in a committee. `took_over_from`: the name of the predecessor, empty without one. `ends_on`: the
    first day it no longer holds.
    """

    office: int
    person: int
    name: str
    post: str
    starts_on: date
    ends_on: date | None
    took_over_from: str


@dataclass(frozen=True, slots=True)
class CommitteeShown:
    """A committee with its officers, in the order of the posts' catalogue, then of the days."""

    id: int
    is_provisional: bool
    starts_on: date
    ends_on: date | None
    document: str
    officers: Sequence[OfficerLine]

    def serves_on(self, day: date) -> bool:
        return self.starts_on <= day and (self.ends_on is None or day < self.ends_on)


def committees_of(unit: Unit, *, mandate: Mandate) -> Sequence[CommitteeShown]:
    """
    Every committee of a unit, the newest first.

    :raises OutsideMandate: the mandate does not reach the unit
    """
    if not mandate.reaches(UnitId(unit.pk)):
        raise OutsideMandate(mandate.action, frozenset({UnitId(unit.pk)}))
    offices = Office.objects.select_related("person", "took_over_from__person")
    committees = (
        Committee.objects.filter(unit=unit)
        .select_related("document")
        .prefetch_related(Prefetch("offices", queryset=offices))
    )
    return [_shown(committee) for committee in committees.order_by("-starts_on")]


def _shown(committee: Committee) -> CommitteeShown:
    order = {post: place for place, post in enumerate(posts())}
    offices = sorted(
        committee.offices.all(),
        key=lambda office: (order.get(office.post, len(order)), office.starts_on, office.person.name_key),
    )
    lines = [
        OfficerLine(
            office=office.pk,
            person=office.person_id,
            name=office.person.full_name,
            post=office.post,
            starts_on=office.starts_on,
            ends_on=office.ends_on,
            took_over_from=office.took_over_from.person.full_name
            if office.took_over_from is not None
            else "",
        )
        for office in offices
    ]
    number = committee.document.number if committee.document is not None else ""
    return CommitteeShown(
        committee.pk, committee.is_provisional, committee.starts_on, committee.ends_on, number, lines
    )


def committee_within(pk: int, *, mandate: Mandate) -> Committee:
    """:raises NoSuchCommittee: there is none of a unit the mandate reaches"""
    committee = Committee.objects.select_related("unit").filter(pk=pk).first()
    if committee is None or not mandate.reaches(UnitId(committee.unit_id)):
        raise NoSuchCommittee
    return committee


def office_within(pk: int, *, mandate: Mandate) -> Office:
    """:raises NoSuchOffice: there is none of a unit the mandate reaches"""
    office = Office.objects.select_related("committee__unit", "person").filter(pk=pk).first()
    if office is None or not mandate.reaches(UnitId(office.committee.unit_id)):
        raise NoSuchOffice
    return office


def postings_of(unit: Unit, *, on: date) -> Sequence[Posting]:
    """The accounts that may work for a unit on a day, in the order they were given the right to."""
    return list(
        Posting.objects.on(on).filter(unit=unit).select_related("account").order_by("starts_on", "pk")
    )
