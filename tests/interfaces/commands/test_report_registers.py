"""
`khuyenhoc report-registers`: from three families in a register to the paper of the cluster, marked as counted
until the unit makes the count its own word.
"""

import csv
import io
import re

import docx
import pytest
from python_calamine import CalamineWorkbook

from khuyenhoc.domain.figures.models import FigureSheet, ReportedFigure
from khuyenhoc.domain.organisation.models import Unit
from tests import factories

UNITS = """key,parent,kind,name,official_code,valid_from,valid_to
tinh,,province,Mẫu,90,,
huyen,tinh,district,Thạch An,901,,
huyen-b,tinh,district,B,902,,
"""
FAMILIES = """STT,Họ và tên chủ hộ,Xóm,Số khẩu
1,Nông Văn Hoà,,4
2,Lý Thị Én,,3
3,Bế Văn Ích,,2
"""
CODE = "model.family.registered"
ASKED = ("--unit", "huyen", "--period", "2022")
COUNTED = "đếm từ sổ, chưa báo cáo"


@pytest.fixture
def three_families(khuyenhoc, sheet):
    khuyenhoc("load", "units", sheet("units.csv", UNITS))
    units = {unit.key: unit for unit in Unit.objects.all()}
    factories.cluster(
        "cum", "Cụm Mẫu", unit=units["tinh"], year=2022, members=[units["huyen"], units["huyen-b"]]
    )
    listed = sheet("ho.csv", FAMILIES)
    code, _, err = khuyenhoc("load", "register", "family", listed, "--unit", "huyen", "--year", "2022")
    assert (code, err) == (0, "")


def shown(khuyenhoc, unit):
    _, out, _ = khuyenhoc("figures", "--unit", unit, "--period", "2022", "--format", "csv")
    rows = [row for row in csv.DictReader(io.StringIO(out)) if row["indicator"] == CODE]
    return [(row["kind"], row["value"], re.findall(r"\w+", row["flags"])) for row in rows]


def papers(khuyenhoc, folder):
    """The words of the cluster's Word pack, and the cells of its workbook."""
    assert khuyenhoc("pack", "review-meeting", "--cluster", "cum", "--year", "2022", "--out", folder)[0] == 0
    files = {file.suffix: file for file in folder.iterdir()}
    document = docx.Document(files[".docx"])
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    words = "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])
    book = CalamineWorkbook.from_path(files[".xlsx"])
    return words, [
        cell for name in book.sheet_names for row in book.get_sheet_by_name(name).to_python() for cell in row
    ]


def test_families_in_a_register_reach_the_cluster_and_its_papers_marked_as_counted(
    three_families, khuyenhoc, tmp_path
):
    words, cells = papers(khuyenhoc, tmp_path / "pack")

    assert [(kind, value) for kind, value, flags in shown(khuyenhoc, "cum") if "counted" in flags] == [
        ("computed", "3")
    ]
    assert COUNTED in words
    assert 3 in cells
    assert any(COUNTED in str(cell) for cell in cells)


def test_once_reported_the_mark_is_gone(three_families, khuyenhoc, tmp_path):
    code, out, err = khuyenhoc("report-registers", *ASKED)

    words, cells = papers(khuyenhoc, tmp_path / "pack")
    assert (code, err) == (0, "")
    assert out.startswith("Huyện Thạch An, kỳ 2022: đã báo cáo 1 số liệu đếm từ sổ, 0 giữ nguyên.")
    assert [(kind, value) for kind, value, _ in shown(khuyenhoc, "cum")] == [("computed", "3")]
    assert not any("counted" in flags for _, _, flags in shown(khuyenhoc, "cum"))
    assert COUNTED not in words
    assert not any(COUNTED in str(cell) for cell in cells)


def test_a_second_run_changes_nothing(three_families, khuyenhoc):
    khuyenhoc("report-registers", *ASKED)
    before = list(ReportedFigure.objects.values())

    code, out, _ = khuyenhoc("report-registers", *ASKED)

    assert (code, out) == (0, "Huyện Thạch An, kỳ 2022: đã báo cáo 0 số liệu đếm từ sổ, 1 giữ nguyên.\n")
    assert list(ReportedFigure.objects.values()) == before
    assert FigureSheet.objects.filter(kind="registers").count() == 1


def test_a_figure_that_a_sheet_stated_is_left(three_families, khuyenhoc, sheet):
    khuyenhoc("load", "figures", sheet("f.csv", f"unit,period,indicator,value\nhuyen,2022,{CODE},40\n"))

    _, out, _ = khuyenhoc("report-registers", *ASKED)

    assert "đã báo cáo bằng biểu, giữ nguyên số ấy" in out
    assert ReportedFigure.objects.get().value == 40


@pytest.mark.parametrize(
    ("unit", "period", "reason"),
    [
        ("huyen", "2099", "Kỳ 2099 chưa đến"),
        ("huyen-b", "2022", "chưa có dòng nào tính vào kỳ 2022"),
        ("cum", "2022", "là một cụm"),
    ],
)
def test_what_cannot_be_reported_is_refused_with_its_reason(three_families, khuyenhoc, unit, period, reason):
    code, out, err = khuyenhoc("report-registers", "--unit", unit, "--period", period)

    assert (code, out) == (1, "")
    assert reason in err
    assert not ReportedFigure.objects.exists()
