"""What a room lends to analytics: a named table of ids, codes, dates and amounts, never a person's name."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

Cell = int | str | bool | date | None


@dataclass(frozen=True, slots=True)
class Fact:
    name: str
    columns: Mapping[str, type]
    rows: Callable[[], Iterable[tuple[Cell, ...]]]
