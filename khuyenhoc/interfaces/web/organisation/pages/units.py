"""What the pages about units show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q

from khuyenhoc.domain.organisation import queries
from khuyenhoc.domain.organisation.models import Succession
from khuyenhoc.domain.organisation.queries import UnitName
from khuyenhoc.foundation.values.mandates import Mandate, UnitId
from khuyenhoc.foundation.values.vietnamese import search_key
from khuyenhoc.interfaces.web.wording import kind_words, since


@dataclass(frozen=True, slots=True)
class UnitLine:
    """A unit in a list, under its name of the day. `is_open`: the reader's mandate reaches it, so its page can be opened."""

    key: str
    title: str
    kind: str
    official_code: str
    parent_title: str
    starts_on: date | None
    last_day: date | None
    is_open: bool


@dataclass(frozen=True, slots=True)
class UnitsPage:
    on: date
    day_error: str
    query: str
    lines: Sequence[UnitLine]
    shown: int
    found: int


@dataclass(frozen=True, slots=True)
class Kin:
    """A unit before or after this one: from which day, by which document."""

    title: str
    key: str
    is_open: bool
    effective_on: date
    document: str
    note: str


@dataclass(frozen=True, slots=True)
class UnitPage:
    """`is_in_being` is about the day asked for; `stand_in` is who shows the unit's figures on a day it is not."""

    title: str
    key: str
    on: date
    day_error: str
    is_in_being: bool
    kind: str
    official_code: str
    starts_on: date | None
    last_day: date | None
    parent: UnitLine | None
    stand_in: UnitLine | None
    children: Sequence[UnitLine]
    names: Sequence[UnitLine]
    predecessors: Sequence[Kin]
    heirs: Sequence[Kin]
    was_dissolved_on: date | None


MOST_LINES = 200
"""Lines of a list on one page; a search narrows what is left."""


def _line(unit: UnitName, *, parent: UnitName | None, mandate: Mandate) -> UnitLine:
    return UnitLine(
        key=unit.key,
        title=unit.title,
        kind=kind_words(unit.kind),
        official_code=unit.official_code,
        parent_title="" if parent is None else parent.title,
        starts_on=since(unit.validity.start),
        last_day=unit.validity.last_day,
        is_open=mandate.reaches(unit.id),
    )


def lines_of_units(mandate: Mandate, *, on: date, query: str) -> list[UnitLine]:
    """The units a mandate reaches that are in being on a day and answer to the query, by name without accents or by code, in name order."""
    tree = queries.tree(on=on)
    names = queries.names(on=on)
    wanted = search_key(query)
    return [
        _line(unit, parent=names.get(tree.parent_of[unit.id] or UnitId(0)), mandate=mandate)
        for unit in names.values()
        if unit.id in tree
        and mandate.reaches(unit.id)
        and (wanted in search_key(unit.full_name) or (wanted and wanted == unit.official_code))
    ]


def units_page(mandate: Mandate, *, on: date, day_error: str, query: str) -> UnitsPage:
    lines = lines_of_units(mandate, on=on, query=query)
    return UnitsPage(on, day_error, query, lines[:MOST_LINES], min(len(lines), MOST_LINES), len(lines))


def unit_page(mandate: Mandate, unit: UnitId, *, on: date, day_error: str) -> UnitPage:
    """
    A unit as it was on a day, and what it was before and after.

    :raises NoSuchUnit: the unit has never had a name
    """
    record = queries.versions_on_record(unit)
    if not record:
        raise queries.NoSuchUnit(str(unit))
    tree = queries.tree(on=on)
    called = next((version for version in record if version.validity.holds_on(on)), None) or _nearest(record, on)
    stand_in = None if unit in tree else tree.stand_in(unit)
    parent = tree.parent_of.get(unit)
    below = tree.children(unit) if unit in tree else ()
    names = queries.names([*below, *(other for other in (stand_in, parent) if other is not None)], on=on)
    successions = Succession.objects.select_related("reorganisation__document").filter(Q(unit_id=unit) | Q(heir_id=unit))
    before, after, dissolved = _kin(mandate, unit, list(successions.order_by("reorganisation__effective_on", "pk")))
    return UnitPage(
        title=called.title,
        key=called.key,
        on=on,
        day_error=day_error,
        is_in_being=unit in tree,
        kind=kind_words(called.kind),
        official_code=called.official_code,
        starts_on=since(record[0].validity.start),
        last_day=record[-1].validity.last_day,
        parent=None if parent is None else _line(names[parent], parent=None, mandate=mandate),
        stand_in=None if stand_in is None else _line(names[stand_in], parent=None, mandate=mandate),
        children=[_line(child, parent=None, mandate=mandate) for child in names.values() if child.id in below],
        names=[_line(version, parent=None, mandate=mandate) for version in record],
        predecessors=before,
        heirs=after,
        was_dissolved_on=dissolved,
    )


def _nearest(record: Sequence[UnitName], on: date) -> UnitName:
    """Of a unit not in being that day, the last version before it, else the first after it."""
    earlier = [version for version in record if version.validity.start <= on]
    return earlier[-1] if earlier else record[0]


def _kin(mandate: Mandate, unit: UnitId, successions: Sequence[Succession]) -> tuple[list[Kin], list[Kin], date | None]:
    """Those carried on by the unit, those who carry it on, and the day it was dissolved without an heir."""
    before: list[Kin] = []
    after: list[Kin] = []
    dissolved: date | None = None
    for succession in successions:
        day = succession.reorganisation.effective_on
        other = succession.heir_id if succession.unit_id == unit else succession.unit_id
        if other is None:
            dissolved = day
            continue
        # an heir is called as on its first day, a predecessor as on its last
        named_on = day if succession.unit_id == unit else day - timedelta(days=1)
        name = queries.names([UnitId(other)], on=named_on)[UnitId(other)]
        kin = Kin(name.title, name.key, mandate.reaches(name.id), day, succession.reorganisation.document.number, succession.note)
        (after if succession.unit_id == unit else before).append(kin)
    return before, after, dissolved
