"""
The book reorganisations are planned on: every version of every unit as plain values, and what one document
changes of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from khuyenhoc.domain.organisation.sheets import Cited, ReformRow
from khuyenhoc.foundation.values.validity import Validity


@dataclass(frozen=True, slots=True)
class Entry:
    """One version of a unit."""

    key: str
    parent: str
    kind: str
    name: str
    official_code: str
    validity: Validity


@dataclass(frozen=True, slots=True)
class Pair:
    """`heir` carries on `unit`, whole or in part by the act; empty: no unit does."""

    unit: str
    heir: str
    act: str
    note: str


@dataclass(frozen=True, slots=True)
class Plan:
    """
    What the rows of one document change on one day.

    `ended` are versions as they stood before, now to end on that day; `rewritten` pairs a version that
    already starts on that day with its new form.
    """

    document: Cited
    effective_on: date
    rows: tuple[ReformRow, ...]
    founded: tuple[str, ...]
    ended: tuple[Entry, ...]
    opened: tuple[Entry, ...]
    rewritten: tuple[tuple[Entry, Entry], ...]
    pairs: tuple[Pair, ...]

    @property
    def keys(self) -> frozenset[str]:
        """Every unit the plan founds, ends, changes, carries on or lets carry on."""
        named = {entry.key for entry in (*self.ended, *self.opened)} | {
            entry.key for _, entry in self.rewritten
        }
        return frozenset(
            named
            | set(self.founded)
            | {pair.unit for pair in self.pairs}
            | {pair.heir for pair in self.pairs if pair.heir}
        )


@dataclass
class Book:
    """
    Every version of every unit, by key, and the last reorganisation that touched each.

    A plan that holds is entered at once, so that the next one builds on it.
    """

    entries: dict[str, list[Entry]]
    last_touched: Mapping[str, tuple[date, str]]
    """key → (day, number of the document)."""
    ended_by: dict[str, tuple[date, str]] = field(default_factory=dict)
    """The same of the act that ended each unit."""
    _keys_of_code: dict[str, set[str]] = field(default_factory=dict)
    _starts: set[date] = field(default_factory=set)

    def __post_init__(self) -> None:
        for entry in (entry for versions in self.entries.values() for entry in versions):
            self._note(entry)

    def _note(self, entry: Entry) -> None:
        self._starts.add(entry.validity.start)
        if entry.official_code:
            self._keys_of_code.setdefault(entry.official_code, set()).add(entry.key)

    def on(self, key: str, day: date) -> Entry | None:
        return next((entry for entry in self.entries.get(key, ()) if entry.validity.holds_on(day)), None)

    def standing(self, key: str, day: date) -> Entry | None:
        """
        The version an act of that day is about: the one that holds, or one that was already closed with the
        day before.
        """
        return self.on(key, day) or next(
            (entry for entry in self.entries.get(key, ()) if entry.validity.end == day), None
        )

    def bearers(self, code: str) -> Iterator[Entry]:
        for key in self._keys_of_code.get(code, ()):
            yield from (entry for entry in self.entries[key] if entry.official_code == code)

    def days_from(self, day: date) -> list[date]:
        return sorted({day} | {start for start in self._starts if start > day})

    def enter(self, plan: Plan) -> None:
        ended = {(entry.key, entry.validity.start) for entry in plan.ended}
        for key in {entry.key for entry in plan.ended}:
            self.entries[key] = [
                replace(entry, validity=Validity(entry.validity.start, plan.effective_on))
                if (key, entry.validity.start) in ended
                else entry
                for entry in self.entries[key]
            ]
        for before, after in plan.rewritten:
            self.entries[after.key] = [
                after if entry == before else entry for entry in self.entries[after.key]
            ]
            self._note(after)
        for entry in plan.opened:
            self.entries.setdefault(entry.key, []).append(entry)
            self._note(entry)
        self.ended_by.update({pair.unit: (plan.effective_on, plan.document.number) for pair in plan.pairs})
