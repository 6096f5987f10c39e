"""Stated and counted figures, mixed on random trees: in bulk and on the spot give one number."""

from __future__ import annotations

from datetime import date

import hypothesis
import ibis
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given
from hypothesis import strategies as st

from khuyenhoc.foundation.analytics import engines, figures, snapshots
from khuyenhoc.foundation.values.facts import Fact
from khuyenhoc.foundation.values.history import History
from khuyenhoc.foundation.values.periods import Period
from tests.domain.organisation.random_reforms import LENSES, booked, history_of, reforms, trees
from tests.plain_roll_up import Lines, plain_sum

CODES = ("one", "other")
PERIODS = [Period.of_year(day.year) for day in LENSES]


def write_units(history: History, home) -> None:
    versions = [(span.unit, span.parent, span.validity.start, span.validity.end) for span in history.spans]
    heirs = [(heirship.unit, heirship.heir, heirship.on, heirship.is_part) for heirship in history.heirships]
    snapshots.write(
        [
            Fact(
                "unit_version",
                {"unit": int, "parent": int, "starts_on": date, "ends_on": date},
                lambda: versions,
            ),
            Fact(
                "succession",
                {"unit": int, "heir": int, "effective_on": date, "is_part": bool},
                lambda: heirs,
            ),
        ],
        home,
    )


@pytest.mark.parametrize(
    ("engine_name", "examples"),
    [("duckdb", 40), pytest.param("pyspark", 3, marks=pytest.mark.spark)],
)
def test_in_bulk_and_on_the_spot_stated_and_counted_give_the_same_sums(
    settings, tmp_path_factory, engine_name, examples
):
    settings.ANALYTICS_ENGINE = engine_name
    _compare(examples, tmp_path_factory)


def _compare(examples, tmp_path_factory):
    @hypothesis.settings(
        max_examples=examples,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )
    @given(data=st.data())
    def compare(data):
        parents = data.draw(trees())
        history, ids = history_of(*booked(parents, data.draw(reforms(list(parents)))))
        lines = st.dictionaries(
            st.tuples(st.sampled_from(sorted(ids.values())), st.sampled_from(CODES)),
            st.integers(0, 10**6),
            max_size=8,
        )
        stated, counted = data.draw(lines), data.draw(lines)
        period, tree_on = data.draw(st.sampled_from(PERIODS)), data.draw(st.sampled_from(LENSES))
        home = tmp_path_factory.mktemp("snapshot")
        write_units(history, home)

        with engines.at_work() as engine:
            bulk = figures.add_up(
                engine,
                home,
                *(ibis.memtable(as_lines(found, period)) for found in (stated, counted)),
                tree_on=tree_on,
                periods=[period],
            )

        placing = history.placing(history.tree(on=period.last_day), history.tree(on=tree_on))
        for unit in placing.lens.parent_of:
            for code in CODES:
                expected = plain_sum(
                    unit=unit, code=code, stated=stated, counted=counted, placing=placing, history=history
                )
                assert bulk.get(code, unit, period) == expected

    compare()


def as_lines(found: Lines, period: Period):
    rows = [
        {"unit": unit, "indicator": code, "period": str(period), "value": value}
        for (unit, code), value in found.items()
    ]
    return pa.Table.from_pylist(rows, schema=figures.LINES.to_pyarrow())
