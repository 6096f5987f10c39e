"""A province's own set of criteria: entered, tried on past assessments, adopted (rulebook 2.1, RULE-07)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from khuyenhoc.domain.learning import rules
from khuyenhoc.domain.learning.models import CITIZEN_FORMS, Assessment, OwnSet, Registration
from khuyenhoc.domain.learning.queries.counting import units_below
from khuyenhoc.domain.learning.queries.criteria import parsed, sets_by_key, sets_in_force
from khuyenhoc.domain.learning.rules import marks as stored_marks
from khuyenhoc.domain.learning.services.refusals import SetAdopted, SetNotTried
from khuyenhoc.domain.learning.states import OPEN, State
from khuyenhoc.domain.organisation.models import Unit
from khuyenhoc.foundation.audit import trail
from khuyenhoc.foundation.criteria import scoring
from khuyenhoc.foundation.criteria.reading import SetNotSound, parse
from khuyenhoc.foundation.criteria.scoring import CannotRecognise, Judgement, Outcome, PastAssessment, Trial
from khuyenhoc.foundation.criteria.sets import CriteriaSet, Subject
from khuyenhoc.foundation.values.mandates import Action, Mandate, UnitId


def enter_own_set(*, mandate: Mandate, unit: Unit, text: str, replacing: OwnSet | None = None) -> OwnSet:
    """
    Store a set of criteria, or replace one that is not adopted. A replaced set has to be tried again.

    :raises SetNotSound: it cannot be used as it is written
    :raises SetAdopted: the one to be replaced is in use; enter a new one from a later day
    """
    mandate.require(Action.DECIDE, [UnitId(unit.pk)])
    if replacing is not None:
        mandate.require(Action.DECIDE, [UnitId(replacing.unit_id)])
    with transaction.atomic():
        draft = (
            _draft(replacing) if replacing is not None else OwnSet(unit=unit, entered_by_id=mandate.account)
        )
        of = _sound(text, draft.key or "…")
        draft.key = draft.key or _free_key(unit, of)
        draft.subject, draft.scope, draft.text, draft.effective_from = (
            of.subject,
            of.scope,
            text,
            of.effective.start,
        )
        draft.tried_on = None
        draft.save()
        trail.record(
            mandate, "entered own set", draft, key=draft.key, effective_from=of.effective.start.isoformat()
        )
    return draft


def try_own_set(*, mandate: Mandate, own_set: OwnSet) -> Trial:
    """
    What the set would have said of every title assessed below its unit, by its newest assessment. After
    the trial the set may be adopted.

    :raises CannotRecognise: the set is not whole
    """
    mandate.require(Action.DECIDE, [UnitId(own_set.unit_id)])
    with transaction.atomic():
        kept = OwnSet.objects.select_for_update().get(pk=own_set.pk)
        outcome = scoring.trial(parsed(kept.key, kept.text), _past(kept, mandate.on))
        if kept.adopted_on is None:
            kept.tried_on = own_set.tried_on = mandate.on
            kept.save(update_fields=["tried_on"])
        trail.record(
            mandate,
            "tried own set",
            kept,
            same=outcome.same,
            changes=len(outcome.changes),
            not_tried=len(outcome.not_tried),
        )
    return outcome


def adopt_own_set(*, mandate: Mandate, own_set: OwnSet) -> int:
    """
    Put a tried set into effect from its own first day. Titles that are not decided and whose set could not
    recognise, or that were not assessed yet, are judged under it; others keep theirs (RULE-05). Returns how
    many changed over.

    :raises SetNotTried: it was not tried since it was written
    :raises SetAdopted: it is in use already
    :raises CannotRecognise: the set is not whole
    """
    mandate.require(Action.DECIDE, [UnitId(own_set.unit_id)])
    with transaction.atomic():
        kept = _draft(own_set)
        of = parsed(kept.key, kept.text)
        if not of.is_official:
            raise CannotRecognise(of)
        if kept.tried_on is None:
            raise SetNotTried(
                _(
                    "This set of criteria was not tried on the marked sheets yet. Press the trial, look "
                    "at the result, then adopt it."
                )
            )
        kept.adopted_on, kept.adopted_by_id = mandate.on, mandate.account
        kept.save(update_fields=["adopted_on", "adopted_by"])
        changed = _change_over(kept, of, mandate.on)
        trail.record(mandate, "adopted own set", kept, key=kept.key, titles=changed)
    return changed


def _draft(own_set: OwnSet) -> OwnSet:
    kept = OwnSet.objects.select_for_update().get(pk=own_set.pk)
    if kept.adopted_on is not None:
        raise SetAdopted(
            _(
                "This set of criteria is in use, so it cannot be changed. Enter a new one that takes "
                "effect on a later day."
            )
        )
    return kept


def _sound(text: str, key: str) -> CriteriaSet:
    of = parse(text, key=key)
    strange = [form.code for form in of.forms if form.code not in CITIZEN_FORMS]
    if of.subject is Subject.CITIZEN and strange:
        raise SetNotSound(
            key,
            [
                (
                    _("Form %(codes)s: citizens are counted by the four forms %(forms)s. Use these codes.")
                    % {"codes": ", ".join(strange), "forms": ", ".join(CITIZEN_FORMS)}
                )
            ],
        )
    return of


def _free_key(unit: Unit, of: CriteriaSet) -> str:
    stem = f"{unit.key}/{of.subject}-{of.scope}/{of.effective.start.year}"
    taken = set(OwnSet.objects.filter(key__startswith=stem).values_list("key", flat=True))
    return next(
        key for n in range(1, len(taken) + 2) if (key := stem if n == 1 else f"{stem}-{n}") not in taken
    )


def _past(own_set: OwnSet, on: date) -> Iterator[PastAssessment]:
    titles = Registration.objects.kept_by(units_below(UnitId(own_set.unit_id), on=on)).filter(
        programme=own_set.subject, scope=own_set.scope, is_old_title=False
    )
    assessments = Assessment.objects.filter(registration__in=titles).select_related("registration")
    latest = list(assessments.order_by("registration_id", "-pk").distinct("registration_id"))
    sets = sets_by_key({assessment.set_key for assessment in latest})
    for assessment in latest:
        of, registration = sets[assessment.set_key], assessment.registration
        outcome = {True: Outcome.PASSED, False: Outcome.FAILED, None: Outcome.NOT_JUDGED}[
            assessment.is_passed
        ]
        before = Judgement(
            key=assessment.set_key,
            form=registration.form or None,
            aim=registration.aim or None,
            outcome=outcome,
            total=assessment.total,
            grade=of.grade(assessment.grade) if assessment.grade else None,
            missing=(),
            shortfalls=(),
        )
        yield PastAssessment(registration.paper_code, stored_marks.read(assessment.marks), before)


def _change_over(own_set: OwnSet, of: CriteriaSet, on: date) -> int:
    units = units_below(UnitId(own_set.unit_id), on=on)
    ruled = sets_in_force(
        units, of.subject, of.scope, on=max(of.effective.start, date(of.effective.start.year, 1, 1))
    )
    here = [unit for unit, criteria in ruled.items() if criteria is not None and criteria.key == own_set.key]
    open_titles = (
        Registration.objects.kept_by(here)
        .filter(programme=of.subject, scope=of.scope, is_old_title=False, state__in=OPEN)
        .exclude(set_key=own_set.key)
        .select_for_update()
        .order_by("pk")
    )
    rows = list(open_titles.values_list("pk", "year", "registered_on", "set_key", "state"))
    sets = sets_by_key({row[3] for row in rows})
    changing = [
        pk
        for pk, year, registered_on, key, state in rows
        if registered_on is not None
        and of.effective.holds_on(rules.day_of_the_set(registered_on, year))
        and (state == State.REGISTERED or not sets[key].is_official)
    ]
    return Registration.objects.filter(pk__in=changing).update(set_key=own_set.key)
