"""Keeping a figure of the registers as it is at a moment."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from khuyenhoc.domain.figures.models import RegisterCount
from khuyenhoc.domain.figures.queries.register_figures import RegisterFigure, register_figure
from khuyenhoc.domain.figures.rules.rows import Subject
from khuyenhoc.foundation.audit import trail
from khuyenhoc.foundation.values.mandates import Action, Mandate, UnitId
from khuyenhoc.foundation.values.periods import Period


def keep_register_count(
    *, mandate: Mandate, subject: Subject, code: str, period: Period, tree_on: date
) -> RegisterCount:
    """
    Keep which rows a figure counts now, so that it can be opened to exactly these rows later. Where the
    newest count kept has the same rows, it is the answer.

    :raises OutsideMandate: the mandate does not reach the unit
    :raises NotCounted: no register counts the indicator, or the subject is a cluster
    """
    if subject.is_unit:
        mandate.require(Action.REPORT, [UnitId(subject.id)])
    with transaction.atomic():
        return kept_count(mandate, subject, register_figure(subject, code, period=period, tree_on=tree_on))


def kept_count(mandate: Mandate, subject: Subject, figure: RegisterFigure) -> RegisterCount:
    """The newest count kept of a figure where it has the same rows, else a new one with its audit line."""
    of_figure = RegisterCount.objects.filter(
        unit_id=subject.id,
        indicator=figure.indicator,
        period=str(figure.period),
        tree_on=figure.tree_on,
    )
    newest = of_figure.order_by("-pk").first()
    if newest is not None and newest.check_code == figure.check_code:
        return newest
    kept = RegisterCount.objects.create(
        unit_id=subject.id,
        indicator=figure.indicator,
        period=str(figure.period),
        tree_on=figure.tree_on,
        count=figure.count,
        check_code=figure.check_code,
        rows=list(figure.rows),
        counted_by_id=mandate.account,
    )
    trail.record(
        mandate,
        "kept register count",
        kept,
        indicator=figure.indicator,
        period=str(figure.period),
        count=figure.count,
        check_code=figure.check_code,
    )
    return kept
