"""
More than five hundred bad files: each is read or refused with a sentence, soon and in little memory, and
nothing else happens.
"""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from khuyenhoc.foundation.sheets.columns import Column, SheetDefinition
from khuyenhoc.foundation.sheets.problems import SheetRefused
from khuyenhoc.foundation.sheets.reading import read
from tests.foundation.bad_sheets import bad_sheets
from tests.foundation.sound_sheets import CSV, SOUND, Bad

FAMILIES = SheetDefinition(
    "families",
    (
        Column("head", "Chủ hộ", required=True),
        Column("members", "Số khẩu", required=True),
        Column("hamlet", "Xóm"),
        Column("rate", "Tỷ lệ"),
        Column("day", "Ngày"),
    ),
    has_groups=True,
)
SECONDS, KILOBYTES = 3.0, 300 * 1024
CORPUS = list(bad_sheets())


def test_the_corpus_is_large_and_the_same_every_time() -> None:
    assert len(CORPUS) >= 500
    assert len({what for what, _, _ in CORPUS}) == len(CORPUS)
    assert list(bad_sheets()) == CORPUS


@pytest.mark.parametrize(
    ("content", "name"), [(SOUND["shared"], "a.xlsx"), (SOUND["inline"], "a.xlsx"), (CSV.encode(), "a.csv")]
)
def test_what_the_corpus_is_made_from_is_sound(content: bytes, name: str) -> None:
    assert len(read(content, name, FAMILIES).rows) >= 29


def peak() -> int:
    return int(
        Path("/proc/self/status")
        .read_text(encoding="ascii", errors="replace")
        .partition("VmHWM:")[2]
        .split()[0]
    )


def peak_from_here() -> int:
    """
    The memory in use, from which the next peak is measured; otherwise an earlier test's peak would hide this
    one's.
    """
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
    return peak()


@pytest.mark.parametrize("bad", [pytest.param(bad, id=bad[0]) for bad in CORPUS])
def test_a_bad_file_is_read_or_refused_with_a_sentence(bad: Bad) -> None:
    _, name, content = bad
    before, started = peak_from_here(), time.process_time()

    try:
        read(content, name, FAMILIES)
    except SheetRefused as refused:
        reason = refused.reason
        assert reason.endswith((".", "”"))
        assert "tải lại" in reason or "Chọn tệp" in reason

    assert time.process_time() - started < SECONDS
    assert peak() - before < KILOBYTES
