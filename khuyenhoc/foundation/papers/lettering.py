"""
Letters fit to print, and how wide a line of them is, near enough to place a rule or a label: Times by classes
of letters, in ems.
"""

from __future__ import annotations

import unicodedata
from pathlib import Path

FONTS = Path(__file__).parent / "fonts"
"""Liberation Serif: it has the metrics of Times New Roman and every Vietnamese letter."""

HEAD_COLUMN_MM = 70
"""The column of the bodies' names at the head of a paper; the state's name has the other 90 mm."""
TEXT_MM = 160
"""The text of a page between the margins of Decree 30/2020."""
_TITLE_EMS = 29.0
"""143 mm of 14 pt: a title keeps clear of the margins."""
_HEAD_COLUMN_EMS = 15.6
"""66 mm of 12 pt: names keep clear of the column's edges."""
_NO_BREAK = "\N{NO-BREAK SPACE}"
_NARROW = frozenset("iljtfrI.,;:'!|()[]-/ ")
_WIDE = frozenset("mwMWOQDGHNKVUAX—%@")


def clean(text: str) -> str:
    """
    Composed letters (TCVN 6909, NFC), one line, without the control characters that no file format here can
    hold.
    """
    composed = unicodedata.normalize("NFC", text)
    printable = "".join(letter if letter.isprintable() or letter == _NO_BREAK else " " for letter in composed)
    return " ".join(word for word in printable.split(" ") if word)


def width_in_ems(text: str) -> float:
    """The width of one line, within about 10 % for Vietnamese words, marks not counted."""
    return sum(
        _em(letter) for letter in unicodedata.normalize("NFD", text) if not unicodedata.combining(letter)
    )


def wrapped(text: str, ems: float, lines: int) -> list[str]:
    """The text on at most so many lines of so many ems; what does not fit ends in an ellipsis."""
    broken = _broken(text, ems)
    kept = [_cut(line, ems) for line in broken[:lines]]
    if len(broken) > lines:
        kept[-1] = _cut(kept[-1] + "…", ems)
    return kept


def balanced(text: str, ems: float) -> list[str]:
    """The whole text on as few lines of so many ems as it needs, all about as long: no last word alone."""
    needed = len(_broken(text, ems))
    target = width_in_ems(text) / needed
    while len(_broken(text, target)) > needed and target < ems:
        target *= 1.03
    return _broken(text, min(target, ems))


def head_lines(name: str) -> list[str]:
    """The name of a body as it stands at the head of a paper (Decree 30/2020, Appendix I, cell 2)."""
    return balanced(clean(name).upper(), _HEAD_COLUMN_EMS)


def title_lines(text: str) -> list[str]:
    """A title or an abstract as it stands in the middle of a page."""
    return balanced(clean(text), _TITLE_EMS)


def _broken(text: str, ems: float) -> list[str]:
    lines: list[str] = []
    line = ""
    for word in text.split(" "):
        longer = f"{line} {word}".strip()
        if line and width_in_ems(longer) > ems:
            lines.append(line)
            line = word
        else:
            line = longer
    return [*lines, line]


def _cut(line: str, ems: float) -> str:
    if width_in_ems(line) <= ems:
        return line
    shorter = line.rstrip("…")
    while shorter and width_in_ems(shorter + "…") > ems:
        shorter = shorter[:-1]
    return shorter.rstrip() + "…"


def _em(letter: str) -> float:
    if letter in _NARROW:
        return 0.31
    if letter in _WIDE:
        return 0.76
    return 0.64 if letter.isupper() else 0.49
