"""Packs as they were issued, with their files."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from khuyenhoc.domain.organisation.models import Cluster
from khuyenhoc.foundation.analytics.models import Snapshot


class IssuedPack(models.Model):
    """
    A pack as it was issued: content, snapshot, edition, fingerprint. What was signed can be shown again and
    cannot drift.
    """

    cluster = models.ForeignKey(Cluster, on_delete=models.PROTECT, related_name="packs")
    year = models.PositiveSmallIntegerField()
    pack = models.CharField(max_length=40)
    edition = models.CharField(max_length=10)
    issue = models.PositiveSmallIntegerField()
    content = models.JSONField()
    snapshot = models.ForeignKey(Snapshot, on_delete=models.PROTECT, related_name="packs")
    fingerprint = models.CharField(max_length=64)
    issued_at = models.DateTimeField(auto_now_add=True)
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    differences = models.JSONField(default=list)
    """Sentences: what differs from the issue before."""

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["cluster", "year", "pack", "issue"], name="an_issue_number_is_given_once"
            ),
            models.CheckConstraint(condition=Q(issue__gte=1), name="issues_count_from_one"),
        ]

    def __str__(self) -> str:
        return f"{self.content['cluster_name']} {self.year}, lần {self.issue}"


class IssuedFile(models.Model):
    """One rendered file of an issued pack, kept byte for byte."""

    class Format(models.TextChoices):
        DOCX = "docx"
        PDF = "pdf"
        XLSX = "xlsx"

    pack = models.ForeignKey(IssuedPack, on_delete=models.PROTECT, related_name="files")
    format = models.CharField(max_length=4, choices=Format)
    name = models.CharField(max_length=120)
    content = models.BinaryField()
    sha256 = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["pack", "format"], name="one_file_a_format_of_an_issue")
        ]

    def __str__(self) -> str:
        return self.name
