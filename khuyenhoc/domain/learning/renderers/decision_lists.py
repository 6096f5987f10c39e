"""The list that goes with a decision on titles, as an annex of a document (Decree 30/2020, Appendix I)."""

from __future__ import annotations

from typing import Any

from docx.document import Document

from khuyenhoc.domain.learning.queries.papers_issued import DecisionPaper
from khuyenhoc.foundation.papers import typst, word
from khuyenhoc.foundation.papers.lettering import TEXT_MM, balanced, clean, title_lines
from khuyenhoc.foundation.papers.word import Properties, Rule
from khuyenhoc.foundation.values.datafiles import DATA
from khuyenhoc.foundation.values.numbers import grouped
from khuyenhoc.foundation.values.paper_numbers import date_in_document

_UNDER_EMS = 31.0
"""142 mm of 13 pt."""


def pdf(paper: DecisionPaper) -> bytes:
    return typst.pdf(DATA / "papers" / "decision-list.typ", words(paper), on=paper.decided_on)


def docx(paper: DecisionPaper) -> bytes:
    """:raises TemplateFault: the template has a tag that cannot be followed"""
    page = words(paper)

    def finish(document: Document) -> None:
        rule = Rule(page["title"], size_pt=14, room_mm=TEXT_MM)
        word.fit_rules(document, {"Đường kẻ dưới trích yếu": rule})

    properties = Properties(" ".join(page["title"]), paper.decided_on)
    lines = {name: "\n".join(page[name]) for name in ("title", "under")}
    return word.filled(word.template("papers/decision-list.docx"), page | lines, properties, finish=finish)


def words(paper: DecisionPaper) -> dict[str, Any]:
    """What the list says, ready to print."""
    decision = f"Quyết định số {clean(paper.number)} {date_in_document(paper.decided_on)}"
    return {
        "title": title_lines(f"Danh sách được công nhận “{paper.title}” năm {paper.year}".upper()),
        "under": balanced(f"(Kèm theo {decision} của {clean(paper.issuer)})", _UNDER_EMS),
        "rows": [
            {
                "number": str(number),
                "name": clean(certificate.holder),
                "place": clean(certificate.place),
                "grade": clean(certificate.grade),
                "certificate": certificate.number,
            }
            for number, certificate in enumerate(paper.certificates, 1)
        ],
        "total": f"Danh sách này có {grouped(len(paper.certificates))} trường hợp.",
    }
