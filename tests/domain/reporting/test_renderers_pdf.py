from __future__ import annotations

import io
import unicodedata
from dataclasses import replace

import pytest
from pypdf import PdfReader

from khuyenhoc.domain.reporting.renderers import pdf
from khuyenhoc.domain.reporting.renderers.printed import UnknownSource
from khuyenhoc.domain.reporting.rules.content import Paragraph, Section, fingerprint
from tests.domain.reporting.sample_pack import HOSTILE, hostile_pack, sample_pack

MM = 72 / 25.4
CONTENT = sample_pack()
MARK = fingerprint(CONTENT)


@pytest.fixture(scope="module")
def made() -> PdfReader:
    return PdfReader(io.BytesIO(pdf.render(CONTENT, MARK, 1)))


def words(reader: PdfReader) -> str:
    return " ".join(" ".join(page.extract_text() for page in reader.pages).split())


def pieces(reader: PdfReader, page: int) -> list[tuple[str, float, float, float]]:
    """Text, x and y in points from the lower left corner, and size, piece by piece."""
    found: list[tuple[str, float, float, float]] = []

    def visit(text: str, current: list[float], matrix: list[float], _face: object, size: float) -> None:
        if text.strip():
            x = matrix[4] * current[0] + matrix[5] * current[2] + current[4]
            y = matrix[4] * current[1] + matrix[5] * current[3] + current[5]
            found.append((text.strip(), x, y, abs(size * matrix[0] * current[0])))

    reader.pages[page].extract_text(visitor_text=visit)
    return found


def test_every_number_of_the_founding_page_can_be_read_from_the_pdf(made: PdfReader) -> None:
    text = words(made)

    for number in ("1.095", "trên 60 nghìn", "327", "258", "217", "151", "142", "15", "6.126", "91", "58/58"):
        assert f"{number}[" in text
    assert "Quyết định 387/QĐ-TTg" in text
    assert "đơn vị./." in text


def test_its_text_is_composed_unicode(made: PdfReader) -> None:
    text = words(made)

    assert unicodedata.is_normalized("NFC", text)
    assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" in text


def test_it_is_tagged_and_says_its_title_and_language(made: PdfReader) -> None:
    catalogue = made.root_object

    assert str(catalogue["/Lang"]).startswith("vi")
    assert "/Marked': True" in str(catalogue["/MarkInfo"])
    assert made.metadata is not None
    assert made.metadata.title is not None
    assert made.metadata.title.startswith("Báo cáo Kết quả công tác khuyến học")


def test_only_the_shipped_faces_are_used_and_they_are_embedded(made: PdfReader) -> None:
    fonts = [page["/Resources"]["/Font"] for page in made.pages]  # type: ignore[index]
    faces = {font.get_object()["/BaseFont"] for page_fonts in fonts for font in page_fonts.values()}

    assert faces
    assert all("LiberationSerif" in face for face in faces)


def test_the_paper_is_a4_and_the_text_keeps_its_margins(made: PdfReader) -> None:
    for number, page in enumerate(made.pages):
        assert (float(page.mediabox.width) / MM, float(page.mediabox.height) / MM) == pytest.approx(
            (210, 297), abs=0.1
        )
        assert min(x for _, x, _, _ in pieces(made, number)) >= 29.9 * MM


def test_the_page_number_stands_in_the_top_margin_from_the_second_page(made: PdfReader) -> None:
    on_top = [[piece for piece in pieces(made, page) if piece[2] > (297 - 20) * MM] for page in range(2)]

    assert on_top[0] == []
    text, x, _, size = on_top[1][0]
    assert text == "2"
    assert x == pytest.approx((30 + 80) * MM, abs=6)
    assert size == pytest.approx(13, abs=0.1)


def test_an_annex_is_numbered_by_itself_and_does_not_show_its_first_number(made: PdfReader) -> None:
    annex = next(
        number for number, page in enumerate(made.pages) if "NGUỒN CỦA CÁC CON SỐ" in page.extract_text()
    )

    assert [piece for piece in pieces(made, annex) if piece[2] > (297 - 20) * MM] == []


def test_every_page_has_the_fingerprint_the_issue_and_its_number_at_its_foot(made: PdfReader) -> None:
    count = len(made.pages)

    for number, page in enumerate(made.pages, start=1):
        text = " ".join(page.extract_text().split())
        assert f"Mã kiểm tra (SHA-256): {MARK} · Lần phát hành 1 · trang {number}/{count}" in text
        foot = [size for words, _, y, size in pieces(made, number - 1) if y < 20 * MM]
        assert foot == pytest.approx([8] * len(foot), abs=0.1)


def test_the_body_is_set_in_14_points(made: PdfReader) -> None:
    body = [size for text, _, _, size in pieces(made, 0) if "lớp tập huấn đến cơ sở" in text]

    assert body == pytest.approx([14] * len(body), abs=0.1)
    assert body


def test_one_source_has_one_reference_however_often_it_is_used(made: PdfReader) -> None:
    text = words(made)

    assert text.count("217[5]") == 2
    assert "[12]" in text
    assert "[13]" not in text


def test_the_annex_says_how_each_number_was_come_by(made: PdfReader) -> None:
    text = words(made)

    assert "cộng từ đơn vị dưới 5/5 đơn vị đã báo cáo" in text
    assert "Trang thông tin điện tử huyện Thạch An, 09/11/2022" in text
    assert 'Báo cáo dùng tên cũ "gia đình hiếu học"' in text


def test_the_signature_is_never_alone_on_a_page() -> None:
    filler = Paragraph(
        ("Các hội kịp thời giúp đỡ học sinh có hoàn cảnh khó khăn, học sinh mồ côi, học sinh khuyết tật.",)
    )
    for count in range(8, 24):
        content = replace(
            CONTENT, sections=(Section("I", "Kết quả", 1, (filler,) * count),), tables=(), charts=()
        )

        pages = [page.extract_text() for page in PdfReader(io.BytesIO(pdf.render(content, MARK, 1))).pages]

        signed = next(page for page in pages if "Nơi nhận" in page)
        assert "./." in signed


def test_the_same_content_gives_the_same_bytes() -> None:
    assert pdf.render(CONTENT, MARK, 1) == pdf.render(CONTENT, MARK, 1)


def test_names_are_printed_as_they_are_and_never_obeyed() -> None:
    text = words(PdfReader(io.BytesIO(pdf.render(hostile_pack(), "0" * 64, 12)))).replace(
        "\N{ZERO WIDTH SPACE}", ""
    )

    for name in (*HOSTILE[:6], "Xã có hai dòng và dấu"):
        assert f"Đơn vị {name} có 217" in text


def test_a_number_whose_source_is_not_known_is_not_printed() -> None:
    content = replace(CONTENT, sources={})

    with pytest.raises(UnknownSource):
        pdf.render(content, MARK, 1)
