"""What the pages about review-meeting reports show."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import IntegerField, Transform
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from khuyenhoc.domain.organisation.models import ClusterYear
from khuyenhoc.domain.reporting.models import IssuedPack
from khuyenhoc.domain.reporting.renderers import charts
from khuyenhoc.domain.reporting.rules.content import (
    Chart,
    Letterhead,
    Number,
    PackContent,
    Paragraph,
    Row,
    Source,
    Table,
)
from khuyenhoc.foundation.values.periods import Period
from khuyenhoc.interfaces import tables
from khuyenhoc.interfaces.web.reporting.pages.content_tables import content_table
from khuyenhoc.interfaces.words import account_words, in_groups, measure_words, period_words

_CHART_PX = 680


class OctetLength(Transform):
    """How long a stored file is, without reading it."""

    function = "OCTET_LENGTH"
    output_field = IntegerField()


@dataclass(frozen=True, slots=True)
class RunShown:
    """A piece of a sentence; `source` is the anchor of the number's source, empty for plain words."""

    text: str
    source: str = ""


@dataclass(frozen=True, slots=True)
class BlockShown:
    """A sentence, a table with its notes, or a chart."""

    runs: Sequence[RunShown] = ()
    table: tables.Table[Row] | None = None
    notes: Sequence[str] = ()
    chart: SafeString | None = None
    title: str = ""


@dataclass(frozen=True, slots=True)
class SectionShown:
    heading: str
    level: int
    blocks: Sequence[BlockShown]


@dataclass(frozen=True, slots=True)
class SourceShown:
    anchor: str
    label: str
    unit_name: str
    period: str
    text: str
    measure: str
    origin: str
    stated_in: str
    note: str
    explanations: Sequence[str]
    key: str
    """What an editor writes in an article for this number."""


@dataclass(frozen=True, slots=True)
class ContentShown:
    letterhead: Letterhead
    sections: Sequence[SectionShown]
    annexes: Sequence[BlockShown]
    sources: Sequence[SourceShown]
    tree_on: date


@dataclass(frozen=True, slots=True)
class FileShown:
    format: str
    name: str
    kilobytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class IssueLine:
    number: int
    issued_at: datetime
    issued_by: str
    fingerprint: str
    differences: Sequence[str]
    files: Sequence[FileShown]


@dataclass(frozen=True, slots=True)
class ClusterLine:
    key: str
    name: str
    years: Sequence[YearLine]


@dataclass(frozen=True, slots=True)
class YearLine:
    year: int
    issue: int
    issued_at: datetime | None


@dataclass(frozen=True, slots=True)
class PacksPage:
    clusters: Sequence[ClusterLine]


@dataclass(frozen=True, slots=True)
class PackPage:
    """
    The draft of today, if there is anything to say, and every issue. `is_unchanged`: the draft says what the
    latest issue says.
    """

    key: str
    name: str
    year: int
    period_text: str
    draft: ContentShown | None
    is_unchanged: bool
    may_issue: bool
    issues: Sequence[IssueLine]


@dataclass(frozen=True, slots=True)
class IssuedPage:
    key: str
    name: str
    year: int
    period_text: str
    issue: IssueLine
    content: ContentShown
    article_url: str
    """Where an article is begun from this issue; empty for an account that may not publish."""


@dataclass(frozen=True, slots=True)
class ConfirmPage:
    key: str
    name: str
    year: int
    period_text: str
    next_issue: int
    differences: Sequence[str]
    is_unchanged: bool


@dataclass(frozen=True, slots=True)
class CheckAnswer:
    """What a file or fingerprint turned out to be. `is_latest`: no later issue has replaced it."""

    is_issued: bool
    sha256: str
    cluster: str = ""
    year: int = 0
    issue: int = 0
    issued_at: datetime | None = None
    format: str = ""
    is_latest: bool = False


