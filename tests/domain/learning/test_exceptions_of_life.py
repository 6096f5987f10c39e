"""
What stands beside the straight way: recognised without registration, revoked, raised, withdrawn, undone, and
strangers.
"""

from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from khuyenhoc.domain.learning import services
from khuyenhoc.domain.learning.models import Assessment, Programme, Recognition, Registration, Step
from khuyenhoc.domain.learning.services import Finding, Verdict
from khuyenhoc.foundation.audit.models import AuditLine
from khuyenhoc.foundation.values.mandates import Action, OutsideMandate
from tests.domain.learning.titles import (
    AUTUMN,
    FAMILIES,
    HAMLETS,
    WINTER,
    YEAR,
    citizen,
    decided,
    group,
    ids,
    machine,
    mandate,
    marks,
    own_set,
    person,
    recognised,
    signed,
    state_of,
    verified,
)


def test_recognised_without_registration_warns_and_keeps_the_reason(cast):
    someone = person("Nông Thị Sót", home=cast.na_po)

    done = services.recognise_unregistered(
        mandate=mandate(cast.province, Action.DECIDE, WINTER),
        signed=signed(cast.duc_long),
        programme=Programme.CITIZEN,
        year=YEAR,
        subject=someone,
        form="worker",
        marks=marks(),
        reason="sót tên trong danh sách đầu năm",
    )

    made = Registration.objects.get()
    assert "không có đăng ký cùng năm 2025" in done.warnings[0]
    assert (made.state, made.registered_on, made.unregistered_reason) == (
        "recognised",
        None,
        "sót tên trong danh sách đầu năm",
    )
    with pytest.raises(services.MarksNotSound, match="lý do"):
        services.recognise_unregistered(
            mandate=machine(Action.DECIDE), signed=signed(cast.duc_long), programme=Programme.CITIZEN,
            year=YEAR,
            subject=someone, form="worker", marks=marks(), reason=" ",
        )  # fmt: skip


def test_whoever_is_registered_is_not_recognised_as_unregistered(cast):
    holder = citizen("Nông Văn A", home=cast.na_po).person
    assert holder is not None

    with pytest.raises(services.AlreadyRegistered):
        services.recognise_unregistered(
            mandate=machine(Action.DECIDE), signed=signed(cast.duc_long), programme=Programme.CITIZEN,
            year=YEAR,
            subject=holder, form="worker", marks=marks(), reason="sót",
        )  # fmt: skip

    assert not Recognition.objects.exists()


def test_a_revoked_title_stays_on_record_with_the_decision_that_took_it(cast):
    made = citizen("Nông Văn A", home=cast.na_po)
    recognised(made, unit=cast.na_po, by=cast.duc_long)

    with pytest.raises(services.RowsRefused, match="sau ngày thu hồi"):
        services.revoke(
            mandate=machine(Action.DECIDE),
            signed=signed(cast.duc_long, number="3/QĐ-UBND", on=date(2025, 12, 19)),
            programme=Programme.CITIZEN, year=YEAR, registrations=[made.pk], reason="khai không đúng",
        )  # fmt: skip
    services.revoke(
        mandate=machine(Action.DECIDE),
        signed=signed(cast.duc_long, number="3/QĐ-UBND", on=date(2025, 12, 28)),
        programme=Programme.CITIZEN, year=YEAR, registrations=[made.pk], reason="khai không đúng",
    )  # fmt: skip

    kept = Recognition.objects.get()
    assert kept.revoked_by is not None
    assert (state_of(made), kept.revoked_on, kept.revoked_by.document.number) == (
        "revoked",
        date(2025, 12, 28),
        "3/QĐ-UBND",
    )
    assert (
        Recognition.objects.on(date(2025, 12, 27)).count(),
        Recognition.objects.on(date(2025, 12, 28)).count(),
    ) == (1, 0)


def test_the_database_takes_no_recognition_back_without_a_decision(cast):
    made = citizen("Nông Văn A", home=cast.na_po)
    recognised(made, unit=cast.na_po, by=cast.duc_long)

    with pytest.raises(IntegrityError), transaction.atomic():
        Recognition.objects.update(revoked_on=WINTER)
    with pytest.raises(IntegrityError), transaction.atomic():
        Step.objects.filter(act="recognise").update(decision=None)


def test_a_level_is_raised_a_year_after_the_lower_one_and_not_before(cast):
    own_set(HAMLETS, unit=cast.cao_bang)
    hamlet = group("community", "Xóm Nà Pò", unit=cast.na_po)
    first_citizen = citizen("Nông Văn A", home=cast.na_po, year=2024)
    recognised(first_citizen, unit=cast.na_po, by=cast.duc_long, number="1/QĐ-UBND", on=date(2024, 12, 1))
    services.register_again(
        mandate=machine(Action.REGISTER), units=[cast.na_po.pk], programme=Programme.CITIZEN, year=YEAR
    )
    again = Registration.objects.get(year=YEAR)
    recognised(again, unit=cast.na_po, by=cast.duc_long, number="2/QĐ-UBND", on=date(2025, 12, 1))
    titles = {
        year: services.register(
            mandate=machine(Action.REGISTER, date(year, 2, 3)),
            programme=Programme.COMMUNITY,
            year=year,
            subject=hamlet,
        )
        for year in (2024, YEAR)
    }
    verified(titles[2024], unit=cast.na_po, given={"1.1": True, "1.3": False})
    verified(titles[YEAR], unit=cast.na_po, given={"1.1": True, "1.3": True})
    first = decided(titles[2024], by=cast.duc_long, number="10/QĐ-UBND", on=date(2024, 12, 25)).recognitions[
        0
    ]

    with pytest.raises(services.RowsRefused, match="12 tháng"):
        decided(titles[YEAR], by=cast.duc_long, number="20/QĐ-UBND", on=date(2025, 12, 24))
    second = decided(titles[YEAR], by=cast.duc_long, number="21/QĐ-UBND", on=date(2025, 12, 25)).recognitions[
        0
    ]

    assert (first.grade, first.starts_on, first.validity.last_day) == (
        "1",
        date(2024, 12, 25),
        date(2027, 12, 25),
    )
    assert second.grade == "2"
    with pytest.raises(services.CannotUndo, match="danh hiệu sau"):
        services.undo_last(mandate=machine(Action.DECIDE), registrations=[titles[2024].pk])


