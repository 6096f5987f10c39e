"""What the pages about units show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy

from khuyenhoc.domain.organisation import queries
from khuyenhoc.domain.organisation.queries import UnitName
from khuyenhoc.domain.organisation.queries.events import Happening
from khuyenhoc.domain.organisation.queries.life import life
from khuyenhoc.domain.organisation.queries.namesakes import answering, answering_on_other_days
from khuyenhoc.foundation.values.mandates import Mandate, UnitId
from khuyenhoc.interfaces.cells import Link
from khuyenhoc.interfaces.tables import Column, Definition, Table
from khuyenhoc.interfaces.web.organisation.pages.life import (
    BearerLines,
    Entry,
    bearer_lines,
    easily_mistaken,
    entries,
    relatives,
)
from khuyenhoc.interfaces.words import kind_words, since, span_words


@dataclass(frozen=True, slots=True)
class UnitLine:
    """
    A unit in a list, under its name of the day. `is_open`: the reader's mandate reaches it, so its page can
    be opened.
    """

    key: str
    title: str
    kind: str
    official_code: str
    parent_title: str
    starts_on: date | None
    last_day: date | None
    is_open: bool
    on: date
    """The day it is looked at."""

    @property
    def link(self) -> Link:
        address = f"{reverse('web:unit', kwargs={'key': self.key})}?on={self.on.isoformat()}"
        return Link(self.title, address if self.is_open else "")

    @property
    def being(self) -> str:
        return span_words(self.starts_on, self.last_day)


UNITS: Definition[UnitLine] = Definition(
    "units",
    (
        Column("title", gettext_lazy("Unit"), lambda line: line.link, place="page"),
        Column("key", gettext_lazy("Key"), place="file"),
        Column("name", gettext_lazy("Unit"), lambda line: line.title, place="file"),
        Column("kind", gettext_lazy("Kind")),
        Column("code", gettext_lazy("Official code"), lambda line: line.official_code, place="file"),
        Column("parent_title", gettext_lazy("Above it")),
        Column("official_code", gettext_lazy("Official code"), place="page"),
        Column("being", gettext_lazy("In being"), lambda line: line.being, place="page"),
        Column("starts_on", gettext_lazy("From"), place="file"),
        Column("last_day", gettext_lazy("To the end of"), place="file"),
        Column("on", gettext_lazy("As on"), place="file"),
    ),
)


@dataclass(frozen=True, slots=True)
class UnitsPage:
    """`elsewhere` are units that answer to the query on other days than the one looked at."""

    on: date
    day_error: str
    query: str
    table: Table[UnitLine]
    shown: int
    found: int
    elsewhere: BearerLines
    tree_address: str


@dataclass(frozen=True, slots=True)
class UnitPage:
    """
    `is_in_being` is about the day asked for; `stand_in` is who shows the unit's figures on a day it is not.
    """

    title: str
    key: str
    on: date
    day_error: str
    is_in_being: bool
    kind: str
    official_code: str
    being: str
    parent: UnitLine | None
    stand_in: UnitLine | None
    children: Table[UnitLine]
    names: Sequence[UnitLine]
    predecessors: Sequence[SafeString]
    heirs: Sequence[SafeString]
    timeline: Sequence[Entry]
    was_cut: bool
    mistaken: BearerLines


MOST_LINES = 200
"""Lines of a list on one page; a search narrows what is left."""


def _line(unit: UnitName, *, on: date, parent: UnitName | None = None, mandate: Mandate) -> UnitLine:
    return UnitLine(
        key=unit.key,
        title=unit.title,
        kind=kind_words(unit.kind),
        official_code=unit.official_code,
        parent_title="" if parent is None else parent.title,
        starts_on=since(unit.validity.start),
        last_day=unit.validity.last_day,
        is_open=mandate.reaches(unit.id),
        on=on,
    )


def lines_of_units(mandate: Mandate, *, on: date, query: str) -> list[UnitLine]:
    """
    The units a mandate reaches that are in being on a day and answer to the query, by name without accents or
    by code, in name order.
    """
    tree = queries.tree(on=on)
    matches = [unit for unit in answering(query, on=on) if unit.id in tree and mandate.reaches(unit.id)]
    parents = {unit.id: tree.parent_of[unit.id] for unit in matches}
    names = queries.names([parent for parent in set(parents.values()) if parent is not None], on=on)
    return [
        _line(unit, on=on, parent=names.get(parents[unit.id] or UnitId(0)), mandate=mandate)
        for unit in matches
    ]


def found_on_other_days(mandate: Mandate, *, on: date, query: str, but: Sequence[str] = ()) -> BearerLines:
    """
    Units a mandate reaches that answer to the query, but on other days; those whose keys are named already
    are left out.
    """
    bearers = answering_on_other_days(query, on=on, today=mandate.on)
    return bearer_lines(
        mandate,
        [bearer for bearer in bearers if mandate.reaches(bearer.unit.id) and bearer.unit.key not in but],
    )


def units_page(mandate: Mandate, *, on: date, day_error: str, query: str) -> UnitsPage:
    lines = lines_of_units(mandate, on=on, query=query)
    elsewhere = found_on_other_days(mandate, on=on, query=query, but=[line.key for line in lines])
    asked = {"on": on.isoformat()} | ({"q": query} if query else {})
    return UnitsPage(
        on=on,
        day_error=day_error,
        query=query,
        table=UNITS.of(
            lines[:MOST_LINES], downloads=[(f"{reverse('web:units-export')}?{urlencode(asked)}", "csv")]
        ),
        shown=min(len(lines), MOST_LINES),
        found=len(lines),
        elsewhere=elsewhere,
        tree_address=f"{reverse('web:tree')}?{urlencode(asked)}",
    )


def unit_page(mandate: Mandate, unit: UnitId, *, on: date, day_error: str) -> UnitPage:
    """
    A unit as it was on a day, and all that happened to it.

    :raises NoSuchUnit: the unit has never had a name
    """
    lived = life(unit)
    tree = queries.tree(on=on)
    called = queries.called_on(lived.record, on)
    stand_in = None if unit in tree else tree.stand_in(unit)
    parent = tree.parent_of.get(unit)
    below = tree.children(unit) if unit in tree else ()
    names = queries.names([*below, *(other for other in (stand_in, parent) if other is not None)], on=on)
    before, after = relatives(mandate, lived)
    return UnitPage(
        title=called.title,
        key=called.key,
        on=on,
        day_error=day_error,
        is_in_being=unit in tree,
        kind=kind_words(called.kind),
        official_code=called.official_code,
        being=span_words(since(lived.record[0].validity.start), lived.record[-1].validity.last_day),
        parent=None if parent is None else _line(names[parent], on=on, mandate=mandate),
        stand_in=None if stand_in is None else _line(names[stand_in], on=on, mandate=mandate),
        children=UNITS.without("parent_title", "being").of(
            [_line(child, on=on, mandate=mandate) for child in names.values() if child.id in below],
            is_live=True,
        ),
        names=[_line(version, on=on, mandate=mandate) for version in lived.record],
        predecessors=before,
        heirs=after,
        timeline=entries(mandate, lived),
        was_cut=any(event.what in (Happening.SPLIT, Happening.GAVE_AWAY) for event in lived.events),
        mistaken=easily_mistaken(mandate, lived),
    )
