"""
Questions about units. A look-up by name or code names its day, for both changed hands in July 2025.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from khuyenhoc.domain.organisation.models import (
    Unit,
    UnitVersion,
)
from khuyenhoc.foundation.values.catalogue import unit_kinds
from khuyenhoc.foundation.values.mandates import UnitId
from khuyenhoc.foundation.values.validity import Validity


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
    """:raises NoSuchUnit: no unit has this key"""
    try:
        return Unit.objects.get(key=key)
    except Unit.DoesNotExist as missing:
        raise NoSuchUnit(key) from missing


def name_of(version: UnitVersion) -> UnitName:
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
            best[unit] = name_of(version)
    return dict(sorted(best.items(), key=lambda pair: pair[1].sort_key))


def versions_on_record(unit: UnitId) -> Sequence[UnitName]:
    """Every name and place a unit has had, the first first."""
    return versions_of([unit])


def versions_of(units: Collection[UnitId], keys: Collection[str] = ()) -> Sequence[UnitName]:
    """Every name and place of several units, given by id or by key, in order of days."""
    versions = UnitVersion.objects.select_related("unit").filter(Q(unit_id__in=units) | Q(unit__key__in=keys))
    return [name_of(version) for version in versions.order_by("starts_on")]


def called_on(record: Sequence[UnitName], on: date) -> UnitName:
    """
    Of all the versions of one unit, in order of days, that of a day, else the last before it, else the first
    after it.
    """
    earlier = [version for version in record if version.validity.start <= on]
    return earlier[-1] if earlier else record[0]
