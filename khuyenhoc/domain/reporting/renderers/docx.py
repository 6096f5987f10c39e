"""
The report as a Word file, filled by docxtpl into the edition's `pack.docx`.

The office changes the page in Word: faces, sizes, wording, order stand in the template. What a template
cannot know, the width of a rule under a name or of a column among many, is set here after filling, by the
names of the styles.
"""

from __future__ import annotations

import io
import zipfile
from typing import Any

from docx.document import Document
from docx.oxml.ns import qn
from docx.shared import Mm
from docx.table import Table
from docxtpl import DocxTemplate, InlineImage
from jinja2 import StrictUndefined
from jinja2.sandbox import SandboxedEnvironment

from khuyenhoc.domain.reporting.renderers import charts
from khuyenhoc.domain.reporting.renderers.lettering import width_in_ems
from khuyenhoc.domain.reporting.renderers.pdf import picture
from khuyenhoc.domain.reporting.renderers.printed import (
    PACKS,
    ROWS_KEPT_TOGETHER,
    clean,
    file_moment,
    printed,
)
from khuyenhoc.domain.reporting.rules.content import Chart, PackContent

_TEXT_MM = 160.0
_POINT_MM = 25.4 / 72
_RULE_SHARE = 0.42
"""Decree 30/2020 wants the rule under a name between one third and one half of the name's length."""
_RULES = {
    "Đường kẻ dưới cơ quan": ("issuer", 12, 70.0),
    "Đường kẻ dưới trích yếu": ("abstract", 14, _TEXT_MM),
}
"""Style of the rule → the text above it, its size in pt, the width in mm of what it is centred in."""
_HEADING_CELL = "Ô bảng (tiêu đề)"
_ZIP_EPOCH = (1980, 1, 1, 0, 0, 0)


def render(content: PackContent, fingerprint: str, issue: int) -> bytes:
    """
    The Word file of an issued pack: the same bytes for the same content, fingerprint and issue.

    :raises UnknownSource: a number's source is not in the content
    :raises jinja2.UndefinedError: the template names a field that a pack does not have
    """
    page = printed(content, fingerprint, issue)
    template = DocxTemplate(PACKS / content.pack / content.edition / "pack.docx")
    template.init_docx()
    all_charts = {chart.key: chart for chart in content.charts}
    all_charts |= {
        block.key: block
        for section in content.sections
        for block in section.blocks
        if isinstance(block, Chart)
    }
    shown = _place_pictures([*page["body"], *page["annexes"]["tables"]["blocks"]], all_charts, template)
    head = page["letterhead"]
    page["letterhead"] = head | {name: "\n".join(head[name]) for name in ("superior", "issuer", "abstract")}
    # A sandbox, because the template is a file that people exchange; strict, because docxtpl would print
    # nothing for a misspelt name.
    template.render(page, jinja_env=SandboxedEnvironment(undefined=StrictUndefined), autoescape=True)
    _fit_rules(template.docx, head)
    _fit_columns(template.docx)
    _describe(template.docx, shown)
    _set_properties(template.docx, content, page)
    made = io.BytesIO()
    template.docx.save(made)
    return _with_fixed_dates(made)


def _place_pictures(
    blocks: list[dict[str, Any]], all_charts: dict[str, Chart], template: DocxTemplate
) -> list[Chart]:
    """Gives each chart's block its picture; returns the charts in the order they are printed in."""
    shown = [block for block in blocks if block["kind"] == "chart"]
    for block in shown:
        block["picture"] = InlineImage(
            template, io.BytesIO(picture(charts.svg(all_charts[block["key"]]))), width=Mm(_TEXT_MM)
        )
    return [all_charts[block["key"]] for block in shown]


def _fit_rules(document: Document, head: dict[str, Any]) -> None:
    paragraphs = [
        *document.paragraphs,
        *(each for table in document.tables[:1] for cell in table._cells for each in cell.paragraphs),
    ]
    for paragraph in paragraphs:
        style = paragraph.style.name if paragraph.style else ""
        if style in _RULES:
            name, size, room = _RULES[style]
            rule = min(room, max(width_in_ems(line) for line in head[name]) * size * _POINT_MM) * _RULE_SHARE
            paragraph.paragraph_format.left_indent = paragraph.paragraph_format.right_indent = Mm(
                (room - rule) / 2
            )


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
            str(round(each / _POINT_MM * 20))
            for each in (names, *[(_TEXT_MM - names) / (len(grid) - 1)] * (len(grid) - 1))
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


def _describe(document: Document, shown: list[Chart]) -> None:
    """
    A picture's words for who cannot see it, and no room beside it: some programs add it where the file is
    silent.
    """
    for inline, chart in zip(document.element.body.iter(qn("wp:inline")), shown, strict=False):
        for side in ("distT", "distB", "distL", "distR"):
            inline.set(side, "0")
        inline.docPr.set("descr", charts.description(chart))
        inline.docPr.set("name", clean(chart.key))


def _set_properties(document: Document, content: PackContent, page: dict[str, Any]) -> None:
    properties = document.core_properties
    properties.title = page["title"][:255]
    properties.author = page["author"][:255]
    properties.last_modified_by = ""
    properties.comments = page["foot"]
    properties.language = "vi-VN"
    properties.created = properties.modified = file_moment(content).replace(tzinfo=None)


def _with_fixed_dates(written: io.BytesIO) -> bytes:
    """
    The same file with the same time on each of its members: the file's hash is kept, so it must not depend on
    the clock.
    """
    fixed = io.BytesIO()
    with zipfile.ZipFile(written) as before, zipfile.ZipFile(fixed, "w") as after:
        for member in before.infolist():
            after.writestr(
                zipfile.ZipInfo(member.filename, _ZIP_EPOCH), before.read(member), zipfile.ZIP_DEFLATED
            )
    return fixed.getvalue()
