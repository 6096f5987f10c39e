"""
Paper and system side by side, hamlet by hamlet: what was counted by hand on the sheets, and what was typed
from them.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from decimal import Decimal

from django.db.models import Count

from khuyenhoc.domain.learning.models import Assessment, PaperCount, Programme, Registration, Stage, ToldBy
from khuyenhoc.domain.learning.states import State
from khuyenhoc.foundation.criteria.sets import Scope
from khuyenhoc.foundation.values.mandates import Mandate, UnitId


@dataclass(frozen=True, slots=True)
class TypedPapers:
    """
    What stands in the platform of one hamlet: titles not withdrawn, of these with marks of their own, of
    these typed from paper.

    `passed` and `points` are of the sheets typed from paper: what the meeting or the verification changed
    later does not count, for the paper does not show it.
    """

    titles: int = 0
    entered: int = 0
    from_paper: int = 0
    passed: int = 0
    points: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class HamletPapers:
    """`count` None: the papers were not counted yet."""

    unit: UnitId
    typed: TypedPapers
    count: PaperCount | None

    @property
    def missing_sheets(self) -> int | None:
        """
        Sheets that came back and were not typed; below zero, more were typed than came back. None: not
        counted.
        """
        return None if self.count is None else self.count.returned - self.typed.from_paper

    @property
    def missing_passes(self) -> int | None:
        """Passes on paper less those of the sheets typed. None: not counted."""
        return (
            None if self.count is None or self.count.passed is None else self.count.passed - self.typed.passed
        )

    @property
    def agrees(self) -> bool | None:
        """Whether paper and system say the same; None: the papers were not counted."""
        return None if self.count is None else not self.missing_sheets and not self.missing_passes


def papers_by_hamlet(
    units: Collection[UnitId], *, mandate: Mandate, year: int, programme: Programme, scope: Scope
) -> list[HamletPapers]:
    """
    Every unit the mandate reaches that keeps titles of the year or whose papers were counted; the caller puts
    them in order.
    """
    reached = [unit for unit in units if mandate.reaches(unit)]
    titles = (
        Registration.objects.kept_by(reached)
        .of(programme, year, scope)
        .exclude(state=State.WITHDRAWN)
        .filter(is_old_title=False)
    )
    typed = {
        UnitId(unit): TypedPapers(titles=n)
        for unit, n in titles.values_list("unit_id").annotate(n=Count("pk")).order_by("unit_id")
    }
    newest = Assessment.objects.filter(registration__in=titles, stage=Stage.SELF).order_by(
        "registration_id", "-pk"
    )
    rows = newest.distinct("registration_id").values_list(
        "registration__unit_id", "entered_for", "is_passed", "total"
    )
    for unit, entered_for, is_passed, total in rows.iterator(chunk_size=5_000):
        so_far, is_paper = typed[UnitId(unit)], entered_for == ToldBy.PAPER
        typed[UnitId(unit)] = replace(
            so_far,
            entered=so_far.entered + 1,
            from_paper=so_far.from_paper + is_paper,
            passed=so_far.passed + (is_paper and is_passed is True),
            points=so_far.points + ((total or Decimal(0)) if is_paper else Decimal(0)),
        )
    counted = PaperCount.objects.filter(
        unit_id__in=reached, year=year, programme=programme, scope=scope
    ).select_related("counted_by")
    counts = {UnitId(count.unit_id): count for count in counted}
    return [
        HamletPapers(unit, typed.get(unit, TypedPapers()), counts.get(unit))
        for unit in sorted({*typed, *counts})
    ]
