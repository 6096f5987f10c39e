"""
What the chart of a series shows, in words and numbers: points with their labels, gaps, marks, and which
points a line joins. Drawn by `series_chart`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from itertools import groupby

from khuyenhoc.domain.figures.queries.series import Point, Series, Why
from khuyenhoc.domain.organisation.queries.events import Happening
from khuyenhoc.foundation.papers.lettering import clean
from khuyenhoc.foundation.values.catalogue import indicators
from khuyenhoc.foundation.values.figures import Qualifier
from khuyenhoc.foundation.values.numbers import date_text
from khuyenhoc.foundation.values.paper_numbers import qualified
from khuyenhoc.foundation.values.periods import Period, PeriodKind

MOST_SERIES = 5
"""Years, half years and so on, each a series of its own; a reader cannot tell more than five apart."""

_HAPPENED = {
    Happening.BEGAN: "thành lập",
    Happening.RESUMED: "hoạt động trở lại",
    Happening.MOVED: "đổi đơn vị cấp trên",
    Happening.TOOK_IN: "nhận thêm",
    Happening.GAVE_AWAY: "tách bớt",
    Happening.BELOW: "sắp xếp đơn vị bên dưới",
    Happening.SPLIT: "bị chia",
    Happening.MERGED: "nhập vào đơn vị khác",
    Happening.DISSOLVED: "kết thúc",
    Happening.CLOSED: "kết thúc",
    Happening.SCATTERED: "kết thúc",
}
_BARRED = {
    Why.ESTIMATE: "ước tính",
    Why.PARTS: "thiếu phần bị chia",
    Why.OTHER_BOUNDARY: "địa giới cũ",
    Why.ENDED: "sau khi kết thúc",
    Why.FIRST_PART: "chưa đủ kỳ",
}
_ABSENT = {Why.MISSING: "chưa báo cáo", Why.NOT_YET: "chưa thành lập", Why.ENDED: "đã kết thúc"}
_ROMAN = ("I", "II", "III", "IV")


@dataclass(frozen=True, slots=True)
class Dot:
    """A point to draw: `words` stand in small letters above `text`, the value as it is labelled."""

    point: Point
    words: tuple[str, ...]
    text: str
    is_open: bool
    """It stands in no line whatever its neighbours are."""

    @property
    def on(self) -> date:
        return self.point.period.last_day

    @property
    def is_whole_year(self) -> bool:
        return self.point.period.kind is PeriodKind.YEAR


@dataclass(frozen=True, slots=True)
class Gap:
    """Years on end without a figure, for one reason."""

    points: Sequence[Point]
    words: str


@dataclass(frozen=True, slots=True)
class Mark:
    """A day on which the unit's boundary or place changed."""

    on: date
    words: str


@dataclass(frozen=True, slots=True)
class Picture:
    """`joined` are the pairs of dots with a line between them; `highest` the value that reaches the top."""

    title: str
    subtitle: str
    dots: Sequence[Dot]
    gaps: Sequence[Gap]
    marks: Sequence[Mark]
    joined: Sequence[tuple[Period, Period]]
    highest: int
    years: Sequence[int]


def title(series: Series) -> str:
    """What is counted, and of whom."""
    return f"{indicators()[series.indicator].label}: {series.subject.name}"


def tree_words(series: Series) -> str:
    """In the tree of which day a series is seen."""
    return (
        "mỗi kỳ theo cây tổ chức cuối kỳ ấy"
        if series.lens is None
        else f"theo cây tổ chức ngày {date_text(series.lens)}"
    )


def description(series: Series) -> str:
    """The picture in words, for who cannot see it: every point, every mark, and where no line is drawn."""
    picture = picture_of(series)
    scale = _scale(series)
    points = "; ".join(_point_words(point, scale) for point in series.points)
    marks = "; ".join(f"{date_text(mark.on)} {mark.words}" for mark in picture.marks)
    open_steps = [
        step
        for step in series.steps
        if not step.is_comparable and step.before.value is not None and step.after.value is not None
    ]
    gaps = "; ".join(
        f"{_period_words(step.before.period)} và {_period_words(step.after.period)}" for step in open_steps
    )
    said = [picture.title, picture.subtitle, points]
    if marks:
        said.append(f"Mốc thay đổi địa giới, cây tổ chức: {marks}")
    if gaps:
        said.append(f"Không nối vì không so sánh được: giữa {gaps}")
    return ". ".join(said) + "."


