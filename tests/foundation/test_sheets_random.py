"""Random bytes, letters and cuts: each file is read or refused, and nothing else happens."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from contextlib import suppress

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from khuyenhoc.foundation.sheets.problems import SheetRefused
from khuyenhoc.foundation.sheets.reading import read
from tests.foundation.small_workbook import SOUND, TABLE, with_parts


def only_refuses(content: bytes, filename: str) -> None:
    with suppress(SheetRefused):
        read(content, filename, TABLE)


@settings(max_examples=200)
@given(st.binary(max_size=2000), st.sampled_from(["tep.csv", "tep.xlsx", "tep"]))
def test_random_bytes_are_read_or_refused_and_nothing_else(content: bytes, filename: str) -> None:
    only_refuses(content, filename)


@settings(max_examples=200)
@given(st.text(max_size=500))
def test_random_text_below_headings_is_read_or_refused_and_nothing_else(text: str) -> None:
    only_refuses(f"unit,value\n{text}".encode("utf-8", "surrogatepass"), "tep.csv")


MUTATIONS = st.lists(
    st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 255)), min_size=1, max_size=8
)


def mutated(content: bytes, mutations: list[tuple[float, int]]) -> bytes:
    changed = bytearray(content)
    for where, byte in mutations:
        changed[int(where * len(changed))] = byte
    return bytes(changed)


@settings(max_examples=300, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(MUTATIONS)
def test_a_workbook_with_some_bytes_changed_is_read_or_refused_and_nothing_else(
    mutations: list[tuple[float, int]],
) -> None:
    only_refuses(mutated(SOUND, mutations), "tep.xlsx")


PARTS = [
    "xl/worksheets/sheet1.xml",
    "xl/workbook.xml",
    "xl/styles.xml",
    "xl/sharedStrings.xml",
    "xl/_rels/workbook.xml.rels",
    "_rels/.rels",
]


@settings(max_examples=300, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.sampled_from(PARTS), MUTATIONS)
def test_a_part_with_some_letters_changed_is_read_or_refused_and_nothing_else(
    part: str, mutations: list[tuple[float, int]]
) -> None:
    with zipfile.ZipFile(io.BytesIO(SOUND)) as archive:
        content = mutated(archive.read(part), [(where, 32 + byte % 95) for where, byte in mutations])

    only_refuses(with_parts({part: content}, method=zipfile.ZIP_STORED), "tep.xlsx")


CUTS: list[Callable[[bytes, int], bytes]] = [
    lambda content, at: content[:at],
    lambda content, at: content[at:],
]


@settings(max_examples=100, deadline=None)
@given(st.integers(0, len(SOUND)), st.sampled_from(CUTS))
def test_a_workbook_cut_anywhere_is_read_or_refused_and_nothing_else(
    at: int, cut: Callable[[bytes, int], bytes]
) -> None:
    only_refuses(cut(SOUND, at), "tep.xlsx")
