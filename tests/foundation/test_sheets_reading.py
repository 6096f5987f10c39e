from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

import pytest
import xlsxwriter

from khuyenhoc.foundation.sheets.columns import Column, SheetDefinition, heading_key
from khuyenhoc.foundation.sheets.problems import Problem, SheetRefused
from khuyenhoc.foundation.sheets.reading import SheetContent, read
from khuyenhoc.foundation.values.numbers import read_rate

FIGURES = SheetDefinition(
    "figures",
    (
        Column("unit", "Đơn vị", required=True),
        Column("period", "Kỳ báo cáo", required=True),
        Column("value", "Giá trị", required=True),
        Column("rate", "Tỷ lệ"),
        Column("note", "Ghi chú"),
    ),
)
HEADINGS = ("unit", "period", "value", "rate", "note")


def csv(text: str, encoding: str = "utf-8") -> SheetContent:
    return read(text.encode(encoding), "so-lieu.csv", FIGURES)


def xlsx(
    rows: Sequence[Sequence[object]],
    *,
    formats: Mapping[tuple[int, int], str] | None = None,
    options: Mapping[str, object] | None = None,
) -> bytes:
    """
    A workbook of one sheet; texts that begin with "=" become formulas; `formats` gives cells (row, column) a
    number format.
    """
    written = io.BytesIO()
    with xlsxwriter.Workbook(written, {"in_memory": True, **(options or {})}) as workbook:
        sheet = workbook.add_worksheet()
        for r, row in enumerate(rows):
            for c, value in enumerate(row):
                code = (formats or {}).get((r, c))
                form = workbook.add_format({"num_format": code}) if code else None
                if isinstance(value, date):
                    sheet.write_datetime(r, c, value, form)
                else:
                    sheet.write(r, c, value, form)
    return written.getvalue()


def refusal(content: bytes, filename: str = "so-lieu.xlsx") -> str:
    with pytest.raises(SheetRefused) as refused:
        read(content, filename, FIGURES)
    return refused.value.reason


def test_a_csv_row_bears_the_number_a_person_sees_and_has_every_column() -> None:
    content = csv("unit,period,value\nthach-an,2022,6.126\n\ntp-cao-bang,2022,151\n")

    assert [row.number for row in content.rows] == [2, 4]
    assert content.rows[0].cells == {
        "unit": "thach-an",
        "period": "2022",
        "value": "6.126",
        "rate": None,
        "note": None,
    }


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_the_delimiter_is_the_one_that_shows_the_headings(delimiter: str) -> None:
    content = csv(
        delimiter.join(("unit", "period", "value", "note"))
        + "\n"
        + delimiter.join(("a", "2022", "5", "x | y"))
        + "\n"
    )

    assert content.rows[0].cells["note"] == "x | y"


def test_a_comma_inside_a_semicolon_file_stays_a_comma() -> None:
    content = csv("unit;period;value;rate\na;2022;5;52,6\n")

    assert content.rows[0].cells["rate"] == "52,6"


def test_the_separator_line_of_excel_is_obeyed_and_not_counted() -> None:
    content = csv("sep=|\r\nunit|period|value\r\na|2022|5\r\n")

    assert content.rows[0].number == 2


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_unicode_is_read_with_and_without_its_mark(encoding: str) -> None:
    content = csv("Đơn vị,Kỳ báo cáo,Giá trị\nThạch An,2022,217\n", encoding)

    assert content.rows[0].cells["unit"] == "Thạch An"


@pytest.mark.parametrize("encoding", ["cp1258", "latin-1"])
def test_another_encoding_is_refused_with_the_way_to_save(encoding: str) -> None:
    reason = refusal("unit,period,value\nCao Bâng à,2022,5\n".encode(encoding), "so-lieu.csv")

    assert "CSV UTF-8" in reason


def test_a_wrong_letter_deep_in_a_csv_is_found_too() -> None:
    reason = refusal(b"unit,period,value\n" + b"a,2022,5\n" * 50_000 + b"\xe0,2022,5\n", "so-lieu.csv")

    assert "CSV UTF-8" in reason


def test_text_in_quotes_may_run_over_lines_and_the_next_row_still_counts_one() -> None:
    content = csv('unit,period,value,note\na,2022,5,"dòng một\r\ndòng ""hai"""\nb,2022,6,\n')

    assert content.rows[0].cells["note"] == 'dòng một\ndòng "hai"'
    assert content.rows[1].number == 3


def test_a_quotation_mark_never_closed_does_not_swallow_the_file() -> None:
    assert "Từ dòng 2" in refusal(b'unit,period,value\na,2022,"5\nb,2022,6\n', "so-lieu.csv")


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "=cmd|' /C calc'!A0",
        "+cmd|' /C calc'!A0",
        "+SUM(A1:A2)",
        "-SUM(A1)",
        "@SUM(A1)",
        "+B2",
        "-A1+3",
    ],
)
def test_what_a_spreadsheet_would_reckon_is_refused_in_csv(text: str) -> None:
    reason = refusal(f'unit,period,value\na,2022,"{text}"\n'.encode(), "so-lieu.csv")

    assert reason.startswith("Ô C2 là công thức")


