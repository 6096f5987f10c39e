"""Word files filled into a template an office may change; a faulty template is refused in a sentence."""

from __future__ import annotations

import io
import zipfile
from datetime import date

import docx
import pytest
from docx.document import Document
from docx.oxml.ns import qn
from PIL import Image

from khuyenhoc.foundation.papers import word
from khuyenhoc.foundation.papers.proofreading import TemplateFault
from khuyenhoc.foundation.papers.word import Picture, Properties
from khuyenhoc.foundation.values.datafiles import DATA

PAGE = {
    "title": "Danh sách",
    "notes": [],
    "rows": [{"name": "Nông Văn Hoà", "born": "1980"}, {"name": "Lý Thị Én", "born": ""}],
}
PROPERTIES = Properties("Danh sách", date(2025, 11, 5), "Hội Khuyến học")


def office_template() -> Document:
    """A title, and a table with a heading and a row for each name."""
    document = docx.Document()
    document.add_paragraph("{{ title }}")
    table = document.add_table(4, 2)
    for cell, text in zip(
        table._cells,
        (
            "Tên",
            "Năm sinh",
            "{%tr for row in rows %}",
            "",
            "{{ row.name }}",
            "{{ row.born }}",
            "{%tr endfor %}",
            "",
        ),
        strict=True,
    ):
        cell.paragraphs[0].add_run(text)
    return document


def saved(document: Document, tmp_path):
    path = tmp_path / "office.docx"
    document.save(str(path))
    return path


def texts(made: bytes) -> list[str]:
    body = docx.Document(io.BytesIO(made)).element.body
    return ["".join(each.text or "" for each in line.iter(qn("w:t"))) for line in body.iter(qn("w:p"))]


def test_a_template_is_filled_row_by_row(tmp_path):
    made = word.filled(saved(office_template(), tmp_path), PAGE, PROPERTIES)

    assert texts(made) == ["Danh sách", "Tên", "Năm sinh", "Nông Văn Hoà", "1980", "Lý Thị Én", ""]


def test_the_same_page_gives_the_same_bytes_and_bears_its_own_day(tmp_path):
    path = saved(office_template(), tmp_path)

    first, second = (word.filled(path, PAGE, PROPERTIES) for _ in range(2))

    assert first == second
    core = docx.Document(io.BytesIO(first)).core_properties
    assert (core.title, core.author, core.created) == ("Danh sách", "Hội Khuyến học", core.modified)
    assert core.created.date() == date(2025, 11, 5)


def test_what_people_wrote_is_never_read_as_a_tag(tmp_path):
    page = PAGE | {"title": "{{ rows }} <w:p> & {% if %}"}

    made = word.filled(saved(office_template(), tmp_path), page, Properties("{{ nobody }}", date(2025, 1, 1)))

    assert texts(made)[0] == "{{ rows }} <w:p> & {% if %}"
    assert docx.Document(io.BytesIO(made)).core_properties.title == "{{ nobody }}"


def test_a_picture_bears_its_words_and_the_offices_own_logo_keeps_its_own(tmp_path):
    png = io.BytesIO()
    Image.new("RGB", (8, 8)).save(png, "PNG")
    document = docx.Document()
    logo = document.add_paragraph().add_run().add_picture(io.BytesIO(png.getvalue()))
    logo._inline.docPr.set("descr", "Biểu trưng")
    document.add_paragraph("{{ qr }}")

    made = word.filled(
        saved(document, tmp_path), {"qr": Picture(png.getvalue(), 27.0, "Mã <kiểm tra>")}, PROPERTIES
    )

    pictures = docx.Document(io.BytesIO(made)).element.body.iter(qn("wp:docPr"))
    assert [each.get("descr") for each in pictures] == ["Biểu trưng", "Mã <kiểm tra>"]


def _in_row(tag: str):
    def change(document: Document) -> None:
        document.tables[0].cell(2, 1).paragraphs[0].runs[0].text = tag

    return change


def _in_paragraph(*tags: str):
    def change(document: Document) -> None:
        for tag in tags:
            document.add_paragraph(tag)

    return change


def _in_header(tag: str):
    def change(document: Document) -> None:
        document.sections[0].header.paragraphs[0].text = tag

    return change


