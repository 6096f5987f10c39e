"""What a board answers with: a figure of a subject and period with all it must answer for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from khuyenhoc.domain.figures.rules import flags as rules
from khuyenhoc.domain.figures.rules.flags import Flag, Stated
from khuyenhoc.domain.figures.rules.sums import Sum
from khuyenhoc.foundation.values.catalogue import flag_sentence, indicators
from khuyenhoc.foundation.values.figures import Qualifier
from khuyenhoc.foundation.values.mandates import UnitId
from khuyenhoc.foundation.values.numbers import grouped, with_qualifier
from khuyenhoc.foundation.values.periods import Period


class Kind(StrEnum):
    TYPED = "typed"
    COMPUTED = "computed"
    REGISTER = "register"


@dataclass(frozen=True, slots=True)
class Subject:
    """Whom figures are about: a unit, or a cluster as a whole."""

    kind: str
    id: int
    key: str
    name: str

    @property
    def is_unit(self) -> bool:
        return self.kind == "unit"


@dataclass(frozen=True, slots=True)
class FigureRow:
    """
    One figure of a subject and period with all it must answer for (product.md sections 2 and 5).

    `reported` of `expected` units right below have reported it; `base` is what `rate` (computed, two
    decimals) was divided by; `stated_rate` is the percentage as the report printed it. `value is None`: a
    rate alone, or not reported.
    """

    subject: Subject
    period: Period
    indicator: str
    label: str
    measure: str
    kind: Kind
    flags: tuple[Flag, ...]
    value: int | None = None
    qualifier: Qualifier = Qualifier.EXACT
    base: int | None = None
    rate: Decimal | None = None
    stated_rate: str = ""
    reported: int = 0
    expected: int = 0
    source: str = ""
    note: str = ""
    figure_id: int | None = None
    is_from_registers: bool = False
    """The unit states it, and it is a count of its registers that the unit made its own word."""

    @property
    def is_counted(self) -> bool:
        """Whether it is, or contains, a count of registers that no unit states yet."""
        return any(flag.code == "counted" for flag in self.flags)

    @property
    def text(self) -> str:
        """The value as a person says it: "6.126", "trên 60.000", "58/58"; empty where there is none."""
        if self.value is None:
            return ""
        said = with_qualifier(self.value, self.qualifier)
        like_wholes = self.base is not None and rules.is_percentage(indicators()[self.indicator])
        return f"{said}/{grouped(self.base)}" if like_wholes and self.base is not None else said

    def sentences(self, language: str = "vi") -> list[str]:
        return [flag_sentence(flag.code, language, **flag.values) for flag in self.flags]


@dataclass(frozen=True, slots=True)
class Kept:
    """A stored figure, in the board's hands."""

    id: int
    stated: Stated
    source: str
    note: str
    is_from_registers: bool


@dataclass(frozen=True, slots=True)
class Place:
    """
    A subject with what it states itself, what lies below it adds up to, and which units below are expected to
    report.
    """

    subject: Subject
    typed: Mapping[str, Kept]
    beside: Mapping[str, Stated]
    sums: Mapping[str, Sum]
    tallies: Mapping[str, int]
    """What the registers at the subject and below it count, by indicator; of a cluster nothing."""
    expected: frozenset[UnitId]
    across: Mapping[str, tuple[Flag, ...]]
    """What has to be said of figures on the other side of a boundary, by indicator."""

    def is_complete(self, found: Sum) -> bool:
        return found.reporters >= self.expected

    def whole(self, code: str | None) -> int | None:
        """The whole itself: as the subject states it, else added up, if every unit below has reported it."""
        if code is None:
            return None
        if code in self.beside:
            return self.beside[code].value
        found = self.sums.get(code)
        return found.value if found is not None and self.is_complete(found) else None


def standing(rows: Iterable[FigureRow]) -> Mapping[str, FigureRow]:
    """
    What stands for a subject, by indicator: what it states, else what the units below it add up to, else what
    its registers count. Never two of them added.
    """
    best: dict[str, FigureRow] = {}
    for kind in Kind:
        for row in rows:
            if row.kind is kind and (row.value is not None or row.stated_rate):
                best.setdefault(row.indicator, row)
    return best
