"""
Pages of figures on a platform with a million figures of a year: a commune's, a district's, a series, a
province's, the nation's, the home pages; in the tree of the period and in another day's.
"""

from __future__ import annotations

import os
import platform
import statistics
import sys
import tempfile
import time
from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING

from benchmarks.nation import CHAPTERS, NEW, OLD, make_up_a_nation
from benchmarks.reading import peak_megabytes

if TYPE_CHECKING:
    from django.test import Client

FIGURES = int(sys.argv[1]) if sys.argv[1:] and sys.argv[1].isdecimal() else 1_000_000
TIMES = 15
TODAY = date(2026, 11, 28)
ASKED = {"commune": 150, "district": 150, "series": 150, "province": 300, "nation": 500}
"""Milliseconds a page may take (median, warm)."""


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
        ids = make_up_a_nation()
        started = time.perf_counter()
        stored = {year: _store(ids, year) for year in (2024, 2026)}
        print(f"{stored} figures stored in {time.perf_counter() - started:.1f} s", flush=True)
        _keep()
        _pages(ids)
        _changes(ids)
        print(f"peak memory of the process {peak_megabytes():.0f} MB")


def _store(ids: Mapping[str, int], year: int) -> int:
    """
    A year's figures: every indicator at every commune of the year, the rest at chapters, six each. The units
    above state nothing, so their pages add it all up.
    """
    from django.db import connection  # noqa: PLC0415

    from khuyenhoc.domain.figures.models import FigureSheet  # noqa: PLC0415
    from khuyenhoc.foundation.values.catalogue import indicators  # noqa: PLC0415

    sheet = FigureSheet.objects.create(
        file_name="made-up", sha256="0" * 64, new=0, changed=0, same=0, refused=0
    )
    codes = list(indicators())
    communes = [f"w{n}" for n in range(NEW)] if year >= 2026 else [f"o{n}" for n in range(OLD)]

    per_commune = codes if year >= 2026 else codes[:40]
    made = 0
    for keys, asked in ((communes, per_commune), ([f"c{n}" for n in range(CHAPTERS)], codes[:6])):
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO figures_reportedfigure "
                "(unit_id, period, indicator, value, qualifier, rate, source, note, sheet_id, row) "
                "SELECT unit, %s, code, 1 + unit %% 90, '', '', '', '', %s, 1 "
                "FROM unnest(%s::bigint[]) AS unit, unnest(%s::text[]) AS code LIMIT %s",
                [str(year), sheet.pk, [ids[key] for key in keys], asked, FIGURES - made],
            )
            made += cursor.rowcount
            cursor.execute("ANALYZE figures_reportedfigure")
    return made


def _keep() -> None:
    from khuyenhoc.domain.figures.queries.kept_sums import bring_up_to_date  # noqa: PLC0415
    from khuyenhoc.foundation.values.periods import Period  # noqa: PLC0415

    for year in (2024, 2026):
        started = time.perf_counter()
        bring_up_to_date([Period.of_year(year)])
        print(f"the sums of {year} made from nothing: {time.perf_counter() - started:.1f} s", flush=True)


def _client(ids: Mapping[str, int], key: str, post: str = "officer") -> Client:
    from django.test import Client  # noqa: PLC0415

    from khuyenhoc.domain.people.models import Account, Posting  # noqa: PLC0415

    account = Account.objects.create_user(username=f"officer-{key}")
    Posting.objects.create(account=account, unit_id=ids[key], post=post, starts_on=date(2020, 1, 1))
    client = Client()
    client.force_login(account, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def _pages(ids: Mapping[str, int]) -> None:
    from django.urls import reverse  # noqa: PLC0415

    def figures(key: str) -> str:
        return reverse("web:figures", kwargs={"key": f"n-{key}"})

    nation = _client(ids, "n")
    pages = {
        "commune": (f"{figures('w5')}?period=2026", f"{figures('w5')}?period=2026&tree_on=2026-03-01"),
        "district": (f"{figures('d5')}?period=2024", f"{figures('d5')}?period=2024&tree_on=2024-03-01"),
        "series": (reverse("web:series", kwargs={"key": "n-w5", "code": "org.members"}), None),
        "province": (f"{figures('p5')}?period=2026", f"{figures('p5')}?period=2024&tree=now"),
        "province 2024": (f"{figures('p5')}?period=2024", f"{figures('p5')}?period=2024&tree=now"),
        "nation": (f"{figures('n')}?period=2026", None),
        "nation 2024": (f"{figures('n')}?period=2024", f"{figures('n')}?period=2024&tree=now"),
        "home of the nation": (reverse("web:home"), None),
    }
    for name, (address, through) in pages.items():
        own = _median(nation, address)
        asked = ASKED.get(name.split()[0])
        said = f"{name}: {own:.0f} ms" + (f" (asked: under {asked})" if asked else "")
        if through:
            other = _median(nation, through)
            said += (
                f"; through another day's tree {other:.0f} ms, ratio {other / own:.2f} (asked: at most 1.2)"
            )
        print(said, flush=True)
    for key, post in (("w5", "officer"), ("p5", "officer")):
        print(f"home of {key}: {_median(_client(ids, key, post), reverse('web:home')):.0f} ms", flush=True)


def _median(client: Client, address: str) -> float:
    spent = []
    for number in range(TIMES + 2):
        started = time.perf_counter()
        answer = client.get(address)
        if answer.status_code != 200:
            raise RuntimeError(f"{address}: {answer.status_code}")
        if number >= 2:
            spent.append((time.perf_counter() - started) * 1000)
    return statistics.median(spent)


def _changes(ids: Mapping[str, int]) -> None:
    """One figure of a chapter changes: how long the next page of the nation takes, and that it shows it."""
    from khuyenhoc.domain.figures.models import ReportedFigure  # noqa: PLC0415
    from khuyenhoc.domain.figures.queries.kept_sums import bring_up_to_date  # noqa: PLC0415
    from khuyenhoc.foundation.values.periods import Period  # noqa: PLC0415

    spent = []
    for n in range(TIMES):
        figure = ReportedFigure.objects.filter(period="2026", unit_id=ids[f"w{n}"]).first()
        if figure is None:
            continue
        ReportedFigure.objects.filter(pk=figure.pk).update(value=(figure.value or 0) + 1)
        started = time.perf_counter()
        bring_up_to_date([Period.of_year(2026)])
        spent.append((time.perf_counter() - started) * 1000)
    print(f"sums brought up to date after one figure changed: {statistics.median(spent):.0f} ms", flush=True)


if __name__ == "__main__":
    main()
