"""Going for a title: one by one, a list at once, again; each at the unit that keeps the holder."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from khuyenhoc.domain.learning import services
from khuyenhoc.domain.learning.models import Programme, Registration
from khuyenhoc.domain.people.models import RegisterSheet
from khuyenhoc.foundation.audit.models import AuditLine
from khuyenhoc.foundation.criteria.sets import Scope
from khuyenhoc.foundation.values.mandates import Action, OutsideMandate
from tests.domain.learning.titles import SPRING, YEAR, citizen, group, machine, mandate, person, self_assessed


def test_a_chapter_secretary_registers_a_citizen_under_the_set_of_the_day(cast):
    someone = person("Nông Thị Hoà", home=cast.na_po)

    made = services.register(
        mandate=mandate(cast.chapter, Action.REGISTER, SPRING),
        programme=Programme.CITIZEN,
        year=YEAR,
        subject=someone,
        form="resident",
    )

    assert (made.unit_id, made.set_key, made.state, made.registered_on) == (
        cast.na_po.pk,
        "learning-citizen/2023",
        "registered",
        SPRING,
    )
    assert made.is_again is False
    assert AuditLine.objects.get(act="registered").facts == {"programme": "citizen", "year": YEAR}


def test_a_list_typed_in_later_is_judged_under_the_set_of_its_own_year(cast):
    made = citizen("Nông Văn Cũ", home=cast.na_po, year=2022)

    assert made.set_key == "learning-citizen/2020"  # registered in February 2022, before Decision 244


def test_a_holder_goes_for_a_title_once_a_year(cast):
    made = citizen("Nông Thị Hoà", home=cast.na_po)
    assert made.person is not None

    with pytest.raises(services.AlreadyRegistered, match="năm 2025 rồi"):
        services.register(
            mandate=machine(Action.REGISTER),
            programme=Programme.CITIZEN,
            year=YEAR,
            subject=made.person,
            form="resident",
        )


def test_the_next_year_is_registered_again(cast):
    first = citizen("Nông Thị Hoà", home=cast.na_po, year=2024)

    done = services.register_again(
        mandate=mandate(cast.chapter, Action.REGISTER, SPRING),
        units=[cast.na_po.pk],
        programme=Programme.CITIZEN,
        year=YEAR,
    )

    again = Registration.objects.get(year=YEAR)
    assert (done.new, done.already) == (1, 0)
    assert (again.person_id, again.form, again.is_again) == (first.person_id, "resident", True)


def test_whoever_withdrew_is_not_registered_again_by_itself(cast):
    made = citizen("Nông Thị Hoà", home=cast.na_po, year=2024)
    services.withdraw(mandate=machine(Action.REGISTER), registrations=[made.pk], reason="đi xa")

    done = services.register_again(
        mandate=machine(Action.REGISTER), units=[cast.na_po.pk], programme=Programme.CITIZEN, year=YEAR
    )

    assert done.new == 0


def test_a_list_is_registered_at_once_and_twice_changes_nothing(cast):
    families = [group("family", f"Nông Văn {n}", unit=cast.na_po) for n in range(5)]
    sheet = RegisterSheet.objects.create(
        kind="family",
        unit=cast.duc_long,
        year=YEAR,
        file_name="gia-dinh.xlsx",
        sha256="0" * 64,
        new=5,
        changed=0,
        same=0,
    )
    subjects = {one.pk: "" for one in families}
    by = mandate(cast.commune, Action.REGISTER, SPRING)

    first = services.register_many(
        mandate=by, programme=Programme.FAMILY, year=YEAR, subjects=subjects, sheet=sheet
    )
    second = services.register_many(
        mandate=by, programme=Programme.FAMILY, year=YEAR, subjects=subjects, sheet=sheet
    )

    assert (first.new, first.already, second.new, second.already) == (5, 0, 0, 5)
    assert set(Registration.objects.values_list("unit_id", "set_key", "register_sheet_id")) == {
        (cast.na_po.pk, "learning-family/2022", sheet.pk)
    }
    assert AuditLine.objects.filter(act="registered list").count() == 2


def test_a_registered_list_can_be_taken_back_as_a_whole_until_somebody_worked_on_it(cast):
    sheet = RegisterSheet.objects.create(
        kind="citizen",
        unit=cast.duc_long,
        year=YEAR,
        file_name="cong-dan.xlsx",
        sha256="0" * 64,
        new=2,
        changed=0,
        same=0,
    )
    subjects = {person(name, home=cast.na_po).pk: "resident" for name in ("Nông Văn A", "Nông Văn B")}
    by = mandate(cast.commune, Action.REGISTER, SPRING)
    services.register_many(mandate=by, programme=Programme.CITIZEN, year=YEAR, subjects=subjects, sheet=sheet)
    one = Registration.objects.order_by("pk")[0]
    self_assessed(one)

    with pytest.raises(services.CannotUndo, match="1 đăng ký"):
        services.unregister_sheet(mandate=by, sheet=sheet)

    services.undo_last(mandate=machine(Action.ASSESS), registrations=[one.pk])
    assert services.unregister_sheet(mandate=by, sheet=sheet) == 2
    assert not Registration.objects.exists()


def test_a_list_with_somebody_of_another_unit_registers_nobody(cast):
    ours, theirs = person("Nông Văn A", home=cast.na_po), person("Vi Văn B", home=cast.that_khe)

    with pytest.raises(OutsideMandate):
        services.register_many(
            mandate=mandate(cast.chapter, Action.REGISTER, SPRING),
            programme=Programme.CITIZEN,
            year=YEAR,
            subjects={ours.pk: "resident", theirs.pk: "resident"},
        )

    assert not Registration.objects.exists()


@pytest.mark.parametrize(("programme", "kind"), [(Programme.CLAN, "family"), (Programme.UNIT, "community")])
def test_a_group_of_another_kind_cannot_go_for_the_title(cast, programme, kind):
    other = group(kind, "Họ Nông", unit=cast.na_po)

    with pytest.raises(services.NotOnTheRegister):
        services.register(mandate=machine(Action.REGISTER), programme=programme, year=YEAR, subject=other)
    with pytest.raises(services.NotOnTheRegister, match="1 dòng"):
        services.register_many(
            mandate=machine(Action.REGISTER), programme=programme, year=YEAR, subjects={other.pk: ""}
        )


def test_a_citizen_needs_one_of_the_four_forms(cast):
    someone = person("Nông Văn A", home=cast.na_po)

    with pytest.raises(services.NotOnTheRegister, match="mẫu phiếu"):
        services.register(
            mandate=machine(Action.REGISTER), programme=Programme.CITIZEN, year=YEAR, subject=someone
        )
    with pytest.raises(services.NotOnTheRegister, match="farmer"):
        services.register_many(
            mandate=machine(Action.REGISTER),
            programme=Programme.CITIZEN,
            year=YEAR,
            subjects={someone.pk: "farmer"},
        )


def test_before_there_was_any_set_only_the_older_title_can_be_registered(cast):
    family = group("family", "Nông Văn A", unit=cast.na_po)

    with pytest.raises(services.NoSetInForce, match="hiếu học"):
        services.register(
            mandate=machine(Action.REGISTER), programme=Programme.FAMILY, year=2014, subject=family
        )
    made = services.register(
        mandate=machine(Action.REGISTER),
        programme=Programme.FAMILY,
        year=2014,
        subject=family,
        is_old_title=True,
    )

    assert (made.set_key, made.is_old_title) == ("", True)
    with pytest.raises(services.RowsRefused, match="hiếu học"):
        services.self_assess(mandate=machine(Action.ASSESS), registration=made.pk, marks={})


def test_a_commune_as_a_community_is_another_title_than_a_hamlet(cast):
    commune = group("community", "Xã Đức Long", unit=cast.duc_long)

    made = services.register(
        mandate=machine(Action.REGISTER, SPRING),
        programme=Programme.COMMUNITY,
        year=YEAR,
        subject=commune,
        scope=Scope.COMMUNE,
    )

    assert (made.scope, made.set_key) == ("commune", "learning-community-commune/2024")


@pytest.mark.parametrize(
    "wrong",
    [
        {"scope": "commune"},
        {"form": "farmer"},
        {"state": "lost"},
        {"set_key": ""},
        {"registered_on": None},
        {"registered_on": None, "unregistered_reason": "sót"},
        {"unregistered_reason": "sót"},
        {"is_old_title": True},
        {"year": 1895},
    ],
)
def test_the_database_itself_refuses_what_cannot_be(cast, wrong):
    made = citizen("Nông Văn A", home=cast.na_po)

    with pytest.raises(IntegrityError), transaction.atomic():
        Registration.objects.filter(pk=made.pk).update(**wrong)


def test_registering_needs_the_right_post_and_reach(cast):
    someone = person("Nông Văn A", home=cast.na_po)
    strangers = [
        mandate(cast.stranger, Action.REGISTER, SPRING),
        mandate(cast.chapter, Action.VIEW, SPRING),
        mandate(cast.nobody, Action.REGISTER),
    ]

    for by in strangers:
        with pytest.raises(OutsideMandate):
            services.register(
                mandate=by, programme=Programme.CITIZEN, year=YEAR, subject=someone, form="resident"
            )
        with pytest.raises(OutsideMandate):
            services.register_many(
                mandate=by, programme=Programme.CITIZEN, year=YEAR, subjects={someone.pk: "resident"}
            )
        with pytest.raises(OutsideMandate):
            services.register_again(mandate=by, units=[cast.na_po.pk], programme=Programme.CITIZEN, year=YEAR)

    assert not Registration.objects.exists()


def test_a_title_registered_on_a_day_of_another_year_takes_the_set_of_the_nearest_day(cast):
    someone = person("Nông Văn A", home=cast.na_po)

    made = services.register(
        mandate=machine(Action.REGISTER, date(2025, 1, 5)),
        programme=Programme.CITIZEN,
        year=2023,
        subject=someone,
        form="worker",
    )

    assert made.set_key == "learning-citizen/2023"  # as of 31 December 2023
