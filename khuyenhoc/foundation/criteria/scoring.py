"""
Marks against a set: what they come to, and what stands in the way, said in sentences. Exact decimals; nothing
missing counts as zero.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal
from enum import StrEnum
from typing import TypeAlias

from khuyenhoc.foundation.criteria.sets import CriteriaSet, Grade, Item, Kind, Threshold, points_text
from khuyenhoc.foundation.values.figures import Figure
from khuyenhoc.foundation.values.numbers import grouped, percent_text
from khuyenhoc.foundation.values.wording import gettext as _

Mark: TypeAlias = Decimal | bool | Figure
"""
Points; met or not met; or a share, for an item with a threshold, never as a typed percentage
(RULE-16).
"""


class CannotRecognise(Exception):
    """
    The set is not the whole official one, so it may not judge (RULE-07). `sentence` says so to the
    user.
    """

    def __init__(self, criteria_set: CriteriaSet) -> None:
        self.criteria_set = criteria_set
        self.sentence = _(
            "“%(title)s”: %(notice)s Enter the set that the competent body issued, then assess again."
        ) % {"title": criteria_set.title, "notice": criteria_set.notice}
        super().__init__(self.sentence)


class MarksNotSound(Exception):
    """
    Marks the set has no place for. `problems` are sentences, each with its place, its reason and the way out.
    """

    def __init__(self, problems: Iterable[str]) -> None:
        self.problems = tuple(problems)
        super().__init__(" ".join(self.problems))


class Outcome(StrEnum):
    PASSED = "passed"
    FAILED = "failed"
    NOT_JUDGED = "not_judged"
    """Marks are missing: neither passed nor failed."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """
    What a set says of one holder's marks. Keep it with the marks: an old one is never computed again under a
    new set (RULE-05).
    """

    key: str
    form: str | None
    aim: str | None
    """The level asked for, where it is not the highest."""
    outcome: Outcome
    total: Decimal | None
    """None in a set of levels, and as long as a mark is missing."""
    grade: Grade | None
    """The grade or level reached; None unless passed."""
    missing: tuple[str, ...]
    """The codes of the items without a mark."""
    shortfalls: tuple[str, ...]
    """What stands between the marks and the title, or the level aimed for."""

    @property
    def is_passed(self) -> bool:
        return self.outcome is Outcome.PASSED


@dataclass(frozen=True, slots=True)
class PastAssessment:
    """One assessment that was judged. `reference` is what its owner finds it by."""

    reference: str
    marks: Mapping[str, Mark | None]
    judgement: Judgement


@dataclass(frozen=True, slots=True)
class Change:
    """An assessment that would come out otherwise."""

    reference: str
    before: Judgement
    after: Judgement


@dataclass(frozen=True, slots=True)
class NotTried:
    """An assessment whose marks the new set cannot judge, and why."""

    reference: str
    reason: str


@dataclass(frozen=True, slots=True)
class Trial:
    """What a set would have said of past assessments."""

    same: int
    changes: tuple[Change, ...]
    not_tried: tuple[NotTried, ...]

    @property
    def gained(self) -> int:
        """How many would pass that did not."""
        return sum(change.after.is_passed and not change.before.is_passed for change in self.changes)

    @property
    def lost(self) -> int:
        """How many would no longer pass."""
        return sum(change.before.is_passed and not change.after.is_passed for change in self.changes)


def judge(
    criteria_set: CriteriaSet,
    marks: Mapping[str, Mark | None],
    *,
    form: str | None = None,
    aim: str | None = None,
) -> Judgement:
    """
    What a set says of marks, by the code of each item; None, or no entry, is a mark not yet given.

    `form` is one of the set's forms, where it has any. `aim` is the level asked for: items of higher levels
    then need no marks.

    :raises CannotRecognise: the set is not whole (RULE-07)
    :raises MarksNotSound: the form or the level is not the set's, an item is not in the form, or a mark is of
      a wrong kind or size
    """
    if not criteria_set.is_official:
        raise CannotRecognise(criteria_set)
    problems = [*_problems_of_choice(criteria_set, form, aim)]
    asked = criteria_set.items_of(form)
    problems += _problems_of_marks(asked, marks, criteria_set.kind)
    if problems:
        raise MarksNotSound(problems)
    if criteria_set.kind is Kind.LEVELS:
        return _by_levels(criteria_set, asked, marks, form, aim)
    return _by_points(criteria_set, asked, marks, form)


def trial(new_set: CriteriaSet, past: Iterable[PastAssessment]) -> Trial:
    """
    What a set would have said of past assessments, before it takes effect. Marks go by the code of their
    item: codes the new set does not have are left out, and where it asks for one that was never given, the
    assessment is not tried. Nothing is stored, nothing old changes.

    :raises CannotRecognise: the set is not whole
    """
    if not new_set.is_official:
        raise CannotRecognise(new_set)
    same, changes, not_tried = 0, list[Change](), list[NotTried]()
    levels = {grade.code for grade in new_set.grades} if new_set.kind is Kind.LEVELS else set()
    for assessment in past:
        before = assessment.judgement
        form = before.form if new_set.forms else None
        asked = {item.code for item in new_set.items_of(form)}
        kept = {code: mark for code, mark in assessment.marks.items() if code in asked}
        try:
            after = judge(new_set, kept, form=form, aim=before.aim if before.aim in levels else None)
        except MarksNotSound as wrong:
            not_tried.append(NotTried(assessment.reference, wrong.problems[0]))
            continue
        if after.outcome is Outcome.NOT_JUDGED:
            not_tried.append(NotTried(assessment.reference, after.shortfalls[0]))
        elif (before.outcome, before.grade and before.grade.code) == (
            after.outcome,
            after.grade and after.grade.code,
        ):
            same += 1
        else:
            changes.append(Change(assessment.reference, before, after))
    return Trial(same, tuple(changes), tuple(not_tried))


def _by_points(
    of: CriteriaSet, asked: Sequence[Item], marks: Mapping[str, Mark | None], form: str | None
) -> Judgement:
    """The highest grade whose points the total reaches, unless an item is below its own minimum (RULE-08)."""
    points = {item.code: mark for item in asked if isinstance(mark := marks.get(item.code), Decimal)}
    missing = tuple(item.code for item in asked if item.code not in points)
    if missing:
        return Judgement(of.key, form, None, Outcome.NOT_JUDGED, None, None, missing, (_not_judged(missing),))
    total = sum(points.values(), Decimal(0))
    shortfalls = [
        _("%(named)s: %(points)s points, at least %(min_points)s are needed.")
        % {
            "named": item.named,
            "points": points_text(points[item.code]),
            "min_points": points_text(item.min_points),
        }
        for item in asked
        if item.min_points is not None and points[item.code] < item.min_points
    ]
    reached = next(
        (grade for grade in of.grades if grade.min_points is not None and total >= grade.min_points), None
    )
    lowest = of.grades[-1].min_points
    if reached is None and lowest is not None:
        shortfalls.insert(
            0,
            _("%(total)s points in all, at least %(lowest)s are needed: %(short)s are missing.")
            % {
                "total": points_text(total),
                "lowest": points_text(lowest),
                "short": points_text(lowest - total),
            },
        )
    outcome = Outcome.FAILED if shortfalls else Outcome.PASSED
    return Judgement(
        of.key, form, None, outcome, total, None if shortfalls else reached, (), tuple(shortfalls)
    )


def _by_levels(
    of: CriteriaSet,
    asked: Sequence[Item],
    marks: Mapping[str, Mark | None],
    form: str | None,
    aim: str | None,
) -> Judgement:
    """The highest level whose items, and those of all lower ones, are met; none above the one aimed for."""
    climbed = [grade.code for grade in reversed(of.grades)]
    if aim is not None:
        climbed = climbed[: climbed.index(aim) + 1]
    needed = [item for item in asked if item.level in climbed]
    met = {item.code: _is_met(item, marks.get(item.code)) for item in needed}
    missing = tuple(code for code, is_met in met.items() if is_met is None)
    if missing:
        return Judgement(of.key, form, aim, Outcome.NOT_JUDGED, None, None, missing, (_not_judged(missing),))
    reached = None
    for level in climbed:
        if not all(met[item.code] for item in needed if item.level == level):
            break
        reached = of.grade(level)
    shortfalls = tuple(_unmet(item, marks[item.code]) for item in needed if not met[item.code])
    return Judgement(
        of.key, form, aim, Outcome.PASSED if reached else Outcome.FAILED, None, reached, (), shortfalls
    )


def _is_met(item: Item, mark: Mark | None) -> bool | None:
    """None: not known yet, and a share of nothing is not known either."""
    if isinstance(mark, Figure) and item.threshold is not None:
        return mark.numerator >= _needed(item.threshold, mark) if mark.denominator else None
    return mark if isinstance(mark, bool) else None


def _needed(threshold: Threshold, share: Figure) -> Decimal:
    """The least whole number that reaches the threshold: 180 of 200 for 90 %, 10 of 11."""
    return (share.denominator * threshold.percent / 100).to_integral_value(rounding=ROUND_CEILING)


def _unmet(item: Item, mark: Mark | None) -> str:
    if isinstance(mark, Figure) and item.threshold is not None:
        needed = _needed(item.threshold, mark)
        return _(
            "%(named)s: %(numerator)s of %(denominator)s are met, at least %(needed)s are needed "
            "(%(percent)s): %(short)s are missing."
        ) % {
            "named": item.named,
            "numerator": _counted(mark.numerator),
            "denominator": _counted(mark.denominator),
            "needed": _counted(needed),
            "percent": percent_text(item.threshold.percent),
            "short": _counted(needed - mark.numerator),
        }
    return _("%(named)s: not met.") % {"named": item.named}


def _not_judged(missing: tuple[str, ...]) -> str:
    return _(
        "No grade yet, for items have no mark (%(count)s): %(missing)s. Mark every item, then look again."
    ) % {
        "count": len(missing),
        "missing": ", ".join(missing),
    }


def _problems_of_choice(of: CriteriaSet, form: str | None, aim: str | None) -> Iterable[str]:
    if of.forms and form not in {form_of_set.code for form_of_set in of.forms}:
        yield (
            _("“%(title)s” has %(count)s forms. Choose one: %(forms)s.")
            % {
                "title": of.title,
                "count": len(of.forms),
                "forms": "; ".join(form_of_set.label for form_of_set in of.forms),
            }
        )
    if not of.forms and form is not None:
        yield _("“%(title)s” has only one form. No form needs to be chosen.") % {"title": of.title}
    if aim is not None and (of.kind is not Kind.LEVELS or aim not in {grade.code for grade in of.grades}):
        yield _("“%(title)s” has no level '%(aim)s'. Choose a level of this criteria set.") % {
            "title": of.title,
            "aim": aim,
        }


def _problems_of_marks(
    asked: Sequence[Item], marks: Mapping[str, Mark | None], kind: Kind | None
) -> Iterable[str]:
    known = {item.code for item in asked}
    yield from (
        _("Item %(code)s: this criteria set or form has no such item. Remove it.") % {"code": code}
        for code in marks
        if code not in known
    )
    for item in asked:
        mark = marks.get(item.code)
        if mark is None:
            continue
        if kind is Kind.POINTS:
            yield from _problems_of_points(item, mark)
        elif item.threshold is not None:
            yield from _problems_of_share(item, mark)
        elif not isinstance(mark, bool):
            yield _("%(named)s: write only met or not met.") % {"named": item.named}


def _problems_of_points(item: Item, mark: Mark) -> Iterable[str]:
    most = item.max_points or Decimal(0)
    if not isinstance(mark, Decimal) or not mark.is_finite():
        yield _("%(named)s: write points from 0 to %(most)s.") % {
            "named": item.named,
            "most": points_text(most),
        }
    elif not 0 <= mark <= most:
        yield _("%(named)s: %(mark)s points are outside the range from 0 to %(most)s. Write them again.") % {
            "named": item.named,
            "mark": _as_typed(mark),
            "most": points_text(most),
        }
    elif mark % item.step or mark != round(mark, 1):
        yield (
            _("%(named)s: %(mark)s points are too finely divided. Write whole points.")
            % {"named": item.named, "mark": _as_typed(mark)}
            if item.step == 1
            else _("%(named)s: %(mark)s points are too finely divided. Write whole or half points.")
            % {"named": item.named, "mark": _as_typed(mark)}
        )


def _problems_of_share(item: Item, mark: Mark) -> Iterable[str]:
    if not isinstance(mark, Figure):
        yield _(
            "%(named)s: the share is computed from the number met and the total. Write these two numbers, "
            "not a percentage."
        ) % {"named": item.named}
    elif not 0 <= mark.numerator <= mark.denominator:
        yield (
            _(
                "%(named)s: %(numerator)s met is outside the range from 0 to the total %(denominator)s. "
                "Check the list."
            )
            % {
                "named": item.named,
                "numerator": _counted(mark.numerator),
                "denominator": _counted(mark.denominator),
            }
        )


def _counted(n: Decimal) -> str:
    return grouped(int(n))


def _as_typed(mark: Decimal) -> str:
    """Short even for a number of a million digits."""
    return str(mark)[:20].replace(".", ",")
