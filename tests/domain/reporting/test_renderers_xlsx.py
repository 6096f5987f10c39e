from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.utils import range_boundaries
from openpyxl.worksheet.worksheet import Worksheet

from khuyenhoc.domain.reporting.renderers import xlsx
from khuyenhoc.domain.reporting.rules.content import Cell, PackContent, Row, Table, fingerprint
from tests.domain.reporting.sample_pack import CHAPTERS, hostile_pack, sample_pack

CONTENT = sample_pack()
MARK = fingerprint(CONTENT)
COMPARISON = "So sánh các đơn vị trong cụm"
FIRST = 5
"""The first row under the heading of a table."""


def opened(content: PackContent, *, values: bool = False) -> Workbook:
    return load_workbook(io.BytesIO(xlsx.render(content, MARK, 1)), data_only=values)


def sums(book: Workbook) -> dict[str, float]:
    """Every live total, reckoned again from the cells it names."""
    found: dict[str, float] = {}
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                span = re.fullmatch(r"=SUM\((.+)\)", str(cell.value))
                if span:
                    left, top, right, bottom = range_boundaries(span[1])
                    parts = sheet.iter_rows(top, bottom, left, right, values_only=True)
                    found[f"{sheet.title}!{cell.coordinate}"] = sum(
                        each for line in parts for each in line if isinstance(each, int | float)
                    )
    return found


def only(table: Table) -> PackContent:
    return replace(CONTENT, sections=(), tables=(table,), charts=())


@pytest.fixture(scope="module")
def live() -> Workbook:
    return opened(CONTENT)


@pytest.fixture(scope="module")
def shown() -> Workbook:
    return opened(CONTENT, values=True)


def test_the_first_sheet_says_what_the_file_is(shown: Workbook) -> None:
    first = shown.worksheets[0]
    said = {row[0]: row[1] for row in first.iter_rows(values_only=True) if row[0]}

    assert first.title == "Thông tin"
    assert said["Mã kiểm tra (SHA-256)"] == MARK
    assert said["Lần phát hành"] == "1"
    assert said["Kỳ"] == "năm 2022"
    assert said["Theo tổ chức ngày"] == "09/11/2022"
    assert said["Cụm thi đua"] == "Cụm thi đua các huyện miền Đông"


def test_the_sheet_of_a_table_holds_its_figures_as_numbers(shown: Workbook) -> None:
    sheet: Worksheet = shown[COMPARISON]

    assert {sheet.cell(row, 1).value: sheet.cell(row, 2).value for row in range(FIRST, FIRST + 5)} == CHAPTERS


def test_totals_are_live_and_their_kept_results_are_right(live: Workbook, shown: Workbook) -> None:
    reckoned = sums(live)

    assert live[COMPARISON]["B10"].value == "=SUM(B5:B9)"
    assert len(reckoned) == 5
    for place, value in reckoned.items():
        title, _, cell = place.partition("!")
        assert shown[title][cell].value == value
    assert shown[COMPARISON]["B10"].value == 1095


def test_a_total_stated_for_the_cluster_alone_is_not_turned_into_a_sum_of_nothing(live: Workbook) -> None:
    cell = live[COMPARISON]["C10"]

    assert cell.value == 60000
    assert cell.number_format == '"trên "#,##0'


def test_what_is_not_reported_is_words_and_not_zero(live: Workbook) -> None:
    assert [live[COMPARISON].cell(row, 3).value for row in range(FIRST, FIRST + 5)] == ["chưa báo cáo"] * 5


def test_a_share_keeps_its_number_and_shows_its_total(live: Workbook) -> None:
    assert live[COMPARISON]["G8"].value == 58
    assert live[COMPARISON]["G8"].number_format == '#,##0"/58"'


def rates_table(*texts: str) -> Table:
    counts = ((3003, 10000), (1, 3), (0, 7))
    rows = [
        Row(f"Xã {index}", (Cell(str(count), count), Cell(str(base), base), Cell(text)))
        for index, ((count, base), text) in enumerate(zip(counts, texts, strict=True))
    ]
    total = Row(
        "Cộng", (Cell("3.004", 3004), Cell("10.010", 10010), Cell("30,01\N{NO-BREAK SPACE}%")), is_total=True
    )
    return Table("t", "Tỷ lệ", "Đơn vị", ("Đăng ký", "Số hộ", "Tỷ lệ (%)"), (*rows, total))


