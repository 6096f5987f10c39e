"""
What stands on the registers of Đức Long in the tests of their pages, and every address it is reached by.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pytest
from django.urls import reverse

from khuyenhoc.domain.people import services
from khuyenhoc.domain.people.models import Committee, Group, Membership, Office, Person, Posting
from khuyenhoc.foundation.audit.models import AuditLine
from khuyenhoc.foundation.values.mandates import Action
from tests.cast import Cast
from tests.domain.people.persons import group, machine, member

SECRET = "Đàm Thị Riêng"


@dataclass(frozen=True)
class Registers:
    """On the registers of Đức Long: a member, a family, a committee with an officer."""

    someone: Person
    family: Group
    committee: Committee
    office: Office

    def reading(self) -> list[str]:
        return [
            reverse("web:person", args=[self.someone.pk]),
            reverse("web:group", args=[self.family.pk]),
            reverse("web:officers", args=["duc-long"]),
            f"{reverse('web:register', args=['member'])}?unit=na-po",
            f"{reverse('web:register-export', args=['member', 'csv'])}?unit=na-po",
        ]

    def writing(self) -> list[str]:
        names = ("person-edit", "person-transfer", "person-membership")
        return [*(reverse(f"web:{name}", args=[self.someone.pk]) for name in names), *self._of_groups()]

    def _of_groups(self) -> list[str]:
        return [reverse(f"web:{name}", args=[self.family.pk]) for name in ("group-edit", "group-end")]

    def organising(self) -> list[str]:
        return [
            reverse("web:committee-new", args=["duc-long"]),
            reverse("web:committee-end", args=[self.committee.pk]),
            reverse("web:office-new", args=[self.committee.pk]),
            reverse("web:office-hand-over", args=[self.office.pk]),
            reverse("web:office-end", args=[self.office.pk]),
        ]

    def posting(self) -> list[str]:
        return [
            reverse("web:person-transfer-undo", args=[self.someone.pk]),
            reverse("web:group-resume", args=[self.family.pk]),
        ]


@pytest.fixture
def kept(cast: Cast) -> Registers:
    someone = member(SECRET, home=cast.na_po)
    committee = services.form_committee(
        mandate=machine(Action.ORGANISE), unit=cast.duc_long, is_provisional=True, starts_on=date(2025, 9, 1)
    )
    office = services.appoint_officer(
        mandate=machine(Action.ORGANISE),
        committee=committee,
        person=someone,
        post="chair",
        starts_on=date(2025, 9, 1),
    )
    return Registers(someone, group(SECRET, unit=cast.na_po), committee, office)


def on_record() -> tuple[object, ...]:
    return (
        list(Person.objects.order_by("pk").values_list()),
        list(Group.objects.order_by("pk").values_list()),
        list(Membership.objects.order_by("pk").values_list()),
        list(Committee.objects.order_by("pk").values_list()),
        list(Office.objects.order_by("pk").values_list()),
        list(Posting.objects.order_by("pk").values_list()),
        AuditLine.objects.count(),
    )
