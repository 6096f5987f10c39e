"""
Who leads a unit: committees by their term, provisional ones a kind of their own, and the offices in them
(RULE-41).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value

from khuyenhoc.domain.organisation.models import Document, Unit
from khuyenhoc.domain.people.models.persons import Person
from khuyenhoc.foundation.values.personal import Privacy


class Committee(models.Model):
    """
    The executive committee of a unit for a term; a provisional one serves until a congress elects the next
    (RULE-41).
    """

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="committees")
    is_provisional = models.BooleanField()
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)
    document = models.ForeignKey(Document, null=True, on_delete=models.PROTECT, related_name="committees")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gt=F("starts_on")),
                name="a_committee_serves_at_least_a_day",
            ),
            ExclusionConstraint(
                name="one_committee_of_a_unit_a_day",
                expressions=[
                    (
                        Func(F("unit_id"), F("unit_id"), Value("[]"), function="int8range"),
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
        return f"{self.unit_id} {self.starts_on}"


class Office(models.Model):
    """
    A person holds a post (a key of `data/posts.toml`) in a committee from `starts_on` up to, not including,
    `ends_on`.
    """

    privacy: ClassVar[Mapping[str, Privacy]] = {
        "committee": Privacy.NONE,
        "person": Privacy.BASIC,
        "post": Privacy.BASIC,
        "starts_on": Privacy.BASIC,
        "ends_on": Privacy.BASIC,
        "took_over_from": Privacy.BASIC,
    }

    committee = models.ForeignKey(Committee, on_delete=models.PROTECT, related_name="offices")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="offices")
    post = models.CharField(max_length=40)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)
    took_over_from = models.OneToOneField(
        "self", null=True, on_delete=models.PROTECT, related_name="handed_over_to"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gt=F("starts_on")),
                name="an_office_lasts_at_least_a_day",
            ),
            ExclusionConstraint(
                name="one_office_of_a_person_in_a_committee_a_day",
                expressions=[
                    (
                        Func(F("person_id"), F("person_id"), Value("[]"), function="int8range"),
                        RangeOperators.OVERLAPS,
                    ),
                    (
                        Func(F("committee_id"), F("committee_id"), Value("[]"), function="int8range"),
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
        return f"{self.person_id} {self.post}"
