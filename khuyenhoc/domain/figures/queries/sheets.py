"""Sheets of figures on record, and the figures they brought."""

from __future__ import annotations

from collections.abc import Sequence

from khuyenhoc.domain.figures.models import FigureSheet, ReportedFigure
from khuyenhoc.foundation.values.mandates import Mandate


def loaded_sheets(mandate: Mandate) -> Sequence[FigureSheet]:
    """The sheets that hold figures of units the mandate reaches, the latest first."""
    sheets = (
        FigureSheet.objects.filter(kind=FigureSheet.Kind.SHEET)
        .select_related("loaded_by")
        .order_by("-loaded_at", "-pk")
    )
    if mandate.account is None:
        return list(sheets)
    seen = ReportedFigure.objects.filter(unit_id__in=mandate.units).values("sheet_id")
    return list(sheets.filter(pk__in=seen))


def figure_on_record(figure_id: int) -> ReportedFigure:
    """A stored figure with the sheet it came in; raises ReportedFigure.DoesNotExist."""
    return ReportedFigure.objects.select_related("sheet", "sheet__loaded_by", "unit", "cluster", "count").get(
        pk=figure_id
    )
