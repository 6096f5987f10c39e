"""
A person's way through the units: admitted, transferred, taken back, no longer a member; fields put right; a
group that is no more.
"""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import translation

from khuyenhoc.domain.organisation.models import Unit
from khuyenhoc.domain.people import services
from khuyenhoc.domain.people.kinds import RegisterKind
from khuyenhoc.domain.people.models import Group, Membership, Person
from khuyenhoc.foundation.audit.models import AuditLine
from khuyenhoc.foundation.values.mandates import Mandate, OutsideMandate
from khuyenhoc.foundation.values.vietnamese import person_sort_key
from tests.cast import Cast
from tests.domain.people.lists import loaded
from tests.domain.people.persons import JOINED, TODAY, group, machine, mandate, member, memberships, person

MOVED = date(2026, 2, 1)


def transferred(
    someone: Person, unit: Unit, *, on: date = MOVED, by: Mandate | None = None
) -> Membership | None:
    return services.transfer(mandate=by or machine(), person=someone, to_unit=unit, on=on)


# ---- Transfer ----


def test_a_transfer_ends_one_membership_and_begins_the_other_on_the_same_day(cast: Cast) -> None:
    someone = member(home=cast.na_po)

    transferred(someone, cast.duc_long)

    someone.refresh_from_db()
    assert memberships(someone) == [("na-po", JOINED, MOVED), ("duc-long", MOVED, None)]
    assert someone.home == cast.duc_long


def test_somebody_who_is_no_member_moves_and_becomes_none(cast: Cast) -> None:
    someone = person(home=cast.na_po)

    assert transferred(someone, cast.duc_long) is None

    someone.refresh_from_db()
    assert (someone.home, memberships(someone)) == (cast.duc_long, [])


def test_whoever_was_a_member_once_moves_without_becoming_one_again(cast: Cast) -> None:
    someone = member(home=cast.na_po)
    services.end_membership(mandate=machine(), person=someone, on=date(2026, 1, 5))

    assert transferred(someone, cast.duc_long) is None

    assert memberships(someone) == [("na-po", JOINED, date(2026, 1, 5))]


@pytest.mark.parametrize("on", [JOINED, JOINED - timedelta(days=1), TODAY + timedelta(days=1)])
def test_a_transfer_on_an_impossible_day_changes_nothing(cast: Cast, on: date) -> None:
    someone = member(home=cast.na_po)

    with pytest.raises(services.CannotTransfer) as refused:
        transferred(someone, cast.duc_long, on=on)

    assert refused.value.field == "on"
    assert memberships(someone) == [("na-po", JOINED, None)]


def test_nobody_is_transferred_to_where_they_are(cast: Cast) -> None:
    someone = member(home=cast.na_po)

    with pytest.raises(services.CannotTransfer, match="đang ở đơn vị ấy"):
        transferred(someone, cast.na_po)


def test_nobody_is_transferred_to_a_unit_that_has_ended(cast: Cast) -> None:
    someone = member(home=cast.na_po)

    with pytest.raises(services.CannotTransfer, match="không hoạt động"):
        transferred(someone, cast.thach_an)


@pytest.mark.parametrize("who", ["commune", "stranger", "nobody"])
def test_a_transfer_needs_both_units(cast: Cast, who: str) -> None:
    someone = member(home=cast.na_po)

    with pytest.raises(OutsideMandate):
        transferred(someone, cast.dong_khe, by=mandate(getattr(cast, who)))

    assert memberships(someone) == [("na-po", JOINED, None)]


def test_the_province_transfers_between_its_communes(cast: Cast) -> None:
    someone = member(home=cast.na_po)

    transferred(someone, cast.dong_khe, by=mandate(cast.province))

    assert memberships(someone)[-1] == ("dong-khe", MOVED, None)


def test_the_audit_names_units_and_days_and_nobody(cast: Cast) -> None:
    someone = member("Đàm Thị Riêng", home=cast.na_po)

    transferred(someone, cast.duc_long)

    line = AuditLine.objects.latest("pk")
    assert (line.act, line.subject_id) == ("transferred person", someone.pk)
    assert line.facts == {"left": "na-po", "joined": "duc-long", "on": "2026-02-01"}


# ---- Taken back ----


def test_the_last_transfer_is_taken_back_as_if_it_had_not_been(cast: Cast) -> None:
    someone = member(home=cast.na_po)
    transferred(someone, cast.duc_long)

    services.undo_transfer(mandate=machine(), person=someone)

    someone.refresh_from_db()
    assert (someone.home, memberships(someone)) == (cast.na_po, [("na-po", JOINED, None)])


