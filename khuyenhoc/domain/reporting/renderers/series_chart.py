"""
A series as SVG: points labelled directly, from zero, a mark on every day the boundary changed, and a line
only where a step is comparable. On a wide picture time runs to the right, on a narrow one (a phone)
downwards.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from khuyenhoc.domain.figures.queries.series import Series
from khuyenhoc.domain.reporting.renderers.series_picture import (
    Dot,
    Gap,
    Mark,
    Picture,
    description,
    picture_of,
)
from khuyenhoc.foundation.papers import drawing
from khuyenhoc.foundation.papers.drawing import GREY, INDIGO, INK, PAPER, RULE
from khuyenhoc.foundation.papers.lettering import balanced, width_in_ems
from khuyenhoc.foundation.values.numbers import date_text
from khuyenhoc.foundation.values.periods import Period

_PART = "#6b7785"
"""Of parts of a year, paler than whole ones."""
_SIZE, _SMALL, _LINE = 17, 14, 20
_NARROW = 520
_ROOM = 1.3
"""A page may set the letters in a face wider than the one used to compute their width."""
_STROKES = {
    "axis": 'stroke-width="1.5"',
    "line": 'stroke-width="2.5"',
    "mark": 'stroke-dasharray="4 4"',
}
_PLOT = 210
"""How high the highest value stands above zero, in px."""


def svg(series: Series, *, width_px: int = 720) -> str:
    """The series as one SVG element of that width; its height follows from what it shows."""
    picture = picture_of(series)
    slot = (width_px - 70) / max(1, len(picture.years))
    is_upright = width_px >= _NARROW and all(
        _width(dot.text, _SIZE) <= slot for dot in picture.dots if dot.is_whole_year
    )
    head, top = _head(picture, width_px)
    drawn, height = (
        _to_the_right(picture, top, width_px) if is_upright else _downwards(picture, top, width_px)
    )
    return drawing.svg(
        (*head, *drawn),
        kind="chart series-chart",
        words=description(series),
        width_px=width_px,
        height=height,
        size=_SIZE,
    )


def _head(picture: Picture, width_px: int) -> tuple[list[str], float]:
    parts: list[str] = []
    top = 2.0
    for line in balanced(picture.title, width_px / _SIZE / _ROOM * 0.95):
        top += _LINE + 2
        parts.append(drawing.text("title", 0, top, line, fill=INK, size=_SIZE, bold=True))
    for line in balanced(picture.subtitle, width_px / _SMALL / _ROOM):
        top += _LINE
        parts.append(drawing.text("measure", 0, top, line, fill=GREY, size=_SMALL))
    return parts, top + 14


# ---- time to the right ----


def _to_the_right(picture: Picture, top: float, width_px: int) -> tuple[list[str], float]:
    first, last = date(picture.years[0], 1, 1), date(picture.years[-1], 12, 31)
    left, right = 16.0, width_px - 54.0

    def across(day: date) -> float:
        return left + (right - left) * ((day - first).days / (last - first).days)

    marks, top = _standing_marks(picture.marks, across, top, width_px)
    slot = (right - left) / len(picture.years)
    labels = [_Label.of(dot, slot) for dot in picture.dots]
    crown = top + max((label.high for label in labels), default=0) + 16
    ground = crown + _PLOT
    scale = _PLOT / picture.highest if picture.highest else 0.0
    spot = {
        dot.point.period: (across(dot.on), ground - (dot.point.value or 0) * scale) for dot in picture.dots
    }

    parts = [_path("mark", f"M{x:.1f} {y:.1f}V{ground:.1f}", GREY) for x, y, _ in marks]
    parts += [line for _, _, lines in marks for line in lines]
    parts.append(_path("axis", f"M{left:.1f} {ground:.1f}H{width_px}", RULE))
    parts.append(drawing.text("tick", 0, ground + 5, "0", fill=GREY, size=_SMALL))
    parts += [
        drawing.text(
            "tick",
            across(date(year, 12, 31)),
            ground + _LINE + 2,
            f"{year}",
            fill=INK,
            size=_SMALL,
            anchor="middle",
        )
        for year in picture.years
    ]
    parts += _lines(picture, spot)
    for gap in picture.gaps:
        begins, ends = across(gap.points[0].period.last_day), across(gap.points[-1].period.last_day)
        lines = balanced(gap.words, (ends - begins + slot - 8) / _SMALL / _ROOM)
        middle = min((begins + ends) / 2, width_px - max(_width(line, _SMALL) for line in lines) / 2)
        for at, line in enumerate(lines):
            y = ground - 10 - (len(lines) - 1 - at) * (_SMALL + 2)
            parts.append(
                drawing.text(
                    "missing",
                    middle,
                    y,
                    line,
                    fill=GREY,
                    size=_SMALL,
                    anchor="middle",
                    slanted=True,
                    halo=True,
                )
            )
    parts += _labelled_dots(labels, spot, ground, width_px)
    return parts, ground + _LINE + 12


def _standing_marks(
    marks: Sequence[Mark], across: Callable[[date], float], top: float, width_px: int
) -> tuple[list[tuple[float, float, list[str]]], float]:
    """
    Each mark's x, where its line begins and its label, in as many lanes as it takes that none covers another;
    and where the lanes end.
    """
    ends: list[float] = []
    placed: list[tuple[float, float, list[str]]] = []
    for mark in marks:
        x = across(mark.on)
        lines = [date_text(mark.on), *balanced(mark.words, 11)]
        wide = max(_width(line, _SMALL) for line in lines)
        begins = min(x - 2, width_px - wide)
        lane = next((at for at, end in enumerate(ends) if end + 10 < begins), len(ends))
        ends[lane:] = [begins + wide, *ends[lane + 1 :]]
        y = top + lane * (3 * (_SMALL + 2) + 6)
        labels = [
            drawing.text(
                "event",
                begins,
                y + (at + 1) * (_SMALL + 2),
                line,
                fill=INK,
                size=_SMALL,
                bold=at == 0,
                halo=True,
            )
            for at, line in enumerate(lines)
        ]
        placed.append((x, y + len(lines) * (_SMALL + 2) + 4, labels))
    return placed, top + len(ends) * (3 * (_SMALL + 2) + 6)


@dataclass(frozen=True, slots=True)
class _Label:
    """What stands at a dot: small lines of words above the value."""

    dot: Dot
    words: Sequence[str]
    wide: float
    high: float

    @classmethod
    def of(cls, dot: Dot, room: float) -> _Label:
        """Words broken so that they fit the room, in px, as far as they can be broken."""
        words = [line for word in dot.words for line in balanced(word, room / _SMALL / _ROOM)]
        wide = max(_width(dot.text, _SIZE), *(_width(word, _SMALL) for word in (*words, "")))
        return cls(dot, words, wide, _SIZE + len(words) * (_SMALL + 2) + 4)

    def at(self, x: float, top: float, *, anchor: str) -> Iterator[str]:
        for word in self.words:
            top += _SMALL + 2
            yield drawing.text("word", x, top, word, fill=GREY, size=_SMALL, anchor=anchor, halo=True)
        yield drawing.text(
            "value", x, top + _SIZE, self.dot.text, fill=INK, size=_SIZE, anchor=anchor, halo=True, bold=True
        )


def _labelled_dots(
    labels: Sequence[_Label], spot: dict[Period, tuple[float, float]], ground: float, width_px: int
) -> Iterator[str]:
    """Labels above their dots, or wherever near them nothing else stands."""
    taken: list[tuple[float, float, float, float]] = []
    for label in labels:
        x, y = spot[label.dot.point.period]
        wide, high = label.wide + 4, label.high
        middle = min(x, width_px - wide / 2)
        tops = [y - 12 - high, min(y + 12, ground - high - 4), y - 12 - 2 * high, y + 12 + high]
        box = next(
            (
                each
                for at in tops
                if (each := (middle - wide / 2, at, middle + wide / 2, at + high))
                and not any(_meet(each, other) for other in taken)
            ),
            (middle - wide / 2, tops[0], middle + wide / 2, tops[0] + high),
        )
        taken.append(box)
        yield from label.at(middle, box[1], anchor="middle")
    for label in labels:
        yield _dot(label.dot, *spot[label.dot.point.period])


def _meet(one: tuple[float, float, float, float], other: tuple[float, float, float, float]) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


# ---- time downwards ----


def _downwards(picture: Picture, top: float, width_px: int) -> tuple[list[str], float]:
    left = 52.0
    labels = {dot.point.period: _Label.of(dot, 0.4 * width_px) for dot in picture.dots}
    widest = max((label.wide for label in labels.values()), default=0) + 20
    scale = max(width_px - left - widest, 20) / picture.highest if picture.highest else 0.0
    items: list[tuple[date, int, Dot | Gap | Mark]] = [
        *((dot.on, 1, dot) for dot in picture.dots),
        *((gap.points[0].period.last_day, 1, gap) for gap in picture.gaps),
        *((mark.on, 0, mark) for mark in picture.marks),
    ]
    below: list[str] = []
    above: list[str] = []
    spot: dict[Period, tuple[float, float]] = {}
    axis_top = top
    for _, _, item in sorted(items, key=lambda each: each[:2]):
        match item:
            case Mark():
                lines = balanced(
                    f"{date_text(item.on)}: {item.words}", (width_px - left - 12) / _SMALL / _ROOM
                )
                below.append(_path("mark", f"M0 {top + 4:.1f}H{width_px}", GREY))
                for line in lines:
                    top += _SMALL + 5
                    above.append(
                        drawing.text("event", left + 8, top + 4, line, fill=INK, size=_SMALL, halo=True)
                    )
                top += 14
            case Gap():
                years = [point.period.year for point in item.points]
                said = item.words if len(years) == 1 else f"{years[0]}–{years[-1]}: {item.words}"
                if len(years) == 1:
                    above.append(
                        drawing.text("tick", 0, top + _LINE, f"{years[0]}", fill=INK, size=_SMALL + 1)
                    )
                above.append(
                    drawing.text(
                        "missing",
                        left + 12,
                        top + _LINE,
                        said,
                        fill=GREY,
                        size=_SMALL,
                        slanted=True,
                        halo=True,
                    )
                )
                top += _LINE + 16
            case Dot():
                label = labels[item.point.period]
                x, y = left + (item.point.value or 0) * scale, top + 8 + label.high / 2
                spot[item.point.period] = (x, y)
                above.append(
                    drawing.text("tick", 0, y + 5, f"{item.point.period.year}", fill=INK, size=_SMALL + 1)
                )
                above += [*label.at(x + 12, y - label.high / 2, anchor="start"), _dot(item, x, y)]
                top += label.high + 16
    axis = _path("axis", f"M{left:.1f} {axis_top:.1f}V{top:.1f}", RULE)
    zero = drawing.text("tick", left, top + _SMALL + 2, "0", fill=GREY, size=_SMALL, anchor="middle")
    return [axis, *below, *_lines(picture, spot), *above, zero], top + _LINE + 4


# ---- strokes ----


def _lines(picture: Picture, spot: Mapping[Period, tuple[float, float]]) -> Iterator[str]:
    for one, other in picture.joined:
        (x1, y1), (x2, y2) = spot[one], spot[other]
        yield _path("line", f"M{x1:.1f} {y1:.1f}L{x2:.1f} {y2:.1f}", INDIGO)


def _path(kind: str, course: str, colour: str) -> str:
    return f'<path class="{kind}" d="{course}" stroke="{colour}" {_STROKES[kind]} fill="none"/>'


def _dot(dot: Dot, x: float, y: float) -> str:
    """Full where the figure may stand in a line; hollow where not; a square for a part of the year."""
    colour = INDIGO if dot.is_whole_year else _PART
    kind = f"dot{'' if dot.is_whole_year else ' part'}{' open' if dot.is_open else ''}"
    paint = f'class="{kind}" fill="{PAPER if dot.is_open else colour}" stroke="{colour}" stroke-width="2.5"'
    if dot.is_whole_year:
        return f'<circle {paint} cx="{x:.1f}" cy="{y:.1f}" r="5"/>'
    # A square around it keeps it off the line of whole years.
    apart = f'<rect class="apart" fill="{PAPER}" x="{x - 9:.1f}" y="{y - 9:.1f}" width="18" height="18"/>'
    return f'{apart}<rect {paint} x="{x - 4:.1f}" y="{y - 4:.1f}" width="8" height="8"/>'


def _width(line: str, size: int) -> float:
    return width_in_ems(line) * size * _ROOM
