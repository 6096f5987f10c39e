"""The content of a review-meeting pack: figures, minutes and the pack's definition in, plain values out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils import translation
from django.utils.translation import get_language, gettext_noop
from django.utils.translation import gettext as _

from khuyenhoc.domain.emulation.queries import MeetingRecord, meeting_record
from khuyenhoc.domain.figures.queries.board import Board, prepare
from khuyenhoc.domain.figures.queries.figure_rows import figure_rows
from khuyenhoc.domain.figures.rules.rows import FigureRow, Kind, Subject, standing
from khuyenhoc.domain.organisation import queries as organisation
from khuyenhoc.domain.organisation.models import Cluster, ClusterYear
from khuyenhoc.domain.reporting.queries import narrative
from khuyenhoc.domain.reporting.queries.narrative import Minutes, source_key
from khuyenhoc.domain.reporting.rules.content import (
    Bar,
    Cell,
    Chart,
    Letterhead,
    PackContent,
    Row,
    Source,
    Table,
)
from khuyenhoc.foundation.values.catalogue import indicators, unit_kinds
from khuyenhoc.foundation.values.datafiles import load_toml
from khuyenhoc.foundation.values.mandates import UnitId
from khuyenhoc.foundation.values.numbers import grouped, percent_text
from khuyenhoc.foundation.values.paper_numbers import date_in_document
from khuyenhoc.foundation.values.periods import Period

EDITION = "2022"
_TABLE_TITLES = {
    "A": gettext_noop("Organisation of the association and its members"),
    "B": gettext_noop("Learning models"),
    "C": gettext_noop("Study-promotion funds"),
    "D": gettext_noop("Support and rewards"),
    "E": gettext_noop("Training and learning activities"),
    "F": gettext_noop("Rewards received"),
}
_MEASURES = {
    "count": gettext_noop("number"),
    "people": gettext_noop("people"),
    "vnd": gettext_noop("VND"),
    "turns": gettext_noop("turns"),
    "grants": gettext_noop("grants"),
}
_NOT_REPORTED = gettext_noop("not reported")
_COUNTED = gettext_noop("counted from the registers, not reported yet")
_MOST_CHARTS = 4
_COUNTED_MARK = "*"
"""Stands after a number that registers count and no unit states; a note under the table says so."""


class NothingToReport(Exception):
    """The cluster has no year, or no figure is reported and no meeting is on record for it."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """The figures of a cluster and its members in one year, as they were on the year's last day."""

    cluster: Subject
    year: int
    board: Board
    whole: Sequence[FigureRow]
    by_member: Mapping[Subject, Sequence[FigureRow]]


def comparison(cluster_year: ClusterYear) -> Comparison:
    """Who is compared, in the cluster's own order, under the names they had that year."""
    period = Period.of_year(cluster_year.year)
    cluster = cluster_year.cluster
    members = [
        UnitId(pk)
        for pk in cluster_year.memberships.order_by("position", "pk").values_list("unit_id", flat=True)
    ]
    names = organisation.names(members, on=period.last_day)
    board = Board(period, period.last_day)
    subject = Subject("cluster", cluster.pk, cluster.key, cluster.name)
    subjects = [Subject("unit", names[unit].id, names[unit].key, names[unit].title) for unit in members]
    prepare([(board, asked) for asked in (subject, *subjects)])
    return Comparison(
        subject,
        cluster_year.year,
        board,
        figure_rows(board, subject),
        {member: figure_rows(board, member) for member in subjects},
    )


@translation.override("vi")
def review_pack(cluster_year: ClusterYear, *, snapshot: str) -> PackContent:
    """
    The pack of a cluster's review meeting. The same figures and minutes give the same content, to the byte.

    :raises NothingToReport: no figure is reported and no meeting is on record
    """
    phrases: Mapping[str, Any] = load_toml(f"packs/review-meeting/{EDITION}/pack.toml")
    compared = comparison(cluster_year)
    meeting = meeting_record(cluster_year)
    if meeting is None and not any(row.value is not None for row in _all_rows(compared)):
        raise NothingToReport(f"{compared.cluster.name} {compared.year}")
    minutes = Minutes(phrases, compared.cluster, compared.year, compared.whole, compared.by_member, meeting)
    tables = comparison_tables(compared)
    return PackContent(
        pack="review-meeting",
        edition=EDITION,
        cluster=compared.cluster.key,
        cluster_name=compared.cluster.name,
        year=compared.year,
        tree_on=compared.board.lens.on,
        snapshot=snapshot,
        letterhead=_letterhead(phrases, cluster_year, meeting),
        sections=narrative.sections(minutes),
        tables=tables,
        charts=comparison_charts(compared),
        sources={source_key(row): _source(row, compared) for row in _all_rows(compared)},
    )


def _all_rows(compared: Comparison) -> Iterable[FigureRow]:
    yield from compared.whole
    for rows in compared.by_member.values():
        yield from rows


