"""What the reconciliation sheet of a reorganisation shows, on a page and on paper."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from khuyenhoc.domain.figures.queries.reconciliation import ReconciliationSheet, Tally, tally
from khuyenhoc.domain.figures.rules.reconciling import ReconciliationRow, Side
from khuyenhoc.domain.organisation.models import Document
from khuyenhoc.foundation.values.mandates import Mandate
from khuyenhoc.foundation.values.numbers import date_text, grouped
from khuyenhoc.foundation.values.periods import Period
from khuyenhoc.foundation.values.vietnamese import search_key, sort_key
from khuyenhoc.foundation.waiting.models import WaitingSheet
from khuyenhoc.interfaces.cells import Cell, Drawn, Link, State, noted, quiet, strong
from khuyenhoc.interfaces.fields import Choice
from khuyenhoc.interfaces.tables import Column, Definition, Group, Spanning, Table
from khuyenhoc.interfaces.words import indicator_words, measure_words, period_words

LINES_A_PAGE = 200
_LONGEST_QUERY = 100
_SHOWN = ("", "different", "unexplained")


@dataclass(frozen=True, slots=True)
class Filter:
    """
    What of a sheet is wanted: units by part of their name without accents, one period, all rows or those that
    differ or say nothing.
    """

    query: str = ""
    period: str = ""
    show: str = ""

    @classmethod
    def of(cls, asked: QueryDict) -> Filter:
        show = asked.get("show", "")
        return cls(
            " ".join(asked.get("q", "").split())[:_LONGEST_QUERY],
            asked.get("period", "").strip()[:10],
            show if show in _SHOWN else "",
        )

    def lets_through(self, row: ReconciliationRow) -> bool:
        wanted = search_key(self.query)
        return (
            (not wanted or wanted in search_key(row.unit_name))
            and (not self.period or self.period == str(row.period))
            and (self.show != "different" or row.difference != 0 or not row.is_explained)
            and (self.show != "unexplained" or not row.is_explained)
        )

    @property
    def is_set(self) -> bool:
        return bool(self.query or self.period or self.show)

    def as_query(self, **more: str) -> str:
        """As it stands in an address, with its question mark; empty where nothing is asked."""
        said = {"q": self.query, "period": self.period, "show": self.show, **more}
        written = urlencode({name: value for name, value in said.items() if value})
        return f"?{written}" if written else ""


@dataclass(frozen=True, slots=True)
class CutLink:
    """A cut unit whose sharing the reader may look at."""

    unit: str
    address: str


@dataclass(frozen=True, slots=True)
class Line:
    """One figure of a unit. A missing number is a dash; `state` is agrees, explained or unexplained."""

    period: str
    label: str
    measure: str
    before: str
    after: str
    difference: str
    explanation: str
    state: str
    cuts: Sequence[CutLink]


def _explanation(line: Line) -> Cell:
    state: Cell = ""
    if line.state == "unexplained":
        state = State("late", _("Not explained"))
    elif not line.explanation:
        state = State("done", _("Agrees"))
    words = _("How the figures of %(unit)s are shared out")
    links = (Link(words % {"unit": cut.unit}, cut.address, css="small") for cut in line.cuts)
    return (state, line.explanation, *links)


LINES: Definition[Line] = Definition(
    "reconciliation",
    (
        Column("label", gettext_lazy("Indicator"), lambda line: noted(line.label, line.measure)),
        Column("period", gettext_lazy("Period")),
        Column("before", gettext_lazy("Before the change"), kind="number"),
        Column("after", gettext_lazy("After the change"), kind="number"),
        Column(
            "difference",
            gettext_lazy("Difference"),
            lambda line: line.difference if line.state == "agrees" else strong(line.difference),
            kind="number",
        ),
        Column("explanation", gettext_lazy("Explanation"), _explanation, kind="words"),
    ),
)


@dataclass(frozen=True, slots=True)
class Section:
    anchor: str
    title: str
    table: Table[Line]


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where this sheet stands, without a query: the page, its print, and its files."""

    page: str
    printed: str
    csv: str
    xlsx: str


