"""Every move of a title, so that its history can be read and its last step taken back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from khuyenhoc.domain.learning.models.assessments import Assessment
from khuyenhoc.domain.learning.models.decisions import Decision
from khuyenhoc.domain.learning.models.registrations import Registration
from khuyenhoc.domain.learning.models.sittings import SittingResult
from khuyenhoc.foundation.values.personal import Privacy


class Step(models.Model):
    """
    One move after the registration itself: from which state, to which, and what it made. The newest has the
    highest id.

    Steps are kept as long as they stand; taking one back removes it, and the audit trail remembers both.
    """

    privacy: ClassVar[Mapping[str, Privacy]] = {
        "act": Privacy.BASIC,
        "was": Privacy.BASIC,
        "became": Privacy.BASIC,
        "reason": Privacy.BASIC,
    }

    registration = models.ForeignKey(Registration, on_delete=models.CASCADE, related_name="steps")
    act = models.CharField(max_length=24)
    was = models.CharField(max_length=14, blank=True)
    became = models.CharField(max_length=14)
    reason = models.CharField(max_length=300, blank=True)
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    taken_on = models.DateField()
    taken_at = models.DateTimeField(db_default=Now())
    assessment = models.OneToOneField(Assessment, null=True, on_delete=models.PROTECT, related_name="step")
    result = models.OneToOneField(SittingResult, null=True, on_delete=models.PROTECT, related_name="step")
    decision = models.ForeignKey(Decision, null=True, on_delete=models.PROTECT, related_name="steps")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=(
                    Q(act__in=["recognise", "recognise_unregistered", "revoke"]) & Q(decision__isnull=False)
                )
                | (~Q(act__in=["recognise", "recognise_unregistered", "revoke"]) & Q(decision__isnull=True)),
                name="a_title_is_given_and_taken_by_a_decision",
            ),
            models.CheckConstraint(
                condition=~Q(act__in=["withdraw", "fail", "reject", "turn_down", "revoke"]) | ~Q(reason=""),
                name="a_title_ends_for_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.registration_id} {self.act}"
