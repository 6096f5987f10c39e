"""
The nation: read from the package's data files, made into our two sheets, held against what we know (issue 3,
point 7).
"""

from collections import Counter
from importlib.util import find_spec

import pytest

from khuyenhoc.domain.organisation import sheets
from khuyenhoc.foundation.sheets.reading import SheetRow
from khuyenhoc.interfaces.commands.nation import package
from khuyenhoc.interfaces.commands.nation.check import check, counts
from khuyenhoc.interfaces.commands.nation.keys import keys
from khuyenhoc.interfaces.commands.nation.own_table import own_table
from khuyenhoc.interfaces.commands.nation.package import PackageMissing, PackageUnreadable, Passage, read
from khuyenhoc.interfaces.commands.nation.rows import reform_acts, reform_rows, units_rows
from tests.interfaces.commands import small_nation

with_the_package = pytest.mark.skipif(
    find_spec(package.PACKAGE) is None,
    reason="the package vietnamadminunits is not installed: make nation installs it",
)


@pytest.fixture
def nation(tmp_path):
    return read(small_nation.write(tmp_path / "data"))


@pytest.fixture(scope="module")
def country():
    return read()


def by_key(rows):
    return {row["key"]: row for row in rows}


def test_a_title_is_parted_into_type_and_name_however_it_is_capitalised(nation):
    town = nation.communes_before["71001"]

    assert (town.type, town.name, town.parent) == ("Thị trấn", "An Bình", "711")


def test_a_district_without_communes_is_among_the_lowest_units_of_before(nation):
    assert nation.lowest_before == ["71001", "71004", "71007", "73001", "73004", "712"]
    assert Passage("712", "71010", is_part=False) in nation.passages


def test_whole_and_part_are_told_apart(nation):
    parts = [passage for passage in nation.passages if passage.is_part]

    assert parts == [Passage("73001", "73001", is_part=True), Passage("73001", "73004", is_part=True)]
    assert (len(nation.passages), nation.unplaced, nation.sourceless, nation.doubtful, nation.unknown) == (
        7,
        [],
        [],
        [],
        [],
    )


def test_an_old_districts_key_says_what_it_was_and_a_new_communes_key_does_not(nation):
    given = keys(nation)

    assert (given.before["711"], given.before["71001"], given.before["73001"]) == (
        "doi-xanh-huyen-an-binh",
        "doi-xanh-huyen-an-binh-an-binh",
        "suoi-bac-quan-1-phuong-5",
    )
    assert given.since["71001"] == "suoi-bac-an-binh"


def test_names_that_differ_in_their_marks_only_get_their_codes_behind(nation):
    given = keys(nation)

    assert given.before["71004"] == "doi-xanh-huyen-an-binh-hoa-loc-71004"
    assert given.before["71007"] == "doi-xanh-huyen-an-binh-hoa-loc-71007"


def test_a_province_keeps_its_key_with_its_name_though_it_takes_over_anothers_code(nation):
    given = keys(nation)

    assert given.before["73"] == given.since["71"] == "suoi-bac"
    assert given.before["71"] == "doi-xanh"


def test_the_units_sheet_has_parents_before_children_and_no_days(nation):
    rows = units_rows(nation)
    seen = {""}
    for row in rows:
        assert row["parent"] in seen
        seen.add(row["key"])

    assert len(rows) == 1 + 2 + 3 + 5
    assert {(row["valid_from"], row["valid_to"]) for row in rows} == {("", "")}
    assert by_key(rows)["doi-xanh-huyen-an-binh-an-binh"]["kind"] == "town"


def test_a_ward_called_by_a_number_is_named_by_it(nation):
    assert by_key(units_rows(nation))["suoi-bac-quan-1-phuong-5"]["name"] == "5"


def test_communes_are_merged_or_split_districts_end_and_provinces_come_last(nation):
    communes, provinces = reform_acts(nation)

    assert (communes.about, provinces.about) == ("Tỉnh Suối Bạc", "Cấp tỉnh")
    assert Counter(row["act"] for row in communes.rows) == {"merge": 5, "split": 2, "dissolve": 2}
    assert [(row["act"], row["unit"], row["heir"], row["official_code"]) for row in provinces.rows] == [
        ("merge", "doi-xanh", "suoi-bac", "71"),
        ("recode", "suoi-bac", "", "71"),
    ]


def test_a_district_without_communes_is_carried_on_instead_of_dissolved(nation):
    rows = [row for row in reform_rows(nation) if row["unit"] == "doi-xanh-huyen-dao-nho"]

    assert [(row["act"], row["heir"], row["note"]) for row in rows] == [
        ("merge", "suoi-bac-dao-nho", "Huyện không có đơn vị cấp xã.")
    ]


def test_a_document_whose_number_no_source_gives_says_so(nation):
    read_row = sheets.parse_reform(SheetRow(1, dict(reform_rows(nation)[0])))

    assert isinstance(read_row, sheets.ReformRow)
    assert read_row.document == sheets.Cited(
        "NQ-UBTVQH15 tỉnh Suối Bạc (chưa rõ số)", "Ủy ban Thường vụ Quốc hội"
    )


def test_a_contradiction_inside_the_package_is_listed(nation):
    found = next(difference for difference in check(nation) if difference.subject == "Xã Hòa Lộc (71007)")

    assert (found.expected, found.package) == ("Xã", "Phường")


