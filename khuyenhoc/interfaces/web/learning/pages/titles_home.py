"""A unit's year of titles: by programme and state, what is due, what runs out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from khuyenhoc.domain.learning import queries
from khuyenhoc.domain.learning.models import Programme
from khuyenhoc.domain.learning.queries import Owed
from khuyenhoc.domain.learning.rules.deadlines import Due
from khuyenhoc.domain.learning.states import State
from khuyenhoc.domain.organisation import queries as organisation
from khuyenhoc.foundation.criteria.sets import SCOPES, Scope
from khuyenhoc.foundation.values.mandates import Mandate, UnitId
from khuyenhoc.interfaces import cells
from khuyenhoc.interfaces.cells import Link, strong
from khuyenhoc.interfaces.tables import Column, Definition, Table
from khuyenhoc.interfaces.web.people.units import below
from khuyenhoc.interfaces.words import title_words

_MOST_EXPIRING = 50


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
        owed=DUE.of(due_lines(queries.due(units, year=year, on=mandate.on), on=mandate.on)),
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
    return ProgrammeLine(title_words(programme, scope), address, counts, total)


def due_lines(owing: Sequence[Owed], *, on: date, is_pressing: bool = False) -> list[DueLine]:
    """
    What titles still owe; steps that have not begun are left out, and when asked those with time left.
    """
    lines = []
    for owed in owing:
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
    expiring = queries.expiring(units, mandate=mandate, on=mandate.on)[:_MOST_EXPIRING]
    names = organisation.names([title.unit for title in expiring], on=mandate.on)
    return [
        ExpiringLine(
            title.name,
            names[title.unit].title,
            title.last_day,
            title.is_over,
            reverse("web:title", kwargs={"pk": title.registration}),
        )
        for title in expiring
    ]
