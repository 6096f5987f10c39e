"""The road of a sheet: kept with its preview, looked at a page at a time, put aside or stored."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import QuerySet
from django.db.models.functions import Now

from khuyenhoc.foundation.values.mandates import Action, Mandate, OutsideMandate
from khuyenhoc.foundation.values.vietnamese import search_key
from khuyenhoc.foundation.waiting.models import Storing, StoringState, WaitingRow, WaitingSheet

SAME = "same"
"""The state of rows that change nothing."""
WRONG = "wrong"
"""The state of rows that cannot be stored; their one cell is the sentence that says why."""
CHANGES = ""
"""All rows in neither of these states."""

_WAITS = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class PreviewRow:
    """What storing would do to one row of the file; `cells` are shown as they are."""

    state: str
    number: int
    cells: Sequence[str]


@dataclass(frozen=True, slots=True)
class Preview:
    """
    What storing a sheet would do. `counts`: state → rows of the file, one row counted once. `part`: what the
    kind's own page shows besides, as plain values. `rests_on`: names what the preview was worked out on.
    `trial`: the kind's own result, from which `part` is made; it is not kept.
    """

    counts: Mapping[str, int]
    rows: Iterable[PreviewRow]
    notices: Sequence[str] = ()
    part: Mapping[str, Any] = field(default_factory=dict)
    rests_on: str = ""
    trial: Any = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was stored: the id its page is opened by (None: the list of all), and sentences about it."""

    shown_at: int | None
    sentences: Sequence[str] = ()


class StoringRefused(Exception):
    """Nothing was stored; the message says why and what to do, in the account's language."""


def keep(
    *,
    mandate: Mandate,
    kind: str,
    parameters: Mapping[str, Any],
    content: bytes,
    file_name: str,
    preview: Preview,
    language: str,
) -> WaitingSheet:
    """
    Keep a sheet with its preview until its account stores or discards it. What is older than a day is
    deleted: sheets may hold personal data.

    :raises OutsideMandate: the mandate has no account that could come back for the sheet
    """
    if mandate.account is None:
        raise OutsideMandate(mandate.action, frozenset())
    with transaction.atomic():
        _delete(WaitingSheet.objects.filter(uploaded_at__lt=Now() - _WAITS))
        Storing.objects.filter(begun_at__lt=Now() - _WAITS).delete()
        sheet = WaitingSheet.objects.create(
            account_id=mandate.account,
            kind=kind,
            parameters=dict(parameters),
            content=content,
            size=len(content),
            file_name=file_name[-255:],
        )
        _write_preview(sheet, preview, language)
    return sheet


def keep_preview(sheet: WaitingSheet, preview: Preview, *, language: str) -> None:
    """The sheet was read again: replace what was kept of the first reading."""
    with transaction.atomic():
        _delete_rows([sheet.pk])
        _write_preview(sheet, preview, language)


def _write_preview(sheet: WaitingSheet, preview: Preview, language: str) -> None:
    listed: Counter[str] = Counter()
    table = connection.ops.quote_name(WaitingRow._meta.db_table)
    columns = "sheet_id, state, number, place, change, cells, search"
    with (
        connection.cursor() as cursor,
        cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy,
    ):
        for row in preview.rows:
            change = None if row.state in (SAME, WRONG) else listed[CHANGES]
            place = listed[row.state]
            shown = json.dumps(list(row.cells), ensure_ascii=False)
            words = search_key(" ".join(row.cells))
            copy.write_row((sheet.pk, row.state, row.number, place, change, shown, words))
            listed[row.state] += 1
            listed[CHANGES] += change is not None
    sheet.counts, sheet.listed, sheet.notices = dict(preview.counts), dict(listed), list(preview.notices)
    sheet.part, sheet.rests_on, sheet.language = dict(preview.part), preview.rests_on, language
    sheet.save(update_fields=["counts", "listed", "notices", "part", "rests_on", "language"])


def _delete(sheets: QuerySet[WaitingSheet]) -> None:
    _delete_rows(list(sheets.values_list("pk", flat=True)))
    sheets.delete()


