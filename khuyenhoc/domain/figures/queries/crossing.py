"""
Figures across a cut (RULE-37): what of them can be shown at the parts, what is shared out by chosen weights,
and what cannot be converted.

Where units below the cut one reported, they are followed to where they went. Where the figure was kept at the
cut unit alone, it stays there and shows at the unit that holds the whole, unless an officer chose to share
it out.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from django.utils.translation import gettext as _

from khuyenhoc.domain.figures.models import ReportedFigure, SplitShare, UnitSum
from khuyenhoc.domain.figures.rules.flags import Flag
from khuyenhoc.domain.figures.rules.sums import Sum
from khuyenhoc.domain.organisation import queries as organisation
from khuyenhoc.domain.organisation.queries import UnitName
from khuyenhoc.foundation.values.figures import Qualifier
from khuyenhoc.foundation.values.history import CutSeen
from khuyenhoc.foundation.values.mandates import UnitId
from khuyenhoc.foundation.values.numbers import date_text, grouped
from khuyenhoc.foundation.values.periods import Period
from khuyenhoc.foundation.values.trees import Placing


@dataclass(frozen=True, slots=True)
class Weights:
    """
    How an officer chose to share out a cut unit: heir → weight, of what, from where, counted when, for which
    indicators.
    """

    of_heir: Mapping[UnitId, int]
    indicators: frozenset[str]
    basis: str
    source: str
    counted_on: date

    def shared_out(self, value: int) -> Mapping[UnitId, int]:
        """The value in whole parts by weight; largest remainders first, so that the parts add up to it."""
        whole = sum(self.of_heir.values())
        parts = {heir: value * weight // whole for heir, weight in self.of_heir.items()}
        by_remainder = sorted(self.of_heir, key=lambda heir: (-(value * self.of_heir[heir] % whole), heir))
        for heir in by_remainder[: value - sum(parts.values())]:
            parts[heir] += 1
        return parts

    def percent_of(self, heirs: Collection[UnitId]) -> float:
        return 100 * sum(self.of_heir[heir] for heir in heirs) / sum(self.of_heir.values())


@dataclass(frozen=True, slots=True)
class Estimate:
    """What of a cut unit's figure falls to a place by weights."""

    unit: UnitId
    indicator: str
    value: int
    heirs: tuple[UnitId, ...]
    weights: Weights


