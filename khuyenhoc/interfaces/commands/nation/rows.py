"""
The nation as our two sheets (product.md section 4): the units of the day before the reform, and what the
reform of 1 July 2025 did to them.

As in our own table of Cao Bằng, every commune since the reform is a new unit, even one that kept its name,
its code and all of its ground: one rule everywhere. A province whose name goes on is the same unit, though
its code may be another's. Districts end with the day.

The acts come in the order in which they can be applied: one for the communes of each new province, then one
for the provinces, so that nothing is left below a province when it ends.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from khuyenhoc.domain.organisation.sheets import REORGANISATIONS, UNITS
from khuyenhoc.interfaces.commands.nation.keys import ROOT, Keys, keys
from khuyenhoc.interfaces.commands.nation.kinds import kind_of
from khuyenhoc.interfaces.commands.nation.own_table import PROVINCE, own_table
from khuyenhoc.interfaces.commands.nation.package import REFORM_ON, Commune, Nation, Passage

Row = Mapping[str, str]
"""A row of a sheet by its column names; a column that says nothing is empty."""

PROVINCES_DOCUMENT = "Nghị quyết về cấp tỉnh năm 2025 (chưa rõ số) của Quốc hội"
"""Its number is in none of our sources; nor are those of the 33 resolutions beside Cao Bằng's."""


@dataclass(frozen=True, slots=True)
class Act:
    """
    What one document did: the rows of the reorganisations sheet that cite it. `about` is for a person: "Tỉnh
    Gia Lai".
    """

    about: str
    document: str
    """As the sheet cites it."""
    effective_on: date
    rows: Sequence[Row]


def units_rows(nation: Nation) -> Sequence[Row]:
    """
    The units sheet of the country before the reform, parents first. Their first day is not on record;
    the reform gives the last.

    Cao Bằng is as our own sheet has it: as it was before the acts of 2020, which are on record for it and
    come among the acts below.
    """
    key = keys(nation).before
    rows = [_unit(key=ROOT, kind="centre", name="Việt Nam")]
    for code, province in nation.provinces_before.items():
        if code != PROVINCE:
            kind = kind_of(province.type, is_province=True)
            rows.append(_unit(key=key[code], parent=ROOT, kind=kind, name=province.name, official_code=code))
    for code, district in nation.districts.items():
        if district.province != PROVINCE:
            kind = kind_of(district.type)
            rows.append(
                _unit(
                    key=key[code],
                    parent=key[district.province],
                    kind=kind,
                    name=district.name,
                    official_code=code,
                )
            )
    for code, commune in nation.communes_before.items():
        if nation.districts[commune.parent].province != PROVINCE:
            kind = kind_of(commune.type)
            rows.append(
                _unit(
                    key=key[code],
                    parent=key[commune.parent],
                    kind=kind,
                    name=commune.name,
                    official_code=code,
                )
            )
    if PROVINCE in nation.provinces_before:
        rows.extend({**row, "parent": row["parent"] or ROOT} for row in own_table().units)
    return rows


def reform_acts(nation: Nation) -> Sequence[Act]:
    """
    The reform of 1 July 2025, and for Cao Bằng the earlier acts on record: an act for each document, in the
    order they can be applied in.
    """
    given = keys(nation)
    acts: list[Act] = []
    for code, province in nation.provinces_since.items():
        about = f"{province.type} {province.name}"
        if code == PROVINCE:
            acts.extend(Act(about, act.document, act.effective_on, act.rows) for act in own_table().acts)
        else:
            document = (
                f"NQ-UBTVQH15 {province.type.lower()} {province.name} (chưa rõ số) của Ủy ban Thường "
                "vụ Quốc hội"
            )
            acts.append(Act(about, document, REFORM_ON, list(_communes(nation, given, code, document))))
    acts.append(Act("Cấp tỉnh", PROVINCES_DOCUMENT, REFORM_ON, list(_provinces(nation, given))))
    return sorted((act for act in acts if act.rows), key=lambda act: act.effective_on)


def reform_rows(nation: Nation) -> Sequence[Row]:
    """The reorganisations sheet of the same acts, whole."""
    return [row for act in reform_acts(nation) for row in act.rows]


def _communes(nation: Nation, given: Keys, province: str, document: str) -> Iterator[Row]:
    """
    The communes of a new province and the end of its districts.

    Where the package says nothing of an old unit's heirs it is dissolved, so that its past shows at its
    province; where it says nothing of what a new commune was made of, that one is founded without
    a predecessor. The check names both.
    """
    old_provinces = {old for old, heir in nation.province_heirs.items() if heir == province}
    districts = [district for district in nation.districts.values() if district.province in old_provinces]
    for passage in _into(nation, province):
        yield _passage(nation, given, passage, document)
    for code in nation.sourceless:
        if nation.communes_since[code].parent == province:
            yield _founding(given, nation.communes_since[code], document)
    inside = {district.code for district in districts}
    for code in nation.unplaced:
        if code in inside or (
            code in nation.communes_before and nation.communes_before[code].parent in inside
        ):
            yield _act(document, "dissolve", unit=given.before[code], note="Nguồn không ghi đơn vị kế tục.")
    without_communes = nation.districts_without_communes
    for district in districts:
        if district.code not in without_communes:
            yield _act(document, "dissolve", unit=given.before[district.code], note="Kết thúc cấp huyện.")


def _into(nation: Nation, province: str) -> Sequence[Passage]:
    return sorted(
        (passage for passage in nation.passages if nation.communes_since[passage.heir].parent == province),
        key=lambda passage: (passage.heir, passage.is_part, passage.unit),
    )


def _passage(nation: Nation, given: Keys, passage: Passage, document: str) -> Row:
    heir = nation.communes_since[passage.heir]
    return _act(
        document,
        "split" if passage.is_part else "merge",
        unit=given.before[passage.unit],
        heir=given.since[heir.code],
        parent=given.since[heir.parent],
        kind=kind_of(heir.type),
        name=heir.name,
        official_code=heir.code,
        note="" if passage.unit in nation.communes_before else "Huyện không có đơn vị cấp xã.",
    )


def _founding(given: Keys, commune: Commune, document: str) -> Row:
    return _act(
        document,
        "found",
        unit=given.since[commune.code],
        parent=given.since[commune.parent],
        kind=kind_of(commune.type),
        name=commune.name,
        official_code=commune.code,
        note="Nguồn không ghi các đơn vị hợp thành.",
    )


def _provinces(nation: Nation, given: Keys) -> Iterator[Row]:
    """Provinces that are merged into another one, and the one that takes over another's code."""
    for old, since in nation.province_heirs.items():
        heir = nation.provinces_since[since]
        if given.before[old] != given.since[since]:
            kind = kind_of(heir.type, is_province=True)
            yield _act(
                PROVINCES_DOCUMENT, "merge", unit=given.before[old], heir=given.since[since], parent=ROOT,
                kind=kind, name=heir.name, official_code=since,
            )  # fmt: skip
        elif old != since:
            yield _act(PROVINCES_DOCUMENT, "recode", unit=given.before[old], official_code=since)


def _unit(**cells: str) -> Row:
    return {column.name: cells.get(column.name, "") for column in UNITS.columns}


def _act(document: str, act: str, **cells: str) -> Row:
    values = {"effective_on": REFORM_ON.isoformat(), "document": document, "act": act, **cells}
    return {column.name: values.get(column.name, "") for column in REORGANISATIONS.columns}
