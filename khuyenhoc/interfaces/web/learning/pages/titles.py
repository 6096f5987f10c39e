"""
What the lists of titles show: a year of a unit by programme and state, and the titles of one programme row by
row.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from khuyenhoc.domain.learning import queries
from khuyenhoc.domain.learning.models import Programme
from khuyenhoc.domain.learning.queries import Row
from khuyenhoc.domain.learning.states import State
from khuyenhoc.domain.organisation import queries as organisation
from khuyenhoc.foundation.criteria.sets import SCOPES, Scope, points_text
from khuyenhoc.foundation.values.mandates import Action, Mandate
from khuyenhoc.interfaces import cells
from khuyenhoc.interfaces.cells import Link, strong
from khuyenhoc.interfaces.files import FORMATS
from khuyenhoc.interfaces.tables import Column, Definition, Table
from khuyenhoc.interfaces.web.learning.pages.titles_home import home_address
from khuyenhoc.interfaces.web.learning.places import FORM_WORDS, Place
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


@dataclass(frozen=True, slots=True)
class StateShown:
    state: str
    word: str
    sign: str


def state_shown(state: State) -> StateShown:
    return StateShown(state.value, state.label, _SIGNS[state])


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
    open_ways = [Way(_(label), place.address(name)) for action, name, label in _WAYS if action in actions]
    return (
        [*open_ways, Way(_("Own sets of criteria"), reverse("web:own-sets"))]
        if Action.DECIDE in actions
        else open_ways
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
    registrations = queries.registrations(
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
            title_lines(registrations.rows, mandate),
            downloads=[(f"?{urlencode(asked | {'export': ending})}", ending) for ending in reversed(FORMATS)],
        ),
        next=str(registrations.next.id) if registrations.next else "",
        ways=ways(place, actions),
        notice=notice,
    )