def _source(row: FigureRow, compared: Comparison) -> Source:
    return Source(
        key=source_key(row),
        unit=row.subject.key,
        unit_name=row.subject.name,
        indicator=row.indicator,
        label=row.label,
        period=str(row.period),
        measure=row.measure,
        kind=row.kind.value,
        value=row.value,
        qualifier=row.qualifier.value,
        text=row.text,
        base=row.base,
        rate="" if row.rate is None else str(row.rate),
        stated_rate=row.stated_rate,
        reported=row.reported if row.kind is Kind.COMPUTED else None,
        expected=row.expected if row.kind is Kind.COMPUTED else None,
        tree_on=compared.board.lens.on,
        stated_in=row.source,
        note=row.note,
        flags=tuple(flag.code for flag in row.flags),
        explanations=tuple(row.sentences()),
    )


def comparison_tables(compared: Comparison) -> tuple[Table, ...]:
    """
    One table a form of the report: a row a member, then the sum, then what the cluster itself states, never
    added to it (RULE-17).
    """
    tables: list[Table] = []
    for form, title in _TABLE_TITLES.items():
        codes = [
            code
            for code, indicator in indicators().items()
            if indicator.form == form
            and any(row.indicator == code and row.value is not None for row in _all_rows(compared))
        ]
        if codes:
            tables.append(_table(form, title, codes, compared))
    return tuple(tables)


def _table(form: str, title: str, codes: Sequence[str], compared: Comparison) -> Table:
    shares = {code for code in codes if _has_shares(code, compared)}
    columns: list[str] = []
    for code in codes:
        columns.append(f"{indicators()[code].shown} ({_(_MEASURES[indicators()[code].measure])})")
        if code in shares:
            columns += [
                _("Of a total of"),
                _("Share (%)") if indicators()[code].measure != "vnd" else _("Average (VND each)"),
            ]
    rows = [
        Row(member.name, _cells(codes, shares, standing(found)))
        for member, found in compared.by_member.items()
    ]
    computed = {row.indicator: row for row in compared.whole if row.kind is Kind.COMPUTED}
    typed = {row.indicator: row for row in compared.whole if row.kind is Kind.TYPED and row.value is not None}
    if any(code in computed for code in codes):
        rows.append(Row(_("Sum of the units"), _cells(codes, shares, computed), is_total=True))
    if any(code in typed for code in codes):
        rows.append(Row(_("Stated by the cluster"), _cells(codes, shares, typed)))
    return Table(
        f"form-{form.lower()}", _(title), _("Unit"), tuple(columns), tuple(rows), _notes(codes, compared)
    )


def _has_shares(code: str, compared: Comparison) -> bool:
    return any(
        row.indicator == code and row.base is not None and row.value is not None
        for row in _all_rows(compared)
    )


def _cells(codes: Sequence[str], shares: set[str], rows: Mapping[str, FigureRow]) -> tuple[Cell, ...]:
    cells: list[Cell] = []
    for code in codes:
        row = rows.get(code)
        if row is None or row.value is None:
            if row is None:
                cells.append(Cell(_(_NOT_REPORTED), None))
            else:
                rate = row.stated_rate.replace(".", ",")
                cells.append(Cell(_("only a share, %(rate)s %%") % {"rate": rate}, None, source_key(row)))
        else:
            shown = row.text.partition("/")[0]
            cells.append(
                Cell(f"{shown}{_COUNTED_MARK if row.is_counted else ''}", row.value, source_key(row))
            )
        if code in shares:
            base = None if row is None or row.value is None else row.base
            cells.append(Cell("–" if base is None else grouped(base), base))
            cells.append(Cell(_rate_text(row) if row is not None and row.value is not None else "–"))
    return tuple(cells)


def _rate_text(row: FigureRow) -> str:
    if row.rate is None:
        return "–"
    return grouped(round(row.rate)) if row.measure == "vnd" else percent_text(row.rate)


def _notes(codes: Sequence[str], compared: Comparison) -> tuple[str, ...]:
    """How many have reported, and every flag as a sentence with the unit it is about."""
    notes: list[str] = []
    expected = len(compared.by_member)
    for code in codes:
        label = indicators()[code].shown
        stand = [standing(rows).get(code) for rows in compared.by_member.values()]
        with_value = [row for row in stand if row is not None and row.value is not None]
        reported = sum(row.kind is not Kind.REGISTER for row in with_value)
        if reported < expected:
            notes.append(
                _("%(label)s: %(reported)s of %(expected)s units have reported.")
                % {"label": label, "reported": reported, "expected": expected}
            )
        if any(row.is_counted for row in with_value):
            counted = _("%(label)s: counted from the registers, not reported yet.") % {"label": label}
            notes.append(f"{_COUNTED_MARK} {counted}")
        for row in _all_rows(compared):
            if row.indicator == code:
                told = (
                    said
                    for flag, said in zip(row.flags, row.sentences(get_language() or "vi"), strict=True)
                    if flag.code not in ("not_reported", "counted")
                )
                notes.extend(f"{row.subject.name} – {label}: {sentence}" for sentence in told)
    return tuple(dict.fromkeys(notes))


