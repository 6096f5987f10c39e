from __future__ import annotations

from django.conf import settings
from django.db import models


class AuditLine(models.Model):
    """One act, by whom, when, on what. Lines are written by `trail.record` and never changed."""

    at = models.DateTimeField(auto_now_add=True)
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    """None is the platform itself: an act done at the command line."""
    act = models.CharField(max_length=60)
    subject_kind = models.CharField(max_length=60)
    subject_id = models.BigIntegerField(null=True)
    """None: the act is about many records of the kind, which `facts` counts."""
    facts = models.JSONField(default=dict)

    class Meta:
        indexes = [models.Index(fields=["subject_kind", "subject_id"])]

    def __str__(self) -> str:
        return f"{self.act} {self.subject_kind} {self.subject_id}"
