"""
Marks given to a title: by its holder, by the meeting, by those who verify. Older ones are kept; the newest
counts.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from khuyenhoc.domain.learning.models.registrations import Registration
from khuyenhoc.domain.people.models import Person
from khuyenhoc.foundation.values.personal import Privacy


class Stage(models.TextChoices):
    SELF = "self", _("Self-assessment")
    MET = "met", _("Chapter meeting")
    VERIFIED = "verified", _("Verification")


class ToldBy(models.TextChoices):
    """Whose word the marks are."""

    HOLDER = "holder", _("Marked by the holder")
    PAPER = "paper", _("Paper sheet, with help")
    MEETING = "meeting", _("Meeting of the chapter")
    VERIFIERS = "verifiers", _("The verifying team")


class Assessment(models.Model):
    """
    Marks under one version of the criteria and what they came to. `marks`: code → points as text, met or not,
    or a share "180/200".

    `is_passed` None: not known, because the set is not the whole official one (RULE-07).
    """

    privacy: ClassVar[Mapping[str, Privacy]] = {
        "registration": Privacy.NONE,
        "stage": Privacy.NONE,
        "set_key": Privacy.NONE,
        "marks": Privacy.CHILD,
        "total": Privacy.CHILD,
        "grade": Privacy.CHILD,
        "is_passed": Privacy.CHILD,
        "entered_for": Privacy.NONE,
        "helper": Privacy.BASIC,
    }

    registration = models.ForeignKey(Registration, on_delete=models.CASCADE, related_name="assessments")
    stage = models.CharField(max_length=8, choices=Stage)
    set_key = models.CharField(max_length=120, blank=True)
    marks = models.JSONField(default=dict)
    total = models.DecimalField(max_digits=7, decimal_places=2, null=True)
    grade = models.CharField(max_length=30, blank=True)
    is_passed = models.BooleanField(null=True)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    entered_for = models.CharField(max_length=9, choices=ToldBy)
    helper = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    """The person who ticked the paper in the holder's place."""
    entered_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=(Q(is_passed=True) & ~Q(grade=""))
                | ((Q(is_passed__isnull=True) | Q(is_passed=False)) & Q(grade="")),
                name="a_grade_is_reached_or_not",
            ),
            models.CheckConstraint(
                condition=Q(helper__isnull=True) | Q(entered_for="paper"), name="a_helper_helps_on_paper"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.registration_id} {self.stage}"
