"""Lists, figures, what is due, what expires, facts for snapshots."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from khuyenhoc.domain.learning import queries, services
from khuyenhoc.domain.learning.models import Programme, ToldBy
from khuyenhoc.domain.learning.queries import NoSuchRegistration
from khuyenhoc.domain.learning.rules.deadlines import Due
from khuyenhoc.domain.learning.states import State
from khuyenhoc.domain.organisation.countable import countable_of, counts
from khuyenhoc.foundation.values.mandates import Action, OutsideMandate
from khuyenhoc.foundation.values.periods import Period
from tests.domain.learning.titles import (
    HAMLETS,
    WINTER,
    YEAR,
    citizen,
    decided,
    group,
    machine,
    mandate,
    marks,
    met,
    own_set,
    recognised,
    self_assessed,
    signed,
    verified,
)

VIEW = Action.VIEW


def listed(cast, by, **asked):
    units = queries.units_below(cast.cao_bang.pk, on=WINTER)
    return queries.registrations(units, mandate=by, year=YEAR, programme=Programme.CITIZEN, **asked)


def names(page):
    return [row.name for row in page.rows]


def test_people_are_listed_by_given_name_page_by_page(cast):
    for name in ("Nông Văn Ước", "Đàm Thị Ân", "Bế Văn Ân", "Nông Văn Đức", "Lý Thị An"):
        citizen(name, home=cast.na_po)
    by = mandate(cast.chapter, VIEW)

    first = listed(cast, by, limit=2)
    second = listed(cast, by, limit=2, after=first.next)
    third = listed(cast, by, limit=2, after=second.next)

    assert [names(page) for page in (first, second, third)] == [
        ["Lý Thị An", "Bế Văn Ân"],
        ["Đàm Thị Ân", "Nông Văn Đức"],
        ["Nông Văn Ước"],
    ]
    assert third.next is None


@pytest.mark.parametrize("typed", ["hoa", "Hoà", "HÒA nong", "nong thi h", "Nông Thị Hoà"])
def test_search_works_without_accents_and_with_both_tone_placements(cast, typed):
    citizen("Nông Thị Hòa", home=cast.na_po)
    citizen("Nông Văn Hải", home=cast.na_po)

    assert names(listed(cast, mandate(cast.commune, VIEW), search=typed)) == ["Nông Thị Hòa"]


@pytest.mark.parametrize("typed", ["zzz", "&|!:*", "'; --", "%"])
def test_a_search_for_nothing_that_is_there_finds_nothing(cast, typed):
    citizen("Nông Thị Hòa", home=cast.na_po)

    assert names(listed(cast, mandate(cast.commune, VIEW), search=typed)) == []


def test_the_code_of_a_printed_sheet_finds_its_title_for_those_who_may(cast):
    made = citizen("Nông Thị Hòa", home=cast.na_po)
    self_assessed(made)

    row = queries.by_paper_code(made.paper_code.lower(), mandate=mandate(cast.chapter, Action.ASSESS))

    assert (row.id, row.name, row.state, row.total, row.is_passed) == (
        made.pk,
        "Nông Thị Hòa",
        State.SELF_ASSESSED,
        Decimal(80),
        True,
    )
    assert names(listed(cast, mandate(cast.commune, VIEW), search=made.paper_code)) == ["Nông Thị Hòa"]
    for by in (mandate(cast.stranger, VIEW), mandate(cast.nobody, VIEW)):
        with pytest.raises(NoSuchRegistration):
            queries.by_paper_code(made.paper_code, mandate=by)
        with pytest.raises(NoSuchRegistration):
            queries.history(made.pk, mandate=by)
        with pytest.raises(OutsideMandate):
            queries.paper_list(cast.na_po.pk, mandate=by, year=YEAR, programme=Programme.CITIZEN)
        assert names(listed(cast, by)) == []


def test_a_hamlets_papers_are_reconciled_with_what_was_typed(cast):
    first, second, third, gone = (citizen(f"Nông Văn {n}", home=cast.na_po) for n in "ABCD")
    services.withdraw(mandate=machine(Action.REGISTER), registrations=[gone.pk], reason="x")
    services.self_assess(
        mandate=machine(Action.ASSESS), registration=first.pk, marks=marks("8.5"), entered_for=ToldBy.PAPER
    )
    services.self_assess(mandate=machine(Action.ASSESS), registration=second.pk, marks=marks("7"))

    rows, totals = queries.paper_list(
        cast.na_po.pk, mandate=mandate(cast.chapter, VIEW), year=YEAR, programme=Programme.CITIZEN
    )

    assert [row.id for row in rows] == [first.pk, second.pk, third.pk]
    assert (totals.titles, totals.entered, totals.on_paper, totals.passed, totals.points) == (
        3,
        2,
        1,
        1,
        Decimal("155.0"),
    )


def test_figures_count_registered_and_recognised_apart_and_on_the_periods_last_day(cast):
    given_title, failed, left = (citizen(f"Nông Văn {n}", home=cast.na_po) for n in "ABC")
    worker = citizen("Nông Văn D", home=cast.na_po, form="worker")
    services.withdraw(mandate=machine(Action.REGISTER, date(2025, 8, 1)), registrations=[left.pk], reason="x")
    verified(given_title, worker, failed, unit=cast.na_po)
    services.fail(mandate=machine(Action.DECIDE), registrations=[failed.pk], reason="x")
    decided(given_title, worker, by=cast.duc_long)

    units = [cast.na_po.pk]
    half, year = (counts(Period.parse(period), units) for period in ("2025-H1", "2025"))
    next_half = counts(Period.parse("2026-H1"), units)

    assert half == {
        (cast.na_po.pk, "model.citizen_adult.registered"): 3,
        (cast.na_po.pk, "model.citizen_staff.registered"): 1,
    }
    assert year == {
        (cast.na_po.pk, "model.citizen_adult.registered"): 2,
        (cast.na_po.pk, "model.citizen_staff.registered"): 1,
        (cast.na_po.pk, "model.citizen_adult.recognised"): 1,
        (cast.na_po.pk, "model.citizen_staff.recognised"): 1,
    }
    assert next_half == {}  # a title of a year does not carry over (RULE-10)
    assert queries.state_counts(units, year=YEAR, programme="citizen") == {
        cast.na_po.pk: {State.FAILED: 1, State.RECOGNISED: 2, State.WITHDRAWN: 1}
    }


def test_a_revoked_title_counts_no_more_and_an_older_title_counts_apart(cast):
    made = citizen("Nông Văn A", home=cast.na_po)
    recognised(made, unit=cast.na_po, by=cast.duc_long)
    services.revoke(
        mandate=machine(Action.DECIDE),
        signed=signed(cast.duc_long, number="3/QĐ-UBND", on=date(2025, 12, 28)),
        programme=Programme.CITIZEN, year=YEAR, registrations=[made.pk], reason="x",
    )  # fmt: skip
    family = group("family", "Nông Văn B", unit=cast.na_po)
    services.register(
        mandate=machine(Action.REGISTER),
        programme=Programme.FAMILY,
        year=YEAR,
        subject=family,
        is_old_title=True,
    )

    figures = counts(Period.of_year(YEAR), [cast.na_po.pk])

    assert figures == {
        (cast.na_po.pk, "model.citizen_adult.registered"): 1,
        (cast.na_po.pk, "model.family_hieuhoc.registered"): 1,
    }


def test_what_is_due_names_the_step_the_day_and_how_many(cast):
    first, second = citizen("Nông Văn A", home=cast.na_po), citizen("Nông Văn B", home=cast.na_po)
    self_assessed(second)

    owed = queries.due([cast.na_po.pk], year=YEAR, on=date(2025, 12, 2))

    assert [(one.step.code, one.titles, one.due, one.last_day) for one in owed] == [
        ("self_assess", 1, Due.LATE, date(2025, 11, 30)),
        ("meeting", 1, Due.LATE, date(2025, 11, 30)),
    ]
    met(second, unit=cast.na_po)
    assert queries.due([cast.na_po.pk], year=YEAR, on=date(2025, 12, 2))[-1].step.code == "verify"
    assert queries.unfinished([cast.na_po.pk], year=YEAR) == 2
    assert first.pk != second.pk


def a_hamlet_held_for_36_months(cast, year=2024):
    own_set(HAMLETS, unit=cast.cao_bang)
    one = citizen("Nông Văn A", home=cast.na_po, year=year)
    recognised(one, unit=cast.na_po, by=cast.duc_long, number="1/QĐ-UBND", on=date(year, 12, 1))
    hamlet = group("community", "Xóm Nà Pò", unit=cast.na_po)
    made = services.register(
        mandate=machine(Action.REGISTER, date(year, 2, 3)),
        programme=Programme.COMMUNITY,
        year=year,
        subject=hamlet,
    )
    verified(made, unit=cast.na_po, given={"1.1": True, "1.3": True})
    decided(made, by=cast.duc_long, number="10/QĐ-UBND", on=date(year, 12, 20))
    return made


def test_a_title_of_36_months_counts_every_year_and_warns_before_it_ends(cast):
    made = a_hamlet_held_for_36_months(cast)
    by = mandate(cast.commune, VIEW)

    def warned(on):
        return [
            (one.registration, one.is_over) for one in queries.expiring([cast.na_po.pk], mandate=by, on=on)
        ]

    for year in (2024, 2025, 2026):
        figures = counts(Period.of_year(year), [cast.na_po.pk])
        assert figures[cast.na_po.pk, "model.community.recognised"] == 1
    assert (cast.na_po.pk, "model.community.recognised") not in counts(Period.of_year(2027), [cast.na_po.pk])
    assert warned(date(2027, 9, 20)) == []
    assert warned(date(2027, 9, 21)) == warned(date(2027, 12, 20)) == [(made.pk, False)]
    assert warned(date(2027, 12, 21)) == [(made.pk, True)]
    assert queries.expiring([cast.na_po.pk], mandate=mandate(cast.stranger, VIEW), on=date(2027, 12, 1)) == []


def test_facts_carry_units_and_days_and_never_a_holder(cast):
    made = citizen("Nông Thị Tuyệt-Mật", home=cast.na_po)
    recognised(made, unit=cast.na_po, by=cast.duc_long)
    days = {
        code: list(countable_of()[code].days(code))
        for code in ("model.citizen_adult.registered", "model.citizen_adult.recognised")
    }

    assert days == {
        "model.citizen_adult.registered": [(cast.na_po.pk, made.registered_on, date(YEAR + 1, 1, 1))],
        "model.citizen_adult.recognised": [
            (cast.na_po.pk, made.recognition.starts_on, made.recognition.ends_on)
        ],
    }
