"""
The reconciliation sheet of a reorganisation: for every figure and unit, what it was before = what it is after + differences explained.

A figure is followed from the tree of the day before to the tree of the day itself. Differences are reckoned, then explained one by one from where
parts of the figure went; what remains unexplained is said to be so.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from django.db import transaction

from khuyenhoc.domain.organisation import queries as organisation
from khuyenhoc.domain.organisation import services as organisation_services
from khuyenhoc.domain.organisation.models import Reorganisation, Succession
from khuyenhoc.domain.organisation.queries import UnitName
from khuyenhoc.domain.reporting.board import Board
from khuyenhoc.domain.reporting.models import ReportedFigure
from khuyenhoc.domain.reporting.rows import Subject
from khuyenhoc.foundation.values.catalogue import indicators
from khuyenhoc.foundation.values.mandates import Mandate, UnitId
from khuyenhoc.foundation.values.numbers import grouped
from khuyenhoc.foundation.values.periods import Period


@dataclass(frozen=True, slots=True)
class ReconciliationRow:
    """
    One figure of one unit, in the measure of its indicator. `before` and `after` None: nobody reported it, or the unit is not in that tree.

    `difference` is before − after, missing taken for nothing there; `is_explained` says whether the explanation accounts for all of it.
    """

    unit: str
    unit_name: str
    period: Period
    indicator: str
    label: str
    measure: str
    before: int | None
    after: int | None
    difference: int
    explanation: str
    is_explained: bool


def reconciliation(reorganisation: Reorganisation) -> list[ReconciliationRow]:
    """
    Every figure of a period that ended before the reorganisation, at each unit it touched and each unit above those.

    New and enlarged units first, then those that ended or were cut, then those above; each in name order, the latest period first.
    """
    return [row for period in _periods(reorganisation.effective_on) for row in _Reconciling(reorganisation, period).rows()]


def trial_reconciliation(*, mandate: Mandate, content: bytes, file_name: str) -> list[ReconciliationRow]:
    """
    The reconciliation of a sheet that is not applied: it is applied, reckoned and taken back in one transaction nobody else sees.

    :raises SheetRefused, SheetNotSound, OutsideMandate: as `organisation.services.apply_reform`
    """
    with transaction.atomic():
        applied = organisation_services.apply_reform(mandate=mandate, content=content, file_name=file_name)
        rows = [row for reorganisation in applied for row in reconciliation(reorganisation)]
        transaction.set_rollback(True)
    return rows


def _periods(effective_on: date) -> list[Period]:
    on_record = ReportedFigure.objects.current().filter(unit__isnull=False).values_list("period", flat=True).distinct()
    before = [period for text in on_record if (period := Period.parse(text)).last_day < effective_on]
    return sorted(before, key=lambda period: (period.last_day, str(period)), reverse=True)


class _Reconciling:
    """One period's figures, before and after."""

    def __init__(self, reorganisation: Reorganisation, period: Period) -> None:
        self.on = reorganisation.effective_on
        self.day_before = self.on - timedelta(days=1)
        self.period = period
        self.before = Board(period, self.day_before)
        self.after = Board(period, self.on)
        pairs = reorganisation.successions.order_by("pk").values_list("unit_id", "heir_id", "act")
        self.pairs = [(UnitId(unit), None if heir is None else UnitId(heir), act) for unit, heir, act in pairs]

    def rows(self) -> Iterator[ReconciliationRow]:
        heirs = {heir for unit, heir, _ in self.pairs if heir is not None and heir != unit}
        leaving = {unit for unit, heir, act in self.pairs if heir is None or act == Succession.Act.SPLIT}
        moved = {unit for unit in self._moved if unit not in heirs | leaving}
        parents = {parent for unit in moved for tree in (self.before.lens, self.after.lens) if (parent := tree.parent_of[unit]) is not None}
        above = {
            here
            for unit in {*heirs, *leaving, *parents, *(unit for unit, _, _ in self.pairs)}
            for tree in (self.before.lens, self.after.lens)
            for here in list(tree.ancestors(unit))
            if here in self.before.lens and here in self.after.lens
        }
        for units, explain in (
            (heirs, self._row_of_an_heir),
            (leaving - heirs, self._row_of_one_that_left),
            ((above | parents) - heirs - leaving, self._row_of_one_above),
        ):
            for unit in organisation.names(sorted(units), on=self.on):
                for code in self._codes(unit):
                    yield explain(unit, code)

    @cached_property
    def _moved(self) -> frozenset[UnitId]:
        """Units in both trees that answer to another unit now."""
        before, after = self.before.lens.parent_of, self.after.lens.parent_of
        return frozenset(unit for unit in before if unit in after and before[unit] != after[unit])

    def _codes(self, unit: UnitId) -> list[str]:
        """The indicators known of a unit on either side, in the catalogue's order."""
        known: set[str] = set()
        for part in (unit, *self._components(unit)):
            for board in (self.before, self.after):
                place = board.place(self._subject(part))
                known.update(place.sums, place.typed)
        return [code for code in indicators() if code in known]

    def _components(self, heir: UnitId) -> list[UnitId]:
        """The units that went into an heir whole."""
        return [unit for unit, other, act in self.pairs if other == heir and act == Succession.Act.MERGE]

    def _cut_for(self, heir: UnitId) -> list[UnitId]:
        return [unit for unit, other, act in self.pairs if other == heir and act == Succession.Act.SPLIT and unit != heir]

    def _row_of_an_heir(self, heir: UnitId, code: str) -> ReconciliationRow:
        """An heir before is all that went into it whole, itself where it was there; of cut units, what it took is an addition to explain."""
        own = [heir] if heir in self.before.lens else []
        parts = [(unit, self._shown(self.before, unit, code)) for unit in (*own, *self._components(heir))]
        before = _sum([value for _, value in parts])
        after = self._shown(self.after, heir, code)
        said = [f"{self._title(unit)} {'chưa báo cáo' if value is None else grouped(value)}" for unit, value in parts]
        words = ["Gồm " + "; ".join(said)] if len(said) > 1 or not own else []
        taken = 0
        for unit in self._cut_for(heir):
            part = self._arrived(unit, code, {heir})
            taken += part
            whole = self._shown(self.before, unit, code)
            if part:
                words.append(f"thêm {grouped(part)} từ một phần {self._title(unit)}")
            elif whole is not None:
                words.append(f"chưa gồm phần của {self._title(unit)} ({grouped(whole)} giữ ở đơn vị cũ)")
        given = sum(self._shown(self.before, unit, code) or 0 for unit in self._gone_from(heir))
        come = sum(self._shown(self.after, unit, code) or 0 for unit in self._come_to(heir))
        words += self._moves_in_words(heir, code)
        return self._row(heir, code, before, after, accounted=given - come - taken, words=words)

    def _row_of_one_that_left(self, unit: UnitId, code: str) -> ReconciliationRow:
        before = self._shown(self.before, unit, code)
        parts = [heir for one, heir, act in self.pairs if one == unit and act == Succession.Act.SPLIT and heir is not None]
        if unit in parts:  # it goes on, smaller
            after = self._shown(self.after, unit, code)
            arrived = self._arrived(unit, code, {part for part in parts if part != unit})
        else:
            after = None
            arrived = self._arrived(unit, code, set(parts))
        place = self.after.placing.of(unit)
        where = "" if place is None else self._title(place)
        words: list[str] = []
        if arrived:
            words.append(f"{grouped(arrived)} theo các phần sang {', '.join(self._title(part) for part in parts if part != unit)}")
        kept = (before or 0) - (after or 0) - arrived
        if kept and parts:
            words.append(f"{grouped(kept)} không chia được, giữ ở đơn vị cũ và hiện ở {where}")
        elif kept:
            words.append(f"Kết thúc, không có đơn vị kế tục; số liệu gồm trong {where}")
        return self._row(unit, code, before, after, accounted=arrived + kept if place is not None else arrived, words=words)

    def _row_of_one_above(self, unit: UnitId, code: str) -> ReconciliationRow:
        before = self._shown(self.before, unit, code)
        after = self._shown(self.after, unit, code)
        given = sum(self._shown(self.before, other, code) or 0 for other in self._gone_from(unit))
        come = sum(self._shown(self.after, other, code) or 0 for other in self._come_to(unit))
        return self._row(unit, code, before, after, accounted=given - come, words=self._moves_in_words(unit, code))

    def _gone_from(self, unit: UnitId) -> list[UnitId]:
        return [
            other for other in self._highest_moved if self._passes(self.before, other, unit) and not self._passes(self.after, other, unit)
        ]

    def _come_to(self, unit: UnitId) -> list[UnitId]:
        return [
            other for other in self._highest_moved if self._passes(self.after, other, unit) and not self._passes(self.before, other, unit)
        ]

    @cached_property
    def _highest_moved(self) -> list[UnitId]:
        """Units that moved by themselves, not along with the unit above them or to its heir."""
        heirs = {(unit, heir) for unit, heir, _ in self.pairs}
        ending = {unit for unit, _, act in self.pairs if act == Succession.Act.DISSOLVE}
        found: list[UnitId] = []
        for unit in sorted(self._moved):
            left, joined = self.before.lens.parent_of[unit], self.after.lens.parent_of[unit]
            if left is not None and (left, joined) not in heirs and left not in ending and left in self.after.lens:
                found.append(unit)
        return found

    def _passes(self, board: Board, unit: UnitId, above: UnitId) -> bool:
        return unit in board.lens and unit != above and above in board.lens.ancestors(unit)

    def _moves_in_words(self, unit: UnitId, code: str) -> list[str]:
        words: list[str] = []
        for others, board, said in ((self._gone_from(unit), self.before, "chuyển đi"), (self._come_to(unit), self.after, "chuyển đến")):
            for other in others:
                value = self._shown(board, other, code)
                if value:
                    words.append(f"{said} {self._title(other)} {grouped(value)}")
        return words

    def _arrived(self, cut: UnitId, code: str, heirs: Collection[UnitId]) -> int:
        """What of a cut unit's figure shows at some of its parts: by the units below it that have their place there, or by chosen weights."""
        within = [heir for heir in heirs if heir in self.after.lens]
        below = {unit for unit in self.after.then.under(cut) if unit != cut} if cut in self.after.then else set()

        def has_its_place_there(unit: UnitId) -> bool:
            return unit in below and any(self._is_within(self.after.placing.of(unit), heir) for heir in within)

        estimated = sum(self.after.estimated(self._subject(heir), cut, code) for heir in within)
        return estimated + self.after.sum_of_those(code, has_its_place_there)

    def _is_within(self, place: UnitId | None, unit: UnitId) -> bool:
        return place is not None and unit in self.after.lens.ancestors(place)

    def _shown(self, board: Board, unit: UnitId, code: str) -> int | None:
        """The figure a unit has in a tree: its own where it stands on its ground, else what is added up there."""
        if unit not in board.lens:
            return None
        place = board.place(self._subject(unit))
        typed = place.typed.get(code)
        if typed is not None and typed.stated.value is not None and unit in board.then and board.placing.is_on_its_ground(unit):
            return typed.stated.value
        found = place.sums.get(code)
        return None if found is None else found.value

    def _row(
        self, unit: UnitId, code: str, before: int | None, after: int | None, *, accounted: int, words: Sequence[str]
    ) -> ReconciliationRow:
        difference = (before or 0) - (after or 0)
        said = "; ".join(words)
        if difference != accounted:
            rest = f"chưa giải thích được {grouped(difference - accounted)}"
            said = f"{said}; {rest}" if said else rest
        indicator = indicators()[code]
        return ReconciliationRow(
            unit=self._names[unit].key,
            unit_name=self._title(unit),
            period=self.period,
            indicator=code,
            label=indicator.label,
            measure=indicator.measure,
            before=before,
            after=after,
            difference=difference,
            explanation=f"{said[:1].upper()}{said[1:]}",
            is_explained=difference == accounted,
        )

    @cached_property
    def _names(self) -> Mapping[UnitId, UnitName]:
        """Units that end under their last name, the others under the first one after."""
        ending = {unit for unit, _, _ in self.pairs if unit not in self.after.lens}
        return {**organisation.names(on=self.on), **organisation.names(sorted(ending), on=self.day_before)}

    def _title(self, unit: UnitId) -> str:
        return self._names[unit].title

    def _subject(self, unit: UnitId) -> Subject:
        return Subject("unit", unit, self._names[unit].key, self._title(unit))


def _sum(values: Sequence[int | None]) -> int | None:
    known = [value for value in values if value is not None]
    return sum(known) if known else None
