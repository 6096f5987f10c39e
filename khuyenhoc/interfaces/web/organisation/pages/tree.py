"""
What the tree of a day shows: the units a mandate reaches, one below the other, as far as they have been
opened.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from khuyenhoc.domain.organisation import queries
from khuyenhoc.domain.organisation.queries.namesakes import answering
from khuyenhoc.domain.organisation.queries.standing import Standing, days_of_change, standings
from khuyenhoc.foundation.values.mandates import Mandate, UnitId
from khuyenhoc.foundation.values.trees import Tree
from khuyenhoc.interfaces.web.organisation.pages.life import BearerLines
from khuyenhoc.interfaces.web.organisation.pages.units import found_on_other_days

MOST_AT_ONCE = 300
"""
A tree of no more units stands on its page whole; of a larger one only what was opened, and of one unit's
children no more than these.
"""

MOST_MATCHES = 60
"""Units found that a page opens the tree to; a search with more has to be narrowed."""

_NEAR = timedelta(days=31)
"""A unit that began, ended or changed within a month of the day looked at is marked."""

_MOST_DAYS = 3
"""Days of change offered to look before and after."""


@dataclass(frozen=True, slots=True)
class Node:
    """
    A unit in the tree. `below` counts the units right below it, `all_below` everybody under it.

    `children` are those on the page, `left_out` how many are not; none on the page means that a link opens
    them.
    """

    key: str
    title: str
    official_code: str
    marks: Sequence[str]
    below: int
    all_below: int
    is_open: bool
    is_match: bool
    children: Sequence[Node]
    left_out: int


@dataclass(frozen=True, slots=True)
class DayLink:
    label: str
    address: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class TreePage:
    """
    `last_day` is the last on which the reader's units were there, said when none is on the day looked at;
    `absent` names what could not be opened.
    """

    on: date
    day_error: str
    query: str
    opened: str
    absent: str
    days: Sequence[DayLink]
    nodes: Sequence[Node]
    units: int
    found: int
    is_cut: bool
    elsewhere: BearerLines
    last_day: date | None
    last_day_address: str
    list_address: str
    whole_address: str
    matches_shown: int = MOST_MATCHES


def tree_page(mandate: Mandate, *, on: date, day_error: str, query: str, opened: UnitId | None) -> TreePage:
    """
    The tree of a day as far as a mandate reaches: with a query the branches down to the units that match it,
    else those down to the unit opened.
    """
    tree = queries.tree(on=on)
    reached = {unit for unit in tree.parent_of if mandate.reaches(unit)}
    matches = [unit.id for unit in answering(query, on=on) if unit.id in reached] if query else []
    wanted = set(matches[:MOST_MATCHES])
    place = None if opened is None else tree.stand_in(opened)
    if query:
        drawing = _Drawing(
            tree, reached, branches=_upwards(wanted, tree, reached), pruned=True, matches=wanted
        )
    else:
        roots = _roots(tree, reached)
        start = {place} if place in reached else set(roots) if len(roots) == 1 else set()
        drawing = _Drawing(
            tree, reached, branches=_upwards(start, tree, reached) | start, pruned=False, matches=set()
        )
    named = standings(drawing.drawn, on=on)
    key = "" if opened is None else queries.versions_on_record(opened)[0].key
    last_day = None if reached else _last_day(mandate)
    return TreePage(
        on=on,
        day_error=day_error,
        query=query,
        opened=key,
        absent=_absent(mandate, tree, opened),
        days=_days(mandate, on=on, query=query, key=key),
        nodes=_nodes(drawing.roots, drawing, named),
        units=len(reached),
        found=len(matches),
        is_cut=len(matches) > len(wanted),
        elsewhere=found_on_other_days(mandate, on=on, query=query) if not matches else BearerLines([], 0),
        last_day=last_day,
        last_day_address="" if last_day is None else _address(last_day),
        list_address=f"{reverse('web:units')}?{urlencode({'on': on.isoformat(), 'q': query})}",
        whole_address=_address(on, key=named[matches[0]].called.key if matches else key),
    )


def _address(on: date, *, query: str = "", key: str = "") -> str:
    asked = {"on": on.isoformat(), "q": query, "mo": key}
    return f"{reverse('web:tree')}?{urlencode({name: value for name, value in asked.items() if value})}"


def _roots(tree: Tree, reached: set[UnitId]) -> list[UnitId]:
    return [unit for unit in reached if tree.parent_of[unit] not in reached]


def _upwards(units: set[UnitId], tree: Tree, reached: set[UnitId]) -> set[UnitId]:
    """
    The units above some, as far as the mandate reaches, without them themselves unless one lies above
    another.
    """
    return {above for unit in units for above in tree.ancestors(unit) if above != unit and above in reached}


class _Drawing:
    """Which units stand on the page and which of them are open."""

    def __init__(
        self, tree: Tree, reached: set[UnitId], *, branches: set[UnitId], pruned: bool, matches: set[UnitId]
    ) -> None:
        self.tree = tree
        self.reached = reached
        self.branches = branches
        self.matches = matches
        self.kept = branches | matches if pruned else None
        self.is_whole = not pruned and len(reached) <= MOST_AT_ONCE
        self.roots = [unit for unit in _roots(tree, reached) if self.kept is None or unit in self.kept]
        self.drawn = list(self._walk(self.roots))
        self.all_below = self._count()

    def children(self, unit: UnitId) -> Sequence[UnitId]:
        return [child for child in self.tree.children(unit) if child in self.reached]

    def on_the_page(self, unit: UnitId) -> Sequence[UnitId]:
        """Its children that are drawn, before those past the most are left out."""
        if self.kept is not None:
            return [child for child in self.children(unit) if child in self.kept]
        return self.children(unit) if self.is_whole or unit in self.branches else []

    def _walk(self, units: Sequence[UnitId]) -> Iterator[UnitId]:
        for unit in units:
            yield unit
            yield from self._walk(self.on_the_page(unit))

    def _count(self) -> Mapping[UnitId, int]:
        below: dict[UnitId, int] = {}
        for unit in self.tree.from_the_leaves():
            parent = self.tree.parent_of[unit]
            if unit in self.reached and parent in self.reached and parent is not None:
                below[parent] = below.get(parent, 0) + below.get(unit, 0) + 1
        return below


def _nodes(units: Sequence[UnitId], drawing: _Drawing, named: Mapping[UnitId, Standing]) -> Sequence[Node]:
    order = {unit: place for place, unit in enumerate(named)}
    shown = sorted(units, key=lambda unit: order[unit])[:MOST_AT_ONCE]
    return [_node(named[unit], drawing, named) for unit in shown]


def _node(standing: Standing, drawing: _Drawing, named: Mapping[UnitId, Standing]) -> Node:
    unit = standing.called.id
    below = drawing.children(unit)
    children = _nodes(drawing.on_the_page(unit), drawing, named)
    return Node(
        key=standing.called.key,
        title=standing.called.title,
        official_code=standing.called.official_code,
        marks=_marks(standing, drawing.tree.on),
        below=len(below),
        all_below=drawing.all_below.get(unit, 0),
        is_open=unit in drawing.branches,
        is_match=unit in drawing.matches,
        children=children,
        left_out=0 if drawing.kept is not None or not children else len(below) - len(children),
    )


def _marks(standing: Standing, on: date) -> list[str]:
    """What changed within a month of the day, in words."""
    life, version = standing.life, standing.called.validity
    marks: list[str] = []
    if on - version.start <= _NEAR:
        day = {"day": f"{version.start:%d/%m/%Y}"}
        marks.append(
            _("new from %(day)s") % day if version.start == life.start else _("changed on %(day)s") % day
        )
    if version.end is not None and version.end - on <= _NEAR:
        if version.end == life.end:
            marks.append(_("ends on %(day)s") % {"day": f"{version.end - timedelta(days=1):%d/%m/%Y}"})
        else:
            marks.append(_("changes on %(day)s") % {"day": f"{version.end:%d/%m/%Y}"})
    return marks


def _absent(mandate: Mandate, tree: Tree, opened: UnitId | None) -> str:
    """A sentence when the unit asked for is not in the tree of the day."""
    if opened is None or opened in tree:
        return ""
    title = queries.called_on(queries.versions_on_record(opened), tree.on).title
    place = tree.stand_in(opened)
    day = f"{tree.on:%d/%m/%Y}"
    if place is None or not mandate.reaches(place):
        return _("%(unit)s was not in being on %(day)s.") % {"unit": title, "day": day}
    return _("%(unit)s was not in being on %(day)s; its place in that tree is %(stand_in)s.") % {
        "unit": title,
        "day": day,
        "stand_in": queries.names([place], on=tree.on)[place].title,
    }


def _days(mandate: Mandate, *, on: date, query: str, key: str) -> Sequence[DayLink]:
    """Today, and the day before and the first day of each of the last great changes, the latest first."""
    changes = [
        day
        for change in days_of_change(mandate.units)[:_MOST_DAYS]
        for day in (change, change - timedelta(days=1))
    ]
    return [
        DayLink(
            _("today") if day == mandate.on else f"{day:%d/%m/%Y}",
            _address(day, query=query, key=key),
            day == on,
        )
        for day in dict.fromkeys([mandate.on, *changes])
    ]


def _last_day(mandate: Mandate) -> date | None:
    last = [version.validity.last_day for version in queries.versions_of(mandate.units)]
    return max((day for day in last if day is not None), default=None)
