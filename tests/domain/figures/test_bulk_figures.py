"""Counting in bulk over a snapshot and adding up on the spot are two ways to one number."""

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from khuyenhoc.domain.figures.facts import FACTS
from khuyenhoc.domain.figures.models import ReportedFigure
from khuyenhoc.domain.organisation.models import Unit
from khuyenhoc.foundation.analytics import figures as bulk
from khuyenhoc.foundation.analytics import snapshots
from khuyenhoc.foundation.values.mandates import UnitId
from khuyenhoc.foundation.values.periods import Period
from tests.domain.figures.sheets_of_a_small_country import figures, found_the_country, report

pytestmark = pytest.mark.django_db
UNITS = ("tinh", "huyen-a", "huyen-b", "xa-1", "xa-2", "xa-3", "xa-moi")


@pytest.fixture(autouse=True)
def _country(settings, tmp_path):
    settings.SNAPSHOTS = tmp_path
    found_the_country()


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.dictionaries(st.sampled_from(UNITS), st.integers(0, 10**9), min_size=1),
    st.sampled_from([date(2022, 12, 31), date(2025, 7, 1), date(2026, 11, 23)]),
)
def test_both_give_the_same_sums_for_every_unit_and_day(values, tree_on):
    ReportedFigure.objects.all().delete()
    report(*(f"{unit} 2022 org.members value={value}" for unit, value in values.items()))
    snapshot = snapshots.take(FACTS, reason="test", on=tree_on)

    counted = bulk.figures(snapshot, ["org.members"], tree_on=tree_on, periods=[Period.of_year(2022)])

    for key in UNITS:
        unit = Unit.objects.get(key=key)
        gone = (key == "xa-moi" and tree_on.year == 2022) or (
            key.startswith(("huyen", "xa-1", "xa-2", "xa-3")) and tree_on.year > 2022
        )
        if gone:
            continue
        row = figures(key, tree_on=tree_on).get(("org.members", "computed"))
        assert counted.get("org.members", UnitId(unit.pk), Period.of_year(2022)) == (
            None if row is None else row.value
        )


def test_the_same_facts_give_the_same_snapshot():
    report("xa-1 2022 org.members value=5")

    first = snapshots.take(FACTS, reason="one", on=date(2026, 1, 1))
    second = snapshots.take(FACTS, reason="two", on=date(2026, 2, 2))

    assert first == second


def test_a_new_figure_makes_another_snapshot_and_the_old_one_still_says_what_it_said():
    report("xa-1 2022 org.members value=5")
    before = snapshots.take(FACTS, reason="before", on=date(2026, 1, 1))
    report("xa-1 2022 org.members value=6")

    after = snapshots.take(FACTS, reason="after", on=date(2026, 1, 1))

    province = UnitId(Unit.objects.get(key="tinh").pk)
    counted = [
        bulk.figures(
            snapshot, ["org.members"], tree_on=date(2022, 12, 31), periods=[Period.of_year(2022)]
        ).get("org.members", province, Period.of_year(2022))
        for snapshot in (before, after)
    ]
    assert counted == [5, 6]


def test_no_free_text_and_no_name_enters_a_fact():
    columns = {name for fact in FACTS for name in fact.columns}

    assert columns.isdisjoint({"name", "source", "note", "file_name", "display_name"})
