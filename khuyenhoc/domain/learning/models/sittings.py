"""The chapter's meeting that says who deserves a title, and its minutes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from khuyenhoc.domain.learning.models.registrations import Programme, Registration
from khuyenhoc.domain.organisation.models import Unit
from khuyenhoc.foundation.values.personal import Privacy


class Sitting(models.Model):
    """
    A meeting of a chapter or hamlet on the titles of one programme and year (rulebook section 3, step 5).
    """

    privacy: ClassVar[Mapping[str, Privacy]] = {
        "unit": Privacy.NONE,
        "year": Privacy.NONE,
        "programme": Privacy.NONE,
        "held_on": Privacy.NONE,
        "place": Privacy.NONE,
        "chair": Privacy.BASIC,
        "secretary": Privacy.BASIC,
        "present": Privacy.NONE,
        "invited": Privacy.NONE,
        "minutes": Privacy.BASIC,
    }

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="sittings")
    year = models.PositiveSmallIntegerField()
    programme = models.CharField(max_length=10, choices=Programme)
    held_on = models.DateField()
    place = models.CharField(max_length=200)
    chair = models.CharField(max_length=120)
    secretary = models.CharField(max_length=120)
    present = models.PositiveSmallIntegerField()
    invited = models.PositiveSmallIntegerField()
    minutes = models.TextField(blank=True)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    entered_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(present__gte=1, present__lte=F("invited")),
                name="some_of_the_invited_were_present",
            ),
            models.CheckConstraint(
                condition=~Q(chair="") & ~Q(secretary=""), name="a_sitting_has_a_chair_and_a_secretary"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.programme} {self.held_on}"


class SittingResult(models.Model):
    """What a meeting said of one title. `votes_for` None: not counted."""

    privacy: ClassVar[Mapping[str, Privacy]] = {
        "sitting": Privacy.NONE,
        "registration": Privacy.NONE,
        "votes_for": Privacy.BASIC,
        "is_agreed": Privacy.BASIC,
        "remark": Privacy.CHILD,
    }

    sitting = models.ForeignKey(Sitting, on_delete=models.CASCADE, related_name="results")
    registration = models.ForeignKey(Registration, on_delete=models.CASCADE, related_name="results")
    votes_for = models.PositiveSmallIntegerField(null=True)
    is_agreed = models.BooleanField()
    remark = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["sitting", "registration"], name="a_sitting_says_one_thing_of_a_title"
            )
        ]

    def __str__(self) -> str:
        return f"{self.sitting_id} {self.registration_id}"