def test_an_old_unit_without_heir_is_listed_and_dissolved(tmp_path):
    nation = read(small_nation.write(tmp_path / "data", whole={**small_nation.WHOLE, "dao": []}))

    assert nation.unplaced == ["712"]
    assert "Huyện Đảo Nhỏ (712)" in {found.subject for found in check(nation)}
    assert [row["act"] for row in reform_rows(nation) if row["unit"] == "doi-xanh-huyen-dao-nho"] == [
        "dissolve"
    ]


def test_a_new_commune_without_source_is_listed_and_founded(tmp_path):
    nation = read(small_nation.write(tmp_path / "data", whole={**small_nation.WHOLE, "dao": []}))

    assert nation.sourceless == ["71010"]
    assert [(row["unit"], row["parent"]) for row in reform_rows(nation) if row["act"] == "found"] == [
        ("suoi-bac-dao-nho", "suoi-bac")
    ]


def test_one_part_alone_is_taken_as_the_whole_and_listed(tmp_path):
    nation = read(small_nation.write(tmp_path / "data", divided={"suoi_quan1_p5": ["suoibac"]}))

    assert nation.doubtful == ["73001"]
    assert Passage("73001", "73001", is_part=False) in nation.passages
    assert any(
        found.subject == "Phường 5 (73001)" and "vào trọn một đơn vị" in found.sentence
        for found in check(nation)
    )


def test_whole_into_two_is_taken_as_divided_and_listed(tmp_path):
    whole = {**small_nation.WHOLE, "suoibac": ["suoi_quan1_benda"]}
    nation = read(small_nation.write(tmp_path / "data", whole=whole))

    assert nation.doubtful == ["73004"]
    assert {passage.is_part for passage in nation.passages if passage.unit == "73004"} == {True}


def test_a_name_in_neither_list_is_listed_and_passed_over(tmp_path):
    whole = {**small_nation.WHOLE, "dao": ["doi_dao_", "doi_dao_nowhere"]}
    nation = read(small_nation.write(tmp_path / "data", whole=whole, provinces=("doi", "suoi", "bien")))

    assert nation.unknown == ["bien → suoi", "doi_dao_nowhere → suoi_dao"]
    assert len(nation.passages) == 7


def test_an_old_province_that_went_nowhere_is_listed(tmp_path):
    nation = read(small_nation.write(tmp_path / "data", provinces=("suoi",)))

    assert "Gói không ghi tỉnh này vào tỉnh nào. Khi nạp: giữ nguyên như cũ." in {
        found.sentence for found in check(nation)
    }


@pytest.mark.parametrize("broken", ["dataset.db", "converter_2025.json"])
def test_a_file_of_another_shape_is_refused_by_name(tmp_path, broken):
    directory = small_nation.write(tmp_path / "data")
    (directory / broken).write_text("[]", encoding="utf-8")

    with pytest.raises(PackageUnreadable, match=broken):
        read(directory)


def test_a_missing_file_is_refused_and_not_made(tmp_path):
    directory = small_nation.write(tmp_path / "data")
    (directory / "dataset.db").unlink()

    with pytest.raises(PackageUnreadable, match=r"dataset\.db"):
        read(directory)

    assert not (directory / "dataset.db").exists()


def test_a_missing_package_says_how_to_install_it(monkeypatch):
    monkeypatch.setattr(package, "PACKAGE", "a_package_nobody_has")

    with pytest.raises(PackageMissing, match="make nation"):
        package.find()


def test_our_own_table_of_the_day_before_the_reform_has_161_communes_and_56_since():
    own = own_table()

    assert Counter(len(code) for code in own.before) == {2: 1, 3: 10, 5: 161}
    assert len(own.since) == 56
    assert {code for code in own.before if len(code) == 5} == own.heirs.keys()


@with_the_package
def test_the_package_has_the_official_numbers_save_two(country):
    unequal = {
        count.subject: (count.expected, count.package) for count in counts(country) if not count.is_equal
    }

    assert unequal == {
        "Đơn vị cấp xã trước 1/7/2025": (10_602, 10_035),
        "Đơn vị cấp xã cũ bị chia": (1_033, 471),
    }


@with_the_package
def test_of_the_nation_nothing_is_left_open(country):
    assert (country.unplaced, country.sourceless, country.doubtful, country.unknown) == ([], [], [], [])
    assert country.province_heirs.keys() == country.provinces_before.keys()
    assert Counter(passage.is_part for passage in country.passages) == {False: 9_569, True: 1_033}


@with_the_package
def test_cao_bang_differs_in_one_spelling_only(country):
    found = [difference for difference in check(country) if difference.subject.startswith("Cao Bằng")]

    assert [(difference.expected, difference.package) for difference in found] == [("Phong Nậm", "Phong Nặm")]


@with_the_package
def test_the_nations_keys_are_unique_and_short_and_cao_bangs_are_ours(country):
    rows, given = units_rows(country), keys(country)
    founded = {row["heir"] for row in reform_rows(country) if len(row["official_code"]) == 5 and row["heir"]}
    every = [*(row["key"] for row in rows), *founded]

    assert max(Counter(every).values()) == 1
    assert max(map(len, every)) <= 80
    assert (given.before["01786"], given.since["01786"]) == ("thach-an-dong-khe", "cao-bang-dong-khe")


@with_the_package
def test_every_row_of_the_nation_can_be_read_as_our_sheets(country):
    units = [
        sheets.parse_unit(SheetRow(number, dict(row))) for number, row in enumerate(units_rows(country), 2)
    ]
    reform = [
        sheets.parse_reform(SheetRow(number, dict(row))) for number, row in enumerate(reform_rows(country), 2)
    ]

    assert all(isinstance(row, sheets.UnitRow) for row in units)
    assert all(isinstance(row, sheets.ReformRow) for row in reform)
