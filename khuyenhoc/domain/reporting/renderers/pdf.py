"""
The report as PDF, set by Typst from the edition's `report.typ`: tagged, with title and language, its letters
embedded and searchable.
"""

from __future__ import annotations

from khuyenhoc.domain.reporting.renderers import charts
from khuyenhoc.domain.reporting.renderers.printed import charts_of, printed
from khuyenhoc.domain.reporting.rules.content import PackContent
from khuyenhoc.foundation.papers import typst
from khuyenhoc.foundation.values.datafiles import DATA


def render(content: PackContent, fingerprint: str, issue: int) -> bytes:
    """
    The PDF file of an issued pack: the same bytes for the same content, fingerprint and issue.

    :raises UnknownSource: a number's source is not in the content
    """
    page = printed(content, fingerprint, issue)
    page["charts"] = {
        key: {"svg": charts.svg(chart), "words": charts.description(chart)}
        for key, chart in charts_of(content).items()
    }
    template = DATA / "packs" / content.pack / content.edition / "report.typ"
    return typst.pdf(template, page, on=content.tree_on, standards=("a-2a", "ua-1"))
