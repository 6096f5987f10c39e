"""The grid an evening's sheets are typed in: one row a title, one column an item of the criteria."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext_lazy

from khuyenhoc.domain.learning import queries
from khuyenhoc.domain.learning.models import Assessment, Registration
from khuyenhoc.domain.learning.states import State
from khuyenhoc.foundation.criteria.sets import CriteriaSet, Item, Kind, points_text
from khuyenhoc.foundation.values.mandates import Mandate
from khuyenhoc.interfaces.web.learning.forms.marks import mark_text
from khuyenhoc.interfaces.web.learning.pages.steps import titles_of
from khuyenhoc.interfaces.web.learning.pages.titles import TitleLine, title_lines
from khuyenhoc.interfaces.web.learning.places import Place
from khuyenhoc.interfaces.words import account_words

MOST = 500
_OVERTAKEN = gettext_lazy(
    "%(who)s has stored marks for this sheet meanwhile (total %(total)s). Yours are still here: store "
    "again to put them in their place."
)


@dataclass(frozen=True, slots=True)
class GridColumn:
    """
    `most`, `least`: bounds of the points, as the script and the reader want them; empty for what is met or
    not.
    """

    code: str
    label: str
    most: str
    least: str
    is_counted: bool
    """The registers count it where they can, and then what was typed does not matter."""


@dataclass(frozen=True, slots=True)
class GridCell:
    name: str
    text: str
    column: GridColumn
    is_asked: bool


@dataclass(frozen=True, slots=True)
class GridRow:
    """
    `seen`: the assessment whose marks the cells show, so that a later hand over them is noticed; empty where
    there is none.
    """

    title: TitleLine
    seen: str
    cells: Sequence[GridCell]
    problems: Sequence[str]


@dataclass(frozen=True, slots=True)
class GridPart:
    """Titles that are judged under one set. `passes_at`: the least total, empty in a set of levels."""

    set_title: str
    notice: str
    kind: str
    passes_at: str
    columns: Sequence[GridColumn]
    rows: Sequence[GridRow]


@dataclass(frozen=True, slots=True)
class GridPage:
    place: Place
    back: str
    parts: Sequence[GridPart]
    on_paper: str
    waiting: int
    is_cut: bool
    problems: Sequence[str]
    query: str


def items_by_code(of: CriteriaSet) -> dict[str, Item]:
    return {item.code: item for group in of.groups for item in group.items}


def counted_codes(of: CriteriaSet) -> frozenset[str]:
    """Items of a set of levels whose share the registers count by themselves (linked thresholds)."""
    return frozenset(
        item.code
        for item in items_by_code(of).values()
        if item.threshold is not None and of.kind is Kind.LEVELS
    )


def cell_name(registration: int, code: str) -> str:
    return f"m-{registration}-{code}"


MARKED_IN = (State.REGISTERED, State.SELF_ASSESSED)


def grid_rows(
    mandate: Mandate, place: Place, search: str, *, typed: Collection[int] = ()
) -> list[Registration]:
    """
    Titles that may be marked by their holders: registered, or self-assessed and not yet before the meeting;
    as many as a page holds, and of those typed already all that may.
    """
    registrations = queries.registrations(
        place.units,
        mandate=mandate,
        year=place.year,
        programme=place.programme,
        scope=place.scope,
        states=MARKED_IN,
        search=search,
        limit=MOST,
    )
    by_id = Registration.objects.select_related("person", "group").in_bulk(
        [row.id for row in registrations.rows]
    )
    others = titles_of(place, [pk for pk in typed if pk not in by_id]).filter(state__in=MARKED_IN)
    return [*(by_id[row.id] for row in registrations.rows), *others]


def touched(
    titles: Sequence[Registration], typed: Mapping[str, str], seen: Mapping[int, str]
) -> tuple[list[Registration], dict[int, list[str]]]:
    """
    The titles whose row the user changed, and those among them on which another user has stored marks since
    the page was opened: two people at two desks type the same evening's sheets, and neither may overwrite the
    other's marks unawares.

    :param seen: title → the assessment its cells showed
    """
    latest = queries.latest_assessments([one.pk for one in titles])
    shown = {
        str(one.pk): one
        for one in Assessment.objects.filter(pk__in=[pk for pk in seen.values() if pk]).select_related(
            "entered_by"
        )
    }
    changed, overtaken = [], dict[int, list[str]]()
    for one in titles:
        start = cell_name(one.pk, "")
        cells = {
            name.removeprefix(start): text.strip() for name, text in typed.items() if name.startswith(start)
        }
        base = shown.get(seen.get(one.pk, ""))
        marks = base.marks if base is not None and base.registration_id == one.pk else {}
        if all(text == (mark_text(marks[code]) if code in marks else "") for code, text in cells.items()):
            continue
        changed.append(one)
        newest = latest.get(one.pk)
        if newest is not None and str(newest.pk) != seen.get(one.pk, ""):
            total = "–" if newest.total is None else points_text(newest.total)
            overtaken[one.pk] = [_OVERTAKEN % {"who": account_words(newest.entered_by), "total": total}]
    return changed, overtaken


def grid_page(
    mandate: Mandate,
    place: Place,
    titles: Sequence[Registration],
    *,
    typed: Mapping[str, str],
    problems: Mapping[int, Sequence[str]],
    seen: Mapping[int, str],
    sentences: Sequence[str],
    on_paper: bool,
    search: str,
) -> GridPage:
    """
    :param typed: the cells as they were handed in, where they were not stored, and `seen` what they showed
    before; else what is on record
    """
    sets = queries.sets_by_key({title.set_key for title in titles if title.set_key})
    latest = queries.latest_assessments([title.pk for title in titles])
    lines = {line.id: line for line in title_lines(queries.rows_of(titles), mandate)}
    parts = []
    for key in dict.fromkeys(title.set_key for title in titles if title.set_key):
        of = sets[key]
        columns = [_column(item, of) for item in items_by_code(of).values()] if of.is_official else []
        rows = []
        for title in (title for title in titles if title.set_key == key):
            asked = {item.code for item in of.items_of(title.form or None)}
            kept = latest[title.pk].marks if title.pk in latest and latest[title.pk].set_key == key else {}
            cells = []
            for column in columns:
                name = cell_name(title.pk, column.code)
                text = (
                    typed[name]
                    if name in typed
                    else mark_text(kept[column.code])
                    if column.code in kept
                    else ""
                )
                cells.append(GridCell(name, text, column, column.code in asked))
            newest = str(latest[title.pk].pk) if title.pk in latest else ""
            rows.append(
                GridRow(lines[title.pk], seen.get(title.pk, newest), cells, tuple(problems.get(title.pk, ())))
            )
        least = min((grade.min_points for grade in of.grades if grade.min_points is not None), default=None)
        parts.append(
            GridPart(
                of.title,
                of.notice,
                str(of.kind or ""),
                "" if least is None else points_text(least),
                columns,
                rows,
            )
        )
    return GridPage(
        place=place,
        back=place.address("titles"),
        parts=parts,
        on_paper="paper" if on_paper else "",
        waiting=len(titles),
        is_cut=len(titles) >= MOST,
        problems=sentences,
        query=search,
    )


def _column(item: Item, of: CriteriaSet) -> GridColumn:
    most = "" if item.max_points is None else points_text(item.max_points)
    least = "" if item.min_points is None else points_text(item.min_points)
    return GridColumn(item.code, item.label, most, least, item.code in counted_codes(of))
