"""Certificates, minutes and decision lists, as PDF and as Word, read back with independent readers."""

from __future__ import annotations

import io
import shutil
from dataclasses import replace
from datetime import date
from uuid import UUID

import docx
import pytest
from docx.document import Document
from docx.oxml.ns import qn
from docx.shared import Pt
from pypdf import PdfReader

from khuyenhoc.domain.learning.queries.papers_issued import (
    CertificatePaper,
    DecisionPaper,
    MinutesPaper,
    MinutesRow,
)
from khuyenhoc.domain.learning.renderers import certificates, decision_lists, minutes
from khuyenhoc.foundation.papers.proofreading import TemplateFault
from khuyenhoc.foundation.values.datafiles import DATA
from khuyenhoc.foundation.values.mandates import UnitId

CERTIFICATE = CertificatePaper(
    recognition=1,
    token=UUID(int=1),
    number="1/2025",
    holder="Nông Thị Nguyệt Hằng",
    is_family=False,
    place="Xóm Nà Pò, xã Đức Long",
    title="Công dân học tập",
    grade="Xuất sắc",
    is_only_grade=True,
    year=2025,
    first_day=date(2025, 1, 1),
    last_day=date(2025, 12, 31),
    decision="125/QĐ-UBND",
    decided_on=date(2025, 2, 5),
    issuer="Ủy ban nhân dân xã Đức Long",
    signer="Nông Văn Ký",
    signer_post="Chủ tịch",
    is_revoked=False,
)
DECISION = DecisionPaper(
    1, "125/QĐ-UBND", date(2025, 2, 5), "Ủy ban nhân dân xã Đức Long", "Nông Văn Ký", "Chủ tịch",
    "Công dân học tập", 2025, UnitId(1), [CERTIFICATE],
)  # fmt: skip
MEETING = MinutesPaper(
    sitting=1,
    unit="Chi hội khuyến học Xóm Nà Pò",
    parent="Hội Khuyến học xã Đức Long",
    unit_id=UnitId(1),
    title="Công dân học tập",
    year=2025,
    held_on=date(2025, 1, 5),
    place="Nhà văn hoá xóm",
    chair="Đàm Thị Xóm",
    secretary="Lý Văn Thư",
    present=20,
    invited=25,
    minutes="Ý kiến thứ nhất.\n\nÝ kiến thứ hai.",
    rows=[MinutesRow("Lý Thị Én", 1980, "87,5", "18/20", True, "")],
)


def address_of(token: UUID) -> str:
    return f"https://khuyenhoc.example/chung-nhan/{token}/"


def certificates_as(ending, papers):
    render = certificates.pdf if ending == "pdf" else certificates.docx
    return render(papers, address_of=address_of, title="Công dân học tập 2025")


def opened(made: bytes) -> Document:
    return docx.Document(io.BytesIO(made))


def words(made: bytes) -> str:
    """The text of a PDF or a Word file, without its lines."""
    if made.startswith(b"%PDF"):
        text = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(made)).pages)
    else:
        lines = opened(made).element.body.iter(qn("w:p"))
        text = " ".join(
            "".join(each.text or " " for each in line.iter(qn("w:t"), qn("w:br"))) for line in lines
        )
    return " ".join(text.split())


def style_sizes(document: Document, style: str) -> list[float]:
    """The sizes set on the runs of a style's paragraphs, in points; of none where the style's own holds."""
    cells = (cell for table in document.tables for row in table.rows for cell in row.cells)
    lines = [line for cell in cells for line in cell.paragraphs if line.style and line.style.name == style]
    return [run.font.size.pt for line in lines for run in line.runs if run.font.size]


@pytest.fixture
def office(settings, tmp_path):
    """The office's own copy of a shipped template, changed as in Word."""
    settings.OWN_TEMPLATES = tmp_path

    def changed(name, change):
        path = tmp_path / "papers" / name
        path.parent.mkdir(exist_ok=True)
        shutil.copy(DATA / "papers" / name, path)
        document = docx.Document(str(path))
        change(document)
        document.save(str(path))

    return changed


@pytest.mark.parametrize("ending", ["pdf", "docx"])
def test_a_certificate_says_to_whom_what_and_by_which_decision(ending):
    text = words(certificates_as(ending, [CERTIFICATE]))

    assert all(
        said in text
        for said in (
            "ỦY BAN NHÂN DÂN XÃ ĐỨC LONG", "Số: 1/2025", "GIẤY CHỨNG NHẬN", "Nông Thị Nguyệt Hằng",
            "“Công dân học tập” năm 2025", "Quyết định số 125/QĐ-UBND ngày 05 tháng 02 năm 2025",
            "CHỦ TỊCH", "Nông Văn Ký",
        )
    )  # fmt: skip
    assert "THU HỒI" not in text


@pytest.mark.parametrize("ending", ["pdf", "docx"])
def test_a_revoked_certificate_says_so_and_a_family_is_named_by_its_head(ending):
    text = words(certificates_as(ending, [replace(CERTIFICATE, is_revoked=True, is_family=True)]))

    assert "ĐÃ THU HỒI" in text
    assert "Gia đình ông (bà) Nông Thị Nguyệt Hằng" in text


def test_a_long_name_grows_smaller_and_a_short_one_keeps_the_templates_size():
    longest = "Đặng Hoàng Thị Ngọc Bích Nguyễn Phương Thảo Vĩnh Trường An Khang"

    short, long = (
        style_sizes(opened(certificates_as("docx", [replace(CERTIFICATE, holder=holder)])), "Người được cấp")
        for holder in (CERTIFICATE.holder, longest)
    )

    assert short == []
    assert all(16 <= size < 28 for size in long)
    assert long


