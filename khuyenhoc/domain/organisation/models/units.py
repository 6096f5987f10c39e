"""
Units through time (RULE-36): an identity, what it was called and answered to over spans of days, and who
carries it on.
"""

from __future__ import annotations

from datetime import date

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.functions import Cast, Concat

from khuyenhoc.foundation.values.validity import Validity


class Unit(models.Model):
    """Only an identity: our own key, which never changes. Everything else about a unit has a date."""

    key = models.SlugField(max_length=80, unique=True)

    def __str__(self) -> str:
        return self.key


class UnitVersionQuerySet(models.QuerySet["UnitVersion"]):
    def on(self, day: date) -> UnitVersionQuerySet:
        return self.filter(Q(ends_on__isnull=True) | Q(ends_on__gt=day), starts_on__lte=day)


def _as_range(field: str) -> Func:
    """An id as a range of one: equality inside an exclusion constraint without the btree_gist extension."""
    return Func(F(field), F(field), Value("[]"), function="int8range")


_CODE = Cast(Concat(Value("1"), F("official_code")), models.BigIntegerField())
"""A code as a number of its own: the leading 1 keeps "053" and "00053" apart."""

_SPAN = Func(F("starts_on"), F("ends_on"), Value("[)"), function="daterange")


class UnitVersion(models.Model):
    """What a unit was called, was, and answered to from `starts_on` up to, not including, `ends_on`."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="versions")
    parent = models.ForeignKey(Unit, null=True, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20)
    """A key of `data/unit_kinds.toml`."""
    name = models.CharField(max_length=200)
    official_code = models.CharField(max_length=5, blank=True)
    """
    Text, for leading zeros count ("01786"). A commune's code does not contain its province's (Decision
    19/2025/QĐ-TTg).
    """
    sort_key = models.CharField(max_length=400, db_collation="C")
    search_key = models.CharField(max_length=200, db_collation="C")
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)

    objects = UnitVersionQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["official_code"], condition=~Q(official_code=""), name="version_by_code"),
            models.Index(fields=["search_key"]),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gt=F("starts_on")),
                name="a_version_lasts_at_least_a_day",
            ),
            models.CheckConstraint(
                condition=Q(parent__isnull=True) | ~Q(parent=F("unit")), name="no_unit_is_its_own_parent"
            ),
            models.CheckConstraint(
                condition=Q(official_code="") | Q(official_code__regex=r"^[0-9]+$"),
                name="an_official_code_is_digits",
            ),
            ExclusionConstraint(
                name="one_version_of_a_unit_a_day",
                expressions=[
                    (_as_range("unit_id"), RangeOperators.OVERLAPS),
                    (_SPAN, RangeOperators.OVERLAPS),
                ],
            ),
            ExclusionConstraint(
                name="one_unit_of_a_code_a_day",
                expressions=[
                    (Func(_CODE, _CODE, Value("[]"), function="int8range"), RangeOperators.OVERLAPS),
                    (_SPAN, RangeOperators.OVERLAPS),
                ],
                condition=~Q(official_code=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.unit_id})"

    @property
    def validity(self) -> Validity:
        return Validity(self.starts_on, self.ends_on)


class TreeStamp(models.Model):
    """
    One row whose value is new after every act on the tree: what is remembered of a tree is remembered under
    it.
    """

    value = models.UUIDField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="there_is_one_tree_stamp")]

    def __str__(self) -> str:
        return f"{self.value}"
