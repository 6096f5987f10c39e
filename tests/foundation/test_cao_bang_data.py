"""Our own table of Cao Bằng against the facts it was made from: 161 communes, ten districts, 56 communes since (admin-units.md)."""

import csv
from collections import Counter

import pytest

from khuyenhoc.foundation.values.datafiles import DATA

REUSED_WITH_ANOTHER_NAME = {
    "01273", "01279", "01288", "01290", "01304", "01327", "01392", "01438", "01501", "01558", "01618", "01636", "01648", "01654", "01807",
}  # fmt: skip
ACROSS_DISTRICTS = {"Thục Phán", "Tân Giang", "Cốc Pàng", "Trà Lĩnh", "Bạch Đằng", "Minh Tâm", "Kim Đồng", "Thạch An"}


def rows(name):
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def units():
    return rows("units/cao-bang.csv")


@pytest.fixture(scope="module")
def merged():
    return [row for row in rows("reorganisations/cao-bang-2025.csv") if row["act"] == "merge"]


def test_the_province_ten_districts_161_communes_and_56_since(units):
    last_days = Counter(row["valid_to"] for row in units)
    old = [row for row in units if row["valid_to"] and row["kind"] in ("commune", "ward", "town")]

    assert len(units) == 1 + 10 + 161 + 56
    assert last_days == {"2025-06-30": 171, "": 57}
    assert Counter(row["kind"] for row in old) == {"commune": 139, "ward": 8, "town": 14}
    assert Counter(row["kind"] for row in units if row["valid_from"] == "2025-07-01") == {"commune": 53, "ward": 3}


def test_keys_are_given_once_and_codes_have_five_digits(units):
    assert max(Counter(row["key"] for row in units).values()) == 1
    assert {len(row["official_code"]) for row in units if row["kind"] in ("commune", "ward", "town")} == {5}


def test_every_old_commune_is_carried_on_whole_by_one_new_one(units, merged):
    kinds = {row["key"]: row for row in units}

    assert len(merged) == len({row["unit"] for row in merged}) == 161
    assert len({row["heir"] for row in merged}) == 56
    assert all(kinds[row["heir"]]["valid_from"] == "2025-07-01" for row in merged)


def test_eight_new_communes_cross_old_district_lines(units, merged):
    by_key = {row["key"]: row for row in units}
    districts: dict[str, set[str]] = {}
    for row in merged:
        districts.setdefault(by_key[row["heir"]]["name"], set()).add(by_key[row["unit"]]["parent"])

    assert {name for name, found in districts.items() if len(found) > 1} == ACROSS_DISTRICTS


def test_fifteen_codes_now_bear_another_name(units):
    names: dict[str, set[str]] = {}
    for row in units:
        names.setdefault(row["official_code"], set()).add(row["name"])

    assert {code for code, found in names.items() if len(found) > 1} == REUSED_WITH_ANOTHER_NAME
