"""
The data files of the package `vietnamadminunits`, read into plain values. None of its code is run, nor is
what that code depends on needed.

`dataset.db` (SQLite) lists the units: `admin_units_legacy` before the reform of 1 July 2025, a row a commune,
`admin_units` since. `converter_2025.json` says who went into whom: old provinces of each new one, old
communes that went whole into each new one, and the parts of those that were divided. It names communes by
"province_district_commune" in the package's own keys, which end here: whatever leaves this module is named by
its official code, text of 2 (province), 3 (district) or 5 digits (commune).
"""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from khuyenhoc.foundation.values.vietnamese import nfc

PACKAGE, RELEASE = "vietnamadminunits", "1.0.4"
"""The release that `requirements/nation.txt` pins."""

REFORM_ON = date(2025, 7, 1)

_TYPES = ("Thành phố", "Tỉnh", "Thị xã", "Thị trấn", "Đặc khu", "Huyện", "Quận", "Phường", "Xã")

_BEFORE = """
    SELECT province, provinceKey, provinceCode, district, districtKey, districtCode,
           ward, wardKey, wardCode, wardType
    FROM admin_units_legacy ORDER BY provinceCode, districtCode, wardCode
"""
_SINCE = (
    "SELECT province, provinceKey, provinceCode, ward, wardKey, wardCode, wardType FROM admin_units "
    "ORDER BY provinceCode, wardCode"
)


class PackageMissing(Exception):
    """The package is not installed; the message says how to install it."""

    def __init__(self) -> None:
        super().__init__(
            f"Chưa cài gói dữ liệu {PACKAGE}. Cài bằng lệnh `make nation`, "
            "hoặc `pip install --no-deps --require-hashes -r requirements/nation.txt`, rồi chạy lại."
        )


class PackageUnreadable(Exception):
    """The package is there, but its files are not shaped like those of the pinned release."""

    def __init__(self, file: str, why: object) -> None:
        super().__init__(
            f"Tệp {file} của gói {PACKAGE} không đọc được như bản {RELEASE} ({why}). Cài lại bằng lệnh "
            "`make nation`."
        )


@dataclass(frozen=True, slots=True)
class Province:
    code: str
    type: str
    """ "Tỉnh" or "Thành phố"."""
    name: str
    """Without its type, as all names here."""


@dataclass(frozen=True, slots=True)
class District:
    code: str
    province: str
    type: str
    name: str


@dataclass(frozen=True, slots=True)
class Commune:
    code: str
    parent: str
    """The code of its district before the reform, of its province since."""
    type: str
    name: str
    other_type: str
    """What the package's own type column says, where that is not what its title says; else empty."""

    @property
    def title(self) -> str:
        return f"{self.type} {self.name}"


@dataclass(frozen=True, slots=True)
class Passage:
    """
    An old unit's ground, or a part of it, went into a new commune. The old unit is a commune, or a district
    that never had any.
    """

    unit: str
    heir: str
    is_part: bool


@dataclass(frozen=True)
class Nation:
    """Everything by official code, in the order of codes."""

    provinces_before: Mapping[str, Province]
    districts: Mapping[str, District]
    communes_before: Mapping[str, Commune]
    provinces_since: Mapping[str, Province]
    communes_since: Mapping[str, Commune]
    province_heirs: Mapping[str, str]
    """Old province → the new one it is in."""
    passages: Sequence[Passage]
    doubtful: Sequence[str]
    """Old units that the package calls divided with one heir only, or whole with several."""
    unknown: Sequence[str]
    """Names in the converter that are in neither list of units: nothing can be made of them."""

    @property
    def districts_without_communes(self) -> Mapping[str, District]:
        with_communes = {commune.parent for commune in self.communes_before.values()}
        return {code: district for code, district in self.districts.items() if code not in with_communes}

    @property
    def lowest_before(self) -> Sequence[str]:
        """
        The codes of the units the old country's ground was made of: its communes, and the districts without
        any.
        """
        return [*self.communes_before, *self.districts_without_communes]

    @property
    def unplaced(self) -> Sequence[str]:
        """Old units of which the package does not say what became of them."""
        return sorted(set(self.lowest_before) - {passage.unit for passage in self.passages})

    @property
    def sourceless(self) -> Sequence[str]:
        """New communes of which the package does not say what they were made of."""
        return sorted(set(self.communes_since) - {passage.heir for passage in self.passages})


