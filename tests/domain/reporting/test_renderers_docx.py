from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from dataclasses import replace

import pytest
from docx import Document
from docx.document import Document as Opened
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import parse_xml
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph as WordParagraph

from khuyenhoc.domain.reporting.renderers import docx
from khuyenhoc.domain.reporting.renderers.printed import UnknownSource
from khuyenhoc.domain.reporting.rules.content import Cell, Row, Table, fingerprint
from tests.domain.reporting.sample_pack import CHAPTERS, HOSTILE, hostile_pack, sample_pack

CONTENT = sample_pack()
MARK = fingerprint(CONTENT)


@pytest.fixture(scope="module")
def made() -> Opened:
    return Document(io.BytesIO(docx.render(CONTENT, MARK, 1)))


def paragraphs(document: Opened) -> Iterator[WordParagraph]:
    for element in document.element.body.iter(qn("w:p")):
        yield WordParagraph(element, document._body)


def styled(document: Opened, style: str) -> list[WordParagraph]:
    return [each for each in paragraphs(document) if each.style is not None and each.style.name == style]


def words(document: Opened) -> str:
    return "\n".join(each.text for each in paragraphs(document))


def test_the_page_has_the_measures_of_the_decree(made: Opened) -> None:
    for section in made.sections:
        assert section.page_width is not None
        assert section.page_height is not None
        assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)
        margins = (section.top_margin, section.bottom_margin, section.left_margin, section.right_margin)
        assert [round(each.mm, 1) for each in margins if each is not None] == [20, 20, 30, 20]


def test_the_body_is_14_points_of_times_justified_with_a_first_line_of_1_27_cm(made: Opened) -> None:
    style = styled(made, "Nội dung")[0].style

    assert style is not None
    assert style.font.name == "Times New Roman"
    assert style.font.size.pt == 14
    form = style.paragraph_format
    assert form.alignment == WD_ALIGN_PARAGRAPH.JUSTIFY
    assert round(form.first_line_indent.cm, 2) == 1.27
    assert form.space_after.pt == 6
    assert 1.15 <= form.line_spacing <= 1.5


@pytest.mark.parametrize(
    ("style", "size", "bold", "italic"),
    [
        ("Quốc hiệu", 12, True, False),
        ("Tiêu ngữ", 13, True, False),
        ("Cơ quan cấp trên", 12, False, False),
        ("Cơ quan ban hành", 12, True, False),
        ("Số, ký hiệu", 13, False, False),
        ("Địa danh, ngày tháng", 13, False, True),
        ("Tên loại", 14, True, False),
        ("Trích yếu", 14, True, False),
        ("Heading 1", 14, True, False),
        ("Heading 2", 14, True, False),
        ("Nơi nhận", 12, True, True),
        ("Nơi nhận (danh sách)", 11, False, False),
        ("Quyền hạn, chức vụ", 14, True, False),
        ("Họ tên", 14, True, False),
        ("Số trang", 13, False, False),
        ("Mã kiểm tra", 8, False, False),
    ],
)
def test_each_element_has_its_size_and_weight(
    made: Opened, style: str, size: int, bold: bool, italic: bool
) -> None:
    font = made.styles[style].font

    assert (font.name, font.size.pt, bool(font.bold), bool(font.italic)) == (
        "Times New Roman",
        size,
        bold,
        italic,
    )


def test_names_and_titles_stand_in_the_case_the_decree_wants(made: Opened) -> None:
    assert " ".join(styled(made, "Cơ quan ban hành")[0].text.split()) == "HỘI KHUYẾN HỌC HUYỆN THẠCH AN"
    assert styled(made, "Tên loại")[0].text == "BÁO CÁO"
    assert [each.text for each in styled(made, "Heading 1")] == [
        "I. KẾT QUẢ CÔNG TÁC NĂM 2022",
        "II. NHIỆM VỤ NĂM 2023",
    ]
    assert styled(made, "Heading 2")[0].text == "1. Tổ chức hội"
    assert [each.text for each in styled(made, "Quyền hạn, chức vụ")] == ["TM. BAN THƯỜNG VỤ", "CHỦ TỊCH"]


def test_the_rule_under_the_issuer_is_between_a_third_and_a_half_of_its_name(made: Opened) -> None:
    rule = styled(made, "Đường kẻ dưới cơ quan")[0].paragraph_format
    assert rule.left_indent is not None
    long = 70 - 2 * rule.left_indent.mm

    assert 1 / 3 <= long / 40.1 <= 1 / 2  # "HUYỆN THẠCH AN" is 40 mm of 12 pt bold


def test_the_page_number_is_centred_on_top_from_the_second_page(made: Opened) -> None:
    for section in made.sections:
        top = section.header.paragraphs[0]
        assert section.different_first_page_header_footer
        assert [each.get(qn("w:start")) for each in section._sectPr.xpath("w:pgNumType")] == ["1"]
        assert "PAGE" in "".join(each.text or "" for each in top._p.iter(qn("w:instrText")))
        assert top.style is not None
        assert top.style.paragraph_format.alignment == WD_ALIGN_PARAGRAPH.CENTER
        assert not list(section.first_page_header._element.iter(qn("w:instrText")))


def test_every_page_has_the_fingerprint_and_the_issue_at_its_foot(made: Opened) -> None:
    for section in made.sections:
        for foot in (section.footer, section.first_page_footer):
            assert f"Mã kiểm tra (SHA-256): {MARK} · Lần phát hành 1" in foot.paragraphs[0].text
            fields = "".join(each.text or "" for each in foot._element.iter(qn("w:instrText")))
            assert "PAGE" in fields
            assert "NUMPAGES" in fields


