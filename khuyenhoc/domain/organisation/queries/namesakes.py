"""
Names and codes that mislead (RULE-36): the units that bear or bore them, or answer to what was typed.

In July 2025 new communes took the names of old districts and the codes of communes that bore other names, so
neither says which unit is meant without the day and the place.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.db.models import Case, F, Q, Value, When
from django.db.models.functions import Concat

from khuyenhoc.domain.organisation import queries
from khuyenhoc.domain.organisation.models import UnitVersion, UnitVersionQuerySet
from khuyenhoc.domain.organisation.queries import UnitName
from khuyenhoc.domain.organisation.queries.turnover import administrative_kinds
from khuyenhoc.foundation.values.catalogue import unit_kinds
from khuyenhoc.foundation.values.mandates import UnitId
from khuyenhoc.foundation.values.validity import Validity
from khuyenhoc.foundation.values.vietnamese import search_key


@dataclass(frozen=True, slots=True)
class Bearer:
    """
    A unit that bears or bore a name or a code, over one span of days.

    `places` are the units above it then, the nearest first. `has_name`, `has_code`: what it shares with the
    unit asked about.
    """

    unit: UnitName
    places: Sequence[UnitName]
    has_name: bool = True
    has_code: bool = False


def namesakes(
    record: Sequence[UnitName], *, on: date, may_be_named: Callable[[UnitId], bool]
) -> Sequence[Bearer]:
    """
    Other units that bear or bore one of a unit's names, without accents and of any kind, or one of
    its official codes.

    Those that shared a code come first, then those whose place above is or was the same as one of the unit's,
    then by name and day.

    :param record: every version of the unit, the first first
    :param on: the reader's day; the place of a unit still in being is that day's
    :param may_be_named: whether a reader may learn of a unit that is no public fact, a chapter for example
    """
    names = {search_key(version.name) for version in record}
    codes = {version.official_code for version in record if version.official_code}
    same = Q(search_key__in=names) | Q(official_code__in=codes)
    found = _joined(_names_of(UnitVersion.objects.filter(same).exclude(unit_id=record[0].id)))
    found = [unit for unit in found if unit.kind in administrative_kinds() or may_be_named(unit.id)]
    bearers = [
        Bearer(unit, places, search_key(unit.name) in names, unit.official_code in codes)
        for unit, places in _placed(found, on=on)
    ]
    home = {place.id for own, places in _placed(record, on=on) for place in places} | {record[0].id}
    return sorted(
        bearers,
        key=lambda bearer: (
            not bearer.has_code,
            _distance(bearer, home),
            bearer.unit.sort_key,
            bearer.unit.validity.start,
        ),
    )


def _distance(bearer: Bearer, home: Collection[UnitId]) -> int:
    """How far above a unit the first place lies that it has in common with another; the tree is four deep."""
    return next(
        (steps for steps, place in enumerate(bearer.places) if place.id in home), len(bearer.places) + 4
    )


def answering(text: str, *, on: date) -> Sequence[UnitName]:
    """
    Units in being on a day whose name with its kind holds the text, without accents, or whose code it is; all
    for no text. In name order.
    """
    return _names_of(_answering(text).on(on))


def answering_on_other_days(text: str, *, on: date, today: date) -> Sequence[Bearer]:
    """
    Who answers to the text like that on other days than the one looked at, each over the days it did, in name
    order.
    """
    if not text.strip():
        return []
    other_days = _answering(text).filter(Q(starts_on__gt=on) | Q(ends_on__lte=on))
    return [Bearer(unit, places) for unit, places in _placed(_joined(_names_of(other_days)), on=today)]


def _answering(text: str) -> UnitVersionQuerySet:
    wanted = search_key(text)
    kinds = [When(kind=key, then=Value(search_key(kind.label))) for key, kind in unit_kinds().items()]
    versions = UnitVersion.objects.annotate(
        full_name=Concat(Case(*kinds, default=Value("")), Value(" "), F("search_key"))
    )
    return versions.filter(Q(full_name__contains=wanted) | Q(official_code=wanted)) if wanted else versions


def _names_of(versions: UnitVersionQuerySet) -> Sequence[UnitName]:
    return [
        queries.name_of(version)
        for version in versions.select_related("unit").order_by("sort_key", "unit_id", "starts_on")
    ]


def _joined(units: Iterable[UnitName]) -> list[UnitName]:
    """
    Versions of one unit that follow on each other under one kind, name and code as one span: only the place
    above is another.
    """
    spans: list[UnitName] = []
    for unit in units:
        last = spans[-1] if spans else None
        if last is not None and last.validity.end == unit.validity.start and _face(last) == _face(unit):
            spans[-1] = replace(unit, validity=Validity(last.validity.start, unit.validity.end))
        else:
            spans.append(unit)
    return spans


def _face(unit: UnitName) -> tuple[UnitId, str, str, str]:
    return unit.id, unit.kind, unit.name, unit.official_code


def _placed(units: Sequence[UnitName], *, on: date) -> Sequence[tuple[UnitName, Sequence[UnitName]]]:
    """
    Each unit with those above it on the last of its days up to the one given, or on its first when that is
    still to come.
    """
    days = {unit: max(unit.validity.start, min(unit.validity.last_day or on, on)) for unit in units}
    trees = queries.trees(on=days.values())
    above = {
        unit: [place for place in trees[day].ancestors(unit.id) if place != unit.id]
        for unit, day in days.items()
    }
    records: dict[UnitId, list[UnitName]] = {}
    for version in queries.versions_of({place for places in above.values() for place in places}):
        records.setdefault(version.id, []).append(version)
    return [
        (unit, [queries.called_on(records[place], days[unit]) for place in places])
        for unit, places in above.items()
    ]
