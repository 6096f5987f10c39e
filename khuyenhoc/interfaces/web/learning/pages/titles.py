"""
What the lists of titles show: a year of a unit by programme and state, and the titles of one programme row by
row.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop, ngettext

from khuyenhoc.domain.learning import queries
from khuyenhoc.domain.learning.models import Programme
from khuyenhoc.domain.learning.queries import Row
from khuyenhoc.domain.learning.rules.deadlines import Due
from khuyenhoc.domain.learning.states import State
from khuyenhoc.domain.organisation import queries as organisation
from khuyenhoc.foundation.criteria.sets import SCOPES, Scope, points_text
from khuyenhoc.foundation.values.mandates import Action, Mandate, UnitId
from khuyenhoc.interfaces import cells
from khuyenhoc.interfaces.cells import Link, strong
from khuyenhoc.interfaces.files import FORMATS
from khuyenhoc.interfaces.tables import Column, Definition, Table
from khuyenhoc.interfaces.web.learning.places import FORM_WORDS, Place
from khuyenhoc.interfaces.web.people.units import below
from khuyenhoc.interfaces.words import title_words

_SIGNS = {
    State.REGISTERED: "open",
    State.SELF_ASSESSED: "draft",
    State.MET: "draft",
    State.VERIFIED: "draft",
    State.RECOGNISED: "recognised",
    State.FAILED: "returned",
    State.WITHDRAWN: "missing",
    State.REVOKED: "late",
}
_MOST_EXPIRING = 50


@dataclass(frozen=True, slots=True)
class StateShown:
    state: str
    word: str
    sign: str


def state_shown(state: State) -> StateShown:
    return StateShown(state.value, state.label, _SIGNS[state])


@dataclass(frozen=True, slots=True)
class ProgrammeLine:
    """A programme in a unit's year: how many titles stand in each state."""

    title: str
    address: str
    counts: Mapping[State, int]
    total: int


def _programmes() -> Definition[ProgrammeLine]:
    """A column a state, in the words of the reader's language."""

    def count(state: State) -> Column[ProgrammeLine]:
        heading = state.label[:1].upper() + state.label[1:]
        return Column(state.value, heading, lambda line: line.counts[state] or None, kind="number", empty="–")

    title = Column[ProgrammeLine]("title", gettext_lazy("Title"), lambda line: Link(line.title, line.address))
    total = Column[ProgrammeLine](
        "total",
        gettext_lazy("All"),
        lambda line: strong(line.total),
        kind="number",
        value=lambda line: line.total,
    )
    return Definition("programmes", (title, *map(count, State), total))


@dataclass(frozen=True, slots=True)
class DueLine:
    label: str
    title: str
    titles: int
    last_day: date
    when: str
    sign: str
    address: str = ""
    """Where the step is done, if that is another page."""


DUE: Definition[DueLine] = Definition(
    "due",
    (
        Column("label", gettext_lazy("Step"), lambda line: Link(line.label, line.address)),
        Column("title", gettext_lazy("Title")),
        Column("titles", gettext_lazy("How many"), kind="number"),
        Column("last_day", gettext_lazy("Due")),
        Column("state", gettext_lazy("State"), lambda line: cells.State(line.sign, line.when)),
    ),
)


@dataclass(frozen=True, slots=True)
class ExpiringLine:
    name: str
    unit: str
    last_day: date
    is_over: bool
    address: str


@dataclass(frozen=True, slots=True)
class UnitLink:
    title: str
    address: str


@dataclass(frozen=True, slots=True)
class TitlesHome:
    unit: str
    key: str
    year: int
    years: Sequence[tuple[int, str]]
    programmes: Table[ProgrammeLine]
    owed: Table[DueLine]
    expiring: Sequence[ExpiringLine]
    above: UnitLink | None
    below: Sequence[UnitLink]


def home_address(key: str, year: int) -> str:
    return f"{reverse('web:titles-home')}?{urlencode({'unit': key, 'year': year})}"


