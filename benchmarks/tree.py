"""
The tree through time: reading another day's tree, mergers and a province's reform, and the roll-up of a
nation made up for the purpose.
"""

from __future__ import annotations

import os
import platform
import random
import resource
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from benchmarks.nation import CHAPTERS, NEW, OLD, make_up_a_nation

THEN, TODAY = date(2022, 12, 31), date(2026, 11, 23)


def seconds(act: Callable[[], object]) -> float:
    start = time.perf_counter()
    act()
    return time.perf_counter() - start


@contextmanager
def told(what: str) -> Iterator[None]:
    start = time.perf_counter()
    yield
    print(f"{what}: {time.perf_counter() - start:.2f} s")


def main() -> None:
    print(
        f"{platform.platform()}, {os.cpu_count()} cores, Python {platform.python_version()}, "
        f"{time.strftime('%Y-%m-%d')}"
    )
    with tempfile.TemporaryDirectory(prefix="kh-bench-") as home:
        os.environ["KHUYENHOC_VAR"] = home
        os.environ["DJANGO_SETTINGS_MODULE"] = "khuyenhoc.config.settings"
        import django  # noqa: PLC0415 - the directory is chosen first
        from django.core.management import call_command  # noqa: PLC0415

        django.setup()
        call_command("migrate", verbosity=0)
        the_reform_of_a_province()
        a_merger_with_many_rows()
        the_nation()
    print(f"peak memory of this process: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


def the_reform_of_a_province() -> None:
    """Cao Bằng, 161 → 56, from our own sheets."""
    from django.utils import timezone  # noqa: PLC0415

    from khuyenhoc.domain.organisation import services  # noqa: PLC0415
    from khuyenhoc.domain.people.permissions import platform_mandate  # noqa: PLC0415
    from khuyenhoc.foundation.values.datafiles import DATA  # noqa: PLC0415
    from khuyenhoc.foundation.values.mandates import Action  # noqa: PLC0415

    mandate = platform_mandate(Action.ORGANISE, on=timezone.localdate())
    units, before, reform = (
        (DATA / name).read_bytes()
        for name in (
            "units/cao-bang.csv",
            "reorganisations/cao-bang-2020.csv",
            "reorganisations/cao-bang-2025.csv",
        )
    )
    services.load_units(mandate=mandate, content=units, file_name="units.csv")
    services.apply_reform(mandate=mandate, content=before, file_name="2020.csv")

    def apply() -> object:
        return services.apply_reform(mandate=mandate, content=reform, file_name="2025.csv")

    with told("reform of a province, 161 → 56 communes and 10 districts ended, applied"):
        apply()
    with told("the same reversed"):
        services.reverse_reform(mandate=mandate, document="1657/NQ-UBTVQH15")
    with told("the same applied again"):
        apply()


def a_merger_with_many_rows(rows: int = 50_000) -> None:
    """Three communes merged whose chapters keep that many rows of figures."""
    from django.utils import timezone  # noqa: PLC0415

    from khuyenhoc.domain.figures.models import FigureSheet, ReportedFigure  # noqa: PLC0415
    from khuyenhoc.domain.organisation import services  # noqa: PLC0415
    from khuyenhoc.domain.organisation.models import Unit  # noqa: PLC0415
    from khuyenhoc.domain.people.permissions import platform_mandate  # noqa: PLC0415
    from khuyenhoc.foundation.values.mandates import Action  # noqa: PLC0415

    mandate = platform_mandate(Action.ORGANISE, on=timezone.localdate())
    lines = ["key,parent,kind,name,official_code,valid_from,valid_to", "t,,province,T,,,"]
    lines += [f"x{commune},t,commune,X{commune},,," for commune in range(3)]
    lines += [f"x{number % 3}-{number},x{number % 3},chapter,C{number},,," for number in range(500)]
    services.load_units(mandate=mandate, content="\n".join(lines).encode(), file_name="units.csv")
    chapters = list(Unit.objects.filter(key__regex="^x[0-2]-").values_list("pk", flat=True))
    sheet = FigureSheet.objects.create(
        file_name="made up", sha256="0" * 64, new=rows, changed=0, same=0, refused=0
    )
    ReportedFigure.objects.bulk_create(
        [
            ReportedFigure(
                unit_id=chapters[number % 500],
                period=str(2015 + number // 500 // 10),
                indicator=f"i{number // 500 % 10}",
                value=1,
                sheet=sheet,
                row=1,
            )
            for number in range(rows)
        ],
        batch_size=5000,
    )  # fmt: skip
    reform = "effective_on,document,act,unit,heir,parent,kind,name,official_code,note\n" + "".join(
        f"2025-07-01,1/NQ,merge,x{commune},x-moi,t,commune,Mới,,\n" for commune in range(3)
    )
    with told(f"merger of three communes whose 500 chapters keep {rows} rows"):
        services.apply_reform(mandate=mandate, content=reform.encode(), file_name="merger.csv")


def the_nation() -> None:
    from khuyenhoc.domain.figures.facts import FACTS  # noqa: PLC0415
    from khuyenhoc.domain.organisation import queries  # noqa: PLC0415
    from khuyenhoc.foundation.analytics import figures, snapshots  # noqa: PLC0415
    from khuyenhoc.foundation.values.periods import Period  # noqa: PLC0415

    with told(
        f"making up {OLD + NEW} dated communes and {CHAPTERS} chapters with a figure each (not measured "
        "against anything)"
    ):
        _a_figure_of_each_chapter(make_up_a_nation())
    queries.tree(on=TODAY)
    history = queries.through(then=TODAY, lens=TODAY)[1]

    def median_of(act: Callable[[], object], times: int = 5) -> float:
        return statistics.median(seconds(act) for _ in range(times))

    today = median_of(lambda: history.tree(on=TODAY))
    other = median_of(lambda: history.tree(on=THEN))
    print(f"tree of today {today:.2f} s, of another day {other:.2f} s: ratio {other / today:.2f}")
    tree_then, tree_now = history.tree(on=THEN), history.tree(on=TODAY)
    print(
        "placing the figures of one day in the tree of another: "
        f"{median_of(lambda: history.placing(tree_then, tree_now)):.2f} s, then remembered"
    )
    remembered = [median_of(lambda day=day: queries.through(then=THEN, lens=day)) for day in (THEN, TODAY)]  # type: ignore[misc]
    print(f"asked again, as a page asks: {remembered[0] * 1000:.1f} ms and {remembered[1] * 1000:.1f} ms")
    with told("snapshot of the facts"):
        snapshot = snapshots.take(FACTS, reason="benchmark", on=TODAY)
    home = snapshots.directory(snapshot)
    print(f"snapshot on disc: {sum(file.stat().st_size for file in Path(home).iterdir()) / 1e6:.1f} MB")

    def roll_up(day: date) -> float:
        return seconds(
            lambda: figures.figures(snapshot, ["org.members"], tree_on=day, periods=[Period.of_year(2022)])
        )

    for day in (THEN, TODAY):
        print(
            f"roll-up of 2022 over the nation, tree of {day:%d/%m/%Y}, the first time in this process: "
            f"{roll_up(day):.2f} s"
        )
    in_turn = [(roll_up(TODAY), roll_up(THEN)) for _ in range(7)]
    today, other = (min(times) for times in zip(*in_turn, strict=True))
    print(
        f"roll-up again, best of 7 taken in turn: tree of today {today:.2f} s, of {THEN:%d/%m/%Y} "
        f"{other:.2f} s: ratio {other / today:.2f}"
    )


def _a_figure_of_each_chapter(ids: Mapping[str, int]) -> None:
    from khuyenhoc.domain.figures.models import FigureSheet, ReportedFigure  # noqa: PLC0415

    chance = random.Random(1)  # noqa: S311 - the same figures every time
    sheet = FigureSheet.objects.create(
        file_name="made up", sha256="0" * 64, new=CHAPTERS, changed=0, same=0, refused=0
    )
    ReportedFigure.objects.bulk_create(
        [
            ReportedFigure(
                unit_id=ids[f"c{n}"],
                period="2022",
                indicator="org.members",
                value=chance.randrange(10, 80),
                sheet=sheet,
                row=1,
            )
            for n in range(CHAPTERS)
        ],
        batch_size=10_000,
    )


if __name__ == "__main__":
    main()
