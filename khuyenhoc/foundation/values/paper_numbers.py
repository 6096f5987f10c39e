"""Numbers and days in the sentences of a Vietnamese paper, in any language of the page that made it."""

from __future__ import annotations

from datetime import date

from khuyenhoc.foundation.values.figures import Qualifier
from khuyenhoc.foundation.values.numbers import grouped

_WORDS = {Qualifier.EXACT: "", Qualifier.OVER: "trên ", Qualifier.NEARLY: "gần ", Qualifier.ABOUT: "khoảng "}


def qualified(n: int, qualifier: Qualifier) -> str:
    """ "trên 60.000"."""
    return f"{_WORDS[qualifier]}{grouped(n)}"


def count_in_sentence(n: int, qualifier: Qualifier = Qualifier.EXACT) -> str:
    """
    A count in a Vietnamese paper: "trên 60 nghìn", "gần 27 triệu", "6.126".

    Only a qualified round number is put into words: an exact 60.000 keeps its digits, for it says that none
    is missing.
    """
    if qualifier is not Qualifier.EXACT and n >= 10_000:
        for size, word, decimals in ((10**9, "tỷ", 1), (10**6, "triệu", 1), (10**3, "nghìn", 0)):
            if n >= size and n % (size // 10**decimals) == 0:
                return f"{_WORDS[qualifier]}{_scaled(n, size)} {word}"
    return qualified(n, qualifier)


def money_in_words_short(n: int) -> str:
    """
    Đồng in a Vietnamese paper, never rounded: "7,2 tỷ đồng", "834 triệu đồng", and where that would be long,
    "834.500 đồng".
    """
    for size, word, decimals in ((10**9, "tỷ", 2), (10**6, "triệu", 1)):
        if n >= size and n % (size // 10**decimals) == 0:
            return f"{_scaled(n, size)} {word} đồng"
    return f"{grouped(n)} đồng"


def date_in_document(day: date) -> str:
    """
    As Decree 30/2020 writes dates: a zero before days under 10 and before the months 1 and 2, "ngày 05 tháng
    01 năm 2026".
    """
    month = f"{day.month:02}" if day.month <= 2 else f"{day.month}"
    return f"ngày {day.day:02} tháng {month} năm {day.year}"


def _scaled(n: int, size: int) -> str:
    """An exact multiple in the speech of its scale: 7_200_000_000 by 10**9 is "7,2"."""
    whole, rest = divmod(n, size)
    decimals = f"{rest:0{len(str(size)) - 1}}".rstrip("0")
    return f"{grouped(whole)}{',' + decimals if decimals else ''}"
