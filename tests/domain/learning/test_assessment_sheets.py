"""Printed lists and sheets, read back with an independent reader."""

from __future__ import annotations

import io
from datetime import date

import pytest
from pypdf import PdfReader

from khuyenhoc.domain.learning.renderers import assessment_sheets, hamlet_lists
from khuyenhoc.domain.learning.renderers.assessment_sheets import (
    PapersOf,
    SheetOf,
    fits_half_a_page,
)
from khuyenhoc.domain.learning.rules.paper_codes import paper_code, registration_of
from khuyenhoc.foundation.criteria import shelf
from khuyenhoc.foundation.criteria.reading import parse
from tests.domain.learning.titles import HAMLETS

OF = PapersOf(
    "Chi hội khuyến học Xóm Nà Pò", "Hội Khuyến học xã Đức Long", "Công dân học tập", 2025, date(2025, 11, 5)
)
CITIZENS = shelf.national().by_key("learning-citizen/2023")
LEVELS = parse(HAMLETS, key="cao-bang/community-hamlet/2024")
TEMPLATE = shelf.national().by_key("learning-family/2022")


def citizen(number, name="Nông Văn Hoà"):
    return SheetOf(
        paper_code(number), name, 1980, "Người dân sinh sống trên địa bàn xã", "resident", CITIZENS
    )


def pages(content):
    return [" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(content)).pages]


def sizes(content, wanted):
    """The sizes a text is printed in, in points."""
    found = []
    for page in PdfReader(io.BytesIO(content)).pages:
        page.extract_text(
            visitor_text=lambda text, _c, matrix, _f, size: (
                found.append(abs(size * matrix[0])) if wanted in text else None
            )
        )
    return found


def test_each_title_has_a_sheet_with_its_name_its_code_and_every_item():
    printed = pages(assessment_sheets.pdf(OF, [citizen(1), citizen(2, "Lý Thị Én")]))

    assert len(printed) == 2
    for text, code, name in zip(
        printed, (paper_code(1), paper_code(2)), ("Nông Văn Hoà", "Lý Thị Én"), strict=True
    ):
        assert all(
            word in text
            for word in (code, name, "1980", "Phiếu tự đánh giá năm 2025", "Công dân học tập", "Tổng điểm")
        )
        assert all(item.label in text for item in CITIZENS.items)
        assert text.count("0–10") == 10


def test_the_code_is_the_largest_word_on_the_sheet_and_types_back():
    content = assessment_sheets.pdf(OF, [citizen(1234)])

    assert registration_of(paper_code(1234)) == 1234
    assert min(sizes(content, paper_code(1234))) >= 24
    assert min(sizes(content, "Ngoại ngữ")) >= 14


def test_two_sheets_stand_on_a_page_where_they_can_be_read_there():
    printed = pages(assessment_sheets.pdf(OF, [citizen(n) for n in range(1, 6)], a_page=2))

    assert len(printed) == 3
    assert all(paper_code(n) in printed[(n - 1) // 2] for n in range(1, 6))
    assert [text.count("Người đánh giá ký") for text in printed] == [2, 2, 1]


def test_a_sheet_too_long_for_half_a_page_has_its_own():
    long_set = shelf.national().by_key("learning-unit-upper/2020")
    sheet = SheetOf(paper_code(1), "Trường tiểu học Đức Long", None, "", "", long_set)

    assert (fits_half_a_page(long_set, ""), fits_half_a_page(CITIZENS, "resident")) == (False, True)
    assert len(pages(assessment_sheets.pdf(OF, [sheet, sheet], a_page=2))) == 2


def test_levels_are_ticked_and_what_the_registers_count_is_not():
    text = pages(assessment_sheets.pdf(OF, [SheetOf(paper_code(1), "Xóm Nà Pò", None, "", "", LEVELS)]))[0]

    assert (text.count("đạt"), text.count("chưa"), text.count("tính từ sổ")) == (2, 2, 1)
    assert "Tổng điểm" not in text


def test_under_a_set_that_is_not_whole_nothing_is_asked_and_the_sheet_says_so():
    text = pages(assessment_sheets.pdf(OF, [SheetOf(paper_code(1), "Nông Văn A", None, "", "", TEMPLATE)]))[0]

    assert TEMPLATE.notice in text
    assert "Tôi đã tự đánh giá" in text
    assert "Điểm" not in text


def test_the_list_has_the_same_codes_in_the_same_order_and_room_for_the_three_counts():
    sheets = [citizen(n, f"Nông Văn {n}") for n in range(1, 61)]

    text = " ".join(pages(hamlet_lists.pdf(OF, sheets)))

    assert [text.index(one.code) for one in sheets] == sorted(text.index(one.code) for one in sheets)
    assert all(word in text for word in ("Phát ra", "Thu về", "Đạt", "Có 60 phiếu", "Người đếm", "trang 1/"))


@pytest.mark.parametrize(
    "name", ["#set page(width: 1pt)", "*Nông* _Văn_ $A$", "Nông <b>Văn</b> \\ A", "Ngữ " * 30]
)
def test_a_name_is_printed_as_it_is_written_whatever_it_holds(name):
    for content in (assessment_sheets.pdf(OF, [citizen(1, name)]), hamlet_lists.pdf(OF, [citizen(1, name)])):
        assert name.split()[0] in pages(content)[0]


def test_the_same_sheets_give_the_same_file():
    assert assessment_sheets.pdf(OF, [citizen(1)]) == assessment_sheets.pdf(OF, [citizen(1)])


def test_a_share_the_registers_do_not_count_is_written_as_two_numbers():
    other = parse(HAMLETS.replace("model.citizen_adult.recognised", "model.family.recognised"), key="x/1")

    text = pages(assessment_sheets.pdf(OF, [SheetOf(paper_code(1), "Xóm Nà Pò", None, "", "", other)]))[0]

    assert ("số đạt/tổng" in text, "tính từ sổ" in text) == (True, False)