def find() -> Path:
    """
    The directory of the package's data files. Finding a package does not run it.

    :raises PackageMissing: it is not installed
    """
    spec = find_spec(PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        raise PackageMissing
    return Path(spec.submodule_search_locations[0]) / "data"


def read(directory: Path | None = None) -> Nation:
    """
    The nation as the package has it, or as another directory of files in the same shape.

    :raises PackageMissing: no directory given, and the package is not installed
    :raises PackageUnreadable: a file is not there, or not in that shape
    """
    directory = directory or find()
    before, since = _units(directory / "dataset.db")
    converter = directory / "converter_2025.json"
    try:
        tables = json.loads(converter.read_text(encoding="utf-8"))
        return _nation(before, since, tables)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as wrong:
        raise PackageUnreadable(converter.name, wrong) from wrong


def _units(file: Path) -> tuple[list[sqlite3.Row], list[sqlite3.Row]]:
    try:
        # Opened for reading only: SQLite would make an empty file where there is none
        with closing(sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro&immutable=1", uri=True)) as database:
            database.row_factory = sqlite3.Row
            return database.execute(_BEFORE).fetchall(), database.execute(_SINCE).fetchall()
    except sqlite3.Error as wrong:
        raise PackageUnreadable(file.name, wrong) from wrong


def _nation(before: Sequence[sqlite3.Row], since: Sequence[sqlite3.Row], tables: Mapping[str, Any]) -> Nation:
    districts = {
        row["districtCode"]: District(
            row["districtCode"], row["provinceCode"], *_type_and_name(row["district"])
        )
        for row in before
    }
    old_names = {
        f"{row['provinceKey']}_{row['districtKey']}_{row['wardKey'] or ''}": str(
            row["wardCode"] or row["districtCode"]
        )
        for row in before
    }
    new_names = {(row["provinceKey"], row["wardKey"]): str(row["wardCode"]) for row in since}
    old_provinces = {row["provinceKey"]: row["provinceCode"] for row in before}
    new_provinces = {row["provinceKey"]: row["provinceCode"] for row in since}
    unknown: list[str] = []
    raw_passages: list[tuple[str, str, bool]] = []
    for unit, province, heir, is_part in _said_passages(tables):
        if unit in old_names and (province, heir) in new_names:
            raw_passages.append((old_names[unit], new_names[province, heir], is_part))
        else:
            unknown.append(f"{unit} → {province}_{heir}")
    province_heirs: dict[str, str] = {}
    for heir, units in tables["DICT_PROVINCE"].items():
        for unit in units:
            if unit in old_provinces and heir in new_provinces:
                province_heirs[old_provinces[unit]] = new_provinces[heir]
            else:
                unknown.append(f"{unit} → {heir}")
    passages, doubtful = _settled(raw_passages)
    return Nation(
        provinces_before=_provinces(before),
        districts=districts,
        communes_before={
            row["wardCode"]: _commune(row, row["districtCode"]) for row in before if row["wardCode"]
        },
        provinces_since=_provinces(since),
        communes_since={row["wardCode"]: _commune(row, row["provinceCode"]) for row in since},
        province_heirs=dict(sorted(province_heirs.items())),
        passages=passages,
        doubtful=doubtful,
        unknown=sorted(unknown),
    )


def _said_passages(tables: Mapping[str, Any]) -> Iterator[tuple[str, str, str, bool]]:
    """Old unit, new province, new commune, whether only a part went there; all in the package's own keys."""
    for province, made_of in tables["DICT_PROVINCE_WARD_NO_DIVIDED"].items():
        for heir, units in made_of.items():
            for unit in units:
                yield unit, province, heir, False
    for province, divided in tables["DICT_PROVINCE_WARD_DIVIDED"].items():
        for unit, parts in divided.items():
            for part in parts:
                yield unit, province, part["newWardKey"], True


def _settled(raw_passages: Iterable[tuple[str, str, bool]]) -> tuple[Sequence[Passage], Sequence[str]]:
    """
    A pair once, and in parts exactly where a unit has more than one heir: it cannot have gone whole into two,
    nor in one part only.

    With the old units of which the package says it otherwise.
    """
    parts = {(unit, heir): is_part for unit, heir, is_part in raw_passages}
    heirs = Counter(unit for unit, _ in parts)
    settled = [Passage(unit, heir, heirs[unit] > 1) for unit, heir in sorted(parts)]
    doubtful = {passage.unit for passage in settled if passage.is_part != parts[passage.unit, passage.heir]}
    return settled, sorted(doubtful)


def _provinces(rows: Sequence[sqlite3.Row]) -> Mapping[str, Province]:
    return {
        row["provinceCode"]: Province(row["provinceCode"], *_type_and_name(row["province"])) for row in rows
    }


def _commune(row: sqlite3.Row, parent: str) -> Commune:
    kind, name = _type_and_name(row["ward"])
    return Commune(
        row["wardCode"], parent, kind, name, "" if row["wardType"] == kind else str(row["wardType"])
    )


def _type_and_name(title: str) -> tuple[str, str]:
    """
    "Thị Trấn Óc Eo" is a "Thị trấn" named "Óc Eo". The title is taken, for the package's short names carry
    remarks in brackets.
    """
    full_title = nfc(" ".join(title.split()))
    for kind in _TYPES:
        if full_title.lower().startswith(f"{kind.lower()} "):
            return kind, full_title[len(kind) + 1 :]
    raise ValueError(f"“{full_title}” không bắt đầu bằng loại đơn vị")