def titles_home(mandate: Mandate, key: str, year: int) -> TitlesHome:
    """A unit's year: the five models by state, what is due, what expires."""
    here = UnitId(organisation.unit_by_key(key).pk)
    mandate.require(mandate.action, [here])
    units = frozenset(one for one in queries.units_below(here, on=mandate.on) if mandate.reaches(one))
    name = organisation.names([here], on=mandate.on)[here]
    tree = organisation.tree(on=mandate.on)
    parent = tree.parent_of.get(here)
    above = None
    if parent is not None and mandate.reaches(parent):
        upper = organisation.names([parent], on=mandate.on)[parent]
        above = UnitLink(upper.title, home_address(upper.key, year))
    return TitlesHome(
        unit=name.title,
        key=key,
        year=year,
        years=[(one, home_address(key, one)) for one in range(mandate.on.year + 1, mandate.on.year - 5, -1)],
        programmes=_programmes().of(
            [
                line
                for programme in Programme
                for scope in Scope
                if scope in SCOPES[programme.subject]
                and (line := _programme_line(units, key, year, programme, scope)) is not None
            ]
        ),
        owed=DUE.of(due_lines(units, year=year, on=mandate.on)),
        expiring=expiring_lines(units, mandate),
        above=above,
        below=[UnitLink(unit.title, home_address(unit.key, year)) for unit in below(here, mandate)],
    )


def _programme_line(
    units: frozenset[UnitId], key: str, year: int, programme: Programme, scope: Scope
) -> ProgrammeLine | None:
    counts: Counter[State] = Counter()
    for by_state in queries.state_counts(units, year=year, programme=programme, scope=scope).values():
        counts.update(by_state)
    total = sum(counts.values())
    if not total and scope is not programme.usual_scope:
        return None
    address = reverse("web:titles", kwargs={"key": key, "year": year, "programme": programme.value})
    address += "" if scope is programme.usual_scope else f"?scope={scope}"
    return ProgrammeLine(
        title_words(programme, scope),
        address,
        counts,
        total,
    )


def due_lines(units: frozenset[UnitId], *, year: int, on: date, is_pressing: bool = False) -> list[DueLine]:
    """
    What titles of a year still owe, the earliest first; steps that have not begun are left out, and when
    asked those with time left.
    """
    lines = []
    for owed in queries.due(units, year=year, on=on):
        if owed.due is Due.NOT_YET or (is_pressing and owed.due is Due.OPEN):
            continue
        days = (owed.last_day - on).days
        if owed.due is Due.CLOSED:
            when, sign = _("closed since"), "late"
        elif days < 0:
            when, sign = ngettext("%(days)s day late", "%(days)s days late", -days) % {"days": -days}, "late"
        else:
            when, sign = ngettext("%(days)s day left", "%(days)s days left", days) % {"days": days}, "due"
        lines.append(
            DueLine(
                owed.step.title,
                title_words(Programme(owed.programme), owed.scope),
                owed.titles,
                owed.last_day,
                when,
                sign,
            )
        )
    return lines


def expiring_lines(units: frozenset[UnitId], mandate: Mandate) -> list[ExpiringLine]:
    found = queries.expiring(units, mandate=mandate, on=mandate.on)[:_MOST_EXPIRING]
    names = organisation.names([one.unit for one in found], on=mandate.on)
    return [
        ExpiringLine(
            one.name,
            names[one.unit].title,
            one.last_day,
            one.is_over,
            reverse("web:title", kwargs={"pk": one.registration}),
        )
        for one in found
    ]


@dataclass(frozen=True, slots=True)
class TitleLine:
    id: int
    code: str
    name: str
    birth_year: int | None
    unit: str
    form: str
    is_again: bool
    state: StateShown
    total: str
    result: str

    @property
    def link(self) -> Link:
        return Link(self.name, reverse("web:title", kwargs={"pk": self.id}))


_CODE, _BORN, _FORM, _STATE, _TOTAL = (
    Column[TitleLine]("code", gettext_lazy("Sheet code"), place="file"),
    Column[TitleLine]("born", gettext_lazy("Born"), lambda line: line.birth_year, kind="year"),
    Column[TitleLine]("form", gettext_lazy("Form")),
    Column[TitleLine](
        "state", gettext_lazy("State"), lambda line: cells.State(line.state.sign, line.state.word)
    ),
    Column[TitleLine]("total", gettext_lazy("Points"), kind="number"),
)
NAME = Column[TitleLine]("name", gettext_lazy("Name"), lambda line: line.link)

