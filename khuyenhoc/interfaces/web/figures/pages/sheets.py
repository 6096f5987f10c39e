"""What the page of a stored sheet of figures shows, and its line in lists."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse

from khuyenhoc.domain.figures import queries
from khuyenhoc.domain.figures.models import FigureSheet, ReportedFigure
from khuyenhoc.domain.organisation import queries as organisation
from khuyenhoc.foundation.values.mandates import Mandate, UnitId
from khuyenhoc.foundation.values.numbers import grouped
from khuyenhoc.foundation.values.periods import Period
from khuyenhoc.interfaces.web.sheets.sheet_road import HistoryLine
from khuyenhoc.interfaces.words import account_words, period_words

MOST_LINES = 500
"""Units printed on one page."""


@dataclass(frozen=True, slots=True)
class Followed:
    """A unit or cluster whose figures a sheet changed."""

    key: str
    title: str
    period: str
    period_text: str
    figures: int


@dataclass(frozen=True, slots=True)
class LoadedPage:
    sheet: HistoryLine
    stored: int
    refused: int
    followed: Sequence[Followed]


def sheet_line(sheet: FigureSheet) -> HistoryLine:
    return HistoryLine(
        address=reverse("web:sheet-loaded", kwargs={"sheet": sheet.pk}),
        file_name=sheet.file_name,
        about="",
        loaded_at=sheet.loaded_at,
        loaded_by=account_words(sheet.loaded_by),
        new=grouped(sheet.new),
        changed=grouped(sheet.changed),
        same=grouped(sheet.same),
        refused=grouped(sheet.refused),
    )


def loaded_page(mandate: Mandate, sheet: FigureSheet) -> LoadedPage:
    """What a sheet changed, unit by unit, as far as the mandate reaches."""
    stored = (
        ReportedFigure.objects.filter(sheet=sheet)
        .order_by("period")
        .values_list("unit_id", "cluster__key", "cluster__name", "period")
    )
    counted: dict[tuple[int | None, str, str, str], int] = {}
    for unit, cluster_key, cluster_name, period in stored:
        if unit is None or mandate.reaches(UnitId(unit)):
            place = (unit, cluster_key or "", cluster_name or "", period)
            counted[place] = counted.get(place, 0) + 1
    names = organisation.names([UnitId(unit) for unit, *_rest in counted if unit is not None], on=mandate.on)
    followed = []
    for (pk, cluster_key, cluster_name, period), figures in counted.items():
        name = None if pk is None else names[UnitId(pk)]
        key, title = (cluster_key, cluster_name) if name is None else (name.key, name.title)
        words = period_words(Period.parse(period))
        followed.append(Followed(key, title, period, words, figures))
    return LoadedPage(sheet_line(sheet), sheet.new + sheet.changed, sheet.refused, followed[:MOST_LINES])


def sheet_seen(mandate: Mandate, sheet: int) -> FigureSheet | None:
    """A sheet the account loaded itself, or one that holds figures of a unit its mandate reaches."""
    own = (
        FigureSheet.objects.select_related("loaded_by").filter(pk=sheet, loaded_by_id=mandate.account).first()
    )
    return own or queries.loaded_sheets(mandate).filter(pk=sheet).first()
