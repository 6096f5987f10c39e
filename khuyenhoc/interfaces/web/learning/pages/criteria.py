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

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

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
from khuyenhoc.interfaces.cells import Input, Link, State, noted
from khuyenhoc.interfaces.tables import Column, Definition, Group, Table
from khuyenhoc.interfaces.words import quoted, title_words

_MARK = re.compile(r"[0-9]{1,3}(?:[.,][0-9]{1,2})?")
"""Points as people write them: 7, 7,5, 7.5."""


@dataclass(frozen=True, slots=True)
class SetLine:
    """The set of a title on a day. `address` is its page's; empty where there was none."""

    title: str
    address: str
    authority: str
    held: str
    completeness: str
    notice: str


SETS: Definition[SetLine] = Definition(
    "criteria",
    (
        Column("title", gettext_lazy("Title"), lambda line: Link(line.title, line.address)),
        Column("authority", gettext_lazy("Set by"), empty="–"),
        Column("held", gettext_lazy("In force"), empty="–"),
        Column(
            "state",
            gettext_lazy("State"),
            lambda line: line.address and State("draft" if line.notice else "done", line.completeness),
            empty=gettext_lazy("none on that day"),
        ),
    ),
)


@dataclass(frozen=True, slots=True)
class CriteriaPage:
    on: date
    day_error: str
    table: Table[SetLine]


@dataclass(frozen=True, slots=True)
class ItemLine:
    code: str
    label: str
    most: str
    least: str
    level: str
    asks: str
    mark: str


ITEMS: Definition[ItemLine] = Definition(
    "items",
    (
        Column(
            "label",
            gettext_lazy("Criterion"),
            lambda item: noted(quoted(f"{item.code}. {item.label}"), item.asks),
        ),
        Column("most", gettext_lazy("Most points"), kind="number", empty="–"),
        Column("least", gettext_lazy("Least points"), kind="number", empty="–"),
        Column("level", gettext_lazy("Level"), empty="–"),
        Column(
            "mark",
            gettext_lazy("Mark"),
            lambda item: Input(
                f"m-{item.code}", item.mark, _("Mark for %(item)s") % {"item": item.label}, "decimal", "mark"
            ),
            kind="number",
            place="page",
        ),
    ),
)


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
    table: Table[ItemLine]
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
    caption = _("In force on %(day)s") % {"day": date_text(on)}
    return CriteriaPage(on, day_error, SETS.of(lines, caption=caption))


def criteria_set_page(criteria: CriteriaSet, *, form: str, marks: Mapping[str, str]) -> CriteriaSetPage:
    """A set in full, and what it says of marks as the user typed them, by item code."""
    may_be_tried = criteria.is_official and criteria.kind is Kind.POINTS
    chosen = next(
        (choice.code for choice in criteria.forms if choice.code == form),
        criteria.forms[0].code if criteria.forms else None,
    )
    return CriteriaSetPage(
        title=criteria.title,
        authority=quoted(criteria.authority.cited),
        held=_held(criteria.effective),
        notice=criteria.notice,
        holds_for=_holds_for(criteria),
        grades=[_grade_words(grade.label, grade.min_points) for grade in criteria.grades],
        table=_items(criteria, marks, may_be_tried=may_be_tried),
        deciders=[
            DeciderLine(
                quoted(decider.who) if decider.who else _("not confirmed by any source"),
                _held(decider.effective),
                _sure(decider.confidence),
            )
            for decider in criteria.deciders
        ],
        known=[KnownLine(quoted(known.says), _sure(known.confidence)) for known in criteria.known],
        missing=[quoted(sentence) for sentence in criteria.missing],
        forms=[FormChoice(choice.code, choice.label, choice.code == chosen) for choice in criteria.forms],
        may_be_tried=may_be_tried,
        verdict=_verdict(criteria, chosen, marks)
        if may_be_tried and any(text.strip() for text in marks.values())
        else None,
    )


