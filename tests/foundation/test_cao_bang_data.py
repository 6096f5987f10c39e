"""
Our own table of Cao Bằng against the facts it was made from: 161 communes, ten districts, 56 communes since
(admin-units.md).
"""

import csv
from collections import Counter

import pytest

from khuyenhoc.foundation.values.datafiles import DATA

REUSED_WITH_ANOTHER_NAME = {
    "01273", "01279", "01288", "01290", "01304", "01327", "01392", "01438", "01501", "01558", "01618",
    "01636", "01648", "01654", "01807",
}  # fmt: skip
ACROSS_DISTRICTS = {
    "Thục Phán",
    "Tân Giang",
    "Cốc Pàng",
    "Trà Lĩnh",
    "Bạch Đằng",
    "Minh Tâm",
    "Kim Đồng",
    "Thạch An",
}


def rows(name):
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def units():
    return rows("units/cao-bang.csv")


@pytest.fixture(scope="module")
def merged():
    return [row for row in rows("reorganisations/cao-bang-2025.csv") if row["act"] == "merge"]


@pytest.fixture(scope="module")
def founded(merged):
    """The new communes by key, as the rows that found them say."""
    return {row["heir"]: row for row in merged}


def is_of_a_commune(row):
    return row["kind"] in ("commune", "ward", "town")


def test_the_province_ten_districts_three_of_before_161_communes_and_56_since(units, founded):
    old = [row for row in units if is_of_a_commune(row)]

    assert len(units) == 1 + 10 + 3 + 161
    assert Counter(row["kind"] for row in old) == {"commune": 139, "ward": 8, "town": 14}
    assert Counter(row["kind"] for row in founded.values()) == {"commune": 53, "ward": 3}


def test_keys_are_given_once_and_codes_have_five_digits(units, founded):
    assert max(Counter([*(row["key"] for row in units), *founded]).values()) == 1
    assert {len(row["official_code"]) for row in (*filter(is_of_a_commune, units), *founded.values())} == {5}


def test_every_old_commune_is_carried_on_whole_by_one_new_one(units, merged):
    old = {row["key"] for row in units if is_of_a_commune(row)}

    assert {row["unit"] for row in merged} == old
    assert len(merged) == 161
    assert len({row["heir"] for row in merged}) == 56


def test_every_row_of_a_new_commune_says_the_same_of_it(merged):
    said = {(row["heir"], row["parent"], row["kind"], row["name"], row["official_code"]) for row in merged}

    assert len(said) == 56


def test_the_ten_districts_end_with_the_district_level(units):
    ended = {row["unit"] for row in rows("reorganisations/cao-bang-2025.csv") if row["act"] == "dissolve"}
    gone_before = {
        row["unit"] for row in rows("reorganisations/cao-bang-2020.csv") if row["act"] in ("merge", "split")
    }

    assert ended | gone_before == {row["key"] for row in units if row["kind"] in ("district", "city")}
    assert gone_before == {"quang-uyen", "phuc-hoa", "tra-linh"}


def test_eight_new_communes_cross_old_district_lines(units, merged, founded):
    parent = {row["key"]: row["parent"] for row in units}
    parent |= {
        row["unit"]: row["parent"]
        for row in rows("reorganisations/cao-bang-2020.csv")
        if row["act"] == "move"
    }
    districts: dict[str, set[str]] = {}
    for row in merged:
        districts.setdefault(founded[row["heir"]]["name"], set()).add(parent[row["unit"]])

    assert {name for name, found in districts.items() if len(found) > 1} == ACROSS_DISTRICTS


def test_fifteen_codes_now_bear_another_name(units, founded):
    renamed = {
        row["unit"]: row["name"]
        for row in rows("reorganisations/cao-bang-2020.csv")
        if row["act"] == "rename"
    }
    names: dict[str, set[str]] = {}
    for row in filter(is_of_a_commune, units):
        names.setdefault(row["official_code"], set()).add(renamed.get(row["key"], row["name"]))
    for row in founded.values():
        names.setdefault(row["official_code"], set()).add(row["name"])

    assert {code for code, found in names.items() if len(found) > 1} == REUSED_WITH_ANOTHER_NAME
