"""
A nation's titles of a year counted at every level: 70 million assessments of citizens and 20 million
registered families, by the platform's expressions and, beside them, by a bare scan and by other libraries.

The facts are made up once into `var/bench` and used again. Each contestant runs in a process of its own, so
that its time and its peak of memory are its own, and must find the nation's totals. `SCALE=20` takes a
twentieth.
"""

from __future__ import annotations

import json
import os
import platform
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb

from benchmarks.nation import CHAPTERS, NEW, PROVINCES
from benchmarks.reading import peak_megabytes

if TYPE_CHECKING:
    from khuyenhoc.foundation.analytics.figures import Figures

SCALE = int(os.environ.get("SCALE", "1"))
ROWS = {
    "model.citizen_adult.recognised": 42_000_000 // SCALE,
    "model.citizen_learner.recognised": 17_500_000 // SCALE,
    "model.citizen_staff.recognised": 10_500_000 // SCALE,
    "model.family.registered": 20_000_000 // SCALE,
}
YEAR, LAST_DAY = 2025, date(2025, 12, 31)
VAR = Path("var/bench").absolute()
HOME = VAR / "snapshots" / f"a-nation-{sum(ROWS.values())}"
NATION = 1
FIRST_PROVINCE = NATION + 1
FIRST_COMMUNE = FIRST_PROVINCE + PROVINCES
FIRST_CHAPTER = FIRST_COMMUNE + NEW
ROUNDS = 5
MOST_MEMORY = 12 * 2**30
"""Bytes a library may take before it is said not to fit."""
COUNTS = "starts_on <= DATE '2025-12-31' AND ends_on > DATE '2025-12-31'"


def units() -> Iterator[tuple[int, int | None, date, None]]:
    """(unit, parent, starts_on, ends_on) of the nation, its provinces, communes and chapters."""
    day = date(2020, 1, 1)
    yield NATION, None, day, None
    yield from ((FIRST_PROVINCE + n, NATION, day, None) for n in range(PROVINCES))
    yield from ((FIRST_COMMUNE + n, FIRST_PROVINCE + n % PROVINCES, day, None) for n in range(NEW))
    yield from ((FIRST_CHAPTER + n, FIRST_COMMUNE + n % NEW, day, None) for n in range(CHAPTERS))


def make_up_the_facts() -> None:
    """
    Every fortieth row is kept by a commune itself; chapters differ in size. Of the titles 4 % begin after the
    year, 1 % were revoked or withdrawn, 2 % have no last day.
    """
    from khuyenhoc.foundation.analytics import snapshots  # noqa: PLC0415 - Django is set up first
    from khuyenhoc.foundation.values.facts import Fact, counted_name  # noqa: PLC0415

    aside = HOME.with_suffix(".making")
    aside.mkdir(parents=True, exist_ok=True)
    days: dict[str, type] = {"starts_on": date, "ends_on": date}
    heirs: dict[str, type] = {"unit": int, "heir": int, "effective_on": date, "is_part": bool}
    stated: dict[str, type] = {"unit": int, "period": str, "indicator": str, "value": int}
    facts = [
        Fact("unit_version", {"unit": int, "parent": int, **days}, units),
        Fact("succession", heirs, lambda: ()),
        Fact("reported_figure", stated, lambda: ()),
    ]
    snapshots.write(facts, aside)
    for code, rows in ROWS.items():
        file = snapshots.file_of(aside, counted_name(code))
        duckdb.sql(
            f"""
            COPY (
              SELECT CASE WHEN n < {rows} // 40 THEN {FIRST_COMMUNE} + n * {NEW} // ({rows} // 40)
                          ELSE {FIRST_CHAPTER} + least(floor({CHAPTERS} * pow(n / {rows}, 1.2)), {
                CHAPTERS - 1
            })
                     END::BIGINT AS unit,
                     CASE WHEN h % 25 = 0 THEN DATE '2026-01-05' + (h // 25 % 50)::INT
                          ELSE DATE '2025-01-01' + (h // 25 % 365)::INT END AS starts_on,
                     CASE WHEN h % 101 = 1 THEN DATE '2025-12-20' WHEN h % 50 = 3 THEN DATE '9999-12-31'
                          ELSE DATE '2026-01-01' END AS ends_on
              FROM (SELECT range AS n, hash(range) AS h FROM range({rows}))
            ) TO '{file}' (FORMAT parquet, COMPRESSION uncompressed)
            """  # noqa: S608 - numbers and a path of our own
        )
    aside.rename(HOME)


def files() -> Mapping[str, str]:
    from khuyenhoc.foundation.analytics import snapshots  # noqa: PLC0415
    from khuyenhoc.foundation.values.facts import counted_name  # noqa: PLC0415

    return {code: str(snapshots.file_of(HOME, counted_name(code))) for code in ROWS}


def scan() -> None:
    """Every value of the columns that counting reads goes into one aggregate."""
    for file in files().values():
        duckdb.sql(f"SELECT sum(unit), max(starts_on), max(ends_on) FROM '{file}'").fetchall()  # noqa: S608


def sift() -> dict[str, int]:
    """The nation's totals alone: the rows that count, without a group or a level."""
    return {
        code: duckdb.sql(f"SELECT count(*) FROM '{file}' WHERE {COUNTS}").fetchall()[0][0]  # noqa: S608
        for code, file in files().items()
    }