def _delete_rows(sheets: Sequence[int]) -> None:
    """By hand: Django would load a hundred thousand rows first, because Wagtail listens to every deletion."""
    table = connection.ops.quote_name(WaitingRow._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {table} WHERE sheet_id = ANY(%s)", [list(sheets)])  # noqa: S608


def waiting_sheet(mandate: Mandate, kind: str, token: UUID, *, for_update: bool = False) -> WaitingSheet:
    """
    A sheet of the mandate's own account. Its content is read from the database only when it is asked for.

    :raises WaitingSheet.DoesNotExist: there is none, or it is another account's
    """
    if mandate.account is None:
        raise WaitingSheet.DoesNotExist
    waiting = WaitingSheet.objects.filter(account_id=mandate.account, kind=kind).defer("content")
    return (waiting.select_for_update() if for_update else waiting).get(token=token)


class PreviewRows:
    """
    The rows of a tab of a kept preview, in the file's order. A slice reads no row before it, counting reads
    none: a page of a hundred thousand rows costs what a page of a hundred does.

    :param state: the tab; CHANGES for all rows that change something
    """

    def __init__(self, sheet: WaitingSheet, state: str = CHANGES) -> None:
        self._rows = WaitingRow.objects.filter(sheet=sheet)
        self._state, self._count = state, int(sheet.listed.get(state, 0))

    def __len__(self) -> int:
        return self._count

    def __getitem__(self, page: slice) -> Sequence[WaitingRow]:
        start, stop, _ = page.indices(self._count)
        if self._state == CHANGES:
            return list(self._rows.filter(change__gte=start, change__lt=stop).order_by("change"))
        here = self._rows.filter(state=self._state, place__gte=start, place__lt=stop)
        return list(here.order_by("place"))


def found_rows(sheet: WaitingSheet, search: str, *, state: str = CHANGES) -> QuerySet[WaitingRow]:
    """Rows of a tab that hold words, whatever their accents, in the file's order."""
    rows = WaitingRow.objects.filter(sheet=sheet, search__contains=search_key(search)).order_by("pk")
    return rows.filter(change__isnull=False) if state == CHANGES else rows.filter(state=state)


def all_rows(sheet: WaitingSheet) -> Iterable[WaitingRow]:
    """Every row of a kept preview, in the file's order, not all at once in memory."""
    return WaitingRow.objects.filter(sheet=sheet).order_by("number", "pk").iterator(chunk_size=2_000)


def discard(*, mandate: Mandate, kind: str, token: UUID) -> None:
    """Forget a sheet that is not wanted; :raises WaitingSheet.DoesNotExist: as `waiting_sheet`"""
    with transaction.atomic():
        _delete(WaitingSheet.objects.filter(pk=waiting_sheet(mandate, kind, token, for_update=True).pk))


def begin_storing(
    *, mandate: Mandate, kind: str, token: UUID, choices: Mapping[str, Any], language: str
) -> tuple[Storing, WaitingSheet | None]:
    """
    The account decides to store a sheet. Returns its storing and the sheet to store; no sheet where a job
    stores it already, for of two presses the second finds the first's. A storing without a job whose process
    died begins again.

    :raises WaitingSheet.DoesNotExist: as `waiting_sheet`
    """
    known = storing_of(mandate, kind, token)
    if known is not None and known.is_in_background:
        return known, None
    with transaction.atomic():
        sheet = waiting_sheet(mandate, kind, token, for_update=True)
        storing, _ = Storing.objects.update_or_create(
            token=token,
            defaults={
                "account_id": sheet.account_id,
                "kind": kind,
                "choices": dict(choices),
                "language": language,
                "begun_at": Now(),
                "state": StoringState.STORING,
                "doing": "",
                "rows": 0,
                "all_rows": sum(sheet.counts.values()),
                "refusal": "",
                "job": None,
            },
        )
        return storing, sheet


def storing_of(mandate: Mandate, kind: str, token: UUID) -> Storing | None:
    """How far the storing of a sheet is; None where the mandate's account stores no such sheet."""
    if mandate.account is None:
        return None
    return Storing.objects.filter(account_id=mandate.account, kind=kind, token=token).first()


def store(
    *, mandate: Mandate, action: Action, storing: Storing, by: Callable[[WaitingSheet], Outcome]
) -> None:
    """
    Store a sheet by its kind's own act: all of it or nothing, and once. The sheet is locked and then gone in
    the act's transaction, so a run that was killed stored nothing, and a second run finds nothing to do.

    :raises WaitingSheet.DoesNotExist: it was stored, discarded or deleted after a day
    :raises OutsideMandate: the mandate is for another action
    """
    mandate.require(action, [])
    with transaction.atomic():
        sheet = waiting_sheet(mandate, storing.kind, storing.token, for_update=True)
        outcome = by(sheet)
        _delete(WaitingSheet.objects.filter(pk=sheet.pk))
        Storing.objects.filter(pk=storing.pk).update(
            state=StoringState.STORED,
            outcome={"shown_at": outcome.shown_at, "sentences": list(outcome.sentences)},
        )


def end_storing(storing: Storing, *, state: StoringState, refusal: str) -> None:
    """Nothing was stored: say why. The sheet goes on waiting, and its preview is out of date."""
    with transaction.atomic():
        Storing.objects.filter(pk=storing.pk, state=StoringState.STORING).update(state=state, refusal=refusal)
        WaitingSheet.objects.filter(token=storing.token).update(language="")
