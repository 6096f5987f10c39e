"""The contract of product.md section 6: words, formats, exit codes."""

import csv
import io
import json

import pytest

from khuyenhoc.domain.figures.models import ReportedFigure

UNITS = """key,parent,kind,name,official_code,valid_from,valid_to
tinh,,province,Mẫu,90,,
huyen-a,tinh,district,A,901,,2025-06-30
huyen-b,tinh,district,B,902,,2025-06-30
"""
HEADER = "unit,period,indicator,value,qualifier,total,rate,source,note\n"
COLUMNS = "unit,period,indicator,value,qualifier,base,rate,stated_rate,kind,reported,expected,flags"


@pytest.fixture
def country(khuyenhoc, sheet):
    code, out, _ = khuyenhoc("load", "units", sheet("units.csv", UNITS))
    assert (code, out) == (0, "Đã lưu: 3 đơn vị mới, 0 thay đổi, 0 giữ nguyên.\n")


def rows_of(out):
    return list(csv.DictReader(io.StringIO(out)))


def test_loading_units_twice_changes_nothing(country, khuyenhoc, sheet):
    assert (
        khuyenhoc("load", "units", sheet("again.csv", UNITS))[1]
        == "Đã lưu: 0 đơn vị mới, 0 thay đổi, 3 giữ nguyên.\n"
    )


def test_a_dry_run_of_units_stores_nothing(khuyenhoc, sheet):
    khuyenhoc("load", "units", sheet("units.csv", UNITS), "--dry-run")

    assert khuyenhoc("figures", "--unit", "tinh", "--period", "2022")[0] == 1


def test_figures_as_csv_have_the_contracts_columns(country, khuyenhoc, sheet):
    khuyenhoc(
        "load",
        "figures",
        sheet("f.csv", HEADER + "huyen-a,2022,model.unit.registered,58,,60,96.7,Báo cáo,\n"),
    )

    code, out, err = khuyenhoc("figures", "--unit", "tinh", "--period", "2022", "--format", "csv")

    assert (code, err) == (0, "")
    assert out.splitlines() == [
        COLUMNS,
        "tinh,2022,model.unit.registered,58,,60,96.67,,computed,1,2,not_reported",
    ]


def test_a_typed_figure_keeps_the_printed_rate_beside_the_computed_one(country, khuyenhoc, sheet):
    khuyenhoc(
        "load", "figures", sheet("f.csv", HEADER + "huyen-a,2022,model.unit.registered,58,,60,96.9,,\n")
    )

    row = rows_of(khuyenhoc("figures", "--unit", "huyen-a", "--period", "2022", "--format", "csv")[1])[0]

    assert (row["rate"], row["stated_rate"], row["kind"], row["flags"]) == (
        "96.67",
        "96.9",
        "typed",
        "rate_mismatch",
    )


def test_figures_as_json_name_the_day_of_the_tree(country, khuyenhoc, sheet):
    khuyenhoc("load", "figures", sheet("f.csv", HEADER + "huyen-a,2022,org.members,trên 60 nghìn,,,,,\n"))

    told = json.loads(khuyenhoc("figures", "--unit", "huyen-a", "--period", "2022", "--format", "json")[1])

    assert [(one["value"], one["qualifier"], one["tree_on"]) for one in told] == [
        (60000, "over", "2022-12-31")
    ]


def test_a_refused_row_is_one_line_on_stderr_and_the_exit_code_is_1(country, khuyenhoc, sheet):
    bad = sheet(
        "f.csv", HEADER + "huyen-a,2022,org.members,100,,,,,\nhuyen-b,2022,org.members,4 người,,,,,\n"
    )

    code, out, err = khuyenhoc("load", "figures", bad)

    assert code == 1
    assert out == ""
    assert err.splitlines()[0].startswith("Dòng 3, cột value: ")
    assert not ReportedFigure.objects.exists()


def test_sound_rows_are_stored_when_asked_and_the_others_named(country, khuyenhoc, sheet):
    bad = sheet(
        "f.csv", HEADER + "huyen-a,2022,org.members,100,,,,,\nhuyen-b,2022,org.members,4 người,,,,,\n"
    )

    code, out, err = khuyenhoc("load", "figures", bad, "--sound-rows-only")

    assert (code, out) == (0, "Đã lưu: 1 số liệu mới, 0 thay đổi, 0 giữ nguyên, bỏ 1 dòng.\n")
    assert err.startswith("Dòng 3, cột value: ")


def test_a_dry_run_of_figures_stores_nothing(country, khuyenhoc, sheet):
    code, out, _ = khuyenhoc(
        "load", "figures", sheet("f.csv", HEADER + "huyen-a,2022,org.members,100,,,,,\n"), "--dry-run"
    )

    assert (code, out) == (
        0,
        "Xem thử, chưa lưu: 1 số liệu mới, 0 thay đổi, 0 giữ nguyên, 0 dòng không đọc được.\n",
    )
    assert not ReportedFigure.objects.exists()


@pytest.mark.parametrize(
    "arguments",
    [
        ("figures", "--unit", "nowhere", "--period", "2022"),
        ("figures", "--unit", "tinh", "--period", "năm ngoái"),
        ("load", "units", "no-such-file.csv"),
        ("pack", "review-meeting", "--cluster", "nowhere", "--year", "2022", "--out", "out"),
    ],
)
def test_what_cannot_be_done_is_refused_with_a_sentence(country, khuyenhoc, arguments):
    code, out, err = khuyenhoc(*arguments)

    assert (code, out) == (1, "")
    assert err.strip().endswith(".")
    assert "Traceback" not in err


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("figures",),
        ("figures", "--unit", "tinh", "--period", "2022", "--tree-on", "hôm nay"),
        ("load", "nonsense", "x"),
    ],
)
def test_wrong_usage_is_exit_code_2_in_vietnamese(khuyenhoc, arguments):
    code, _, err = khuyenhoc(*arguments)

    assert code == 2
    assert err.startswith("cách dùng: khuyenhoc")
    assert "error" not in err


def test_check_finds_nothing_wrong_with_a_new_platform_and_reminds_of_public_duties(khuyenhoc):
    code, out, _ = khuyenhoc("check")

    assert code == 0
    assert "✓ Tệp dữ liệu" in out
    assert "KHUYENHOC_ADDRESS" in out


def test_a_file_too_large_to_be_a_sheet_is_refused_before_it_is_read(country, khuyenhoc, tmp_path):
    enormous = tmp_path / "enormous.csv"
    with enormous.open("wb") as file:
        file.truncate(60 * 1024**3)  # a sparse file: it takes no room on the disk

    code, out, err = khuyenhoc("load", "figures", enormous)

    assert (code, out) == (1, "")
    assert "50 MB" in err
