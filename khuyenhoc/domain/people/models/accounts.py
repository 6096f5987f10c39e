"""Accounts and the posts that entitle them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.contrib.auth.models import AbstractUser
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value

from khuyenhoc.domain.organisation.models import Unit
from khuyenhoc.domain.organisation.queries import UnitName
from khuyenhoc.foundation.values.mandates import Action


@dataclass(frozen=True, slots=True)
class PostHeld:
    """A post an account holds on a day, with its unit under the name of that day."""

    post: str
    unit: UnitName
    actions: frozenset[Action]


class Account(AbstractUser):
    """A user who may sign in. What the user may do comes from the postings, never from the account."""

    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    display_name = models.CharField(max_length=120)
    posts_read: dict[date, Sequence[PostHeld]] | None = None
    """The posts of days asked about, where they are to be read once; None: they are read each time."""

    def __str__(self) -> str:
        return self.username

    def get_full_name(self) -> str:
        return self.display_name

    def get_short_name(self) -> str:
        return self.display_name


class PostingQuerySet(models.QuerySet["Posting"]):
    def on(self, day: date) -> PostingQuerySet:
        return self.filter(Q(ends_on__isnull=True) | Q(ends_on__gt=day), starts_on__lte=day)


class Posting(models.Model):
    """An account holds a post (a key of `data/posts.toml`) in a unit over a span of days (RULE-41)."""

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="postings")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="postings")
    post = models.CharField(max_length=40)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)

    objects = PostingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gt=F("starts_on")),
                name="a_posting_lasts_at_least_a_day",
            ),
            ExclusionConstraint(
                name="one_posting_of_an_account_in_a_unit_a_day",
                expressions=[
                    (
                        Func(F("account_id"), F("account_id"), Value("[]"), function="int8range"),
                        RangeOperators.OVERLAPS,
                    ),
                    (
                        Func(F("unit_id"), F("unit_id"), Value("[]"), function="int8range"),
                        RangeOperators.OVERLAPS,
                    ),
                    (
                        Func(F("starts_on"), F("ends_on"), Value("[)"), function="daterange"),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.account_id} {self.post} {self.unit_id}"
