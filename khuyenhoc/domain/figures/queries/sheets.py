"""Sheets of figures on record, and the figures they brought."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, QuerySet

from khuyenhoc.domain.figures.models import FigureSheet, ReportedFigure
from khuyenhoc.domain.organisation import queries as organisation
from khuyenhoc.foundation.values.mandates import Mandate


def loaded_sheets(mandate: Mandate) -> QuerySet[FigureSheet]:
    """The sheets that hold figures of units the mandate reaches, the latest first."""
    sheets = (
        FigureSheet.objects.filter(kind=FigureSheet.Kind.SHEET)
        .select_related("loaded_by")
        .order_by("-loaded_at", "-pk")
    )
    return (
        sheets
        if mandate.account is None
        else sheets.filter(Exists(_figures_within(mandate, sheet=OuterRef("pk"))))
    )


def has_figures(mandate: Mandate) -> bool:
    """Whether any unit the mandate reaches has a figure."""
    return _figures_within(mandate).exists()


def _figures_within(mandate: Mandate, **wanted: object) -> QuerySet[ReportedFigure]:
    within = organisation.kept_within("unit_id", mandate.units, on=mandate.on)
    return ReportedFigure.objects.filter(within, unit__isnull=False, **wanted)


def figure_on_record(figure_id: int) -> ReportedFigure:
    """A stored figure with the sheet it came in; raises ReportedFigure.DoesNotExist."""
    return ReportedFigure.objects.select_related("sheet", "sheet__loaded_by", "unit", "cluster", "count").get(
        pk=figure_id
    )