def picture_of(series: Series) -> Picture:
    """
    What is drawn: of parts of a year only as many kinds as can be told apart, and no line between them.

    It would run along the line of whole years, and through their dots.
    """
    scale = _scale(series)
    strands = sorted(
        {(point.period.kind, point.period.number) for point in series.points},
        key=lambda each: (each[0] != PeriodKind.YEAR, each),
    )
    drawn = [
        point for point in series.points if (point.period.kind, point.period.number) in strands[:MOST_SERIES]
    ]
    joined = [
        (step.before.period, step.after.period)
        for step in series.steps
        if step.is_comparable and step.after.period.kind is PeriodKind.YEAR
    ]
    in_line = {period for pair in joined for period in pair}
    dots = [
        Dot(
            point,
            tuple(_words(point)),
            _value_words(point, scale),
            bool(point.bars) or (point.is_recount and point.period not in in_line),
        )
        for point in drawn
        if point.value is not None
    ]
    yearly = [point for point in drawn if point.period.kind is PeriodKind.YEAR]
    gaps = [
        Gap(same, words)
        for (words, _), points in groupby(yearly, key=lambda point: _absence(point, series))
        if words and (same := list(points))
    ]
    marks = [
        Mark(day, ", ".join(dict.fromkeys(_HAPPENED[event.what] for event in events)))
        for day, events in groupby(series.events, key=lambda event: event.on)
    ]
    measure = (
        f"{scale.words} đồng".strip()
        if indicators()[series.indicator].measure == "vnd"
        else indicators()[series.indicator].noun
    )
    return Picture(
        title=clean(title(series)),
        subtitle=clean(f"Đơn vị tính: {measure}; {tree_words(series)}"),
        dots=dots,
        gaps=gaps,
        marks=marks,
        joined=joined,
        highest=max((dot.point.value or 0 for dot in dots), default=0),
        years=sorted({point.period.year for point in series.points}),
    )


@dataclass(frozen=True, slots=True)
class _Scale:
    """
    Money is labelled in millions or thousands of millions, rounded to two decimals; the numbers themselves
    are in the table.
    """

    size: int
    words: str


def _scale(series: Series) -> _Scale:
    highest = max((point.value or 0 for point in series.points), default=0)
    if indicators()[series.indicator].measure == "vnd":
        for size, words in ((10**9, "tỷ"), (10**6, "triệu")):
            if highest >= size:
                return _Scale(size, words)
    return _Scale(1, "")


def _value_words(point: Point, scale: _Scale) -> str:
    qualifier = point.row.qualifier if point.row is not None else Qualifier.EXACT
    if scale.size == 1:
        return qualified(point.value or 0, qualifier)
    scaled = (Decimal(point.value or 0) / scale.size).quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)
    if scaled == 0 and point.value:
        return "dưới 0,01"
    whole, decimals = f"{scaled:f}".split(".")
    rest = decimals.rstrip("0")
    before = qualified(int(whole), qualifier)
    return f"{before},{rest}" if rest else before


def _words(point: Point) -> Iterator[str]:
    if point.period.kind is not PeriodKind.YEAR:
        yield _part_of_year(point.period)
    if point.is_recount:
        yield "đếm lại"
    for why in point.bars:
        if why is Why.INCOMPLETE and point.row is not None:
            yield f"{point.row.reported}/{point.row.expected} đơn vị"
        elif why in _BARRED:
            yield _BARRED[why]


def _absent_words(point: Point) -> str:
    is_a_rate_alone = point.row is not None and point.row.stated_rate != ""
    return "chỉ có tỷ lệ" if is_a_rate_alone or point.missing is None else _ABSENT[point.missing]


def _absence(point: Point, series: Series) -> tuple[str, int]:
    """
    What neighbouring points without a figure must share to be one gap: the reason, and no mark between them.
    """
    words = "" if point.value is not None else _absent_words(point)
    return words, sum(event.on <= point.period.last_day for event in series.events)


def _part_of_year(period: Period) -> str:
    match period.kind:
        case PeriodKind.HALF:
            return "6 tháng"
        case PeriodKind.MONTHS:
            return f"{period.number} tháng"
        case PeriodKind.QUARTER:
            return f"đến quý {_ROMAN[period.number - 1]}"
        case _:
            return ""


def _period_words(period: Period) -> str:
    return f"{_part_of_year(period)} {period.year}".strip()


def _point_words(point: Point, scale: _Scale) -> str:
    said = _absent_words(point) if point.value is None else _value_words(point, scale)
    notes = [word for word in _words(point) if word != _part_of_year(point.period)]
    return f"{_period_words(point.period)}: {said}" + (f" ({', '.join(notes)})" if notes else "")
