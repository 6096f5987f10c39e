"""
Decisions: recognising many titles by one document, recognising the unregistered for a reason, failing,
revoking.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from khuyenhoc.domain.learning import rules
from khuyenhoc.domain.learning.models import (
    Assessment,
    Decision,
    DecisionKind,
    Programme,
    Recognition,
    Registration,
    Stage,
    ToldBy,
)
from khuyenhoc.domain.learning.queries.lists import latest_assessments
from khuyenhoc.domain.learning.rules import marks as stored_marks
from khuyenhoc.domain.learning.services.judging import assessed, judged, set_of, sets_of
from khuyenhoc.domain.learning.services.moving import (
    Taking,
    locked,
    refuse_if_closed,
    refuse_wrong_states,
    take,
)
from khuyenhoc.domain.learning.services.refusals import AlreadyRegistered, RowsRefused, on_sheet
from khuyenhoc.domain.learning.services.registering import place
from khuyenhoc.domain.learning.services.signing import (
    SignedDecision,
    decision_of,
    refuse_unsigned,
    warnings_of,
)
from khuyenhoc.domain.learning.states import DEFAULT_REASON, Act, State
from khuyenhoc.domain.organisation import queries as organisation
from khuyenhoc.domain.organisation.models import Unit
from khuyenhoc.domain.people.models import Group, Person
from khuyenhoc.foundation.audit import trail
from khuyenhoc.foundation.criteria.scoring import CannotRecognise, Mark, MarksNotSound
from khuyenhoc.foundation.criteria.sets import CriteriaSet, Kind, Scope
from khuyenhoc.foundation.values.mandates import Action, Mandate, UnitId
from khuyenhoc.foundation.values.numbers import date_text


@dataclass(frozen=True, slots=True)
class Decided:
    """What a decision gave, with warnings: sentences on what to check. They stop nothing."""

    decision: Decision
    recognitions: Sequence[Recognition]
    warnings: Sequence[str]


def decide(
    *, mandate: Mandate, signed: SignedDecision, programme: Programme, year: int, registrations: Iterable[int]
) -> Decided:
    """
    Recognise titles of one programme and year by one signed document, each judged under its own set (RULE-05,
    RULE-14).

    The same document may recognise more later. Certificates are numbered in the order the titles are given
    in.

    :raises NotSigned: number, day, signer or the signer's post is missing
    :raises DecisionDiffers: the document is on record with another day or signer
    :raises CannotRecognise: a title's set of criteria is not the whole official one (RULE-07)
    :raises RowsRefused: a title is not verified, not of this programme, year or place, or its marks do not
      reach it
    :raises OutsideMandate: the mandate does not reach the deciding unit, or a unit that keeps a title
    """
    mandate.require(Action.DECIDE, [UnitId(signed.unit.pk)])
    refuse_unsigned(mandate, signed, year)
    ids = list(dict.fromkeys(registrations))
    with transaction.atomic():
        titles = locked(mandate, Action.DECIDE, ids)
        refuse_if_closed("decide", titles.values(), mandate)
        _refuse_strangers(signed, programme, year, titles)
        refuse_wrong_states(dict.fromkeys(titles, Act.RECOGNISE), titles)
        sets = sets_of(titles.values())
        grades = _grades(titles, sets, latest_assessments(list(titles)), signed.decided_on)
        decision = decision_of(mandate, signed, DecisionKind.RECOGNISE, programme, year)
        recognitions = _recognise(
            decision, [(titles[pk], sets[titles[pk].set_key], grades[pk]) for pk in ids]
        )
        take(mandate, [Taking(titles[pk], Act.RECOGNISE, decision=decision) for pk in ids])
        trail.record(
            mandate, "recognised", decision, programme=programme.value, year=year, titles=len(recognitions)
        )
    return Decided(
        decision,
        recognitions,
        warnings_of(signed, year, [(title, sets[title.set_key]) for title in titles.values()]),
    )


def recognise_unregistered(
    *,
    mandate: Mandate,
    signed: SignedDecision,
    programme: Programme,
    year: int,
    subject: Person | Group,
    marks: Mapping[str, Mark | None],
    reason: str,
    form: str = "",
    scope: Scope | None = None,
    aim: str = "",
) -> Decided:
    """
    Recognise a person or group that had not registered in the year, for a reason that stays on record. It
    always returns a warning (RULE-14).

    :raises AlreadyRegistered: there is a registration of the year; recognise that one
    :raises MarksNotSound: the marks do not fit the set, or no reason is given
    :raises RowsRefused: the marks do not reach the title
    :raises NotSigned, DecisionDiffers, CannotRecognise, OutsideMandate, NotOnTheRegister, NoSetInForce: as in
      `decide` and `register`
    """
    unit = UnitId(subject.home_id if isinstance(subject, Person) else subject.unit_id)
    mandate.require(Action.DECIDE, [UnitId(signed.unit.pk), unit])
    refuse_unsigned(mandate, signed, year)
    if not reason.strip():
        raise MarksNotSound(
            [
                _(
                    "A title that was not registered in its year is recognised only for a reason. Write "
                    "the reason and try again."
                )
            ]
        )
    with transaction.atomic():
        registration = place(
            programme=programme,
            year=year,
            subject=subject,
            form=form,
            scope=scope,
            aim=aim,
            registered_on=mandate.on,
        )
        registration.registered_on, registration.unregistered_reason = None, reason.strip()[:300]
        registration.state, registration.entered_by_id = State.RECOGNISED, mandate.account
        try:
            with transaction.atomic():
                registration.save(force_insert=True)
        except IntegrityError as twice:
            raise AlreadyRegistered(
                _("There is a registration of %(year)s already. Take its remaining steps, then recognise it.")
                % {"year": year}
            ) from twice
        sets = sets_of([registration])
        of = set_of(registration, sets)
        _refuse_strangers(signed, programme, year, {registration.pk: registration})
        assessment = assessed(
            mandate, of, registration, marks, stage=Stage.VERIFIED, entered_for=ToldBy.VERIFIERS
        )
        assessment.save(force_insert=True)
        grades = _grades(
            {registration.pk: registration}, sets, {registration.pk: assessment}, signed.decided_on
        )
        decision = decision_of(mandate, signed, DecisionKind.RECOGNISE, programme, year)
        recognitions = _recognise(decision, [(registration, of, grades[registration.pk])])
        take(
            mandate,
            [
                Taking(
                    registration,
                    Act.RECOGNISE_UNREGISTERED,
                    reason=registration.unregistered_reason,
                    assessment=assessment,
                    decision=decision,
                )
            ],
        )
        trail.record(
            mandate, "recognised unregistered", decision, programme=programme.value, year=year, titles=1
        )
    warning = on_sheet(
        registration,
        _("recognised without a registration in %(year)s; the report will say so.") % {"year": year},
    )
    return Decided(decision, recognitions, [warning, *warnings_of(signed, year, [(registration, of)])])


def fail(*, mandate: Mandate, registrations: Iterable[int], reason: str) -> None:
    """
    Say of verified titles that they are not recognised, and why.

    :raises RowsRefused: one is not verified
    """
    with transaction.atomic():
        titles = locked(mandate, Action.DECIDE, registrations)
        refuse_wrong_states(dict.fromkeys(titles, Act.FAIL), titles)
        stated = reason.strip() or DEFAULT_REASON[Act.FAIL]
        take(mandate, [Taking(title, Act.FAIL, reason=stated) for title in titles.values()])
        trail.record(mandate, "failed", Registration, titles=len(titles))


def revoke(
    *,
    mandate: Mandate,
    signed: SignedDecision,
    programme: Programme,
    year: int,
    registrations: Iterable[int],
    reason: str,
) -> Decision:
    """
    Take recognitions back by a signed decision, from its day on. They stay on record, and their public page
    says so.

    :raises NotSigned, DecisionDiffers, OutsideMandate: as in `decide`
    :raises RowsRefused: a title is not recognised, not of this programme and year, or was given after the day
      of this decision
    """
    mandate.require(Action.DECIDE, [UnitId(signed.unit.pk)])
    refuse_unsigned(mandate, signed, None)
    ids = list(dict.fromkeys(registrations))
    with transaction.atomic():
        titles = locked(mandate, Action.DECIDE, ids)
        _refuse_strangers(signed, programme, year, titles)
        refuse_wrong_states(dict.fromkeys(titles, Act.REVOKE), titles)
        recognitions = Recognition.objects.filter(registration__in=ids).select_related("decision")
        late = {
            recognition.registration_id: (
                on_sheet(
                    titles[recognition.registration_id],
                    _("it was recognised on %(day)s, after the day of revocation. Correct the day.")
                    % {"day": date_text(recognition.decision.decided_on)},
                ),
            )
            for recognition in recognitions
            if recognition.decision.decided_on > signed.decided_on
        }
        if late:
            raise RowsRefused(late)
        decision = decision_of(mandate, signed, DecisionKind.REVOKE, programme, year)
        Recognition.objects.filter(registration__in=ids).update(
            revoked_by=decision, revoked_on=signed.decided_on
        )
        take(
            mandate,
            [
                Taking(
                    titles[pk],
                    Act.REVOKE,
                    reason=reason.strip() or DEFAULT_REASON[Act.REVOKE],
                    decision=decision,
                )
                for pk in ids
            ],
        )
        trail.record(mandate, "revoked", decision, programme=programme.value, year=year, titles=len(ids))
    return decision


def _grades(
    titles: Mapping[int, Registration],
    sets: Mapping[str, CriteriaSet],
    latest: Mapping[int, Assessment],
    decided_on: date,
) -> dict[int, str]:
    """The grade each title reaches under its own set. Raises CannotRecognise, RowsRefused."""
    grades, problems = dict[int, str](), dict[int, tuple[str, ...]]()
    for pk, title in titles.items():
        of, assessment = set_of(title, sets), latest.get(pk)
        if not of.is_official:
            raise CannotRecognise(of)
        if assessment is None or assessment.set_key != of.key:
            problems[pk] = (
                on_sheet(
                    title,
                    _(
                        "it is not marked under “%(set)s” (%(key)s) yet. Mark it at the verification, then "
                        "decide."
                    )
                    % {"set": of.title, "key": of.key},
                ),
            )
            continue
        try:
            judgement = judged(of, title, stored_marks.read(assessment.marks))
        except MarksNotSound as wrong:
            problems[pk] = tuple(on_sheet(title, sentence) for sentence in wrong.problems)
            continue
        if judgement.grade is None:
            problems[pk] = tuple(on_sheet(title, sentence) for sentence in judgement.shortfalls)
        elif not _may_be_raised(title, of, judgement.grade.code, decided_on):
            months = of.holding.upgrade_after_months if of.holding else None
            problems[pk] = (
                on_sheet(
                    title,
                    _(
                        "the level may be raised %(months)s months after the decision on the last one at the "
                        "earliest. Wait until then."
                    )
                    % {"months": months},
                ),
            )
        else:
            grades[pk] = judgement.grade.code
    if problems:
        raise RowsRefused(problems)
    return grades


def _may_be_raised(title: Registration, of: CriteriaSet, reached: str, decided_on: date) -> bool:
    if of.kind is not Kind.LEVELS:
        return True
    earlier = Recognition.objects.on(decided_on).filter(
        registration__group=title.group_id,
        registration__programme=title.programme,
        registration__scope=title.scope,
    )
    return all(
        rules.may_be_raised(of, held=grade, held_since=since, reached=reached, decided_on=decided_on)
        for grade, since in earlier.values_list("grade", "decision__decided_on")
    )


def _recognise(
    decision: Decision, titles: Sequence[tuple[Registration, CriteriaSet, str]]
) -> list[Recognition]:
    """
    Recognitions with their certificates, numbered on from the deciding unit's last one of the year; its row
    keeps others waiting.
    """
    Unit.objects.select_for_update(no_key=True).get(pk=decision.unit_id)
    issued = Recognition.objects.filter(issuer_id=decision.unit_id, issue_year=decision.decided_on.year)
    last = issued.aggregate(last=Max("certificate_number"))["last"] or 0
    recognitions = []
    for number, (registration, of, grade) in enumerate(titles, last + 1):
        starts_on, ends_on = rules.holds(of, year=registration.year, decided_on=decision.decided_on)
        recognitions.append(
            Recognition(
                registration=registration,
                decision=decision,
                set_key=of.key,
                grade=grade,
                issuer_id=decision.unit_id,
                issue_year=decision.decided_on.year,
                certificate_number=number,
                starts_on=starts_on,
                ends_on=ends_on,
            )
        )
    return Recognition.objects.bulk_create(recognitions, batch_size=2000)


def _refuse_strangers(
    signed: SignedDecision, programme: Programme, year: int, titles: Mapping[int, Registration]
) -> None:
    tree = organisation.tree(on=signed.decided_on)
    problems = {}
    for pk, title in titles.items():
        if (title.programme, title.year) != (programme.value, year):
            problems[pk] = (
                on_sheet(
                    title,
                    _(
                        "it is not one of “%(title)s” of %(year)s, on which this decision is. Leave this row "
                        "out."
                    )
                    % {"title": programme.label, "year": year},
                ),
            )
        elif signed.unit.pk != title.unit_id and UnitId(signed.unit.pk) not in tree.ancestors(
            UnitId(title.unit_id)
        ):
            problems[pk] = (
                on_sheet(
                    title,
                    _(
                        "it does not belong to the deciding unit. Leave this row out, or choose the right "
                        "unit."
                    ),
                ),
            )
    if problems:
        raise RowsRefused(problems)
