"""What the pages about figures show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from khuyenhoc.domain.figures import queries
from khuyenhoc.domain.figures.models import ReportedFigure
from khuyenhoc.domain.figures.queries import TargetRow
from khuyenhoc.domain.figures.rules.rows import FigureRow, Kind, Subject
from khuyenhoc.domain.organisation.countable import countable_of
from khuyenhoc.foundation.values.catalogue import indicators, shown
from khuyenhoc.foundation.values.figures import Qualifier
from khuyenhoc.foundation.values.numbers import grouped, percent_text, with_qualifier
from khuyenhoc.foundation.values.periods import Period
from khuyenhoc.interfaces.cells import Cell, Figure, Link, State, noted, small
from khuyenhoc.interfaces.fields import Choice, period_choices
from khuyenhoc.interfaces.tables import Column, Definition, Table
from khuyenhoc.interfaces.words import (
    NO_FAULT,
    account_words,
    form_words,
    in_groups,
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
class TargetLine:
    """A target beside the recognised figure. `state` is met, missed or open; `sentence` says it in words."""

    label: str
    denominator: str
    document: str
    year: str
    wanted: str
    reached: str
    state: str
    sentence: str
    is_counted: bool


TARGETS: Definition[TargetLine] = Definition(
    "targets",
    (
        Column(
            "label",
            gettext_lazy("Target"),
            lambda line: noted(line.label, _("of %(whole)s") % {"whole": line.denominator}),
        ),
        Column("document", gettext_lazy("Set by")),
        Column("year", gettext_lazy("For the year")),
        Column("wanted", gettext_lazy("Wanted"), kind="number"),
        Column("reached", gettext_lazy("Recognised"), kind="number", empty="–"),
        Column(
            "state",
            gettext_lazy("State"),
            lambda line: (
                State({"met": "done", "missed": "due"}.get(line.state, "missing")),
                line.sentence,
            ),
        ),
    ),
)


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
    elsewhere: str


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
    before: Sequence[SourceLine]
    rows_address: str
    """The rows of the registers this figure can be held against; empty where no register counts it."""


def figures_page(
    subject: Subject,
    *,
    period: Period,
    tree_on: date,
    tree_choice: str,
    today: date,
    day_error: str,
    periods: Sequence[Period],
) -> FiguresPage:
    """The figures of a subject for a period, in the tree of a day."""
    rows = queries.figures(subject, period=period, tree_on=tree_on)
    absence = queries.absence(subject, tree_on=tree_on)
    targets = _target_lines(rows, subject, period) if rows else []
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
        elsewhere="" if absence is None else elsewhere_words(absence),
    )


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
    if row.kind is Kind.TYPED:
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


def _target_lines(rows: Sequence[FigureRow], subject: Subject, period: Period) -> list[TargetLine]:
    """Of every target the next year that it is set for; those the platform counts nothing for come last."""
    following: dict[tuple[str, str], TargetRow] = {}
    for found in sorted(queries.targets_beside(rows, subject), key=lambda found: found.target.year):
        if found.target.year >= period.year:
            following.setdefault((found.target.document, found.target.label), found)
    return [
        _target_line(found, rows)
        for found in sorted(following.values(), key=lambda found: found.target.indicator is None)
    ]


def _target_line(found: TargetRow, rows: Sequence[FigureRow]) -> TargetLine:
    target, row = found.target, found.row
    reached = "" if row is None else (percent_text(row.rate) if row.rate is not None else row.text)
    if target.indicator is None:
        state, sentence = "open", _("The platform does not count this yet.")
    elif found.met is True:
        state, sentence = "met", _("Reached, by what has been recognised.")
    elif found.met is False:
        state, sentence = "missed", _("Not reached yet, by what has been recognised.")
    elif target.percent is None and row is not None:
        state, sentence = "open", _("The sources disagree on how much is wanted, so nobody can say yet.")
    elif row is not None:
        state, sentence = (
            "open",
            _("The recognised number is known, but not what it is a share of: nobody can say the rate."),
        )
    elif _registered(target.indicator, rows):
        state, sentence = (
            "open",
            _(
                "Only registrations are reported so far. The target speaks of recognition, so nobody can "
                "say yet."
            ),
        )
    else:
        state, sentence = "open", _("Nothing recognised has been reported.")
    wanted = " / ".join(percent_text(stated) for stated in target.stated)
    return TargetLine(
        shown(target.label),
        shown(target.denominator),
        target.document,
        f"{target.year}",
        wanted,
        reached,
        state,
        sentence,
        target.indicator is not None,
    )


def _registered(code: str, rows: Sequence[FigureRow]) -> bool:
    wanted = indicators()[code].registered
    return any(row.indicator == wanted and row.value is not None for row in rows)


def source_page(subject: Subject, figure: ReportedFigure) -> SourcePage:
    """Where a stored figure comes from, and what was reported in its place before."""
    owner = Q(unit_id=subject.id) if subject.is_unit else Q(cluster_id=subject.id)
    chain = ReportedFigure.objects.select_related("sheet__loaded_by", "replaced_by").filter(
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
        replaced_at=None if figure.replaced_by is None else figure.replaced_by.loaded_at,
    )
