"""
Who became whom: what one document did to the units it names, said in names, applied or only planned; and
which of it a mandate may see.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from khuyenhoc.domain.organisation import queries
from khuyenhoc.domain.organisation.models import Reorganisation, Unit
from khuyenhoc.domain.organisation.queries import UnitName
from khuyenhoc.foundation.values.mandates import Mandate, UnitId

_ENDING = frozenset({"merge", "split", "dissolve"})


@dataclass(frozen=True, slots=True)
class UnitLabel:
    """
    A unit as it is called on a day, and the key and title of the unit above it then; empty where there is
    none or it is not known.
    """

    key: str
    title: str
    kind: str
    official_code: str
    above: str
    above_title: str


@dataclass(frozen=True, slots=True)
class Carrying:
    """
    `heir` carries on `unit`, whole or, where `act` is "split", in part; a unit that heirs itself was cut and
    goes on smaller.
    """

    unit: UnitLabel
    heir: UnitLabel | None
    act: str
    note: str


@dataclass(frozen=True, slots=True)
class Change:
    """A unit that stays itself and is called, coded or placed otherwise from the day on."""

    before: UnitLabel
    after: UnitLabel


@dataclass(frozen=True, slots=True)
class Lineage:
    """
    What one document does on one day. Units that end are called as on the day before, all others as on the
    day itself.

    `begun`: keys of the units that go on and were not in being the day before, founded by the document or
    entered with the list of units.
    """

    effective_on: date
    founded: tuple[UnitLabel, ...]
    ended: tuple[UnitLabel, ...]
    changed: tuple[Change, ...]
    pairs: tuple[Carrying, ...]
    begun: frozenset[str]


@dataclass(frozen=True, slots=True)
class Extent:
    """How many units a document founded, ended and changed."""

    founded: int
    ended: int
    changed: int


@dataclass(frozen=True, slots=True)
class SeenReform:
    """`reached` are the keys of the named units a mandate reaches; `is_whole`: those are all of them."""

    reorganisation: Reorganisation
    reached: frozenset[str]
    is_whole: bool


def reforms_seen(mandate: Mandate) -> Sequence[Reorganisation]:
    """The reorganisations that name a unit the mandate reaches, the latest first."""
    every = queries.reorganisations()
    reached = _reached(mandate, {key for reorganisation in every for key in reorganisation.keys})
    return [reorganisation for reorganisation in every if reached & reorganisation.keys]


def reform_seen(mandate: Mandate, pk: int) -> SeenReform | None:
    """
    A reorganisation and what of it the mandate reaches; None where there is none, or the mandate reaches
    nothing it names.
    """
    reorganisation = Reorganisation.objects.select_related("document", "applied_by").filter(pk=pk).first()
    if reorganisation is None:
        return None
    named = reorganisation.keys
    reached = _reached(mandate, named)
    return SeenReform(reorganisation, reached, reached == named) if reached else None


def extent(reorganisation: Reorganisation) -> Extent:
    return Extent(
        len(reorganisation.changes["founded"]),
        len(_ended(reorganisation.rows)),
        len(_changed(reorganisation)),
    )


def lineage_of(reorganisation: Reorganisation) -> Lineage:
    """What an applied reorganisation did, from its rows and the names on record."""
    on = reorganisation.effective_on
    changed = _changed(reorganisation)
    called = _Called(reorganisation)
    day_before = on - timedelta(days=1)
    return Lineage(
        effective_on=on,
        founded=tuple(called.label(key, on) for key in reorganisation.changes["founded"]),
        ended=tuple(called.label(key, day_before) for key in _ended(reorganisation.rows)),
        changed=tuple(Change(called.label(key, day_before), called.label(key, on)) for key in changed),
        pairs=tuple(
            Carrying(
                called.label(row["unit"], day_before),
                called.label(heir, on) if heir else None,
                row["act"],
                row.get("note", ""),
            )
            for row in reorganisation.rows
            if row["act"] in _ENDING
            for heir in [row.get("heir", "")]
            if heir != row["unit"] or row["act"] == "split"
        ),
        begun=frozenset(
            key
            for row in reorganisation.rows
            if (key := row.get("heir", "")) and not called.is_in_being(key, day_before)
        ),
    )


class _Called:
    """
    The units a reorganisation names and those above them, under their names of any day, for two looks at the
    database.
    """

    def __init__(self, reorganisation: Reorganisation) -> None:
        self._versions: dict[str, list[UnitName]] = {}
        self._above: dict[UnitId, list[UnitName]] = {}
        for name in queries.versions_of((), reorganisation.keys):
            self._versions.setdefault(name.key, []).append(name)
        parents = {
            name.parent for names in self._versions.values() for name in names if name.parent is not None
        }
        for name in queries.versions_of(parents):
            self._above.setdefault(name.id, []).append(name)

    def is_in_being(self, key: str, day: date) -> bool:
        return any(name.validity.holds_on(day) for name in self._versions.get(key, ()))

    def label(self, key: str, day: date) -> UnitLabel:
        if key not in self._versions:
            return UnitLabel(key, key, "", "", "", "")
        unit = queries.called_on(self._versions[key], day)
        above = None if unit.parent is None else queries.called_on(self._above[unit.parent], day)
        return UnitLabel(
            key,
            unit.title,
            unit.kind,
            unit.official_code,
            "" if above is None else above.key,
            "" if above is None else above.title,
        )


def _reached(mandate: Mandate, keys: frozenset[str] | set[str]) -> frozenset[str]:
    ids = Unit.objects.filter(key__in=keys).values_list("key", "pk")
    return frozenset(key for key, unit in ids if mandate.reaches(UnitId(unit)))


def _ended(rows: Sequence[Mapping[str, str]]) -> list[str]:
    """
    Keys of the units that are no more, in the order of the sheet; a cut unit that is a part itself goes on.
    """
    going_on = {row["unit"] for row in rows if row.get("unit") and row.get("heir") == row["unit"]}
    return [
        unit
        for unit in dict.fromkeys(row["unit"] for row in rows if row["act"] in _ENDING)
        if unit not in going_on
    ]


def _changed(reorganisation: Reorganisation) -> list[str]:
    changes: Mapping[str, Any] = reorganisation.changes
    founded = set(changes["founded"])
    opened = [entry["key"] for entry in changes["opened"]] + [
        entry["is"]["key"] for entry in changes["rewritten"]
    ]
    return [key for key in dict.fromkeys(opened) if key not in founded]
