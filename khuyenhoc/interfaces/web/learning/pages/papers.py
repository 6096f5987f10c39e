"""What the pages about paper sheets show: the list to print and tick, and paper and system side by side."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from khuyenhoc.domain.learning import queries
from khuyenhoc.domain.learning.models import Registration
from khuyenhoc.domain.learning.queries import HamletPapers, Row
from khuyenhoc.domain.learning.renderers.assessment_sheets import PapersOf, SheetOf, fits_half_a_page
from khuyenhoc.domain.organisation import queries as organisation
from khuyenhoc.domain.organisation.queries import UnitName
from khuyenhoc.domain.people.sheets import FORMS
from khuyenhoc.foundation.criteria.sets import points_text
from khuyenhoc.foundation.values.mandates import Action, Mandate, UnitId
from khuyenhoc.foundation.values.numbers import grouped
from khuyenhoc.foundation.values.vietnamese import search_key
from khuyenhoc.interfaces.cells import Cell, Faults, Input, Link, State, Styled, noted
from khuyenhoc.interfaces.files import FORMATS
from khuyenhoc.interfaces.tables import Column, Definition, Table
from khuyenhoc.interfaces.web.learning.forms.papers import WhosePapers
from khuyenhoc.interfaces.web.learning.pages.titles import PAPERS, TitleLine, title_lines
from khuyenhoc.interfaces.web.learning.places import Place
from khuyenhoc.interfaces.words import account_words

SHEETS_A_FILE = 500
_LINES, _HAMLETS = 100, 100


@dataclass(frozen=True, slots=True)
class HamletLine:
    """A unit whose papers one may print: how many sheets it has, how many were typed."""

    title: str
    address: str
    titles: int
    from_paper: int


HAMLETS: Definition[HamletLine] = Definition(
    "hamlets",
    (
        Column("title", gettext_lazy("Unit"), lambda line: Link(line.title, line.address)),
        Column("titles", gettext_lazy("On the list"), kind="number"),
        Column("from_paper", gettext_lazy("Typed from paper"), kind="number"),
    ),
)


@dataclass(frozen=True, slots=True)
class FilePart:
    """Sheets of a long list come in several files; `first` and `last` count from 1."""

    first: str
    last: str
    one_a_page: str
    two_a_page: str


@dataclass(frozen=True, slots=True)
class PapersPage:
    """
    `list_file` empty: the unit keeps no such titles itself, its hamlets do. `notice`: of the criteria, where
    they are not whole.
    """

    place: Place
    back: str
    choose: WhosePapers
    table: Table[TitleLine]
    query: str
    sheets: str
    list_file: str
    parts: Sequence[FilePart]
    hamlets: Table[HamletLine]
    grid: str
    totals: str
    may_type: bool
    notice: str


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
                line.passed,
                _("%(points)s points") % {"points": line.points} if line.points != "0" else "",
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
        told = {"who": line.counted_by, "day": f"{timezone.localtime(line.counted_at):%d/%m/%Y %H:%M}"}
        who = _("counted by %(who)s, %(day)s") % told
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


def rows_of_papers(place: Place, mandate: Mandate) -> list[Row]:
    """The titles a unit keeps itself, those withdrawn left out, in list order."""
    return queries.paper_list(
        UnitId(place.unit.pk), mandate=mandate, year=place.year, programme=place.programme, scope=place.scope
    )[0]


def sheets_of(rows: Sequence[Row]) -> list[SheetOf]:
    """What is printed for titles, in their order. Older titles, which are not judged, have no sheets."""
    keys = dict(
        Registration.objects.filter(pk__in=[row.id for row in rows])
        .exclude(set_key="")
        .values_list("pk", "set_key")
    )
    sets = queries.sets_by_key(keys.values())
    return [
        SheetOf(
            row.paper_code, row.name, row.birth_year, FORMS.get(row.form, ""), row.form, sets[keys[row.id]]
        )
        for row in rows
        if row.id in keys
    ]


def heading_of(place: Place, mandate: Mandate) -> PapersOf:
    """What stands at the top of every paper of a unit."""
    parent = organisation.tree(on=mandate.on).parent_of.get(UnitId(place.unit.pk))
    above = "" if parent is None else organisation.names([parent], on=mandate.on)[parent].title
    return PapersOf(place.name, above, place.title_on_paper, place.year, mandate.on)


def papers_page(
    mandate: Mandate,
    place: Place,
    *,
    search: str,
    number: str,
    actions: frozenset[Action],
    notice: str,
    choose: WhosePapers,
) -> PapersPage:
    rows = rows_of_papers(place, mandate)
    wanted = search_key(search).split()
    found = [
        row
        for row in rows
        if all(word in f"{search_key(row.name)} {row.paper_code.lower()}" for word in wanted)
    ]
    page = Paginator(found, _LINES).get_page(number)
    sheets = sheets_of(rows)
    fit = all(fits_half_a_page(one.criteria, one.form_code) for one in sheets)
    return PapersPage(
        place=place,
        back=place.address("titles"),
        choose=choose,
        table=PAPERS.paged(
            page,
            title_lines(list(page.object_list), mandate),
            downloads=_downloads(place),
        ),
        query=search,
        sheets=grouped(len(sheets)),
        list_file=place.address("paper-list") if sheets else "",
        parts=_parts(place, len(sheets), fit=fit),
        hamlets=HAMLETS.of(_hamlet_lines(mandate, place)),
        grid=place.address("paper-grid"),
        totals=place.address("paper-totals"),
        may_type=Action.ASSESS in actions,
        notice=notice,
    )


def _downloads(place: Place) -> list[tuple[str, str]]:
    """Every row of the page's list, whatever is searched for."""
    scope = {"scope": place.scope.value}
    return [(f"?{urlencode(scope | {'export': ending})}", ending) for ending in reversed(FORMATS)]


