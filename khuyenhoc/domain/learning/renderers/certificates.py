"""
Certificates, a page each, A4 landscape, with a code that opens their public page.

They stand in no list of Decree 30/2020: their page is the platform's own, to be printed on any A4.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping, Sequence
from uuid import UUID

import segno
from docx.document import Document
from docx.shared import Pt

from khuyenhoc.domain.learning.queries.papers_issued import CertificatePaper
from khuyenhoc.foundation.papers import typst, word
from khuyenhoc.foundation.papers.lettering import clean, width_in_ems
from khuyenhoc.foundation.papers.word import Picture, Properties
from khuyenhoc.foundation.values.datafiles import DATA
from khuyenhoc.foundation.values.paper_numbers import date_in_document

AddressOf = Callable[[UUID], str]
"""The public address of a certificate."""

_CODE_MM = 27.0
_CODE_WORDS = "Mã mở trang công khai của giấy chứng nhận"
_FITTED = {
    "Người được cấp": (235, 16),
    "Danh hiệu": (235, 16),
    "Nơi ở": (2 * 235, 11),
    "Cơ quan cấp": (2 * 95, 9),
    "Chức vụ": (2 * 110, 9),
}
"""Style of a text that grows smaller rather than run on → the mm its lines have, the smallest size in pt."""


def pdf(papers: Sequence[CertificatePaper], *, address_of: AddressOf, title: str) -> bytes:
    """Hundreds in one file, of one decision."""
    pages = [{**words(paper, address := address_of(paper.token)), "qr": qr_svg(address)} for paper in papers]
    template = DATA / "papers" / "certificate.typ"
    return typst.pdf(template, {"title": title, "pages": pages}, on=papers[0].decided_on)


def docx(papers: Sequence[CertificatePaper], *, address_of: AddressOf, title: str) -> bytes:
    """:raises TemplateFault: the template has a tag that cannot be followed"""
    pages = []
    for paper in papers:
        address = address_of(paper.token)
        pages.append({**words(paper, address), "qr": Picture(_qr(address, "png"), _CODE_MM, _CODE_WORDS)})
    path = word.template("papers/certificate.docx")
    properties = Properties(title, papers[0].decided_on)
    return word.filled(path, {"title": title, "pages": pages}, properties, finish=_fit_lines)


def words(paper: CertificatePaper, address: str) -> Mapping[str, str]:
    """What one certificate says, ready to print."""
    holder = clean(paper.holder)
    held = (
        f"có giá trị đến hết {date_in_document(paper.last_day)}"
        if paper.last_day.year > paper.year
        else f"danh hiệu của năm {paper.year}"
    )
    return {
        "number": f"Số: {paper.number}",
        "holder": f"Gia đình ông (bà) {holder}" if paper.is_family else holder,
        "place": clean(paper.place),
        "title": paper.title,
        "year": str(paper.year),
        "grade": "" if paper.is_only_grade else clean(paper.grade),
        "held": held,
        "decision": f"Theo Quyết định số {clean(paper.decision)} {date_in_document(paper.decided_on)}",
        "issuer": clean(paper.issuer).upper(),
        "day": date_in_document(paper.decided_on).capitalize(),
        "signer_post": clean(paper.signer_post).upper(),
        "signer": clean(paper.signer),
        "address": address,
        "revoked": "ĐÃ THU HỒI" if paper.is_revoked else "",
    }


def qr_svg(address: str) -> str:
    return _qr(address, "svg", xmldecl=False, nl=False).decode()


def _qr(address: str, kind: str, **options: bool) -> bytes:
    """The address as a code any telephone reads; a tenth of it may be dirty (level M)."""
    written = io.BytesIO()
    segno.make(address, error="m", micro=False).save(written, kind=kind, scale=6, border=2, **options)
    return written.getvalue()


def _fit_lines(document: Document) -> None:
    """A long name grows smaller, down to where it can still be read."""
    for paragraph in word.paragraphs(document):
        style = paragraph.style
        if style is None or style.name not in _FITTED or style.font.size is None or not paragraph.text:
            continue
        room_mm, smallest = _FITTED[style.name]
        fitting = room_mm / word.POINT_MM / width_in_ems(paragraph.text)
        if fitting < style.font.size.pt:
            for run in paragraph.runs:
                run.font.size = Pt(max(int(fitting), smallest))
