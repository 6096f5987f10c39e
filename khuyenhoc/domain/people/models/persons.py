"""
Persons with the least data that serves (RULE-09: no identity number, no religion, no ethnicity), and what
they are members of.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector
from django.db import models
from django.db.models import F, Func, Q, Value

from khuyenhoc.domain.organisation.models import Unit
from khuyenhoc.domain.people.kinds import Sex
from khuyenhoc.domain.people.models.sheets import RegisterSheet
from khuyenhoc.foundation.values.personal import EARLIEST_BIRTH, LATEST_BIRTH, Privacy


class Person(models.Model):
    """
    A person on a register. `home` is the unit that keeps the person: the chapter, or the commune where no
    chapter is known.

    Persons are found by `search_key` (no accents), listed by `name_key` (given name first, the Vietnamese
    way).
    """

    privacy: ClassVar[Mapping[str, Privacy]] = {
        "full_name": Privacy.CHILD,
        "name_key": Privacy.CHILD,
        "search_key": Privacy.CHILD,
        "birth_year": Privacy.CHILD,
        "sex": Privacy.BASIC,
        "phone": Privacy.BASIC,
        "home": Privacy.CHILD,
    }

    full_name = models.CharField(max_length=120)
    name_key = models.CharField(max_length=400, db_collation="C")
    search_key = models.CharField(max_length=120, db_collation="C")
    birth_year = models.PositiveSmallIntegerField(null=True)
    sex = models.CharField(max_length=6, choices=Sex, blank=True, db_default="")
    phone = models.CharField(max_length=20, blank=True, db_default="")
    home = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="persons", db_index=False)

    class Meta:
        indexes = [
            models.Index(fields=["home", "name_key"], name="persons_of_a_unit_by_name"),
            models.Index(fields=["name_key"], name="persons_by_name"),
            GinIndex(SearchVector("search_key", config="simple"), name="persons_by_word"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(birth_year__isnull=True)
                | Q(birth_year__gte=EARLIEST_BIRTH, birth_year__lte=LATEST_BIRTH),
                name="a_person_is_born_in_a_year_of_ours",
            ),
            models.CheckConstraint(condition=~Q(full_name=""), name="a_person_has_a_name"),
        ]

    def __str__(self) -> str:
        return str(self.pk)  # never the name: this is what logs print


class MembershipQuerySet(models.QuerySet["Membership"]):
    def on(self, day: date) -> MembershipQuerySet:
        return self.filter(Q(ends_on__isnull=True) | Q(ends_on__gt=day), starts_on__lte=day)


class Membership(models.Model):
    """A person is a member of the association in a unit from `starts_on` up to, not including, `ends_on`."""

    privacy: ClassVar[Mapping[str, Privacy]] = {
        "person": Privacy.BASIC,
        "unit": Privacy.BASIC,
        "starts_on": Privacy.BASIC,
        "ends_on": Privacy.BASIC,
        "register_sheet": Privacy.NONE,
    }

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="memberships")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="memberships")
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)
    register_sheet = models.ForeignKey(
        RegisterSheet, null=True, on_delete=models.PROTECT, related_name="memberships"
    )
    """The list that brought it, with which it goes when the list is taken back."""

    objects = MembershipQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gt=F("starts_on")),
                name="a_membership_lasts_at_least_a_day",
            ),
            ExclusionConstraint(
                name="a_person_is_a_member_in_one_unit_a_day",
                expressions=[
                    (
                        Func(F("person_id"), F("person_id"), Value("[]"), function="int8range"),
                        RangeOperators.OVERLAPS,
                    ),
                    (
                        Func(F("starts_on"), F("ends_on"), Value("[)"), function="daterange"),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.unit_id}"
