"""What else stands on the registers: families, clans, communities, units (agencies, schools, enterprises)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from khuyenhoc.domain.organisation.models import Unit
from khuyenhoc.foundation.values.personal import Privacy


class GroupKind(models.TextChoices):
    FAMILY = "family", _("Family")
    CLAN = "clan", _("Clan")
    COMMUNITY = "community", _("Community")
    UNIT = "unit", _("Unit")


class Group(models.Model):
    """
    A family, known by its head; a clan; a community (hamlet, residential group); a unit managed by the
    commune.

    `size` counts people in a family, households in a clan or community, staff in a unit. `head_birth_year`
    tells families apart whose heads bear one name. `unit` keeps the group: the chapter, or the commune where
    no chapter is known.
    """

    privacy: ClassVar[Mapping[str, Privacy]] = {
        "kind": Privacy.NONE,
        "unit": Privacy.BASIC,
        "name": Privacy.BASIC,
        "sort_key": Privacy.BASIC,
        "search_key": Privacy.BASIC,
        "head_birth_year": Privacy.BASIC,
        "size": Privacy.BASIC,
        "ended_on": Privacy.NONE,
    }

    kind = models.CharField(max_length=10, choices=GroupKind)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="groups", db_index=False)
    name = models.CharField(max_length=200)
    sort_key = models.CharField(max_length=400, db_collation="C")
    search_key = models.CharField(max_length=200, db_collation="C")
    head_birth_year = models.PositiveSmallIntegerField(null=True)
    size = models.PositiveIntegerField(null=True)
    ended_on = models.DateField(null=True)
    """The first day it was no more: moved away, dissolved."""

    class Meta:
        indexes = [
            models.Index(fields=["unit", "kind", "sort_key"], name="groups_of_a_unit_by_name"),
            models.Index(fields=["kind", "sort_key"], name="groups_by_name"),
            GinIndex(SearchVector("search_key", config="simple"), name="groups_by_word"),
        ]
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="a_group_has_a_name"),
            models.CheckConstraint(
                condition=Q(kind="family") | Q(head_birth_year__isnull=True),
                name="only_a_family_has_a_head_of_an_age",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"
