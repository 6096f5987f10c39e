"""`load reorganisations`, `reverse` and `reconcile`, as other programs drive them."""

import csv
import io

import pytest

from khuyenhoc.domain.organisation.models import Reorganisation
from tests import factories

HEADER = "effective_on,document,act,unit,heir,parent,kind,name,official_code,note\n"
MERGER = (
    HEADER + "2025-07-01,1/NQ,merge,xa-1,xa-moi,tinh,commune,Mới,,\n2025-07-01,1/NQ,merge,xa-2,xa-moi,,,,,\n"
)


@pytest.fixture
def country(db):
    factories.units("""
        key,parent,kind,name,official_code,valid_from,valid_to
        tinh,,province,Mẫu,90,,
        xa-1,tinh,commune,Một,90001,,
        xa-2,tinh,commune,Hai,90002,,
    """)
    factories.figures(
        {"unit": "xa-1", "period": "2024", "indicator": "org.members", "value": "100"},
        {"unit": "xa-2", "period": "2024", "indicator": "org.members", "value": "50"},
    )


def test_a_sheet_is_tried_applied_undone_and_applied_again(country, khuyenhoc, sheet):
    file = sheet("reform.csv", MERGER)

    tried = khuyenhoc("load", "reorganisations", file, "--dry-run")
    assert tried[0] == 0
    assert tried[1].splitlines()[0] == "1/NQ, từ ngày 01/07/2025: lập 1, kết thúc 2, đổi khác 0 đơn vị."
    assert not Reorganisation.objects.exists()

    for _ in range(2):
        code, out, _ = khuyenhoc("load", "reorganisations", file)
        assert (code, out.splitlines()[-1]) == (0, "Đã áp dụng 1 văn bản.")
        assert (
            khuyenhoc("load", "reorganisations", file)[1].splitlines()[-1].startswith("Không có gì thay đổi")
        )
        assert khuyenhoc("reverse", "1/NQ")[0] == 0
        assert not Reorganisation.objects.exists()


def test_a_row_that_cannot_be_is_named_and_nothing_is_applied(country, khuyenhoc, sheet):
    file = sheet("reform.csv", MERGER + "2025-07-01,1/NQ,merge,xã Hai,xa-moi,,,,,\n")

    code, out, err = khuyenhoc("load", "reorganisations", file)

    assert (code, out) == (1, "")
    assert err.startswith(
        "Dòng 4, cột unit: “xã Hai” không phải mã đơn vị; ngày 30/06/2025 có xã Hai, tỉnh Mẫu (mã xa-2"
    )
    assert not Reorganisation.objects.exists()


def test_reconcile_prints_the_contract_s_columns_and_nothing_is_left_unexplained(country, khuyenhoc, sheet):
    khuyenhoc("load", "reorganisations", sheet("reform.csv", MERGER))

    code, out, _ = khuyenhoc("reconcile", "1/NQ", "--format", "csv")

    rows = list(csv.DictReader(io.StringIO(out)))
    members = {row["unit"]: row for row in rows if row["indicator"] == "org.members"}
    assert code == 0
    assert list(rows[0]) == ["unit", "period", "indicator", "before", "after", "difference", "explanation"]
    assert (members["tinh"]["before"], members["tinh"]["after"], members["tinh"]["difference"]) == (
        "150",
        "150",
        "0",
    )
    assert (members["xa-moi"]["before"], members["xa-moi"]["after"]) == ("150", "150")
    assert all(row["explanation"] for row in rows if row["difference"] != "0")


def test_the_table_of_a_reconciliation_ends_with_how_many_agree(country, khuyenhoc, sheet):
    khuyenhoc("load", "reorganisations", sheet("reform.csv", MERGER))

    code, out, _ = khuyenhoc("reconcile", "1/NQ")

    assert code == 0
    assert "0 chưa giải thích" in out


@pytest.mark.parametrize("command", ["reverse", "reconcile"])
def test_a_document_nobody_cited_is_refused_with_those_on_record(country, khuyenhoc, sheet, command):
    khuyenhoc("load", "reorganisations", sheet("reform.csv", MERGER))

    code, out, err = khuyenhoc(command, "2/NQ")

    assert (code, out) == (1, "")
    assert "“2/NQ”" in err
    assert "1/NQ" in err


def test_what_something_rests_on_is_not_undone(country, khuyenhoc, sheet):
    khuyenhoc("load", "reorganisations", sheet("reform.csv", MERGER))
    khuyenhoc(
        "load", "reorganisations", sheet("later.csv", HEADER + "2026-01-01,2/NQ,rename,xa-moi,,,,Mới hơn,,\n")
    )

    code, _, err = khuyenhoc("reverse", "1/NQ")

    assert code == 1
    assert "2/NQ" in err
    assert Reorganisation.objects.count() == 2
