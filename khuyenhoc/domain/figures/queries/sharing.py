"""
Questions about sharing out what a cut unit reported (RULE-37): how it was cut, what was chosen, and what
falls to each part.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from khuyenhoc.domain.figures.models import ReportedFigure, SplitShare
from khuyenhoc.domain.figures.queries.crossing import Weights
from khuyenhoc.domain.organisation import queries as organisation
from khuyenhoc.domain.organisation.models import Reorganisation, Succession
from khuyenhoc.domain.organisation.queries import UnitName
from khuyenhoc.foundation.values.catalogue import crossings
from khuyenhoc.foundation.values.mandates import UnitId
from khuyenhoc.foundation.values.periods import Period


@dataclass(frozen=True, slots=True)
class CutOnRecord:
    """
    A cut of a unit: the unit as it was called the day before, its parts as they were called from then on, and
    what was chosen.

    `shown_at` is the lowest unit of today that holds the whole of what was cut, which shows its figures by
    default; None if there is no such unit.
    """

    reorganisation: Reorganisation
    unit: UnitName
    parts: Sequence[UnitName]
    shown_at: UnitName | None
    choice: SplitShare | None


@dataclass(frozen=True, slots=True)
class KeptFigure:
    """
    The latest figure of an indicator that a cut unit reported itself. `is_followed`: units below it did too,
    so their places say where it goes.
    """

    indicator: str
    period: Period
    value: int
    is_followed: bool


def shareable_indicators() -> list[str]:
    """The indicators that weights may share out, in the catalogue's order."""
    return [code for code, crossing in crossings().items() if crossing.split == "share"]


def cuts_of(unit: UnitId, *, today: date) -> list[CutOnRecord]:
    """Every time a unit was cut, the latest first."""
    parts_of: dict[int, list[Succession]] = {}
    pairs = Succession.objects.filter(unit_id=unit, act=Succession.Act.SPLIT, heir__isnull=False)
    for pair in pairs.select_related("reorganisation__document").order_by(
        "-reorganisation__effective_on", "-reorganisation_id", "pk"
    ):
        parts_of.setdefault(pair.reorganisation_id, []).append(pair)
    shares = SplitShare.objects.filter(unit_id=unit).select_related("chosen_by").prefetch_related("weights")
    choices = {share.reorganisation_id: share for share in shares}
    return [
        _cut(unit, parts, choices.get(reorganisation), today) for reorganisation, parts in parts_of.items()
    ]


def _cut(unit: UnitId, pairs: Sequence[Succession], choice: SplitShare | None, today: date) -> CutOnRecord:
    reorganisation = pairs[0].reorganisation
    on = reorganisation.effective_on
    day_before = on - timedelta(days=1)
    placing, _ = organisation.through(then=day_before, lens=max(today, on))
    place = placing.of(unit)
    return CutOnRecord(
        reorganisation=reorganisation,
        unit=organisation.names([unit], on=day_before)[unit],
        parts=list(
            organisation.names(
                [UnitId(pair.heir_id) for pair in pairs if pair.heir_id is not None], on=on
            ).values()
        ),
        shown_at=None if place is None else organisation.names([place], on=max(today, on))[place],
        choice=choice,
    )


def kept_figures(cut: CutOnRecord) -> list[KeptFigure]:
    """
    Of each indicator that may be shared out the latest figure the unit reported before it was cut, in the
    catalogue's order.
    """
    latest: dict[str, tuple[Period, int]] = {}
    stored = ReportedFigure.objects.current().filter(
        unit_id=cut.unit.id, indicator__in=shareable_indicators(), value__isnull=False
    )
    for text, code, value in stored.values_list("period", "indicator", "value"):
        period = Period.parse(text)
        if value is None or period.last_day >= cut.reorganisation.effective_on:
            continue
        if code not in latest or (period.last_day, text) > (latest[code][0].last_day, str(latest[code][0])):
            latest[code] = period, value
    below = _reporters_below(cut.unit.id, {period for period, _ in latest.values()})
    return [
        KeptFigure(code, *latest[code], is_followed=(str(latest[code][0]), code) in below)
        for code in shareable_indicators()
        if code in latest
    ]


def _reporters_below(unit: UnitId, periods: set[Period]) -> set[tuple[str, str]]:
    """The periods and indicators that a unit below another reported."""
    trees = organisation.trees(on=[period.last_day for period in periods])
    below = {
        str(period): set(trees[period.last_day].under(unit)) - {unit}
        if unit in trees[period.last_day]
        else set()
        for period in periods
    }
    stored = ReportedFigure.objects.current().filter(
        period__in=list(below), value__isnull=False, unit__isnull=False
    )
    reported = stored.values_list("period", "indicator", "unit_id")
    return {
        (period, code)
        for period, code, other in reported
        if other is not None and UnitId(other) in below[period]
    }


def chosen_weights(share: SplitShare) -> Weights:
    """What was chosen, ready to share figures out by."""
    weights: Mapping[UnitId, int] = {UnitId(weight.heir_id): weight.weight for weight in share.weights.all()}
    return Weights(weights, frozenset(share.indicators), share.basis, share.source, share.counted_on)
