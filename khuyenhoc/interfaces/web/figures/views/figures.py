"""The figures of a unit or cluster, and where one of them comes from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from khuyenhoc.domain.figures import queries, services
from khuyenhoc.domain.figures.models import ReportedFigure
from khuyenhoc.domain.figures.queries import KeptPeriods
from khuyenhoc.domain.figures.rules.rows import FigureRow, Kind, Subject
from khuyenhoc.domain.people import permissions
from khuyenhoc.foundation.values.mandates import Action, Mandate, UnitId
from khuyenhoc.foundation.values.periods import Period
from khuyenhoc.interfaces.fields import chosen_day
from khuyenhoc.interfaces.files import FORMATS
from khuyenhoc.interfaces.tables import Column, Definition
from khuyenhoc.interfaces.web.access import account_of, mandated
from khuyenhoc.interfaces.web.figures.pages.figures import figures_page
from khuyenhoc.interfaces.web.figures.pages.sources import source_page
from khuyenhoc.interfaces.web.figures.reach import subject_within
from khuyenhoc.interfaces.words import qualifier_words

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
    kept: KeptPeriods


def _asked(request: HttpRequest, subject: Subject, today: date) -> Asked:
    """
    Without a period: the newest on record. Without a day: the units as they stood at the period's end.

    :raises UnknownPeriod: the period is written in another way
    """
    periods, kept = queries.periods_of(subject, with_counted=True)
    written = request.GET.get("period", "").strip()
    period = Period.parse(written) if written else next(iter(periods), Period.of_year(today.year))
    then = min(queries.own_day(subject, period), today)
    tree = request.GET.get("tree", "")
    on_a_day = request.GET.get("tree_on", "").strip()
    if tree == "now":
        return Asked(period, periods, today, tree, "", kept)
    if on_a_day and tree in ("", "day"):
        chosen = chosen_day(request.GET, name="tree_on", otherwise=then)
        return Asked(period, periods, chosen.on, "day" if not chosen.error else "then", chosen.error, kept)
    return Asked(period, periods, then, "then", "", kept)


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
        may_report=subject.is_unit and _may_report(request, mandate, UnitId(subject.id)),
        kept=asked.kept,
    )
    return render(request, "web/figures/figures.html", {"page": page})


def _may_report(request: HttpRequest, mandate: Mandate, unit: UnitId) -> bool:
    reporting = permissions.mandate(account=account_of(request), action=Action.REPORT, on=mandate.on)
    return reporting.reaches(unit)


@mandated(Action.REPORT)
@require_POST
def report_registers(request: HttpRequest, mandate: Mandate, *, key: str) -> HttpResponse:
    """One press: what the registers of a unit count becomes what it reports."""
    subject = subject_within(mandate, key)
    if not subject.is_unit:
        raise Http404
    period = Period.parse(request.POST.get("period", ""))
    try:
        reported = services.report_registers(mandate=mandate, subject=subject, period=period)
    except services.PeriodToCome:
        messages.error(request, _("The period has not begun yet, so nothing was reported."))
    except services.NothingCounted:
        messages.info(
            request, _("The registers hold nothing that counts in this period. Nothing was reported.")
        )
    else:
        told = {"stated": len(reported.stated), "same": len(reported.same), "left": len(reported.left)}
        words = (
            _("Reported from the registers: %(stated)s. Reported before from the same rows: %(same)s.") % told
        )
        if reported.left:
            words += " " + _("Already reported by a sheet, and left as they are: %(left)s.") % told
        messages.success(request, words)
    return redirect(f"{reverse('web:figures', kwargs={'key': key})}?period={period}")


@mandated(Action.VIEW)
def figures_export(request: HttpRequest, mandate: Mandate, *, key: str, ending: str) -> HttpResponse:
    """
    The table as a sheet, with the columns of the exchange sheet first and what the platform computed after
    them.
    """
    subject = subject_within(mandate, key)
    if ending not in FORMATS:
        raise Http404
    asked = _asked(request, subject, mandate.on)
    rows = queries.figures(subject, period=asked.period, tree_on=asked.tree_on)
    name = f"so-lieu-{subject.key}-{asked.period}-{asked.tree_on:%Y%m%d}"
    title = _("Figures of %(unit)s") % {"unit": subject.name}
    return _seen(asked.tree_on).file(rows, ending=ending, name=name, title=title)


def _seen(tree_on: date) -> Definition[FigureRow]:
    """The columns of the exchange sheet first, then what the platform computed."""
    return Definition(
        "figures-seen",
        (
            Column("unit_key", _("Unit key"), lambda row: row.subject.key),
            Column("unit_name", _("Unit"), lambda row: row.subject.name),
            Column("period", _("Period"), lambda row: str(row.period)),
            Column("indicator_code", _("Indicator code"), lambda row: row.indicator),
            Column("label", _("Indicator")),
            Column("value", _("Value")),
            Column("qualifier", _("Word before the value"), lambda row: qualifier_words(row.qualifier)),
            Column("base", _("Set against")),
            Column("rate", _("Computed rate (%) or average")),
            Column("stated_rate", _("Rate as printed (%)"), lambda row: row.stated_rate.replace(".", ",")),
            Column("kind", _("Typed, computed or from the registers"), lambda row: _KIND_WORDS[row.kind]),
            Column("reported", _("Units that reported")),
            Column("expected", _("Units expected")),
            Column("flags", _("To look at"), lambda row: " ".join(row.sentences())),
            Column("tree_on", _("Units as they stood on"), lambda row: tree_on),
            Column("source", _("Source")),
            Column("note", _("Note")),
        ),
    )


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