@dataclass(frozen=True, slots=True)
class ReconciliationPage:
    """
    `file_name` and `token` are of a sheet that waits, `sheets` its documents, of which one is shown.

    `pager` None: every line is here, as on paper.
    """

    document: str
    effective_on: date
    day_before: date
    is_trial: bool
    is_whole: bool
    file_name: str
    token: str
    tally: Tally
    filter: Filter
    periods: Sequence[Choice]
    shows: Sequence[Choice]
    sheets: Sequence[Choice]
    found: int
    sections: Sequence[Section]
    pager: Page[ReconciliationRow] | None
    addresses: Addresses
    back: str
    back_label: str
    association: str
    printed_on: date

    @property
    def sheet(self) -> str:
        """Which of several documents is shown; empty where there is only one."""
        return next((sheet.value for sheet in self.sheets if sheet.is_chosen and len(self.sheets) > 1), "")

    @property
    def asked(self) -> str:
        """What was asked for, as it stands in an address, so that paper and files show the same."""
        return self.filter.as_query(sheet=self.sheet)

    @property
    def print_address(self) -> str:
        return self.addresses.printed + self.asked if self.tally.rows else ""

    @property
    def tally_words(self) -> str:
        """ "1.360 dòng: 1.149 khớp, 211 chênh lệch đã giải thích, 0 chưa giải thích." """
        told = {
            "rows": grouped(self.tally.rows),
            "agreeing": grouped(self.tally.agreeing),
            "explained": grouped(self.tally.explained),
            "unexplained": grouped(self.tally.unexplained),
        }
        words = ngettext(
            (
                "%(rows)s row: %(agreeing)s agree, %(explained)s differences explained, %(unexplained)s not "
                "explained."
            ),
            (
                "%(rows)s rows: %(agreeing)s agree, %(explained)s differences explained, %(unexplained)s not "
                "explained."
            ),
            self.tally.rows,
        )
        return words % told


def addresses_of(name: str, arguments: dict[str, Any]) -> Addresses:
    """The addresses of a sheet by the name of its page."""
    return Addresses(
        page=reverse(f"web:{name}", kwargs=arguments),
        printed=reverse(f"web:{name}-print", kwargs=arguments),
        csv=reverse(f"web:{name}-export", kwargs={**arguments, "ending": "csv"}),
        xlsx=reverse(f"web:{name}-export", kwargs={**arguments, "ending": "xlsx"}),
    )


def rows_in_order(sheet: ReconciliationSheet, wanted: Filter) -> list[ReconciliationRow]:
    """
    The wanted rows unit by unit: those that carry others on, those that ended or were cut, those above; each
    by name.
    """
    sides = list(Side)
    rows = [row for row in sheet.rows if wanted.lets_through(row)]
    return sorted(rows, key=lambda row: (sides.index(row.side), sort_key(row.unit_name), row.unit))


def reconciliation_page(
    mandate: Mandate,
    sheets: Sequence[ReconciliationSheet],
    chosen: int,
    *,
    wanted: Filter,
    number: str | None,
    addresses: Addresses,
    back: tuple[str, str],
    association: str,
    waiting: WaitingSheet | None = None,
) -> ReconciliationPage:
    """
    A sheet as asked for.

    :param number: which page of it; None for all of it
    :param waiting: the uploaded sheet, where this is a trial
    """
    sheet = sheets[chosen]
    rows = rows_in_order(sheet, wanted)
    pager = None if number is None else Paginator(rows, LINES_A_PAGE).get_page(number)
    shown = rows if pager is None else list(pager.object_list)
    first = 0 if pager is None or not rows else pager.start_index() - 1
    before = rows[first - 1].unit if first else ""
    sections = _sections(mandate, sheet, shown, before, has_pages=waiting is None and pager is not None)
    return ReconciliationPage(
        document=document_words(sheet.document),
        effective_on=sheet.effective_on,
        day_before=sheet.day_before,
        is_trial=waiting is not None,
        is_whole=sheet.is_whole,
        file_name="" if waiting is None else waiting.file_name,
        token="" if waiting is None else f"{waiting.token}",
        tally=tally(sheet.rows),
        filter=wanted,
        periods=_period_choices(sheet, wanted),
        shows=[
            Choice("", _("All rows"), not wanted.show),
            Choice("different", _("Only differences"), wanted.show == "different"),
            Choice("unexplained", _("Only what is not explained"), wanted.show == "unexplained"),
        ],
        sheets=[
            Choice(f"{at}", f"{other.document.number}, {date_text(other.effective_on)}", at == chosen)
            for at, other in enumerate(sheets)
        ],
        found=len(rows),
        sections=_on_paper(sections, _running_head(sheet, association), is_trial=waiting is not None)
        if pager is None
        else sections,
        pager=pager,
        addresses=addresses,
        back=back[0],
        back_label=back[1],
        association=association,
        printed_on=mandate.on,
    )


