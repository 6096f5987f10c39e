"""Long lists are stored in the background: the page says how far it is, and may be left."""

from __future__ import annotations

import logging
import threading
from dataclasses import dataclass
from uuid import UUID

from django.db import connection
from django.utils.translation import get_language, gettext, override

from khuyenhoc.domain.learning import services as learning
from khuyenhoc.domain.learning.services import LoadedList
from khuyenhoc.domain.people import services
from khuyenhoc.domain.people.models import WaitingRegister
from khuyenhoc.foundation.sheets.problems import SheetRefused
from khuyenhoc.foundation.values.mandates import Mandate
from khuyenhoc.foundation.values.numbers import grouped

LONG = 256 * 1024
"""Bytes of a file from which on nobody is kept waiting for the answer: some five thousand rows."""

_MOST_KEPT = 100


@dataclass(slots=True)
class Running:
    """
    How far the storing of a list is. `sheet` when it is stored; `refusal`, a sentence, when nothing was.
    """

    account: int | None
    doing: str = ""
    rows: int = 0
    sheet: int | None = None
    refusal: str = ""

    @property
    def is_done(self) -> bool:
        return self.sheet is not None or bool(self.refusal)


_running: dict[UUID, Running] = {}
_guard = threading.Lock()


def begin(mandate: Mandate, token: UUID) -> Running:
    """Store a waiting list in a thread of its own; of two who press at once, the second watches the first."""
    with _guard:
        known = _running.get(token)
        if known is not None and not known.is_done:
            return known
        while len(_running) >= _MOST_KEPT:
            del _running[next(iter(_running))]
        running = _running[token] = Running(mandate.account)
    threading.Thread(
        target=_store, args=(mandate, token, running, get_language()), name=f"register {token}", daemon=True
    ).start()
    return running


def running(mandate: Mandate, token: UUID) -> Running | None:
    """
    None where this process stores no such list for this account: it is done long since, or the process was
    restarted, and nothing was stored.
    """
    found = _running.get(token)
    return found if found is not None and found.account == mandate.account else None


def _store(mandate: Mandate, token: UUID, running: Running, language: str | None) -> None:
    def tell(doing: str, rows: int) -> None:
        running.doing, running.rows = doing, rows

    with override(language):
        try:
            running.sheet = learning.store_waiting_list(mandate=mandate, token=token, progress=tell).sheet.pk
        except Exception as wrong:
            running.refusal = refusal_words(wrong)
            if not running.refusal:
                logging.getLogger(__name__).exception("A list could not be stored")
                running.refusal = gettext(
                    "Something went wrong on our side. The list still waits; try once more, or tell "
                    "whoever keeps the platform."
                )
        finally:
            connection.close()


def refusal_words(wrong: Exception) -> str:
    """
    Why a list was not stored, for the person who asked; empty for what only the platform's keeper can mend.
    """
    match wrong:
        case WaitingRegister.DoesNotExist():
            return gettext(
                "This list waits no longer: it was stored, or a day has passed. Look at the lists below, "
                "or load it again."
            )
        case services.SheetNotSound():
            count = grouped(len(wrong.problems))
            return gettext("Nothing was stored: %(count)s places are to be mended first.") % {"count": count}
        case SheetRefused():
            return f"{gettext('Nothing was stored.')} {wrong.reason}"
        case learning.NoSetInForce() | learning.StepClosed():
            return f"{gettext('Nothing was stored.')} {wrong}"
    return ""


def stored_words(loaded: LoadedList) -> list[str]:
    """What storing a list did."""
    sheet = loaded.sheet
    counts = {"new": grouped(sheet.new), "changed": grouped(sheet.changed), "same": grouped(sheet.same)}
    said = [gettext("Stored: %(new)s new, %(changed)s changed, %(same)s the same.") % counts]
    if loaded.registered is not None:
        words = gettext(
            "Registered for the title of %(year)s: %(new)s new, %(already)s were registered already."
        )
        new, already = grouped(loaded.registered.new), grouped(loaded.registered.already)
        said.append(words % {"year": sheet.year, "new": new, "already": already})
    return said
