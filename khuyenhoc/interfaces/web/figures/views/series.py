"""One indicator of a unit or cluster through the years, on a page and as a file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from khuyenhoc.domain.figures.queries import series as questions
from khuyenhoc.domain.figures.queries.series import Point, Series, Step
from khuyenhoc.domain.figures.rules.rows import FigureRow, Kind, Subject
from khuyenhoc.foundation.values.catalogue import indicators
from khuyenhoc.foundation.values.mandates import Action, Mandate
from khuyenhoc.foundation.values.numbers import date_text
from khuyenhoc.interfaces.fields import chosen_day
from khuyenhoc.interfaces.files import FORMATS
from khuyenhoc.interfaces.tables import Column, Definition, Value
from khuyenhoc.interfaces.web.access import mandated
from khuyenhoc.interfaces.web.figures.pages.series import reasons_words, series_address, series_page
from khuyenhoc.interfaces.web.figures.reach import subject_within
from khuyenhoc.interfaces.words import indicator_words, measure_words, qualifier_words


@dataclass(frozen=True, slots=True)
class Asked:
    """Which tree a series is wanted in. `lens` None: as it was then; `tree` is "then", "now" or "day"."""

    lens: date | None
    tree: str
    day_error: str


def _asked(request: HttpRequest, today: date) -> Asked:
    tree = request.GET.get("tree", "")
    if tree == "now":
        return Asked(today, tree, "")
    if request.GET.get("tree_on", "").strip() and tree in ("", "day"):
        chosen = chosen_day(request.GET, name="tree_on", otherwise=today)
        return Asked(None, "then", chosen.error) if chosen.error else Asked(chosen.on, "day", "")
    return Asked(None, "then", "")


@mandated(Action.VIEW)
def series(request: HttpRequest, mandate: Mandate, *, key: str, code: str) -> HttpResponse:
    subject = subject_within(mandate, key)
    other = request.GET.get("indicator", code)
    if other != code and other in indicators():
        kept = request.GET.copy()
        del kept["indicator"]
        return redirect(f"{series_address(key, other)}?{kept.urlencode()}")
    asked = _asked(request, mandate.on)
    found = _series(mandate, subject, code, asked)
    page = series_page(mandate, found, tree_choice=asked.tree, day_error=asked.day_error)
    return render(request, "web/figures/series.html", {"page": page})


@mandated(Action.VIEW)
def series_export(
    request: HttpRequest, mandate: Mandate, *, key: str, code: str, ending: str
) -> HttpResponse:
    """The points as a sheet; every row names the day of its tree."""
    subject = subject_within(mandate, key)
    if ending not in FORMATS:
        raise Http404
    asked = _asked(request, mandate.on)
    found = _series(mandate, subject, code, asked)
    seen = "khi-do" if asked.lens is None else f"{asked.lens:%Y%m%d}"
    name = f"chuoi-{subject.key}-{code.replace('.', '-')}-{seen}"
    title = _("%(indicator)s of %(unit)s through the years") % {
        "indicator": indicator_words(code),
        "unit": subject.name,
    }
    return _points(found).file(found.points, ending=ending, name=name, title=title)


def _series(mandate: Mandate, subject: Subject, code: str, asked: Asked) -> Series:
    """:raises Http404: there is no such indicator"""
    if code not in indicators():
        raise Http404
    periods = questions.periods_to_show(code, today=mandate.on)
    return questions.series(subject, indicator=code, periods=periods, lens=asked.lens, today=mandate.on)


def _points(found: Series) -> Definition[Point]:
    def row(value: Callable[[FigureRow], Value]) -> Callable[[Point], Value]:
        """What is said of the figure of a point, where there is any."""
        return lambda point: None if point.row is None else value(point.row)

    def step(value: Callable[[Step], str]) -> Callable[[Point], str]:
        """What is said of the way to a point from the year before, where there is any."""
        return lambda point: "" if (way := found.step_to(point)) is None else value(way)

    def kind(of: FigureRow) -> str:
        return "" if of.value is None else _("typed") if of.kind is Kind.TYPED else _("computed")

    return Definition(
        "series",
        (
            Column("unit_key", _("Unit key"), lambda point: found.subject.key),
            Column("unit_name", _("Unit"), lambda point: found.subject.name),
            Column("period", _("Period"), lambda point: str(point.period)),
            Column("indicator_code", _("Indicator code"), lambda point: found.indicator),
            Column("label", _("Indicator"), lambda point: indicator_words(found.indicator)),
            Column(
                "measure", _("Measure"), lambda point: measure_words(indicators()[found.indicator].measure)
            ),
            Column("value", _("Value"), value=row(lambda of: of.value)),
            Column(
                "qualifier", _("Word before the value"), value=row(lambda of: qualifier_words(of.qualifier))
            ),
            Column("base", _("Set against"), value=row(lambda of: of.base)),
            Column("rate", _("Computed rate (%) or average"), value=row(lambda of: of.rate)),
            Column(
                "stated_rate",
                _("Rate as printed (%)"),
                value=row(lambda of: of.stated_rate.replace(".", ",")),
            ),
            Column("kind", _("Typed or computed"), value=row(kind)),
            Column("reported", _("Units that reported"), value=row(lambda of: of.reported)),
            Column("expected", _("Units expected"), value=row(lambda of: of.expected)),
            Column("tree_on", _("Units as they stood on")),
            Column(
                "comparable",
                _("Comparable with a year earlier"),
                step(lambda way: _("yes") if way.is_comparable else _("no")),
            ),
            Column("reasons", _("Why not comparable"), step(lambda way: " ".join(reasons_words(way)))),
            Column("events", _("Boundary changes in the year before"), lambda point: _events(found, point)),
            Column("flags", _("To look at"), value=row(lambda of: " ".join(of.sentences()))),
            Column("source", _("Source"), value=row(lambda of: of.source)),
            Column("note", _("Note"), value=row(lambda of: of.note)),
        ),
    )


def _events(found: Series, point: Point) -> str:
    """
    Day and document of every change of the unit's boundary or place in the year up to the end of a period.
    """
    within = [
        event
        for event in found.events
        if point.period.a_year_earlier.last_day < event.on <= point.period.last_day
    ]
    told = {
        event.on: list(
            dict.fromkeys(
                source.document.number for each in within if each.on == event.on for source in each.sources
            )
        )
        for event in within
    }
    return "; ".join(
        f"{date_text(day)} ({', '.join(numbers)})" if numbers else date_text(day)
        for day, numbers in told.items()
    )
