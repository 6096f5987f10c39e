"""What the registers count, as `khuyenhoc figures` prints it: a row of its own kind, added to nothing."""

import csv
import io

import pytest

from khuyenhoc.domain.organisation.models import Unit
from tests.domain.learning.titles import citizen

UNITS = """key,parent,kind,name,official_code,valid_from,valid_to
tinh,,province,Mẫu,90,,
xa-a,tinh,commune,A,901,,
"""
FIGURES = """unit,period,indicator,value,qualifier,total,rate,source,note
xa-a,2025,model.citizen_adult.registered,40,,,,,
"""


@pytest.fixture
def registers(khuyenhoc, sheet):
    khuyenhoc("load", "units", sheet("units.csv", UNITS))
    khuyenhoc("load", "figures", sheet("f.csv", FIGURES))
    for name in ("Nông Văn An", "Lý Thị Bình"):
        citizen(name, home=Unit.objects.get(key="xa-a"))


def printed(khuyenhoc, unit):
    code, out, err = khuyenhoc("figures", "--unit", unit, "--period", "2025", "--format", "csv")
    assert (code, err) == (0, "")
    return [(row["kind"], row["value"], row["flags"]) for row in csv.DictReader(io.StringIO(out))]


def test_a_register_figure_stands_beside_the_typed_one_and_says_that_they_differ(registers, khuyenhoc):
    assert printed(khuyenhoc, "xa-a") == [("typed", "40", ""), ("register", "2", "register_differs")]


def test_the_unit_above_adds_up_what_was_typed_and_counts_the_rows_apart(registers, khuyenhoc):
    assert printed(khuyenhoc, "tinh") == [("computed", "40", ""), ("register", "2", "register_differs")]


def test_the_table_says_where_a_register_figure_comes_from(registers, khuyenhoc):
    _, out, _ = khuyenhoc("figures", "--unit", "xa-a", "--period", "2025")

    assert "đếm từ sổ" in out
    assert "lệch 38" in " ".join(out.split())
