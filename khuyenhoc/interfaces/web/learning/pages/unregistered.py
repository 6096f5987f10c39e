"""What the page of a recognition without registration shows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django import forms

from khuyenhoc.domain.learning import queries
from khuyenhoc.domain.learning.models import Programme
from khuyenhoc.foundation.criteria.sets import points_text
from khuyenhoc.foundation.values.mandates import Mandate, UnitId
from khuyenhoc.interfaces.tables import Table
from khuyenhoc.interfaces.web.learning.pages.candidates import CandidateLine, candidate_lines
from khuyenhoc.interfaces.web.learning.pages.title import TO_MARK, MarkCell
from khuyenhoc.interfaces.web.learning.places import FORM_WORDS, Place

MOST = 50


@dataclass(frozen=True, slots=True)
class UnregisteredPage:
    place: Place
    back: str
    query: str
    lines: Sequence[CandidateLine]
    is_cut: bool
    chosen: str
    form: forms.Form
    forms_of: Sequence[tuple[str, str]]
    marks: Table[MarkCell]
    notice: str
    problems: Sequence[str]


def unregistered_page(
    mandate: Mandate,
    place: Place,
    form: forms.Form,
    *,
    search: str,
    typed: Mapping[str, str],
    problems: Sequence[str],
) -> UnregisteredPage:
    of = queries.set_in_force(UnitId(place.unit.pk), place.programme.subject, place.scope, on=mandate.on)
    lines = candidate_lines(mandate, place, search=search, limit=MOST)
    items = (
        {item.code: item for group in of.groups for item in group.items}
        if of is not None and of.is_official
        else {}
    )
    return UnregisteredPage(
        place=place,
        back=place.address("titles"),
        query=search,
        lines=lines,
        is_cut=len(lines) == MOST,
        chosen=typed.get("subject", ""),
        form=form,
        forms_of=[(form, str(words)) for form, words in FORM_WORDS.items()]
        if place.programme is Programme.CITIZEN
        else [],
        marks=TO_MARK.of(
            [
                MarkCell(
                    f"m-{code}",
                    item.named,
                    typed.get(f"m-{code}", ""),
                    "" if item.max_points is None else points_text(item.max_points),
                )
                for code, item in items.items()
            ]
        ),
        notice="" if of is None or of.is_official else f"{of.title}: {of.notice}",
        problems=problems,
    )
