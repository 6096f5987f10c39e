"""
Between the book a reorganisation is planned on and the tables it is kept in: opening the book, writing a
plan, putting it back.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from khuyenhoc.domain.organisation.models import Reorganisation, Succession, Unit, UnitVersion
from khuyenhoc.domain.organisation.rules.book import Book, Entry, Plan
from khuyenhoc.foundation.values.validity import Validity
from khuyenhoc.foundation.values.vietnamese import search_key, sort_key

Changes = Mapping[str, Any]
"""
What a plan did, as it is kept with its reorganisation:
`founded` keys; `ended` [key, first day, end before or null]; `opened` and `rewritten` versions as stored, and
`was` their form before.
"""


def open_book() -> Book:
    entries: dict[str, list[Entry]] = {}
    versions = UnitVersion.objects.order_by("unit_id", "starts_on")
    for key, parent, kind, name, code, start, end in versions.values_list(
        "unit__key", "parent__key", "kind", "name", "official_code", "starts_on", "ends_on"
    ):
        entries.setdefault(key, []).append(Entry(key, parent or "", kind, name, code, Validity(start, end)))
    for key in Unit.objects.filter(versions__isnull=True).values_list("key", flat=True):
        entries.setdefault(key, [])
    touched: dict[str, tuple[date, str]] = {}
    for reorganisation in Reorganisation.objects.select_related("document").order_by("effective_on", "pk"):
        for key in reorganisation.keys:
            touched[key] = (reorganisation.effective_on, reorganisation.document.number)
    acts = Succession.objects.order_by("reorganisation__effective_on", "pk")
    ended_by = {
        unit: (day, number)
        for unit, day, number in acts.values_list(
            "unit__key", "reorganisation__effective_on", "reorganisation__document__number"
        )
    }
    return Book(entries, touched, ended_by)


def write(plan: Plan) -> Changes:
    """
    Store a plan, what ends before what begins, for codes are given on the same day. Returns what has to be
    put back to undo it.
    """
    ended = [entry.key for entry in plan.ended]
    versions = UnitVersion.objects.on(plan.effective_on).filter(
        unit__key__in=ended, starts_on__lt=plan.effective_on
    )
    versions.update(ends_on=plan.effective_on)
    Unit.objects.bulk_create([Unit(key=key) for key in plan.founded], batch_size=2000)
    wanted = {entry.key for entry in plan.opened} | {entry.parent for entry in plan.opened}
    wanted |= {after.parent for _, after in plan.rewritten}
    ids = dict(Unit.objects.filter(key__in=wanted).values_list("key", "pk"))
    for before, after in plan.rewritten:
        version = UnitVersion.objects.get(unit__key=before.key, starts_on=plan.effective_on)
        _fill(version, after, version.unit_id, ids.get(after.parent))
        version.save()
    UnitVersion.objects.bulk_create(
        [_fill(UnitVersion(), entry, ids[entry.key], ids.get(entry.parent)) for entry in plan.opened],
        batch_size=2000,
    )
    return {
        "founded": list(plan.founded),
        "ended": [[entry.key, _day(entry.validity.start), _day(entry.validity.end)] for entry in plan.ended],
        "opened": [said(entry) for entry in plan.opened],
        "rewritten": [{"was": said(before), "is": said(after)} for before, after in plan.rewritten],
    }


def put_back(effective_on: date, changes: Changes) -> None:
    """Undo what `write` did; what was opened goes first, for the days it took are given back."""
    for entry in changes["opened"]:
        UnitVersion.objects.filter(unit__key=entry["key"], starts_on=effective_on).delete()
    parents = {entry["was"]["parent"] for entry in changes["rewritten"]}
    ids = dict(Unit.objects.filter(key__in=parents).values_list("key", "pk"))
    for entry in changes["rewritten"]:
        version = UnitVersion.objects.get(unit__key=entry["was"]["key"], starts_on=effective_on)
        was = entry["was"]
        before = Entry(
            was["key"], was["parent"], was["kind"], was["name"], was["official_code"], version.validity
        )
        _fill(version, before, version.unit_id, ids.get(before.parent))
        version.save()
    by_end: dict[str | None, list[str]] = {}
    for key, _, end in changes["ended"]:
        by_end.setdefault(end, []).append(key)
    for end, keys in by_end.items():
        UnitVersion.objects.filter(unit__key__in=keys, ends_on=effective_on).update(ends_on=end)
    Unit.objects.filter(key__in=changes["founded"]).delete()


def changed_since(effective_on: date, changes: Changes) -> Sequence[str]:
    """Keys of the versions an act opened or ended that are not any more as it left them."""
    expected = {
        entry["key"]: entry
        for entry in (*changes["opened"], *(entry["is"] for entry in changes["rewritten"]))
    }
    stored = UnitVersion.objects.filter(unit__key__in=expected, starts_on=effective_on).select_related(
        "unit", "parent"
    )
    now = {version.unit.key: _said_of(version) for version in stored}
    changed = [key for key, entry in expected.items() if now.get(key) != entry]
    ended = {key for key, _, _ in changes["ended"]}
    still_ended = set(
        UnitVersion.objects.filter(unit__key__in=ended, ends_on=effective_on).values_list(
            "unit__key", flat=True
        )
    )
    return [*changed, *sorted(ended - still_ended - set(changed))]


def said(entry: Entry) -> dict[str, str | None]:
    return {
        "key": entry.key,
        "parent": entry.parent,
        "kind": entry.kind,
        "name": entry.name,
        "official_code": entry.official_code,
        "ends_on": _day(entry.validity.end),
    }


def _said_of(version: UnitVersion) -> dict[str, str | None]:
    parent = "" if version.parent is None else version.parent.key
    return said(
        Entry(version.unit.key, parent, version.kind, version.name, version.official_code, version.validity)
    )


def _fill(version: UnitVersion, entry: Entry, unit: int, parent: int | None) -> UnitVersion:
    version.unit_id = unit
    version.parent_id = parent
    version.kind = entry.kind
    version.name = entry.name
    version.official_code = entry.official_code
    version.sort_key = sort_key(entry.name)
    version.search_key = search_key(entry.name)
    version.starts_on = entry.validity.start
    version.ends_on = entry.validity.end
    return version


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