def ours() -> dict[str, int]:
    from khuyenhoc.foundation.analytics import figures  # noqa: PLC0415
    from khuyenhoc.foundation.analytics.models import Snapshot  # noqa: PLC0415
    from khuyenhoc.foundation.values.periods import Period  # noqa: PLC0415

    found: Figures = figures.figures(
        Snapshot(fingerprint=HOME.name), list(ROWS), tree_on=LAST_DAY, periods=[Period.of_year(YEAR)]
    )
    import pyarrow.compute as pc  # noqa: PLC0415

    of_the_nation = found.table.filter(pc.field("unit") == NATION)
    return {row["indicator"]: int(row["amount"]) for row in of_the_nation.to_pylist()}


def with_polars() -> dict[str, int]:
    pl = import_module("polars")  # compared where it is installed, required nowhere
    pairs = pl.DataFrame(list(_pairs()), schema={"unit": pl.Int64, "ancestor": pl.Int64}, orient="row")
    day, totals = pl.lit(LAST_DAY), {}
    for code, file in files().items():
        rows = pl.scan_parquet(file).filter((pl.col("starts_on") <= day) & (pl.col("ends_on") > day))
        lowest = rows.group_by("unit").agg(pl.len().alias("n")).collect(engine="streaming")
        sums = lowest.join(pairs, on="unit").group_by("ancestor").agg(pl.col("n").sum())
        totals[code] = sums.filter(pl.col("ancestor") == NATION)["n"].item()
    return totals


def with_pandas() -> dict[str, int]:
    pd = import_module("pandas")
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    pairs, totals = pd.DataFrame(list(_pairs()), columns=["unit", "ancestor"]), {}
    for code, file in files().items():
        rows = pd.read_parquet(file, dtype_backend="pyarrow")
        kept = rows[(rows.starts_on <= LAST_DAY) & (rows.ends_on > LAST_DAY)]
        lowest = kept.groupby("unit").size().rename("n").reset_index()
        sums = lowest.merge(pairs, on="unit").groupby("ancestor").n.sum()
        totals[code] = int(sums[NATION])
    return totals


def _pairs() -> Iterator[tuple[int, int]]:
    parent_of = {unit: parent for unit, parent, *_ in units()}
    for unit in parent_of:
        here: int | None = unit
        while here is not None:
            yield unit, here
            here = parent_of[here]


CONTESTANTS: Mapping[str, tuple[str, str | None, Callable[[], dict[str, int] | None]]] = {
    "scan": ("bare scan by DuckDB: one aggregate a column, no group", None, scan),
    "ours": ("the platform's expressions, every level, DuckDB", None, ours),
    "sift": ("the rows that count, no group, DuckDB", None, sift),
    "polars": ("the same count written for Polars", "polars", with_polars),
    "pandas": ("the same count written for pandas", "pandas", with_pandas),
    "pyspark": ("the platform's expressions, every level, Spark", "pyspark", ours),
}


def compete(name: str) -> None:
    """
    Print seconds of the first round, of the best of the others, of processors in that, peak MB, totals.
    Processor and memory are this process's own, without Spark's Java.
    """
    act = CONTESTANTS[name][2]
    rounds = []
    for _ in range(ROUNDS if CONTESTANTS[name][1] is None else 2):
        start, busy = time.perf_counter(), time.process_time()
        totals = act()
        rounds.append((time.perf_counter() - start, time.process_time() - busy))
    print(json.dumps([rounds[0][0], *min(rounds[1:]), peak_megabytes(), totals]))


def main() -> None:
    print(f"{platform.platform()}, {os.cpu_count()} cores, Python {platform.python_version()}")
    os.environ |= {"KHUYENHOC_VAR": str(VAR), "DJANGO_SETTINGS_MODULE": "khuyenhoc.config.settings"}
    if len(sys.argv) > 1 and sys.argv[1] == "pyspark":
        os.environ["KHUYENHOC_ENGINE"] = "pyspark"
    import django  # noqa: PLC0415 - the directory is chosen first

    django.setup()
    if len(sys.argv) > 1:
        compete(sys.argv[1])
        return
    if not HOME.exists():
        start = time.perf_counter()
        make_up_the_facts()
        print(f"facts made up: {time.perf_counter() - start:.0f} s")
    size = sum(file.stat().st_size for file in HOME.iterdir()) / 1e6
    print(f"{sum(ROWS.values()):,} rows, {size:.0f} MB of Parquet; {CHAPTERS + NEW + PROVINCES + 1:,} units")
    bare: tuple[float, float] | None = None
    totals = None
    for name, (label, package, _) in CONTESTANTS.items():
        if package is not None and find_spec(package) is None:
            print(f"{label}: not installed")
            continue
        run = subprocess.run(
            [sys.executable, "-m", "benchmarks.counting", name], stdout=subprocess.PIPE, check=False
        )
        if run.returncode:
            print(f"{label}: does not fit into {MOST_MEMORY / 2**30:.0f} GB, or failed (see above)")
            continue
        first, best, busy, peak, its_totals = json.loads(run.stdout.splitlines()[-1])
        bare = bare or (best, busy)
        totals = totals or its_totals
        assert its_totals in (None, totals), f"{name} counts otherwise"
        print(
            f"{label}: first {first:.2f} s, then {best:.2f} s ({busy:.2f} s of processor), "
            f"{best / bare[0]:.2f} times the scan ({busy / bare[1]:.2f}); peak {peak:.0f} MB",
            flush=True,
        )


if __name__ == "__main__":
    main()