def test_a_rate_is_reckoned_from_its_value_and_base_where_both_are_there() -> None:
    content = only(rates_table("30,03 %", "33,33 %", "0,00 %"))

    sheet, kept = opened(content)["Tỷ lệ"], opened(content, values=True)["Tỷ lệ"]

    assert [sheet.cell(row, 4).value for row in range(5, 9)] == [
        f'=IFERROR(B{row}/C{row},"")' for row in range(5, 9)
    ]
    assert [kept.cell(row, 4).value for row in range(5, 9)] == pytest.approx([0.3003, 1 / 3, 0, 3004 / 10010])
    assert sheet["D5"].number_format == "0.00%"


def test_a_rate_that_is_not_the_quotient_of_its_neighbours_stays_as_reported() -> None:
    sheet = opened(only(rates_table("52,6 %", "33,33 %", "0,00 %")))["Tỷ lệ"]

    assert sheet["D5"].value == pytest.approx(0.526)
    assert sheet["D5"].number_format == "0.0%"


def test_an_average_in_dong_is_reckoned_too() -> None:
    rows = (Row("Xã A", (Cell("834.000.000", 834000000), Cell("12.000", 12000), Cell("69.500"))),)
    sheet = opened(
        only(Table("q", "Quỹ", "Đơn vị", ("Quỹ (đồng)", "Dân số", "Bình quân (đồng/người)"), rows))
    )["Quỹ"]

    assert sheet["D5"].value == '=IFERROR(B5/C5,"")'
    assert sheet["D5"].number_format == "#,##0"


def test_every_source_is_a_row_with_all_it_knows(shown: Workbook) -> None:
    rows = list(shown["Nguồn số liệu"].iter_rows(values_only=True))
    heading, told = rows[0], {row[-1]: dict(zip(rows[0], row, strict=True)) for row in rows[1:]}

    assert heading[-1] == "Mã nguồn"
    assert set(told) == set(CONTENT.sources)
    members: dict[Any, Any] = told["mien-dong/org.members"]
    assert (members["Giá trị"], members["Từ kèm theo"], members["Như báo cáo ghi"]) == (
        60000,
        "trên",
        "trên 60 nghìn",
    )
    units: dict[Any, Any] = told["thach-an/model.unit.registered"]
    assert (units["Tổng để so"], units["Tỷ lệ tính được"]) == (58, "100,00\N{NO-BREAK SPACE}%")
    chapters: dict[Any, Any] = told["mien-dong/org.chapters"]
    assert (chapters["Số trong văn bản"], chapters["Số đơn vị đã báo cáo"], chapters["Cách có số"]) == (
        "[1]",
        5,
        "cộng từ đơn vị dưới",
    )


def test_the_chart_is_a_native_one(live: Workbook) -> None:
    chart = live["Biểu đồ"]._charts[0]  # type: ignore[attr-defined]

    assert chart.barDir == "bar"
    assert "$B$3:$B$7" in chart.series[0].val.numRef.f
    assert [live["Biểu đồ"].cell(row, 2).value for row in range(3, 8)] == list(CHAPTERS.values())


def test_a_sheet_prints_on_a4_landscape_with_its_heading_and_the_fingerprint(live: Workbook) -> None:
    sheet: Worksheet = live[COMPARISON]

    assert sheet.freeze_panes == "B5"
    assert sheet.print_title_rows == "$4:$4"
    assert (sheet.page_setup.paperSize, sheet.page_setup.orientation) == (9, "landscape")
    for each in live.worksheets:
        assert each.oddFooter is not None
        assert MARK in str(each.oddFooter.center.text)


def test_the_same_content_gives_the_same_bytes() -> None:
    assert xlsx.render(CONTENT, MARK, 1) == xlsx.render(CONTENT, MARK, 1)


def test_text_is_never_a_formula_and_sheets_have_names_that_excel_allows() -> None:
    raw = xlsx.render(hostile_pack(), MARK, 1)
    book = load_workbook(io.BytesIO(raw))

    formulas = [
        str(cell.value)
        for sheet in book.worksheets
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "f"
    ]
    assert formulas
    assert all(each.startswith("=SUM(") for each in formulas)
    with zipfile.ZipFile(io.BytesIO(raw)) as file:
        assert not [name for name in file.namelist() if "hyperlink" in name.lower()]
    titles = [sheet.title for sheet in book.worksheets]
    assert len({title.lower() for title in titles}) == len(titles)
    assert all(len(title) <= 31 and not set(title) & set("[]:*?/\\") for title in titles)


def test_sixty_rows_add_up_again() -> None:
    raw = xlsx.render(hostile_pack(), MARK, 1)
    kept = load_workbook(io.BytesIO(raw), data_only=True)

    reckoned = sums(load_workbook(io.BytesIO(raw)))

    assert len(reckoned) == 9
    for place, value in reckoned.items():
        title, _, cell = place.partition("!")
        assert kept[title][cell].value == value