def content_shown(content: PackContent) -> ContentShown:
    """A pack's content as its page prints it: the same sentences, tables and charts as in its files."""
    placed = {
        block.key
        for section in content.sections
        for block in section.blocks
        if isinstance(block, Table | Chart)
    }
    loose: list[Table | Chart] = [table for table in content.tables if table.key not in placed]
    loose.extend(chart for chart in content.charts if chart.key not in placed)
    named = _named_sources(content)
    return ContentShown(
        letterhead=content.letterhead,
        sections=[
            SectionShown(
                f"{section.numeral}. {section.title}" if section.numeral else section.title,
                section.level,
                [_block(block) for block in section.blocks],
            )
            for section in content.sections
        ],
        annexes=[_block(block) for block in loose],
        sources=[_source(content.sources[key]) for key in named],
        tree_on=content.tree_on,
    )


def _named_sources(content: PackContent) -> Mapping[str, None]:
    """The keys of the sources a sentence points at, or a flagged cell, in reading order."""
    keys: dict[str, None] = {}
    for section in content.sections:
        for block in section.blocks:
            if isinstance(block, Paragraph):
                keys.update({run.source: None for run in block.runs if isinstance(run, Number)})
    for table in content.tables:
        for cell in (cell for row in table.rows for cell in row.cells):
            if cell.source and set(content.sources[cell.source].flags) - {"not_reported"}:
                keys[cell.source] = None
    return {key: None for key in keys if key in content.sources}


def anchor(source: str) -> str:
    return f"nguon-{source.replace('/', '-').replace('.', '-')}"


def _block(block: Paragraph | Table | Chart) -> BlockShown:
    match block:
        case Paragraph():
            return BlockShown(runs=[_run(run) for run in block.runs])
        case Table():
            return BlockShown(table=content_table(block, caption=block.title), notes=block.notes)
        case Chart():
            # the renderer escapes every label and value it draws
            return BlockShown(chart=mark_safe(charts.svg(block, width_px=_CHART_PX)), title=block.title)  # noqa: S308


def _run(run: str | Number) -> RunShown:
    return (
        RunShown(run)
        if isinstance(run, str)
        else RunShown(run.text, anchor(run.source) if run.source else "")
    )


def _source(source: Source) -> SourceShown:
    if source.kind == "typed":
        origin = _("Kept as it was reported")
    else:
        origin = _("Added up from %(reported)s of %(expected)s units below") % {
            "reported": source.reported,
            "expected": source.expected,
        }
    return SourceShown(
        anchor=anchor(source.key),
        label=source.label,
        unit_name=source.unit_name,
        period=period_words(Period.parse(source.period)),
        text=source.text,
        measure=measure_words(source.measure),
        origin=origin,
        stated_in=source.stated_in,
        note=source.note,
        explanations=source.explanations,
        key=source.key,
    )


def issue_line(pack: IssuedPack) -> IssueLine:
    return IssueLine(
        number=pack.issue,
        issued_at=pack.issued_at,
        issued_by=account_words(pack.issued_by),
        fingerprint=in_groups(pack.fingerprint),
        differences=pack.differences,
        files=[
            FileShown(kind, name, max(1, size // 1024), sha256)
            for kind, name, size, sha256 in pack.files.annotate(size=OctetLength("content"))
            .order_by("format")
            .values_list("format", "name", "size", "sha256")
        ],
    )


def packs_page(years: Sequence[ClusterYear]) -> PacksPage:
    """Each cluster with its years and the latest issue of each, in the order the years are given."""
    issued = IssuedPack.objects.filter(cluster__in={year.cluster_id for year in years}).order_by("issue")
    latest = {
        (cluster, year): (issue, issued_at)
        for cluster, year, issue, issued_at in issued.values_list("cluster", "year", "issue", "issued_at")
    }
    lines: dict[str, list[YearLine]] = {}
    for year in years:
        issue, issued_at = latest.get((year.cluster_id, year.year), (0, None))
        lines.setdefault(year.cluster.key, []).append(YearLine(year.year, issue, issued_at))
    names = {year.cluster.key: year.cluster.name for year in years}
    return PacksPage([ClusterLine(key, names[key], found) for key, found in lines.items()])
