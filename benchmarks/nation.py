"""
A nation made up for benchmarks: as many provinces, districts, communes and chapters as ours, before and after
1 July 2025.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from datetime import date

REFORM = date(2025, 7, 1)
PROVINCES, DISTRICTS, OLD, NEW, CHAPTERS = 34, 696, 10_035, 3_321, 150_000
"""Of the size of ours; districts and old communes as of 30 June 2025."""


def make_up_a_nation() -> Mapping[str, int]:
    """
    Store it, every unit under the name of its key. Returns key → id: "n", "p0" …, "d0" …, "o0" … (old
    communes), "w0" … (new), "c0" … (chapters).

    Chapter n stood in old commune n modulo OLD, which stood in district modulo DISTRICTS, in province modulo
    PROVINCES.
    """
    from khuyenhoc.domain.organisation.models import Document, Reorganisation, Succession, Unit, UnitVersion  # noqa: PLC0415
    from khuyenhoc.domain.organisation.services.tree_keeping import touch_the_tree  # noqa: PLC0415
    from khuyenhoc.foundation.values.validity import BEGINNING  # noqa: PLC0415

    chance = random.Random(1)  # noqa: S311 - the same nation every time
    of_each = {"p": PROVINCES, "d": DISTRICTS, "o": OLD, "w": NEW, "c": CHAPTERS}
    keys = ["n", *(f"{letter}{n}" for letter, count in of_each.items() for n in range(count))]
    Unit.objects.bulk_create([Unit(key=f"n-{key}") for key in keys], batch_size=10_000)
    ids = {
        key.removeprefix("n-"): pk
        for key, pk in Unit.objects.filter(key__startswith="n-").values_list("key", "pk")
    }

    def version(
        key: str, parent: str | None, kind: str, starts_on: date = BEGINNING, ends_on: date | None = None
    ) -> UnitVersion:
        return UnitVersion(
            unit_id=ids[key], parent_id=None if parent is None else ids[parent], kind=kind, name=key,
            sort_key=key, search_key=key,
            starts_on=starts_on, ends_on=ends_on,
        )  # fmt: skip

    versions = [version("n", None, "centre"), *(version(f"p{n}", "n", "province") for n in range(PROVINCES))]
    versions += [version(f"d{n}", f"p{n % PROVINCES}", "district", ends_on=REFORM) for n in range(DISTRICTS)]
    versions += [version(f"o{n}", f"d{n % DISTRICTS}", "commune", ends_on=REFORM) for n in range(OLD)]
    versions += [version(f"w{n}", f"p{n % PROVINCES}", "commune", starts_on=REFORM) for n in range(NEW)]
    versions += [version(f"c{n}", f"o{n % OLD}", "chapter") for n in range(CHAPTERS)]
    UnitVersion.objects.bulk_create(versions, batch_size=10_000)
    document = Document.objects.create(number="made-up")
    reorganisation = Reorganisation.objects.create(document=document, effective_on=REFORM)
    successions: list[Succession] = [
        Succession(reorganisation=reorganisation, unit_id=ids[f"d{n}"], heir=None, act="dissolve")
        for n in range(DISTRICTS)
    ]
    for n in range(OLD):
        heirs = {n % NEW, (n + PROVINCES) % NEW} if chance.random() < 471 / OLD else {n % NEW}
        act = "split" if len(heirs) > 1 else "merge"
        successions += [
            Succession(reorganisation=reorganisation, unit_id=ids[f"o{n}"], heir_id=ids[f"w{heir}"], act=act)
            for heir in heirs
        ]
    Succession.objects.bulk_create(successions, batch_size=10_000)
    touch_the_tree()
    return ids