def test_every_number_of_the_founding_page_stands_in_its_sentence_with_a_raised_reference(
    made: Opened,
) -> None:
    text = words(made)

    for number in ("1.095", "trên 60 nghìn", *map(str, CHAPTERS.values()), "15", "6.126", "91", "58/58"):
        assert f"{number}[" in text
    marks = [run for each in styled(made, "Nội dung") for run in each.runs if run.text.startswith("[")]
    assert marks
    assert all(run.style.font.superscript for run in marks)


def test_the_table_says_what_the_content_says(made: Opened) -> None:
    table = next(each for each in made.tables if each.cell(0, 0).text == "Đơn vị")
    printed = [[cell.text for cell in row.cells] for row in table.rows]

    assert printed[0] == ["Đơn vị", *CONTENT.tables[0].columns]
    for row, wanted in zip(printed[1:], CONTENT.tables[0].rows, strict=True):
        assert [text.partition("[")[0] for text in row] == [
            wanted.label,
            *(cell.text for cell in wanted.cells),
        ]


def test_the_heading_of_a_table_repeats_and_its_rows_are_not_split(made: Opened) -> None:
    table = next(each for each in made.tables if each.cell(0, 0).text == "Đơn vị")

    assert table.rows[0]._tr.xpath("w:trPr/w:tblHeader")
    assert all(row._tr.xpath("w:trPr/w:cantSplit") for row in table.rows)
    assert sum(int(each.get(qn("w:w"))) for each in table._tbl.tblGrid) == pytest.approx(
        160 / 25.4 * 1440, abs=10
    )


def test_the_signature_keeps_with_the_last_paragraph(made: Opened) -> None:
    last = styled(made, "Nội dung (đoạn cuối)")

    assert len(last) == 1
    assert last[0].text.endswith("./.")
    assert last[0].style is not None
    assert last[0].style.paragraph_format.keep_with_next
    block = next(each for each in made.tables if "Nơi nhận:" in each.cell(0, 0).text)
    assert block.rows[0]._tr.xpath("w:trPr/w:cantSplit")


def test_the_annex_names_the_source_of_each_reference(made: Opened) -> None:
    annex = made.tables[-1]
    rows = {row.cells[0].text: [cell.text for cell in row.cells] for row in annex.rows}

    assert rows["[1]"][1:4] == [
        "1.095",
        "Cụm miền Đông\nChi hội\nnăm 2022",
        "cộng từ đơn vị dưới\n5/5 đơn vị đã báo cáo\ntheo tổ chức ngày 09/11/2022",
    ]
    assert "gia đình hiếu học" in rows["[9]"][4]
    assert len(rows) == 13


def test_the_chart_is_a_picture_with_words(made: Opened) -> None:
    pictures = list(made.element.body.iter(qn("wp:docPr")))

    assert len(pictures) == 1
    assert "Trùng Khánh: 327" in pictures[0].get("descr")


def test_the_same_content_gives_the_same_bytes() -> None:
    assert docx.render(CONTENT, MARK, 1) == docx.render(CONTENT, MARK, 1)


def test_names_are_printed_as_they_are_and_the_file_stays_sound() -> None:
    raw = docx.render(hostile_pack(), "0" * 64, 12)

    with zipfile.ZipFile(io.BytesIO(raw)) as file:
        for name in file.namelist():
            if name.endswith((".xml", ".rels")):
                parse_xml(file.read(name))
    text = words(Document(io.BytesIO(raw)))
    for name in (*HOSTILE[:6], "Xã có hai dòng và dấu", HOSTILE[8]):
        assert f"Đơn vị {name} có 217[1] chi hội." in text


def test_a_wide_table_goes_on_below_with_the_same_rows() -> None:
    document = Document(io.BytesIO(docx.render(hostile_pack(), "0" * 64, 12)))
    captions = [each.text for each in styled(document, "Tên bảng")]

    said = "Bảng 1. So sánh: [xã]/*phường*? (theo tổ chức ngày 09/11/2022; phần"
    assert captions[:2] == [f"{said} 1/2)", f"{said} 2/2)"]
    annexes = [each.text for each in styled(document, "Phụ lục")]
    assert annexes == ["Phụ lục I", "Phụ lục II"]


def test_nothing_of_the_template_s_own_language_is_left_in_the_file() -> None:
    with zipfile.ZipFile(io.BytesIO(docx.render(CONTENT, MARK, 1))) as file:
        for name in file.namelist():
            if name.startswith("word/") and name.endswith(".xml"):
                assert b"{{" not in file.read(name)
                assert b"{%" not in file.read(name)


def test_a_number_whose_source_is_not_known_is_not_printed() -> None:
    with pytest.raises(UnknownSource):
        docx.render(replace(CONTENT, sources={}), MARK, 1)


def test_a_rate_is_printed_beside_what_it_is_reckoned_from() -> None:
    triples = tuple(each for index in range(4) for each in (f"Mô hình {index}", "Trong tổng số", "Tỷ lệ (%)"))
    cells = tuple(
        each
        for index in range(4)
        for each in (
            Cell(str(index + 1), index + 1),
            Cell("8", 8),
            Cell(f"{(index + 1) * 12.5:.1f} %".replace(".", ",")),
        )
    )
    table = Table(
        "m", "Mô hình", "Đơn vị", ("Chi hội", *triples), (Row("Thạch An", (Cell("217", 217), *cells)),)
    )
    content = replace(CONTENT, tables=(table,), charts=())

    document = Document(io.BytesIO(docx.render(content, MARK, 1)))

    headings = [
        [cell.text for cell in each.rows[0].cells][1:]
        for each in document.tables
        if each.cell(0, 0).text == "Đơn vị"
    ]
    assert headings[1:] == [["Chi hội", *triples[:3]], [*triples[3:9]], [*triples[9:]]]
