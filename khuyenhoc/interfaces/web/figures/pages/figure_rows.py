"""What the page of a register figure's rows shows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from khuyenhoc.domain.figures.models import RegisterCount
from khuyenhoc.domain.figures.queries import figures
from khuyenhoc.domain.figures.queries.register_figures import RegisterFigure
from khuyenhoc.domain.figures.queries.register_rows import (
    Compared,
    Edit,
    NamedRow,
    Record,
    RowsOfAFigure,
    Standing,
)
from khuyenhoc.domain.figures.rules.rows import FigureRow, Kind, Subject
from khuyenhoc.domain.learning.countable import RECOGNISED
from khuyenhoc.domain.organisation import queries as organisation
from khuyenhoc.domain.people.countable import MEMBERS
from khuyenhoc.foundation.values.catalogue import indicators
from khuyenhoc.foundation.values.mandates import Mandate
from khuyenhoc.foundation.values.numbers import date_text, grouped
from khuyenhoc.foundation.values.periods import Period
from khuyenhoc.interfaces.cells import Link, shown, small, strong
from khuyenhoc.interfaces.files import FORMATS
from khuyenhoc.interfaces.tables import Column, Definition, Table
from khuyenhoc.interfaces.words import account_words, indicator_words, measure_words, period_words

ROWS = 50


@dataclass(frozen=True, slots=True)
class Line:
    """One row by name; `marks` say in sentences what happened to it after the count that is open."""

    name: str
    unit: str
    on: date | None
    state: str
    marks: Sequence[str]


def rows_table(day_heading: str) -> Definition[Line]:
    """:param day_heading: what the day of a row is, on the page"""
    return Definition(
        "rows",
        (
            Column("name", gettext_lazy("Name")),
            Column("unit_name", gettext_lazy("Unit"), lambda line: line.unit),
            Column("day", day_heading, lambda line: line.on, empty="–", file_heading=gettext_lazy("Day")),
            Column("state", gettext_lazy("State"), empty="–"),
            Column(
                "marks",
                gettext_lazy("After the count"),
                lambda line: tuple(map(small, line.marks)),
                empty=gettext_lazy("unchanged"),
                value=lambda line: "; ".join(line.marks),
            ),
        ),
    )


@dataclass(frozen=True, slots=True)
class KeptLine:
    address: str
    count: int
    check_code: str
    counted_at: datetime
    counted_by: str
    tree_on: date
    is_open: bool


KEPT: Definition[KeptLine] = Definition(
    "kept",
    (
        Column(
            "counted_at",
            gettext_lazy("As of"),
            lambda line: (
                strong(line.counted_at) if line.is_open else Link(shown(line.counted_at), line.address)
            ),
        ),
        Column("count", gettext_lazy("Count"), kind="number"),
        Column("check_code", gettext_lazy("Check code")),
        Column("tree_on", gettext_lazy("Units as they stood on")),
        Column("counted_by", gettext_lazy("Count kept by")),
    ),
)


@dataclass(frozen=True, slots=True)
class RowsPage:
    """
    `table` None: the reader may see the count and the code alone. `elsewhere`: rows kept by units outside the
    reader's registers, without names. `changes` says in sentences what is different now from the count that
    is open.
    """

    key: str
    unit_name: str
    code: str
    label: str
    measure: str
    period: str
    period_text: str
    tree_on: date
    count: str
    check_code: str
    counted_at: datetime | None
    rule: str
    compared_with: Sequence[str]
    changes: Sequence[str]
    kept: Table[KeptLine]
    open_count: int | None
    may_keep: bool
    query: str
    found: int
    elsewhere: str
    table: Table[Line] | None


def rows_page(
    subject: Subject,
    rows: RowsOfAFigure,
    *,
    registers: Mandate | None,
    counts: Sequence[RegisterCount],
    may_keep: bool,
    query: str,
    page: str | None,
) -> RowsPage:
    now, kept = rows.now, rows.kept
    shown_count = now.count if kept is None else kept.count
    table: Table[Line] | None = None
    found, elsewhere = 0, ""
    if registers is not None:
        records = rows.named(registers, search=query)
        listed = Paginator(records, ROWS).get_page(page)
        found = listed.paginator.count
        definition = rows_table(_day_heading(now.indicator))
        table = (definition if kept is not None else definition.without("marks")).paged(
            listed,
            lines_of(rows, list(listed.object_list), tree_on=now.tree_on),
            downloads=[
                (f"{_address(subject, now, ending)}?{urlencode(_asked(now, kept) | {'q': query})}", ending)
                for ending in reversed(FORMATS)
            ],
        )
        hidden = rows.outside(registers)
        if hidden:
            elsewhere = ngettext(
                (
                    "%(rows)s row is kept by a unit whose registers you do not keep; it is counted here "
                    "without its name."
                ),
                (
                    "%(rows)s rows are kept by units whose registers you do not keep; they are counted here "
                    "without their names."
                ),
                hidden,
            ) % {"rows": grouped(hidden)}
    return RowsPage(
        key=subject.key,
        unit_name=subject.name,
        code=now.indicator,
        label=indicator_words(now.indicator),
        measure=measure_words(indicators()[now.indicator].measure),
        period=str(now.period),
        period_text=period_words(now.period),
        tree_on=now.tree_on,
        count=grouped(shown_count),
        check_code=now.check_code if kept is None else kept.check_code,
        counted_at=None if kept is None else kept.counted_at,
        rule=_rule(now.indicator, now.period.last_day),
        compared_with=_reported(subject, now.period, now.indicator, now.tree_on),
        changes=[] if kept is None else _changes(rows.compared(), now.count),
        kept=KEPT.of([_kept_line(count, kept, _address(subject, now)) for count in counts]),
        open_count=None if kept is None else kept.pk,
        may_keep=may_keep,
        query=query,
        found=found,
        elsewhere=elsewhere,
        table=table,
    )


def _address(subject: Subject, now: RegisterFigure, ending: str = "") -> str:
    """The address of the page, or of a file of it."""
    place = {"key": subject.key, "period": str(now.period), "code": now.indicator}
    if ending:
        return reverse("web:figure-rows-export", kwargs=place | {"ending": ending})
    return reverse("web:figure-rows", kwargs=place)


def _asked(now: RegisterFigure, kept: RegisterCount | None) -> dict[str, str]:
    """Which count is open: one that was kept, or that of today's registers in the tree of a day."""
    return {"count": str(kept.pk)} if kept is not None else {"tree_on": now.tree_on.isoformat()}


