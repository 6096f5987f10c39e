"""
Codes of printed assessment sheets: short, read over a telephone without mistaking a letter, with a sign that
catches a slip.
"""

from __future__ import annotations

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""
31 signs, a prime: so the check sign below catches every wrong sign and every two that changed places. No 0,
1, I, L, O.
"""

_BASE = len(ALPHABET)
_SHORTEST = 5
_LONGEST = 13
"""Signs of the largest id a registration can have."""


def paper_code(registration: int) -> str:
    """The code on the sheet of a registration: "K7M-2QX"."""
    digits: list[int] = []
    while registration or len(digits) < _SHORTEST:
        registration, digit = divmod(registration, _BASE)
        digits.append(digit)
    signs = "".join(ALPHABET[digit] for digit in reversed(digits)) + ALPHABET[_check(digits)]
    return f"{signs[:3]}-{signs[3:]}"


def registration_of(code: str) -> int | None:
    """
    The registration a typed code stands for, small letters, blanks and dashes as they come; None where it is
    none, or mistyped.
    """
    signs = [ALPHABET.find(sign) for sign in code.upper() if sign not in " -–.\t"]
    if not _SHORTEST < len(signs) <= _LONGEST + 1 or -1 in signs:
        return None
    *payload, check = signs
    if _check(list(reversed(payload))) != check:
        return None
    number = 0
    for digit in payload:
        number = number * _BASE + digit
    return number


def _check(digits: list[int]) -> int:
    """The lowest digit weighs 2, the next 3, and so on: neighbours that change places change the sum."""
    return sum(weight * digit for weight, digit in enumerate(digits, 2)) % _BASE
