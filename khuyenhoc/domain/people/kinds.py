"""The words of the registers: which there are, and what a person or a group may be."""

from __future__ import annotations

from django.db import models


class RegisterKind(models.TextChoices):
    """The registers; `khuyenhoc load register KIND` takes these words."""

    MEMBER = "member", "Hội viên"
    FAMILY = "family", "Gia đình"
    CLAN = "clan", "Dòng họ"
    COMMUNITY = "community", "Cộng đồng"
    UNIT = "unit", "Đơn vị"
    CITIZEN = "citizen", "Công dân"

    @property
    def is_of_persons(self) -> bool:
        return self in (RegisterKind.MEMBER, RegisterKind.CITIZEN)


class Sex(models.TextChoices):
    MALE = "male", "Nam"
    FEMALE = "female", "Nữ"
