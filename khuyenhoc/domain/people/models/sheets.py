"""
Where rows of the registers came from: each loaded list and what it did to every record, so that it can be
undone as a whole.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from khuyenhoc.domain.organisation.models import Unit
from khuyenhoc.domain.people.kinds import RegisterKind


class RegisterSheet(models.Model):
    """
    A list that was loaded: for which register, unit and year, by whom, when; `undone_at` where it was taken
    back.
    """

    kind = models.CharField(max_length=10, choices=RegisterKind)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="register_sheets")
    year = models.PositiveSmallIntegerField()
    file_name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    new = models.PositiveIntegerField()
    changed = models.PositiveIntegerField()
    same = models.PositiveIntegerField()
    loaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="register_sheets"
    )
    loaded_at = models.DateTimeField(db_default=Now())
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="undone_sheets"
    )
    undone_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.kind} {self.file_name}"


class RegisterSheetRow(models.Model):
    """
    Whom one row of a sheet is about: a record it brought (`is_new`), one it changed (`was` holds the earlier
    values), or one it left as it was.
    """

    sheet = models.ForeignKey(RegisterSheet, on_delete=models.CASCADE, related_name="rows")
    row = models.PositiveIntegerField()
    person_id = models.BigIntegerField(null=True)
    group_id = models.BigIntegerField(null=True)
    is_new = models.BooleanField()
    was = models.JSONField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["person_id"], condition=Q(person_id__isnull=False), name="rows_of_a_person"),
            models.Index(fields=["group_id"], condition=Q(group_id__isnull=False), name="rows_of_a_group"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(person_id__isnull=True, group_id__isnull=False)
                | Q(person_id__isnull=False, group_id__isnull=True),
                name="a_row_is_about_a_person_or_a_group",
            )
        ]

    def __str__(self) -> str:
        return f"{self.sheet_id}/{self.row}"
