"""
What every chart is drawn with as SVG: the colours of paper and one way to set a text.

Colours and faces are presentation attributes, the weakest rules of CSS: a page may restyle `.label`, `.value`
and so on (dark ground, a face of its own) without a second drawing.
"""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

INK, INDIGO, GREY, RULE, PAPER = "#1d2733", "#22406b", "#5c646e", "#8a8f96", "#ffffff"
_FACES = "'Liberation Serif', 'Times New Roman', serif"


def svg(parts: Iterable[str], *, kind: str, words: str, width_px: int, height: float, size: int) -> str:
    """
    One SVG element, safe to put into a page.

    :param kind: its CSS classes
    :param words: the chart in words, for readers who cannot see it
    :param size: of its letters where a text gives none, in px
    """
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="{kind}" role="img" aria-label="{escape(words)}"'
        f' lang="vi" viewBox="0 0 {width_px} {height:.0f}" width="{width_px}" height="{height:.0f}"'
        f' font-family="{_FACES}" font-size="{size}">{"".join(parts)}</svg>'
    )


def text(
    kind: str,
    x: float,
    y: float,
    words: str,
    *,
    fill: str,
    size: int,
    anchor: str = "start",
    slanted: bool = False,
    bold: bool = False,
    halo: bool = False,
) -> str:
    """One line of text; `halo` keeps the lines it crosses away from its letters."""
    style = (' font-style="italic"' if slanted else "") + (' font-weight="bold"' if bold else "")
    around = f' paint-order="stroke" stroke="{PAPER}" stroke-width="4"' if halo else ""
    return (
        f'<text class="{kind}{" halo" if halo else ""}" x="{x:.1f}" y="{y:.1f}" font-size="{size}"'
        f' text-anchor="{anchor}" fill="{fill}"{style}{around}>{escape(words)}</text>'
    )