TITLES: Definition[TitleLine] = Definition(
    "titles",
    (
        _CODE,
        NAME,
        _BORN,
        Column("unit", gettext_lazy("Kept by")),
        _FORM,
        Column(
            "again",
            gettext_lazy("Registered"),
            lambda line: _("again") if line.is_again else _("new"),
            place="file",
        ),
        _STATE,
        _TOTAL,
        Column("result", gettext_lazy("Result")),
        Column("sheet_code", gettext_lazy("Sheet code"), lambda line: line.code, place="page"),
    ),
)
PAPERS: Definition[TitleLine] = Definition(
    "papers",
    (
        _CODE,
        NAME,
        Column("sheet_code", gettext_lazy("Sheet code"), lambda line: strong(line.code), place="page"),
        _BORN,
        replace(_FORM, place="file"),
        _STATE,
        _TOTAL,
    ),
)
"""The sheets of a unit: the same titles, as they are handed out and gathered."""


@dataclass(frozen=True, slots=True)
class Way:
    """A step one may take with titles of this list."""

    label: str
    address: str


@dataclass(frozen=True, slots=True)
class TitlesPage:
    place: Place
    home: str
    query: str
    chosen: str
    states: Sequence[StateShown]
    scopes: Sequence[tuple[str, str, bool]]
    table: Table[TitleLine]
    next: str
    ways: Sequence[Way]
    notice: str


def title_lines(rows: Sequence[Row], mandate: Mandate) -> list[TitleLine]:
    names = organisation.names([row.unit for row in rows], on=mandate.on)
    return [
        TitleLine(
            id=row.id,
            code=row.paper_code,
            name=row.name,
            birth_year=row.birth_year,
            unit=names[row.unit].title,
            form=str(FORM_WORDS.get(row.form, "")),
            is_again=row.is_again,
            state=state_shown(row.state),
            total="" if row.total is None else points_text(row.total),
            result={None: "", True: _("reaches the title"), False: _("below the title")}[row.is_passed],
        )
        for row in rows
    ]


_WAYS = (
    (Action.REGISTER, "titles-register", gettext_noop("Register for the title")),
    (Action.ASSESS, "titles-grid", gettext_noop("Enter self-assessments")),
    (Action.ASSESS, "titles-meeting", gettext_noop("The chapter's meeting")),
    (Action.VERIFY, "titles-verify", gettext_noop("Verify")),
    (Action.DECIDE, "titles-decide", gettext_noop("Enter a decision")),
    (Action.DECIDE, "titles-fail", gettext_noop("Not recognised")),
    (Action.DECIDE, "titles-unregistered", gettext_noop("Recognise without registration")),
    (Action.DECIDE, "titles-revoke", gettext_noop("Revoke")),
    (Action.REGISTER, "titles-withdraw", gettext_noop("Withdraw")),
)


def ways(place: Place, actions: frozenset[Action]) -> list[Way]:
    """The steps whose posts the account holds."""
    found = [Way(_(label), place.address(name)) for action, name, label in _WAYS if action in actions]
    return (
        [*found, Way(_("Own sets of criteria"), reverse("web:own-sets"))]
        if Action.DECIDE in actions
        else found
    )


def titles_page(
    mandate: Mandate,
    place: Place,
    *,
    search: str,
    state: str,
    after: int | None,
    actions: frozenset[Action],
    notice: str,
) -> TitlesPage:
    cursor = queries.cursor_at(after, mandate=mandate) if after is not None else None
    found = queries.registrations(
        place.units,
        mandate=mandate,
        year=place.year,
        programme=place.programme,
        scope=place.scope,
        states=[State(state)] if state in list(State) else (),
        search=search,
        after=cursor,
    )
    asked = {"scope": place.scope.value, "q": search, "state": state}
    return TitlesPage(
        place=place,
        home=home_address(place.unit.key, place.year),
        query=search,
        chosen=state,
        states=[state_shown(one) for one in State],
        scopes=[
            (one.value, title_words(place.programme, one), one is place.scope)
            for one in Scope
            if one in SCOPES[place.programme.subject]
        ],
        table=(TITLES if place.programme is Programme.CITIZEN else TITLES.without("form")).of(
            title_lines(found.rows, mandate),
            downloads=[(f"?{urlencode(asked | {'export': ending})}", ending) for ending in reversed(FORMATS)],
        ),
        next=str(found.next.id) if found.next else "",
        ways=ways(place, actions),
        notice=notice,
    )
