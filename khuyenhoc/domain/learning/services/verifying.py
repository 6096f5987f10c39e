"""Verification by the commune's association and its steering committee (rulebook section 3, step 6)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from khuyenhoc.domain.learning.models import Assessment, Registration, Stage, ToldBy
from khuyenhoc.domain.learning.queries.linked import live_marks
from khuyenhoc.domain.learning.queries.lists import latest_assessments
from khuyenhoc.domain.learning.rules import marks as stored_marks
from khuyenhoc.domain.learning.services.judging import assessed, set_of, sets_of
from khuyenhoc.domain.learning.services.moving import (
    Taking,
    locked,
    refuse_if_closed,
    refuse_wrong_states,
    take,
)
from khuyenhoc.domain.learning.services.refusals import RowsRefused, on_sheet
from khuyenhoc.domain.learning.states import DEFAULT_REASON, Act
from khuyenhoc.foundation.audit import trail
from khuyenhoc.foundation.criteria.scoring import Mark, MarksNotSound
from khuyenhoc.foundation.criteria.sets import CriteriaSet
from khuyenhoc.foundation.values.mandates import Action, Mandate


@dataclass(frozen=True, slots=True)
class Finding:
    """What those who verify found of one title. With `marks`, theirs stand in the place of the meeting's."""

    registration: int
    holds: bool
    remark: str = ""
    marks: Mapping[str, Mark | None] | None = None


def verify(*, mandate: Mandate, findings: Iterable[Finding]) -> int:
    """
    Put down what the verification found of each title; those that hold go on to the decision, the others have
    failed. Returns how many hold.

    Marks counted from the registers are counted again, so that the decision rests on the shares of the
    day.

    :raises RowsRefused: a title has not been before the meeting, its marks do not fit, or it is said to hold
      and its marks do not reach the title
    :raises StepClosed: the calendar closes verification
    """
    finding_of = {finding.registration: finding for finding in findings}
    with transaction.atomic():
        titles = locked(mandate, Action.VERIFY, finding_of)
        refuse_if_closed("verify", titles.values(), mandate)
        acts = {pk: Act.VERIFY if finding.holds else Act.REJECT for pk, finding in finding_of.items()}
        refuse_wrong_states(acts, titles)
        assessments, problems = _assessments(mandate, titles, finding_of)
        if problems:
            raise RowsRefused(problems)
        Assessment.objects.bulk_create(assessments.values(), batch_size=2000)
        take(
            mandate,
            [
                Taking(
                    titles[pk],
                    acts[pk],
                    reason=finding.remark.strip() or ("" if finding.holds else DEFAULT_REASON[Act.REJECT]),
                    assessment=assessments.get(pk),
                )
                for pk, finding in finding_of.items()
            ],
        )
        holding = sum(finding.holds for finding in finding_of.values())
        trail.record(mandate, "verified", Registration, titles=len(finding_of), hold=holding)
    return holding


def _assessments(
    mandate: Mandate, titles: Mapping[int, Registration], findings: Mapping[int, Finding]
) -> tuple[dict[int, Assessment], dict[int, tuple[str, ...]]]:
    sets, latest = sets_of(titles.values()), latest_assessments(list(titles))
    assessments, problems = dict[int, Assessment](), dict[int, tuple[str, ...]]()
    for pk, finding in findings.items():
        of = set_of(titles[pk], sets)
        try:
            marks = _marks(mandate, of, titles[pk], finding, latest.get(pk))
            if marks is not None:
                assessments[pk] = assessed(
                    mandate, of, titles[pk], marks, stage=Stage.VERIFIED, entered_for=ToldBy.VERIFIERS
                )
        except MarksNotSound as wrong:
            problems[pk] = tuple(on_sheet(titles[pk], sentence) for sentence in wrong.problems)
            continue
        counts = assessments.get(pk, latest.get(pk))
        if finding.holds and counts is not None and counts.is_passed is False:
            problems[pk] = (
                on_sheet(
                    titles[pk],
                    _(
                        "the marks on record do not reach the title. Mark it again by what the verification "
                        "found, or put it down as failed."
                    ),
                ),
            )
    return assessments, problems


def _marks(
    mandate: Mandate, of: CriteriaSet, registration: Registration, finding: Finding, latest: Assessment | None
) -> Mapping[str, Mark | None] | None:
    """The marks of a new assessment; None where the one on record still says all there is to say."""
    if finding.marks is not None or latest is None or latest.set_key != of.key:
        return finding.marks
    kept = stored_marks.read(latest.marks)
    live = live_marks(registration, of, on=mandate.on)
    return kept if any(kept.get(code) != share for code, share in live.items()) else None