def test_what_was_no_transfer_is_not_taken_back(cast: Cast) -> None:
    someone = member(home=cast.na_po)

    with pytest.raises(services.CannotUndoTransfer):
        services.undo_transfer(mandate=machine(), person=someone)


def test_a_transfer_an_office_rests_on_stays(cast: Cast) -> None:
    someone = member(home=cast.na_po)
    transferred(someone, cast.duc_long)
    committee = services.form_committee(
        mandate=machine(), unit=cast.duc_long, is_provisional=False, starts_on=MOVED
    )
    services.appoint_officer(
        mandate=machine(), committee=committee, person=someone, post="chair", starts_on=MOVED
    )

    with pytest.raises(services.CannotUndoTransfer, match="chức danh"):
        services.undo_transfer(mandate=machine(), person=someone)

    assert memberships(someone)[-1] == ("duc-long", MOVED, None)


def test_a_stranger_takes_no_transfer_back(cast: Cast) -> None:
    someone = member(home=cast.na_po)
    transferred(someone, cast.duc_long)

    with pytest.raises(OutsideMandate):
        services.undo_transfer(mandate=mandate(cast.stranger), person=someone)


def test_a_list_brought_somebody_and_a_transfer_makes_it_rest(cast: Cast) -> None:
    sheet = loaded(cast.duc_long, "Họ và tên,Xóm", "Nông Văn Hoà,Nà Pò", kind=RegisterKind.MEMBER).sheet
    transferred(Person.objects.get(), cast.dong_khe)

    with pytest.raises(services.SomethingRestsOnIt):
        services.undo_register(mandate=machine(), sheet=sheet)


# ---- Admitted, and no longer a member ----


def test_a_membership_ends_and_the_person_stays_on_record(cast: Cast) -> None:
    someone = member(home=cast.na_po)

    services.end_membership(mandate=machine(), person=someone, on=TODAY)

    assert memberships(someone) == [("na-po", JOINED, TODAY)]


def test_whoever_comes_back_the_same_day_never_left(cast: Cast) -> None:
    someone = member(home=cast.na_po)
    services.end_membership(mandate=machine(), person=someone, on=MOVED)

    services.admit(mandate=machine(), person=someone, on=MOVED)

    assert memberships(someone) == [("na-po", JOINED, None)]


def test_whoever_comes_back_later_has_two_memberships(cast: Cast) -> None:
    someone = member(home=cast.na_po)
    services.end_membership(mandate=machine(), person=someone, on=MOVED)

    services.admit(mandate=machine(), person=someone, on=TODAY)

    assert memberships(someone) == [("na-po", JOINED, MOVED), ("na-po", TODAY, None)]


def test_a_member_is_not_admitted_twice(cast: Cast) -> None:
    someone = member(home=cast.na_po)

    with pytest.raises(services.CannotAdmit, match="là hội viên từ ngày 01/08/2025"):
        services.admit(mandate=machine(), person=someone, on=TODAY)


def test_a_refusal_is_in_the_language_of_the_page(cast: Cast) -> None:
    someone = member(home=cast.na_po)

    with translation.override("en"), pytest.raises(services.CannotAdmit) as refused:
        services.admit(mandate=machine(), person=someone, on=TODAY)

    assert refused.value.reason == "The person has been a member since 01/08/2025."


def test_nobody_is_admitted_into_days_of_an_earlier_membership(cast: Cast) -> None:
    someone = member(home=cast.na_po)
    services.end_membership(mandate=machine(), person=someone, on=MOVED)

    with pytest.raises(services.CannotAdmit):
        services.admit(mandate=machine(), person=someone, on=MOVED - timedelta(days=1))


def test_who_is_no_member_cannot_cease_to_be_one(cast: Cast) -> None:
    with pytest.raises(services.CannotEndMembership):
        services.end_membership(mandate=machine(), person=person(home=cast.na_po), on=TODAY)


@pytest.mark.parametrize("on", [JOINED, TODAY + timedelta(days=1)])
def test_a_membership_ends_after_it_began_and_not_in_the_future(cast: Cast, on: date) -> None:
    with pytest.raises(services.CannotEndMembership):
        services.end_membership(mandate=machine(), person=member(home=cast.na_po), on=on)


def test_a_stranger_neither_admits_nor_ends(cast: Cast) -> None:
    stranger = mandate(cast.stranger)

    with pytest.raises(OutsideMandate):
        services.admit(mandate=stranger, person=person(home=cast.na_po), on=TODAY)
    with pytest.raises(OutsideMandate):
        services.end_membership(mandate=stranger, person=member(home=cast.na_po), on=TODAY)


