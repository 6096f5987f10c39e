"""
Random sheets on the database: applying is all or nothing, undoing it is exact, and the root's total is the
same in the tree of every day.
"""

from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from khuyenhoc.domain.figures import queries as reporting
from khuyenhoc.domain.organisation import queries, services
from khuyenhoc.domain.organisation.models import (
    Document,
    Reorganisation,
    Succession,
    TreeStamp,
    Unit,
    UnitVersion,
)
from khuyenhoc.foundation.sheets.problems import SheetNotSound
from khuyenhoc.foundation.values.mandates import Action, UnitId
from khuyenhoc.foundation.values.periods import Period
from tests import factories
from tests.domain.organisation.random_reforms import LENSES, reforms, trees
from tests.factories import machine

pytestmark = pytest.mark.django_db
ON_RECORD = settings(
    max_examples=20,
    deadline=None,
    suppress_health_check=[
        HealthCheck.function_scoped_fixture,
        HealthCheck.too_slow,
    ],  # each example is rolled back by itself
    phases=[
        Phase.explicit,
        Phase.reuse,
        Phase.generate,
    ],  # shrinking on a database takes minutes and says no more
)
YEARS = ("2019", "2022", "2024")


@st.composite
def cases(draw):
    """A tree, sheets to apply to it one after the other, and the leaves that reported something each year."""
    parents = draw(trees())
    leaves = sorted(set(parents) - set(parents.values()) - {"r"})
    reported = {
        (leaf, year): draw(st.integers(0, 500))
        for leaf in leaves
        for year in draw(st.sets(st.sampled_from(YEARS)))
    }
    return parents, draw(reforms(sorted(parents))), reported


def stored(parents):
    lines = [
        f"{key},{parent},{'commune' if parent else 'province'},{key},,," for key, parent in parents.items()
    ]
    factories.units("\n".join(["key,parent,kind,name,official_code,valid_from,valid_to", *lines]))


def reported_by_those_in_being(reported):
    """
    Store what units reported of years at whose end they were there; each year's total, where a unit's own
    figure speaks for those below it.
    """
    sums = dict.fromkeys(YEARS)
    for year in YEARS:
        tree = queries.tree(on=Period.parse(year).last_day)
        values = {
            UnitId(queries.unit_by_key(unit).pk): (unit, value)
            for (unit, of), value in reported.items()
            if of == year
        }
        values = {unit: said for unit, said in values.items() if unit in tree}
        if values:
            factories.figures(
                *(
                    {"unit": key, "period": year, "indicator": "org.members", "value": str(value)}
                    for key, value in values.values()
                )
            )
            sums[year] = sum(
                value
                for unit, (_, value) in values.items()
                if len(values.keys() & set(tree.ancestors(unit))) == 1
            )
    return sums


def everything():
    return (
        sorted(Unit.objects.values_list("key", flat=True)),
        sorted(
            UnitVersion.objects.values_list(
                "unit__key", "parent__key", "kind", "name", "official_code", "starts_on", "ends_on"
            ),
            key=str,
        ),
        sorted(Succession.objects.values_list("unit__key", "heir__key", "act"), key=str),
        list(Reorganisation.objects.order_by("pk").values_list("document__number", "effective_on")),
        sorted(Document.objects.values_list("number", flat=True)),
    )


def sheet_of(rows):
    lines = ["effective_on,document,act,unit,heir,parent,kind,name,official_code,note"]
    lines += [
        f"{row.effective_on},{row.document.number},{row.act},{row.unit},{row.heir},{row.parent},{row.kind},{row.name},{row.official_code},"
        for row in rows
    ]
    return "\n".join(lines).encode()


def applied(rows):
    """Whether the sheet was applied; a refused one is tried again row by row, as an officer would."""
    for attempt in (rows, *([row] for row in rows)):
        before = everything()
        try:
            services.apply_reform(
                mandate=machine(Action.ORGANISE), content=sheet_of(attempt), file_name="reform.csv"
            )
        except SheetNotSound:
            assert everything() == before
        else:
            return attempt
    return None


def totals(root):
    subject = reporting.subject_by_key(root)
    found = {}
    for year in YEARS:
        for on in LENSES:
            rows = reporting.figures(subject, period=Period.parse(year), tree_on=on)
            found[year, on] = next((row.value for row in rows if row.indicator == "org.members"), None)
    return found


@ON_RECORD
@given(cases())
def test_undoing_every_sheet_brings_each_state_back_and_applying_again_is_the_same(case):
    parents, groups, _ = case
    with transaction.atomic():
        stored(parents)
        states, done = [everything()], []
        for rows in groups:
            if (accepted := applied(rows)) is not None:
                done.append(accepted)
                states.append(everything())

        for rows, after, before in zip(
            reversed(done), reversed(states[1:]), reversed(states[:-1]), strict=True
        ):
            services.reverse_reform(mandate=machine(Action.ORGANISE), document=rows[0].document.number)
            assert everything() == before
            assert applied(rows) == rows
            assert everything() == after
            services.reverse_reform(mandate=machine(Action.ORGANISE), document=rows[0].document.number)

        assert everything() == states[0]
        transaction.set_rollback(True)


@ON_RECORD
@given(cases())
def test_the_root_reports_the_same_in_the_tree_of_every_day(case):
    parents, groups, reported = case
    with transaction.atomic():
        stored(parents)
        for rows in groups:
            if "r" not in {row.unit for row in rows}:
                applied(rows)
        sums = reported_by_those_in_being(reported)

        assert {(year, on): sums[year] for year in YEARS for on in LENSES} == totals("r")
        transaction.set_rollback(True)


@ON_RECORD
@given(cases())
def test_every_unit_in_being_hangs_from_a_root_the_day_before_and_the_day_of_every_act(case):
    parents, groups, _ = case
    with transaction.atomic():
        stored(parents)
        for rows in groups:
            applied(rows)

        for reorganisation in Reorganisation.objects.all():
            for on in (reorganisation.effective_on - timedelta(days=1), reorganisation.effective_on):
                tree = queries.tree(on=on)
                named = set(UnitVersion.objects.on(on).values_list("unit_id", flat=True))
                assert set(tree.parent_of) == named
                assert all(tree.parent_of[list(tree.ancestors(unit))[-1]] is None for unit in tree.parent_of)
        transaction.set_rollback(True)


def test_whoever_remembers_the_tree_of_before_a_sheet_asks_anew():
    stored({"r": "", "u1": "r"})
    stamp = TreeStamp.objects.get().value

    factories.reorganised("rename u1 name=Khác", on=LENSES[-1], document="1/NQ")

    assert TreeStamp.objects.get().value != stamp
