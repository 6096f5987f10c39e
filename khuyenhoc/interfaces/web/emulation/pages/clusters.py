"""What the pages about clusters and their years show."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from khuyenhoc.domain.emulation.models import ReviewMeeting, Task
from khuyenhoc.domain.organisation import queries as organisation
from khuyenhoc.domain.organisation.models import ClusterMembership, ClusterYear
from khuyenhoc.domain.organisation.queries import UnitName
from khuyenhoc.domain.reporting.queries import packs
from khuyenhoc.domain.reporting.renderers import charts
from khuyenhoc.domain.reporting.rules.content import Table
from khuyenhoc.foundation.values.mandates import Mandate, UnitId
from khuyenhoc.foundation.values.numbers import grouped
from khuyenhoc.foundation.values.periods import Period
from khuyenhoc.interfaces.words import period_words

_CHART_PX = 340
"""As wide as a phone, where labels stand above their bars; a wide page shows several beside each other."""


@dataclass(frozen=True, slots=True)
class YearLine:
    """`held_on` is None where no meeting is on record."""

    key: str
    name: str
    year: int
    members: int
    head: str
    host: str
    held_on: date | None
    open_tasks: int


@dataclass(frozen=True, slots=True)
class Kept:
    key: str
    name: str


@dataclass(frozen=True, slots=True)
class ClustersPage:
    lines: Sequence[YearLine]
    kept: Sequence[Kept]
    may_found: bool


@dataclass(frozen=True, slots=True)
class MemberLine:
    """
    `figures` counts the figures on record for the year; `is_open`: the reader's mandate reaches the unit.
    """

    position: int
    key: str
    title: str
    part: str
    figures: int
    is_open: bool


@dataclass(frozen=True, slots=True)
class CellShown:
    """`sort_value` is the bare number, empty where there is none."""

    column: str
    text: str
    sort_value: str
    is_missing: bool


@dataclass(frozen=True, slots=True)
class RowShown:
    """`is_last`: a row about the whole cluster, which stays below the members whatever the order."""

    label: str
    is_last: bool
    cells: Sequence[CellShown]


@dataclass(frozen=True, slots=True)
class TableShown:
    key: str
    title: str
    row_heading: str
    columns: Sequence[str]
    rows: Sequence[RowShown]
    notes: Sequence[str]


@dataclass(frozen=True, slots=True)
class ChartShown:
    title: str
    drawing: SafeString


@dataclass(frozen=True, slots=True)
class ClusterYearPage:
    key: str
    name: str
    year: int
    period: str
    period_text: str
    tree_on: date
    head: str
    host: str
    members: Sequence[MemberLine]
    reported: int
    tables: Sequence[TableShown]
    charts: Sequence[ChartShown]
    held_on: date | None
    open_tasks: int
    other_years: Sequence[int]
    may_run: bool
    may_keep: bool


def clusters_page(reading: Mandate, writing: Mandate) -> ClustersPage:
    years = organisation.years_seen(reading)
    pks = [year.pk for year in years]
    joined = Counter(
        ClusterMembership.objects.filter(cluster_year__in=pks).values_list("cluster_year", flat=True)
    )
    held = dict(ReviewMeeting.objects.filter(cluster_year__in=pks).values_list("cluster_year", "held_on"))
    waiting = Counter(
        Task.objects.filter(meeting__cluster_year__in=pks, state=Task.State.OPEN).values_list(
            "meeting__cluster_year", flat=True
        )
    )
    leading = _leading(years)
    lines = [
        YearLine(
            key=year.cluster.key,
            name=year.cluster.name,
            year=year.year,
            members=joined[year.pk],
            head=leading.get((year.year, year.head_id), ""),
            host=leading.get((year.year, year.host_id), ""),
            held_on=held.get(year.pk),
            open_tasks=waiting[year.pk],
        )
        for year in years
    ]
    return ClustersPage(
        lines,
        [Kept(cluster.key, cluster.name) for cluster in organisation.clusters_kept(writing)],
        bool(writing.units),
    )


def _leading(years: Iterable[ClusterYear]) -> Mapping[tuple[int, int | None], str]:
    """Heads and hosts under the names of their year's last day: one question a year, not one a line."""
    asked: dict[int, set[UnitId]] = {}
    for year in years:
        asked.setdefault(year.year, set()).update(
            UnitId(unit) for unit in (year.head_id, year.host_id) if unit is not None
        )
    return {
        (year, unit): name.title
        for year, units in asked.items()
        if units
        for unit, name in organisation.names(list(units), on=date(year, 12, 31)).items()
    }


