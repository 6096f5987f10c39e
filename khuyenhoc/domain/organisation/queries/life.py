"""
Questions about one unit through time: all that happened to it, in order of days, each with the document that
did it (RULE-36).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from django.db.models import Q

from khuyenhoc.domain.organisation import queries
from khuyenhoc.domain.organisation.models import Reorganisation, Succession, UnitVersion
from khuyenhoc.domain.organisation.queries import UnitName
from khuyenhoc.domain.organisation.queries.events import Event, Happening, Kin, Life, Source
from khuyenhoc.domain.organisation.queries.turnover import Turnover, turnovers
from khuyenhoc.domain.organisation.sheets import Cited
from khuyenhoc.foundation.values.mandates import UnitId
from khuyenhoc.foundation.values.validity import BEGINNING

_DAY = timedelta(days=1)


def life(unit: UnitId) -> Life:
    """
    All that happened to a unit, the earliest first.

    :raises NoSuchUnit: the unit has never had a name
    """
    record = queries.versions_on_record(unit)
    if not record:
        raise queries.NoSuchUnit(str(unit))
    successions = _successions(unit)
    changes = _changes(record[0].key)
    moves = list(_moves_of_the_parent(record))
    below = turnovers(unit, record)
    known = _Known(
        {unit, *(link.other for link in successions if link.other is not None)}
        | {parent for version in record if (parent := version.parent) is not None}
        | {parent for move in moves for parent in (move.left, move.came_under) if parent is not None}
        | {child for change in below for child in (*change.gone, *change.new)},
        {form["parent"] for change in changes for form in change.forms if form["parent"]},
    )
    documents = _documents(moves, below)
    events = [
        *_beginnings_and_ends(record, successions, known),
        *_joined_and_cut(record, successions, known),
        *_own_changes(record, changes, known),
        *(_moved(move, known, documents) for move in moves),
        *(_changed_below(change, known, documents) for change in below),
    ]
    order = list(Happening)
    return Life(record, sorted(events, key=lambda event: (event.on, order.index(event.what))))


class _Known:
    """Units by id and by key, under their names of any day, for one look at the database."""

    def __init__(self, units: Collection[UnitId], keys: Collection[str]) -> None:
        self._versions: dict[UnitId, list[UnitName]] = {}
        self._by_key: dict[str, UnitId] = {}
        for name in queries.versions_of(units, keys):
            self._versions.setdefault(name.id, []).append(name)
            self._by_key[name.key] = name.id

    def unit(self, unit: UnitId, on: date) -> UnitName:
        return queries.called_on(self._versions[unit], on)

    def key_of(self, unit: UnitId | None) -> str:
        return "" if unit is None else self._versions[unit][0].key

    def kin(self, units: Collection[UnitId | None], on: date) -> Sequence[Kin]:
        named = [self.unit(unit, on) for unit in units if unit is not None]
        return [Kin(name) for name in sorted(named, key=lambda name: name.sort_key)]

    def kin_of_key(self, key: str, on: date) -> Sequence[Kin]:
        return self.kin([self._by_key[key]], on) if key in self._by_key else []


@dataclass(frozen=True, slots=True)
class _Link:
    """One succession, seen from the unit: `other` is the heir or the predecessor."""

    on: date
    other: UnitId | None
    is_after: bool
    act: str
    note: str
    source: Source


def _successions(unit: UnitId) -> Sequence[_Link]:
    rows = Succession.objects.filter(Q(unit_id=unit) | Q(heir_id=unit)).order_by(
        "reorganisation__effective_on", "pk"
    )
    return [
        _Link(
            on,
            UnitId(heir) if of == unit and heir is not None else None if of == unit else UnitId(of),
            of == unit,
            act,
            note,
            source,
        )
        for of, heir, act, note, on, pk, number, issuer, issued_on in rows.values_list(
            "unit_id",
            "heir_id",
            "act",
            "note",
            "reorganisation__effective_on",
            "reorganisation_id",
            "reorganisation__document__number",
            "reorganisation__document__issuer",
            "reorganisation__document__issued_on",
        )
        for source in [Source(pk, Cited(number, issuer, issued_on))]
    ]


def _beginnings_and_ends(
    record: Sequence[UnitName], links: Sequence[_Link], known: _Known
) -> Iterator[Event]:
    ends: list[date] = []
    for place, version in enumerate(record):
        start = version.validity.start
        if place == 0 or record[place - 1].validity.end != start:
            origins = [link for link in links if not link.is_after and link.on == start]
            yield Event(
                start,
                Happening.BEGAN if place == 0 else Happening.RESUMED,
                before=_kin(origins, start - _DAY, known) if origins else (),
                sources=_sources(origins) or _opened_by(version.key, start) if start > BEGINNING else (),
            )
            if place > 0 and (end := record[place - 1].validity.end) is not None:
                ends.append(end)
    if (last := record[-1].validity.end) is not None:
        ends.append(last)
    for end in ends:
        leaving = [link for link in links if link.is_after and link.on == end]
        if not leaving:
            yield Event(end, Happening.CLOSED)
            continue
        what = {"merge": Happening.MERGED, "split": Happening.SPLIT, "dissolve": Happening.DISSOLVED}[
            leaving[0].act
        ]
        note = leaving[0].note if what is Happening.DISSOLVED else ""
        yield Event(end, what, after=_kin(leaving, end, known), sources=_sources(leaving), note=note)


def _joined_and_cut(record: Sequence[UnitName], links: Sequence[_Link], known: _Known) -> Iterator[Event]:
    """What joined a unit that was there already, and what was cut off one that goes on."""
    starts, ends = (
        {version.validity.start for version in record},
        {version.validity.end for version in record},
    )
    starts, ends = starts - ends, ends - starts
    unit = record[0].id
    for day in sorted({link.on for link in links}):
        joined = [link for link in links if link.on == day and not link.is_after and link.other != unit]
        if joined and day not in starts:
            yield Event(
                day, Happening.TOOK_IN, before=_kin(joined, day - _DAY, known), sources=_sources(joined)
            )
        cut = [link for link in links if link.on == day and link.is_after and link.other != unit]
        if cut and day not in ends:
            yield Event(day, Happening.GAVE_AWAY, after=_kin(cut, day, known), sources=_sources(cut))


def _kin(links: Sequence[_Link], on: date, known: _Known) -> Sequence[Kin]:
    named = [
        Kin(known.unit(link.other, on), link.act == "split", link.note)
        for link in links
        if link.other is not None
    ]
    return sorted(named, key=lambda kin: kin.unit.sort_key)


def _sources(links: Sequence[_Link]) -> Sequence[Source]:
    return list(dict.fromkeys(link.source for link in links))


_DOCUMENT = ("pk", "document__number", "document__issuer", "document__issued_on")


def _opened_by(key: str, day: date) -> Sequence[Source]:
    """What founded or moved a unit on a day, of a unit that carries no other on."""
    opening = Reorganisation.objects.filter(effective_on=day, changes__opened__contains=[{"key": key}])
    return [Source(pk, Cited(*document)) for pk, *document in opening.order_by("pk").values_list(*_DOCUMENT)]


_Form = Mapping[str, Any]
"""A version as a reorganisation keeps it (`services.writing.said`)."""


@dataclass(frozen=True, slots=True)
class _Change:
    """
    What one reorganisation made of the unit: the forms it gave it, the last of which held from its day on.
    """

    on: date
    source: Source
    forms: Sequence[_Form]


def _changes(key: str) -> Sequence[_Change]:
    touching = Reorganisation.objects.filter(
        Q(changes__opened__contains=[{"key": key}]) | Q(changes__rewritten__contains=[{"is": {"key": key}}])
    ).order_by("effective_on", "pk")
    return [
        _Change(
            on,
            Source(pk, Cited(number, issuer, issued_on)),
            [form for form in (*opened, *(each["is"] for each in rewritten)) if form["key"] == key],
        )
        for pk, number, issuer, issued_on, on, opened, rewritten in touching.values_list(
            *_DOCUMENT, "effective_on", "changes__opened", "changes__rewritten"
        )
    ]


def _own_changes(record: Sequence[UnitName], changes: Sequence[_Change], known: _Known) -> Iterator[Event]:
    """
    Names, kinds, codes and places above that are other than the day before; what no document says comes
    without one.
    """
    for was, now in pairwise(record):
        day = now.validity.start
        before, stored = (_form(version, known) for version in (was, now))
        steps: list[tuple[_Form, Sequence[Source]]] = [
            (form, [change.source]) for change in changes if change.on == day for form in change.forms
        ]
        for form, sources in [*steps, (stored, [])]:
            for event in _differences(replace(was, validity=now.validity), before, form, known):
                yield replace(event, sources=sources)
            before = form


def _form(version: UnitName, known: _Known) -> _Form:
    parent = known.key_of(version.parent)
    return {
        "parent": parent,
        "kind": version.kind,
        "name": version.name,
        "official_code": version.official_code,
    }


def _differences(version: UnitName, before: _Form, after: _Form, known: _Known) -> Iterator[Event]:
    day = version.validity.start

    def called(form: _Form) -> Sequence[Kin]:
        return [
            Kin(replace(version, name=form["name"], kind=form["kind"], official_code=form["official_code"]))
        ]

    for field, what in (
        ("name", Happening.RENAMED),
        ("kind", Happening.KIND),
        ("official_code", Happening.RECODED),
    ):
        if before[field] != after[field]:
            yield Event(day, what, called(before), called(after))
    if before["parent"] != after["parent"]:
        came_from, came_under = (
            known.kin_of_key(before["parent"], day - _DAY),
            known.kin_of_key(after["parent"], day),
        )
        yield Event(day, Happening.MOVED, came_from, came_under)


@dataclass(frozen=True, slots=True)
class _Move:
    on: date
    left: UnitId
    came_under: UnitId | None


def _moves_of_the_parent(record: Sequence[UnitName]) -> Iterator[_Move]:
    """
    Days on which the unit above ended while this one went on, so that it came under another without an act of
    its own.
    """
    ends = _ends({version.parent for version in record if version.parent is not None})
    for version in record:
        here = version.parent
        while here is not None:
            if here not in ends:
                ends |= _ends({here})
            end = ends[here]
            if (
                end is None
                or end <= version.validity.start
                or (version.validity.end is not None and end >= version.validity.end)
            ):
                break
            came_under = queries.tree(on=end).parent_of.get(version.id)
            yield _Move(end, here, came_under)
            here = came_under


def _ends(units: Collection[UnitId]) -> dict[UnitId, date | None]:
    """The day each of some units ended for good, None while it is in being."""
    versions = (
        UnitVersion.objects.filter(unit_id__in=units).order_by("starts_on").values_list("unit_id", "ends_on")
        if units
        else ()
    )
    return {UnitId(unit): end for unit, end in versions}


def _moved(move: _Move, known: _Known, documents: Mapping[tuple[date, UnitId], Sequence[Source]]) -> Event:
    before, after = known.kin([move.left], move.on - _DAY), known.kin([move.came_under], move.on)
    return Event(move.on, Happening.MOVED, before, after, documents.get((move.on, move.left), ()))


def _changed_below(
    change: Turnover, known: _Known, documents: Mapping[tuple[date, UnitId], Sequence[Source]]
) -> Event:
    touched = [
        source for child in (*change.gone, *change.new) for source in documents.get((change.on, child), ())
    ]
    new = known.kin(change.new, change.on)
    return Event(
        change.on,
        Happening.SCATTERED if change.is_the_end else Happening.BELOW,
        known.kin(change.gone, change.on - _DAY),
        new,
        list(dict.fromkeys(touched))
        or [source for kin in new[:1] for source in _opened_by(kin.unit.key, change.on)],
    )


def _documents(
    moves: Sequence[_Move], below: Sequence[Turnover]
) -> Mapping[tuple[date, UnitId], Sequence[Source]]:
    """(day, unit) → what ended it or let it carry others on that day."""
    days = {move.on for move in moves} | {change.on for change in below}
    if not days:
        return {}
    units = {move.left for move in moves} | {
        child for change in below for child in (*change.gone, *change.new)
    }
    rows = Succession.objects.filter(reorganisation__effective_on__in=days).filter(
        Q(unit_id__in=units) | Q(heir_id__in=units)
    )
    found: dict[tuple[date, UnitId], list[Source]] = {}
    for unit, heir, day, pk, *document in rows.order_by("reorganisation_id").values_list(
        "unit_id",
        "heir_id",
        "reorganisation__effective_on",
        *(f"reorganisation__{field}" for field in _DOCUMENT),
    ):
        for each in (unit, heir):
            if each is not None:
                sources = found.setdefault((day, UnitId(each)), [])
                source = Source(pk, Cited(*document))
                if source not in sources:
                    sources.append(source)
    return found
