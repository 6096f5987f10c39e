"""Whatever is done in whatever order, what is kept is what figures and registers add up to."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from khuyenhoc.domain.figures import queries
from khuyenhoc.domain.figures.models import KeptPeriod, RegisterTally, ReportedFigure, UnitSum
from khuyenhoc.domain.figures.queries import kept_sums, reconciliation, recounting
from khuyenhoc.domain.figures.queries.board import Board, prepare
from khuyenhoc.domain.learning.models import Registration, Step
from khuyenhoc.domain.learning.states import Act, State
from khuyenhoc.domain.organisation import queries as organisation
from khuyenhoc.domain.organisation.models import TreeStamp, Unit
from khuyenhoc.domain.people.countable import MEMBERS
from khuyenhoc.domain.people.models import Membership
from khuyenhoc.foundation.values.mandates import Action, UnitId
from khuyenhoc.foundation.values.periods import Period
from tests import factories
from tests.domain.figures.a_reformed_province import found_the_province, report
from tests.domain.figures.test_series_through_random_reforms import applied
from tests.domain.learning.titles import person
from tests.domain.organisation.random_reforms import LENSES, reforms, trees
from tests.plain_roll_up import Lines, plain_sum

pytestmark = pytest.mark.django_db
TITLES = "model.citizen_adult.registered"
CODES = (MEMBERS, TITLES)
_SUM = (
    "unit_id", "period", "indicator", "value", "words", "base", "parts", "stated_parts", "based_parts",
    "counted", "tally", "spoken_by",
)  # fmt: skip
PERIODS = [Period.of_year(2022), Period.of_year(2024), Period.of_year(2025)]


@st.composite
def lives(draw: st.DrawFn) -> tuple[dict[str, str], list[tuple[str, Any]]]:
    """A tree, and what is done to it: sheets, register rows, withdrawals, reforms, looks in between."""
    parents = draw(trees())
    drawn = draw(reforms(sorted(parents)))
    groups = [[row for row in group if row.unit != "r"] for group in drawn]  # the root stays the root
    keys = sorted({*parents, *(row.heir or row.unit for group in groups for row in group)})
    unit, period = st.sampled_from(keys), st.sampled_from(PERIODS)
    acts = st.one_of(
        st.tuples(
            st.just("report"),
            st.dictionaries(
                st.tuples(unit, period, st.sampled_from(CODES)), st.integers(0, 99), min_size=1, max_size=4
            ),
        ),
        st.tuples(st.just("join"), st.tuples(unit, period)),
        st.tuples(st.just("title"), st.tuples(unit, period)),
        st.tuples(st.just("leave"), period),
        st.tuples(st.just("withdraw"), period),
        st.tuples(st.just("move"), unit),
        st.tuples(st.just("look"), period),
    )
    done: list[tuple[str, Any]] = []
    for group in [[], *groups]:
        if group:
            done.append(("reform", group))
        done += draw(st.lists(acts, max_size=6))
    return parents, done


def live(parents: dict[str, str], done: list[tuple[str, Any]]) -> None:
    factories.units(
        "key,parent,kind,name,official_code,valid_from,valid_to\n"
        + "\n".join(f"{key},{parent},commune,{key},,," for key, parent in parents.items())
    )
    for number, (act, said) in enumerate(done):
        units = {unit.key: unit for unit in Unit.objects.all()}
        match act:
            case "reform":
                applied(said)
            case "report":
                known = {place: value for place, value in said.items() if place[0] in units}
                report(
                    *(f"{key} {period} {code} value={value}" for (key, period, code), value in known.items())
                )
            case "join" if said[0] in units:
                home = units[said[0]]
                Membership.objects.create(
                    person=person(f"Nông Văn {number}", home=home), unit=home, starts_on=said[1].first_day
                )
            case "title" if said[0] in units:
                home = units[said[0]]
                Registration.objects.create(
                    programme="citizen", scope="any", form="resident", set_key="a", is_again=False,
                    person=person(f"Lý Thị {number}", home=home), unit=home,
                    year=said[1].year, registered_on=said[1].first_day, state=State.REGISTERED,
                )  # fmt: skip
            case "leave":
                last = (
                    Membership.objects.filter(starts_on__lte=said.first_day, ends_on=None)
                    .order_by("pk")
                    .last()
                )
                if last is not None:
                    Membership.objects.filter(pk=last.pk).update(ends_on=said.last_day)
            case "withdraw":
                title = Registration.objects.filter(year=said.year, state=State.REGISTERED).first()
                if title is not None:
                    Step.objects.create(
                        registration=title, act=Act.WITHDRAW, was=State.REGISTERED, became=State.WITHDRAWN,
                        taken_on=said.last_day, reason="chuyển đi",
                    )  # fmt: skip
            case "move" if said in units:
                first = Registration.objects.order_by("pk").first()
                if first is not None:
                    Registration.objects.filter(pk=first.pk).update(unit=units[said])
            case "look":
                kept_sums.bring_up_to_date([said])


def kept() -> dict[str, Any]:
    """All that is kept, apart from the stamp of the tree that each act makes new."""
    sums: list[dict[str, Any]] = [
        {**row, "spoken_by": sorted(row["spoken_by"])} for row in UnitSum.objects.values(*_SUM)
    ]
    return {
        "sums": sorted(sums, key=lambda row: [str(row[name]) for name in _SUM[:3]]),
        "tallies": set(RegisterTally.objects.values_list("unit_id", "period", "indicator", "count")),
        "bases": dict(ReportedFigure.objects.current().values_list("pk", "base")),
        "periods": {row.period: sorted(row.outsiders) for row in KeptPeriod.objects.all()},
    }


def stated_and_counted(period: Period) -> tuple[Lines, Lines]:
    """Read straight from the reports and the registers."""
    figures = ReportedFigure.objects.current().filter(period=str(period), value__isnull=False)
    stated = {
        (UnitId(unit or 0), code): value or 0
        for unit, code, value in figures.values_list("unit_id", "indicator", "value")
    }
    day = period.last_day
    rows = [
        (UnitId(row.unit_id), MEMBERS)
        for row in Membership.objects.all()
        if row.starts_on <= day and (row.ends_on is None or row.ends_on > day)
    ]
    gone = set(Step.objects.filter(taken_on__lte=day).values_list("registration_id", flat=True))
    rows += [
        (UnitId(row.unit_id), TITLES)
        for row in Registration.objects.filter(year=period.year)
        if row.pk not in gone
    ]
    return stated, Counter(rows)


@settings(
    max_examples=6,
    deadline=None,
    suppress_health_check=[
        HealthCheck.function_scoped_fixture,
        HealthCheck.too_slow,
        HealthCheck.data_too_large,
    ],
)
@given(lives())
def test_what_is_kept_is_what_a_recount_makes_and_what_a_plain_adding_up_finds(life) -> None:
    with transaction.atomic():
        live(*life)
        kept_sums.bring_up_to_date(PERIODS)
        step_by_step = kept()

        kept_sums.make_again(lambda _: None)

        assert kept() == step_by_step
        for period in PERIODS:
            _compare_with_a_plain_adding_up(period)
        assert recounting.compare().differences == []
        transaction.set_rollback(True)


def _compare_with_a_plain_adding_up(period: Period) -> None:
    stated, counted = stated_and_counted(period)
    sums = {
        (unit, code): value
        for unit, code, value in UnitSum.objects.filter(period=str(period)).values_list(
            "unit_id", "indicator", "value"
        )
    }
    placing, history = organisation.through(then=period.last_day, lens=period.last_day)
    root = queries.subject_by_key("r")
    boards = [Board(period, day) for day in LENSES]
    prepare((board, root) for board in boards)
    for code in CODES:
        asked: dict[str, Any] = {"code": code, "stated": stated, "counted": counted, "history": history}
        for unit in placing.then.parent_of:
            assert sums.get((unit, code)) == plain_sum(unit=unit, placing=placing, **asked)
        through_each_day = {
            None if (found := board.place(root).sums.get(code)) is None else found.value for board in boards
        }
        assert through_each_day == {sums.get((UnitId(root.id), code))}


def test_a_trial_that_is_taken_back_leaves_the_sums_and_the_stamp_of_the_tree() -> None:
    found_the_province()
    report("xa-1 2022 org.members value=5", "xa-2 2022 org.members value=7")
    kept_sums.bring_up_to_date(PERIODS)
    before = (kept(), TreeStamp.objects.get().value)

    sheets = reconciliation.trial_sheets(
        mandate=factories.machine(Action.ORGANISE),
        content=(
            "effective_on,document,act,unit,heir,parent,kind,name,official_code,note\n"
            "2025-07-01,1/NQ,merge,xa-1,xa-moi,huyen-a,commune,Mới,,\n2025-07-01,1/NQ,merge,xa-2,xa-moi,,,,,\n"
        ).encode(),
        file_name="reform.csv",
    )

    assert [row.after for row in sheets[0].rows if row.unit == "xa-moi"] == [12]
    assert (kept(), TreeStamp.objects.get().value) == before
    assert kept_sums.up_to_date(PERIODS) is not None
