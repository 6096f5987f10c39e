"""Storing a sheet that waits: a short one at once, a long one in the background, by the same steps."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from contextlib import closing
from time import monotonic
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import get_language, gettext, ngettext, override
from django_tasks import TaskResultStatus, task, task_backends

from khuyenhoc.domain.people import permissions
from khuyenhoc.foundation.sheets.problems import SheetNotSound, SheetRefused
from khuyenhoc.foundation.values.mandates import Mandate, OutsideMandate
from khuyenhoc.foundation.values.numbers import grouped
from khuyenhoc.foundation.waiting import road
from khuyenhoc.foundation.waiting.models import Storing, StoringState, WaitingSheet
from khuyenhoc.interfaces.jobs.kinds import KINDS, SheetKind
from khuyenhoc.interfaces.jobs.kinds.kind import HandedIn, Tell
from khuyenhoc.interfaces.logs import note

LONG = 256 * 1024
"""Bytes of a file above which the account does not wait for the answer: some five thousand rows."""

_TOLD_EVERY_SECONDS = 0.5


def begin(*, mandate: Mandate, kind: SheetKind, token: UUID, choices: Mapping[str, Any]) -> Storing:
    """
    The account decides to store a sheet. A short one is stored when this returns; a long one is handed to the
    worker, in one transaction with the decision.

    :raises WaitingSheet.DoesNotExist: the account has no such sheet
    """
    language = get_language() or ""
    with transaction.atomic():
        storing, sheet = road.begin_storing(
            mandate=mandate, kind=kind.name, token=token, choices=choices, language=language
        )
        if sheet is not None and sheet.size >= LONG:
            storing.job = UUID(store_sheet.enqueue(token=str(token)).id)
            storing.save(update_fields=["job"])
    if sheet is not None and storing.job is None:
        _run(storing, lambda doing, rows: None)
        storing.refresh_from_db()
    return storing


@task(backend="jobs")
def store_sheet(*, token: str) -> None:
    """Store a waiting sheet in the background. Doing it twice stores it once."""
    storing = Storing.objects.get(token=token)
    if storing.state == StoringState.STORING:
        with closing(connection.copy()) as second:
            _run(storing, _telling(storing, second))


def how_far(storing: Storing) -> Storing:
    """The storing as it is now; one whose job was given up has failed."""
    if storing.state == StoringState.STORING and storing.job is not None:
        job = task_backends["jobs"].get_result(str(storing.job))
        if job.status == TaskResultStatus.FAILED:
            _fail(storing)
            storing.refresh_from_db()
    return storing


def _run(storing: Storing, tell: Tell) -> None:
    kind = KINDS[storing.kind]
    with override(storing.language):
        mandate = permissions.mandate(account=storing.account, action=kind.action, on=timezone.localdate())

        def by_its_kind(sheet: WaitingSheet) -> road.Outcome:
            handed = HandedIn(mandate, sheet.parameters, bytes(sheet.content), sheet.file_name)
            tell("reading", 0)
            return kind.store(handed, storing.choices, tell)

        began = monotonic()
        try:
            road.store(mandate=mandate, action=kind.action, storing=storing, by=by_its_kind)
        except (
            WaitingSheet.DoesNotExist,
            OutsideMandate,
            SheetNotSound,
            SheetRefused,
            road.StoringRefused,
        ) as refused:
            road.end_storing(storing, state=StoringState.REFUSED, refusal=_words(refused, kind))
            note("sheet refused", kind=kind.name, reason=type(refused).__name__)
        except Exception:
            logging.getLogger(__name__).exception("sheet not stored")
            _fail(storing)
        else:
            seconds = round(monotonic() - began, 1)
            note("sheet stored", kind=kind.name, rows=storing.all_rows, seconds=seconds)


def _fail(storing: Storing) -> None:
    with override(storing.language):
        refusal = gettext(
            "Something went wrong on our side, and nothing was stored. The sheet still waits: try once more, "
            "or tell the person who keeps the platform."
        )
    road.end_storing(storing, state=StoringState.FAILED, refusal=refusal)


def _words(refused: Exception, kind: SheetKind) -> str:
    """Why a sheet was not stored, for the account that asked."""
    match refused:
        case road.StoringRefused():
            return str(refused)
        case SheetNotSound():
            count = len(refused.problems)
            words = ngettext(
                "%(count)s place stands in the way now.", "%(count)s places stand in the way now.", count
            )
            return f"{kind.nothing} {words % {'count': grouped(count)}}"
        case SheetRefused():
            return f"{kind.nothing} {refused.reason}"
        case OutsideMandate():
            words = gettext("Your posts of today do not reach all units of the sheet.")
            return f"{kind.nothing} {words}"
    return gettext("This sheet waits no longer: it was stored or put aside, or a day has passed.")


def _telling(storing: Storing, second: Any) -> Tell:
    """
    Writes how far the storing is over a second connection: what the first writes is seen by others only when
    all of it is done.
    """
    told_at, told = 0.0, ""

    def tell(doing: str, rows: int) -> None:
        nonlocal told_at, told
        if doing != told or monotonic() - told_at >= _TOLD_EVERY_SECONDS:
            told_at, told = monotonic(), doing
            with second.cursor() as cursor:
                cursor.execute(
                    "UPDATE waiting_storing SET doing = %s, rows = %s WHERE id = %s",
                    [doing, rows, storing.pk],
                )

    return tell
