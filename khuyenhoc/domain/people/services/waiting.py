"""A list between its trial and the decision to store it."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.db.models.functions import Now

from khuyenhoc.domain.organisation.models import Unit
from khuyenhoc.domain.people.kinds import RegisterKind
from khuyenhoc.domain.people.models import WaitingRegister
from khuyenhoc.domain.people.queries.sheets import waiting_register
from khuyenhoc.foundation.values.mandates import Action, Mandate, OutsideMandate, UnitId

_KEPT = timedelta(days=1)


def keep_waiting_register(
    *, mandate: Mandate, kind: RegisterKind, unit: Unit, year: int, content: bytes, file_name: str
) -> WaitingRegister:
    """
    Keep a list for its trial. Lists older than a day are deleted: they hold personal data that was not to be
    kept.

    :raises OutsideMandate: the mandate does not reach the unit, or it is not an account's
    """
    mandate.require(Action.REGISTER, [UnitId(unit.pk)])
    if mandate.account is None:
        raise OutsideMandate(Action.REGISTER, frozenset())  # a list waits for the account that uploaded it
    with transaction.atomic():
        WaitingRegister.objects.filter(uploaded_at__lt=Now() - _KEPT).delete()
        return WaitingRegister.objects.create(
            account_id=mandate.account,
            kind=kind,
            unit=unit,
            year=year,
            file_name=file_name[-200:],
            content=content,
        )


def discard_waiting_register(*, mandate: Mandate, token: UUID) -> None:
    """:raises DoesNotExist: the account has no such list waiting"""
    waiting_register(mandate, token).delete()
