"""The share of learning citizens of a hamlet or a unit, live from the same year's citizens."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khuyenhoc.domain.learning import queries, rules, services
from khuyenhoc.domain.learning.models import Assessment, Programme
from khuyenhoc.domain.learning.services import Finding
from khuyenhoc.foundation.values.figures import Figure
from khuyenhoc.foundation.values.mandates import Action
from tests.domain.learning.titles import (
    HAMLETS,
    SPRING,
    WINTER,
    YEAR,
    citizen,
    group,
    machine,
    mandate,
    met,
    own_set,
    person,
    recognised,
    self_assessed,
)

ADULTS = "model.citizen_adult.recognised"


def hamlet_title(cast):
    hamlet = group("community", "Xóm Nà Pò", unit=cast.na_po)
    return services.register(
        mandate=machine(Action.REGISTER, SPRING), programme=Programme.COMMUNITY, year=YEAR, subject=hamlet
    )


def share_of(title):
    return queries.linked_share(title, indicator=ADULTS, on=WINTER)


@given(st.frozensets(st.integers(0, 50)), st.frozensets(st.integers(0, 50)))
def test_a_share_is_exact_and_those_missing_are_the_rest_of_the_whole(whole, recognised_ones):
    share = rules.share(whole, recognised_ones)

    assert share.figure == Figure(Decimal(len(whole & recognised_ones)), Decimal(len(whole)))
    assert share.missing == whole - recognised_ones


def test_adults_of_the_hamlet_are_the_whole_and_children_are_not(cast):
    recognised(citizen("Nông Văn A", home=cast.na_po), unit=cast.na_po, by=cast.duc_long)
    citizen("Nông Văn B", home=cast.na_po)
    person("Nông Thị Bé", home=cast.na_po, born=2015)
    person("Nông Thị Già", home=cast.na_po, born=None)

    assert share_of(hamlet_title(cast)).figure == Figure(Decimal(1), Decimal(3))


def test_who_is_missing_is_named_to_those_who_reach_them_only(cast):
    recognised(citizen("Nông Văn A", home=cast.na_po), unit=cast.na_po, by=cast.duc_long)
    citizen("Nông Văn C", home=cast.na_po)
    citizen("Nông Văn B", home=cast.na_po)
    share = share_of(hamlet_title(cast))

    assert [
        one.full_name for one in queries.who_is_missing(share, mandate=mandate(cast.chapter, Action.VIEW))
    ] == [
        "Nông Văn B",
        "Nông Văn C",
    ]
    assert queries.who_is_missing(share, mandate=mandate(cast.stranger, Action.VIEW)) == []


def test_citizens_of_another_year_and_revoked_ones_do_not_count(cast):
    last_year = citizen("Nông Văn A", home=cast.na_po, year=2024)
    recognised(last_year, unit=cast.na_po, by=cast.duc_long)

    assert share_of(hamlet_title(cast)).figure == Figure(Decimal(0), Decimal(1))


def test_where_nobody_can_say_whose_people_are_whose_nothing_is_guessed(cast):
    citizen("Nông Văn A", home=cast.na_po)
    title = hamlet_title(cast)
    group("community", "Xóm Nà Pò Trên", unit=cast.na_po)
    at_the_commune = services.register(
        mandate=machine(Action.REGISTER, SPRING),
        programme=Programme.UNIT,
        year=YEAR,
        subject=group("unit", "Trường Tiểu học Đức Long", unit=cast.duc_long),
    )

    assert (share_of(title).figure, share_of(at_the_commune).figure) == (None, None)
    assert "giữ 2 đối tượng" in share_of(title).reason
    assert "Chuyển về chi hội" in share_of(at_the_commune).reason


def test_a_level_waits_for_its_citizens_and_the_share_is_counted_anew_at_verification(cast):
    own_set(HAMLETS, unit=cast.cao_bang)
    people = [citizen(f"Nông Văn {n}", home=cast.na_po) for n in range(3)]
    title = hamlet_title(cast)
    self_assessed(
        title, given={"1.1": True, "1.3": False, "1.2": Figure(Decimal(99), Decimal(100))}
    )  # what was typed does not count
    met(title, unit=cast.na_po)

    with pytest.raises(services.RowsRefused, match="chưa đạt danh hiệu"):
        services.verify(mandate=machine(Action.VERIFY), findings=[Finding(title.pk, holds=True)])
    recognised(*people[:2], unit=cast.na_po, by=cast.duc_long)
    services.verify(mandate=machine(Action.VERIFY), findings=[Finding(title.pk, holds=True)])

    assert list(
        Assessment.objects.filter(registration=title)
        .order_by("pk")
        .values_list("stage", "grade", "is_passed")
    ) == [
        ("self", "", False),
        ("verified", "1", True),
    ]
    assert [one.marks["1.2"] for one in Assessment.objects.filter(registration=title).order_by("pk")] == [
        "0/3",
        "2/3",
    ]


def test_members_of_an_agency_are_its_people_wherever_they_live(cast):
    agency = group("unit", "Hợp tác xã Nà Pò", unit=cast.na_po)
    away = person("Nông Văn Xa", home=cast.dong_khe)
    away.memberships.create(unit=cast.na_po, starts_on=SPRING)
    pupil = citizen("Nông Văn Trò", home=cast.na_po, form="learner", born=2005)
    title = services.register(
        mandate=machine(Action.REGISTER, SPRING), programme=Programme.UNIT, year=YEAR, subject=agency
    )

    staff = queries.linked_share(title, indicator="model.citizen_staff.recognised", on=WINTER)
    learners = queries.linked_share(title, indicator="model.citizen_learner.recognised", on=WINTER)

    assert (set(staff.missing), set(learners.missing)) == ({away.pk}, {pupil.person_id})