class Crossings:
    """The cuts between the day of a period and the day of the lens."""

    def __init__(self, period: Period, placing: Placing) -> None:
        self._period, self._placing = period, placing
        self._seen = organisation.cuts_seen(then=placing.then.on, lens=placing.lens.on)
        self._stated: dict[UnitId, dict[str, int]] = {}
        self._followed: dict[UnitId, set[str]] = {}

    @cached_property
    def _weights(self) -> Mapping[tuple[UnitId, date], Weights]:
        if not self._seen:
            return {}
        shares = SplitShare.objects.select_related("reorganisation").prefetch_related("weights")
        return {
            (UnitId(share.unit_id), share.reorganisation.effective_on): Weights(
                {UnitId(weight.heir_id): weight.weight for weight in share.weights.all()},
                frozenset(share.indicators),
                share.basis,
                share.source,
                share.counted_on,
            )
            for share in shares
        }

    def _look_at(self, units: Collection[UnitId]) -> None:
        """Read what cut units stated themselves, and which indicators units below them did."""
        missing = [unit for unit in units if unit not in self._stated]
        if not missing:
            return
        self._stated.update({unit: {} for unit in missing})
        self._followed.update({unit: set() for unit in missing})
        of_units = {"unit_id__in": missing, "period": str(self._period)}
        own = ReportedFigure.objects.current().filter(value__isnull=False, **of_units)
        for unit, code, value in own.values_list("unit_id", "indicator", "value"):
            self._stated[UnitId(unit or 0)][code] = value or 0
        below = UnitSum.objects.filter(stated_parts__gt=0, **of_units)
        for unit, code in below.values_list("unit_id", "indicator"):
            self._followed[UnitId(unit)].add(code)

    def through(self, unit: UnitId) -> Sequence[tuple[CutSeen, tuple[UnitId, ...]]]:
        """
        The cuts of which a unit of the lens holds some parts and not the whole, with the parts it holds.
        """
        lens = self._placing.lens
        if unit not in lens:
            return []
        crossed: list[tuple[CutSeen, tuple[UnitId, ...]]] = []
        for seen in self._seen:
            held = tuple(
                part
                for part, place in seen.parts.items()
                if place is not None and unit in lens.ancestors(place)
            )
            if held and (seen.place is None or unit not in lens.ancestors(seen.place)):
                crossed.append((seen, held))
        return crossed

    def estimates(self, unit: UnitId) -> list[Estimate]:
        """
        What falls to a unit of the lens by chosen weights. Where a unit below the cut one stated an
        indicator, its own place says where the figure belongs, and nothing is shared out.
        """
        crossed = self.through(unit)
        self._look_at([seen.unit for seen, _heirs in crossed])
        estimates: list[Estimate] = []
        for seen, held in crossed:
            weights = self._weights.get((seen.unit, seen.cut.on)) if seen.unit == seen.cut.unit else None
            if weights is None:
                continue
            for code in sorted(weights.indicators - self._followed[seen.unit]):
                value = self._stated[seen.unit].get(code)
                if value is not None:
                    shared = weights.shared_out(value)
                    estimates.append(
                        Estimate(seen.unit, code, sum(shared[heir] for heir in held), held, weights)
                    )
        return estimates

    def unplaced(
        self, unit: UnitId, estimates: Sequence[Estimate], sums: Collection[str]
    ) -> Mapping[str, Sequence[CutSeen]]:
        """
        By indicator, the cut units whose part in this one is unknown: what they stated, or did not, is for
        the whole of them.

        :param sums: indicators the unit has a sum of, which lacks those parts
        """
        estimated = {(estimate.unit, estimate.indicator) for estimate in estimates}
        left: dict[str, list[CutSeen]] = {}
        for seen, _heirs in self.through(unit):
            for code in {*sums, *self._stated[seen.unit]} - self._followed[seen.unit]:
                if (seen.unit, code) not in estimated:
                    left.setdefault(code, []).append(seen)
        return left

    def estimate_flag(self, estimates: Sequence[Estimate]) -> Flag:
        """ "khoảng 62,5 % số của xã A, theo dân số ngày 01/04/2024 (nguồn …)"."""
        names = self._names_of_units
        parts = "; ".join(
            _(
                "%(percent)s %% of %(full_name)s (%(value)s), shared out by %(basis)s of %(counted_on)s, "
                "source: %(source)s"
            )
            % {
                "percent": f"{estimate.weights.percent_of(estimate.heirs):.1f}",
                "full_name": names[estimate.unit].full_name,
                "value": grouped(estimate.value),
                "basis": estimate.weights.basis,
                "counted_on": date_text(estimate.weights.counted_on),
                "source": estimate.weights.source,
            }
            for estimate in estimates
        )
        return Flag("estimate", {"parts": parts})

    def not_convertible_flag(self, left: Sequence[CutSeen]) -> Flag:
        units, places = {seen.unit for seen in left}, {seen.place for seen in left}
        return Flag(
            "not_convertible",
            {
                "units": ", ".join(
                    name.full_name for unit, name in self._names_of_units.items() if unit in units
                ),
                "place": ", ".join(
                    name.full_name for unit, name in self._names_of_places.items() if unit in places
                ),
            },
        )

    @cached_property
    def _names_of_units(self) -> Mapping[UnitId, UnitName]:
        return organisation.names([seen.unit for seen in self._seen], on=self._placing.then.on)

    @cached_property
    def _names_of_places(self) -> Mapping[UnitId, UnitName]:
        return organisation.names(
            [seen.place for seen in self._seen if seen.place is not None], on=self._placing.lens.on
        )


def with_estimates(total: Sum | None, estimates: Sequence[Estimate]) -> Sum:
    """A sum with what weights add to it: "khoảng", and without a whole to be a share of."""
    value = sum(estimate.value for estimate in estimates)
    if total is None:
        return Sum(value, Qualifier.ABOUT, None, 0, len(estimates), frozenset(), len(estimates))
    return replace(
        total,
        value=total.value + value,
        qualifier=Qualifier.ABOUT,
        base=None,
        parts=total.parts + len(estimates),
        stated_parts=total.stated_parts + len(estimates),
    )
