"""
Reading the environment: four typed functions that fail loudly. A variable that is empty or blank counts as
not set.
"""

from __future__ import annotations

import os

from django.core.exceptions import ImproperlyConfigured

_YES = frozenset({"1", "true", "yes", "on"})
_NO = frozenset({"0", "false", "no", "off"})


class BadSetting(ImproperlyConfigured):
    """
    A variable of the environment cannot be used; its text names the variable, what it holds and what it may
    hold.
    """


def text(name: str, default: str) -> str:
    """The variable without the blanks around it, or the default."""
    return os.environ.get(name, "").strip() or default


def flag(name: str, default: bool) -> bool:
    """
    A yes or a no.

    :raises BadSetting: the variable is neither
    """
    given = text(name, "")
    if not given:
        return default
    if given.lower() in _YES:
        return True
    if given.lower() in _NO:
        return False
    raise BadSetting(f"Biến môi trường {name} đang là “{given}”; chỉ nhận 1 (bật) hoặc 0 (tắt).")


def choice(name: str, default: str, allowed: tuple[str, ...]) -> str:
    """
    One of a few words.

    :raises BadSetting: the variable is none of them
    """
    given = text(name, default)
    if given in allowed or given == default:
        return given
    raise BadSetting(f"Biến môi trường {name} đang là “{given}”; chỉ nhận {' hoặc '.join(allowed)}.")


def number(name: str, default: int) -> int:
    """
    A whole number, not negative.

    :raises BadSetting: the variable is anything else
    """
    given = text(name, "")
    if not given:
        return default
    if given.isascii() and given.isdigit():
        return int(given)
    raise BadSetting(
        f"Biến môi trường {name} đang là “{given}”; phải là một số nguyên không âm, viết liền, ví dụ "
        f"{default}."
    )
