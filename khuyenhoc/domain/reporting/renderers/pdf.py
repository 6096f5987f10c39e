"""
The report as PDF, set by Typst from the edition's `report.typ`: tagged, with title and language, its letters
embedded and searchable.

Everything the page prints goes in as one JSON text, never as markup: a name may hold `#` or `*`. Only the
shipped faces are used, so a pack looks the same wherever it is issued.
"""

from __future__ import annotations

import json
from functools import cache
from typing import cast

import typst

from khuyenhoc.domain.reporting.renderers import charts
from khuyenhoc.domain.reporting.renderers.lettering import FONTS
from khuyenhoc.domain.reporting.renderers.printed import PACKS, file_moment, printed
from khuyenhoc.domain.reporting.rules.content import Chart, PackContent

_PICTURE = b"""#set page(width: auto, height: auto, margin: 0pt, fill: white)
#image(bytes(sys.inputs.svg), format: "svg", width: eval(sys.inputs.width) * 1pt)
"""
_PICTURE_PPI = 160
"""720 px of chart become 1600 dots: 254 to the inch where Word shows them 160 mm wide."""


def render(content: PackContent, fingerprint: str, issue: int) -> bytes:
    """
    The PDF file of an issued pack: the same bytes for the same content, fingerprint and issue.

    :raises UnknownSource: a number's source is not in the content
    """
    page = printed(content, fingerprint, issue)
    blocks = [chart for section in content.sections for chart in section.blocks if isinstance(chart, Chart)]
    page["charts"] = {
        chart.key: {"svg": charts.svg(chart), "words": charts.description(chart)}
        for chart in (*blocks, *content.charts)
    }
    template = PACKS / content.pack / content.edition / "report.typ"
    compiler = typst.Compiler(
        root=template.parent, font_paths=faces(), sys_inputs={"page": json.dumps(page, ensure_ascii=False)}
    )
    return cast(
        bytes,
        compiler.compile(
            template, format="pdf", timestamp=file_moment(content), pdf_standards=["a-2a", "ua-1"]
        ),
    )


def picture(svg: str, *, width_px: int = 720) -> bytes:
    """An SVG chart as PNG, for Word, which shows no SVG in its older versions."""
    compiler = typst.Compiler(
        input=_PICTURE, font_paths=faces(), sys_inputs={"svg": svg, "width": str(width_px)}
    )
    return cast(bytes, compiler.compile(format="png", ppi=_PICTURE_PPI))


@cache
def faces() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[FONTS])
