"""What the page of possible duplicates shows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.core.paginator import Page

from khuyenhoc.domain.organisation import queries as organisation
from khuyenhoc.domain.people.models import PossibleDuplicate
from khuyenhoc.domain.people.queries.duplicates import Side, doubts
from khuyenhoc.foundation.values.mandates import Mandate, UnitId
from khuyenhoc.foundation.values.numbers import grouped
from khuyenhoc.interfaces.web.paging import with_lines

PAIRS = 20


@dataclass(frozen=True, slots=True)
class SideShown:
    id: int
    name: str
    birth_year: int | None
    size: str
    phone: str
    unit: str
    lists: Sequence[str]
    rests: int


@dataclass(frozen=True, slots=True)
class DoubtShown:
    id: int
    is_of_persons: bool
    sides: Sequence[SideShown]


@dataclass(frozen=True, slots=True)
class DoubtsPage:
    pairs: Page[DoubtShown]
    found: str


def doubts_page(page: Page[PossibleDuplicate], mandate: Mandate) -> DoubtsPage:
    pairs = doubts(list(page.object_list))
    names = organisation.names(
        [side.unit for pair in pairs for side in (pair.one, pair.other)], on=mandate.on
    )
    above = organisation.names(
        [name.parent for name in names.values() if name.parent is not None], on=mandate.on
    )
    places = {
        unit: name.title if name.parent is None else f"{name.title}, {above[name.parent].full_name}"
        for unit, name in names.items()
    }
    shown = [
        DoubtShown(pair.id, pair.is_of_persons, [_shown(side, places) for side in (pair.one, pair.other)])
        for pair in pairs
    ]
    return DoubtsPage(with_lines(page, shown), grouped(page.paginator.count))


def _shown(side: Side, places: Mapping[UnitId, str]) -> SideShown:
    size = "" if side.size is None else grouped(side.size)
    return SideShown(
        side.id, side.name, side.birth_year, size, side.phone, places[side.unit], side.lists, side.rests
    )
