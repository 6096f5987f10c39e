"""
Papers of titles as Word files an office may finish by hand: certificates, minutes, the list of a decision.
The words are those of the PDF.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any, cast

import segno
from docx import Document
from docx.document import Document as Opened
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph

from khuyenhoc.domain.learning.queries.papers_issued import CertificatePaper, DecisionPaper, MinutesPaper
from khuyenhoc.domain.reporting.renderers.title_papers import (
    AddressOf,
    certificate_words,
    list_words,
    minutes_words,
)

_FACE = "Times New Roman"
_INK, _SEAL = RGBColor(0x23, 0x40, 0x6B), RGBColor(0xA3, 0x25, 0x1C)
_STATE, _MOTTO = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc"


def certificates_docx(papers: Sequence[CertificatePaper], *, address_of: AddressOf, title: str) -> bytes:
    """A page each, A4 landscape, with a frame."""
    document = _opened(title, landscape=True)
    for at, paper in enumerate(papers):
        address = address_of(paper.token)
        words = certificate_words(paper, address)
        if at:
            _next_page(document)
        head = _grid(document, 1, (105, 156))
        _centred(head.cell(0, 0), words["issuer"], 12.5, bold=True)
        _line(head.cell(0, 0), words["number"], 12)
        _centred(head.cell(0, 1), _STATE, 12.5, bold=True)
        _line(head.cell(0, 1), _MOTTO, 13, bold=True, underlined=True)
        for text, size, colour, bold, before in (
            *(((words["revoked"], 20, _SEAL, True, 4),) if words["revoked"] else ()),
            ("GIẤY CHỨNG NHẬN", 34, _SEAL, True, 18),
            (words["holder"], 28, _INK, True, 8),
            (words["place"], 15, None, False, 2),
            ("đạt danh hiệu", 16, None, False, 8),
            (f"“{words['title']}” năm {words['year']}", 25, _SEAL, True, 2),
            *(((words["grade"], 16, None, False, 2),) if words["grade"] else ()),
            (f"{words['decision']}; {words['held']}.", 14, None, False, 8),
            (" ", 22, None, False, 0),
        ):
            line = document.add_paragraph()
            line.alignment = WD_ALIGN_PARAGRAPH.CENTER
            line.paragraph_format.space_before, line.paragraph_format.space_after = Pt(before), Pt(0)
            _run(line, text, size, bold=bold, colour=colour)
        foot = _grid(document, 1, (34, 107, 120))
        picture = io.BytesIO()
        segno.make(address, error="m", micro=False).save(picture, kind="png", scale=6, border=2)
        picture.seek(0)
        foot.cell(0, 0).paragraphs[0].add_run().add_picture(picture, width=Mm(27))
        _run(foot.cell(0, 1).paragraphs[0], "Kiểm tra giấy này tại", 9)
        _run(foot.cell(0, 1).add_paragraph(), address, 8)
        _centred(foot.cell(0, 2), words["day"], 13, italic=True)
        _line(foot.cell(0, 2), words["signer_post"], 13, bold=True)
        _line(foot.cell(0, 2), words["signer"], 14, bold=True, before=58)
    return _written(document)


def minutes_docx(paper: MinutesPaper) -> bytes:
    words = minutes_words(paper)
    document = _opened(f"Biên bản. {words['title']}")
    head = _grid(document, 1, (65, 95))
    _centred(head.cell(0, 0), words["parent"], 12)
    _line(head.cell(0, 0), words["unit"], 12, bold=True, underlined=True)
    _centred(head.cell(0, 1), _STATE, 12, bold=True)
    _line(head.cell(0, 1), _MOTTO, 13, bold=True, underlined=True)
    _middle(document, "BIÊN BẢN", 15, before=14)
    _middle(document, words["title"], 13.5)
    for text in words["opening"]:
        _text(document, text)
    if words["minutes"]:
        _text(document, "Ý kiến tại cuộc họp", bold=True)
        for text in words["minutes"]:
            _text(document, text)
    _text(document, "Kết quả từng trường hợp", bold=True)
    headings = ("STT", "Họ và tên, tên", "Năm sinh", "Điểm", "Phiếu", "Ý kiến", "Ghi chú")
    keys = ("number", "name", "born", "total", "votes", "said", "remark")
    _table(
        document,
        headings,
        [[row[key] for key in keys] for row in words["rows"]],
        (12, 46, 16, 15, 17, 24, 30),
    )
    _text(document, words["result"], before=8)
    _text(document, "Biên bản đã đọc lại cho mọi người cùng nghe và nhất trí.")
    foot = _grid(document, 1, (80, 80))
    for at, (post, name) in enumerate((("THƯ KÝ", words["secretary"]), ("CHỦ TRÌ", words["chair"]))):
        _centred(foot.cell(0, at), post, 13, bold=True)
        _line(foot.cell(0, at), name, 13.5, bold=True, before=66)
    return _written(document)


def list_docx(paper: DecisionPaper) -> bytes:
    words = list_words(paper)
    document = _opened(words["title"])
    _middle(document, words["title"].upper(), 14)
    line = _middle(document, words["under"], 13, bold=False)
    line.runs[0].italic = True
    keys = ("number", "name", "place", "grade", "certificate")
    _table(
        document,
        ("STT", "Họ và tên, tên", "Nơi đăng ký", "Mức", "Số giấy"),
        [[row[key] for key in keys] for row in words["rows"]],
        (12, 48, 52, 26, 22),
    )
    _text(document, words["total"], before=6)
    return _written(document)


def _opened(title: str, *, landscape: bool = False) -> Opened:
    document = Document()
    section = document.sections[0]
    width, height = (297, 210) if landscape else (210, 297)
    section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = Mm(width), Mm(height)
    section.top_margin = section.bottom_margin = Mm(18 if landscape else 20)
    section.left_margin, section.right_margin = Mm(18 if landscape else 30), Mm(18 if landscape else 20)
    if landscape:
        _frame(section._sectPr)
    style = document.styles["Normal"]
    style.font.name, style.font.size = _FACE, Pt(13.5)
    style.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), _FACE)
    document.core_properties.title, document.core_properties.language = title[:255], "vi-VN"
    document.core_properties.author = ""
    return document


def _frame(section: Any) -> None:
    borders = OxmlElement("w:pgBorders")
    borders.set(qn("w:offsetFrom"), "page")
    for side in ("top", "left", "bottom", "right"):
        border = OxmlElement(f"w:{side}")
        for name, value in (("val", "thinThickSmallGap"), ("sz", "18"), ("space", "20"), ("color", "23406B")):
            border.set(qn(f"w:{name}"), value)
        borders.append(border)
    section.find(qn("w:pgMar")).addnext(borders)


def _grid(document: Opened, rows: int, widths: Sequence[int]) -> Table:
    table: Table = document.add_table(rows, len(widths))
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    table.autofit = False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(width)
        for cell in column.cells:
            cell.width = Mm(width)
    return table


def _table(
    document: Opened, headings: Sequence[str], rows: Sequence[Sequence[str]], widths: Sequence[int]
) -> None:
    """Its cells are walked once: asking a long table for a row goes through all of it each time."""
    table = document.add_table(1 + len(rows), len(widths))
    table.autofit = False
    table.style = "Table Grid"
    for column, width in zip(table._tbl.tblGrid.gridCol_lst, widths, strict=True):
        column.w = Mm(width)
    for at, (cell, text) in enumerate(
        zip(table._cells, [*headings, *(text for row in rows for text in row)], strict=True)
    ):
        cell.width = Mm(widths[at % len(widths)])
        paragraph = cell.paragraphs[0]
        paragraph.paragraph_format.space_after = Pt(0)
        if at < len(headings) or at % len(headings) == 0:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        _run(paragraph, text, 11.5, bold=at < len(headings))
    table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))


def _next_page(document: Opened) -> None:
    """A line of one point: a table cannot begin a page by itself."""
    line = document.add_paragraph()
    line.paragraph_format.page_break_before = True
    line.paragraph_format.space_after = line.paragraph_format.space_before = Pt(0)
    _run(line, " ", 1)


def _run(
    paragraph: Paragraph,
    text: str,
    size: float,
    *,
    bold: bool = False,
    italic: bool = False,
    colour: RGBColor | None = None,
) -> None:
    run = paragraph.add_run(text)
    run.font.size, run.bold, run.italic = Pt(size), bold, italic
    if colour is not None:
        run.font.color.rgb = colour


def _centred(cell: _Cell, text: str, size: float, *, bold: bool = False, italic: bool = False) -> None:
    """The first line of a cell."""
    paragraph = cell.paragraphs[0]
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    paragraph.paragraph_format.space_after = Pt(0)
    _run(paragraph, text, size, bold=bold, italic=italic)


def _line(
    cell: _Cell, text: str, size: float, *, bold: bool = False, underlined: bool = False, before: float = 0
) -> None:
    """A further line of a cell."""
    paragraph = cast(Paragraph, cell.add_paragraph())
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    paragraph.paragraph_format.space_before, paragraph.paragraph_format.space_after = Pt(before), Pt(0)
    _run(paragraph, text, size, bold=bold)
    paragraph.runs[0].underline = underlined


def _middle(document: Opened, text: str, size: float, *, bold: bool = True, before: float = 0) -> Paragraph:
    paragraph = document.add_paragraph()
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    paragraph.paragraph_format.space_before, paragraph.paragraph_format.space_after = Pt(before), Pt(4)
    _run(paragraph, text, size, bold=bold)
    return paragraph


def _text(document: Opened, text: str, *, bold: bool = False, before: float = 0) -> None:
    paragraph = document.add_paragraph()
    paragraph.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
    paragraph.paragraph_format.space_before, paragraph.paragraph_format.space_after = Pt(before), Pt(4)
    _run(paragraph, text, 13.5, bold=bold)


def _written(document: Opened) -> bytes:
    made = io.BytesIO()
    document.save(made)
    return made.getvalue()
