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

    Marks the registers give by themselves are counted anew, so that the decision rests on the shares of the
    day.

    :raises RowsRefused: a title has not been before the meeting, its marks do not fit, or it is said to hold
      and its marks do not reach the title
    :raises StepClosed: the calendar closes verification
    """
    found_of = {finding.registration: finding for finding in findings}
    with transaction.atomic():
        found = locked(mandate, Action.VERIFY, found_of)
        refuse_if_closed("verify", found.values(), mandate)
        acts = {pk: Act.VERIFY if one.holds else Act.REJECT for pk, one in found_of.items()}
        refuse_wrong_states(acts, found)
        made, problems = _assessments(mandate, found, found_of)
        if problems:
            raise RowsRefused(problems)
        Assessment.objects.bulk_create(made.values(), batch_size=2000)
        take(
            mandate,
            [
                Taking(
                    found[pk],
                    acts[pk],
                    reason=one.remark.strip() or ("" if one.holds else DEFAULT_REASON[Act.REJECT]),
                    assessment=made.get(pk),
                )
                for pk, one in found_of.items()
            ],
        )
        holding = sum(one.holds for one in found_of.values())
        trail.record(mandate, "verified", Registration, titles=len(found_of), hold=holding)
    return holding


def _assessments(
    mandate: Mandate, found: Mapping[int, Registration], findings: Mapping[int, Finding]
) -> tuple[dict[int, Assessment], dict[int, tuple[str, ...]]]:
    sets, latest = sets_of(found.values()), latest_assessments(list(found))
    made, problems = dict[int, Assessment](), dict[int, tuple[str, ...]]()
    for pk, finding in findings.items():
        of = set_of(found[pk], sets)
        try:
            marks = _marks(mandate, of, found[pk], finding, latest.get(pk))
            if marks is not None:
                made[pk] = assessed(
                    mandate, of, found[pk], marks, stage=Stage.VERIFIED, entered_for=ToldBy.VERIFIERS
                )
        except MarksNotSound as wrong:
            problems[pk] = tuple(on_sheet(found[pk], sentence) for sentence in wrong.problems)
            continue
        counts = made.get(pk, latest.get(pk))
        if finding.holds and counts is not None and counts.is_passed is False:
            problems[pk] = (
                on_sheet(
                    found[pk],
                    _(
                        "the marks on record do not reach the title. Mark it again by what the verification "
                        "found, or put it down as failed."
                    ),
                ),
            )
    return made, problems


def _marks(
    mandate: Mandate, of: CriteriaSet, registration: Registration, finding: Finding, latest: Assessment | None
) -> Mapping[str, Mark | None] | None:
    """The marks of a new assessment; None where the one on record still says all there is to say."""
    if finding.marks is not None or latest is None or latest.set_key != of.key:
        return finding.marks
    kept = stored_marks.read(latest.marks)
    live = live_marks(registration, of, on=mandate.on)
    return kept if any(kept.get(code) != share for code, share in live.items()) else None
