"""
The grid an evening's paper sheets are typed in by their codes: a row a sheet, the code first, then its marks.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from khuyenhoc.domain.learning import queries
from khuyenhoc.domain.learning.models import Assessment, Registration, Stage, ToldBy
from khuyenhoc.domain.learning.queries import TypedPapers
from khuyenhoc.domain.learning.rules.paper_codes import ALPHABET, registration_of
from khuyenhoc.domain.learning.services import MarkedSheet
from khuyenhoc.domain.learning.states import State
from khuyenhoc.foundation.criteria.sets import CriteriaSet, Kind, points_text
from khuyenhoc.foundation.values.mandates import Mandate, UnitId
from khuyenhoc.foundation.values.numbers import grouped
from khuyenhoc.interfaces.web.learning.forms.marks import read_marks
from khuyenhoc.interfaces.web.learning.forms.papers import MOST_ROWS, TypedRow
from khuyenhoc.interfaces.web.learning.pages.grid import GridColumn, counted_codes, items_by_code
from khuyenhoc.interfaces.web.learning.places import Place
from khuyenhoc.interfaces.words import quoted

BLANK_ROWS = 12
MOST_KNOWN = 3_000
"""Sheets whose holders the page knows at once; beyond that only the server can say."""
TO_BE_TYPED = (State.REGISTERED, State.SELF_ASSESSED)


@dataclass(frozen=True, slots=True)
class PaperCell:
    name: str
    text: str
    column: GridColumn


@dataclass(frozen=True, slots=True)
class PaperRow:
    """`number` as people count, from 1. `holder`: whose sheet it is, once the code is right."""

    number: int
    code_name: str
    code: str
    holder: str
    cells: Sequence[PaperCell]
    problems: Sequence[str]


@dataclass(frozen=True, slots=True)
class SetChoice:
    key: str
    title: str
    is_here: bool


@dataclass(frozen=True, slots=True)
class PaperGridPage:
    """
    `known`: code → what the page says of it at once; `knows_all` False: there are more sheets than it was
    given.
    """

    place: Place
    back: str
    papers: str
    totals: str
    sets: Sequence[SetChoice]
    set_key: str
    set_title: str
    notice: str
    kind: str
    passes_at: str
    columns: Sequence[GridColumn]
    rows: Sequence[PaperRow]
    helper: str
    helper_problem: str
    problems: Sequence[str]
    known: Mapping[str, object]
    typed_so_far: str


@dataclass(slots=True)
class Evening:
    """What was typed, read: sheets that may be stored, and what is wrong with the others by row number."""

    sheets: list[MarkedSheet] = field(default_factory=list)
    rows_of: dict[int, int] = field(default_factory=dict)
    """Title → row."""
    holders: dict[int, str] = field(default_factory=dict)
    problems: dict[int, list[str]] = field(default_factory=dict)
    typed_before: list[str] = field(default_factory=list)
    """Codes of sheets that had been typed from paper already."""


def set_keys_here(place: Place) -> list[str]:
    """The sets titles of this place are judged under, the one of most titles first."""
    registrations = (
        Registration.objects.kept_by(place.units)
        .of(place.programme, place.year, place.scope)
        .filter(state__in=TO_BE_TYPED)
    )
    counted = Counter(key for key in registrations.values_list("set_key", flat=True) if key)
    return [key for key, _n in counted.most_common()]


def read_evening(
    rows: Iterable[TypedRow], place: Place, of: CriteriaSet, *, mandate: Mandate, helper: int | None
) -> Evening:
    """
    Every row with something in it, checked code by code: mistyped, of another place or set, twice the same,
    past its time.
    """
    evening = Evening()
    typed = [row for row in rows if not row.is_blank]
    pks = {row.number: registration_of(row.code) for row in typed}
    titles = Registration.objects.select_related("person", "group").in_bulk(
        [pk for pk in pks.values() if pk is not None]
    )
    before = frozenset(
        Assessment.objects.filter(
            registration__in=titles, stage=Stage.SELF, entered_for=ToldBy.PAPER
        ).values_list("registration_id", flat=True)
    )
    for row in typed:
        pk = pks[row.number]
        title = titles.get(pk) if pk is not None else None
        wrong = _problem_of_code(row, title, place, of, mandate)
        if not wrong and title is not None and title.pk in evening.rows_of:
            wrong = _("Sheet %(code)s stands in row %(row)s already. Leave one of the two.") % {
                "code": title.paper_code,
                "row": evening.rows_of[title.pk] + 1,
            }
        if wrong or title is None:
            evening.problems[row.number] = [wrong]
            continue
        evening.rows_of[title.pk] = row.number
        evening.holders[row.number] = _holder(title)
        if title.pk in before:
            evening.typed_before.append(title.paper_code)
        _read_marks(row, title, of, evening, helper)
    return evening


def _problem_of_code(
    row: TypedRow, title: Registration | None, place: Place, of: CriteriaSet, mandate: Mandate
) -> str:
    """A sentence, or nothing. It does not tell whether a sheet exists elsewhere."""
    if not row.code:
        return _("The code of the sheet is missing. Type it from the paper.")
    if registration_of(row.code) is None:
        return _(
            "“%(code)s” is mistyped: its last sign does not fit the others. Compare it with the paper."
        ) % {"code": row.code}
    is_here = (
        title is not None and mandate.reaches(UnitId(title.unit_id)) and UnitId(title.unit_id) in place.units
    )
    same = title is not None and (title.programme, title.scope, title.year) == (
        place.programme.value,
        place.scope.value,
        place.year,
    )
    if title is None or not is_here or not same:
        return _(
            "“%(code)s” is not a sheet of this list: of another unit, title or year. Put the paper aside."
        ) % {"code": row.code}
    if title.set_key != of.key:
        return _("“%(code)s” is marked by another set of criteria. Choose that set above to type it.") % {
            "code": row.code
        }
    if title.state not in TO_BE_TYPED:
        return _("“%(code)s” is past its self-assessment: %(state)s.") % {
            "code": row.code,
            "state": State(title.state).label,
        }
    return ""


def _read_marks(
    row: TypedRow, title: Registration, of: CriteriaSet, evening: Evening, helper: int | None
) -> None:
    if not of.is_official or of.kind is None:
        evening.sheets.append(MarkedSheet(title.pk, {}, ToldBy.PAPER, helper))
        return
    items = items_by_code(of)
    texts = {code: text for code, text in row.cells.items() if code in items}
    marks, wrong = read_marks(texts, items, Kind(of.kind))
    asked = {item.code for item in of.items_of(title.form or None)} if of.forms else set(items)
    blank = [
        code
        for code in items
        if code in asked and code not in counted_codes(of) and not texts.get(code, "").strip()
    ]
    if blank and not wrong:
        text = ngettext("Item %(items)s has no mark.", "Items %(items)s have no mark.", len(blank))
        wrong = [text % {"items": ", ".join(blank)}]
    if wrong:
        evening.problems[row.number] = wrong
    else:
        evening.sheets.append(MarkedSheet(title.pk, marks, ToldBy.PAPER, helper))


def _holder(title: Registration) -> str:
    return (
        title.person.full_name
        if title.person is not None
        else title.group.name
        if title.group is not None
        else ""
    )


def paper_grid_page(
    place: Place,
    of: CriteriaSet,
    keys: Sequence[str],
    *,
    mandate: Mandate,
    rows: Sequence[TypedRow] = (),
    evening: Evening | None = None,
    helper: str = "",
    helper_problem: str = "",
    problems: Sequence[str] = (),
) -> PaperGridPage:
    """:param rows: as they were handed in, where they were not stored"""
    read = evening or Evening()
    columns = [_column(of, code) for code in items_by_code(of)] if of.is_official else []
    shown = [row for row in rows if not row.is_blank]
    numbers = [*(row.number for row in shown), *_free_numbers(shown)]
    typed = {row.number: row for row in shown}
    least = min((grade.min_points for grade in of.grades if grade.min_points is not None), default=None)
    sets = queries.sets_by_key(keys)
    known = _known_sheets(place, of)
    return PaperGridPage(
        place=place,
        back=place.address("titles"),
        papers=place.address("papers"),
        totals=place.address("paper-totals"),
        sets=[
            SetChoice(key, f"{sets[key].title} ({sets[key].authority.cited})", key == of.key) for key in keys
        ],
        set_key=of.key,
        set_title=quoted(of.title),
        notice=of.notice,
        kind=str(of.kind or "") if of.is_official else "",
        passes_at="" if least is None else points_text(least),
        columns=columns,
        rows=[_row(number, typed.get(number), columns, read) for number in numbers],
        helper=helper,
        helper_problem=helper_problem,
        problems=problems,
        known={"alphabet": ALPHABET, "all": len(known) < MOST_KNOWN, "sheets": known},
        typed_so_far=_typed_so_far(place, mandate),
    )


def _row(number: int, typed: TypedRow | None, columns: Sequence[GridColumn], read: Evening) -> PaperRow:
    return PaperRow(
        number=number + 1,
        code_name=f"c-{number}",
        code="" if typed is None else typed.code,
        holder=read.holders.get(number, ""),
        cells=[
            PaperCell(
                f"m-{number}-{column.code}", "" if typed is None else typed.cells.get(column.code, ""), column
            )
            for column in columns
        ],
        problems=read.problems.get(number, ()),
    )


def _free_numbers(shown: Sequence[TypedRow]) -> range:
    first = max((row.number for row in shown), default=-1) + 1
    return range(first, min(first + BLANK_ROWS, MOST_ROWS))


def _column(of: CriteriaSet, code: str) -> GridColumn:
    item = items_by_code(of)[code]
    most = "" if item.max_points is None else points_text(item.max_points)
    least = "" if item.min_points is None else points_text(item.min_points)
    return GridColumn(item.code, item.label, most, least, is_counted=code in counted_codes(of))


def _known_sheets(place: Place, of: CriteriaSet) -> dict[str, list[str]]:
    """
    Code without its dash → [whose it is, how it stands]: open, typed (from paper before), past. What the page
    may say at once.
    """
    registrations = (
        Registration.objects.kept_by(place.units)
        .of(place.programme, place.year, place.scope)
        .filter(set_key=of.key)
    )
    titles = list(
        registrations.exclude(state=State.WITHDRAWN)
        .select_related("person", "group")
        .order_by("pk")[:MOST_KNOWN]
    )
    typed = frozenset(
        Assessment.objects.filter(
            registration__in=titles, stage=Stage.SELF, entered_for=ToldBy.PAPER
        ).values_list("registration_id", flat=True)
    )
    return {
        title.paper_code.replace("-", ""): [
            _holder(title),
            "past" if title.state not in TO_BE_TYPED else "typed" if title.pk in typed else "open",
        ]
        for title in titles
    }


def _typed_so_far(place: Place, mandate: Mandate) -> str:
    total, from_paper = 0, 0
    for one in queries.papers_by_hamlet(
        place.units, mandate=mandate, year=place.year, programme=place.programme, scope=place.scope
    ):
        typed: TypedPapers = one.typed
        total, from_paper = total + typed.titles, from_paper + typed.from_paper
    return _("%(typed)s of %(all)s sheets are typed from paper.") % {
        "typed": grouped(from_paper),
        "all": grouped(total),
    }