@pytest.mark.parametrize(
    ("change", "place", "tag", "reason"),
    [
        (_in_row("{{ row.nam_sinh }}"), "bảng 1, hàng 3, ô 2", "{{ row.nam_sinh }}", "rows (born, name)"),
        (_in_paragraph("{{ tieu_de }}"), "đoạn 10", "{{ tieu_de }}", "không có trường này"),
        (_in_header("{{ tieu_de }}"), "đầu trang, đoạn 1", "{{ tieu_de }}", "không có trường này"),
        (_in_paragraph("{{ title "), "đoạn 10", "{{", "dấu đóng"),
        (_in_paragraph("{{ title | hoa }}"), "đoạn 10", "{{ title | hoa }}", "không đọc được thẻ"),
        (_in_paragraph("{% lap row in rows %}"), "đoạn 10", "{% lap row in rows %}", "không đọc được thẻ"),
        (_in_paragraph("{%p for row in rows %}", "x"), "đoạn 10", "{%p for row in rows %}", "{% endfor %}"),
        (_in_paragraph("{%p endif %}"), "đoạn 10", "{%p endif %}", "Bỏ thẻ đi"),
        (
            _in_paragraph("{%tr if notes %}", "{%tr endif %}"),
            "đoạn 10",
            "{%tr if notes %}",
            "chỉ dùng trong bảng",
        ),
        (
            _in_paragraph("Ghi chú {%p if notes %}", "{%p endif %}"),
            "đoạn 10",
            "{%p if notes %}",
            "đoạn riêng",
        ),
        (_in_row("{%tr if row.born %}"), "bảng 1, hàng 3, ô 2", "{%tr if row.born %}", "hàng riêng"),
        (_in_paragraph("{% if notes %}", "{% endif %}"), "đoạn 11", "{% endif %}", "{% if notes %}"),
        (
            _in_paragraph("{{ title.__class__.__mro__ }}"),
            "đoạn 10",
            "{{ title.__class__.__mro__ }}",
            "không làm được",
        ),
        (_in_paragraph("{{ title + 1 }}"), "đoạn 10", "{{ title + 1 }}", "không làm được"),
    ],
)
def test_a_fault_is_told_with_its_file_its_place_its_tag_and_the_reason(tmp_path, change, place, tag, reason):
    document = office_template()
    change(document)

    with pytest.raises(TemplateFault) as fault:
        word.filled(saved(document, tmp_path), PAGE, PROPERTIES)

    assert str(fault.value).startswith(f"Mẫu office.docx, {place}, thẻ {tag}: ")
    assert reason in str(fault.value)


def test_a_tag_that_word_split_into_runs_is_one_tag(tmp_path):
    document = office_template()
    line = document.add_paragraph("{")
    for part in ("{ ti", "tle }", "}"):
        line.add_run(part)

    assert texts(word.filled(saved(document, tmp_path), PAGE, PROPERTIES))[-1] == "Danh sách"


@pytest.mark.parametrize("content", [b"", b"not a zip file", b"PK\x03\x04 cut short"])
def test_a_file_that_is_not_words_is_refused(tmp_path, content):
    path = tmp_path / "office.docx"
    path.write_bytes(content)

    with pytest.raises(TemplateFault, match=r"office\.docx.*\.docx"):
        word.filled(path, PAGE, PROPERTIES)


def test_a_zip_without_a_document_is_refused(tmp_path):
    path = tmp_path / "office.docx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("anything.txt", "x")

    with pytest.raises(TemplateFault):
        word.filled(path, PAGE, PROPERTIES)


def test_a_document_of_broken_xml_is_refused(tmp_path):
    whole = saved(office_template(), tmp_path)
    path = tmp_path / "broken.docx"
    with zipfile.ZipFile(whole) as before, zipfile.ZipFile(path, "w") as after:
        for name in before.namelist():
            after.writestr(name, b"<w:document" if name == "word/document.xml" else before.read(name))

    with pytest.raises(TemplateFault):
        word.filled(path, PAGE, PROPERTIES)


def test_the_offices_own_template_is_taken_before_the_shipped_one(settings, tmp_path):
    settings.OWN_TEMPLATES = tmp_path
    shipped = word.template("papers/minutes.docx")
    (tmp_path / "papers").mkdir()
    (tmp_path / "papers" / "minutes.docx").write_bytes(b"")

    assert shipped == DATA / "papers" / "minutes.docx"
    assert word.template("papers/minutes.docx") == tmp_path / "papers" / "minutes.docx"
