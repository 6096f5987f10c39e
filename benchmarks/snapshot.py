"""A snapshot of ten million reported figures: seconds, peak memory, size; `ROWS=1000000` takes fewer."""

from __future__ import annotations

import os
import platform
import tempfile
import time
from datetime import date
from pathlib import Path

from benchmarks.reading import peak_megabytes

ROWS = int(os.environ.get("ROWS", "10000000"))
UNITS, PERIODS = 1000, 100
ASKED = 600
"""Megabytes that a snapshot of ten million facts may take."""


def main() -> None:
    print(f"{platform.platform()}, {os.cpu_count()} cores, Python {platform.python_version()}")
    with tempfile.TemporaryDirectory(prefix="kh-bench-") as home:
        os.environ |= {"KHUYENHOC_VAR": home, "DJANGO_SETTINGS_MODULE": "khuyenhoc.config.settings"}
        import django  # noqa: PLC0415 - the directory is chosen first
        from django.core.management import call_command  # noqa: PLC0415

        django.setup()
        call_command("migrate", verbosity=0)
        make_up_figures()
        from khuyenhoc.domain.figures.facts import FACTS, register_facts  # noqa: PLC0415
        from khuyenhoc.foundation.analytics import snapshots  # noqa: PLC0415

        print(f"peak memory before: {peak_megabytes():.0f} MB")
        start = time.perf_counter()
        snapshot = snapshots.take((*FACTS, *register_facts()), reason="benchmark", on=date(2026, 1, 1))
        seconds = time.perf_counter() - start
        size = sum(file.stat().st_size for file in Path(snapshots.directory(snapshot)).iterdir()) / 1e6
        print(
            f"{ROWS:,} facts: {seconds:.0f} s, {ROWS / seconds:,.0f} a second, {size:.0f} MB on disc; "
            f"peak memory of the process {peak_megabytes():.0f} MB (asked: {ASKED})"
        )


def make_up_figures() -> None:
    """Units, and figures of each for a hundred periods and as many indicators as it takes."""
    from django.db import connection  # noqa: PLC0415

    from khuyenhoc.domain.figures.models import FigureSheet  # noqa: PLC0415
    from khuyenhoc.domain.organisation.models import Unit  # noqa: PLC0415

    Unit.objects.bulk_create([Unit(key=f"u{number}") for number in range(UNITS)])
    sheet = FigureSheet.objects.create(
        file_name="made up", sha256="0" * 64, new=ROWS, changed=0, same=0, refused=0
    )
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE figures_reportedfigure DISABLE TRIGGER ALL")
        cursor.execute(
            """
            INSERT INTO figures_reportedfigure
              (unit_id, period, indicator, value, qualifier, total, rate, source, note, sheet_id, row)
            SELECT u.id, 1990 + n %% %(periods)s, 'i' || n / %(periods)s, n %% 977, '', NULL, '', '', '',
              %(sheet)s, 1
            FROM organisation_unit u, generate_series(0, %(each)s - 1) AS n
            """,
            {"periods": PERIODS, "sheet": sheet.pk, "each": ROWS // UNITS},
        )


if __name__ == "__main__":
    main()