def _running_head(sheet: ReconciliationSheet, association: str) -> str:
    """What stands above the table on every sheet of paper."""
    told = {"document": document_words(sheet.document), "day": date_text(sheet.effective_on)}
    words = _("By %(document)s, from %(day)s") % told
    return f"{association} · {words}" if association else words


def document_words(document: Document) -> str:
    """ "1657/NQ-UBTVQH15, Ủy ban Thường vụ Quốc hội, 16/06/2025", as far as it is known."""
    known = (
        document.number,
        document.issuer,
        "" if document.issued_on is None else date_text(document.issued_on),
    )
    return ", ".join(part for part in known if part)


def _period_choices(sheet: ReconciliationSheet, wanted: Filter) -> list[Choice]:
    on_record: dict[str, Period] = {str(row.period): row.period for row in sheet.rows}
    return [
        Choice("", _("All periods"), not wanted.period),
        *(Choice(text, period_words(period), text == wanted.period) for text, period in on_record.items()),
    ]


def _sections(
    mandate: Mandate,
    sheet: ReconciliationSheet,
    rows: Sequence[ReconciliationRow],
    before: str,
    *,
    has_pages: bool,
) -> list[Section]:
    titles = {
        Side.HEIR: _("Units that are new or took others in"),
        Side.LEFT: _("Units that ended or were cut"),
        Side.ABOVE: _("Units above them, and units that gave or took a part"),
    }
    gathered: dict[Side, dict[str, list[ReconciliationRow]]] = {}
    for row in rows:
        gathered.setdefault(row.side, {}).setdefault(row.unit, []).append(row)
    sections = []
    for side, units in gathered.items():
        day = sheet.day_before if side is Side.LEFT else sheet.effective_on
        groups = [
            Group(
                [_line(mandate, row, has_links=has_pages) for row in of_unit],
                (
                    Link(
                        of_unit[0].unit_name,
                        f"{reverse('web:unit', kwargs={'key': key})}?on={day.isoformat()}"
                        if has_pages
                        else "",
                    ),
                    quiet(f"({_('continued')})") if key == before else "",
                ),
            )
            for key, of_unit in units.items()
        ]
        table = Table(LINES, groups, id=f"bang-{side.value}", css="side-by-side")
        sections.append(Section(f"phan-{side.value}", titles[side], table))
    return sections


def _unit_address(key: str, day: date) -> str:
    return f"{reverse('web:unit', kwargs={'key': key})}?on={day.isoformat()}"


def _on_paper(sections: Sequence[Section], head: str, *, is_trial: bool) -> list[Section]:
    """With a running head above each sheet of paper, and places for signatures after the last row."""
    signatures: Spanning = Spanning(
        Drawn("web/parts/reconciliation_signatures.html", {"is_trial": is_trial}), "paper-end"
    )
    printed = []
    for section in sections:
        end = [Group[Line]([signatures])] if section is sections[-1] else []
        table = replace(
            section.table,
            groups=[*section.table.groups, *end],
            running_head=(strong(section.title), "·", head),
        )
        printed.append(replace(section, table=table))
    return printed


def _line(mandate: Mandate, row: ReconciliationRow, *, has_links: bool) -> Line:
    state = "unexplained" if not row.is_explained else "explained" if row.difference else "agrees"
    is_known = row.before is not None or row.after is not None
    after = "–" if row.after is None else grouped(row.after)
    return Line(
        period=period_words(row.period),
        label=indicator_words(row.indicator),
        measure=measure_words(row.measure),
        before="–" if row.before is None else grouped(row.before),
        after=_("about %(value)s") % {"value": after} if row.is_estimate else after,
        difference=grouped(row.difference).replace("-", "−") if is_known else "–",
        explanation=row.explanation,
        state=state,
        cuts=[
            CutLink(unit.full_name, reverse("web:split-shares", kwargs={"key": unit.key}))
            for unit in row.cut
            if has_links and mandate.reaches(unit.id)
        ],
    )