@pytest.mark.parametrize(
    "text",
    [
        "-5",
        "- 5",
        "+84 206 385 0000",
        "- Hỗ trợ 12 em (đợt 1)",
        "-Trao quà",
        "+ Khen thưởng",
        "-12,5",
        "A=B",
        "a@b.vn",
    ],
)
def test_negative_numbers_and_lines_that_begin_with_a_dash_are_text(text: str) -> None:
    content = csv(f'unit,period,value,note\na,2022,5,"{text}"\n')

    assert content.rows[0].cells["note"] == text


def test_headings_match_by_either_name_in_any_order_case_and_accent() -> None:
    content = csv("GIA TRI *,ky_bao_cao,don  vi\n5,2022,a\n")

    assert content.rows[0].cells["unit"] == "a"
    assert content.rows[0].cells["value"] == "5"


def test_unknown_columns_are_left_out_and_said() -> None:
    content = csv("unit,period,value,Người nhập\na,2022,5,Nông Ánh\n")

    assert content.notices == ("Không dùng đến cột “Người nhập”.",)
    assert "Nông Ánh" not in content.rows[0].cells.values()


def test_missing_columns_are_named_in_one_sentence() -> None:
    reason = refusal("Báo cáo,,\nunit,note,rate\na,,\n".encode(), "so-lieu.csv")

    assert (
        reason == "Thiếu các cột “Kỳ báo cáo” (period), “Giá trị” (value). Thêm vào dòng tiêu đề rồi tải lại."
    )


def test_no_heading_row_at_all_says_what_is_wanted() -> None:
    assert "“Đơn vị” (unit)" in refusal(b"1,2,3\n4,5,6\n", "so-lieu.csv")


def test_a_column_that_stands_twice_is_refused() -> None:
    assert "cột A và cột D" in refusal("Đơn vị,period,value,unit\na,2022,5,b\n".encode(), "so-lieu.csv")


def test_titles_may_stand_above_the_headings() -> None:
    content = read(xlsx([("BÁO CÁO NĂM 2022",), (), HEADINGS, ("a", "2022", 5)]), "so-lieu.xlsx", FIGURES)

    assert content.rows[0].number == 4


def test_headings_below_the_twentieth_row_are_not_looked_for() -> None:
    assert "20 dòng đầu" in refusal(xlsx([("x",)] * 20 + [HEADINGS]))


def test_numbers_texts_booleans_and_dates_keep_their_types_in_xlsx() -> None:
    workbook = xlsx([HEADINGS, ("a", date(2022, 11, 9), 6126, 52.6, True)], formats={(1, 1): "dd/mm/yyyy"})

    content = read(workbook, "so-lieu.xlsx", FIGURES)

    assert content.rows[0].cells == {
        "unit": "a",
        "period": date(2022, 11, 9),
        "value": 6126,
        "rate": 52.6,
        "note": True,
    }


def test_dates_are_right_in_the_calendar_of_1904_too() -> None:
    workbook = xlsx(
        [HEADINGS, ("a", date(2022, 11, 9), 5)], formats={(1, 1): "d-mmm-yy"}, options={"date_1904": True}
    )

    assert read(workbook, "so-lieu.xlsx", FIGURES).rows[0].cells["period"] == date(2022, 11, 9)


@pytest.mark.parametrize(
    ("stored", "code", "rate"),
    [
        (0.526, "0.0%", "52.6"),
        (0.3003, "0.00%", "30.03"),
        (0.526, "0.00%", "52.60"),
        (0.5, "0%", "50"),
        (0.07, "0.0 %;-0.0 %", "7.0"),
        (0.30035, '0.00"%"', None),
    ],
)
def test_a_cell_shown_as_a_percentage_reads_as_it_is_shown(
    stored: float, code: str, rate: str | None
) -> None:
    workbook = xlsx([HEADINGS, ("a", "2022", 5, stored)], formats={(1, 3): code})

    cell = read(workbook, "so-lieu.xlsx", FIGURES).rows[0].cells["rate"]

    assert (cell == stored) if rate is None else (str(read_rate(cell)) == rate)


def test_a_time_of_day_reads_as_a_clock_shows_it() -> None:
    workbook = xlsx([HEADINGS, ("a", "2022", 5, None, 0.604166666666667)], formats={(1, 4): "hh:mm"})

    assert read(workbook, "so-lieu.xlsx", FIGURES).rows[0].cells["note"] == "14:30"


def test_the_first_formulas_are_named() -> None:
    workbook = xlsx([HEADINGS, ("a", "2022", "=SUM(1,2)"), ("b", "2022", 5), ("c", "2022", "=C2+C3")])

    assert (
        refusal(workbook)
        == "Các ô C2, C4 là công thức. Chép vùng số liệu, chọn Dán đặc biệt › Giá trị, rồi tải lại."
    )


