"""One indicator of a unit or cluster through the years, on a page and as a file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from khuyenhoc.domain.figures.queries import series as questions
from khuyenhoc.domain.figures.queries.series import Point, Series
from khuyenhoc.domain.figures.rules.rows import Kind, Subject
from khuyenhoc.foundation.sheets.columns import Column, SheetDefinition
from khuyenhoc.foundation.sheets.writing import Row
from khuyenhoc.foundation.values.catalogue import indicators
from khuyenhoc.foundation.values.mandates import Action, Mandate
from khuyenhoc.foundation.values.numbers import date_text
from khuyenhoc.interfaces.fields import chosen_day
from khuyenhoc.interfaces.files import FORMATS, sheet_response
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
    return sheet_response(_columns(), _rows(found), ending=ending, name=name, title=title)


def _series(mandate: Mandate, subject: Subject, code: str, asked: Asked) -> Series:
    """:raises Http404: there is no such indicator"""
    if code not in indicators():
        raise Http404
    periods = questions.periods_to_show(code, today=mandate.on)
    return questions.series(subject, indicator=code, periods=periods, lens=asked.lens, today=mandate.on)


def _columns() -> SheetDefinition:
    return SheetDefinition(
        name="series",
        columns=(
            Column("unit_key", _("Unit key")),
            Column("unit_name", _("Unit")),
            Column("period", _("Period")),
            Column("indicator_code", _("Indicator code")),
            Column("label", _("Indicator")),
            Column("measure", _("Measure")),
            Column("value", _("Value")),
            Column("qualifier", _("Word before the value")),
            Column("base", _("Set against")),
            Column("rate", _("Computed rate (%) or average")),
            Column("stated_rate", _("Rate as printed (%)")),
            Column("kind", _("Typed or computed")),
            Column("reported", _("Units that reported")),
            Column("expected", _("Units expected")),
            Column("tree_on", _("Units as they stood on")),
            Column("comparable", _("Comparable with a year earlier")),
            Column("reasons", _("Why not comparable")),
            Column("events", _("Boundary changes in the year before")),
            Column("flags", _("To look at")),
            Column("source", _("Source")),
            Column("note", _("Note")),
        ),
    )


def _rows(found: Series) -> Iterator[Row]:
    for point in found.points:
        row, step = point.row, found.step_to(point)
        has_value = row is not None and row.value is not None
        yield {
            "unit_key": found.subject.key,
            "unit_name": found.subject.name,
            "period": str(point.period),
            "indicator_code": found.indicator,
            "label": indicator_words(found.indicator),
            "measure": measure_words(indicators()[found.indicator].measure),
            "value": None if row is None else row.value,
            "qualifier": "" if row is None else qualifier_words(row.qualifier),
            "base": None if row is None else row.base,
            "rate": None if row is None else row.rate,
            "stated_rate": "" if row is None else row.stated_rate.replace(".", ","),
            "kind": ""
            if row is None or not has_value
            else _("typed")
            if row.kind is Kind.TYPED
            else _("computed"),
            "reported": None if row is None else row.reported,
            "expected": None if row is None else row.expected,
            "tree_on": point.tree_on,
            "comparable": "" if step is None else _("yes") if step.is_comparable else _("no"),
            "reasons": "" if step is None else " ".join(reasons_words(step)),
            "events": _events(found, point),
            "flags": "" if row is None else " ".join(row.sentences()),
            "source": "" if row is None else row.source,
            "note": "" if row is None else row.note,
        }


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
