"""Whom and what of the registers a mandate opens; all else is not found."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TypeVar

from django.http import Http404

from khuyenhoc.domain.organisation import queries as organisation
from khuyenhoc.domain.organisation.models import Unit
from khuyenhoc.domain.people import queries
from khuyenhoc.foundation.values.mandates import Mandate, UnitId

T = TypeVar("T")


def within(find: Callable[..., T], pk: int, mandate: Mandate) -> T:
    """:raises Http404: there is none, or the mandate does not reach it; the answer does not tell which"""
    try:
        return find(pk, mandate=mandate)
    except (
        queries.NoSuchPerson,
        queries.NoSuchGroup,
        queries.NoSuchCommittee,
        queries.NoSuchOffice,
    ) as missing:
        raise Http404 from missing


def unit_within(mandate: Mandate, key: str) -> Unit:
    """:raises NoSuchUnit, OutsideMandate: there is no such unit, or none the mandate reaches"""
    unit = organisation.unit_by_key(key)
    mandate.require(mandate.action, [UnitId(unit.pk)])
    return unit


def shown_under(unit: Unit, *, on: date) -> frozenset[UnitId]:
    """A unit and all that show under it on a day: those below it, and those they carry on."""
    tree, here = organisation.tree(on=on), UnitId(unit.pk)
    held = set(tree.under(here)) if here in tree else {here}
    return frozenset(held | {other for other, stand_in in tree.stand_in_of.items() if stand_in in held})


def unit_title(unit: int, *, on: date) -> str:
    here = UnitId(unit)
    return organisation.names([here], on=on)[here].title