def cluster_year_page(found: ClusterYear, reading: Mandate, writing: Mandate) -> ClusterYearPage:
    """
    Everything about a cluster's year: its members, what they have reported side by side, and where its
    meeting stands.
    """
    compared = packs.comparison(found)
    period = Period.of_year(found.year)
    names = organisation.member_names(found)
    counts = {
        member.id: sum(1 for row in rows if row.value is not None or row.stated_rate)
        for member, rows in compared.by_member.items()
    }
    meeting = ReviewMeeting.objects.filter(cluster_year=found).first()
    reaches_cluster = organisation.clusters_kept(writing)
    years = ClusterYear.objects.filter(cluster=found.cluster).exclude(pk=found.pk).order_by("-year")
    return ClusterYearPage(
        key=found.cluster.key,
        name=found.cluster.name,
        year=found.year,
        period=str(period),
        period_text=period_words(period),
        tree_on=period.last_day,
        head=_title(names, found.head_id),
        host=_title(names, found.host_id),
        members=[
            MemberLine(
                position, name.key, name.title, _part(found, unit), counts.get(unit, 0), reading.reaches(unit)
            )
            for position, (unit, name) in enumerate(names.items(), 1)
        ],
        reported=sum(1 for count in counts.values() if count),
        tables=[table_shown(table, members=len(names)) for table in packs.comparison_tables(compared)],
        charts=[
            # the renderer escapes every label and value it draws
            ChartShown(f"{chart.title} ({chart.measure})", mark_safe(charts.svg(chart, width_px=_CHART_PX)))  # noqa: S308
            for chart in packs.comparison_charts(compared)
        ],
        held_on=None if meeting is None else meeting.held_on,
        open_tasks=Task.objects.filter(meeting__cluster_year=found, state=Task.State.OPEN).count(),
        other_years=[
            other.year for other in years if organisation.may_see(reading, other, organisation.members(other))
        ],
        may_run=organisation.may_run(writing, found),
        may_keep=any(cluster.pk == found.cluster_id for cluster in reaches_cluster),
    )


def _title(names: Mapping[UnitId, UnitName], unit: int | None) -> str:
    return "" if unit is None else names[UnitId(unit)].title


def _part(found: ClusterYear, unit: UnitId) -> str:
    """What a member does for the cluster that year."""
    parts = [
        words
        for leading, words in ((found.head_id, _("head")), (found.host_id, _("host")))
        if leading == unit
    ]
    return ", ".join(parts)


def table_shown(table: Table, *, members: int) -> TableShown:
    """
    A comparison as its page prints it. The first rows are the members'; those after them are about the
    cluster.
    """
    rows = [
        RowShown(
            row.label,
            number >= members,
            [
                CellShown(
                    column,
                    cell.text,
                    sort_value(cell.text, cell.value),
                    cell.value is None and cell.text != "–" and not _is_number(cell.text),
                )
                for column, cell in zip(table.columns, row.cells, strict=True)
            ],
        )
        for number, row in enumerate(table.rows)
    ]
    return TableShown(table.key, table.title, table.row_heading, table.columns, rows, table.notes)


def sort_value(text: str, value: int | None) -> str:
    """The bare number of a cell; a rate stands in its text only, the Vietnamese way: "30,03 %" is 30.03."""
    if value is not None:
        return str(value)
    bare = text.removesuffix("%").strip().replace(".", "").replace(",", ".")
    return bare if bare.replace(".", "", 1).isdecimal() else ""


def _is_number(text: str) -> bool:
    return sort_value(text, None) != ""


def export_columns(tables: Sequence[Table]) -> list[str]:
    """
    Headings of the tables side by side; "Tỷ lệ (%)" alone would not say of what, so it follows the heading it
    belongs to.
    """
    headings: list[str] = []
    for table in tables:
        main = ""
        for position, column in enumerate(table.columns):
            # a number of the report points at its source, what is set beside it does not
            is_main = any(row.cells[position].source for row in table.rows)
            main = column if is_main else main
            headings.append(column if is_main else f"{main} – {column}")
    return headings


@dataclass(frozen=True, slots=True)
class ExportRow:
    """
    A row of the tables side by side; `member` is its place among the members, None for a row about the
    cluster.
    """

    member: int | None
    label: str
    cells: Sequence[int | str | None]


def export_rows(tables: Sequence[Table], *, members: int) -> list[ExportRow]:
    """
    Members by their place, for two may bear one name; rows about the cluster by their label. Empty where a
    table has no such row.
    """
    labels = {
        (number if number < members else None, row.label): None
        for table in tables
        for number, row in enumerate(table.rows)
    }
    ordered = sorted(labels, key=lambda row: members if row[0] is None else row[0])
    rows: dict[tuple[int | None, str], list[int | str | None]] = {label: [] for label in ordered}
    for table in tables:
        by_label = {
            (number if number < members else None, row.label): row for number, row in enumerate(table.rows)
        }
        for label, cells in rows.items():
            row = by_label.get(label)
            cells.extend(
                [None] * len(table.columns)
                if row is None
                else [_bare(cell.text, cell.value) for cell in row.cells]
            )
    return [ExportRow(member, label, cells) for (member, label), cells in rows.items()]


def _bare(text: str, value: int | None) -> int | str:
    """The number itself where nothing is lost by it: "trên 60.000" stays a text."""
    return value if value is not None and text == grouped(value) else text
