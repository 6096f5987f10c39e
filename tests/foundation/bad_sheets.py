"""
Bad workbooks and CSV files, the same ones every time: what a torn line, a clumsy program or a bad will makes
of a list.
"""

from __future__ import annotations

import random
from collections.abc import Iterator

from tests.foundation.bad_files import bad_csv, bombs, changed_bytes, changed_parts, renamed, torn, wrong_zips
from tests.foundation.bad_workbook_parts import wrong_cells, wrong_parts, wrong_rows
from tests.foundation.sound_sheets import Bad


def bad_sheets() -> Iterator[Bad]:
    chance = random.Random(4)  # noqa: S311 - the same corpus every time
    for make in (
        torn,
        changed_bytes,
        changed_parts,
        wrong_parts,
        wrong_cells,
        wrong_rows,
        bombs,
        wrong_zips,
        renamed,
        bad_csv,
    ):
        for what, name, content in make(chance):
            yield f"{make.__name__}: {what}", name, content
