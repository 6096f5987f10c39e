from __future__ import annotations

import io
from datetime import date
from decimal import Decimal

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from khuyenhoc.foundation.sheets.cells import Value, tidy
from khuyenhoc.foundation.sheets.columns import Column, SheetDefinition
from khuyenhoc.foundation.sheets.reading import read
from khuyenhoc.foundation.sheets.writing import Row, write_csv, write_xlsx

MANY = tuple(f"don-vi-so-{n}" for n in range(60))
SHEET = SheetDefinition(
    "sheet",
    (
        Column("unit", "Đơn vị", required=True, note="Mã đơn vị, xem danh mục.", choices=MANY),
        Column("qualifier", "Từ đi trước", choices=("trên", "gần", "khoảng")),
        Column("value", "Giá trị", note="Số như báo cáo."),
        Column("since", "Từ ngày"),
        Column("note", "Ghi chú"),
    ),
)
ROWS: list[Row] = [
    {
        "unit": "thach-an",
        "qualifier": "trên",
        "value": 6126,
        "since": date(2022, 11, 9),
        "note": "Báo cáo 2022-H1",
    },
    {"unit": "tp-cao-bang", "value": 52.6, "note": "=1+1"},
]
TEXTS = (
    st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=40).map(tidy).filter(bool)
)


def opened(rows: list[Row]) -> openpyxl.Workbook:
    return openpyxl.load_workbook(
        io.BytesIO(write_xlsx(SHEET, rows, title="Số liệu 2022/2023", notes=("Ghi từ dòng 2.",)))
    )


def test_what_is_written_as_xlsx_is_read_back_the_same() -> None:
    content = read(write_xlsx(SHEET, ROWS, title="Số liệu"), "x.xlsx", SHEET)

    assert [row.cells for row in content.rows] == [
        {column.name: row.get(column.name) for column in SHEET.columns} for row in ROWS
    ]
    assert content.notices == ()


VALUES = st.one_of(
    st.none(),
    TEXTS,
    st.integers(-(10**12), 10**12),
    st.floats(-1e9, 1e9).map(lambda number: round(number, 4)).filter(lambda number: not number.is_integer()),
    st.booleans(),
    st.dates(date(1900, 3, 1), date(2100, 1, 1)),
)


@given(st.lists(st.tuples(TEXTS, VALUES, VALUES, VALUES), max_size=6), st.booleans())
def test_the_export_of_a_sheet_reads_back_as_it_was(
    rows: list[tuple[str, Value | None, Value | None, Value | None]], has_example: bool
) -> None:
    names = ("unit", "value", "since", "note")
    written: list[Row] = [dict(zip(names, row, strict=True)) for row in rows]
    example: Row | None = {"unit": "thach-an", "value": 5} if has_example else None

    content = read(write_xlsx(SHEET, written, title="x", example=example), "x.xlsx", SHEET)

    assert [{name: row.cells[name] for name in names} for row in content.rows] == written
    assert content.notices == (("Bỏ qua dòng ví dụ: dòng 2.",) if has_example else ())


def test_the_example_is_marked_as_one() -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(write_xlsx(SHEET, [], title="x", example=ROWS[0]))).worksheets[
        0
    ]

    assert sheet["A2"].value == "Ví dụ: thach-an"
    assert sheet["C2"].value == "6126"
    assert sheet["A2"].font.italic


def test_a_note_stands_beside_the_cell_one_fills_in() -> None:
    rules = {f"{rule.sqref}"[0]: rule for rule in opened([]).worksheets[0].data_validations.dataValidation}

    assert (rules["A"].promptTitle, rules["A"].prompt, rules["A"].type) == (
        "Đơn vị",
        "Mã đơn vị, xem danh mục.",
        "list",
    )
    assert rules["C"].prompt == "Số như báo cáo."
    assert "E" not in rules


