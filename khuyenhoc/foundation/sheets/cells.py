"""What a reader hands over before headings are known: rows of cells by their position."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Generic, TypeVar

from khuyenhoc.foundation.sheets import limits
from khuyenhoc.foundation.sheets.problems import SheetRefused
from khuyenhoc.foundation.values.vietnamese import nfc
from khuyenhoc.foundation.values.wording import gettext as _

K = TypeVar("K")
T = TypeVar("T")

Value = str | int | float | date | bool


@dataclass(frozen=True, slots=True)
class Formula:
    """
    A cell whose value a formula makes. `is_spread`: it also fills other cells, which then look like typed
    values.
    """

    is_spread: bool = False


Cell = Value | Formula
RawRow = tuple[int, dict[int, Cell]]
"""The row's number as a person sees it, and its cells that are not blank, by column from 0."""

_UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b\u2060\ufeff\u202a-\u202e\u2066-\u2069]")
"""
Control characters, marks of no width and turns of direction: no user typed them, and a key that holds one
matches nothing.
"""


def tidy(text: str) -> str:
    """Text as it is kept: NFC, no unseen characters, line ends as one newline, no space around it."""
    if text.isprintable():
        return (text if text.isascii() else nfc(text)).strip()
    return nfc(_UNSEEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))).strip()


class Remembered(dict[K, T], Generic[K, T]):
    """
    What was made of each writing, up to a bound: a list says the same hamlet, year and sum over and over.
    """

    def __init__(self, make: Callable[[K], T]) -> None:
        super().__init__()
        self._make = make

    def __missing__(self, written: K) -> T:
        made = self._make(written)
        if len(self) < limits.REMEMBERED:
            self[written] = made
        return made


def column_letters(column: int) -> str:
    """0 is "A", 27 is "AB"."""
    letters = ""
    while column >= 0:
        column, letter = divmod(column, 26)
        letters = chr(ord("A") + letter) + letters
        column -= 1
    return letters


def refuse_what_is_too_long(length: int, place: str) -> None:
    if length > limits.CELL_CHARACTERS:
        raise SheetRefused(
            _(
                "Cell %(place)s is longer than 10,000 characters. Shorten it, or keep the text in a "
                "document of its own, then load the file again."
            )
            % {"place": place}
        )


def refuse_what_is_too_far(column: int, place: str) -> None:
    if column >= limits.COLUMNS:
        raise SheetRefused(
            _(
                "Cell %(place)s is outside the table: only the first %(columns)s columns are read. Clear "
                "the columns that are not needed, then load the file again."
            )
            % {"place": place, "columns": limits.COLUMNS}
        )
