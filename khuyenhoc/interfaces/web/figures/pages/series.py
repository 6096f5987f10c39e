"""What the page of one indicator through the years shows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from khuyenhoc.domain.figures import queries
from khuyenhoc.domain.figures.queries.series import Point, Series, Step, Why, indicators_on_record
from khuyenhoc.domain.figures.rules.rows import Kind
from khuyenhoc.domain.organisation.queries.events import Life
from khuyenhoc.domain.reporting.renderers import series_chart
from khuyenhoc.foundation.values.catalogue import indicators
from khuyenhoc.foundation.values.figures import Qualifier
from khuyenhoc.foundation.values.mandates import Mandate
from khuyenhoc.foundation.values.numbers import date_text, grouped
from khuyenhoc.foundation.values.periods import Period, PeriodKind
from khuyenhoc.interfaces.cells import Cell, Drawn, Figure, State, Styled, small
from khuyenhoc.interfaces.fields import Choice
from khuyenhoc.interfaces.tables import Column, Definition, Spanning, Table
from khuyenhoc.interfaces.web.figures.pages.figures import FigureCell, cell, elsewhere_words
from khuyenhoc.interfaces.web.organisation.pages.life import entries
from khuyenhoc.interfaces.words import form_words, indicator_words, measure_words, period_words

_WIDE_PX, _NARROW_PX = 900, 300


@dataclass(frozen=True, slots=True)
class PointLine:
    """
    A period, or years on end of which there is the same to say. `figure` None: `absent` says why.

    `beside` is the other figure there is of the period; `state` is joined, open (and `reasons` say why) or
    empty where there is nothing to join.
    """

    period: str
    figure: FigureCell | None
    absent: str
    tree_on: str
    beside: str
    state: str
    change: str
    reasons: Sequence[str]


def _points(heading: str) -> Definition[PointLine]:
    return Definition(
        "series",
        (
            Column("period", gettext_lazy("Period")),
            Column("figure", heading, _figure, kind="number"),
            Column("tree_on", gettext_lazy("Units as they stood on")),
            Column(
                "comparison",
                gettext_lazy("Against the same period a year earlier"),
                _comparison,
                kind="words",
                empty="–",
            ),
        ),
    )


def _figure(point: PointLine) -> Cell:
    if point.figure is None:
        return (State("missing", point.absent),)
    made = f"{point.figure.origin}. {point.beside}".strip() if point.figure.text else ""
    return (Figure(point.figure, point.figure.address), made and Styled(made, "p", "series-made"))


def _comparison(point: PointLine) -> Cell:
    if point.state == "joined":
        return (State("done", _("Comparable")), point.change and small(point.change))
    if point.state == "open":
        return (State("missing", _("Not comparable")), *map(small, point.reasons))
    return ""


@dataclass(frozen=True, slots=True)
class ChoiceGroup:
    title: str
    choices: Sequence[Choice]


@dataclass(frozen=True, slots=True)
class SeriesPage:
    """`tree_on` None: each period in the tree of its own end. `charts` empty: there is no number to draw."""

    key: str
    code: str
    name: str
    is_unit: bool
    label: str
    measure: str
    years: str
    tree_on: date | None
    shown_day: date
    tree_choices: Sequence[Choice]
    day_error: str
    indicators: Sequence[ChoiceGroup]
    elsewhere: str
    wide_chart: SafeString | str
    narrow_chart: SafeString | str
    table: Table[PointLine]
    open_steps: int
    has_open_points: bool
    has_parts_of_years: bool
    asked: str


def series_page(mandate: Mandate, series: Series, *, tree_choice: str, day_error: str) -> SeriesPage:
    subject, lens = series.subject, series.lens
    absence = None if lens is None else queries.absence(subject, tree_on=lens)
    has_values = any(point.value is not None for point in series.points)
    years = [point.period.year for point in series.points]
    shown_day = lens or mandate.on
    label, measure = indicator_words(series.indicator), measure_words(indicators()[series.indicator].measure)
    asked = {"tree": "then"} if lens is None else {"tree": "day", "tree_on": lens.isoformat()}
    return SeriesPage(
        key=subject.key,
        code=series.indicator,
        name=subject.name,
        is_unit=subject.is_unit,
        label=label,
        measure=measure,
        years=f"{min(years)}–{max(years)}",
        tree_on=lens,
        shown_day=shown_day,
        tree_choices=[
            Choice("then", _("as they stood then, each period by itself"), tree_choice == "then"),
            Choice("now", _("as they stand today"), tree_choice == "now"),
            Choice("day", _("on a day of your choice"), tree_choice == "day"),
        ],
        day_error=day_error,
        indicators=_indicator_choices(series.indicator),
        elsewhere="" if absence is None else elsewhere_words(absence),
        wide_chart=_chart(series, _WIDE_PX) if has_values else "",
        narrow_chart=_chart(series, _NARROW_PX) if has_values else "",
        table=_points(f"{label} ({measure})" if measure else label).of(
            _rows(mandate, series), css="series-table"
        ),
        open_steps=sum(1 for step in series.steps if not step.is_comparable and _has_both(step)),
        has_open_points=any(point.bars for point in series.points),
        has_parts_of_years=any(point.period.kind is not PeriodKind.YEAR for point in series.points),
        asked=f"?{urlencode(asked)}",
    )


def _chart(series: Series, width_px: int) -> SafeString:
    return mark_safe(series_chart.svg(series, width_px=width_px))  # noqa: S308 - every text in it is escaped where it is drawn


def _indicator_choices(chosen: str) -> list[ChoiceGroup]:
    codes = indicators_on_record()
    offered = codes if chosen in codes else [*codes, chosen]
    by_form = groupby(sorted(offered, key=list(indicators()).index), key=lambda code: indicators()[code].form)
    return [
        ChoiceGroup(form_words(form), [Choice(code, indicator_words(code), code == chosen) for code in group])
        for form, group in by_form
    ]


def _rows(mandate: Mandate, series: Series) -> list[PointLine | Spanning]:
    """Points and events in order of days; years on end without anything to say are one row."""
    happened = entries(mandate, Life((), series.events))
    found: list[tuple[date, int, PointLine | Spanning]] = [
        (entry.on, 0, Spanning(Drawn("web/parts/series_event.html", {"event": entry}), "series-event"))
        for entry in happened
        if entry.on is not None
    ]
    days = [on for on, _, _ in found]

    def run(point: Point) -> tuple[object, ...]:
        """
        What neighbouring points must share to be one row: nothing is known of either, and nothing happened
        between them.
        """
        is_one_of_many = _is_silent(point) and point.period.kind is PeriodKind.YEAR
        return (
            (point.missing, sum(day <= point.period.last_day for day in days))
            if is_one_of_many
            else (point.period,)
        )

    for _key, points in groupby(series.points, key=run):
        same = list(points)
        found.append((same[-1].period.last_day, 1, _point_line(series, same)))
    return [line for _, _, line in sorted(found, key=lambda each: each[:2])]


def _point_line(series: Series, points: Sequence[Point]) -> PointLine:
    point, last = points[0], points[-1]
    step = series.step_to(point)
    words = period_words(point.period)
    return PointLine(
        period=words
        if len(points) == 1
        else _("Years %(first)s–%(last)s") % {"first": point.period.year, "last": last.period.year},
        figure=None if point.row is None or _is_silent(point) else cell(point.row, point.tree_on),
        absent=_absent_words(point),
        tree_on=" – ".join(dict.fromkeys(date_text(each.tree_on) for each in (point, last))),
        beside=_beside_words(point),
        state="" if step is None or point.value is None else "joined" if step.is_comparable else "open",
        change=_change(step) if step is not None and step.is_comparable else "",
        reasons=[] if step is None or point.value is None else reasons_words(step),
    )


def _is_silent(point: Point) -> bool:
    """No figure, no rate, and nothing to say but that it was not reported."""
    row = point.row
    return row is None or (
        row.value is None and not row.stated_rate and {flag.code for flag in row.flags} <= {"not_reported"}
    )


def _has_both(step: Step) -> bool:
    return step.before.value is not None and step.after.value is not None


def _absent_words(point: Point) -> str:
    if point.missing is Why.NOT_YET:
        return _("the unit was not founded yet")
    return _("the unit had ended") if point.missing is Why.ENDED else _("not reported")


def _beside_words(point: Point) -> str:
    if point.beside is None:
        return ""
    if point.beside.kind is Kind.TYPED:
        return _("The unit itself reported %(value)s.") % {"value": point.beside.text}
    return _("The units below add up to %(value)s.") % {"value": point.beside.text}


def _change(step: Step) -> str:
    """Up or down by how much, where both are exact."""
    one, other = step.before.row, step.after.row
    if (
        one is None
        or other is None
        or one.value is None
        or other.value is None
        or {one.qualifier, other.qualifier} != {Qualifier.EXACT}
    ):
        return ""
    difference = other.value - one.value
    if difference == 0:
        return _("unchanged")
    told = {"number": grouped(abs(difference))}
    return _("up by %(number)s") % told if difference > 0 else _("down by %(number)s") % told


_REASONS = {
    Why.MISSING: gettext_lazy("No figure for %(period)s."),
    Why.NOT_YET: gettext_lazy("The unit was not founded yet in %(period)s."),
    Why.ENDED: gettext_lazy("The unit had ended before the close of %(period)s."),
    Why.ESTIMATE: gettext_lazy("A part of the figure for %(period)s is an estimate."),
    Why.PARTS: gettext_lazy("The figure for %(period)s lacks the part of a divided unit."),
    Why.OTHER_BOUNDARY: gettext_lazy("The figure for %(period)s is for another boundary."),
    Why.INCOMPLETE: gettext_lazy("Not all units below have reported for %(period)s."),
    Why.RECOUNTED: gettext_lazy(
        "The figure for %(period)s was counted anew; nobody can tell for which boundary."
    ),
    Why.FIRST_PART: gettext_lazy(
        "The figure for %(period)s is less than its first months, so it is not the whole of it."
    ),
    Why.BOUNDARY: gettext_lazy("The boundary of the unit changed between the two figures."),
    Why.MEMBERS: gettext_lazy("The members of the cluster are not the same, or not on record."),
    Why.TITLE: gettext_lazy("Between the two figures the title was given another name."),
}


def reasons_words(step: Step) -> list[str]:
    """Why two figures are not set in one line, a sentence for each reason."""
    periods_of: dict[Why, list[str]] = {}
    for reason in step.reasons:
        periods_of.setdefault(reason.why, []).extend(
            [] if reason.period is None else [_within_a_sentence(reason.period)]
        )
    return [str(_REASONS[why]) % {"period": _(" and ").join(periods)} for why, periods in periods_of.items()]


def _within_a_sentence(period: Period) -> str:
    words = period_words(period)
    return words[:1].lower() + words[1:]


def series_address(key: str, code: str) -> str:
    return reverse("web:series", kwargs={"key": key, "code": code})