def test_a_decision_in_another_year_than_its_titles_warns(cast):
    made = citizen("Nông Văn A", home=cast.na_po)
    verified(made, unit=cast.na_po)

    done = decided(made, by=cast.duc_long, on=date(2026, 1, 15))

    assert "Kiểm tra lại năm" in done.warnings[0]
    recognition = done.recognitions[0]
    assert (recognition.starts_on, recognition.ends_on) == (date(2025, 12, 31), date(2026, 1, 1))


def test_withdrawing_failing_and_undoing(cast):
    leaving, failing = citizen("Nông Văn A", home=cast.na_po), citizen("Nông Văn B", home=cast.na_po)
    verified(failing, unit=cast.na_po)

    services.withdraw(
        mandate=mandate(cast.chapter, Action.REGISTER), registrations=[leaving.pk], reason="đi làm xa"
    )
    services.fail(mandate=mandate(cast.province, Action.DECIDE), registrations=[failing.pk], reason="vi phạm")

    assert (state_of(leaving), state_of(failing)) == ("withdrawn", "failed")
    with pytest.raises(services.RowsRefused):
        services.withdraw(mandate=machine(Action.REGISTER), registrations=[failing.pk], reason="x")
    services.undo_last(mandate=mandate(cast.chapter, Action.REGISTER), registrations=[leaving.pk])
    assert state_of(leaving) == "registered"


def test_a_step_is_taken_back_only_by_whoever_might_take_it(cast):
    made = citizen("Nông Văn A", home=cast.na_po)
    verified(made, unit=cast.na_po)

    for by in (
        mandate(cast.chapter, Action.ASSESS),
        mandate(cast.commune, Action.REGISTER),
        mandate(cast.stranger, Action.VERIFY),
    ):
        with pytest.raises(OutsideMandate):
            services.undo_last(mandate=by, registrations=[made.pk])
    services.undo_last(mandate=mandate(cast.commune, Action.VERIFY), registrations=[made.pk])

    assert state_of(made) == "met"


def test_a_mistyped_decision_leaves_nothing_behind_when_it_is_undone(cast):
    made = citizen("Nông Văn A", home=cast.na_po)
    verified(made, unit=cast.na_po)
    decided(made, by=cast.duc_long, on=date(2025, 12, 21))

    services.undo_last(mandate=machine(Action.DECIDE), registrations=[made.pk])
    decided(made, by=cast.duc_long, on=date(2025, 12, 20))

    assert Recognition.objects.get().starts_on == date(2025, 12, 20)


def test_strangers_change_nothing_with_any_act(cast):
    made = citizen("Nông Văn A", home=cast.na_po)
    verified(made, unit=cast.na_po)
    before = (
        list(Registration.objects.values()),
        list(Step.objects.values()),
        list(Assessment.objects.values()),
        AuditLine.objects.count(),
    )
    other = person("Nông Văn C", home=cast.na_po)

    def acts(of_account, on=AUTUMN):
        def by(action):
            return mandate(of_account, action, on)

        one = [made.pk]
        yield lambda: services.withdraw(mandate=by(Action.REGISTER), registrations=one, reason="x")
        yield lambda: services.self_assess(mandate=by(Action.ASSESS), registration=made.pk, marks=marks())
        yield lambda: services.hold_meeting(
            mandate=by(Action.ASSESS), unit=cast.na_po, programme=Programme.CITIZEN, year=YEAR, held_on=on,
            place="x", chair="a",
            secretary="b", present=1, invited=1, verdicts=[Verdict(made.pk, is_agreed=True)],
        )  # fmt: skip
        yield lambda: services.verify(mandate=by(Action.VERIFY), findings=[Finding(made.pk, holds=True)])
        for act in (services.decide, services.revoke):
            more = {"reason": "x"} if act is services.revoke else {}
            yield lambda act=act, more=more: act(
                mandate=by(Action.DECIDE), signed=signed(cast.duc_long, on=on), programme=Programme.CITIZEN,
                year=YEAR,
                registrations=one, **more,
            )  # fmt: skip
        yield lambda: services.recognise_unregistered(
            mandate=by(Action.DECIDE), signed=signed(cast.duc_long, on=on), programme=Programme.CITIZEN,
            year=YEAR, subject=other,
            form="worker", marks=marks(), reason="x",
        )  # fmt: skip
        yield lambda: services.fail(mandate=by(Action.DECIDE), registrations=one, reason="x")
        yield lambda: services.undo_last(mandate=by(Action.VERIFY), registrations=one)
        yield lambda: services.enter_own_set(mandate=by(Action.DECIDE), unit=cast.cao_bang, text=FAMILIES)

    for account in (cast.stranger, cast.nobody, cast.editor):
        for act in acts(account):
            with pytest.raises(OutsideMandate):
                act()

    after = (
        list(Registration.objects.values()),
        list(Step.objects.values()),
        list(Assessment.objects.values()),
        AuditLine.objects.count(),
    )
    assert after == before
    assert ids([made]) == [before[0][0]["id"]]
