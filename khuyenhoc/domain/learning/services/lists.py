"""
A locality's list from the file to the year's register: persons or groups are kept, and put down for their
title, as one act.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import transaction

from khuyenhoc.domain.learning.models import Programme
from khuyenhoc.domain.learning.services.registering import Registered, register_many
from khuyenhoc.domain.learning.services.reversing import unregister_sheet
from khuyenhoc.domain.organisation.models import Unit
from khuyenhoc.domain.people import services as people
from khuyenhoc.domain.people.kinds import RegisterKind
from khuyenhoc.domain.people.models import RegisterSheet
from khuyenhoc.foundation.values.mandates import Mandate

_LEARNING_SINCE = 2016
"""
The first year of the learning titles; before it families and clans were "hiếu học" (Decision 448, in force 1
January 2016).
"""


@dataclass(frozen=True, slots=True)
class LoadedList:
    """
    `registered` None: a list of members, who go for no title by being members. `doubtful`: how many rows to
    look at again.
    """

    sheet: RegisterSheet
    registered: Registered | None
    doubtful: int
    notices: tuple[str, ...]


def load_list(
    *,
    mandate: Mandate,
    kind: RegisterKind,
    unit: Unit,
    year: int,
    content: bytes,
    file_name: str,
    progress: people.Progress | None = None,
) -> LoadedList:
    """
    Store a list and put all on it down for the title of the year: all of it or nothing. The same list twice
    changes nothing.

    A list typed in after its year was registered by that year's last day. Families and clans of before 2016
    go for the older title (RULE-13).

    :param progress: is told what is being done and how far it is
    :raises SheetRefused, SheetNotSound, OutsideMandate: as `people.services.load_register`
    :raises NoSetInForce: no criteria held for the title in that year
    :raises StepClosed: the calendar closes registration
    """
    with transaction.atomic():
        loaded = people.load_register(
            mandate=mandate,
            kind=kind,
            unit=unit,
            year=year,
            content=content,
            file_name=file_name,
            progress=progress,
        )
        if kind is RegisterKind.MEMBER:
            return LoadedList(loaded.sheet, None, loaded.doubtful, loaded.notices)
        registered = register_many(
            mandate=mandate,
            programme=Programme(kind.value),
            year=year,
            subjects=loaded.forms_of,
            sheet=loaded.sheet,
            is_old_title=year < _LEARNING_SINCE and kind in (RegisterKind.FAMILY, RegisterKind.CLAN),
            registered_on=min(mandate.on, date(year, 12, 31)),
        )
    return LoadedList(loaded.sheet, registered, loaded.doubtful, loaded.notices)


def take_back_list(*, mandate: Mandate, sheet: RegisterSheet) -> None:
    """
    Take a list back as a whole: the registrations it made, whom it brought, what it changed.

    :raises CannotUndo: some of its titles have made a step since
    :raises SomethingRestsOnIt: as `people.services.undo_register`
    """
    with transaction.atomic():
        if sheet.kind != RegisterKind.MEMBER:
            unregister_sheet(mandate=mandate, sheet=sheet)
        people.undo_register(mandate=mandate, sheet=sheet)
