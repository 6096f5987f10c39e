"""Facts in, figures out, as small tables: every engine answers them alike."""

from datetime import date
from functools import partial

import pytest

from khuyenhoc.foundation.analytics import engines, snapshots
from khuyenhoc.foundation.analytics import figures as bulk
from khuyenhoc.foundation.analytics.models import Snapshot
from khuyenhoc.foundation.values.facts import NEVER, Fact, counted
from khuyenhoc.foundation.values.mandates import UnitId
from khuyenhoc.foundation.values.periods import Period
from khuyenhoc.foundation.values.validity import BEGINNING

ENGINES = [
    pytest.param("duckdb", id="duckdb"),
    pytest.param("pyspark", id="spark", marks=pytest.mark.spark),
]
NATION, PROVINCE, OTHER_PROVINCE, COMMUNE, OTHER_COMMUNE, CHAPTER, MERGED = range(1, 8)
PARENTS = {
    NATION: None,
    PROVINCE: NATION,
    OTHER_PROVINCE: NATION,
    COMMUNE: PROVINCE,
    OTHER_COMMUNE: PROVINCE,
    CHAPTER: COMMUNE,
}
REFORM = date(2025, 7, 1)
YEAR = Period.of_year(2024)
MEMBERS, FAMILIES = "org.members", "model.family.recognised"
ALL_YEAR = (date(2024, 1, 1), date(2025, 1, 1))


def rows_of(code, rows):
    return [row for indicator, *row in rows if indicator == code]


def snapshot_of(home, *, stated=(), rows=()):
    """`stated`: (unit, period, indicator, value); `rows`: (indicator, unit, starts_on, ends_on)."""
    versions = [
        (unit, parent, BEGINNING, REFORM if unit in (COMMUNE, OTHER_COMMUNE) else None)
        for unit, parent in PARENTS.items()
    ]
    versions.append((MERGED, PROVINCE, REFORM, None))
    heirs = [(COMMUNE, MERGED, REFORM, False), (OTHER_COMMUNE, MERGED, REFORM, False)]
    facts = [
        Fact(
            "unit_version",
            {"unit": int, "parent": int, "starts_on": date, "ends_on": date},
            lambda: versions,
        ),
        Fact("succession", {"unit": int, "heir": int, "effective_on": date, "is_part": bool}, lambda: heirs),
        Fact("reported_figure", {"unit": int, "period": str, "indicator": str, "value": int}, lambda: stated),
        *(counted(code, partial(rows_of, code, rows)) for code in sorted({row[0] for row in rows})),
    ]
    (home / "s").mkdir()
    snapshots.write(facts, home / "s")
    return Snapshot(fingerprint="s")


@pytest.fixture(params=ENGINES)
def count(request, settings, tmp_path):
    """Figures of a small nation on the engine: {unit: value}."""
    settings.SNAPSHOTS = tmp_path
    settings.ANALYTICS_ENGINE = request.param

    def counted_by(code, *, tree_on=YEAR.last_day, period=YEAR, **facts):
        snapshot = snapshot_of(tmp_path, **facts)
        found = bulk.figures(snapshot, [code], tree_on=tree_on, periods=[period])
        values = {unit: found.get(code, UnitId(unit), period) for unit in (*PARENTS, MERGED)}
        return {unit: value for unit, value in values.items() if value is not None}

    return counted_by


def test_a_register_counts_at_the_unit_that_keeps_it_and_at_each_unit_above(count):
    rows = [(FAMILIES, CHAPTER, *ALL_YEAR)] * 3 + [(FAMILIES, OTHER_COMMUNE, *ALL_YEAR)] * 2

    assert count(FAMILIES, rows=rows) == {CHAPTER: 3, COMMUNE: 3, OTHER_COMMUNE: 2, PROVINCE: 5, NATION: 5}


def test_rows_kept_at_an_upper_unit_stand_for_nothing_below_it(count):
    rows = [(FAMILIES, CHAPTER, *ALL_YEAR), (FAMILIES, COMMUNE, *ALL_YEAR), (FAMILIES, COMMUNE, *ALL_YEAR)]

    assert count(FAMILIES, rows=rows) == {CHAPTER: 1, COMMUNE: 3, PROVINCE: 3, NATION: 3}


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "counts"),
    [
        (date(2024, 12, 31), NEVER, True),
        (BEGINNING, date(2025, 1, 1), True),
        (date(2025, 1, 1), NEVER, False),
        (BEGINNING, date(2024, 12, 31), False),
    ],
)
def test_a_row_counts_on_its_days_alone(count, starts_on, ends_on, counts):
    expected = {OTHER_PROVINCE: 1, NATION: 1} if counts else {}

    assert count(MEMBERS, rows=[(MEMBERS, OTHER_PROVINCE, starts_on, ends_on)]) == expected


def test_above_a_commune_what_it_stated_takes_the_place_of_its_own_register_and_of_those_below(count):
    rows = [(MEMBERS, CHAPTER, *ALL_YEAR)] * 4 + [(MEMBERS, COMMUNE, *ALL_YEAR)] * 2
    rows += [(MEMBERS, OTHER_COMMUNE, *ALL_YEAR)]

    found = count(MEMBERS, rows=rows, stated=[(COMMUNE, "2024", MEMBERS, 50)])

    assert found == {CHAPTER: 4, COMMUNE: 6, OTHER_COMMUNE: 1, PROVINCE: 51, NATION: 51}


def test_what_another_period_or_indicator_states_takes_no_ones_place(count):
    stated = [(COMMUNE, "2023", MEMBERS, 50), (COMMUNE, "2024", FAMILIES, 60), (None, "2024", MEMBERS, 70)]

    assert count(MEMBERS, rows=[(MEMBERS, COMMUNE, *ALL_YEAR)], stated=stated) == {
        COMMUNE: 1,
        PROVINCE: 1,
        NATION: 1,
    }


def test_through_the_tree_of_a_later_day_the_heir_has_the_rows_of_both(count):
    rows = [(MEMBERS, CHAPTER, *ALL_YEAR)] * 4 + [(MEMBERS, OTHER_COMMUNE, *ALL_YEAR)]

    found = count(MEMBERS, rows=rows, tree_on=REFORM)

    assert found == {CHAPTER: 4, MERGED: 5, PROVINCE: 5, NATION: 5}


def test_a_sum_may_be_longer_than_sixty_four_bits(count):
    most = 2**63 - 1
    stated = [(COMMUNE, "2024", MEMBERS, most), (OTHER_COMMUNE, "2024", MEMBERS, most)]

    assert count(MEMBERS, stated=stated)[NATION] == 2 * most


def test_an_indicator_without_a_fact_and_without_a_figure_has_no_sum(count):
    assert count(MEMBERS) == {}


def test_an_unknown_engine_is_named_with_those_there_are(settings):
    settings.ANALYTICS_ENGINE = "polars"

    with pytest.raises(engines.EngineUnusable, match=r"polars.*duckdb, pyspark"), engines.at_work():
        pass


def test_an_engine_that_is_not_installed_says_what_to_install(settings):
    if engines.is_installed("pyspark"):
        pytest.skip("Spark is installed here")
    settings.ANALYTICS_ENGINE = "pyspark"

    with pytest.raises(engines.EngineUnusable, match=r"make spark.*openjdk-17"), engines.at_work():
        pass
