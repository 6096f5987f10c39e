"""A reorganisations sheet between its trial and the decision to apply it."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.db import transaction

from khuyenhoc.domain.organisation import queries
from khuyenhoc.domain.organisation.models import Reorganisation, WaitingReform
from khuyenhoc.domain.organisation.services.reforming import apply_reform, try_reform
from khuyenhoc.foundation.values.mandates import Mandate


def keep_waiting(*, mandate: Mandate, content: bytes, file_name: str) -> WaitingReform:
    """
    Keep an uploaded sheet until its account applies or discards it; one that waited before goes.

    :raises SheetRefused: the file is no sheet we can read
    :raises OutsideMandate: it touches a unit the mandate does not reach
    """
    if mandate.account is None:
        raise ValueError("sheets wait for an account that signed in")
    try_reform(mandate=mandate, content=content, file_name=file_name)
    with transaction.atomic():
        WaitingReform.objects.filter(account_id=mandate.account).delete()
        return WaitingReform.objects.create(
            account_id=mandate.account, file_name=file_name[:255], content=content
        )


def apply_waiting(*, mandate: Mandate, token: UUID, stamp: UUID | None) -> Sequence[Reorganisation]:
    """
    Apply a sheet that waited, as its trial on the tree of the stamp showed it.

    :raises WaitingReform.DoesNotExist: there is none, or it is another account's
    :raises SheetNotSound, TreeHasChanged, OutsideMandate: as `apply_reform`
    """
    with transaction.atomic():
        waiting = queries.waiting_reform(mandate, token, for_update=True)
        applied = apply_reform(
            mandate=mandate, content=bytes(waiting.content), file_name=waiting.file_name, stamp=stamp
        )
        waiting.delete()
        return applied


def discard_waiting(*, mandate: Mandate, token: UUID) -> None:
    """:raises WaitingReform.DoesNotExist: there is none, or it is another account's"""
    with transaction.atomic():
        queries.waiting_reform(mandate, token, for_update=True).delete()