def comparison_charts(compared: Comparison) -> tuple[Chart, ...]:
    """
    Bars for what at least two members have reported, the main indicators first; a member without a figure
    says so.
    """
    charts: list[Chart] = []
    for code, indicator in indicators().items():
        found = {member: standing(rows).get(code) for member, rows in compared.by_member.items()}
        values = [row for row in found.values() if row is not None and row.value is not None]
        if len(values) < 2 or indicator.part_of is not None:
            continue
        bars = tuple(
            Bar(
                member.name,
                None if row is None else row.value,
                _(_NOT_REPORTED) if row is None or row.value is None else row.text.partition("/")[0],
            )
            for member, row in found.items()
        )
        charts.append(
            Chart(
                code,
                _("%(indicator)s in %(year)s") % {"indicator": indicator.shown, "year": compared.year},
                _(_MEASURES[indicator.measure]),
                bars,
            )
        )
    return tuple(charts[:_MOST_CHARTS])


def _letterhead(
    phrases: Mapping[str, Any], cluster_year: ClusterYear, meeting: MeetingRecord | None
) -> Letterhead:
    """
    The head or, where none is on record, the host of the year issues the report; its number is given after
    signature (Article 15).
    """
    cluster: Cluster = cluster_year.cluster
    day = Period.of_year(cluster_year.year).last_day if meeting is None else meeting.held_on
    leading = cluster_year.head_id or cluster_year.host_id
    asked = [UnitId(unit) for unit in (leading, cluster.unit_id) if unit is not None]
    names = organisation.names(asked, on=day)
    superior = _association(names[UnitId(cluster.unit_id)])
    issuer = superior if leading is None else _association(names[UnitId(leading)])
    place = names[UnitId(leading)].name if leading is not None else names[UnitId(cluster.unit_id)].name
    words = {
        "year": cluster_year.year,
        "next_year": cluster_year.year + 1,
        "cluster": _lower_first(cluster.name),
        "superior": superior,
    }
    return Letterhead(
        superior="" if leading is None else superior,
        issuer=issuer,
        number=phrases["number"],
        place_and_date=f"{place}, {date_in_document(day)}",
        type_name=phrases["type_name"],
        abstract=phrases["abstract"].format(**words),
        authority=tuple(phrases["authority"]),
        signer="",
        recipients=tuple(line.format(**words) for line in phrases["recipients"]),
    )


def _lower_first(text: str) -> str:
    return text[:1].lower() + text[1:]


def _association(unit: organisation.UnitName) -> str:
    return unit_kinds()[unit.kind].association.format(name=unit.name)


def differences(before: PackContent, after: PackContent) -> list[str]:
    """What a new issue says that the one before did not, a sentence each: figures first, then words."""
    told: list[str] = []
    old_words, new_words = _words_of(before), _words_of(after)
    for subject in sorted(old_words.keys() | new_words.keys()):
        old, new = old_words.get(subject, ("", "")), new_words.get(subject, ("", ""))
        if old[1] != new[1]:
            name = new[0] or old[0]
            told.append(f"{name}: {old[1] or _(_NOT_REPORTED)} → {new[1] or _(_NOT_REPORTED)}.")
    if before.letterhead != after.letterhead:
        told.append(_("The head of the report or its signatures change."))
    titles_before = {(section.numeral, section.title): section.blocks for section in before.sections}
    titles_after = {(section.numeral, section.title): section.blocks for section in after.sections}
    for section in sorted(titles_before.keys() | titles_after.keys()):
        title = section[1]
        if section not in titles_after:
            told.append(_("Section “%(title)s” is removed.") % {"title": title})
        elif section not in titles_before:
            told.append(_("Section “%(title)s” is added.") % {"title": title})
        elif titles_before[section] != titles_after[section]:
            told.append(_("Section “%(title)s” changes.") % {"title": title})
    return told


def _words_of(content: PackContent) -> Mapping[tuple[str, str, bool], tuple[str, str]]:
    """
    What a pack says of each figure: (unit, indicator, whether it is a sum) → its name and its words. A unit's
    own word and the count of its registers are one figure: what stands of the two.
    """
    words: dict[tuple[str, str, bool], tuple[str, str]] = {}
    for source in sorted(content.sources.values(), key=lambda source: source.kind == Kind.TYPED):
        text = source.text or (f"{source.stated_rate.replace('.', ',')} %" if source.stated_rate else "")
        if text:
            counted = f" ({_(_COUNTED)})" if "counted" in source.flags else ""
            subject = source.unit, source.indicator, source.kind == Kind.COMPUTED
            words[subject] = f"{source.unit_name} – {source.label}", text + counted
    return words
