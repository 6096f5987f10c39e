"""
Two records that may be one: the platform proposes the pair, an officer answers, nothing merges by itself.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from khuyenhoc.domain.people.models.groups import Group
from khuyenhoc.domain.people.models.persons import Person


class Answer(models.TextChoices):
    OPEN = "open", _("Not looked at yet")
    DIFFERENT = "different", _("Two different people or groups")


class PossibleDuplicate(models.Model):
    """
    Two persons, or two groups of one kind, of the same folded name whose years of birth do not contradict.
    The lower id stands first.

    Answered "the same", one record goes and the pair with it. Answered "different", the pair stays, so that
    it is not asked again.
    """

    person = models.ForeignKey(Person, null=True, on_delete=models.CASCADE, related_name="+", db_index=False)
    other_person = models.ForeignKey(Person, null=True, on_delete=models.CASCADE, related_name="+")
    group = models.ForeignKey(Group, null=True, on_delete=models.CASCADE, related_name="+", db_index=False)
    other_group = models.ForeignKey(Group, null=True, on_delete=models.CASCADE, related_name="+")
    answer = models.CharField(max_length=9, choices=Answer, default=Answer.OPEN)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    answered_at = models.DateTimeField(null=True)
    noticed_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "other_person"], name="two_persons_are_doubted_once"),
            models.UniqueConstraint(fields=["group", "other_group"], name="two_groups_are_doubted_once"),
            models.CheckConstraint(
                condition=Q(person__lt=F("other_person"), group__isnull=True, other_group__isnull=True)
                | Q(group__lt=F("other_group"), person__isnull=True, other_person__isnull=True),
                name="a_doubt_is_about_two_of_a_kind",
            ),
            models.CheckConstraint(
                condition=Q(answer="open", answered_at__isnull=True)
                | Q(answer="different", answered_at__isnull=False),
                name="an_answered_doubt_has_its_moment",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id or self.group_id} {self.other_person_id or self.other_group_id}"
