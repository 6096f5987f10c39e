"""
What anybody with the code on a certificate sees: the decision, the days, the state, and no name of a person.
"""

from __future__ import annotations

import uuid
from dataclasses import astuple
from datetime import date
from decimal import Decimal

import pytest

from khuyenhoc.domain.learning import queries, services
from khuyenhoc.domain.learning.models import Programme, Recognition
from khuyenhoc.domain.learning.queries import Standing
from khuyenhoc.foundation.values.mandates import Action
from tests.domain.learning.test_lists_and_figures import a_hamlet_held_for_36_months
from tests.domain.learning.titles import (
    DECIDED_ON,
    FAMILIES,
    SPRING,
    YEAR,
    citizen,
    decided,
    group,
    machine,
    own_set,
    recognised,
    signed,
    verified,
)


def shown(on):
    return queries.public_certificate(Recognition.objects.latest("pk").token, on=on)


def test_a_certificate_shows_its_decision_and_state(cast):
    recognised(citizen("Nông Thị Hoà", home=cast.na_po), unit=cast.na_po, by=cast.duc_long)

    page = shown(date(2025, 12, 25))

    assert (page.number, page.decision_number, page.decided_on, page.standing) == (
        "1/2025",
        "125/QĐ-UBND",
        DECIDED_ON,
        Standing.IN_FORCE,
    )
    assert (page.title, page.issuer, page.first_day, page.last_day) == (
        "Công dân học tập",
        "Xã Đức Long",
        DECIDED_ON,
        date(2025, 12, 31),
    )
    assert shown(date(2026, 1, 1)).standing is Standing.EXPIRED
    assert "không chuyển sang năm sau" in shown(date(2026, 1, 1)).sentence


@pytest.mark.parametrize("born", [2012, 1980, None])
def test_no_page_names_a_person_child_or_not(cast, born):
    recognised(
        citizen("Nông Thị Hoà", home=cast.na_po, born=born, form="learner"), unit=cast.na_po, by=cast.duc_long
    )

    assert "Hoà" not in str(astuple(shown(DECIDED_ON)))


def test_a_family_goes_by_its_heads_name_and_is_not_named_either(cast):
    own_set(FAMILIES, unit=cast.cao_bang)
    family = group("family", "Nông Văn Chủ", unit=cast.na_po)
    made = services.register(
        mandate=machine(Action.REGISTER, SPRING), programme=Programme.FAMILY, year=YEAR, subject=family
    )
    verified(made, unit=cast.na_po, given={"1.1": Decimal(30), "1.2": Decimal(30)})
    decided(made, by=cast.duc_long)

    assert shown(DECIDED_ON).holder == ""


def test_a_community_is_named_and_its_36_months_end(cast):
    a_hamlet_held_for_36_months(cast)

    assert (shown(date(2027, 12, 20)).holder, shown(date(2027, 12, 20)).standing) == (
        "Xóm Nà Pò",
        Standing.IN_FORCE,
    )
    assert shown(date(2027, 12, 21)).sentence == "Đã hết hiệu lực sau ngày 20/12/2027."


def test_a_revoked_certificate_says_by_which_decision(cast):
    made = citizen("Nông Thị Hoà", home=cast.na_po)
    recognised(made, unit=cast.na_po, by=cast.duc_long)
    services.revoke(
        mandate=machine(Action.DECIDE),
        signed=signed(cast.duc_long, number="3/QĐ-UBND", on=date(2025, 12, 28)),
        programme=Programme.CITIZEN, year=YEAR, registrations=[made.pk], reason="x",
    )  # fmt: skip

    assert shown(date(2025, 12, 27)).standing is Standing.IN_FORCE
    assert (shown(date(2025, 12, 28)).standing, "3/QĐ-UBND" in shown(date(2025, 12, 28)).sentence) == (
        Standing.REVOKED,
        True,
    )


def test_a_code_nobody_was_given_shows_nothing(cast):
    assert queries.public_certificate(uuid.uuid4(), on=DECIDED_ON) is None
