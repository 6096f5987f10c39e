"""
Units as the tree of a day shows them: under that day's name, with the first and the last of all their days;
and the days that changed the tree.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from khuyenhoc.domain.organisation import queries
from khuyenhoc.domain.organisation.models import UnitVersion
from khuyenhoc.domain.organisation.queries import UnitName
from khuyenhoc.domain.organisation.queries.turnover import administrative_kinds
from khuyenhoc.foundation.values.mandates import UnitId
from khuyenhoc.foundation.values.validity import BEGINNING, Validity


@dataclass(frozen=True, slots=True)
class Standing:
    """
    `called` is its version of the day; `life` runs from its very first day to its last, through all its
    versions.
    """

    called: UnitName
    life: Validity


def standings(units: Collection[UnitId], *, on: date) -> Mapping[UnitId, Standing]:
    """Some units as of a day, in the order of their names."""
    records: dict[UnitId, list[UnitName]] = {}
    for version in queries.versions_of(units):
        records.setdefault(version.id, []).append(version)
    standings = [
        Standing(queries.called_on(record, on), Validity(record[0].validity.start, record[-1].validity.end))
        for record in records.values()
    ]
    return {each.called.id: each for each in sorted(standings, key=lambda each: each.called.sort_key)}


def days_of_change(units: Collection[UnitId]) -> Sequence[date]:
    """
    The days on which some of the units began, ended or became something else by an act of state, the latest
    first.
    """
    versions = UnitVersion.objects.filter(unit_id__in=units, kind__in=administrative_kinds())
    spans = versions.values_list("starts_on", "ends_on").distinct()
    return sorted(
        {day for span in spans for day in span if day is not None and day > BEGINNING}, reverse=True
    )