def test_of_many_formulas_three_are_named() -> None:
    workbook = xlsx([HEADINGS, *(("a", "2022", "=1+1") for _ in range(50))])

    assert refusal(workbook).startswith("Các ô C2, C3, C4 (và có thể còn ô khác) là công thức.")


def test_a_formula_in_a_column_that_is_not_read_does_no_harm() -> None:
    workbook = xlsx([(*HEADINGS, "Kiểm tra"), ("a", "2022", 5, None, None, "=C2*2")])

    assert len(read(workbook, "so-lieu.xlsx", FIGURES).rows) == 1


def test_an_array_formula_is_refused_wherever_it_starts() -> None:
    written = io.BytesIO()
    with xlsxwriter.Workbook(written) as workbook:
        sheet = workbook.add_worksheet()
        sheet.write_row(0, 0, ("Tính", "unit", "period", "value"))
        sheet.write_array_formula("A2:D2", "{=Z1:Z4}")

    assert "Ô A2 là công thức" in refusal(written.getvalue())


def test_text_that_begins_with_an_equals_sign_is_text_in_xlsx() -> None:
    workbook = xlsx(
        [HEADINGS, ("a", "2022", 5, None, "=không phải công thức")], options={"strings_to_formulas": False}
    )

    assert read(workbook, "so-lieu.xlsx", FIGURES).rows[0].cells["note"] == "=không phải công thức"


def test_the_first_visible_sheet_with_the_headings_is_read() -> None:
    written = io.BytesIO()
    with xlsxwriter.Workbook(written) as workbook:
        workbook.add_worksheet("Hướng dẫn").write(0, 0, "Ghi vào trang sau")
        hidden = workbook.add_worksheet("Ẩn")
        hidden.write_row(0, 0, HEADINGS)
        hidden.write_row(1, 0, ("ẩn", "2022", 1))
        hidden.hide()
        seen = workbook.add_worksheet("Số liệu")
        seen.write_row(0, 0, HEADINGS)
        seen.write_row(1, 0, ("hiện", "2022", 2))

    assert [row.cells["unit"] for row in read(written.getvalue(), "x.xlsx", FIGURES).rows] == ["hiện"]


def test_rich_text_comes_as_plain_text() -> None:
    written = io.BytesIO()
    with xlsxwriter.Workbook(written) as workbook:
        sheet = workbook.add_worksheet()
        sheet.write_row(0, 0, HEADINGS)
        sheet.write_row(1, 0, ("a", "2022", 5))
        sheet.write_rich_string(1, 4, "Gia đình ", workbook.add_format({"bold": True}), "học tập")

    assert read(written.getvalue(), "x.xlsx", FIGURES).rows[0].cells["note"] == "Gia đình học tập"


def test_an_escaped_line_end_comes_as_one_newline() -> None:
    workbook = xlsx([HEADINGS, ("a", "2022", 5, None, "học tập\r\nnăm")])

    assert read(workbook, "x.xlsx", FIGURES).rows[0].cells["note"] == "học tập\nnăm"


def test_the_name_of_the_file_does_not_matter_when_a_workbook_is_called_csv() -> None:
    assert read(xlsx([HEADINGS, ("a", "2022", 5)]), "so-lieu.csv", FIGURES).rows[0].cells["value"] == 5


def test_a_file_is_read_from_its_path(tmp_path: Path) -> None:
    path = tmp_path / "so-lieu.csv"
    path.write_text("unit,period,value\na,2022,5\n", encoding="utf-8")

    assert len(read(path, path.name, FIGURES).rows) == 1


def test_a_file_that_is_not_there_is_a_refusal_too(tmp_path: Path) -> None:
    with pytest.raises(SheetRefused, match="Không mở được"):
        read(tmp_path / "none.csv", "none.csv", FIGURES)


def test_unseen_characters_and_no_break_spaces_do_not_spoil_a_key() -> None:
    content = csv("unit,period,value\n\u200b thach-an\u00a0,2022\ufeff,5\n")

    assert content.rows[0].cells["unit"] == "thach-an"
    assert content.rows[0].cells["period"] == "2022"


def test_columns_that_could_not_be_told_apart_are_a_fault_of_the_definition() -> None:
    with pytest.raises(ValueError, match="two columns"):
        SheetDefinition("bad", (Column("a", "CĐHT"), Column("b", "CDHT")))


def test_heading_keys_know_no_case_accent_space_or_mark() -> None:
    assert {heading_key("Đơn vị *"), heading_key("DON VI"), heading_key("don_vi")} == {"donvi"}


@pytest.mark.parametrize(
    ("problem", "sentence"),
    [
        (
            Problem(17, "Số khẩu", "'4 người' không phải là số."),
            "Dòng 17, cột Số khẩu: '4 người' không phải là số.",
        ),
        (Problem(17, None, "Trùng dòng 3."), "Dòng 17: Trùng dòng 3."),
        (Problem(None, "Số khẩu", "Thiếu."), "Cột Số khẩu: Thiếu."),
        (Problem(None, None, "Trống."), "Trống."),
    ],
)
def test_a_problem_names_its_place(problem: Problem, sentence: str) -> None:
    assert problem.sentence == sentence
