"""Whom one may put down for a title."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext_lazy

from khuyenhoc.domain.learning import queries
from khuyenhoc.domain.learning.models import Programme
from khuyenhoc.domain.organisation import queries as organisation
from khuyenhoc.foundation.values.mandates import Mandate
from khuyenhoc.interfaces.cells import Label, Tick, TickAll
from khuyenhoc.interfaces.tables import Column, Definition, Table
from khuyenhoc.interfaces.web.learning.places import FORM_WORDS, Place

MOST = 500


@dataclass(frozen=True, slots=True)
class CandidateLine:
    id: int
    name: str
    birth_year: int | None
    unit: str
    went_last_year: bool


CANDIDATES: Definition[CandidateLine] = Definition(
    "candidates",
    (
        Column(
            "chosen",
            TickAll(gettext_lazy("Chosen")),
            lambda line: Tick("row", str(line.id), f"r{line.id}", line.name, line.went_last_year),
            kind="act",
        ),
        Column("name", gettext_lazy("Name"), lambda line: Label(line.name, f"r{line.id}")),
        Column("born", gettext_lazy("Born"), lambda line: line.birth_year, kind="year"),
        Column("unit", gettext_lazy("Kept by")),
    ),
    title_at=1,
)


@dataclass(frozen=True, slots=True)
class RegisterPage:
    place: Place
    back: str
    query: str
    table: Table[CandidateLine]
    is_cut: bool
    any_of_last_year: bool
    forms: Sequence[tuple[str, str]]


def candidate_lines(mandate: Mandate, place: Place, *, search: str, limit: int = MOST) -> list[CandidateLine]:
    waiting = queries.candidates(
        place.units, mandate=mandate, programme=place.programme, year=place.year, search=search, limit=limit
    )
    names = organisation.names([candidate.unit for candidate in waiting], on=mandate.on)
    return [
        CandidateLine(
            candidate.id,
            candidate.name,
            candidate.birth_year,
            names[candidate.unit].title,
            candidate.went_last_year,
        )
        for candidate in waiting
    ]


def register_page(mandate: Mandate, place: Place, *, search: str) -> RegisterPage:
    lines = candidate_lines(mandate, place, search=search)
    return RegisterPage(
        place=place,
        back=place.address("titles"),
        query=search,
        table=CANDIDATES.of(lines),
        is_cut=len(lines) == MOST,
        any_of_last_year=any(line.went_last_year for line in lines),
        forms=[(form, str(words)) for form, words in FORM_WORDS.items()]
        if place.programme is Programme.CITIZEN
        else [],
    )
