"""Paper and platform side by side, hamlet by hamlet: what was counted by hand and what was typed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.core.paginator import Paginator
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from khuyenhoc.domain.learning.queries import HamletPapers
from khuyenhoc.domain.organisation import queries as organisation
from khuyenhoc.domain.organisation.queries import UnitName
from khuyenhoc.foundation.criteria.sets import points_text
from khuyenhoc.foundation.values.mandates import Action, Mandate
from khuyenhoc.foundation.values.numbers import grouped
from khuyenhoc.interfaces.cells import Cell, Faults, Input, Link, State, Styled, noted
from khuyenhoc.interfaces.tables import Column, Definition, Table
from khuyenhoc.interfaces.web.learning.pages.papers import (
    HAMLETS_A_PAGE,
    downloads,
    papers_address,
    papers_kept,
)
from khuyenhoc.interfaces.web.learning.places import Place
from khuyenhoc.interfaces.words import account_words


@dataclass(frozen=True, slots=True)
class HamletTotals:
    """
    One hamlet, paper beside system. `sign` and `says` are whether they agree; `differences` say where not;
    `out`, `back`, `passed_typed` are the cells as typed or as on record.
    """

    id: int
    title: str
    address: str
    titles: int
    from_paper: int
    passed: int
    points: str
    out: str
    back: str
    passed_typed: str
    sign: str
    says: str
    differences: Sequence[str]
    counted_by: str
    counted_at: datetime | None
    problem: str


def totals(*, may_count: bool) -> Definition[HamletTotals]:
    """:param may_count: the numbers counted on paper are typed into the table"""

    def counted(what: str, words: str, value: Callable[[HamletTotals], str]) -> Column[HamletTotals]:
        name = what.removesuffix("_paper")

        def cell(line: HamletTotals) -> Cell:
            if not may_count:
                return value(line)
            return Input(f"{name}-{line.id}", value(line), f"{line.title}: {words}", "numeric", longest=9)

        return Column(what, words, cell, kind="number", empty="–", value=value)

    columns: tuple[Column[HamletTotals], ...] = (
        Column(
            "unit",
            _("Unit"),
            lambda line: (Link(line.title, line.address), Faults([line.problem] if line.problem else [])),
            value=lambda line: line.title,
        ),
        Column("titles", _("On the list"), kind="number"),
        counted("out", _("Handed out, on paper"), lambda line: line.out),
        counted("back", _("Came back, on paper"), lambda line: line.back),
        Column("from_paper", _("Typed from paper, here"), kind="number"),
        counted("passed_paper", _("Pass, on paper"), lambda line: line.passed_typed),
        Column(
            "passed",
            _("Pass, here"),
            lambda line: noted(
                line.passed, _("%(points)s points") % {"points": line.points} if line.points != "0" else ""
            ),
            kind="number",
            value=lambda line: line.passed,
        ),
        Column(
            "says",
            _("Paper and platform"),
            _said,
            value=lambda line: " ".join([line.says, *line.differences]),
        ),
        Column("who", _("Counted by"), lambda line: line.counted_by, place="file"),
        Column(
            "when",
            _("Counted on"),
            lambda line: line.counted_at.date() if line.counted_at else None,
            place="file",
        ),
    )
    return Definition("paper-totals", columns)


def _said(line: HamletTotals) -> Cell:
    who = ""
    if line.counted_at:
        values = {"who": line.counted_by, "day": f"{timezone.localtime(line.counted_at):%d/%m/%Y %H:%M}"}
        who = _("counted by %(who)s, %(day)s") % values
    return (
        State(line.sign, line.says),
        *(Styled(sentence, "p") for sentence in line.differences),
        who and Styled(who, "p", "quiet small"),
    )


@dataclass(frozen=True, slots=True)
class PaperTotalsPage:
    place: Place
    back: str
    papers: str
    table: Table[HamletTotals]
    downloads: Sequence[tuple[str, str]]
    number: int
    agree: int
    differ: int
    uncounted: int
    may_count: bool
    problems: Sequence[str]


def paper_totals_page(
    mandate: Mandate,
    place: Place,
    *,
    number: str,
    actions: frozenset[Action],
    typed: Mapping[str, str] | None = None,
    problems: Mapping[int, str] | None = None,
) -> PaperTotalsPage:
    """:param typed: the cells as they were handed in, where they were not stored"""
    papers_by_unit = {papers.unit: papers for papers in papers_kept(mandate, place)}
    names = organisation.names(list(papers_by_unit), on=mandate.on)
    page = Paginator(list(names), HAMLETS_A_PAGE).get_page(number)
    refused = problems or {}
    may_count = Action.ASSESS in actions
    lines = [
        _hamlet_totals(papers_by_unit[unit], names[unit], place, typed or {}, refused.get(int(unit), ""))
        for unit in page.object_list
    ]
    agreements = [papers.agrees for papers in papers_by_unit.values()]
    return PaperTotalsPage(
        place=place,
        back=place.address("titles"),
        papers=place.address("papers"),
        table=totals(may_count=may_count).paged(page, lines, is_grid=True),
        downloads=downloads(place),
        number=page.number,
        agree=sum(agrees is True for agrees in agreements),
        differ=sum(agrees is False for agrees in agreements),
        uncounted=sum(agrees is None for agrees in agreements),
        may_count=may_count,
        problems=[f"{line.title}: {line.problem}" for line in lines if line.problem],
    )


def totals_rows(mandate: Mandate, place: Place) -> list[HamletTotals]:
    """Every hamlet, for the file to take away."""
    papers_by_unit = {papers.unit: papers for papers in papers_kept(mandate, place)}
    return [
        _hamlet_totals(papers_by_unit[unit], name, place, {}, "")
        for unit, name in organisation.names(list(papers_by_unit), on=mandate.on).items()
    ]


def _hamlet_totals(
    papers: HamletPapers, name: UnitName, place: Place, typed: Mapping[str, str], problem: str
) -> HamletTotals:
    count = papers.count
    on_record = {
        "out": "" if count is None else str(count.handed_out),
        "back": "" if count is None else str(count.returned),
        "passed": "" if count is None or count.passed is None else str(count.passed),
    }
    cells = {what: typed.get(f"{what}-{papers.unit}", text) for what, text in on_record.items()}
    sign, says = {
        True: ("done", _("agree")),
        False: ("late", _("differ")),
        None: ("missing", _("not counted yet")),
    }[papers.agrees]
    return HamletTotals(
        id=papers.unit,
        title=name.title,
        address=papers_address(name, place),
        titles=papers.typed.titles,
        from_paper=papers.typed.from_paper,
        passed=papers.typed.passed,
        points=points_text(papers.typed.points),
        out=cells["out"],
        back=cells["back"],
        passed_typed=cells["passed"],
        sign=sign,
        says=says,
        differences=_differences(papers),
        counted_by="" if count is None else account_words(count.counted_by),
        counted_at=None if count is None else count.counted_at,
        problem=problem,
    )


def _differences(papers: HamletPapers) -> list[str]:
    sentences = []
    sheets, passes = papers.missing_sheets or 0, papers.missing_passes or 0
    if sheets > 0:
        sentences.append(
            ngettext("%(n)s sheet is still to be typed.", "%(n)s sheets are still to be typed.", sheets)
            % {"n": grouped(sheets)}
        )
    if sheets < 0:
        text = ngettext(
            "%(n)s sheet more was typed than came back.",
            "%(n)s sheets more were typed than came back.",
            -sheets,
        )
        sentences.append(text % {"n": grouped(-sheets)})
    if passes > 0:
        text = ngettext(
            "On paper %(n)s more passes than here.", "On paper %(n)s more pass than here.", passes
        )
        sentences.append(text % {"n": grouped(passes)})
    if passes < 0:
        text = ngettext(
            "Here %(n)s more passes than on paper.", "Here %(n)s more pass than on paper.", -passes
        )
        sentences.append(text % {"n": grouped(-passes)})
    return sentences