def test_each_certificate_in_word_begins_a_page_and_has_its_own_code():
    document = opened(certificates_as("docx", [CERTIFICATE, replace(CERTIFICATE, token=UUID(int=2))]))

    breaks = [line for line in document.paragraphs if line.paragraph_format.page_break_before]
    pictures = {each.get(qn("r:embed")) for each in document.element.body.iter(qn("a:blip"))}
    assert (len(breaks), len(pictures)) == (1, 2)
    section = document.sections[0]
    assert [round(side.mm) for side in (section.page_width, section.page_height) if side] == [297, 210]


@pytest.mark.parametrize("made", [minutes.pdf, minutes.docx])
def test_the_minutes_say_who_met_what_was_said_and_how_it_ended(made):
    text = words(made(MEETING))

    assert all(
        said in text
        for said in (
            "HỘI KHUYẾN HỌC XÃ ĐỨC LONG", "CHI HỘI KHUYẾN HỌC XÓM NÀ PÒ", "BIÊN BẢN",
            "ngày 05 tháng 01 năm 2025",
            "20 trên 25", "Ý kiến thứ hai.", "Lý Thị Én", "87,5", "18/20", "nhất trí./.", "THƯ KÝ", "CHỦ TRÌ",
        )
    )  # fmt: skip


@pytest.mark.parametrize("made", [minutes.pdf, minutes.docx])
def test_what_is_missing_in_minutes_is_left_to_be_written_by_hand(made):
    empty = replace(MEETING, parent="", place="", chair="", secretary="", minutes="", rows=[])

    text = words(made(empty))

    assert "Địa điểm: …" in text
    assert "Chủ trì: … Thư ký: …" in text
    assert "Ý kiến tại cuộc họp" not in text


@pytest.mark.parametrize(
    ("made", "rows"),
    [
        (lambda: minutes.docx(replace(MEETING, rows=[*MEETING.rows] * 200)), 201),
        (lambda: decision_lists.docx(replace(DECISION, certificates=[CERTIFICATE] * 200)), 201),
    ],
)
def test_a_long_table_repeats_its_heading_and_splits_no_row(made, rows):
    document = opened(made())

    table = next(table for table in document.tables if len(table.rows) == rows)
    assert table.rows[0]._tr.xpath("w:trPr/w:tblHeader")
    assert all(row.xpath("w:trPr/w:cantSplit") for row in table._tbl.tr_lst)


@pytest.mark.parametrize("name", ["certificate", "minutes", "decision-list"])
def test_the_shipped_templates_name_times_and_the_measures_of_the_decree(name):
    document = docx.Document(str(DATA / "papers" / f"{name}.docx"))

    fonts = {style.font.name for style in document.styles if hasattr(style, "font")} - {None}
    assert fonts == {"Times New Roman"}
    section = document.sections[0]
    margins = [section.top_margin, section.bottom_margin, section.left_margin, section.right_margin]
    wanted = [17, 17, 18, 18] if name == "certificate" else [20, 20, 30, 20]
    assert [round(margin.mm) for margin in margins if margin] == wanted


@pytest.mark.parametrize("made", [decision_lists.pdf, decision_lists.docx])
def test_a_decisions_list_names_its_decision_and_counts_its_rows(made):
    text = words(made(DECISION))

    assert "Kèm theo Quyết định số 125/QĐ-UBND ngày 05 tháng 02 năm 2025" in text
    assert "Danh sách này có 1 trường hợp." in text


@pytest.mark.parametrize(
    "name", ["#set page(width: 1pt)", "*Nông* _Văn_ $A$", "{{ rows }}", "Nông <w:p> & A"]
)
def test_a_name_is_printed_as_it_is_written_whatever_it_holds(name):
    named = replace(CERTIFICATE, holder=name)

    for ending in ("pdf", "docx"):
        assert name.split()[-1] in words(certificates_as(ending, [named]))
        render = decision_lists.pdf if ending == "pdf" else decision_lists.docx
        assert name.split()[-1] in words(render(replace(DECISION, certificates=[named])))


@pytest.mark.parametrize("ending", ["pdf", "docx"])
def test_the_same_paper_gives_the_same_bytes(ending):
    assert certificates_as(ending, [CERTIFICATE]) == certificates_as(ending, [CERTIFICATE])


def test_an_offices_own_heading_and_row_style_are_used(office):
    def change(document):
        next(line for line in document.paragraphs if line.text == "BIÊN BẢN").runs[
            0
        ].text = "BIÊN BẢN HỌP XÓM"
        document.styles["Ô bảng"].font.size = Pt(15)

    office("minutes.docx", change)

    made = minutes.docx(MEETING)

    assert "BIÊN BẢN HỌP XÓM" in words(made)
    assert opened(made).styles["Ô bảng"].font.size == Pt(15)
    assert "BIÊN BẢN HỌP XÓM" not in words(minutes.pdf(MEETING))


def test_a_wrong_tag_in_an_offices_template_is_told_with_its_place(office):
    def change(document):
        document.tables[1].cell(2, 1).paragraphs[0].runs[0].text = "{{ row.ho_ten }}"

    office("minutes.docx", change)

    with pytest.raises(
        TemplateFault, match=r"minutes\.docx, bảng 2, hàng 3, ô 2, thẻ \{\{ row\.ho_ten \}\}: "
    ):
        minutes.docx(MEETING)
