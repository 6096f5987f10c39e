"""
Who became whom, as a diagram: every unit that goes on, with the units it carries on, under the unit those
came from.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _

from khuyenhoc.domain.organisation.queries.lineage import Carrying, Change, Lineage, UnitLabel
from khuyenhoc.foundation.values.numbers import grouped
from khuyenhoc.foundation.values.vietnamese import sort_key
from khuyenhoc.interfaces.words import kind_words

_MOST_OTHERS = 3


@dataclass(frozen=True, slots=True)
class UnitShown:
    """
    A unit in the diagram; `address` is empty where its page cannot be opened, `above` where the section says
    it.

    `is_part`: a part of it; `others` says where the other parts went. `is_itself`: the part that goes on as
    the unit itself.
    """

    title: str
    address: str
    above: str
    note: str
    is_part: bool
    is_itself: bool
    others: str


@dataclass(frozen=True, slots=True)
class HeirGroup:
    """
    A unit that goes on and those it carries on.

    `state` is founded, enlarged (was there before and takes in others), smaller (was cut) or reshaped (both).
    `was`: its title before, where that changed. `above`: the unit above it, where the groups differ in it.
    """

    title: str
    address: str
    above: str
    state: str
    was: str
    units: Sequence[UnitShown]


@dataclass(frozen=True, slots=True)
class Section:
    """Groups whose units were all under one unit; under several where `title` is empty and `is_mixed`."""

    title: str
    is_mixed: bool
    before: int
    groups: Sequence[HeirGroup]


@dataclass(frozen=True, slots=True)
class ChangeShown:
    """
    A unit that stays itself without carrying others on: what it was called, coded or under, and is from the
    day on.
    """

    title: str
    address: str
    changes: Sequence[str]


@dataclass(frozen=True, slots=True)
class Diagram:
    """
    `before` and `after` count the units of the two days that the groups hold; `kinds_…` say of which kinds.

    `above` is the one unit above all that go on, empty where there are several. `has_others`: shown is only
    what the reader's post reaches.
    """

    effective_on: date
    day_before: date
    before: int
    after: int
    kinds_before: str
    kinds_after: str
    above: str
    all_founded: bool
    sections: Sequence[Section]
    founded: Sequence[UnitShown]
    changed: Sequence[ChangeShown]
    dissolved: Sequence[UnitShown]
    has_others: bool


def diagram(lineage: Lineage, *, reached: Collection[str] | None = None, opened: Collection[str]) -> Diagram:
    """
    :param reached: keys of the units whose groups are shown; None for all
    :param opened: keys of the units whose pages can be opened
    """
    return _Drawing(lineage, reached, opened).diagram()


_Group = tuple[UnitLabel, list[Carrying]]
"""A unit that goes on, and the pairs it is the heir in."""


class _Drawing:
    def __init__(self, lineage: Lineage, reached: Collection[str] | None, opened: Collection[str]) -> None:
        self._lineage = lineage
        self._reached = reached
        self._opened = opened
        self._day_before = lineage.effective_on - timedelta(days=1)
        self._change_of = {change.after.key: change for change in lineage.changed}
        self._parts: dict[str, list[UnitLabel]] = {}
        by_heir: dict[str, _Group] = {}
        for pair in lineage.pairs:
            if pair.heir is not None:
                by_heir.setdefault(pair.heir.key, (pair.heir, []))[1].append(pair)
                if pair.act == "split":
                    self._parts.setdefault(pair.unit.key, []).append(pair.heir)
        self._heirs = set(by_heir)
        self._groups = [
            (heir, pairs)
            for heir, pairs in by_heir.values()
            if self._is_seen(heir.key, *(pair.unit.key for pair in pairs))
        ]

    def _is_seen(self, *keys: str) -> bool:
        return self._reached is None or any(key in self._reached for key in keys)

    def diagram(self) -> Diagram:
        heirs = [heir for heir, _pairs in self._groups]
        before = self._there_before(self._groups)
        above = {(heir.above, heir.above_title) for heir in heirs}
        founded = [
            unit for unit in self._lineage.founded if unit.key not in self._heirs and self._is_seen(unit.key)
        ]
        changed = [
            change
            for change in self._lineage.changed
            if change.after.key not in self._heirs and self._is_seen(change.after.key)
        ]
        dissolved = [
            pair for pair in self._lineage.pairs if pair.heir is None and self._is_seen(pair.unit.key)
        ]
        return Diagram(
            effective_on=self._lineage.effective_on,
            day_before=self._day_before,
            before=len(before),
            after=len(heirs),
            kinds_before=_kinds(before.values()),
            kinds_after=_kinds(heirs),
            above=_inline(above.pop()[1]) if len(above) == 1 else "",
            all_founded=all(heir.key in self._lineage.begun for heir in heirs),
            sections=self._sections(),
            founded=[
                self._unit(unit, self._lineage.effective_on, above=unit.above_title)
                for unit in _in_order(founded)
            ],
            changed=[
                self._change(change)
                for change in sorted(changed, key=lambda change: sort_key(change.after.title))
            ],
            dissolved=[
                self._unit(pair.unit, self._day_before, note=pair.note)
                for pair in sorted(dissolved, key=lambda one: sort_key(one.unit.title))
            ],
            has_others=self._reached is not None,
        )

    def _there_before(self, groups: Sequence[_Group]) -> dict[str, UnitLabel]:
        """
        The units of some groups in being the day before: those carried on, and heirs that were there already.
        """
        carried = {pair.unit.key: pair.unit for _heir, pairs in groups for pair in pairs}
        stayed = {
            heir.key: self._before(heir) for heir, _pairs in groups if heir.key not in self._lineage.begun
        }
        return {**stayed, **carried}

    def _before(self, heir: UnitLabel) -> UnitLabel:
        return self._change_of[heir.key].before if heir.key in self._change_of else heir

    def _sections(self) -> list[Section]:
        gathered: dict[tuple[str, str] | None, list[_Group]] = {}
        for heir, pairs in self._groups:
            came_from = {(pair.unit.above, pair.unit.above_title) for pair in pairs}
            gathered.setdefault(came_from.pop() if len(came_from) == 1 else None, []).append((heir, pairs))
        several = len({heir.above for heir, _pairs in self._groups}) > 1
        sections = []
        for place in sorted(gathered, key=lambda one: (one is None, "" if one is None else sort_key(one[1]))):
            groups = sorted(gathered[place], key=lambda group: sort_key(group[0].title))
            sections.append(
                Section(
                    title="" if place is None else place[1],
                    is_mixed=place is None,
                    before=len(self._there_before(groups)),
                    groups=[
                        self._group(heir, pairs, says_above=several, says_place=place is None)
                        for heir, pairs in groups
                    ],
                )
            )
        return sections

    def _group(
        self, heir: UnitLabel, pairs: Sequence[Carrying], *, says_above: bool, says_place: bool
    ) -> HeirGroup:
        is_cut = any(pair.unit.key == heir.key for pair in pairs)
        takes_in = any(pair.unit.key != heir.key for pair in pairs)
        if heir.key in self._lineage.begun:
            state = "founded"
        elif is_cut:
            state = "reshaped" if takes_in else "smaller"
        else:
            state = "enlarged"
        was = self._before(heir).title
        in_order = sorted(pairs, key=lambda pair: (pair.unit.key != heir.key, sort_key(pair.unit.title)))
        return HeirGroup(
            title=heir.title,
            address=self._address(heir, self._lineage.effective_on),
            above=_inline(heir.above_title) if says_above else "",
            state=state,
            was=_inline(was) if was != heir.title else "",
            units=[
                self._unit(
                    pair.unit,
                    self._day_before,
                    above=pair.unit.above_title if says_place else "",
                    note=pair.note,
                    heir=heir,
                    act=pair.act,
                )
                for pair in in_order
            ],
        )

    def _unit(
        self,
        unit: UnitLabel,
        day: date,
        *,
        above: str = "",
        note: str = "",
        heir: UnitLabel | None = None,
        act: str = "",
    ) -> UnitShown:
        others = [
            _inline(other.title)
            for other in self._parts.get(unit.key, ())
            if heir is not None and other.key != heir.key
        ]
        more = len(others) - _MOST_OTHERS
        named = ", ".join(others[:_MOST_OTHERS])
        return UnitShown(
            title=_inline(unit.title) if act == "split" else unit.title,
            address=self._address(unit, day),
            above=_inline(above),
            note=note,
            is_part=act == "split",
            is_itself=heir is not None and heir.key == unit.key,
            others=_("%(named)s and %(more)s more") % {"named": named, "more": more} if more > 0 else named,
        )

    def _change(self, change: Change) -> ChangeShown:
        before, after = change.before, change.after
        changes = []
        if before.title != after.title:
            changes.append(_("formerly %(title)s") % {"title": _inline(before.title)})
        if before.above != after.above:
            changes.append(
                _("from %(before)s to %(after)s")
                % {"before": _inline(before.above_title) or "–", "after": _inline(after.above_title) or "–"}
            )
        if before.official_code != after.official_code:
            changes.append(
                _("official code %(before)s becomes %(after)s")
                % {"before": before.official_code or "–", "after": after.official_code or "–"}
            )
        return ChangeShown(after.title, self._address(after, self._lineage.effective_on), changes)

    def _address(self, unit: UnitLabel, day: date) -> str:
        return (
            f"{reverse('web:unit', kwargs={'key': unit.key})}?on={day.isoformat()}"
            if unit.key in self._opened
            else ""
        )


def _inline(title: str) -> str:
    """ "huyện Thạch An": a title in running text."""
    return title[:1].lower() + title[1:]


def _in_order(units: Iterable[UnitLabel]) -> list[UnitLabel]:
    return sorted(units, key=lambda unit: sort_key(unit.title))


def _kinds(units: Iterable[UnitLabel]) -> str:
    """ "138 xã, 14 thị trấn, 9 phường", the most frequent kind first."""
    counted = Counter(unit.kind for unit in units if unit.kind)
    return ", ".join(f"{grouped(count)} {kind_words(kind).lower()}" for kind, count in counted.most_common())
