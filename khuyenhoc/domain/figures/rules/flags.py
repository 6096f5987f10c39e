"""
What a figure must be asked. A flag never changes a number (RULE-15): each rule looks and says, in one value,
what it saw.

Rules see plain `Stated` figures of one subject and period, as reported or as added up, and know no database.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction

from khuyenhoc.foundation.values.catalogue import Indicator, indicators, parts_of
from khuyenhoc.foundation.values.figures import Figure, Qualifier
from khuyenhoc.foundation.values.periods import Period


@dataclass(frozen=True, slots=True)
class Flag:
    """A code of `data/flags.toml` and the values its sentence needs."""

    code: str
    values: Mapping[str, int | str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Stated:
    """One figure of a subject and period. `rate` is the percentage as printed ("52.6"), empty if none was."""

    indicator: str
    value: int | None
    qualifier: Qualifier = Qualifier.EXACT
    total: int | None = None
    rate: str = ""


@dataclass(frozen=True, slots=True)
class Range:
    """What a number may truly be, both ends included; `high is None` is without bound."""

    low: Fraction
    high: Fraction | None

    def meets(self, other: Range) -> bool:
        return (other.high is None or self.low <= other.high) and (
            self.high is None or other.low <= self.high
        )


def may_be(value: int, qualifier: Qualifier) -> Range:
    """
    The numbers a qualified value may stand for (RULE-20): "trên 60" is 60 or more, "gần 60" at most 60,
    "khoảng 60" says no bound.
    """
    match qualifier:
        case Qualifier.OVER:
            return Range(Fraction(value), None)
        case Qualifier.NEARLY:
            return Range(Fraction(0), Fraction(value))
        case Qualifier.ABOUT:
            return Range(Fraction(0), None)
        case _:
            return Range(Fraction(value), Fraction(value))


def is_percentage(indicator: Indicator) -> bool:
    """
    A share of a like whole is a percentage; money over people is an average in đồng, and nothing caps it.
    """
    return indicator.share_of is not None and indicator.measure != "vnd"


def rate(indicator: Indicator, value: int | None, base: int | None) -> Decimal | None:
    """
    The computed rate, two decimals: per cent, or đồng for each person (RULE-16). None where there is nothing
    to divide by.
    """
    if value is None or not base:
        return None
    share = Figure(Decimal(value), Decimal(base))
    return share.rounded(2) if indicator.measure == "vnd" else share.percent(2)


def printed_range(text: str) -> Range:
    """
    The rates a printed percentage may stand for: half a unit of its last printed decimal either way
    (RULE-16).
    """
    printed = Decimal(text)
    exponent = printed.as_tuple().exponent
    decimals = -exponent if isinstance(exponent, int) and exponent < 0 else 0
    half = Fraction(1, 2 * 10**decimals)
    return Range(Fraction(printed) - half, Fraction(printed) + half)


def implied_base(stated: Stated) -> Range | None:
    """
    The wholes that a count and its printed rate allow; None where either is missing, nought or qualified.
    """
    if not stated.rate or not stated.value or stated.qualifier is not Qualifier.EXACT:
        return None
    printed = printed_range(stated.rate)
    if printed.high is None or printed.high <= 0:
        return None
    high = None if printed.low <= 0 else Fraction(stated.value * 100) / printed.low
    return Range(Fraction(stated.value * 100) / printed.high, high)


def base_of(stated: Stated, beside: Mapping[str, Stated]) -> int | None:
    """
    What a figure is set against: the total of its own row, else the whole the subject reported, else the one
    total that rows of the same whole agree on (the report's form has one "tổng số" for a model's registered
    and recognised).
    """
    if stated.total is not None:
        return stated.total
    whole = indicators()[stated.indicator].share_of
    if whole is None:
        return None
    if whole in beside and beside[whole].value is not None:
        return beside[whole].value
    totals = {other.total for other in _sharing(whole, beside) if other.total is not None}
    return totals.pop() if len(totals) == 1 else None


def _sharing(whole: str, beside: Mapping[str, Stated]) -> Iterable[Stated]:
    return (other for other in beside.values() if indicators()[other.indicator].share_of == whole)


def value_within_its_total(stated: Stated, base: int | None) -> Flag | None:
    """`over_total`: a part cannot exceed its whole (rulebook 8.1)."""
    indicator = indicators()[stated.indicator]
    if (
        stated.value is None
        or base is None
        or (indicator.share_of is not None and not is_percentage(indicator))
    ):
        return None
    surely_more = stated.value > base if stated.qualifier in (Qualifier.EXACT, Qualifier.OVER) else False
    at_least = stated.qualifier is Qualifier.OVER and stated.value == base
    return Flag("over_total", {"value": stated.value, "base": base}) if surely_more or at_least else None


def printed_rate_agrees(stated: Stated, base: int | None) -> Flag | None:
    """`rate_mismatch`: the printed rate may differ from the computed one only by its rounding (RULE-16)."""
    indicator = indicators()[stated.indicator]
    if not stated.rate or stated.value is None or not base:
        return None
    exact = may_be(stated.value, stated.qualifier)
    scale = Fraction(1 if indicator.measure == "vnd" else 100, base)
    allowed = Range(exact.low * scale, None if exact.high is None else exact.high * scale)
    if allowed.meets(printed_range(stated.rate)):
        return None
    return Flag("rate_mismatch", {"stated": stated.rate, "rate": str(rate(indicator, stated.value, base))})


def rate_has_a_base(stated: Stated, base: int | None) -> Flag | None:
    """`no_base`: a rate without a count or total to set it against."""
    return Flag("no_base", {"stated": stated.rate}) if stated.rate and base is None else None


def one_base(stated: Stated, beside: Mapping[str, Stated]) -> Flag | None:
    """`base_conflict`: everything reported as a share of one whole must imply one whole."""
    whole = (
        stated.indicator if _is_a_whole(stated.indicator, beside) else indicators()[stated.indicator].share_of
    )
    if whole is None:
        return None
    claims: list[tuple[str, Range]] = []
    if whole in beside and beside[whole].value is not None:
        claims.append((whole, may_be(beside[whole].value or 0, beside[whole].qualifier)))
    for other in _sharing(whole, beside):
        if other.total is not None:
            claims.append((other.indicator, Range(Fraction(other.total), Fraction(other.total))))
        elif whole not in beside and is_percentage(indicators()[other.indicator]):
            implied = implied_base(other)
            if implied is not None:
                claims.append((other.indicator, implied))
    mine = [claim for owner, claim in claims if owner == stated.indicator]
    others = [(owner, claim) for owner, claim in claims if owner != stated.indicator]
    for claim in mine:
        for owner, other_claim in others:
            if not claim.meets(other_claim):
                return Flag(
                    "base_conflict",
                    {
                        "base": round(claim.low),
                        "other": round(other_claim.low),
                        "indicator": owner,
                    },
                )
    return None


def _is_a_whole(code: str, beside: Mapping[str, Stated]) -> bool:
    return any(indicators()[other].share_of == code for other in beside)


def recognised_within_registered(stated: Stated, beside: Mapping[str, Stated]) -> Flag | None:
    """`recognised_over_registered` (RULE-15)."""
    registered_code = indicators()[stated.indicator].registered
    registered = beside.get(registered_code) if registered_code else None
    if registered is None or registered.value is None or stated.value is None:
        return None
    recognised_low = may_be(stated.value, stated.qualifier).low
    registered_high = may_be(registered.value, registered.qualifier).high
    if registered_high is not None and recognised_low > registered_high:
        return Flag("recognised_over_registered", {"value": stated.value, "base": registered.value})
    return None


def parts_add_up(stated: Stated, beside: Mapping[str, Stated]) -> Flag | None:
    """
    `parts_mismatch`: the kinds a report lists must add up to the total it states; the difference is shown,
    not forced (RULE-21).
    """
    parts = [
        beside[code]
        for code in parts_of(stated.indicator)
        if code in beside and beside[code].value is not None
    ]
    if stated.value is None or not parts:
        return None
    added = sum(part.value or 0 for part in parts)
    return _sum_differs(stated, added, Qualifier.of_sum(part.qualifier for part in parts))


def units_add_up(stated: Stated, added: int, qualifier: Qualifier) -> Flag | None:
    """
    `parts_mismatch` again: when every unit below has reported, their sum must be what the unit itself states.
    """
    return None if stated.value is None else _sum_differs(stated, added, qualifier)


def _sum_differs(stated: Stated, added: int, qualifier: Qualifier) -> Flag | None:
    value = stated.value or 0
    if may_be(value, stated.qualifier).meets(may_be(added, qualifier)):
        return None
    return Flag("parts_mismatch", {"value": value, "sum": added, "difference": added - value})


def title_is_of_its_time(stated: Stated, period: Period) -> Flag | None:
    """
    `old_title`: since 2016 the title is "học tập"; a report that says "hiếu học" is kept as it is (RULE-13).
    """
    since = indicators()[stated.indicator].old_title_since
    return Flag("old_title", {"year": since}) if since is not None and period.year >= since else None


def reported_in_its_time(period: Period, last_day: date | None) -> Flag | None:
    """`after_closure`: a unit that ended cannot report a period that closed later (RULE-38)."""
    if last_day is None or period.last_day <= last_day:
        return None
    return Flag("after_closure", {"day": f"{last_day:%d/%m/%Y}"})


@dataclass(frozen=True, slots=True)
class JumpBound:
    """
    How large a change over a year is asked about: a share of the earlier value, and a floor under which
    it is not asked for. Ours.
    """

    ratio: Decimal
    floor: int
    floor_vnd: int


def change_is_within_bound(stated: Stated, earlier: Stated, bound: JumpBound) -> Flag | None:
    """`jump`: asked only where no boundary event explains the change; the caller knows the tree."""
    if stated.value is None or earlier.value is None:
        return None
    change = stated.value - earlier.value
    floor = bound.floor_vnd if indicators()[stated.indicator].measure == "vnd" else bound.floor
    if abs(change) <= max(earlier.value * bound.ratio, Decimal(floor)):
        return None
    return Flag("jump", {"value": stated.value, "earlier": earlier.value, "change": change})


def registers_agree(counted: int, value: int | None, qualifier: Qualifier) -> Flag | None:
    """
    What the registers count beside what was reported, or added up from reports: compared, never added,
    neither taken for the other.
    """
    if value is None or may_be(value, qualifier).meets(may_be(counted, Qualifier.EXACT)):
        return None
    return Flag("register_differs", {"counted": counted, "value": value, "difference": abs(counted - value)})
