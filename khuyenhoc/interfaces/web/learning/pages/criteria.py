"""
What the pages about criteria sets show: which set holds on a day, what of it is known, and what it would say
of marks.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from khuyenhoc.domain.learning.models import Programme
from khuyenhoc.foundation.criteria import shelf
from khuyenhoc.foundation.criteria.scoring import MarksNotSound, Outcome, judge
from khuyenhoc.foundation.criteria.sets import (
    SCOPES,
    Completeness,
    Confidence,
    CriteriaSet,
    Item,
    Kind,
    Scope,
    Subject,
    points_text,
)
from khuyenhoc.foundation.values.numbers import date_text, percent_text
from khuyenhoc.foundation.values.validity import BEGINNING, Validity
from khuyenhoc.interfaces.web.learning.places import title_words
from khuyenhoc.interfaces.web.wording import quoted

_MARK = re.compile(r"[0-9]{1,3}(?:[.,][0-9]{1,2})?")
"""Points as people write them: 7, 7,5, 7.5."""


@dataclass(frozen=True, slots=True)
class SetLine:
    """The set of a title on a day. `address` is its key's two parts; empty where there was none."""

    title: str
    folder: str
    edition: str
    authority: str
    held: str
    completeness: str
    notice: str


@dataclass(frozen=True, slots=True)
class CriteriaPage:
    on: date
    day_error: str
    lines: Sequence[SetLine]


@dataclass(frozen=True, slots=True)
class ItemLine:
    code: str
    label: str
    most: str
    least: str
    asks: str
    mark: str


@dataclass(frozen=True, slots=True)
class GroupLines:
    label: str
    most: str
    items: Sequence[ItemLine]


@dataclass(frozen=True, slots=True)
class KnownLine:
    says: str
    sure: str


@dataclass(frozen=True, slots=True)
class DeciderLine:
    who: str
    held: str
    sure: str


