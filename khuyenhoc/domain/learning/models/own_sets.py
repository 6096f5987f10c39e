"""
A set of criteria a province entered itself, where the official table is not known or was adapted (rulebook
2.1, RULE-07).
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from khuyenhoc.domain.organisation.models import Unit
from khuyenhoc.foundation.criteria.sets import Scope, Subject


class OwnSet(models.Model):
    """
    The TOML of a set, as a file of `data/criteria` would have it, for the titles below a unit.

    It is used only after it is adopted, and it is adopted only after its trial on past assessments was shown.
    An adopted set never changes.
    """

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="own_sets")
    key = models.CharField(max_length=120, unique=True)
    subject = models.CharField(max_length=10, choices=[(one.value, one.value) for one in Subject])
    scope = models.CharField(max_length=8, choices=[(one.value, one.value) for one in Scope])
    text = models.TextField()
    effective_from = models.DateField()
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    entered_at = models.DateTimeField(db_default=Now())
    tried_on = models.DateField(null=True)
    adopted_on = models.DateField(null=True)
    adopted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(adopted_on__isnull=True) | Q(tried_on__isnull=False),
                name="a_set_is_adopted_after_its_trial",
            ),
        ]

    def __str__(self) -> str:
        return self.key
