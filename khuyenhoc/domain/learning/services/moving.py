"""The one way a title moves: locked, checked against the table of moves, written down as a step."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from khuyenhoc.domain.learning import states
from khuyenhoc.domain.learning.models import Assessment, Decision, Registration, SittingResult, Step
from khuyenhoc.domain.learning.queries.lists import NoSuchRegistration
from khuyenhoc.domain.learning.rules.deadlines import calendar
from khuyenhoc.domain.learning.services.refusals import NothingChosen, RowsRefused, on_sheet
from khuyenhoc.domain.learning.states import Act, State
from khuyenhoc.foundation.criteria.sets import Scope
from khuyenhoc.foundation.values.mandates import Action, Mandate, UnitId


@dataclass(frozen=True, slots=True)
class Taking:
    """One title about to make a move, with what the move makes."""

    registration: Registration
    act: Act
    reason: str = ""
    assessment: Assessment | None = None
    result: SittingResult | None = None
    decision: Decision | None = None


def locked(mandate: Mandate, action: Action, registrations: Iterable[int]) -> dict[int, Registration]:
    """
    The titles by id, kept from everybody else until the transaction ends; always locked in the same order, so
    two acts never wait for each other.

    :raises NothingChosen: there are none
    :raises NoSuchRegistration: one is not there
    :raises OutsideMandate: the mandate is not for the action, or does not reach a unit that keeps one
    """
    wanted = set(registrations)
    mandate.require(action, [])
    if not wanted:
        raise NothingChosen
    found = {
        one.pk: one for one in Registration.objects.select_for_update().filter(pk__in=wanted).order_by("pk")
    }
    if wanted - found.keys():
        raise NoSuchRegistration
    mandate.require(action, {UnitId(one.unit_id) for one in found.values()})
    return found


def wrong_states(
    acts: Mapping[int, Act], registrations: Mapping[int, Registration]
) -> dict[int, tuple[str, ...]]:
    """The titles that the table of moves lets not make their act, with why."""
    found = dict[int, tuple[str, ...]]()
    for pk, act in acts.items():
        was = State(registrations[pk].state)
        if states.move(was, act) is None:
            found[pk] = (on_sheet(registrations[pk], states.refusal(was, act)),)
    return found


def refuse_wrong_states(acts: Mapping[int, Act], registrations: Mapping[int, Registration]) -> None:
    """Raises RowsRefused where a title may not make its act."""
    problems = wrong_states(acts, registrations)
    if problems:
        raise RowsRefused(problems)


def refuse_if_closed(step: str, registrations: Iterable[Registration], mandate: Mandate) -> None:
    """Raises StepClosed where the calendar closes the step for one of the titles."""
    for programme, scope, year in sorted({(one.programme, one.scope, one.year) for one in registrations}):
        calendar().refuse_if_closed(
            step, Registration(programme=programme).title.subject, Scope(scope), year=year, on=mandate.on
        )


def take(mandate: Mandate, takings: Sequence[Taking]) -> None:
    """
    Make the moves: one step each, then one statement for each new state. The states were checked under lock.

    Recognised without registration, a title begins with its recognition: it came from no state.
    """
    steps, becoming = [], dict[State, list[int]]()
    for one in takings:
        was = None if one.act is Act.RECOGNISE_UNREGISTERED else State(one.registration.state)
        move = states.move(was, one.act)
        assert move is not None  # noqa: S101 - refused under the same lock
        steps.append(
            Step(
                registration=one.registration,
                act=one.act,
                was=was or "",
                became=move.becomes,
                reason=one.reason,
                taken_by_id=mandate.account,
                taken_on=mandate.on,
                assessment=one.assessment,
                result=one.result,
                decision=one.decision,
            )
        )
        becoming.setdefault(move.becomes, []).append(one.registration.pk)
        one.registration.state = move.becomes
    Step.objects.bulk_create(steps, batch_size=2000)
    for state, registrations in becoming.items():
        Registration.objects.filter(pk__in=registrations).update(state=state)