@dataclass(frozen=True, slots=True)
class FormChoice:
    code: str
    label: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the set says of the marks; `kind` is done, warning or refusal."""

    kind: str
    title: str
    sentences: Sequence[str]


@dataclass(frozen=True, slots=True)
class CriteriaSetPage:
    """`may_be_tried`: marks can be entered to see what they come to; nothing is stored."""

    title: str
    authority: str
    held: str
    notice: str
    holds_for: str
    grades: Sequence[str]
    groups: Sequence[GroupLines]
    deciders: Sequence[DeciderLine]
    known: Sequence[KnownLine]
    missing: Sequence[str]
    forms: Sequence[FormChoice]
    may_be_tried: bool
    verdict: Verdict | None


def criteria_page(*, on: date, day_error: str) -> CriteriaPage:
    """
    Every title and scope with the set in force on a day (RULE-12: the two communities and the two kinds of
    unit apart).
    """
    lines = [
        _set_line(subject, scope, on) for subject in Subject for scope in Scope if scope in SCOPES[subject]
    ]
    return CriteriaPage(on, day_error, lines)


def criteria_set_page(found: CriteriaSet, *, form: str, marks: Mapping[str, str]) -> CriteriaSetPage:
    """A set in full, and what it says of marks as the user typed them, by item code."""
    may_be_tried = found.is_official and found.kind is Kind.POINTS
    chosen = next(
        (one.code for one in found.forms if one.code == form), found.forms[0].code if found.forms else None
    )
    return CriteriaSetPage(
        title=found.title,
        authority=quoted(found.authority.cited),
        held=_held(found.effective),
        notice=found.notice,
        holds_for=_holds_for(found),
        grades=[_grade_words(grade.label, grade.min_points) for grade in found.grades],
        groups=[
            GroupLines(
                quoted(f"{group.code}. {group.label}"),
                _points(group.max_points),
                [_item_line(item, marks.get(item.code, "")) for item in group.items],
            )
            for group in found.groups
        ],
        deciders=[
            DeciderLine(
                quoted(decider.who) if decider.who else _("not confirmed by any source"),
                _held(decider.effective),
                _sure(decider.confidence),
            )
            for decider in found.deciders
        ],
        known=[KnownLine(quoted(known.says), _sure(known.confidence)) for known in found.known],
        missing=[quoted(sentence) for sentence in found.missing],
        forms=[FormChoice(one.code, one.label, one.code == chosen) for one in found.forms],
        may_be_tried=may_be_tried,
        verdict=_verdict(found, chosen, marks)
        if may_be_tried and any(text.strip() for text in marks.values())
        else None,
    )


def _set_line(subject: Subject, scope: Scope, on: date) -> SetLine:
    title = title_words(Programme(subject.value), scope)
    found = shelf.national().in_force(subject, scope, on)
    if found is None:
        return SetLine(title, "", "", "", "", "", "")
    folder, _slash, edition = found.key.partition("/")
    return SetLine(
        title,
        folder,
        edition,
        quoted(found.authority.cited),
        _held(found.effective),
        _completeness(found.completeness),
        found.notice,
    )


def _completeness(found: Completeness) -> str:
    return {
        Completeness.COMPLETE: _("entered whole"),
        Completeness.PARTIAL: _("known in part"),
        Completeness.TEMPLATE: _("a template to fill in"),
    }[found]


def _held(span: Validity) -> str:
    first, last = date_text(span.start), span.last_day
    if span.start == BEGINNING:
        return "" if last is None else _("until %(last)s") % {"last": date_text(last)}
    return (
        _("from %(first)s") % {"first": first}
        if last is None
        else _("from %(first)s to %(last)s") % {"first": first, "last": date_text(last)}
    )


def _holds_for(found: CriteriaSet) -> str:
    if found.holding is None:
        return ""
    if found.holding.months is None:
        return _("one year; nothing carries over")
    return _("%(months)s months from the decision") % {"months": found.holding.months}


def _grade_words(label: str, least: Decimal | None) -> str:
    return (
        label
        if least is None
        else _("%(grade)s: %(points)s points or more") % {"grade": label, "points": points_text(least)}
    )


def _points(found: Decimal | None) -> str:
    return "" if found is None else points_text(found)


def _item_line(item: Item, mark: str) -> ItemLine:
    asks = (
        ""
        if item.threshold is None
        else _("at least %(percent)s") % {"percent": percent_text(item.threshold.percent)}
    )
    return ItemLine(item.code, item.label, _points(item.max_points), _points(item.min_points), asks, mark)


def _sure(confidence: Confidence | None) -> str:
    return {
        Confidence.HIGH: _("sure: an official text or two sources"),
        Confidence.MIDDLE: _("one secondary source"),
        Confidence.LOW: _("not sure"),
        None: "",
    }[confidence]


def _verdict(found: CriteriaSet, form: str | None, typed: Mapping[str, str]) -> Verdict:
    marks: dict[str, Decimal] = {}
    problems: list[str] = []
    for item in found.items_of(form):
        text = typed.get(item.code, "").strip()
        if not text:
            continue
        if _MARK.fullmatch(text):
            marks[item.code] = Decimal(text.replace(",", "."))
        else:
            problems.append(
                _("%(item)s: “%(text)s” is not a number of points. Write it like 7 or 7,5.")
                % {"item": item.named, "text": text}
            )
    if problems:
        return Verdict("refusal", _("Some marks cannot be read"), problems)
    try:
        said = judge(found, marks, form=form)
    except MarksNotSound as wrong:
        return Verdict("refusal", _("Some marks do not fit"), wrong.problems)
    if said.outcome is Outcome.NOT_JUDGED:
        return Verdict("warning", _("Not every item has a mark yet"), said.shortfalls)
    total = "" if said.total is None else points_text(said.total)
    if said.outcome is Outcome.PASSED and said.grade is not None:
        return Verdict(
            "done", _("%(total)s points: %(grade)s") % {"total": total, "grade": said.grade.label}, ()
        )
    return Verdict(
        "warning", _("%(total)s points: the title is not reached") % {"total": total}, said.shortfalls
    )
