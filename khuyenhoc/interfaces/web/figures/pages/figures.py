"""What the pages about figures show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from khuyenhoc.domain.figures import queries
from khuyenhoc.domain.figures.queries import KeptPeriods
from khuyenhoc.domain.figures.rules.rows import FigureRow, Kind, Subject
from khuyenhoc.foundation.values.catalogue import indicators
from khuyenhoc.foundation.values.figures import Qualifier
from khuyenhoc.foundation.values.numbers import grouped, percent_text
from khuyenhoc.foundation.values.periods import Period
from khuyenhoc.interfaces.cells import Cell, Figure, Link, noted, small
from khuyenhoc.interfaces.fields import Choice, period_choices
from khuyenhoc.interfaces.tables import Column, Definition, Table
from khuyenhoc.interfaces.web.figures.pages.targets import TARGETS, TargetLine, target_lines
from khuyenhoc.interfaces.words import (
    NO_FAULT,
    form_words,
    indicator_words,
    measure_words,
    period_words,
    rate_words,
)


@dataclass(frozen=True, slots=True)
class FigureCell:
    """One figure as `components/figure.html` prints it; `number` is the bare number."""

    text: str
    share: str
    kind_word: str
    label: str
    unit_name: str
    period: str
    measure: str
    tree_on: date
    origin: str
    stated_in: str
    note: str
    stated_rate: str
    explanations: Sequence[str]
    number: int | None
    address: str


@dataclass(frozen=True, slots=True)
class IndicatorLine:
    """
    What was typed beside what the units below add up to beside what the registers count. `differ`: the first
    two are known, exact, and not the same.
    """

    code: str
    label: str
    measure: str
    typed: FigureCell | None
    computed: FigureCell | None
    register: FigureCell | None
    reported: int
    expected: int
    differ: bool

    series_address: str


def _indicators(*, has_registers: bool) -> Definition[IndicatorLine]:
    """The columns of a part of the report; registers have theirs where they count anything."""
    columns: tuple[Column[IndicatorLine], ...] = (
        Column(
            "label",
            gettext_lazy("Indicator"),
            lambda line: (
                noted(line.label, line.measure),
                Link(_("Through the years"), line.series_address, unseen=line.label, css="series-link"),
            ),
        ),
        Column(
            "typed",
            gettext_lazy("As reported"),
            lambda line: _figure(line.typed),
            kind="number",
            empty="–",
            value=lambda line: _number(line.typed),
        ),
        Column(
            "computed",
            gettext_lazy("Added up from the units below"),
            lambda line: _figure(
                line.computed, small(_("differs from what was reported")) if line.differ else ""
            ),
            kind="number",
            empty="–",
            value=lambda line: _number(line.computed),
        ),
        Column(
            "register",
            gettext_lazy("Counted from the registers"),
            lambda line: _figure(line.register, _rows_link(line)),
            kind="number",
            empty="–",
            value=lambda line: _number(line.register),
        ),
        Column(
            "reported",
            gettext_lazy("Have reported"),
            lambda line: f"{line.reported}/{line.expected}" if line.expected else "–",
            kind="number",
            value=lambda line: line.reported,
        ),
    )
    return Definition("indicators", [each for each in columns if has_registers or each.name != "register"])


def _figure(figure: FigureCell | None, below: Cell = "") -> Cell:
    return None if figure is None else (Figure(figure, figure.address), below)


def _number(figure: FigureCell | None) -> int | None:
    return None if figure is None else figure.number


def _rows_link(line: IndicatorLine) -> Cell:
    address = "" if line.register is None else line.register.address
    return small(Link(_("Open the rows"), address, unseen=line.label))


@dataclass(frozen=True, slots=True)
class FormGroup:
    """A part of the report, in the order of the catalogue."""

    anchor: str
    title: str
    table: Table[IndicatorLine]


@dataclass(frozen=True, slots=True)
class FiguresPage:
    """
    `elsewhere` is a sentence where the unit is not in the chosen tree; only what it reported itself is shown
    then.
    """

    key: str
    name: str
    is_unit: bool
    period: str
    period_text: str
    periods: Sequence[Choice]
    tree_on: date
    tree_choice: str
    tree_choices: Sequence[Choice]
    day_error: str
    groups: Sequence[FormGroup]
    has_registers: bool
    targets: Table[TargetLine]
    uncounted: Sequence[TargetLine]
    """Targets nothing on the platform counts yet."""
    flagged: int
    to_report: int
    """Counts of the registers that the unit has not stated and this account may make its own word."""
    elsewhere: str


def figures_page(
    subject: Subject,
    *,
    period: Period,
    tree_on: date,
    tree_choice: str,
    today: date,
    day_error: str,
    periods: Sequence[Period],
    may_report: bool,
    kept: KeptPeriods,
) -> FiguresPage:
    """The figures of a subject for a period, in the tree of a day."""
    rows = queries.figures(subject, period=period, tree_on=tree_on, kept=kept)
    absence = queries.absence(subject, tree_on=tree_on)
    targets = target_lines(rows, subject, period) if rows else []
    then = min(queries.own_day(subject, period), today)
    return FiguresPage(
        key=subject.key,
        name=subject.name,
        is_unit=subject.is_unit,
        period=str(period),
        period_text=period_words(period),
        periods=period_choices(periods, period),
        tree_on=tree_on,
        tree_choice=tree_choice,
        tree_choices=[
            Choice(
                "then",
                _("as they stood then, on %(day)s") % {"day": f"{then:%d/%m/%Y}"},
                tree_choice == "then",
            ),
            Choice("now", _("as they stand today"), tree_choice == "now"),
            Choice("day", _("on a day of your choice"), tree_choice == "day"),
        ],
        day_error=day_error,
        groups=_groups(rows, tree_on=tree_on, query="" if tree_choice == "then" else _tree_query(tree_on)),
        has_registers=any(row.kind is Kind.REGISTER for row in rows),
        targets=TARGETS.of([line for line in targets if line.is_counted]),
        uncounted=[line for line in targets if not line.is_counted],
        flagged=sum(1 for row in rows if {flag.code for flag in row.flags} - NO_FAULT),
        to_report=_to_report(rows) if may_report else 0,
        elsewhere="" if absence is None else elsewhere_words(absence),
    )


def _to_report(rows: Sequence[FigureRow]) -> int:
    """How many indicators the registers count and the unit does not state."""
    stated = {row.indicator for row in rows if row.kind is Kind.TYPED and row.value is not None}
    return sum(row.kind is Kind.REGISTER and row.indicator not in stated for row in rows)


def elsewhere_words(absent: queries.Absence) -> str:
    told = {"unit": absent.unit, "day": f"{absent.on:%d/%m/%Y}", "stand_in": absent.shown_at}
    if absent.shown_at is None:
        return (
            _(
                "%(unit)s was not in being on %(day)s, and no unit of that day shows its figures. Choose "
                "another day."
            )
            % told
        )
    return (
        _(
            "%(unit)s was not in being on %(day)s. In the tree of that day its figures are part of those "
            "of %(stand_in)s."
        )
        % told
    )


def _tree_query(tree_on: date) -> str:
    return f"?tree=day&tree_on={tree_on.isoformat()}"


def _groups(rows: Sequence[FigureRow], *, tree_on: date, query: str) -> list[FormGroup]:
    """
    Rows by part of the report, then by indicator, in the catalogue's order.

    :param query: which tree the pages of the series are to be shown in
    """
    by_code: dict[str, dict[Kind, FigureRow]] = {}
    for row in rows:
        by_code.setdefault(row.indicator, {})[row.kind] = row
    groups: dict[str, list[IndicatorLine]] = {}
    for code, kinds in by_code.items():
        groups.setdefault(indicators()[code].form, []).append(_line(code, kinds, tree_on, query))
    definition = _indicators(has_registers=any(row.kind is Kind.REGISTER for row in rows))
    return [
        FormGroup(
            f"phan-{form.lower()}",
            form_words(form),
            definition.of(lines, id=f"bang-{form.lower()}", is_live=True),
        )
        for form, lines in groups.items()
    ]


def _line(code: str, kinds: dict[Kind, FigureRow], tree_on: date, query: str) -> IndicatorLine:
    typed, computed, register = kinds.get(Kind.TYPED), kinds.get(Kind.COMPUTED), kinds.get(Kind.REGISTER)
    any_row = typed or computed or register
    assert any_row is not None  # noqa: S101 - a code is only here because a row has it
    return IndicatorLine(
        code=code,
        label=indicator_words(code),
        measure=measure_words(any_row.measure),
        typed=None if typed is None else cell(typed, tree_on),
        computed=None if computed is None else cell(computed, tree_on),
        register=None if register is None else cell(register, tree_on),
        reported=any_row.reported,
        expected=any_row.expected,
        differ=typed is not None
        and computed is not None
        and typed.qualifier is computed.qualifier is Qualifier.EXACT
        and typed.value is not None
        and typed.value != computed.value,
        series_address=reverse("web:series", kwargs={"key": any_row.subject.key, "code": code}) + query,
    )


def cell(row: FigureRow, tree_on: date) -> FigureCell:
    """A figure in words. A rate that came without a count is shown as the rate it is."""
    stated_rate = percent_text(Decimal(row.stated_rate), places=6) if row.stated_rate else ""
    sentences = row.sentences(get_language() or "vi")
    shown = [
        sentence
        for flag, sentence in zip(row.flags, sentences, strict=True)
        if row.value is not None or flag.code != "not_reported"
    ]
    if row.is_from_registers:
        origin = _("Reported from the registers, with the rows it counts")
    elif row.kind is Kind.TYPED:
        origin = _("Kept as it was reported")
    elif row.kind is Kind.REGISTER:
        origin = _("Counted from the registers as they stand now")
    else:
        origin = _("Added up from %(reported)s of %(expected)s units below") % {
            "reported": row.reported,
            "expected": row.expected,
        }
    return FigureCell(
        text=row.text or stated_rate,
        share=_share(row, stated_rate),
        kind_word="",
        label=indicator_words(row.indicator),
        unit_name=row.subject.name,
        period=period_words(row.period),
        measure=measure_words(row.measure),
        tree_on=tree_on,
        origin=origin,
        stated_in=row.source,
        note=row.note,
        stated_rate=stated_rate,
        explanations=shown,
        number=row.value,
        address=_address(row, tree_on),
    )


def _address(row: FigureRow, tree_on: date) -> str:
    """
    The sheet a typed figure came in, the rows a register figure counts; what was added up has the units below
    it.
    """
    if row.figure_id is not None:
        return reverse("web:figure-source", kwargs={"key": row.subject.key, "figure": row.figure_id})
    return rows_address(row.subject, row.period, row.indicator, tree_on) if row.kind is Kind.REGISTER else ""


def rows_address(subject: Subject, period: Period, code: str, tree_on: date) -> str:
    """The rows behind a register figure, through the tree of a day."""
    address = reverse("web:figure-rows", kwargs={"key": subject.key, "period": str(period), "code": code})
    return f"{address}?tree_on={tree_on.isoformat()}"


def _share(row: FigureRow, stated_rate: str) -> str:
    """
    "30,03 % của 20.401; báo cáo ghi 30 %": the computed rate, what it is a share of unless that stands
    beside, and the printed rate.
    """
    parts = []
    if row.rate is not None and "/" in row.text:
        parts.append(percent_text(row.rate))
    elif row.rate is not None and row.base is not None and row.measure != "vnd":
        parts.append(_("%(rate)s of %(base)s") % {"rate": percent_text(row.rate), "base": grouped(row.base)})
    elif row.rate is not None:
        parts.append(rate_words(row.rate, row.measure))
    if stated_rate and row.value is not None:
        parts.append(_("the report prints %(rate)s") % {"rate": stated_rate})
    return "; ".join(parts)
