"""
Taking back: the last step of titles, or a whole list that was registered by mistake. Exactly as it was
before, and on the audit trail.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.db import connection, transaction
from django.utils.translation import gettext as _

from khuyenhoc.domain.learning.models import (
    Assessment,
    Decision,
    Recognition,
    Registration,
    Sitting,
    SittingResult,
    Step,
)
from khuyenhoc.domain.learning.services.moving import locked
from khuyenhoc.domain.learning.services.refusals import CannotUndo, on_sheet
from khuyenhoc.domain.learning.services.signing import forget_if_empty
from khuyenhoc.domain.learning.states import ACTION_OF, Act
from khuyenhoc.domain.people.models import RegisterSheet
from khuyenhoc.foundation.audit import trail
from khuyenhoc.foundation.values.mandates import Action, Mandate, UnitId


def undo_last(*, mandate: Mandate, registrations: Iterable[int]) -> None:
    """
    Take back the last step of each title, the registration itself where there is no step after it. The right
    to take a step is the right to take it back.

    :raises OutsideMandate: a last step needs another entitlement than the mandate's, or a title is out of its
      reach
    :raises CannotUndo: a later title rests on it
    """
    with transaction.atomic():
        titles = locked(mandate, mandate.action, registrations)
        last = {step.registration_id: step for step in _last_steps(list(titles))}
        for pk, title in titles.items():
            act = Act(last[pk].act) if pk in last else Act.REGISTER
            mandate.require(ACTION_OF[act], [UnitId(title.unit_id)])
        _refuse_what_rests(titles, last)
        for pk in titles:
            if pk in last:
                _take_back(last[pk])
            else:
                titles[pk].delete()
        acts = sorted(
            {step.act for step in last.values()}
            | ({Act.REGISTER.value} if titles.keys() - last.keys() else set())
        )
        trail.record(mandate, "took back", Registration, titles=len(titles), acts=acts)


def unregister_sheet(*, mandate: Mandate, sheet: RegisterSheet) -> int:
    """
    Take a whole registered list back. Returns how many registrations went.

    :raises CannotUndo: some of its titles have made a step since; take those back first
    :raises OutsideMandate: it holds titles of a unit the mandate does not reach
    """
    mandate.require(Action.REGISTER, [])
    with transaction.atomic():
        held = Registration.objects.filter(register_sheet=sheet)
        units = [UnitId(unit) for unit in held.order_by().values_list("unit_id", flat=True).distinct()]
        mandate.require(Action.REGISTER, units)
        moved = (
            Step.objects.filter(registration__register_sheet=sheet).values("registration").distinct().count()
        )
        if moved:
            raise CannotUndo(
                _(
                    "%(titles)s registrations of this list have gone on to a later step. Take those "
                    "steps back first, then the whole list."
                )
                % {"titles": moved}
            )
        with connection.cursor() as cursor:
            # One statement for a hundred thousand rows; whatever came to rest on one meanwhile makes it fail
            # as a whole.
            cursor.execute(
                f"DELETE FROM {Registration._meta.db_table} WHERE register_sheet_id = %s",  # noqa: S608
                [sheet.pk],
            )
            gone = int(cursor.rowcount)
        trail.record(mandate, "unregistered list", sheet, titles=gone)
    return gone


def _last_steps(registrations: list[int]) -> Iterable[Step]:
    steps = Step.objects.filter(registration_id__in=registrations).select_related(
        "decision__document", "result__sitting", "registration"
    )
    return steps.order_by("registration_id", "-pk").distinct("registration_id")


def _refuse_what_rests(titles: dict[int, Registration], last: dict[int, Step]) -> None:
    """A higher level rests on the lower one it was raised from."""
    for pk, step in last.items():
        if step.act not in (Act.RECOGNISE, Act.RECOGNISE_UNREGISTERED):
            continue
        title, recognition = titles[pk], Recognition.objects.get(registration=pk)
        later = Recognition.objects.filter(
            registration__group=title.group_id,
            registration__person=title.person_id,
            registration__programme=title.programme,
            registration__scope=title.scope,
            starts_on__gt=recognition.starts_on,
            starts_on__lt=recognition.ends_on,
        )
        if later.exists():
            raise CannotUndo(
                on_sheet(
                    title,
                    _(
                        "a later title was recognised while this one was in force. Take the later one back "
                        "first."
                    ),
                )
            )


def _take_back(step: Step) -> None:
    registration, act = step.registration, Act(step.act)
    assessment, result, decision = step.assessment, step.result, step.decision
    if act in (Act.RECOGNISE, Act.RECOGNISE_UNREGISTERED):
        Recognition.objects.filter(registration=registration).delete()
    if act is Act.REVOKE:
        Recognition.objects.filter(registration=registration).update(revoked_by=None, revoked_on=None)
    step.delete()
    _remove(assessment, result, decision)
    if act is Act.RECOGNISE_UNREGISTERED:
        registration.delete()
    else:
        Registration.objects.filter(pk=registration.pk).update(state=step.was)


def _remove(assessment: Assessment | None, result: SittingResult | None, decision: Decision | None) -> None:
    """What a step made, and the meeting or decision that has nothing left in it."""
    if assessment is not None:
        assessment.delete()
    if result is not None:
        sitting: Sitting = result.sitting
        result.delete()
        if not sitting.results.exists():
            sitting.delete()
    if decision is not None:
        forget_if_empty(decision)
