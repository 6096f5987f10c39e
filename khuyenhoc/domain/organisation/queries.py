"""
Questions about units. Whoever asks by name or code says on which day, for both have lied since July 2025.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from uuid import UUID

from django.db.models import Q

from khuyenhoc.domain.organisation.models import (
    Reorganisation,
    Succession,
    TreeStamp,
    Unit,
    UnitVersion,
    WaitingReform,
)
from khuyenhoc.foundation.values.catalogue import unit_kinds
from khuyenhoc.foundation.values.history import Heirship, History, Span
from khuyenhoc.foundation.values.mandates import Mandate, UnitId
from khuyenhoc.foundation.values.trees import Placing, Tree
from khuyenhoc.foundation.values.validity import BEGINNING, Validity
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
    """
    The tree of a day, with a stand-in for every unit that was not in it. Remembered until somebody acts on
    the tree.
    """
    return trees(on=[on])[on]


def trees(*, on: Iterable[date]) -> Mapping[date, Tree]:
    """The trees of several days, for the price of one look at the database."""
    stamp = TreeStamp.objects.values_list("value", flat=True).first()
    return {day: _tree_of(stamp, day) for day in set(on)}


def through(*, then: date, lens: date) -> tuple[Placing, History]:
    """
    Where what units reported on one day shows in the tree of another, and all that happened to them.
    Remembered like the trees.
    """
    stamp = TreeStamp.objects.values_list("value", flat=True).first()
    return _placing_of(stamp, then, lens), _history(stamp)


@lru_cache(maxsize=32)
def _tree_of(stamp: UUID | None, on: date) -> Tree:
    return _history(stamp).tree(on=on)


@lru_cache(maxsize=32)
def _placing_of(stamp: UUID | None, then: date, lens: date) -> Placing:
    return _history(stamp).placing(_tree_of(stamp, then), _tree_of(stamp, lens))


@lru_cache(maxsize=2)
def _history(_: UUID | None) -> History:
    spans = [
        Span(UnitId(unit), None if parent is None else UnitId(parent), Validity(start, end))
        for unit, parent, start, end in UnitVersion.objects.values_list(
            "unit_id", "parent_id", "starts_on", "ends_on"
        )
    ]
    successions = Succession.objects.values_list("unit_id", "heir_id", "reorganisation__effective_on", "act")
    return History(
        spans,
        [
            Heirship(UnitId(unit), None if heir is None else UnitId(heir), on, act == Succession.Act.SPLIT)
            for unit, heir, on, act in successions.order_by("pk")
        ],
    )


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


def units_called(text: str, *, on: date) -> Sequence[UnitName]:
    """
    Every unit in being that day whose name is, without accents, the text, or whose official code it is. In
    name order.
    """
    versions = UnitVersion.objects.select_related("unit").on(on)
    found = (
        versions.filter(official_code=text)
        if text.isdigit()
        else versions.filter(search_key=search_key(text))
    )
    return [name_of(version) for version in found.order_by("sort_key", "unit_id")]


def asked_back(text: str, *, within: Validity) -> str:
    """
    What to ask somebody who wrote a name or an official code where a sheet wants a key: a sentence with the
    units it could mean.

    Names and codes have belonged to several units (RULE-36), so nobody is matched by them; those in being in
    the span of days are listed with their place and days, or, where there are none, those of other times.
    """
    found = _named(text, within=within)
    elsewhere = [] if found else _named(text, within=Validity())
    if found:
        return (
            f"“{text}” không phải mã đơn vị; {_span_words(within)} có {_listed(found)}. Ghi mã của đơn "
            "vị muốn nói."
        )
    if elsewhere:
        return (
            f"{_span_words(within).capitalize()} không có đơn vị nào là “{text}”; vào lúc khác có "
            f"{_listed(elsewhere)}. Ghi mã của đơn vị muốn nói."
        )
    return f"Chưa có đơn vị nào mang mã hoặc tên “{text}”. Nạp danh sách đơn vị trước, hoặc sửa mã."


def _named(text: str, *, within: Validity) -> list[UnitName]:
    """
    Versions that touch the span and answer to the text: name (with or without its kind) or code, then names
    of units above it.
    """
    first, *above = [
        search_key(part) for part in re.split(r"[,(]", text.replace(")", " ")) if part.strip()
    ] or [""]
    versions = UnitVersion.objects.select_related("unit").filter(
        Q(ends_on__isnull=True) | Q(ends_on__gt=within.start)
    )
    if within.end is not None:
        versions = versions.filter(starts_on__lt=within.end)
    if first.isdigit():
        versions = versions.filter(official_code=first)
    else:
        words = first.split(" ")
        endings = [" ".join(words[start:]) for start in range(min(len(words), 4))]
        versions = versions.filter(search_key__in=endings)
    found: dict[UnitId, UnitName] = {}
    for version in versions.order_by("sort_key", "unit_id", "starts_on"):
        name = name_of(version)
        fits = first.isdigit() or first in (version.search_key, search_key(name.full_name))
        if fits and _lies_under(name, above, within):
            found[name.id] = name
    return list(found.values())


def _lies_under(unit: UnitName, above: Sequence[str], within: Validity) -> bool:
    if not above:
        return True
    day = max(unit.validity.start, within.start)
    ancestors = list(tree(on=day).ancestors(unit.id))
    called = {
        key
        for name in names(ancestors, on=day).values()
        for key in (search_key(name.name), search_key(name.full_name))
    }
    return all(part in called for part in above)


def _span_words(within: Validity) -> str:
    last = within.last_day
    return (
        f"ngày {last:%d/%m/%Y}"
        if last == within.start or last is None
        else f"từ {within.start:%d/%m/%Y} đến {last:%d/%m/%Y}"
    )


def _listed(candidates: Sequence[UnitName], most: int = 6) -> str:
    def one(unit: UnitName) -> str:
        days = []
        if unit.validity.start > BEGINNING:
            days.append(f"từ {unit.validity.start:%d/%m/%Y}")
        if unit.validity.last_day is not None:
            days.append(f"đến {unit.validity.last_day:%d/%m/%Y}")
        place = (
            names([unit.parent], on=unit.validity.start).get(unit.parent) if unit.parent is not None else None
        )
        within = f", {place.full_name}" if place is not None else ""
        return f"{unit.full_name}{within} (mã {unit.key}{', ' if days else ''}{' '.join(days)})"

    shown = "; ".join(one(unit) for unit in candidates[:most])
    return f"{shown}; và {len(candidates) - most} đơn vị khác" if len(candidates) > most else shown


def reorganisation_of(number: str, effective_on: date) -> Reorganisation | None:
    """What a document did on a day, if it has been applied."""
    return Reorganisation.objects.filter(document__number=number, effective_on=effective_on).first()


def reorganisations() -> Sequence[Reorganisation]:
    """Every act on the tree by its document, the latest first."""
    return list(
        Reorganisation.objects.select_related("document", "applied_by").order_by("-effective_on", "-pk")
    )


def reorganisations_by(document: str) -> Sequence[Reorganisation]:
    """What one document did, the earliest day first."""
    return list(
        Reorganisation.objects.select_related("document")
        .filter(document__number=document)
        .order_by("effective_on", "pk")
    )


def parents_given_by(reorganisation: Reorganisation) -> Sequence[UnitId]:
    """
    The units that what a reorganisation founded or moved came under, apart from those it founded itself.
    """
    founded = set(reorganisation.changes["founded"])
    keys = {entry["parent"] for entry in reorganisation.changes["opened"]} - founded - {""}
    return [UnitId(unit) for unit in Unit.objects.filter(key__in=keys).values_list("pk", flat=True)]


def waiting_reform(mandate: Mandate, token: UUID, *, for_update: bool = False) -> WaitingReform:
    """
    A tried reorganisations sheet of the mandate's own account.

    :raises WaitingReform.DoesNotExist: there is none, or it is somebody else's
    """
    if mandate.account is None:
        raise WaitingReform.DoesNotExist  # sheets wait for somebody who signed in
    waiting = WaitingReform.objects.filter(account_id=mandate.account)
    return (waiting.select_for_update() if for_update else waiting).get(token=token)


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


def boundary_events(*, after: date, through: date) -> frozenset[UnitId]:
    """
    Units whose boundary or place changed after one day and up to another.

    They are: heirs and the units they carry on, units that ended or began, and the parents that a moved unit
    left and came under.
    """
    touched: set[int] = set()
    for unit, heir in Succession.objects.filter(
        reorganisation__effective_on__gt=after, reorganisation__effective_on__lte=through
    ).values_list("unit_id", "heir_id"):
        touched.update({unit} if heir is None else {unit, heir})
    left = {
        (unit, end): parent
        for unit, parent, end in UnitVersion.objects.filter(
            ends_on__gt=after, ends_on__lte=through
        ).values_list("unit_id", "parent_id", "ends_on")
    }
    touched.update(unit for unit, _ in left)
    for unit, parent, start in UnitVersion.objects.filter(
        starts_on__gt=after, starts_on__lte=through
    ).values_list("unit_id", "parent_id", "starts_on"):
        touched.add(unit)
        moved_from = left.get((unit, start))
        if moved_from is not None and parent is not None and moved_from != parent:
            touched.update({moved_from, parent})
    return frozenset(UnitId(unit) for unit in touched)
