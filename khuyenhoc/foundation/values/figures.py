"""Numbers as people report them: a count with the word before it, and what it is a share of."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum


class Qualifier(StrEnum):
    """The word a report puts before a number (RULE-20)."""

    EXACT = ""
    OVER = "over"
    NEARLY = "nearly"
    ABOUT = "about"

    @classmethod
    def of_sum(cls, parts: Iterable[Qualifier]) -> Qualifier:
        """
        What a sum must be called: it leans where all its qualified parts lean, and is only *about* where they
        disagree.
        """
        words = set(parts) - {cls.EXACT}
        if not words:
            return cls.EXACT
        return words.pop() if len(words) == 1 else cls.ABOUT


@dataclass(frozen=True, slots=True)
class Figure:
    """
    A numerator and what it is a share of. Adds by parts, for a province's rate is not the average of its
    communes' rates.
    """

    numerator: Decimal
    denominator: Decimal = Decimal(1)

    def __add__(self, other: Figure) -> Figure:
        return Figure(self.numerator + other.numerator, self.denominator + other.denominator)

    def rounded(self, places: int) -> Decimal:
        """
        The quotient, rounded half up, once, at the end. Raises ZeroDivisionError where it is a share of
        nothing.
        """
        if self.denominator == 0:
            raise ZeroDivisionError
        return (self.numerator / self.denominator).quantize(
            Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP
        )

    def percent(self, places: int = 2) -> Decimal:
        return Figure(self.numerator * 100, self.denominator).rounded(places)
