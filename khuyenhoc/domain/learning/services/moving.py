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
    The titles by id, locked until the transaction ends. They are always locked in the same order, so two acts
    never wait for each other.

    :raises NothingChosen: there are none
    :raises NoSuchRegistration: one is not there
    :raises OutsideMandate: the mandate is not for the action, or does not reach a unit that keeps one
    """
    wanted = set(registrations)
    mandate.require(action, [])
    if not wanted:
        raise NothingChosen
    titles = {
        title.pk: title
        for title in Registration.objects.select_for_update().filter(pk__in=wanted).order_by("pk")
    }
    if wanted - titles.keys():
        raise NoSuchRegistration
    mandate.require(action, {UnitId(title.unit_id) for title in titles.values()})
    return titles


def wrong_states(
    acts: Mapping[int, Act], registrations: Mapping[int, Registration]
) -> dict[int, tuple[str, ...]]:
    """The titles that the table of moves lets not make their act, with why."""
    problems = dict[int, tuple[str, ...]]()
    for pk, act in acts.items():
        was = State(registrations[pk].state)
        if states.move(was, act) is None:
            problems[pk] = (on_sheet(registrations[pk], states.refusal(was, act)),)
    return problems


def refuse_wrong_states(acts: Mapping[int, Act], registrations: Mapping[int, Registration]) -> None:
    """Raises RowsRefused where a title may not make its act."""
    problems = wrong_states(acts, registrations)
    if problems:
        raise RowsRefused(problems)


def refuse_if_closed(step: str, registrations: Iterable[Registration], mandate: Mandate) -> None:
    """Raises StepClosed where the calendar closes the step for one of the titles."""
    for programme, scope, year in sorted(
        {(title.programme, title.scope, title.year) for title in registrations}
    ):
        calendar().refuse_if_closed(
            step, Registration(programme=programme).title.subject, Scope(scope), year=year, on=mandate.on
        )


def take(mandate: Mandate, takings: Sequence[Taking]) -> None:
    """
    Make the moves: one step each, then one statement for each new state. The states were checked under lock.

    Recognised without registration, a title begins with its recognition: it came from no state.
    """
    steps, becoming = [], dict[State, list[int]]()
    for taking in takings:
        was = None if taking.act is Act.RECOGNISE_UNREGISTERED else State(taking.registration.state)
        move = states.move(was, taking.act)
        assert move is not None  # noqa: S101 - refused under the same lock
        steps.append(
            Step(
                registration=taking.registration,
                act=taking.act,
                was=was or "",
                became=move.becomes,
                reason=taking.reason,
                taken_by_id=mandate.account,
                taken_on=mandate.on,
                assessment=taking.assessment,
                result=taking.result,
                decision=taking.decision,
            )
        )
        becoming.setdefault(move.becomes, []).append(taking.registration.pk)
        taking.registration.state = move.becomes
    Step.objects.bulk_create(steps, batch_size=2000)
    for state, registrations in becoming.items():
        Registration.objects.filter(pk__in=registrations).update(state=state)
