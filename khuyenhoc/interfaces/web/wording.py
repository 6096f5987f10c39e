"""Values as a person reads them on a page: periods, measures, days."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from khuyenhoc.foundation.values.catalogue import indicators, posts, unit_kinds
from khuyenhoc.foundation.values.figures import Qualifier
from khuyenhoc.foundation.values.numbers import grouped, percent_text
from khuyenhoc.foundation.values.periods import Period, PeriodKind
from khuyenhoc.foundation.values.validity import BEGINNING

_ROMAN = ("I", "II", "III", "IV")

NO_FAULT = frozenset({"not_reported", "qualified", "partial_base"})
"""Flags that say what a figure is, not that somebody should look at it again."""


def indicator_words(code: str) -> str:
    return indicators()[code].shown


def post_words(code: str) -> str:
    return posts()[code].shown


def kind_words(code: str) -> str:
    return unit_kinds()[code].shown


def period_words(period: Period) -> str:
    """
    "Năm 2022", "6 tháng đầu năm 2022", "9 tháng năm 2022", "Hết quý III năm 2022": every period runs from 1
    January (RULE-22).
    """
    match period.kind:
        case PeriodKind.YEAR:
            return _("Year %(year)s") % {"year": period.year}
        case PeriodKind.HALF:
            return _("First six months of %(year)s") % {"year": period.year}
        case PeriodKind.MONTHS:
            return _("%(months)s months of %(year)s") % {"months": period.number, "year": period.year}
        case PeriodKind.QUARTER:
            return _("To the end of quarter %(quarter)s of %(year)s") % {
                "quarter": _ROMAN[period.number - 1],
                "year": period.year,
            }


def measure_words(measure: str) -> str:
    """What a column of numbers counts; the measure's code where the catalogue brings a new one."""
    words = {"people": _("people"), "vnd": _("VND"), "turns": _("turns"), "grants": _("grants"), "count": ""}
    return words.get(measure, measure)


def form_words(form: str) -> str:
    """What the part of the report a figure belongs to is called (rulebook section 4)."""
    words = {
        "A": _("A. Organisation and members"),
        "B": _("B. Learning models"),
        "C": _("C. Funds"),
        "D": _("D. Support and awards"),
        "E": _("E. Learning activities"),
        "F": _("F. Rewards received"),
        "base": _("Totals to compare with"),
    }
    return words.get(form, form)


def rate_words(rate: Decimal | None, measure: str) -> str:
    """
    "52,60 %", or the average in đồng where money is set against people; empty where there is nothing to
    divide by.
    """
    if rate is None:
        return ""
    return (
        _("VND %(amount)s each") % {"amount": grouped(int(rate))} if measure == "vnd" else percent_text(rate)
    )


def qualifier_words(qualifier: Qualifier) -> str:
    """The word before a value, as the exchange sheet takes it back; empty for an exact one."""
    return {Qualifier.EXACT: "", Qualifier.OVER: "trên", Qualifier.NEARLY: "gần", Qualifier.ABOUT: "khoảng"}[
        qualifier
    ]


def quoted(text: str) -> SafeString:
    """The words of a Vietnamese document inside a page of any language: an element, not for attributes."""
    return format_html('<span lang="vi">{}</span>', text)


def since(day: date) -> date | None:
    """A first day to print; None for the beginning nobody wrote down."""
    return None if day == BEGINNING else day


def in_groups(digest: str) -> str:
    """A fingerprint as people read one aloud: eight characters, then a space."""
    return " ".join(digest[at : at + 8] for at in range(0, len(digest), 8))
