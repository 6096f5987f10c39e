"""How carefully a field has to be handled (Law 91/2025/QH15, Decree 356/2025/NĐ-CP, Articles 3 and 4)."""

from __future__ import annotations

from enum import StrEnum


class Privacy(StrEnum):
    """
    What a field tells of a living person. Every field of a model that is about people is labelled with one.
    """

    NONE = "none"
    BASIC = "basic"
    SENSITIVE = "sensitive"
    CHILD = "child"
    """Private where the person is under 16 (Decree 56/2017, Article 33)."""


EARLIEST_BIRTH, LATEST_BIRTH = 1900, 2100
"""Years in which a person on a register may be born."""

CHILD_UNTIL = 16
"""A child is a person under 16 (Law on Children 2016, Article 1)."""


def may_be_a_child(birth_year: int | None, *, in_year: int) -> bool:
    """
    Whether a person of whom only the year of birth is known, or nothing, may be under 16 at some time of the
    year. Unknown may be.
    """
    return birth_year is None or in_year - birth_year <= CHILD_UNTIL
