"""Facts are written in batches: neither the fingerprint nor the rows depend on how many at a time."""

from datetime import date

import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from khuyenhoc.foundation.analytics import snapshots
from khuyenhoc.foundation.analytics.models import Snapshot
from khuyenhoc.foundation.values.facts import Fact

COLUMNS = {"unit": int, "period": str, "is_part": bool, "starts_on": date}
ROWS = st.lists(
    st.tuples(
        st.integers(-(2**63), 2**63 - 1),
        st.none() | st.text(max_size=4),
        st.none() | st.booleans(),
        st.none() | st.dates(),
    ),
    max_size=12,
)


def facts(rows, name="a_fact"):
    return [Fact(name, COLUMNS, lambda: iter(rows))]


@given(rows=ROWS, one=st.integers(1, 13), other=st.integers(1, 13))
def test_any_two_batch_sizes_give_the_same_fingerprint_and_the_same_rows(tmp_path_factory, rows, one, other):
    homes = [tmp_path_factory.mktemp("snapshot") for _ in range(2)]

    marks = [
        snapshots.write(facts(rows), home, batch_size=size)
        for home, size in zip(homes, (one, other), strict=True)
    ]

    assert marks[0] == marks[1]
    for home in homes:
        table = pq.read_table(snapshots.file_of(home, "a_fact"))
        assert [tuple(row.values()) for row in table.to_pylist()] == rows


@given(rows=ROWS, others=ROWS)
def test_fingerprints_are_the_same_exactly_when_the_rows_are(tmp_path_factory, rows, others):
    home = tmp_path_factory.mktemp("snapshot")

    same = snapshots.write(facts(rows), home) == snapshots.write(facts(others), home)

    assert same is (rows == others)


def test_the_name_of_a_fact_is_part_of_the_fingerprint(tmp_path):
    assert snapshots.write(facts([], "one"), tmp_path) != snapshots.write(facts([], "other"), tmp_path)


def test_no_more_rows_than_a_batch_are_taken_before_they_are_written(tmp_path):
    file = snapshots.file_of(tmp_path, "a_fact")
    sizes = []

    def rows():
        for number in range(10_000):
            if number % 1000 == 0:
                sizes.append(file.stat().st_size)
            yield number, "x" * 40, True, date(2025, 1, 1)

    snapshots.write([Fact("a_fact", COLUMNS, rows)], tmp_path, batch_size=1000)

    assert sizes == sorted(set(sizes)), "the file grows with every batch"


def test_a_fact_without_rows_is_a_file_with_its_columns(tmp_path):
    snapshots.write(facts([]), tmp_path)

    assert pq.read_table(snapshots.file_of(tmp_path, "a_fact")).column_names == list(COLUMNS)


@pytest.mark.django_db
def test_a_snapshot_of_an_earlier_version_is_still_found_under_its_name(settings, tmp_path):
    settings.SNAPSHOTS = tmp_path
    (tmp_path / "an-earlier-name").mkdir()
    kept = Snapshot.objects.create(fingerprint="an-earlier-name", reason="before", on=date(2025, 1, 1))

    taken = snapshots.take(facts([]), reason="after", on=date(2026, 1, 1))

    assert snapshots.directory(kept).is_dir()
    assert taken.fingerprint != kept.fingerprint
