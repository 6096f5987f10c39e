"""
Random acts on a handful of titles: only states the table allows, nothing recognised without a decision, and
taking back is exact.
"""

from __future__ import annotations

from datetime import date

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from khuyenhoc.domain.learning import services, states
from khuyenhoc.domain.learning.models import (
    Assessment,
    Decision,
    Programme,
    Recognition,
    Registration,
    Sitting,
    SittingResult,
    Step,
)
from khuyenhoc.domain.learning.services import Finding, SignedDecision, Verdict
from khuyenhoc.domain.learning.states import Act, State
from khuyenhoc.domain.organisation.countable import counts
from khuyenhoc.domain.organisation.models import Document
from khuyenhoc.foundation.values.mandates import Action
from khuyenhoc.foundation.values.periods import Period
from tests.domain.learning.titles import WINTER, YEAR, citizen, machine, marks, person

pytestmark = pytest.mark.django_db
ON_RECORD = settings(
    max_examples=30,
    deadline=None,
    suppress_health_check=[
        HealthCheck.function_scoped_fixture,
        HealthCheck.too_slow,
    ],  # each example is rolled back by itself
    phases=[
        Phase.explicit,
        Phase.reuse,
        Phase.generate,
    ],  # shrinking on a database takes long and says no more
)
REFUSALS = (
    services.RowsRefused,
    services.NothingChosen,
    services.NoSuchRegistration,
    services.NotSigned,
    services.DecisionDiffers,
    services.AlreadyRegistered,
    services.CannotUndo,
)
ACTS = ("self_assess", "meet", "verify", "decide", "unregistered", "fail", "withdraw", "revoke", "undo")
CASES = st.lists(
    st.tuples(
        st.sampled_from(ACTS),
        st.sets(st.integers(0, 3), min_size=1),
        st.booleans(),
        st.sampled_from(["7", "8", "9"]),
        st.integers(1, 3),
    ),
    max_size=25,
)


class _RolledBack(Exception):
    pass


def everything():
    return [
        list(model.objects.order_by("pk").values_list())
        for model in (Registration, Assessment, Sitting, SittingResult, Decision, Recognition, Step, Document)
    ]


def signed(cast, number):
    return SignedDecision(
        f"{number}/QĐ-UBND", date(2025, 12, 20 + number), "Nông Văn Ký", "Chủ tịch", cast.duc_long
    )


def acted(cast, people, case):
    """One act on those of the chosen people who have a title; the platform may refuse."""
    act, chosen, is_good, points, number = case
    by_person = dict(Registration.objects.values_list("person_id", "pk"))
    titles = [by_person[people[n].pk] for n in sorted(chosen) if people[n].pk in by_person]
    match act:
        case "self_assess":
            sheets = [services.MarkedSheet(pk, marks(points)) for pk in titles]
            services.self_assess_many(mandate=machine(Action.ASSESS), sheets=sheets)
        case "meet":
            services.hold_meeting(
                mandate=machine(Action.ASSESS), unit=cast.na_po, programme=Programme.CITIZEN, year=YEAR,
                held_on=date(2025, 11, 20), place="x", chair="a", secretary="b", present=9, invited=9,
                verdicts=[
                    Verdict(pk, is_agreed=is_good, marks=marks(points) if number == 1 else None)
                    for pk in titles
                ],
            )  # fmt: skip
        case "verify":
            findings = [
                Finding(pk, holds=is_good, marks=marks(points) if number == 1 else None) for pk in titles
            ]
            services.verify(mandate=machine(Action.VERIFY), findings=findings)
        case "decide":
            services.decide(
                mandate=machine(Action.DECIDE),
                signed=signed(cast, number),
                programme=Programme.CITIZEN,
                year=YEAR,
                registrations=titles,
            )
        case "unregistered":
            services.recognise_unregistered(
                mandate=machine(Action.DECIDE), signed=signed(cast, number), programme=Programme.CITIZEN,
                year=YEAR,
                subject=people[min(chosen)], form="worker", marks=marks(points), reason="sót",
            )  # fmt: skip
        case "fail":
            services.fail(mandate=machine(Action.DECIDE), registrations=titles, reason="x")
        case "withdraw":
            services.withdraw(mandate=machine(Action.REGISTER), registrations=titles, reason="x")
        case "revoke":
            services.revoke(
                mandate=machine(Action.DECIDE), signed=signed(cast, number), programme=Programme.CITIZEN,
                year=YEAR,
                registrations=titles, reason="x",
            )  # fmt: skip
        case "undo":
            services.undo_last(mandate=machine(Action.VIEW), registrations=titles)


def holds(cast):
    """What must hold of the records at any moment."""
    for title in Registration.objects.prefetch_related("steps"):
        here = State.REGISTERED if title.registered_on else None
        for step in sorted(title.steps.all(), key=lambda one: one.pk):
            assert step.was == (here or "")
            move = states.move(here, Act(step.act))
            assert move is not None
            here = move.becomes
            assert step.became == here
        assert title.state == here
        recognition = (
            Recognition.objects.filter(registration=title).select_related("decision__document").first()
        )
        assert (recognition is not None) == (title.state in (State.RECOGNISED, State.REVOKED))
        if recognition is not None:
            decision = recognition.decision
            assert decision.document.number
            assert decision.document.issued_on == decision.decided_on
            assert decision.signer
            assert (recognition.revoked_by is not None) == (title.state == State.REVOKED)
    figures = counts(Period.of_year(YEAR), [cast.na_po.pk])
    registered = sum(n for (_, code), n in figures.items() if code.endswith(".registered"))
    recognised = sum(n for (_, code), n in figures.items() if code.endswith(".recognised"))
    assert recognised <= registered + Registration.objects.exclude(unregistered_reason="").count()
    assert Decision.objects.filter(steps=None).count() == 0
    assert Sitting.objects.filter(results=None).count() == 0


@ON_RECORD
@given(CASES)
def test_any_sequence_of_acts_leaves_only_what_the_table_allows(cast, acts):
    try:
        with transaction.atomic():
            people = [citizen(f"Nông Văn {n}", home=cast.na_po).person for n in range(3)] + [
                person("Nông Văn 3", home=cast.na_po)
            ]
            for act in acts:
                before = everything()
                try:
                    with transaction.atomic():
                        acted(cast, people, act)
                except REFUSALS:
                    assert everything() == before
                holds(cast)
            raise _RolledBack
    except _RolledBack:
        pass


@ON_RECORD
@given(CASES)
def test_taking_back_the_last_step_of_all_it_moved_is_exact(cast, acts):
    try:
        with transaction.atomic():
            people = [citizen(f"Nông Văn {n}", home=cast.na_po).person for n in range(3)] + [
                person("Nông Văn 3", home=cast.na_po)
            ]
            for act in acts:
                before = everything()
                steps = set(Step.objects.values_list("pk", flat=True))
                titles = set(Registration.objects.values_list("pk", flat=True))
                try:
                    with transaction.atomic():
                        acted(cast, people, act)
                except REFUSALS:
                    continue
                moved = set(Step.objects.exclude(pk__in=steps).values_list("registration_id", flat=True))
                if moved and act[0] != "undo":
                    again = transaction.savepoint()
                    services.undo_last(mandate=machine(Action.VIEW), registrations=sorted(moved))
                    assert everything() == before
                    assert set(Registration.objects.values_list("pk", flat=True)) == titles
                    transaction.savepoint_rollback(again)
            raise _RolledBack
    except _RolledBack:
        pass


def test_the_day_of_the_tests_is_after_their_decisions():
    assert date(2025, 12, 23) <= WINTER
