"""What the pages about paper sheets show: the list to print and tick, and paper and system side by side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.urls import reverse
from django.utils.translation import gettext_lazy

from khuyenhoc.domain.learning import queries
from khuyenhoc.domain.learning.models import Registration
from khuyenhoc.domain.learning.queries import HamletPapers, Row
from khuyenhoc.domain.learning.renderers.assessment_sheets import PapersOf, SheetOf, fits_half_a_page
from khuyenhoc.domain.organisation import queries as organisation
from khuyenhoc.domain.organisation.queries import UnitName
from khuyenhoc.domain.people.sheets import FORMS
from khuyenhoc.foundation.values.mandates import Action, Mandate, UnitId
from khuyenhoc.foundation.values.numbers import grouped
from khuyenhoc.foundation.values.vietnamese import search_key
from khuyenhoc.interfaces.cells import Link
from khuyenhoc.interfaces.files import FORMATS
from khuyenhoc.interfaces.tables import Column, Definition, Table
from khuyenhoc.interfaces.web.learning.forms.papers import WhosePapers
from khuyenhoc.interfaces.web.learning.pages.titles import PAPERS, TitleLine, title_lines
from khuyenhoc.interfaces.web.learning.places import Place

SHEETS_A_FILE = 500
_LINES, HAMLETS_A_PAGE = 100, 100


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
    lines = [
        row
        for row in rows
        if all(word in f"{search_key(row.name)} {row.paper_code.lower()}" for word in wanted)
    ]
    page = Paginator(lines, _LINES).get_page(number)
    sheets = sheets_of(rows)
    fit = all(fits_half_a_page(sheet.criteria, sheet.form_code) for sheet in sheets)
    return PapersPage(
        place=place,
        back=place.address("titles"),
        choose=choose,
        table=PAPERS.paged(page, title_lines(list(page.object_list), mandate), downloads=downloads(place)),
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


def downloads(place: Place) -> list[tuple[str, str]]:
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
    kept = {
        papers.unit: papers
        for papers in papers_kept(mandate, place)
        if papers.typed.titles and papers.unit != place.unit.pk
    }
    names = organisation.names(list(kept), on=mandate.on)
    return [
        HamletLine(
            name.title, papers_address(name, place), kept[unit].typed.titles, kept[unit].typed.from_paper
        )
        for unit, name in names.items()
    ]


def papers_kept(mandate: Mandate, place: Place) -> list[HamletPapers]:
    return queries.papers_by_hamlet(
        place.units, mandate=mandate, year=place.year, programme=place.programme, scope=place.scope
    )


def papers_address(name: UnitName, place: Place) -> str:
    """The papers of the same titles at another unit."""
    return reverse("web:papers", kwargs={**place.kwargs, "key": name.key}) + place.query
