"""`khuyenhoc recount`: what is kept is compared with the bulk count, and made again where that is asked."""

import pytest

from khuyenhoc.domain.figures.models import UnitSum

UNITS = """key,parent,kind,name,official_code,valid_from,valid_to
tinh,,province,Mẫu,90,,
xa-a,tinh,commune,A,901,,
xa-b,tinh,commune,B,902,,
"""
FIGURES = """unit,period,indicator,value,qualifier,total,rate,source,note
xa-a,2025,org.members,40,,,,,
xa-b,2025,org.members,2,,,,,
"""


@pytest.fixture
def kept(khuyenhoc, sheet):
    khuyenhoc("load", "units", sheet("units.csv", UNITS))
    khuyenhoc("load", "figures", sheet("f.csv", FIGURES))
    khuyenhoc("figures", "--unit", "tinh", "--period", "2025")
    return UnitSum.objects.filter(unit__key="tinh", period="2025", indicator="org.members")


def test_sums_that_are_kept_as_they_are_counted_agree(kept, khuyenhoc):
    assert khuyenhoc("recount", "--check")[:2] == (0, "1 tổng khớp, 0 tổng lệch.\n")


def test_a_check_lists_a_sum_that_is_wrong_and_leaves_it(kept, khuyenhoc):
    kept.update(value=41)

    code, out, _ = khuyenhoc("recount", "--check")

    assert code == 1
    assert out.startswith("0 tổng khớp, 1 tổng lệch.\n  tinh, kỳ 2025, ")
    assert out.endswith(": đang giữ 41, đếm được 42\n")
    assert kept.get().value == 41


def test_a_sum_that_is_lost_is_named_with_what_is_counted(kept, khuyenhoc):
    kept.delete()

    code, out, _ = khuyenhoc("recount", "--check")

    assert (code, out.endswith(": đang giữ không có, đếm được 42\n")) == (1, True)


def test_a_recount_mends_what_is_wrong(kept, khuyenhoc):
    kept.update(value=41)

    assert khuyenhoc("recount")[:2] == (0, "1 tổng khớp, 0 tổng lệch.\n")
    assert kept.get().value == 42


def test_an_engine_that_cannot_be_used_is_a_refusal(kept, khuyenhoc, settings):
    settings.ANALYTICS_ENGINE = "polars"

    code, out, err = khuyenhoc("recount", "--check")

    assert (code, out) == (1, "")
    assert "duckdb, pyspark" in err
