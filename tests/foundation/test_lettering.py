from __future__ import annotations

import struct
import unicodedata
from pathlib import Path

import pytest
from PIL import ImageFont

from khuyenhoc.foundation.papers.lettering import FONTS, balanced, width_in_ems, wrapped

TONES = (
    "",
    "\N{COMBINING GRAVE ACCENT}",
    "\N{COMBINING ACUTE ACCENT}",
    "\N{COMBINING HOOK ABOVE}",
    "\N{COMBINING TILDE}",
    "\N{COMBINING DOT BELOW}",
)
VOWELS = [unicodedata.normalize("NFC", vowel + tone) for vowel in "aăâeêioôơuưy" for tone in TONES]
ALPHABET = set("abcdđeghiklmnopqrstuvxyfjwz0123456789") | set(VOWELS)
LETTERS = ALPHABET | {letter.upper() for letter in ALPHABET}


def letters_of(face: Path) -> set[str]:
    """The characters a TrueType face draws, by its Windows Unicode table (cmap format 4)."""
    raw = face.read_bytes()
    tables = {
        raw[at : at + 4]: struct.unpack(">II", raw[at + 8 : at + 16])[0]
        for at in range(12, 12 + 16 * struct.unpack(">H", raw[4:6])[0], 16)
    }
    start = tables[b"cmap"]
    encodings = [
        struct.unpack(">HHI", raw[at : at + 8])
        for at in range(start + 4, start + 4 + 8 * struct.unpack(">H", raw[start + 2 : start + 4])[0], 8)
    ]
    at = start + next(offset for platform, encoding, offset in encodings if (platform, encoding) == (3, 1))
    count = struct.unpack(">H", raw[at + 6 : at + 8])[0] // 2
    ends = struct.unpack(f">{count}H", raw[at + 14 : at + 14 + 2 * count])
    starts = struct.unpack(f">{count}H", raw[at + 16 + 2 * count : at + 16 + 4 * count])
    return {chr(code) for first, last in zip(starts, ends, strict=True) for code in range(first, last + 1)}


@pytest.mark.parametrize("style", ["Regular", "Bold", "Italic", "BoldItalic"])
def test_each_face_has_every_vietnamese_letter_in_both_cases(style: str) -> None:
    missing = LETTERS - letters_of(FONTS / f"LiberationSerif-{style}.ttf")

    assert not missing


def test_the_faces_come_with_their_licence() -> None:
    licence = (FONTS / "OFL.txt").read_text()

    assert "SIL OPEN FONT LICENSE Version 1.1" in licence
    assert "Reserved Font Name Liberation" in licence


@pytest.mark.parametrize(
    "text",
    [
        "HỘI KHUYẾN HỌC HUYỆN THẠCH AN",
        "HỘI KHUYẾN HỌC TỈNH CAO BẰNG",
        "Kết quả công tác khuyến học, khuyến tài năm 2022",
        "Thành phố Cao Bằng",
        "1.095",
    ],
)
def test_the_reckoned_width_of_a_line_is_near_the_face_s_own(text: str) -> None:
    own = ImageFont.truetype(str(FONTS / "LiberationSerif-Bold.ttf"), 1000).getlength(text) / 1000

    assert width_in_ems(text) == pytest.approx(own, rel=0.12)


def test_a_long_name_is_broken_into_lines_of_about_one_length() -> None:
    lines = balanced("HỘI KHUYẾN HỌC HUYỆN THẠCH AN", 15.6)

    assert lines == ["HỘI KHUYẾN HỌC", "HUYỆN THẠCH AN"]


def test_what_does_not_fit_ends_in_an_ellipsis() -> None:
    lines = wrapped("Hội Khuyến học " + "liên xã " * 20, 10, 2)

    assert len(lines) == 2
    assert lines[1].endswith("…")
    assert all(width_in_ems(line) <= 10 for line in lines)
