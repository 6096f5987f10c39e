"""
The report as a Word file, filled into the edition's `pack.docx`.

What a template cannot know, the width of a rule under a name or of a column among many, is set here after
filling, by the names of the styles.
"""

from __future__ import annotations

from docx.document import Document
from docx.oxml.ns import qn
from docx.table import Table

from khuyenhoc.domain.reporting.renderers import charts
from khuyenhoc.domain.reporting.renderers.printed import ROWS_KEPT_TOGETHER, charts_of, printed
from khuyenhoc.domain.reporting.rules.content import PackContent
from khuyenhoc.foundation.papers import word
from khuyenhoc.foundation.papers.lettering import HEAD_COLUMN_MM, TEXT_MM
from khuyenhoc.foundation.papers.typst import picture
from khuyenhoc.foundation.papers.word import Picture, Properties, Rule

_HEADING_CELL = "Ô bảng (tiêu đề)"


def render(content: PackContent, fingerprint: str, issue: int) -> bytes:
    """
    The Word file of an issued pack: the same bytes for the same content, fingerprint and issue.

    :raises UnknownSource: a number's source is not in the content
    :raises TemplateFault: the template has a tag that cannot be followed
    """
    page = printed(content, fingerprint, issue)
    of_key = charts_of(content)
    for block in (*page["body"], *page["annexes"]["tables"]["blocks"]):
        if block["kind"] == "chart":
            chart = of_key[block["key"]]
            block["picture"] = Picture(picture(charts.svg(chart)), TEXT_MM, charts.description(chart))
    head = page["letterhead"]
    page["letterhead"] = head | {name: "\n".join(head[name]) for name in ("superior", "issuer", "abstract")}

    def finish(document: Document) -> None:
        word.fit_rules(
            document,
            {
                "Đường kẻ dưới cơ quan": Rule(head["issuer"], size_pt=12, room_mm=HEAD_COLUMN_MM),
                "Đường kẻ dưới trích yếu": Rule(head["abstract"], size_pt=14, room_mm=TEXT_MM),
            },
        )
        _fit_columns(document)

    properties = Properties(page["title"], content.tree_on, page["author"], page["foot"])
    path = word.template(f"packs/{content.pack}/{content.edition}/pack.docx")
    return word.filled(path, page, properties, finish=finish)


def _fit_columns(document: Document) -> None:
    """
    Comparison tables come out of the template with columns of any number: names get what they need, the
    others share the rest.
    """
    for table in document.tables:
        grid = table._tbl.tblGrid.findall(qn("w:gridCol"))
        if not _is_comparison(table) or len(grid) < 2:
            continue
        names = 30.0 if len(grid) > 5 else 44.0
        widths = [
            str(round(each / word.POINT_MM * 20))
            for each in (names, *[(TEXT_MM - names) / (len(grid) - 1)] * (len(grid) - 1))
        ]
        for column, width in zip(grid, widths, strict=True):
            column.set(qn("w:w"), width)
        for row in table._tbl.findall(qn("w:tr")):
            for cell, width in zip(row.findall(qn("w:tc")), widths, strict=False):
                cell.find(f"{qn('w:tcPr')}/{qn('w:tcW')}").set(qn("w:w"), width)
        if len(table.rows) <= ROWS_KEPT_TOGETHER:
            for paragraph in (each for cell in table._cells[: -len(grid)] for each in cell.paragraphs):
                paragraph.paragraph_format.keep_with_next = True


def _is_comparison(table: Table) -> bool:
    """
    Told by the style of its first cell; the annex of sources, whose columns are the template's own, is told
    by its fixed five.
    """
    first = table._cells[0].paragraphs[0]
    return first.style is not None and first.style.name == _HEADING_CELL and first.text != "Số"
