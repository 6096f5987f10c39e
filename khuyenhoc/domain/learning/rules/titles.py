"""What must hold of titles (rulebook sections 2 and 3)."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from khuyenhoc.foundation.criteria.sets import CriteriaSet, Kind, Scope, Subject
from khuyenhoc.foundation.values.figures import Figure

_CITIZENS = {
    "resident": "citizen_adult",
    "worker": "citizen_staff",
    "official": "citizen_staff",
    "learner": "citizen_learner",
}
_OLD_TITLES = {Subject.FAMILY: "family_hieuhoc", Subject.CLAN: "clan_hieuhoc"}
_MINISTRYS = {
    (Subject.COMMUNITY, Scope.COMMUNE),
    (Subject.COMMUNITY, Scope.UPPER),
    (Subject.UNIT, Scope.UPPER),
}
_BY_LEVEL = {
    (Subject.COMMUNITY, Scope.COMMUNE): "commune_community",
    (Subject.UNIT, Scope.UPPER): "upper_unit",
}


def registered_indicator(subject: Subject, scope: Scope, form: str, *, is_old_title: bool) -> str | None:
    """
    The figure a registration counts in; None for titles of which only recognitions by level are reported
    (RULE-04, RULE-12, RULE-13).
    """
    model = _model(subject, scope, form, is_old_title)
    return None if model is None else f"model.{model}.registered"


def recognised_indicator(
    subject: Subject, scope: Scope, form: str, grade: str, *, is_old_title: bool
) -> str | None:
    """The figure a recognition counts in; None where the report has no column for it."""
    model = _model(subject, scope, form, is_old_title)
    if model is not None:
        return f"model.{model}.recognised"
    by_level = _BY_LEVEL.get((subject, scope))
    return f"model.{by_level}.level{grade}" if by_level and grade in ("1", "2") else None


def _model(subject: Subject, scope: Scope, form: str, is_old_title: bool) -> str | None:
    if is_old_title:
        return _OLD_TITLES.get(subject)
    if subject is Subject.CITIZEN:
        return _CITIZENS.get(form)
    if (subject, scope) in _BY_LEVEL or scope is Scope.UPPER:
        return None
    return subject.value


def day_of_the_set(registered_on: date, year: int) -> date:
    """
    The day whose set of criteria a title of a year is judged under: that of its registration, or the nearest
    day of the year.

    Which set is meant where one replaced another within the year no source says; a list typed in years later
    is judged as of its own year.
    """
    return min(max(registered_on, date(year, 1, 1)), date(year, 12, 31))


def decided_in_time(decided_on: date, year: int) -> bool:
    """
    A title of a year is decided in that year or the next (Circulars 22/2020 and 25/2023 decide in the first
    quarter of the next).
    """
    return decided_on.year in (year, year + 1)


def year_of_decision_is_usual(subject: Subject, scope: Scope, decided_on: date, year: int) -> bool:
    """
    Title year and decision year differ for the Ministry's titles only (rulebook 8, check 10). Elsewhere an
    officer should check the year.
    """
    return decided_on.year == year or (subject, scope) in _MINISTRYS


def holds(of: CriteriaSet, *, year: int, decided_on: date) -> tuple[date, date]:
    """
    The first day a recognition holds and the first it no longer does: 36 months, or as the set says, from the
    decision; a title of a year to that year's end (RULE-10).

    One decided only after its year stands on the year's last day, so that the year counts it and no other
    does.
    """
    by_months = of.holding.validity(decided_on) if of.holding else None
    if by_months is not None and by_months.end is not None:
        return by_months.start, by_months.end
    return min(decided_on, date(year, 12, 31)), date(year + 1, 1, 1)


def may_be_raised(of: CriteriaSet, *, held: str, held_since: date, reached: str, decided_on: date) -> bool:
    """A higher level is decided at the earliest the set's months after the lower one (RULE-10: 12 months)."""
    order = [grade.code for grade in of.grades]
    if of.kind is not Kind.LEVELS or held not in order or order.index(reached) >= order.index(held):
        return True
    earliest = of.holding.upgrade_from(held_since) if of.holding else None
    return earliest is None or decided_on >= earliest


def months_after(day: date, months: int) -> date:
    """The same day some months later; the month's last where it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


@dataclass(frozen=True, slots=True)
class Share:
    """How many of a whole have something, exactly, and which of it have it not."""

    figure: Figure
    missing: frozenset[int]


def share(whole: frozenset[int], recognised: frozenset[int]) -> Share:
    """
    The share of learning citizens in a whole of people (linked thresholds). A citizen outside the whole
    counts in neither part (RULE-04).
    """
    missing = whole - recognised
    return Share(Figure(Decimal(len(whole) - len(missing)), Decimal(len(whole))), missing)


def is_adult(birth_year: int | None, *, in_year: int) -> bool:
    """
    Whether a person counts as an adult in a year: 18 in it, or of unknown age, because lists of adults often
    leave the year of birth out.
    """
    return birth_year is None or in_year - birth_year >= 18


def signed(*, number: str, decided_on: date | None, signer: str, signer_post: str) -> Mapping[str, str]:
    """
    What a decision lacks: field → sentence. Without a number, a day and a signer it recognises no title
    (RULE-14).
    """
    lacking = {}
    if not number.strip():
        lacking["number"] = _(
            "The number of the decision is missing. Write it as on the paper, for example 125/QĐ-UBND."
        )
    if decided_on is None:
        lacking["decided_on"] = _("The day of the decision is missing. Write the day the paper was signed.")
    if not signer.strip():
        lacking["signer"] = _(
            "The signer is missing. Write the full name of the person who signed the decision."
        )
    if not signer_post.strip():
        lacking["signer_post"] = _("The signer's post is missing. Write it as on the paper.")
    return lacking
