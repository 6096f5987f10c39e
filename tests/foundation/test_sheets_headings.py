"""Lists as localities make them: other headings, two rows of headings, groups, sums."""

from __future__ import annotations

import io
from collections.abc import Sequence

import pytest
import xlsxwriter

from khuyenhoc.foundation.sheets.columns import Column, SheetDefinition
from khuyenhoc.foundation.sheets.problems import SheetRefused
from khuyenhoc.foundation.sheets.reading import SheetContent, read

FAMILIES = SheetDefinition(
    "families",
    (
        Column("head", "Chủ hộ", required=True, aliases=("Họ và tên chủ hộ", "Tên chủ hộ")),
        Column("hamlet", "Xóm", aliases=("Thôn", "Tổ dân phố", "Xóm/thôn")),
        Column("members", "Số khẩu", required=True, aliases=("Nhân khẩu", "Số nhân khẩu")),
        Column("address", "Địa chỉ"),
        Column("men", "Nam", aliases=("Nhân khẩu nam",)),
        Column("women", "Nữ", aliases=("Nhân khẩu nữ",)),
        Column("registered", "Số hộ đăng ký"),
        Column("note", "Ghi chú"),
    ),
    has_groups=True,
)
Cells = Sequence[object]


def listed(*rows: Cells) -> SheetContent:
    written = io.BytesIO()
    with xlsxwriter.Workbook(written, {"in_memory": True}) as workbook:
        sheet = workbook.add_worksheet()
        for r, row in enumerate(rows):
            for c, value in enumerate(row):
                if value is not None:
                    sheet.write(r, c, value)
    return read(written.getvalue(), "danh-sach.xlsx", FAMILIES)


def found(content: SheetContent, row: int = 0) -> dict[str, object]:
    return {name: cell for name, cell in content.rows[row].cells.items() if cell is not None}


@pytest.mark.parametrize(
    "heading",
    ["Họ và tên chủ hộ", "HỌ VÀ TÊN\nCHỦ HỘ", "ten chu ho", "Tên chủ hộ (viết hoa)", "Chủ hộ [1] *", "head"],
)
def test_a_locality_may_call_a_column_otherwise(heading: str) -> None:
    content = listed((heading, "Số khẩu (người)"), ("Nông Ánh", 4))

    assert found(content) == {"head": "Nông Ánh", "members": 4}
    assert content.notices == ()


def test_both_places_of_the_tone_mark_are_one_heading() -> None:
    sheet = SheetDefinition("sheet", (Column("harmony", "Hoà thuận", required=True), Column("other", "Khác")))

    assert read("Hòa thuận,Khác\na,b\n".encode(), "x.csv", sheet).rows[0].cells["harmony"] == "a"


def test_an_alias_that_names_two_columns_is_a_fault_of_the_definition() -> None:
    with pytest.raises(ValueError, match="two columns"):
        SheetDefinition("bad", (Column("a", "Thôn"), Column("b", "Xóm", aliases=("thon",))))


def test_headings_that_differ_in_their_remark_only_stay_two_columns() -> None:
    sheet = SheetDefinition("sheet", (Column("a", "Tiền (đồng)", required=True), Column("b", "Tiền (lượt)")))

    assert read("Tiền (lượt),Tiền (đồng)\n1,2\n".encode(), "x.csv", sheet).rows[0].cells == {
        "a": "2",
        "b": "1",
    }


@pytest.mark.parametrize("ordinal", ["STT", "TT", "Số thứ tự", "Số TT"])
def test_a_leading_column_that_only_counts_is_passed_over_in_silence(ordinal: str) -> None:
    content = listed((ordinal, "Chủ hộ", "Số khẩu"), (1, "Nông Ánh", 4))

    assert content.notices == ()


def test_a_later_column_of_that_name_is_said_to_be_unused() -> None:
    assert listed(("Chủ hộ", "Số khẩu", "TT"), ("Nông Ánh", 4, "x")).notices == ("Không dùng đến cột “TT”.",)


def test_the_columns_own_heading_goes_before_an_alias_beside_it() -> None:
    content = listed(("Tên chủ hộ", "Chủ hộ", "Số khẩu"), ("sai", "đúng", 4))

    assert found(content)["head"] == "đúng"
    assert content.notices == ("Không dùng đến cột “Tên chủ hộ”.",)


def test_two_aliases_of_one_column_are_refused_by_place() -> None:
    with pytest.raises(SheetRefused, match="có hai lần, ở cột A và cột C"):
        listed(("Tên chủ hộ", "Số khẩu", "Họ và tên chủ hộ"), ("a", 4, "b"))


def test_a_merged_heading_over_two_is_found_below_complete_ones() -> None:
    content = listed(
        ("DANH SÁCH GIA ĐÌNH HỌC TẬP",),
        ("STT", "Họ và tên chủ hộ", "Số khẩu", "Nơi ở", None, "Ghi chú"),
        (None, None, None, "Xóm", "Xã", None),
        (1, "Nông Ánh", 4, "Bản Viết", "Chí Viễn", "x"),
    )

    assert found(content) == {"head": "Nông Ánh", "members": 4, "hamlet": "Bản Viết", "note": "x"}
    assert content.rows[0].number == 4
    assert content.notices == ("Không dùng đến cột “Nơi ở Xã”.",)


