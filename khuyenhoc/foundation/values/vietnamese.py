"""Vietnamese text: one way to store it, to find it without accents, and to put it in order."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_STROKED_D = str.maketrans({"đ": "d", "ð": "d", "ɖ": "d"})
"""Beside đ (U+0111) old fonts type its look-alikes: ð (U+00F0) and ɖ (U+0256)."""

_TONES = {"\u0300": "1", "\u0309": "2", "\u0303": "3", "\u0301": "4", "\u0323": "5"}
"""Huyền, hỏi, ngã, sắc, nặng, in that order; ngang is 0."""

_LETTER_MARKS = {
    ("a", "\u0306"): "~",
    ("a", "\u0302"): "~~",
    ("e", "\u0302"): "~",
    ("o", "\u0302"): "~",
    ("o", "\u031b"): "~~",
    ("u", "\u031b"): "~",
}
"""A tilde sorts after every letter: ă is "a~" and so stands after "az" and before â, "a~~"."""

_WORDS = 20_000
"""
How many words' keys are remembered: Vietnamese has some 7,000 syllables, and lists say the same names over
and over.
"""

_RUN = re.compile(r"[0-9]+|[^\W\d_]+")


def nfc(text: str) -> str:
    """The one form in which text is stored and compared: composed letters (Unicode NFC)."""
    return unicodedata.normalize("NFC", text)


def search_key(text: str) -> str:
    """
    Text as one types it in a hurry: small letters, no marks, đ as d, single spaces. "Hoà", "Hòa" and "hoa"
    are the same.

    For finding only: CDHT and CĐHT are one here and two everywhere else.
    """
    return " ".join(plain for word in text.split() if (plain := _plain_word(word)))


@lru_cache(maxsize=_WORDS)
def _plain_word(word: str) -> str:
    plain = "".join(
        letter for letter in unicodedata.normalize("NFD", word.lower()) if not unicodedata.combining(letter)
    )
    return plain.translate(_STROKED_D)


def slug(text: str) -> str:
    """
    The text as part of an address: "Xã Đức Long (mới)" is "xa-duc-long-moi". Empty where no Latin letter or
    digit is left.
    """
    return re.sub(r"[^a-z0-9]+", "-", search_key(text)).strip("-")


@lru_cache(maxsize=_WORDS)
def sort_key(text: str) -> str:
    """
    A key of printable ASCII whose byte order (collation "C") is Vietnamese order.

    Letters come first (a ă â b c d đ e ê … u ư v x y), then tones by the word (ngang, huyền, hỏi, ngã, sắc,
    nặng), wherever in the word the mark stands: hoà and hòa are one. Numbers go by their value, "Xóm 2"
    before "Xóm 10". Capitals and punctuation do not count.
    """
    words, tones = [], []
    for run in _RUN.findall(unicodedata.normalize("NFC", text.lower())):
        word, tone = _number_key(run) if run[0] in "0123456789" else _word_key(run)
        words.append(word)
        tones.append(tone)
    # "!" between words and " " before the tones: both sort below every letter and digit, and " " below "!",
    # so a shorter name comes first.
    return f"{'!'.join(words)} {''.join(tones)}"


def person_sort_key(name: str) -> str:
    """
    The order of a list of people: given name (the last word), then family name (the first), then what stands
    between.
    """
    words = name.split()
    given, family, middle = words[-1:], words[:-1][:1], words[1:-1]
    return " ".join(sort_key(" ".join(part)) for part in (given, family, middle))


def _number_key(digits: str) -> tuple[str, str]:
    """
    Digits led by how many they are, so that longer numbers come later: 2 is "12", 10 is "210". Nines count on
    past eight digits.
    """
    significant = digits.lstrip("0") or "0"
    return "9" * (len(significant) // 9) + str(len(significant) % 9) + significant, "0"


@lru_cache(maxsize=_WORDS)
def _word_key(word: str) -> tuple[str, str]:
    letters: list[str] = []
    tone, base = "0", ""
    for letter in unicodedata.normalize("NFD", word):
        if letter in _TONES:
            tone = _TONES[letter]
        elif unicodedata.combining(letter):
            letters.append(_LETTER_MARKS.get((base, letter), ""))
        elif letter in "đðɖ":
            letters.append("d~")
        else:
            # Letters of other scripts come after all Latin ones, in the order of their code points.
            letters.append(letter if letter.isascii() else f"{{{ord(letter):06x}")
        if not unicodedata.combining(letter):
            base = letter
    return "".join(letters), tone
