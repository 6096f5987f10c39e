"""Questions about units. Whoever asks by name or code says on which day, for both have lied since July 2025."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from uuid import UUID

from khuyenhoc.domain.organisation.models import Succession, TreeStamp, Unit, UnitVersion
from khuyenhoc.foundation.values.catalogue import unit_kinds
from khuyenhoc.foundation.values.mandates import UnitId
from khuyenhoc.foundation.values.trees import Span, Tree, tree_of
from khuyenhoc.foundation.values.validity import Validity
from khuyenhoc.foundation.values.vietnamese import search_key


@dataclass(frozen=True, slots=True)
class UnitName:
    """A unit as it was called over one span of days."""

    id: UnitId
    key: str
    name: str
    kind: str
    parent: UnitId | None
    official_code: str
    validity: Validity
    sort_key: str

    @property
    def full_name(self) -> str:
        """ "huyện Thạch An": the kind in running text, then the name."""
        return f"{unit_kinds()[self.kind].label.lower()} {self.name}"

    @property
    def title(self) -> str:
        """ "Huyện Thạch An": the same at the head of a line."""
        full = self.full_name
        return full[:1].upper() + full[1:]


class NoSuchUnit(LookupError):
    """No unit answers to the key, or to the name or code on that day."""


def unit_by_key(key: str) -> Unit:
    """:raises NoSuchUnit: nobody has this key"""
    try:
        return Unit.objects.get(key=key)
    except Unit.DoesNotExist as missing:
        raise NoSuchUnit(key) from missing


def tree(*, on: date) -> Tree:
    """The tree of a day, with a stand-in for every unit that was not in it. Remembered until somebody acts on the tree."""
    return trees(on=[on])[on]


def trees(*, on: Iterable[date]) -> Mapping[date, Tree]:
    """The trees of several days, for the price of one look at the database."""
    stamp = TreeStamp.objects.values_list("value", flat=True).first()
    return {day: _tree_of(stamp, day) for day in set(on)}


@lru_cache(maxsize=64)
def _tree_of(stamp: UUID | None, on: date) -> Tree:
    spans, heirs = _history(stamp)
    return tree_of(spans, heirs, on=on)


@lru_cache(maxsize=2)
def _history(_: UUID | None) -> tuple[Sequence[Span], Mapping[UnitId, frozenset[UnitId]]]:
    spans = [
        Span(UnitId(unit), None if parent is None else UnitId(parent), Validity(start, end))
        for unit, parent, start, end in UnitVersion.objects.values_list("unit_id", "parent_id", "starts_on", "ends_on")
    ]
    heirs: dict[UnitId, frozenset[UnitId]] = {}
    for unit, heir in Succession.objects.filter(heir__isnull=False).values_list("unit_id", "heir_id"):
        heirs[UnitId(unit)] = heirs.get(UnitId(unit), frozenset()) | {UnitId(heir)}
    return spans, heirs


def _name(version: UnitVersion) -> UnitName:
    return UnitName(
        id=UnitId(version.unit_id),
        key=version.unit.key,
        name=version.name,
        kind=version.kind,
        parent=None if version.parent_id is None else UnitId(version.parent_id),
        official_code=version.official_code,
        validity=version.validity,
        sort_key=version.sort_key,
    )


def names(units: Sequence[UnitId] | None = None, *, on: date) -> Mapping[UnitId, UnitName]:
    """
    What units are called on a day: the version of that day, else the last before it, else the first after it.

    In the order of their names, the Vietnamese way.
    """
    versions = UnitVersion.objects.select_related("unit").order_by("starts_on")
    if units is not None:
        versions = versions.filter(unit_id__in=units)
    best: dict[UnitId, UnitName] = {}
    for version in versions:
        unit = UnitId(version.unit_id)
        if unit not in best or version.starts_on <= on:
            best[unit] = _name(version)
    return dict(sorted(best.items(), key=lambda pair: pair[1].sort_key))


def units_called(text: str, *, on: date) -> Sequence[UnitName]:
    """Every unit in being that day whose name is, without accents, the text, or whose official code it is. In name order."""
    versions = UnitVersion.objects.select_related("unit").on(on)
    found = versions.filter(official_code=text) if text.isdigit() else versions.filter(search_key=search_key(text))
    return [_name(version) for version in found.order_by("sort_key", "unit_id")]


def versions_on_record(unit: UnitId) -> Sequence[UnitName]:
    """Every name and place a unit has had, the first first."""
    return [_name(version) for version in UnitVersion.objects.select_related("unit").filter(unit_id=unit).order_by("starts_on")]


def boundary_events(*, after: date, through: date) -> frozenset[UnitId]:
    """
    Units whose boundary or place changed after one day and up to another.

    They are: heirs and the units they carry on, units that ended or began, and the parents that a moved unit left and came under.
    """
    touched: set[int] = set()
    for unit, heir in Succession.objects.filter(
        reorganisation__effective_on__gt=after, reorganisation__effective_on__lte=through
    ).values_list("unit_id", "heir_id"):
        touched.update({unit} if heir is None else {unit, heir})
    left = {
        (unit, end): parent
        for unit, parent, end in UnitVersion.objects.filter(ends_on__gt=after, ends_on__lte=through).values_list(
            "unit_id", "parent_id", "ends_on"
        )
    }
    touched.update(unit for unit, _ in left)
    for unit, parent, start in UnitVersion.objects.filter(starts_on__gt=after, starts_on__lte=through).values_list(
        "unit_id", "parent_id", "starts_on"
    ):
        touched.add(unit)
        moved_from = left.get((unit, start))
        if moved_from is not None and parent is not None and moved_from != parent:
            touched.update({moved_from, parent})
    return frozenset(UnitId(unit) for unit in touched)
