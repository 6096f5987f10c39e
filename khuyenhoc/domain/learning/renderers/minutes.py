"""Minutes of a meeting on titles, to the measures of Decree 30/2020, form 1.9."""

from __future__ import annotations

from typing import Any

from docx.document import Document

from khuyenhoc.domain.learning.queries.papers_issued import MinutesPaper
from khuyenhoc.foundation.papers import typst, word
from khuyenhoc.foundation.papers.lettering import HEAD_COLUMN_MM, TEXT_MM, clean, head_lines, title_lines
from khuyenhoc.foundation.papers.word import Properties, Rule
from khuyenhoc.foundation.values.datafiles import DATA
from khuyenhoc.foundation.values.numbers import grouped
from khuyenhoc.foundation.values.paper_numbers import date_in_document


def pdf(paper: MinutesPaper) -> bytes:
    return typst.pdf(DATA / "papers" / "minutes.typ", words(paper), on=paper.held_on)


def docx(paper: MinutesPaper) -> bytes:
    """:raises TemplateFault: the template has a tag that cannot be followed"""
    page = words(paper)

    def finish(document: Document) -> None:
        rules = {
            "Đường kẻ dưới cơ quan": Rule(page["unit"], size_pt=12, room_mm=HEAD_COLUMN_MM),
            "Đường kẻ dưới trích yếu": Rule(page["title"], size_pt=14, room_mm=TEXT_MM),
        }
        word.fit_rules(document, rules)

    properties = Properties(f"Biên bản. {' '.join(page['title'])}", paper.held_on)
    lines = {name: "\n".join(page[name]) for name in ("parent", "unit", "title")}
    return word.filled(word.template("papers/minutes.docx"), page | lines, properties, finish=finish)


def words(paper: MinutesPaper) -> dict[str, Any]:
    """What the minutes say, ready to print."""
    refused = len(paper.rows) - paper.agreed
    return {
        "parent": head_lines(paper.parent) if paper.parent else [],
        "unit": head_lines(paper.unit),
        "title": title_lines(f"Họp bình xét danh hiệu “{paper.title}” năm {paper.year}"),
        "opening": [
            f"Thời gian: {date_in_document(paper.held_on)}.",
            f"Địa điểm: {_ended(paper.place)}",
            f"Có mặt: {grouped(paper.present)} trên {grouped(paper.invited)} người được mời.",
            f"Chủ trì: {_ended(paper.chair)} Thư ký: {_ended(paper.secretary)}",
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
            f"{grouped(refused)} trường hợp không nhất trí."
        ),
        "chair": clean(paper.chair),
        "secretary": clean(paper.secretary),
    }


def _ended(text: str) -> str:
    """With a full stop; what is missing is left to be written by hand."""
    return f"{clean(text)}." if text.strip() else "…"
