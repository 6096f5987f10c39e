"""
Our keys for the nation's units: "ha-noi", "ha-noi-quan-ba-dinh", "ha-noi-quan-ba-dinh-phuc-xa"; since the
reform "ha-noi-ba-dinh".

A district's key says what it was, because new communes bear the names of old districts. Two units that would
share a key ("Hoa Lộc" and "Hòa Lộc" of one district) both get their official code behind it. The same data
always give the same keys. Cao Bằng's are in our own table.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from khuyenhoc.foundation.values.vietnamese import slug
from khuyenhoc.interfaces.commands.nation.own_table import PROVINCE, own_table
from khuyenhoc.interfaces.commands.nation.package import Commune, Nation

ROOT = "viet-nam"

_DISTRICTS = {"Huyện": "huyen", "Quận": "quan", "Thị xã": "tx", "Thành phố": "tp"}


@dataclass(frozen=True)
class Keys:
    """
    Keys by official code. An old and a new commune may have one code, a continuing province may have two:
    hence before and since.
    """

    before: Mapping[str, str]
    since: Mapping[str, str]


def keys(nation: Nation) -> Keys:
    wanted_before: dict[str, str] = {
        code: slug(province.name) for code, province in nation.provinces_before.items()
    }
    for code, district in nation.districts.items():
        wanted_before[code] = (
            f"{wanted_before[district.province]}-{_DISTRICTS[district.type]}-{slug(district.name)}"
        )
    for code, commune in nation.communes_before.items():
        wanted_before[code] = f"{wanted_before[commune.parent]}-{_own_part(commune)}"
    # A province goes on under the name the new one bears: its key is that name, whichever code it takes over
    wanted_since = {code: slug(province.name) for code, province in nation.provinces_since.items()}
    goes_on = set(wanted_since.values()) & {wanted_before[code] for code in nation.provinces_before}
    for code, commune in nation.communes_since.items():
        wanted_since[code] = f"{wanted_since[commune.parent]}-{_own_part(commune)}"
    how_many = Counter(
        [*wanted_before.values(), *(key for key in wanted_since.values() if key not in goes_on)]
    )
    own = own_table()
    return Keys(
        before=_given(wanted_before, how_many) | {code: unit.key for code, unit in own.before.items()},
        since=_given(wanted_since, how_many)
        | {code: unit.key for code, unit in own.since.items()}
        | {PROVINCE: own.before[PROVINCE].key},
    )


def _own_part(commune: Commune) -> str:
    """ "phuong-1": a number alone would say too little."""
    return slug(commune.title) if commune.name.isdigit() else slug(commune.name)


def _given(wanted: Mapping[str, str], how_many: Mapping[str, int]) -> dict[str, str]:
    return {code: key if how_many[key] == 1 else f"{key}-{code}" for code, key in wanted.items()}
