"""The figures of a unit or cluster, and where one of them comes from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from khuyenhoc.domain.figures import queries
from khuyenhoc.domain.figures.models import ReportedFigure
from khuyenhoc.domain.figures.rules.rows import FigureRow, Kind, Subject
from khuyenhoc.foundation.sheets.columns import Column, SheetDefinition
from khuyenhoc.foundation.sheets.writing import Row
from khuyenhoc.foundation.values.mandates import Action, Mandate
from khuyenhoc.foundation.values.periods import Period
from khuyenhoc.interfaces.web.access import mandated
from khuyenhoc.interfaces.web.days import chosen_day
from khuyenhoc.interfaces.web.exports import FORMATS, table_response
from khuyenhoc.interfaces.web.figures.pages.figures import figures_page, source_page
from khuyenhoc.interfaces.web.figures.reach import subject_within
from khuyenhoc.interfaces.web.wording import qualifier_words

_KIND_WORDS = {
    Kind.TYPED: gettext_lazy("typed"),
    Kind.COMPUTED: gettext_lazy("computed"),
    Kind.REGISTER: gettext_lazy("counted from the registers"),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """What a page of figures was asked for. `tree` is "then", "now" or "day"."""

    period: Period
    periods: list[Period]
    tree_on: date
    tree: str
    day_error: str


def _asked(request: HttpRequest, subject: Subject, today: date) -> Asked:
    """
    Without a period: the newest on record. Without a day: the units as they stood at the period's end.

    :raises UnknownPeriod: the period is written in another way
    """
    periods = queries.periods_of(subject)
    written = request.GET.get("period", "").strip()
    period = Period.parse(written) if written else next(iter(periods), Period.of_year(today.year))
    then = min(queries.own_day(subject, period), today)
    tree = request.GET.get("tree", "")
    on_a_day = request.GET.get("tree_on", "").strip()
    if tree == "now":
        return Asked(period, periods, today, tree, "")
    if on_a_day and tree in ("", "day"):
        chosen = chosen_day(request.GET, name="tree_on", otherwise=then)
        return Asked(period, periods, chosen.on, "day" if not chosen.error else "then", chosen.error)
    return Asked(period, periods, then, "then", "")


@mandated(Action.VIEW)
def figures(request: HttpRequest, mandate: Mandate, *, key: str) -> HttpResponse:
    subject = subject_within(mandate, key)
    asked = _asked(request, subject, mandate.on)
    page = figures_page(
        subject,
        period=asked.period,
        tree_on=asked.tree_on,
        tree_choice=asked.tree,
        today=mandate.on,
        day_error=asked.day_error,
        periods=asked.periods,
    )
    return render(request, "web/figures/figures.html", {"page": page})


@mandated(Action.VIEW)
def figures_export(request: HttpRequest, mandate: Mandate, *, key: str, ending: str) -> HttpResponse:
    """
    The table as a sheet, with the columns of the exchange sheet first and what the platform reckoned after
    them.
    """
    subject = subject_within(mandate, key)
    if ending not in FORMATS:
        raise Http404
    asked = _asked(request, subject, mandate.on)
    rows = queries.figures(subject, period=asked.period, tree_on=asked.tree_on)
    name = f"so-lieu-{subject.key}-{asked.period}-{asked.tree_on:%Y%m%d}"
    title = _("Figures of %(unit)s") % {"unit": subject.name}
    return table_response(_columns(), _rows(rows, asked.tree_on), ending=ending, name=name, title=title)


def _columns() -> SheetDefinition:
    return SheetDefinition(
        name="figures-seen",
        columns=(
            Column("unit_key", _("Unit key")),
            Column("unit_name", _("Unit")),
            Column("period", _("Period")),
            Column("indicator_code", _("Indicator code")),
            Column("label", _("Indicator")),
            Column("value", _("Value")),
            Column("qualifier", _("Word before the value")),
            Column("base", _("Set against")),
            Column("rate", _("Computed rate (%) or average")),
            Column("stated_rate", _("Rate as printed (%)")),
            Column("kind", _("Typed, computed or from the registers")),
            Column("reported", _("Units that reported")),
            Column("expected", _("Units expected")),
            Column("flags", _("To look at")),
            Column("tree_on", _("Units as they stood on")),
            Column("source", _("Source")),
            Column("note", _("Note")),
        ),
    )


def _rows(rows: list[FigureRow], tree_on: date) -> Iterator[Row]:
    for row in rows:
        yield {
            "unit_key": row.subject.key,
            "unit_name": row.subject.name,
            "period": str(row.period),
            "indicator_code": row.indicator,
            "label": row.label,
            "value": row.value,
            "qualifier": qualifier_words(row.qualifier),
            "base": row.base,
            "rate": row.rate,
            "stated_rate": row.stated_rate.replace(".", ","),
            "kind": str(_KIND_WORDS[row.kind]),
            "reported": row.reported,
            "expected": row.expected,
            "flags": " ".join(row.sentences()),
            "tree_on": tree_on,
            "source": row.source,
            "note": row.note,
        }


@mandated(Action.VIEW)
def figure_source(request: HttpRequest, mandate: Mandate, *, key: str, figure: int) -> HttpResponse:
    subject = subject_within(mandate, key)
    try:
        found = queries.figure_on_record(figure)
    except ReportedFigure.DoesNotExist as missing:
        raise Http404 from missing
    if (found.unit_id if subject.is_unit else found.cluster_id) != subject.id:
        raise Http404
    return render(request, "web/figures/figure_source.html", {"page": source_page(subject, found)})