def lines_of(rows: RowsOfAFigure, records: Sequence[Record], *, tree_on: date) -> list[Line]:
    named = rows.rows(records)
    names = organisation.names(sorted({row.unit for row in named}), on=tree_on) if named else {}
    return [
        Line(
            row.name,
            names[row.unit].title if row.unit in names else "",
            row.on,
            "" if row.state is None else row.state.label,
            marks(row),
        )
        for row in named
    ]


def marks(row: NamedRow) -> list[str]:
    """What happened to a row after the count, in sentences."""
    said = []
    if row.standing is Standing.ADDED:
        said.append(_("Added after the count"))
    elif row.standing is Standing.GONE:
        said.append(_("Counted then, counts no longer"))
    return said + [_edit(edit) for edit in row.edits]


def _edit(edit: Edit) -> str:
    day = date_text(edit.on)
    if edit.act is not None:
        return f"{day}: {edit.act.label}"
    if edit.list_name:
        return _("%(day)s: changed by the list %(list)s") % {"day": day, "list": edit.list_name}
    return _("%(day)s: changed or merged") % {"day": day}


def _changes(compared: Compared, now: int) -> list[str]:
    if compared.is_unchanged:
        return [_("The registers hold exactly the same rows today.")]
    said = [_("Counted today: %(count)s.") % {"count": grouped(now)}]
    for number, words in (
        (
            compared.added,
            ngettext(
                "%(rows)s row was added after the count.",
                "%(rows)s rows were added after the count.",
                compared.added,
            ),
        ),
        (
            compared.gone,
            ngettext(
                "%(rows)s row counts no longer: withdrawn, revoked, ended or moved.",
                "%(rows)s rows count no longer: withdrawn, revoked, ended or moved.",
                compared.gone,
            ),
        ),
        (
            compared.removed,
            ngettext(
                "%(rows)s row has gone from the registers: taken back or merged with another.",
                "%(rows)s rows have gone from the registers: taken back or merged with others.",
                compared.removed,
            ),
        ),
    ):
        if number:
            said.append(words % {"rows": grouped(number)})
    return said


def _reported(subject: Subject, period: Period, code: str, tree_on: date) -> list[str]:
    """What was reported for the same figure, for comparing; never added."""
    return [
        _reported_words(row)
        for row in figures(subject, period=period, tree_on=tree_on)
        if row.indicator == code and row.text
    ]


def _reported_words(row: FigureRow) -> str:
    match row.kind:
        case Kind.TYPED:
            return _("As reported: %(value)s.") % {"value": row.text}
        case Kind.COMPUTED:
            return _("Added up from the units below: %(value)s.") % {"value": row.text}
        case _:
            return _("Counted from the registers as they stand now: %(value)s.") % {"value": row.text}


def _kept_line(count: RegisterCount, opened: RegisterCount | None, page: str) -> KeptLine:
    return KeptLine(
        address=f"{page}?count={count.pk}",
        count=count.count,
        check_code=count.check_code,
        counted_at=count.counted_at,
        counted_by=account_words(count.counted_by),
        tree_on=count.tree_on,
        is_open=opened is not None and opened.pk == count.pk,
    )


def _day_heading(code: str) -> str:
    if code == MEMBERS:
        return _("Member since")
    return _("Decided on") if code in RECOGNISED.rule_of else _("Registered on")


def _rule(code: str, last_day: date) -> str:
    """What is counted, in a sentence."""
    told = {"day": date_text(last_day)}
    if code == MEMBERS:
        return _("Members on the last day of the period, %(day)s.") % told
    if code in RECOGNISED.rule_of:
        return _("Recognised by a decision and in force on %(day)s; a holder counts once.") % told
    return _("Registered in the year by %(day)s and not withdrawn by then.") % told
