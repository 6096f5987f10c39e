"""Marks into an assessment, under the title's own set of criteria."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from django.utils.translation import gettext as _

from khuyenhoc.domain.learning.models import Assessment, Registration, Stage, ToldBy
from khuyenhoc.domain.learning.queries.criteria import sets_by_key
from khuyenhoc.domain.learning.queries.linked import live_marks
from khuyenhoc.domain.learning.rules import marks as stored_marks
from khuyenhoc.foundation.criteria.scoring import Judgement, Mark, MarksNotSound, Outcome, judge
from khuyenhoc.foundation.criteria.sets import CriteriaSet, Kind
from khuyenhoc.foundation.values.mandates import Mandate


class NoSetOfItsOwn(Exception):
    """
    The older title is not judged: the platform has no criteria for it (RULE-13). The text is a sentence.
    """


def sets_of(registrations: Iterable[Registration]) -> Mapping[str, CriteriaSet]:
    return sets_by_key({registration.set_key for registration in registrations if registration.set_key})


def set_of(registration: Registration, sets: Mapping[str, CriteriaSet]) -> CriteriaSet:
    """:raises NoSetOfItsOwn: the title is an older one"""
    if not registration.set_key:
        raise NoSetOfItsOwn(
            _(
                "The older “hiếu học” title is not marked here: the platform has no criteria for it "
                "and counts the registrations only."
            )
        )
    return sets[registration.set_key]


def judged(of: CriteriaSet, registration: Registration, marks: Mapping[str, Mark | None]) -> Judgement:
    """
    What the title's set says of marks.

    :raises CannotRecognise: the set is not whole (RULE-07)
    :raises MarksNotSound: the marks do not fit the set
    """
    aim = registration.aim if registration.aim and of.kind is Kind.LEVELS else None
    return judge(of, marks, form=registration.form if of.forms else None, aim=aim)


def assessed(
    mandate: Mandate,
    of: CriteriaSet,
    registration: Registration,
    marks: Mapping[str, Mark | None],
    *,
    stage: Stage,
    entered_for: ToldBy,
    helper: int | None = None,
) -> Assessment:
    """
    An assessment that is not stored yet. A share counted from the registers replaces the typed mark (linked
    thresholds).

    Under an incomplete set the marks are stored and not judged.

    :raises MarksNotSound: a mark is missing, or does not fit the set
    """
    all_marks = {**marks, **live_marks(registration, of, on=_day(registration, mandate))}
    assessment = Assessment(
        registration=registration,
        stage=stage,
        set_key=of.key,
        marks=stored_marks.stored(all_marks),
        entered_by_id=mandate.account,
        entered_for=entered_for,
        helper_id=helper,
    )
    if not of.is_official:
        _refuse_strange_codes(of, registration, all_marks)
        return assessment
    judgement = judged(of, registration, all_marks)
    if judgement.outcome is Outcome.NOT_JUDGED:
        raise MarksNotSound(judgement.shortfalls)
    assessment.total = judgement.total
    assessment.grade = judgement.grade.code if judgement.grade else ""
    assessment.is_passed = judgement.is_passed
    return assessment


def _refuse_strange_codes(
    of: CriteriaSet, registration: Registration, marks: Mapping[str, Mark | None]
) -> None:
    """A set that is not whole knows some of its items; marks for others would be kept for nothing."""
    known = {item.code for item in of.items_of(registration.form or None)}
    strange = [code for code in marks if code not in known]
    if strange:
        raise MarksNotSound(
            [
                _("Criterion %(codes)s: this set of criteria does not have it. %(notice)s")
                % {"codes": ", ".join(strange), "notice": of.notice}
            ]
        )


def _day(registration: Registration, mandate: Mandate) -> date:
    """Citizens of a year are counted as of the act, also when it comes after the year."""
    return max(mandate.on, date(registration.year, 1, 1))
