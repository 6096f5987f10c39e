"""What the pages about clusters and their years show."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from khuyenhoc.domain.emulation.models import ReviewMeeting, Task
from khuyenhoc.domain.organisation import queries as organisation
from khuyenhoc.domain.organisation.models import ClusterMembership, ClusterYear
from khuyenhoc.domain.organisation.queries import UnitName
from khuyenhoc.domain.reporting.queries import packs
from khuyenhoc.domain.reporting.renderers import charts
from khuyenhoc.domain.reporting.rules import content
from khuyenhoc.foundation.values.mandates import Mandate, UnitId
from khuyenhoc.foundation.values.numbers import grouped
from khuyenhoc.foundation.values.periods import Period
from khuyenhoc.interfaces.cells import Link, State
from khuyenhoc.interfaces.files import FORMATS
from khuyenhoc.interfaces.tables import Asked, Column, Definition, Table
from khuyenhoc.interfaces.web.reporting.pages.content_tables import content_table
from khuyenhoc.interfaces.words import day_words, period_words

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


CLUSTERS: Definition[YearLine] = Definition(
    "clusters",
    (
        Column(
            "name",
            gettext_lazy("Cluster and year"),
            lambda line: Link(f"{line.name}, {line.year}", _address("cluster-year", line)),
        ),
        Column("members", gettext_lazy("Members"), kind="number"),
        Column("head", gettext_lazy("Head"), empty=gettext_lazy("not known")),
        Column("host", gettext_lazy("Host"), empty=gettext_lazy("not known")),
        Column(
            "held_on",
            gettext_lazy("Review meeting"),
            lambda line: line.held_on and Link(day_words(line.held_on), _address("meeting", line)),
            value=lambda line: line.held_on,
            empty=gettext_lazy("not on record"),
        ),
        Column("open_tasks", gettext_lazy("Open tasks"), kind="number"),
    ),
)


def _address(page: str, line: YearLine) -> str:
    return reverse(f"web:{page}", kwargs={"key": line.key, "year": line.year})


@dataclass(frozen=True, slots=True)
class Kept:
    key: str
    name: str


@dataclass(frozen=True, slots=True)
class ClustersPage:
    table: Table[YearLine]
    kept: Sequence[Kept]
    may_found: bool


@dataclass(frozen=True, slots=True)
class MemberLine:
    """
    `figures` counts the figures on record for the year; `address` is empty where the reader's mandate does
    not reach the unit.
    """

    position: int
    title: str
    part: str
    figures: int
    address: str


MEMBERS: Definition[MemberLine] = Definition(
    "members",
    (
        Column(
            "title", gettext_lazy("Unit"), lambda line: (f"{line.position}.", Link(line.title, line.address))
        ),
        Column("part", gettext_lazy("For the cluster"), empty="–"),
        Column(
            "figures",
            gettext_lazy("Figures of the year"),
            lambda line: (
                State("done", figures_words(line.figures))
                if line.figures
                else State("missing", _("not reported"))
            ),
            value=lambda line: line.figures,
        ),
    ),
)


@dataclass(frozen=True, slots=True)
class Compared:
    """The members side by side in one table of the year's report."""

    key: str
    title: str
    table: Table[content.Row]
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
    members: Table[MemberLine]
    count: int
    reported: int
    tables: Sequence[Compared]
    charts: Sequence[ChartShown]
    held_on: date | None
    open_tasks: int
    other_years: Sequence[int]
    may_run: bool
    may_keep: bool


def cluster_lines(reading: Mandate) -> list[YearLine]:
    """The years of clusters a mandate may see."""
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
    return [
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


def clusters_page(lines: Sequence[YearLine], writing: Mandate, asked: Asked) -> ClustersPage:
    return ClustersPage(
        CLUSTERS.asked(lines, asked),
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


def cluster_year_page(cluster_year: ClusterYear, reading: Mandate, writing: Mandate) -> ClusterYearPage:
    """
    Everything about a cluster's year: its members, what they have reported side by side, and where its
    meeting stands.
    """
    compared = packs.comparison(cluster_year)
    period = Period.of_year(cluster_year.year)
    names = organisation.member_names(cluster_year)
    counts = {
        member.id: sum(1 for row in rows if row.value is not None or row.stated_rate)
        for member, rows in compared.by_member.items()
    }
    meeting = ReviewMeeting.objects.filter(cluster_year=cluster_year).first()
    reaches_cluster = organisation.clusters_kept(writing)
    years = (
        ClusterYear.objects.filter(cluster=cluster_year.cluster).exclude(pk=cluster_year.pk).order_by("-year")
    )
    return ClusterYearPage(
        key=cluster_year.cluster.key,
        name=cluster_year.cluster.name,
        year=cluster_year.year,
        period=str(period),
        period_text=period_words(period),
        tree_on=period.last_day,
        head=_title(names, cluster_year.head_id),
        host=_title(names, cluster_year.host_id),
        members=MEMBERS.of(
            [
                MemberLine(
                    position,
                    name.title,
                    _part(cluster_year, unit),
                    counts.get(unit, 0),
                    f"{reverse('web:figures', kwargs={'key': name.key})}?period={period}"
                    if reading.reaches(unit)
                    else "",
                )
                for position, (unit, name) in enumerate(names.items(), 1)
            ]
        ),
        count=len(names),
        reported=sum(1 for count in counts.values() if count),
        tables=[_compared(cluster_year, table, len(names)) for table in packs.comparison_tables(compared)],
        charts=[
            # the renderer escapes every label and value it draws
            ChartShown(f"{chart.title} ({chart.measure})", mark_safe(charts.svg(chart, width_px=_CHART_PX)))  # noqa: S308
            for chart in packs.comparison_charts(compared)
        ],
        held_on=None if meeting is None else meeting.held_on,
        open_tasks=Task.objects.filter(meeting__cluster_year=cluster_year, state=Task.State.OPEN).count(),
        other_years=[
            other.year for other in years if organisation.may_see(reading, other, organisation.members(other))
        ],
        may_run=organisation.may_run(writing, cluster_year),
        may_keep=any(cluster.pk == cluster_year.cluster_id for cluster in reaches_cluster),
    )


def _compared(cluster_year: ClusterYear, table: content.Table, members: int) -> Compared:
    place = {"key": cluster_year.cluster.key, "year": cluster_year.year}
    downloads = [
        (f"{reverse('web:cluster-export', kwargs=place | {'ending': ending})}?table={table.key}", ending)
        for ending in reversed(FORMATS)
    ]
    shown = content_table(
        table,
        members=members,
        id=f"{table.key}-table",
        labelled_by=f"{table.key}-title",
        is_live=True,
        downloads=downloads,
    )
    return Compared(table.key, table.title, shown, table.notes)


def figures_words(figures: int) -> str:
    return ngettext("%(figures)s figure", "%(figures)s figures", figures) % {"figures": grouped(figures)}


def _title(names: Mapping[UnitId, UnitName], unit: int | None) -> str:
    return "" if unit is None else names[UnitId(unit)].title


def _part(cluster_year: ClusterYear, unit: UnitId) -> str:
    """What a member does for the cluster that year."""
    parts = [
        words
        for leading, words in ((cluster_year.head_id, _("head")), (cluster_year.host_id, _("host")))
        if leading == unit
    ]
    return ", ".join(parts)


def export_columns(tables: Sequence[content.Table]) -> list[str]:
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


def export_rows(tables: Sequence[content.Table], *, members: int) -> list[ExportRow]:
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
