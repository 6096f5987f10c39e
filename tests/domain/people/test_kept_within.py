"""Records within units are the same whether the units are named or, where they are most, the others."""

from __future__ import annotations

from datetime import date

from khuyenhoc.domain.organisation import queries
from khuyenhoc.domain.organisation.models import Unit, UnitVersion
from khuyenhoc.foundation.values.mandates import UnitId
from tests.cast import Cast

TODAY = date(2025, 11, 9)


def kept(units: set[UnitId]) -> set[int]:
    versions = UnitVersion.objects.filter(queries.kept_within("unit_id", units, on=TODAY))
    return set(versions.values_list("unit_id", flat=True))


def test_few_units_most_units_and_all_units(cast: Cast) -> None:
    every = {UnitId(unit) for unit in Unit.objects.values_list("pk", flat=True)}
    commune = UnitId(cast.duc_long.pk)

    assert kept(set()) == set()
    assert kept({commune}) == {commune}
    assert kept(every - {commune}) == every - {commune}
    assert kept(every) == every
    assert UnitVersion.objects.exclude(queries.kept_within("unit_id", every, on=TODAY)).count() == 0
