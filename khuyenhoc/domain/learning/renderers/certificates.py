"""
Papers of titles as PDF, set by Typst from `data/papers`: certificates with a code that opens their public
page, minutes, the list of a decision.

Certificates stand in no list of Decree 30/2020: their page is the platform's own, landscape, to be printed on
any A4.
"""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, cast
from uuid import UUID

import segno
import typst

from khuyenhoc.domain.learning.queries.papers_issued import CertificatePaper, DecisionPaper, MinutesPaper
from khuyenhoc.domain.reporting.renderers.pdf import faces
from khuyenhoc.domain.reporting.renderers.printed import clean
from khuyenhoc.foundation.values.numbers import date_text, grouped

PAPERS = Path(__file__).resolve().parents[4] / "data" / "papers"
AddressOf = Callable[[UUID], str]
"""The public address of a certificate."""


def long_day(day: Any) -> str:
    """
    "ngày 09 tháng 11 năm 2022", as Decree 30/2020 writes it: days below 10 and January, February with a 0.
    """
    return (
        f"ngày {day.day:02d} tháng {day.month:02d} năm {day.year}"
        if day.month < 3
        else f"ngày {day.day:02d} tháng {day.month} năm {day.year}"
    )


def certificate_words(paper: CertificatePaper, address: str) -> Mapping[str, str]:
    """What one certificate says, ready to print, in PDF and in Word."""
    holder = clean(paper.holder)
    held = (
        f"có giá trị đến hết {long_day(paper.last_day)}"
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
        "decision": f"Theo Quyết định số {clean(paper.decision)} {long_day(paper.decided_on)}",
        "issuer": clean(paper.issuer).upper(),
        "day": long_day(paper.decided_on).capitalize(),
        "signer_post": clean(paper.signer_post).upper(),
        "signer": clean(paper.signer),
        "address": address,
        "revoked": "ĐÃ THU HỒI" if paper.is_revoked else "",
    }


def certificates_pdf(papers: Sequence[CertificatePaper], *, address_of: AddressOf, title: str) -> bytes:
    """A page each; hundreds in one file."""
    pages = [
        {**certificate_words(paper, address := address_of(paper.token)), "qr": qr_svg(address)}
        for paper in papers
    ]
    return _set("certificate.typ", {"title": title, "pages": pages})


def qr_svg(address: str) -> str:
    """The address as a code any telephone reads; a tenth of it may be dirty (level M)."""
    written = io.BytesIO()
    segno.make(address, error="m", micro=False).save(
        written, kind="svg", scale=4, border=2, xmldecl=False, nl=False
    )
    return written.getvalue().decode()


def minutes_words(paper: MinutesPaper) -> dict[str, Any]:
    """What the minutes say, ready to print."""
    turned = len(paper.rows) - paper.agreed
    return {
        "parent": clean(paper.parent).upper(),
        "unit": clean(paper.unit).upper(),
        "title": f"Họp bình xét danh hiệu “{paper.title}” năm {paper.year}",
        "opening": [
            f"Thời gian: {long_day(paper.held_on)}.",
            f"Địa điểm: {clean(paper.place) or '…'}.",
            f"Có mặt: {grouped(paper.present)} trên {grouped(paper.invited)} người được mời.",
            f"Chủ trì: {clean(paper.chair)}. Thư ký: {clean(paper.secretary)}.",
        ],
        "minutes": [clean(line) for line in paper.minutes.splitlines() if line.strip()],
        "rows": [
            {
                "number": str(number),
                "name": clean(row.name),
                "born": "" if row.birth_year is None else str(row.birth_year),
                "total": row.total,
                "votes": row.votes,
                "said": "nhất trí" if row.is_agreed else "không nhất trí",
                "remark": clean(row.remark),
            }
            for number, row in enumerate(paper.rows, 1)
        ],
        "result": (
            f"Kết quả: {grouped(paper.agreed)} trường hợp được nhất trí đề nghị công nhận, "
            f"{grouped(turned)} trường hợp không nhất trí."
        ),
        "chair": clean(paper.chair),
        "secretary": clean(paper.secretary),
        "held_on": date_text(paper.held_on),
    }


def minutes_pdf(paper: MinutesPaper) -> bytes:
    return _set("minutes.typ", minutes_words(paper))


def list_words(paper: DecisionPaper) -> dict[str, Any]:
    """The list that goes with a decision, ready to print."""
    return {
        "title": f"Danh sách được công nhận “{paper.title}” năm {paper.year}",
        "under": (
            f"(Kèm theo Quyết định số {clean(paper.number)} {long_day(paper.decided_on)} của "
            f"{clean(paper.issuer)})"
        ),
        "rows": [
            {
                "number": str(number),
                "name": clean(one.holder),
                "place": clean(one.place),
                "grade": clean(one.grade),
                "certificate": one.number,
            }
            for number, one in enumerate(paper.certificates, 1)
        ],
        "total": f"Danh sách này có {grouped(len(paper.certificates))} trường hợp.",
    }


def list_pdf(paper: DecisionPaper) -> bytes:
    return _set("list.typ", list_words(paper))


def _set(template: str, page: Mapping[str, Any]) -> bytes:
    """What is printed goes in as one JSON text, never as markup: a name may hold `#` or `*`."""
    compiler = typst.Compiler(
        root=PAPERS, font_paths=faces(), sys_inputs={"page": json.dumps(page, ensure_ascii=False)}
    )
    return cast(bytes, compiler.compile(PAPERS / template, format="pdf"))
