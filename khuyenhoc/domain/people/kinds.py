"""The words of the registers: which there are, and what a person or a group may be."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class RegisterKind(models.TextChoices):
    """The registers; `khuyenhoc load register KIND` takes these words."""

    MEMBER = "member", _("Member")
    FAMILY = "family", _("Family")
    CLAN = "clan", _("Clan")
    COMMUNITY = "community", _("Community")
    UNIT = "unit", _("Unit")
    CITIZEN = "citizen", _("Citizen")

    @property
    def is_of_persons(self) -> bool:
        return self in (RegisterKind.MEMBER, RegisterKind.CITIZEN)


class Sex(models.TextChoices):
    MALE = "male", _("Male")
    FEMALE = "female", _("Female")
