"""
PDF and pictures set by Typst, in the shipped faces only, so that a paper looks the same on every machine.

What people wrote goes in as one JSON text, never as markup: a name may hold `#` or `*`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time
from functools import cache
from pathlib import Path
from typing import Any, Literal, cast

import typst

from khuyenhoc.foundation.papers.lettering import FONTS

Standard = Literal["a-2a", "ua-1"]
"""What a PDF keeps to: archiving with its structure, and reading aloud."""

_PICTURE = b"""#set page(width: auto, height: auto, margin: 0pt, fill: white)
#image(bytes(sys.inputs.svg), format: "svg", width: eval(sys.inputs.width) * 1pt)
"""
_PICTURE_PPI = 160
"""720 px of a chart become 1600 dots: 254 to the inch where Word shows them 160 mm wide."""


def pdf(template: Path, page: Mapping[str, Any], *, on: date, standards: Sequence[Standard] = ()) -> bytes:
    """
    The template set with the page as its `sys.inputs.page`: the same bytes for the same page and day.

    :param on: the day the file bears in its properties, in place of the moment it was made
    """
    compiler = typst.Compiler(
        root=template.parent, font_paths=_faces(), sys_inputs={"page": json.dumps(page, ensure_ascii=False)}
    )
    moment = datetime.combine(on, time(), tzinfo=UTC)
    made = compiler.compile(template, format="pdf", timestamp=moment, pdf_standards=list(standards))
    return cast(bytes, made)


def picture(svg: str, *, width_px: int = 720) -> bytes:
    """An SVG as PNG, for Word, which shows no SVG in its older versions."""
    compiler = typst.Compiler(
        input=_PICTURE, font_paths=_faces(), sys_inputs={"svg": svg, "width": str(width_px)}
    )
    return cast(bytes, compiler.compile(format="png", ppi=_PICTURE_PPI))


@cache
def _faces() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[FONTS])