def test_a_required_heading_in_the_lower_row_is_found() -> None:
    content = listed(
        ("STT", "Chủ hộ", "Số liệu", None, None),
        (None, None, "Số khẩu", "Nam", "Nữ"),
        (1, "Nông Ánh", 4, 1, 3),
    )

    assert found(content) == {"head": "Nông Ánh", "members": 4, "men": 1, "women": 3}


def test_both_rows_together_may_name_a_column() -> None:
    content = listed(
        ("Chủ hộ", "Số khẩu", "Số hộ", None), (None, None, "Đăng ký", "Khác"), ("Nông Ánh", 4, 1, 2)
    )

    assert found(content) == {"head": "Nông Ánh", "members": 4, "registered": 1}


def test_the_upper_heading_counts_once_where_the_lower_ones_are_unknown() -> None:
    content = listed(
        ("Chủ hộ", "Địa chỉ", None, "Số liệu"), (None, "Đường", "Ngõ", "Số khẩu"), ("Nông Ánh", "a", "b", 4)
    )

    assert found(content) == {"head": "Nông Ánh", "address": "a", "members": 4}


def test_a_heading_merged_downwards_above_a_complete_row_is_kept() -> None:
    content = listed(("Số liệu", None, "Ghi chú"), ("Chủ hộ", "Số khẩu", None), ("Nông Ánh", 4, "x"))

    assert found(content) == {"head": "Nông Ánh", "members": 4, "note": "x"}


def test_a_record_that_happens_to_say_a_heading_is_a_record() -> None:
    content = listed(("Chủ hộ", "Số khẩu", "Giới tính"), ("Nông Ánh", "4", "Nam"))

    assert found(content) == {"head": "Nông Ánh", "members": "4"}


def test_headings_said_again_and_the_line_that_counts_columns_are_passed_over() -> None:
    headings = ("STT", "Chủ hộ", "Số khẩu", "Ghi chú")
    content = listed(headings, ("A", "B", 1, 2, 3), (1, "Nông Ánh", 4), headings, (2, "Hà Yến", 5))

    assert [row.cells["head"] for row in content.rows] == ["Nông Ánh", "Hà Yến"]
    assert content.notices == ("Bỏ qua dòng lặp lại tiêu đề: dòng 2, 4.",)


def test_a_lone_text_between_numbered_rows_is_the_group_of_the_rows_below() -> None:
    content = listed(
        ("STT", "Chủ hộ", "Số khẩu"),
        ("I", "Xóm Bản Viết"),
        (1, "Nông Ánh", 4),
        ("II. Xóm Pác Thay:",),
        (1, "Hà Yến", 5),
        (2, "Bế Sơn"),
    )

    assert [(row.number, row.group) for row in content.rows] == [
        (3, "Xóm Bản Viết"),
        (5, "Xóm Pác Thay"),
        (6, "Xóm Pác Thay"),
    ]
    assert content.notices == (
        "Hiểu là tên nhóm của các dòng bên dưới: “Xóm Bản Viết” (dòng 2), “Xóm Pác Thay” (dòng 4).",
    )


def test_a_lone_text_in_a_list_without_numbers_is_a_group_if_it_cannot_be_a_record() -> None:
    content = listed(("Chủ hộ", "Số khẩu"), ("Xóm Bản Viết",), ("Nông Ánh", 4))

    assert [row.group for row in content.rows] == ["Xóm Bản Viết"]


def test_a_lone_text_stays_a_row_where_a_sheet_has_no_groups() -> None:
    sheet = SheetDefinition("sheet", (Column("a", "A", required=True), Column("b", "B", required=True)))

    assert [row.cells["a"] for row in read(b"A,B\nx,\n", "x.csv", sheet).rows] == ["x"]


@pytest.mark.parametrize(
    "words", ["Tổng cộng", "Cộng", "CỘNG:", "Tổng số: 45 hộ", "Tổng cộng toàn xã", "Tong cong", "Cộng (2 hộ)"]
)
def test_a_line_of_sums_is_left_out_and_said_even_with_formulas(words: str) -> None:
    content = listed(("STT", "Chủ hộ", "Số khẩu"), (1, "Nông Ánh", 4), (None, words, "=SUM(C2:C2)"))

    assert [row.number for row in content.rows] == [2]
    assert content.notices == ("Bỏ qua dòng tổng cộng: dòng 3.",)


@pytest.mark.parametrize(
    "words",
    ["Cộng đồng dân cư xóm Bản Viết", "Tổng công ty Khoáng sản", "Công", "Tống Cộng Hoà", "Tổng Văn Công"],
)
def test_names_that_only_begin_like_a_sum_are_records(words: str) -> None:
    assert [row.cells["head"] for row in listed(("Chủ hộ", "Số khẩu"), (words, 4)).rows] == [words]


def test_a_numbered_row_is_a_record_whatever_it_is_called() -> None:
    assert len(listed(("STT", "Chủ hộ", "Số khẩu"), (1, "Cộng", 4)).rows) == 1
