"""Values as a page says them, in its language: periods, measures, days, titles, accounts."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import override

from khuyenhoc.domain.learning.models import Programme
from khuyenhoc.domain.people.models import Account
from khuyenhoc.foundation.criteria.sets import Scope
from khuyenhoc.foundation.values.catalogue import indicators, posts, unit_kinds
from khuyenhoc.foundation.values.figures import Qualifier
from khuyenhoc.foundation.values.numbers import grouped, percent_text
from khuyenhoc.foundation.values.periods import Period, PeriodKind
from khuyenhoc.foundation.values.validity import BEGINNING

_ROMAN = ("I", "II", "III", "IV")

NO_FAULT = frozenset({"not_reported", "qualified", "partial_base"})
"""Flags that describe a figure and do not ask the user to check it."""


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
    """A first day to print; None for a beginning that is not on record."""
    return None if day == BEGINNING else day


def title_words(programme: str, scope: Scope) -> str:
    """
    What a learning title is called. Titles of one name are two or three things, told apart by their scope
    (RULE-12).
    """
    scoped = {
        (Programme.COMMUNITY, Scope.HAMLET): _("Learning community of a hamlet or residential group"),
        (Programme.COMMUNITY, Scope.COMMUNE): _("Learning community of a commune"),
        (Programme.COMMUNITY, Scope.UPPER): _("Learning community of a district or province"),
        (Programme.UNIT, Scope.COMMUNE): _("Learning unit managed by a commune"),
        (Programme.UNIT, Scope.UPPER): _("Learning unit of a district or province"),
    }
    return scoped.get((Programme(programme), scope)) or str(Programme(programme).label)


def title_on_paper(programme: str, scope: Scope) -> str:
    """The title as papers and files write it: in Vietnamese, whatever the language of the page."""
    with override("vi"):
        return title_words(programme, scope)


def account_words(account: Account | None) -> str:
    """Who did something; None is the platform itself, at its command line."""
    return _("the platform itself") if account is None else account.display_name or account.username


def day_words(day: date) -> str:
    """ "09/11/2022"."""
    return f"{day:%d/%m/%Y}"


def span_words(first: date | None, last: date | None) -> str:
    """The days a unit was in being: "từ 01/07/1999 đến 30/06/2025"; None: not on record, or still."""
    days = {"first": first and day_words(first), "last": last and day_words(last)}
    if first and last:
        return _("from %(first)s to %(last)s") % days
    if first:
        return _("since %(first)s") % days
    return _("until %(last)s") % days if last else _("first day not on record")


def from_to(first: date, last: date | None) -> str:
    """The days of a post or a membership: "01/07/2020 – nay"."""
    return f"{day_words(first)} – {day_words(last) if last else _('now')}"


def in_groups(digest: str) -> str:
    """A fingerprint as people read one aloud: eight characters, then a space."""
    return " ".join(digest[at : at + 8] for at in range(0, len(digest), 8))