def _parts(place: Place, sheets: int, *, fit: bool) -> list[FilePart]:
    address = place.address("paper-sheets")
    mark = "&" if place.query else "?"
    parts = []
    for part, first in enumerate(range(0, sheets, SHEETS_A_FILE), start=1):
        last = min(first + SHEETS_A_FILE, sheets)
        one = f"{address}{mark}part={part}"
        parts.append(FilePart(grouped(first + 1), grouped(last), one, f"{one}&a_page=2" if fit else ""))
    return parts


def _hamlet_lines(mandate: Mandate, place: Place) -> list[HamletLine]:
    """The other units below that keep such titles, by name."""
    found = {
        one.unit: one for one in _papers(mandate, place) if one.typed.titles and one.unit != place.unit.pk
    }
    names = organisation.names(list(found), on=mandate.on)
    return [
        HamletLine(
            name.title,
            _address_at(name, place),
            found[unit].typed.titles,
            found[unit].typed.from_paper,
        )
        for unit, name in names.items()
    ]


def _papers(mandate: Mandate, place: Place) -> list[HamletPapers]:
    return queries.papers_by_hamlet(
        place.units, mandate=mandate, year=place.year, programme=place.programme, scope=place.scope
    )


def _address_at(name: UnitName, place: Place) -> str:
    """The papers of the same titles at another unit."""
    return reverse("web:papers", kwargs={**place.kwargs, "key": name.key}) + place.query


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
    found = {one.unit: one for one in _papers(mandate, place)}
    names = organisation.names(list(found), on=mandate.on)
    page = Paginator(list(names), _HAMLETS).get_page(number)
    refused = problems or {}
    may_count = Action.ASSESS in actions
    lines = [
        _hamlet_totals(found[unit], names[unit], place, typed or {}, refused.get(int(unit), ""))
        for unit in page.object_list
    ]
    agreements = [one.agrees for one in found.values()]
    return PaperTotalsPage(
        place=place,
        back=place.address("titles"),
        papers=place.address("papers"),
        table=totals(may_count=may_count).paged(page, lines, is_grid=True),
        downloads=_downloads(place),
        number=page.number,
        agree=sum(one is True for one in agreements),
        differ=sum(one is False for one in agreements),
        uncounted=sum(one is None for one in agreements),
        may_count=may_count,
        problems=[f"{line.title}: {line.problem}" for line in lines if line.problem],
    )


def totals_rows(mandate: Mandate, place: Place) -> list[HamletTotals]:
    """Every hamlet, for the file to take away."""
    found = {one.unit: one for one in _papers(mandate, place)}
    return [
        _hamlet_totals(found[unit], name, place, {}, "")
        for unit, name in organisation.names(list(found), on=mandate.on).items()
    ]


def _hamlet_totals(
    one: HamletPapers, name: UnitName, place: Place, typed: Mapping[str, str], problem: str
) -> HamletTotals:
    count = one.count
    on_record = {
        "out": "" if count is None else str(count.handed_out),
        "back": "" if count is None else str(count.returned),
        "passed": "" if count is None or count.passed is None else str(count.passed),
    }
    cells = {what: typed.get(f"{what}-{one.unit}", text) for what, text in on_record.items()}
    sign, says = {
        True: ("done", _("agree")),
        False: ("late", _("differ")),
        None: ("missing", _("not counted yet")),
    }[one.agrees]
    return HamletTotals(
        id=one.unit,
        title=name.title,
        address=_address_at(name, place),
        titles=one.typed.titles,
        from_paper=one.typed.from_paper,
        passed=one.typed.passed,
        points=points_text(one.typed.points),
        out=cells["out"],
        back=cells["back"],
        passed_typed=cells["passed"],
        sign=sign,
        says=says,
        differences=_differences(one),
        counted_by="" if count is None else account_words(count.counted_by),
        counted_at=None if count is None else count.counted_at,
        problem=problem,
    )


def _differences(one: HamletPapers) -> list[str]:
    said = []
    sheets, passes = one.missing_sheets or 0, one.missing_passes or 0
    if sheets > 0:
        said.append(
            ngettext("%(n)s sheet is still to be typed.", "%(n)s sheets are still to be typed.", sheets)
            % {"n": grouped(sheets)}
        )
    if sheets < 0:
        text = ngettext(
            "%(n)s sheet more was typed than came back.",
            "%(n)s sheets more were typed than came back.",
            -sheets,
        )
        said.append(text % {"n": grouped(-sheets)})
    if passes > 0:
        text = ngettext(
            "On paper %(n)s more passes than here.", "On paper %(n)s more pass than here.", passes
        )
        said.append(text % {"n": grouped(passes)})
    if passes < 0:
        text = ngettext(
            "Here %(n)s more passes than on paper.", "Here %(n)s more pass than on paper.", -passes
        )
        said.append(text % {"n": grouped(-passes)})
    return said
