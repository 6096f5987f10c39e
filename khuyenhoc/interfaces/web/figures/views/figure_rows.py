"""
The rows a register figure counts: by name for who keeps the registers, the count and the check code for who
may see the figure.
"""

from __future__ import annotations

from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from khuyenhoc.domain.figures import queries, services
from khuyenhoc.domain.figures.models import RegisterCount
from khuyenhoc.domain.figures.queries.register_figures import NotCounted, register_figure
from khuyenhoc.domain.figures.queries.register_rows import RowsOfAFigure, kept_counts
from khuyenhoc.domain.figures.rules.rows import Subject
from khuyenhoc.domain.people import permissions
from khuyenhoc.foundation.audit import trail
from khuyenhoc.foundation.sheets.columns import Column, SheetDefinition
from khuyenhoc.foundation.values.mandates import Action, Mandate, UnitId
from khuyenhoc.foundation.values.periods import Period
from khuyenhoc.interfaces.web.access import account_of, mandated
from khuyenhoc.interfaces.web.days import chosen_day
from khuyenhoc.interfaces.web.exports import FORMATS, table_response
from khuyenhoc.interfaces.web.figures.pages.figure_rows import lines_of, rows_page
from khuyenhoc.interfaces.web.figures.reach import subject_within

_LONGEST_QUERY = 100


@mandated(Action.VIEW)
def figure_rows(request: HttpRequest, mandate: Mandate, *, key: str, period: str, code: str) -> HttpResponse:
    subject = subject_within(mandate, key)
    rows = _rows(request, mandate, subject, Period.parse(period), code)
    registers = _registers(request, mandate, subject)
    if registers is not None:
        _log(registers, subject, rows)
    page = rows_page(
        subject,
        rows,
        registers=registers,
        counts=kept_counts(subject, code, rows.now.period),
        may_keep=_may(request, Action.REPORT, mandate.on, subject) is not None,
        query=_query(request),
        page=request.GET.get("page"),
    )
    return render(request, "web/figures/figure_rows.html", {"page": page})


@mandated(Action.REGISTER)
def export(
    request: HttpRequest, mandate: Mandate, *, key: str, period: str, code: str, ending: str
) -> HttpResponse:
    """The rows by name as a sheet, for who keeps the unit's registers and nobody else."""
    if ending not in FORMATS:
        raise Http404
    subject = subject_within(mandate, key)
    rows = _rows(request, mandate, subject, Period.parse(period), code)
    _log(mandate, subject, rows)
    columns = SheetDefinition(
        name="figure-rows",
        columns=(
            Column("name", _("Name")),
            Column("unit_name", _("Unit")),
            Column("day", _("Day")),
            Column("state", _("State")),
            Column("marks", _("After the count")),
        ),
    )
    lines = lines_of(rows, list(rows.named(mandate, search=_query(request))), tree_on=rows.now.tree_on)
    return table_response(
        columns,
        [
            {
                "name": line.name,
                "unit_name": line.unit,
                "day": line.on,
                "state": line.state,
                "marks": "; ".join(line.marks),
            }
            for line in lines
        ],
        ending=ending,
        name=f"dong-{subject.key}-{period}-{code}",
        title=_("Rows of a register figure"),
    )


@mandated(Action.REPORT)
@require_POST
def keep(request: HttpRequest, mandate: Mandate, *, key: str, period: str, code: str) -> HttpResponse:
    subject = subject_within(mandate, key)
    of = Period.parse(period)
    on = chosen_day(request.POST, name="tree_on", otherwise=_own_day(subject, of, mandate)).on
    try:
        made = services.keep_register_count(
            mandate=mandate, subject=subject, code=code, period=of, tree_on=on
        )
    except NotCounted as missing:
        raise Http404 from missing
    return redirect(
        f"{reverse('web:figure-rows', kwargs={'key': key, 'period': period, 'code': code})}?count={made.pk}"
    )


def _rows(
    request: HttpRequest, mandate: Mandate, subject: Subject, period: Period, code: str
) -> RowsOfAFigure:
    kept = _opened(request, subject, period, code)
    on = (
        kept.tree_on
        if kept is not None
        else chosen_day(request.GET, name="tree_on", otherwise=_own_day(subject, period, mandate)).on
    )
    try:
        return RowsOfAFigure(register_figure(subject, code, period=period, tree_on=on), kept)
    except NotCounted as missing:
        raise Http404 from missing


def _opened(request: HttpRequest, subject: Subject, period: Period, code: str) -> RegisterCount | None:
    """The kept count the page is asked for; one of another figure is as if it were not there."""
    asked = request.GET.get("count", "")
    if not asked:
        return None
    if not asked.isdecimal() or len(asked) > 18:
        raise Http404
    found = RegisterCount.objects.filter(
        pk=int(asked), unit_id=subject.id, period=str(period), indicator=code
    ).first()
    if found is None:
        raise Http404
    return found


def _own_day(subject: Subject, period: Period, mandate: Mandate) -> date:
    return min(queries.own_day(subject, period), mandate.on)


def _registers(request: HttpRequest, mandate: Mandate, subject: Subject) -> Mandate | None:
    return _may(request, Action.REGISTER, mandate.on, subject)


def _may(request: HttpRequest, action: Action, on: date, subject: Subject) -> Mandate | None:
    """The account's mandate for another action, where it reaches the unit."""
    found = permissions.mandate(account=account_of(request), action=action, on=on)
    return found if subject.is_unit and found.reaches(UnitId(subject.id)) else None


def _log(mandate: Mandate, subject: Subject, rows: RowsOfAFigure) -> None:
    """Who looked at the names behind which figure: which and how many, never whose."""
    trail.record(
        mandate, "looked at rows of a figure", RegisterCount,
        unit=subject.key, indicator=rows.now.indicator, period=str(rows.now.period), rows=rows.now.count,
        check_code=rows.now.check_code,
    )  # fmt: skip


def _query(request: HttpRequest) -> str:
    return " ".join(request.GET.get("q", "").split())[:_LONGEST_QUERY]
