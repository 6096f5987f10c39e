"""Figures counted from the registers: which rows, which code, and never added to what was reported."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from khuyenhoc.domain.figures import queries, services
from khuyenhoc.domain.figures.facts import register_facts
from khuyenhoc.domain.figures.models import RegisterCount
from khuyenhoc.domain.figures.queries.register_figures import (
    NotCounted,
    check_code,
    register_figure,
)
from khuyenhoc.domain.figures.queries.register_rows import RowsOfAFigure, Standing
from khuyenhoc.domain.figures.rules.rows import Kind
from khuyenhoc.domain.learning import services as titles_services
from khuyenhoc.domain.learning.models import Programme, Registration
from khuyenhoc.domain.organisation.countable import countable_of
from khuyenhoc.domain.people.countable import MEMBERS
from khuyenhoc.domain.people.models import Membership
from khuyenhoc.foundation.criteria.sets import Scope
from khuyenhoc.foundation.values.catalogue import indicators
from khuyenhoc.foundation.values.facts import NEVER, counted_name
from khuyenhoc.foundation.values.mandates import Action, OutsideMandate
from khuyenhoc.foundation.values.periods import Period
from tests import factories
from tests.cast import Cast, cast
from tests.domain.learning.titles import (
    citizen,
    group,
    machine,
    mandate,
    person,
    recognised,
    signed,
    verified,
)

__all__ = ["cast"]
YEAR = Period.of_year(2025)
END = date(2025, 12, 31)
ADULTS = "model.citizen_adult"


def figure(key: str, code: str, *, period: Period = YEAR, on: date = END):
    return register_figure(queries.subject_by_key(key), code, period=period, tree_on=on)


def member(name: str, *, unit, since: date = date(2020, 1, 1), until: date | None = None) -> Membership:
    return Membership.objects.create(
        person=person(name, home=unit), unit=unit, starts_on=since, ends_on=until
    )


def rows_of(key: str, code: str) -> dict[str, int | None]:
    found = queries.figures(queries.subject_by_key(key), period=YEAR, tree_on=END)
    return {row.kind.value: row.value for row in found if row.indicator == code}


def test_every_indicator_the_registers_count_is_in_the_catalogue() -> None:
    assert set(countable_of()) - set(indicators()) == set()


def test_a_commune_counts_the_rows_of_its_chapters_and_their_code_names_exactly_those(cast: Cast) -> None:
    ours = citizen("Nông Văn An", home=cast.na_po)
    citizen("Bế Văn Xa", home=cast.dong_khe)

    found = figure("duc-long", f"{ADULTS}.registered")

    assert found.rows == (ours.pk,)
    assert found.check_code == check_code(f"{ADULTS}.registered", "duc-long", YEAR, END, [ours.pk])
    assert len(found.check_code) == 14


def test_recognised_is_not_registered(cast: Cast) -> None:
    first, second = citizen("Nông Văn An", home=cast.na_po), citizen("Lý Thị Bình", home=cast.na_po)
    recognised(first, unit=cast.na_po, by=cast.duc_long)

    assert figure("duc-long", f"{ADULTS}.registered").rows == (first.pk, second.pk)
    assert figure("duc-long", f"{ADULTS}.recognised").rows == (first.pk,)


def test_a_withdrawn_title_counts_no_longer_and_the_code_changes(cast: Cast) -> None:
    stays, goes = citizen("Nông Văn An", home=cast.na_po), citizen("Lý Thị Bình", home=cast.na_po)
    before = figure("duc-long", f"{ADULTS}.registered")

    titles_services.withdraw(
        mandate=machine(Action.REGISTER, date(2025, 6, 1)), registrations=[goes.pk], reason="chuyển đi"
    )

    after = figure("duc-long", f"{ADULTS}.registered")
    assert (before.count, after.rows) == (2, (stays.pk,))
    assert after.check_code != before.check_code


def test_a_revoked_title_is_recognised_no_longer_and_stays_registered(cast: Cast) -> None:
    title = citizen("Nông Văn An", home=cast.na_po)
    recognised(title, unit=cast.na_po, by=cast.duc_long)
    titles_services.revoke(
        mandate=machine(Action.DECIDE),
        signed=signed(cast.duc_long, number="3/QĐ-UBND", on=date(2025, 12, 28)),
        programme=Programme.CITIZEN, year=2025, registrations=[title.pk], reason="khai không đúng",
    )  # fmt: skip

    assert figure("duc-long", f"{ADULTS}.recognised").rows == ()
    assert figure("duc-long", f"{ADULTS}.registered").rows == (title.pk,)


def test_an_older_title_is_counted_apart(cast: Cast) -> None:
    old = Registration.objects.create(
        programme=Programme.FAMILY, scope=Scope.ANY, is_old_title=True, year=2025,
        group=group("family", "Hộ Nông Văn Cũ", unit=cast.na_po),
        unit=cast.na_po, is_again=False, registered_on=date(2025, 2, 1),
    )  # fmt: skip

    assert figure("duc-long", "model.family_hieuhoc.registered").rows == (old.pk,)
    assert figure("duc-long", "model.family.registered").rows == ()


def test_members_are_those_of_the_last_day_of_the_period(cast: Cast) -> None:
    stays = member("Nông Văn An", unit=cast.na_po)
    member("Lý Thị Bình", unit=cast.na_po, until=date(2025, 12, 31))
    member("Bế Văn Mới", unit=cast.na_po, since=date(2026, 1, 1))

    assert figure("duc-long", MEMBERS).rows == (stays.pk,)
    assert figure("duc-long", MEMBERS, period=Period.parse("2025-H1"), on=date(2025, 6, 30)).count == 2


def test_rows_of_a_ward_that_was_merged_count_under_its_heir_today_and_under_itself_then(cast: Cast) -> None:
    row = citizen("Nông Văn An", home=cast.tan_giang_cu)

    assert figure("tan-giang", f"{ADULTS}.registered", on=date(2025, 7, 1)).rows == (row.pk,)
    assert figure("tan-giang-cu", f"{ADULTS}.registered", on=date(2025, 6, 30)).rows == (row.pk,)
    assert figure("tp-cao-bang", f"{ADULTS}.registered", on=date(2025, 6, 30)).rows == (row.pk,)
    assert figure("cao-bang", f"{ADULTS}.registered", on=date(2025, 6, 30)).rows == (row.pk,)
    assert figure("cao-bang", f"{ADULTS}.registered", on=date(2025, 7, 1)).rows == (row.pk,)


def test_reported_and_counted_stand_side_by_side_with_their_difference_and_are_never_added(
    cast: Cast,
) -> None:
    citizen("Nông Văn An", home=cast.na_po)
    factories.figures(
        {"unit": "duc-long", "period": "2025", "indicator": f"{ADULTS}.registered", "value": 40},
        {"unit": "na-po", "period": "2025", "indicator": f"{ADULTS}.registered", "value": 7},
    )

    found = queries.figures(queries.subject_by_key("duc-long"), period=YEAR, tree_on=END)

    assert rows_of("duc-long", f"{ADULTS}.registered") == {"typed": 40, "computed": 7, "register": 1}
    assert rows_of("cao-bang", f"{ADULTS}.registered")["register"] == 1
    raised = [flag for row in found if row.kind is Kind.REGISTER for flag in row.flags]
    assert [(flag.code, flag.values["difference"]) for flag in raised] == [("register_differs", 39)]


def test_a_reported_number_that_may_be_the_counted_one_is_not_flagged(cast: Cast) -> None:
    member("Nông Văn An", unit=cast.na_po)
    factories.figures(
        {"unit": "duc-long", "period": "2025", "indicator": MEMBERS, "value": 2, "qualifier": "nearly"}
    )

    found = queries.figures(queries.subject_by_key("duc-long"), period=YEAR, tree_on=END)

    assert [row.flags for row in found if row.kind is Kind.REGISTER] == [()]


def test_what_no_register_counts_is_refused(cast: Cast) -> None:
    with pytest.raises(NotCounted):
        figure("duc-long", "fund.closing")
    with pytest.raises(NotCounted):
        figure("mien-dong", MEMBERS)


def test_a_count_is_kept_once_for_the_same_rows_and_by_who_reports_for_the_unit(cast: Cast) -> None:
    citizen("Nông Văn An", home=cast.na_po)
    asked: dict[str, Any] = {
        "subject": queries.subject_by_key("duc-long"),
        "code": f"{ADULTS}.registered",
        "period": YEAR,
        "tree_on": END,
    }
    by = mandate(cast.commune, Action.REPORT)

    first = services.keep_register_count(mandate=by, **asked)
    again = services.keep_register_count(mandate=by, **asked)
    citizen("Lý Thị Bình", home=cast.na_po)
    other = services.keep_register_count(mandate=by, **asked)

    assert (first, first.count) == (again, 1)
    assert (other.count, RegisterCount.objects.count()) == (2, 2)
    with pytest.raises(OutsideMandate):
        services.keep_register_count(mandate=mandate(cast.stranger, Action.REPORT), **asked)


def test_later_edits_are_marked_against_the_count_kept(cast: Cast) -> None:
    stays, goes = citizen("Nông Văn An", home=cast.na_po), citizen("Lý Thị Bình", home=cast.na_po)
    asked: dict[str, Any] = {
        "subject": queries.subject_by_key("duc-long"),
        "code": f"{ADULTS}.registered",
        "period": YEAR,
        "tree_on": END,
    }
    kept = services.keep_register_count(mandate=machine(Action.REPORT), **asked)
    titles_services.withdraw(
        mandate=machine(Action.REGISTER, date(2025, 6, 1)), registrations=[goes.pk], reason="chuyển đi"
    )
    verified(stays, unit=cast.na_po)
    comes = citizen("Bế Văn Mới", home=cast.na_po)

    rows = RowsOfAFigure(figure("duc-long", f"{ADULTS}.registered"), RegisterCount.objects.get(pk=kept.pk))
    named = {row.id: row for row in rows.rows(list(rows.named(machine(Action.REGISTER))))}

    assert (rows.compared().added, rows.compared().gone, rows.compared().removed) == (1, 1, 0)
    assert {pk: row.standing for pk, row in named.items()} == {
        stays.pk: Standing.SAME,
        goes.pk: Standing.GONE,
        comes.pk: Standing.ADDED,
    }
    assert [edit.act for edit in named[goes.pk].edits] == ["withdraw"]
    assert [edit.act for edit in named[stays.pk].edits] == ["self_assess", "agree", "verify"]


def test_names_are_for_a_mandate_to_keep_registers_and_only_within_its_units(cast: Cast) -> None:
    citizen("Nông Văn An", home=cast.na_po)
    citizen("Bế Văn Xa", home=cast.dong_khe)
    rows = RowsOfAFigure(figure("cao-bang", f"{ADULTS}.registered"), None)

    names = [row.name for row in rows.rows(list(rows.named(mandate(cast.commune, Action.REGISTER))))]

    assert names == ["Nông Văn An"]
    assert rows.outside(mandate(cast.commune, Action.REGISTER)) == 1
    with pytest.raises(OutsideMandate):
        rows.named(mandate(cast.commune, Action.VIEW))


def test_the_fact_of_memberships_carries_units_and_days_alone(cast: Cast) -> None:
    member("Nông Văn An", unit=cast.na_po)

    fact = next(fact for fact in register_facts() if fact.name == counted_name(MEMBERS))

    assert list(fact.rows()) == [(cast.na_po.pk, date(2020, 1, 1), NEVER)]


@given(one=st.sets(st.integers(1, 10**9), max_size=8), other=st.sets(st.integers(1, 10**9), max_size=8))
def test_the_code_changes_exactly_when_the_rows_do(one: set[int], other: set[int]) -> None:
    codes = [check_code("org.members", "duc-long", YEAR, END, rows) for rows in (one, other)]

    assert (codes[0] == codes[1]) is (one == other)


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    people=st.lists(
        st.tuples(
            st.sampled_from(["na_po", "duc_long", "tan_giang_cu", "duyet_trung", "that_khe"]),
            st.sampled_from(["resident", "worker", "official", "learner"]),
            st.sampled_from(["registered", "withdrawn", "recognised"]),
        ),
        max_size=5,
    ),
    typed=st.integers(0, 100),
)
def test_whatever_the_registers_hold_each_count_is_the_number_of_its_rows_and_typed_numbers_change_none(
    cast: Cast, people: list[tuple[str, str, str]], typed: int
) -> None:
    for number, (where, form, fate) in enumerate(people):
        home = getattr(cast, where)
        title = citizen(f"Nông Văn {chr(65 + number)}", home=home, form=form)
        if fate == "withdrawn":
            titles_services.withdraw(
                mandate=machine(Action.REGISTER, date(2025, 6, 1)),
                registrations=[title.pk],
                reason="chuyển đi",
            )
        elif fate == "recognised":
            recognised(title, unit=home, by=home, number=f"{title.pk}/QĐ")
    factories.figures(
        {"unit": "cao-bang", "period": "2025", "indicator": f"{ADULTS}.registered", "value": typed}
    )

    for key in ("cao-bang", "duc-long", "tan-giang", "lang-son"):
        subject = queries.subject_by_key(key)
        rows = {code: len(figure(key, code).rows) for code in countable_of()}
        shown = {
            row.indicator: row.value
            for row in queries.figures(subject, period=YEAR, tree_on=END)
            if row.kind is Kind.REGISTER
        }
        assert shown == {code: count for code, count in rows.items() if count}
    for code in countable_of():
        assert (
            figure("cao-bang", code, on=date(2025, 6, 30)).rows
            == figure("cao-bang", code, on=date(2025, 7, 1)).rows
        )


def test_who_does_not_report_for_a_unit_cannot_make_its_counts_its_word(cast: Cast) -> None:
    citizen("Nông Văn An", home=cast.na_po)

    with pytest.raises(OutsideMandate):
        services.report_registers(
            mandate=mandate(cast.stranger, Action.REPORT),
            subject=queries.subject_by_key("duc-long"),
            period=YEAR,
        )