# ---- Fields put right ----


def test_a_corrected_name_is_found_and_ordered_by_its_new_letters(cast: Cast) -> None:
    someone = person("Nông Văn Hoa", home=cast.na_po)

    services.correct_person(
        mandate=machine(),
        person=someone,
        full_name="Nông Văn Hòe",
        birth_year=1981,
        sex="male",
        phone="0912 345 678",
    )

    someone.refresh_from_db()
    assert (someone.full_name, someone.search_key, someone.name_key) == (
        "Nông Văn Hòe",
        "nong van hoe",
        person_sort_key("Nông Văn Hòe"),
    )
    assert (someone.birth_year, someone.sex, someone.phone) == (1981, "male", "0912345678")
    assert AuditLine.objects.latest("pk").facts == {"fields": ["birth_year", "full_name", "phone", "sex"]}


def test_nothing_changed_leaves_no_line(cast: Cast) -> None:
    someone = person("Nông Văn Hoa", home=cast.na_po)
    before = AuditLine.objects.count()

    services.correct_person(mandate=machine(), person=someone, full_name="Nông Văn Hoa", birth_year=1980)

    assert AuditLine.objects.count() == before


@pytest.mark.parametrize(
    ("field", "said"),
    [
        ("name", {"full_name": "  "}),
        ("name", {"full_name": "1234"}),
        ("name", {"full_name": "Đ" * 121}),
        ("birth_year", {"full_name": "Lý Thị Én", "birth_year": 1850}),
        ("birth_year", {"full_name": "Lý Thị Én", "birth_year": 2027}),
        ("phone", {"full_name": "Lý Thị Én", "phone": "gọi chồng"}),
        ("sex", {"full_name": "Lý Thị Én", "sex": "khác"}),
    ],
)
def test_a_field_that_cannot_be_so_is_refused_by_the_rules_of_lists(
    cast: Cast, field: str, said: dict[str, object]
) -> None:
    someone = person("Nông Văn Hoa", home=cast.na_po)

    with pytest.raises(services.CannotCorrect) as refused:
        services.correct_person(mandate=machine(), person=someone, **said)  # type: ignore[arg-type]

    assert refused.value.field == field
    someone.refresh_from_db()
    assert someone.full_name == "Nông Văn Hoa"


def test_a_family_is_corrected_and_ordered_by_its_heads_given_name(cast: Cast) -> None:
    family = group("Nông Văn Hoa", unit=cast.na_po)

    services.correct_group(mandate=machine(), group=family, name="Bế Văn Ích", size=5, head_birth_year=1970)

    family.refresh_from_db()
    assert (family.name, family.size, family.head_birth_year, family.sort_key) == (
        "Bế Văn Ích",
        5,
        1970,
        person_sort_key("Bế Văn Ích"),
    )


def test_a_clan_has_no_head_of_an_age(cast: Cast) -> None:
    clan = group("Họ Nông", unit=cast.na_po, kind="clan")

    services.correct_group(
        mandate=machine(), group=clan, name="Họ Nông ở Nà Pò", size=30, head_birth_year=1970
    )

    clan.refresh_from_db()
    assert (clan.name, clan.size, clan.head_birth_year) == ("Họ Nông ở Nà Pò", 30, None)


def test_a_group_ends_once_and_may_come_back(cast: Cast) -> None:
    family = group("Nông Văn Hoa", unit=cast.na_po)

    services.end_group(mandate=machine(), group=family, on=TODAY)
    with pytest.raises(services.CannotEndGroup):
        services.end_group(mandate=machine(), group=family, on=TODAY)
    services.resume_group(mandate=machine(), group=family)

    assert Group.objects.get().ended_on is None


def test_a_stranger_corrects_and_ends_nothing(cast: Cast) -> None:
    stranger, someone, family = (
        mandate(cast.stranger),
        person(home=cast.na_po),
        group("Nông Văn Hoa", unit=cast.na_po),
    )

    with pytest.raises(OutsideMandate):
        services.correct_person(mandate=stranger, person=someone, full_name="Ai Đó")
    with pytest.raises(OutsideMandate):
        services.correct_group(mandate=stranger, group=family, name="Ai Đó")
    with pytest.raises(OutsideMandate):
        services.end_group(mandate=stranger, group=family, on=TODAY)
    with pytest.raises(OutsideMandate):
        services.resume_group(mandate=stranger, group=family)