def test_the_guide_says_choices_and_other_headings() -> None:
    definition = SheetDefinition(
        "x", (Column("hamlet", "Xóm", note="Nơi ở.", choices=("A", "B"), aliases=("Thôn", "Tổ dân phố")),)
    )
    guide = openpyxl.load_workbook(io.BytesIO(write_xlsx(definition, [], title="x"))).worksheets[1]

    assert (
        "Xóm",
        "Nơi ở. Chọn một trong: A, B.",
        "Tiêu đề khác cũng nhận: “hamlet”, “Thôn”, “Tổ dân phố”.",
    ) in guide.iter_rows(values_only=True)


def test_what_is_written_as_csv_is_read_back_as_text() -> None:
    content = read(write_csv(SHEET, ROWS), "x.csv", SHEET)

    assert content.rows[0].cells == {
        "unit": "thach-an",
        "qualifier": "trên",
        "value": "6126",
        "since": "2022-11-09",
        "note": "Báo cáo 2022-H1",
    }
    assert content.rows[1].cells["note"] == "=1+1"


@given(st.one_of(TEXTS, st.text("'=+-@ aB1(|!", min_size=1).map(tidy).filter(bool)))
def test_any_text_survives_both_formats(text: str) -> None:
    rows: list[Row] = [{"unit": "a", "note": text}]

    assert read(write_xlsx(SHEET, rows, title="x"), "x.xlsx", SHEET).rows[0].cells["note"] == text
    assert read(write_csv(SHEET, rows), "x.csv", SHEET).rows[0].cells["note"] == text


@pytest.mark.parametrize("text", ["=cmd|' /C calc'!A0", "+1", "-1", "@SUM(A1)"])
def test_a_text_that_could_be_reckoned_is_led_by_an_apostrophe_in_csv(text: str) -> None:
    written = write_csv(SHEET, [{"unit": "a", "note": text}]).decode("utf-8-sig")

    assert f"'{text}" in written


def test_a_negative_number_is_not_text_and_keeps_its_sign_in_csv() -> None:
    assert b",-5," in write_csv(SHEET, [{"unit": "a", "value": -5}])


def test_csv_begins_with_the_mark_excel_looks_for() -> None:
    assert write_csv(SHEET, []).startswith(b"\xef\xbb\xbf\xc4\x90")


def test_no_text_becomes_a_formula_in_xlsx() -> None:
    sheet = opened(ROWS).worksheets[0]

    assert sheet["E3"].data_type == "s"


def test_a_rate_is_shown_with_the_decimals_it_has() -> None:
    sheet = opened([{"unit": "a", "value": Decimal("52.60")}]).worksheets[0]

    assert sheet["C2"].number_format == "0.00"


def test_empty_cells_hold_what_is_typed_as_text_so_that_6_126_stays_itself() -> None:
    sheet = opened([]).worksheets[0]

    assert sheet.column_dimensions["C"].number_format == "@"


def test_headings_are_bold_and_stay_when_scrolling() -> None:
    sheet = opened(ROWS).worksheets[0]

    assert sheet["A1"].font.bold
    assert sheet.freeze_panes == "A2"
    assert sheet.title == "Số liệu 2022 2023"


def test_the_second_sheet_says_how_to_fill_it_in() -> None:
    guide = opened(ROWS).worksheets[1]

    assert guide.title == "Hướng dẫn"
    written = {str(cell.value) for row in guide.iter_rows() for cell in row if cell.value is not None}
    assert {"Ghi từ dòng 2.", "Đơn vị", "Bắt buộc. Mã đơn vị, xem danh mục."} <= written


def test_short_choices_stand_in_the_drop_down_and_long_ones_on_their_own_sheet() -> None:
    workbook = opened(ROWS)

    sources = {
        f"{rule.sqref}"[0]: rule.formula1 for rule in workbook.worksheets[0].data_validations.dataValidation
    }
    assert sources["B"] == '"trên,gần,khoảng"'
    assert sources["A"] == "'Danh mục'!$A$2:$A$61"
    assert workbook["Danh mục"]["A61"].value == MANY[-1]
