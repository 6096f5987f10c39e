"""
A chart as SVG: horizontal bars from zero, each labelled with its words. One definition for page, Word, PDF
and projector.
"""

from __future__ import annotations

from html import escape

from khuyenhoc.domain.reporting.rules.content import Bar, Chart
from khuyenhoc.foundation.papers import drawing
from khuyenhoc.foundation.papers.drawing import GREY, INDIGO, INK, RULE
from khuyenhoc.foundation.papers.lettering import clean, width_in_ems, wrapped

_SIZE = 18
"""Letters in px: 18 on the page, 11 pt where 720 px are the 160 mm of a report's text."""
_LINE = 24
_BAR = 26
_GAP = 14
_NARROW = 520
"""Under this width in px (a phone) labels stand above their bars."""


def svg(chart: Chart, *, width_px: int = 720) -> str:
    """The chart as one SVG element of that width; its height follows from its bars."""
    narrow = width_px < _NARROW
    label_px = (
        0.0
        if narrow
        else min(
            0.38 * width_px,
            max((width_in_ems(clean(bar.label)) for bar in chart.bars), default=0) * _SIZE + 14,
        )
    )
    value_px = min(
        0.45 * width_px, max((width_in_ems(clean(bar.text)) for bar in chart.bars), default=0) * _SIZE + 16
    )
    longest = max((bar.value or 0 for bar in chart.bars), default=0)
    scale = (width_px - label_px - value_px) / longest if longest else 0.0

    parts: list[str] = []
    top = 4.0
    if chart.measure:
        parts.append(
            drawing.text(
                "measure", 0, top + _SIZE, f"Đơn vị tính: {clean(chart.measure)}", fill=GREY, size=_SIZE - 3
            )
        )
        top += _LINE + 6
    first = top
    for bar in chart.bars:
        drawn, top = _row(bar, top, scale=scale, label_px=label_px, value_px=value_px, width_px=width_px)
        parts += drawn
    if chart.bars:
        parts.append(
            f'<path class="axis" d="M{label_px:.1f} {first:.1f}V{top - _GAP + 4:.1f}"'
            f' stroke="{RULE}" stroke-width="1.5" fill="none"/>'
        )
    if chart.note:
        for line in wrapped(clean(chart.note), width_px / (_SIZE - 3), 4):
            parts.append(drawing.text("note", 0, top + _SIZE - 4, line, fill=GREY, size=_SIZE - 3))
            top += _LINE - 3
    height = top + 4
    return drawing.svg(
        parts, kind="chart", words=description(chart), width_px=width_px, height=height, size=_SIZE
    )


def description(chart: Chart) -> str:
    """The chart in words, for who cannot see it: title, measure and every bar."""
    bars = "; ".join(f"{clean(bar.label)}: {clean(bar.text)}" for bar in chart.bars)
    measure = f" ({clean(chart.measure)})" if chart.measure else ""
    return f"{clean(chart.title)}{measure}. {bars}."


def _row(
    bar: Bar, top: float, *, scale: float, label_px: float, value_px: float, width_px: int
) -> tuple[list[str], float]:
    label, value = clean(bar.label), clean(bar.text)
    lines = wrapped(label, ((label_px - 12) if label_px else width_px) / _SIZE, 1 if not label_px else 3)
    parts = [f"<g><title>{escape(label)}: {escape(value)}</title>"]
    if label_px:
        high = max(_BAR, len(lines) * (_LINE - 2))
        middle = top + high / 2
        first = middle - (len(lines) - 1) * (_LINE - 2) / 2 + _SIZE * 0.34
        parts += [
            drawing.text(
                "label", label_px - 10, first + index * (_LINE - 2), line, fill=INK, size=_SIZE, anchor="end"
            )
            for index, line in enumerate(lines)
        ]
    else:
        parts.append(drawing.text("label", 0, top + _SIZE - 2, lines[0], fill=INK, size=_SIZE))
        high = _LINE + _BAR
        middle = top + _LINE + _BAR / 2
    long = (bar.value or 0) * scale
    if long > 0:
        parts.append(
            f'<rect class="bar" x="{label_px:.1f}" y="{middle - _BAR / 2:.1f}" width="{long:.1f}"'
            f' height="{_BAR}" fill="{INDIGO}"/>'
        )
    shown = wrapped(value, (value_px - 8) / _SIZE, 1)[0]
    missing = bar.value is None
    parts.append(
        drawing.text(
            "missing" if missing else "value",
            label_px + long + 8,
            middle + _SIZE * 0.34,
            shown,
            fill=GREY if missing else INK,
            size=_SIZE,
            slanted=missing,
        )
    )
    parts.append("</g>")
    return parts, top + high + _GAP
