"""Counts of a hamlet's paper sheets made by hand, to compare with what was typed from them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from khuyenhoc.domain.learning.models.registrations import Programme
from khuyenhoc.domain.organisation.models import Unit
from khuyenhoc.foundation.values.personal import Privacy


class PaperCount(models.Model):
    """
    The sheets of one title in a hamlet and year, counted by hand. Only the newest count is kept; earlier ones
    are in the audit trail.

    Titles of one name that are two things are counted apart (RULE-12). `passed` None: not known, for
    instance under an incomplete set of criteria.
    """

    privacy: ClassVar[Mapping[str, Privacy]] = {
        "unit": Privacy.NONE,
        "year": Privacy.NONE,
        "programme": Privacy.NONE,
        "scope": Privacy.NONE,
        "handed_out": Privacy.NONE,
        "returned": Privacy.NONE,
        "passed": Privacy.NONE,
    }

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="paper_counts")
    year = models.PositiveSmallIntegerField()
    programme = models.CharField(max_length=10, choices=Programme)
    scope = models.CharField(max_length=8)
    handed_out = models.PositiveIntegerField()
    returned = models.PositiveIntegerField()
    passed = models.PositiveIntegerField(null=True)
    counted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    counted_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "year", "programme", "scope"],
                name="papers_of_a_hamlet_are_counted_once_a_title_and_year",
            ),
            models.CheckConstraint(
                condition=Q(returned__lte=F("handed_out")), name="no_more_sheets_come_back_than_went_out"
            ),
            models.CheckConstraint(
                condition=Q(passed__isnull=True) | Q(passed__lte=F("returned")),
                name="no_more_sheets_pass_than_came_back",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.programme} {self.year}"
