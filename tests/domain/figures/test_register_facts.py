"""The days on which register rows count, and the rows that count in a period, are two forms of one rule."""

from __future__ import annotations

from collections import Counter
from datetime import date
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from khuyenhoc.domain.figures.facts import register_facts
from khuyenhoc.domain.learning.models import Decision, DecisionKind, Recognition, Registration, Step
from khuyenhoc.domain.learning.rules.days import recognised_days, registered_days
from khuyenhoc.domain.learning.states import Act, State
from khuyenhoc.domain.organisation.countable import counts
from khuyenhoc.domain.organisation.models import Document, Unit
from khuyenhoc.foundation.values.facts import counted_name
from khuyenhoc.foundation.values.mandates import UnitId
from khuyenhoc.foundation.values.periods import Period
from khuyenhoc.foundation.values.validity import Validity
from tests.cast import Cast, cast
from tests.domain.learning.titles import group, person

__all__ = ["cast"]
PERIODS = [Period.parse(text) for text in ("2023", "2024-H1", "2024", "2025-Q1", "2025")]
DAYS = st.dates(date(2023, 1, 1), date(2026, 3, 1))
SPANS = st.tuples(DAYS, DAYS).filter(lambda days: days[0] < days[1]).map(lambda days: Validity(*days))
TITLES = st.tuples(
    st.sampled_from([("citizen", "any", form) for form in ("resident", "worker", "official", "learner")]
                    + [("family", "any", ""), ("community", "hamlet", ""), ("community", "commune", ""),
                       ("unit", "commune", ""), ("unit", "upper", "")]),
    st.sampled_from([2023, 2024, 2025]),
    DAYS,
    st.none() | DAYS,
    st.none() | st.tuples(SPANS, st.none() | DAYS, DAYS, st.sampled_from(["1", "2", "recognised"])),
    st.booleans(),
    st.integers(0, 1),
)  # fmt: skip
"""(kind, year, registered_on, withdrawn_on, (days, revoked_on, decided_on, grade), at the second, holder)."""


def test_a_registration_counts_in_its_own_year_until_it_is_withdrawn() -> None:
    assert registered_days(2025, date(2024, 12, 1), None) == Validity(date(2025, 1, 1), date(2026, 1, 1))
    assert registered_days(2025, date(2025, 3, 1), date(2025, 9, 1)) == Validity(
        date(2025, 3, 1), date(2025, 9, 1)
    )
    assert registered_days(2025, date(2025, 3, 1), date(2025, 3, 1)) is None
    assert registered_days(2025, date(2026, 3, 1), None) is None


@given(SPANS, st.lists(SPANS, max_size=4), DAYS)
def test_a_recognition_counts_on_its_days_without_those_of_later_ones(
    given_: Validity, later: list[Validity], day: date
) -> None:
    counting = recognised_days(given_, later)

    assert any(days.holds_on(day) for days in counting) is (
        given_.holds_on(day) and not any(other.holds_on(day) for other in later)
    )
    in_order = sorted(counting, key=lambda days: days.start)
    assert not any(one.overlaps(other) for one, other in pairwise(in_order))


@pytest.mark.django_db
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(TITLES, max_size=7))
def test_the_facts_count_the_rows_of_each_period_at_each_unit(cast: Cast, titles) -> None:
    for table in (Step, Recognition, Registration):
        table.objects.all().delete()
    units = [cast.na_po, cast.dong_khe]
    holders: dict[tuple[str, int], object] = {}
    for number, title in enumerate(titles):
        _store(number, title, units, holders)

    rows: list[Any] = [(fact.name, *row) for fact in register_facts() for row in fact.rows()]
    for period in PERIODS:
        by_facts = Counter(
            (UnitId(unit), name)
            for name, unit, start, end in rows
            if Validity(start, end).holds_on(period.last_day)
        )
        asked = counts(period, [UnitId(unit.pk) for unit in units])
        assert by_facts == Counter({(unit, counted_name(code)): n for (unit, code), n in asked.items()})


def _store(number: int, title, units: list[Unit], holders) -> None:
    (programme, scope, form), year, registered_on, withdrawn_on, recognised, is_second, which = title
    unit = units[is_second]
    if (programme, which) not in holders:
        holders[programme, which] = (
            person(f"Nông Văn {number}", home=unit)
            if programme == "citizen"
            else group(programme, f"Nhóm {number}", unit=unit)
        )
    holder = {"person" if programme == "citizen" else "group": holders[programme, which]}
    if Registration.objects.filter(programme=programme, year=year, **holder).exists():
        return
    registration = Registration.objects.create(
        programme=programme, scope=scope, year=year, unit=unit, form=form, set_key="a", is_again=False,
        registered_on=registered_on, state=State.RECOGNISED if recognised else State.REGISTERED, **holder,
    )  # fmt: skip
    if withdrawn_on is not None:
        Step.objects.create(
            registration=registration,
            act=Act.WITHDRAW,
            was=State.REGISTERED,
            became=State.WITHDRAWN,
            taken_on=withdrawn_on,
            reason="chuyển đi",
        )
    if recognised is None:
        return
    holds, revoked_on, decided_on, grade = recognised
    decision = Decision.objects.create(
        document=Document.objects.create(number=f"{registration.pk}/QĐ"), unit=unit, programme=programme,
        year=year, kind=DecisionKind.RECOGNISE, signer="Nông Thị A", signer_post="Chủ tịch",
        decided_on=decided_on,
    )  # fmt: skip
    Recognition.objects.create(
        registration=registration, decision=decision, set_key="a", grade=grade, issuer=unit, issue_year=2025,
        certificate_number=registration.pk, starts_on=holds.start, ends_on=holds.end, revoked_on=revoked_on,
        revoked_by=decision if revoked_on else None,
    )  # fmt: skip