def _set_line(subject: Subject, scope: Scope, on: date) -> SetLine:
    title = title_words(subject.value, scope)
    criteria = shelf.national().in_force(subject, scope, on)
    if criteria is None:
        return SetLine(title, "", "", "", "", "")
    folder, _slash, edition = criteria.key.partition("/")
    return SetLine(
        title,
        reverse("web:criteria-set", kwargs={"folder": folder, "edition": edition}),
        quoted(criteria.authority.cited),
        _held(criteria.effective),
        _completeness(criteria.completeness),
        criteria.notice,
    )


def _completeness(completeness: Completeness) -> str:
    return {
        Completeness.COMPLETE: _("entered whole"),
        Completeness.PARTIAL: _("known in part"),
        Completeness.TEMPLATE: _("a template to fill in"),
    }[completeness]


def _held(span: Validity) -> str:
    first, last = date_text(span.start), span.last_day
    if span.start == BEGINNING:
        return "" if last is None else _("until %(last)s") % {"last": date_text(last)}
    return (
        _("from %(first)s") % {"first": first}
        if last is None
        else _("from %(first)s to %(last)s") % {"first": first, "last": date_text(last)}
    )


def _holds_for(criteria: CriteriaSet) -> str:
    if criteria.holding is None:
        return ""
    if criteria.holding.months is None:
        return _("one year; nothing carries over")
    return _("%(months)s months from the decision") % {"months": criteria.holding.months}


def _grade_words(label: str, least: Decimal | None) -> str:
    return (
        label
        if least is None
        else _("%(grade)s: %(points)s points or more") % {"grade": label, "points": points_text(least)}
    )


def _points(points: Decimal | None) -> str:
    return "" if points is None else points_text(points)


def _items(criteria: CriteriaSet, marks: Mapping[str, str], *, may_be_tried: bool) -> Table[ItemLine]:
    """Criteria under their groups, by points or by level."""
    levels = {grade.code: grade.label for grade in criteria.grades}
    groups = [
        Group(
            [_item_line(item, levels, marks.get(item.code, "")) for item in group.items],
            noted(
                quoted(f"{group.code}. {group.label}"),
                _("%(points)s points") % {"points": points_text(group.max_points)}
                if group.max_points
                else "",
            ),
        )
        for group in criteria.groups
    ]
    needless = ("most", "least") if criteria.kind is Kind.LEVELS else ("level",)
    return Table(ITEMS.without(*needless, *(() if may_be_tried else ("mark",))), groups)


def _item_line(item: Item, levels: Mapping[str, str], mark: str) -> ItemLine:
    asks = (
        ""
        if item.threshold is None
        else _("at least %(percent)s") % {"percent": percent_text(item.threshold.percent)}
    )
    most, least = _points(item.max_points), _points(item.min_points)
    level = "" if item.level is None else levels.get(item.level, item.level)
    return ItemLine(item.code, item.label, most, least, level, asks, mark)


def _sure(confidence: Confidence | None) -> str:
    return {
        Confidence.HIGH: _("sure: an official text or two sources"),
        Confidence.MIDDLE: _("one secondary source"),
        Confidence.LOW: _("not sure"),
        None: "",
    }[confidence]


def _verdict(criteria: CriteriaSet, form: str | None, typed: Mapping[str, str]) -> Verdict:
    marks: dict[str, Decimal] = {}
    problems: list[str] = []
    for item in criteria.items_of(form):
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
        judgement = judge(criteria, marks, form=form)
    except MarksNotSound as wrong:
        return Verdict("refusal", _("Some marks do not fit"), wrong.problems)
    if judgement.outcome is Outcome.NOT_JUDGED:
        return Verdict("warning", _("Not every item has a mark yet"), judgement.shortfalls)
    total = "" if judgement.total is None else points_text(judgement.total)
    if judgement.outcome is Outcome.PASSED and judgement.grade is not None:
        return Verdict(
            "done", _("%(total)s points: %(grade)s") % {"total": total, "grade": judgement.grade.label}, ()
        )
    return Verdict(
        "warning", _("%(total)s points: the title is not reached") % {"total": total}, judgement.shortfalls
    )
