"""What the page of one figure shows: where it comes from, and what was reported in its place before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db.models import Q

from khuyenhoc.domain.figures import queries
from khuyenhoc.domain.figures.models import ReportedFigure
from khuyenhoc.domain.figures.rules.rows import Subject
from khuyenhoc.domain.organisation.countable import countable_of
from khuyenhoc.foundation.values.catalogue import indicators
from khuyenhoc.foundation.values.figures import Qualifier
from khuyenhoc.foundation.values.numbers import grouped, percent_text, with_qualifier
from khuyenhoc.foundation.values.periods import Period
from khuyenhoc.interfaces.web.figures.pages.figures import rows_address
from khuyenhoc.interfaces.words import account_words, in_groups, indicator_words, measure_words, period_words


@dataclass(frozen=True, slots=True)
class SourceLine:
    """One time a figure was reported: what it said, where from, in which sheet, by whom."""

    text: str
    stated_rate: str
    source: str
    note: str
    file_name: str
    row: int | None
    loaded_at: datetime
    loaded_by: str
    sha256: str
    check_code: str
    """Of a count of the registers that the unit made its own word; empty for a row of a sheet."""
    rows: str
    replaced_at: datetime | None


@dataclass(frozen=True, slots=True)
class SourcePage:
    key: str
    unit_name: str
    label: str
    measure: str
    period: str
    period_text: str
    now: SourceLine
    article_key: str
    """What an editor writes in an article for this number, once it stands in an issued report."""
    before: Sequence[SourceLine]
    rows_address: str
    """The rows of the registers this figure can be held against; empty where no register counts it."""


def source_page(subject: Subject, figure: ReportedFigure) -> SourcePage:
    """Where a stored figure comes from, and what was reported in its place before."""
    owner = Q(unit_id=subject.id) if subject.is_unit else Q(cluster_id=subject.id)
    chain = ReportedFigure.objects.select_related("sheet__loaded_by", "replaced_by", "count").filter(
        owner, period=figure.period, indicator=figure.indicator, pk__lt=figure.pk
    )
    indicator = indicators()[figure.indicator]
    period = Period.parse(figure.period)
    return SourcePage(
        key=subject.key,
        unit_name=subject.name,
        label=indicator_words(indicator.code),
        measure=measure_words(indicator.measure),
        period=figure.period,
        period_text=period_words(period),
        now=_source_line(figure),
        article_key=f"{subject.key}/{figure.indicator}/{figure.period}/typed",
        before=[_source_line(older) for older in chain.order_by("-pk")],
        rows_address=rows_address(subject, period, figure.indicator, queries.own_day(subject, period))
        if subject.is_unit and figure.indicator in countable_of()
        else "",
    )


def _source_line(figure: ReportedFigure) -> SourceLine:
    value = "" if figure.value is None else with_qualifier(figure.value, Qualifier(figure.qualifier))
    total = "" if figure.total is None else f"/{grouped(figure.total)}"
    return SourceLine(
        text=value + total,
        stated_rate=percent_text(Decimal(figure.rate), places=6) if figure.rate else "",
        source=figure.source,
        note=figure.note,
        file_name=figure.sheet.file_name,
        row=figure.row,
        loaded_at=figure.sheet.loaded_at,
        loaded_by=account_words(figure.sheet.loaded_by),
        sha256=in_groups(figure.sheet.sha256),
        check_code="" if figure.count is None else figure.count.check_code,
        rows="" if figure.count is None else grouped(figure.count.count),
        replaced_at=None if figure.replaced_by is None else figure.replaced_by.loaded_at,
    )
