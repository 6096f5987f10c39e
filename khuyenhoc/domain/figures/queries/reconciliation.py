"""
The reconciliation sheet of a reorganisation: for every figure and unit, what it was before = what it is after
+ differences explained.

A figure is followed from the tree of the day before to the tree of the day itself. Differences are computed,
then explained one by one from where parts of the figure went; what remains unexplained is said to be so.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction

from khuyenhoc.domain.figures.queries.board import prepare
from khuyenhoc.domain.figures.queries.periods import periods_on_record
from khuyenhoc.domain.figures.queries.side_by_side import SideBySide
from khuyenhoc.domain.figures.rules.reconciling import ReconciliationRow
from khuyenhoc.domain.organisation import queries as organisation
from khuyenhoc.domain.organisation import services as organisation_services
from khuyenhoc.domain.organisation.models import Document, Reorganisation, Unit
from khuyenhoc.domain.organisation.queries.trees import forget_the_stamp
from khuyenhoc.foundation.values.mandates import Mandate, UnitId
from khuyenhoc.foundation.values.periods import Period


@dataclass(frozen=True, slots=True)
class Tally:
    """
    How many rows of a sheet there are; those that agree, that differ and say why, and that do not say why add
    up to them.
    """

    rows: int
    agreeing: int
    explained: int
    unexplained: int


def tally(rows: Collection[ReconciliationRow]) -> Tally:
    unexplained = sum(not row.is_explained for row in rows)
    explained = sum(row.is_explained and row.difference != 0 for row in rows)
    return Tally(len(rows), len(rows) - explained - unexplained, explained, unexplained)


@dataclass(frozen=True, slots=True)
class ReconciliationSheet:
    """
    What one document did on one day, set side by side; the trees are those of the day before and of the day
    itself.

    `is_whole`: the reader reaches every unit the document names.
    """

    document: Document
    effective_on: date
    rows: Sequence[ReconciliationRow]
    is_whole: bool

    @property
    def day_before(self) -> date:
        return self.effective_on - timedelta(days=1)


def reconciliation(
    reorganisation: Reorganisation, *, seen_by: Mandate | None = None
) -> list[ReconciliationRow]:
    """
    Every figure of a period that ended before the reorganisation, at each unit it touched and each unit above
    those.

    New and enlarged units first, then those that ended or were cut, then those above; each in name order, the
    latest period first.

    :param seen_by: only the units this mandate reaches
    """
    return _reconciled(reorganisation, lambda unit: seen_by is None or seen_by.reaches(unit))


def reconciliation_sheet(pk: int, *, seen_by: Mandate) -> ReconciliationSheet | None:
    """
    The sheet of an applied reorganisation with the rows a mandate reaches; None where there is none, or the
    mandate reaches nothing it names.
    """
    reorganisation = Reorganisation.objects.select_related("document").filter(pk=pk).first()
    if reorganisation is None:
        return None
    keys = {row[column] for row in reorganisation.rows for column in ("unit", "heir") if row.get(column)}
    named = [UnitId(unit) for unit in Unit.objects.filter(key__in=keys).values_list("pk", flat=True)]
    reached = sum(map(seen_by.reaches, named))
    if not reached:
        return None
    rows = reconciliation(reorganisation, seen_by=seen_by)
    return ReconciliationSheet(
        reorganisation.document, reorganisation.effective_on, rows, is_whole=reached == len(named)
    )


def trial_sheets(*, mandate: Mandate, content: bytes, file_name: str) -> list[ReconciliationSheet]:
    """
    The reconciliation of a sheet that is not applied: it is applied, computed and taken back in one
    transaction that stays invisible.

    One for each document and day that is not applied yet, of units the mandate reaches or the sheet founds.

    :raises SheetRefused, SheetNotSound, OutsideMandate: as `organisation.services.apply_reform`
    """
    with transaction.atomic():
        applied = organisation_services.apply_reform(mandate=mandate, content=content, file_name=file_name)
        keys = {key for reorganisation in applied for key in reorganisation.changes["founded"]}
        founded = {UnitId(unit) for unit in Unit.objects.filter(key__in=keys).values_list("pk", flat=True)}
        sheets = [
            ReconciliationSheet(
                reorganisation.document,
                reorganisation.effective_on,
                _reconciled(reorganisation, lambda unit: mandate.reaches(unit) or unit in founded),
                is_whole=True,
            )
            for reorganisation in applied
        ]
        transaction.set_rollback(True)
    forget_the_stamp()
    return sheets


def _reconciled(
    reorganisation: Reorganisation, is_wanted: Callable[[UnitId], bool]
) -> list[ReconciliationRow]:
    """The rows of each period, at the wanted units. What all of them need is read in one go."""
    on = reorganisation.effective_on
    pairs = [
        (UnitId(unit), None if heir is None else UnitId(heir), act)
        for unit, heir, act in reorganisation.successions.order_by("pk").values_list(
            "unit_id", "heir_id", "act"
        )
    ]
    after = organisation.tree(on=on)
    ending = {unit for unit, _, _ in pairs if unit not in after}
    # units that end are called by their last name, the others by the first one after
    names = {
        **organisation.names(on=on),
        **organisation.names(sorted(ending), on=on - timedelta(days=1)),
    }
    sides = [SideBySide(reorganisation, period, pairs, names) for period in _periods(on)]
    prepare([pair for side in sides for pair in side.looked_at(is_wanted)], with_asked=False)
    return [row for side in sides for row in side.rows(is_wanted)]


def _periods(effective_on: date) -> list[Period]:
    before = [period for period in periods_on_record() if period.last_day < effective_on]
    return sorted(before, key=lambda period: (period.last_day, str(period)), reverse=True)
