"""Decisions that recognise or revoke, and what they give: a recognition with its certificate."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import date
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from khuyenhoc.domain.learning.models.registrations import Programme, Registration
from khuyenhoc.domain.organisation.models import Document, Unit
from khuyenhoc.foundation.values.personal import Privacy
from khuyenhoc.foundation.values.validity import Validity


class DecisionKind(models.TextChoices):
    RECOGNISE = "recognise", _("Recognition")
    REVOKE = "revoke", _("Revocation")


class Decision(models.Model):
    """
    What a signed document decides on the titles of one programme and year (RULE-14). The number is the
    document's.
    """

    privacy: ClassVar[Mapping[str, Privacy]] = {
        "document": Privacy.NONE,
        "unit": Privacy.NONE,
        "programme": Privacy.NONE,
        "year": Privacy.NONE,
        "kind": Privacy.NONE,
        "signer": Privacy.BASIC,
        "signer_post": Privacy.NONE,
        "decided_on": Privacy.NONE,
    }

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="decisions")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="decisions")
    """Where it was decided: the unit whose People's Committee, or whose head, signed."""
    programme = models.CharField(max_length=10, choices=Programme)
    year = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=9, choices=DecisionKind)
    signer = models.CharField(max_length=120)
    signer_post = models.CharField(max_length=200)
    decided_on = models.DateField()
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    entered_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["document", "unit", "programme", "year", "kind"],
                name="a_document_decides_once_on_a_programme_and_year",
            ),
            models.CheckConstraint(
                condition=~Q(signer="") & ~Q(signer_post=""), name="somebody_signed_a_decision"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.document_id} {self.kind} {self.programme} {self.year}"


class RecognitionQuerySet(models.QuerySet["Recognition"]):
    def on(self, day: date) -> RecognitionQuerySet:
        """In force on a day: begun, not expired, not revoked by then."""
        return self.filter(
            Q(revoked_on__isnull=True) | Q(revoked_on__gt=day), starts_on__lte=day, ends_on__gt=day
        )


class Recognition(models.Model):
    """
    A title that was given, in force from `starts_on` up to, not including, `ends_on`, unless revoked before.

    A title of a year holds to the year's last day; one decided only after its year counts on that last day
    alone (RULE-10). `set_key` is the version it was judged under and never changes (RULE-05). `token` opens
    its public page.
    """

    privacy: ClassVar[Mapping[str, Privacy]] = {
        "registration": Privacy.NONE,
        "decision": Privacy.NONE,
        "set_key": Privacy.NONE,
        "grade": Privacy.BASIC,
        "certificate_number": Privacy.NONE,
        "token": Privacy.NONE,
        "starts_on": Privacy.NONE,
        "ends_on": Privacy.NONE,
        "revoked_on": Privacy.BASIC,
    }

    registration = models.OneToOneField(Registration, on_delete=models.PROTECT, related_name="recognition")
    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="recognitions")
    set_key = models.CharField(max_length=120)
    grade = models.CharField(max_length=30)
    issuer = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="certificates", db_index=False)
    """
    The deciding unit; with `issue_year`, the year of the decision, whose certificates are numbered together.
    """
    issue_year = models.PositiveSmallIntegerField()
    certificate_number = models.PositiveIntegerField()
    token = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    starts_on = models.DateField()
    ends_on = models.DateField()
    revoked_by = models.ForeignKey(Decision, null=True, on_delete=models.PROTECT, related_name="revoked")
    revoked_on = models.DateField(null=True)

    objects = RecognitionQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["ends_on"], name="recognitions_by_last_day")]
        constraints = [
            models.UniqueConstraint(
                fields=["issuer", "issue_year", "certificate_number"],
                name="a_certificate_number_is_given_once_a_year",
            ),
            models.CheckConstraint(
                condition=Q(ends_on__gt=F("starts_on")), name="a_recognition_holds_at_least_a_day"
            ),
            models.CheckConstraint(
                condition=~Q(grade="") & ~Q(set_key=""), name="a_recognition_has_a_grade_of_a_set"
            ),
            models.CheckConstraint(
                condition=Q(revoked_by__isnull=True, revoked_on__isnull=True)
                | Q(revoked_by__isnull=False, revoked_on__isnull=False),
                name="a_recognition_is_revoked_by_a_decision",
            ),
            models.CheckConstraint(
                condition=Q(certificate_number__gte=1), name="certificates_count_from_one"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number_text}"

    @property
    def number_text(self) -> str:
        """As the certificate prints it: "12/2025"."""
        return f"{self.certificate_number}/{self.issue_year}"

    @property
    def validity(self) -> Validity:
        return Validity(self.starts_on, self.ends_on)
