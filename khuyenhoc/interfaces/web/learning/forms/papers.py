"""
What is asked on the pages about paper sheets: whose papers, the rows of an evening, the numbers counted by
hand.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from khuyenhoc.domain.learning.models import Programme
from khuyenhoc.foundation.criteria.sets import SCOPES, Scope
from khuyenhoc.foundation.values.mandates import Mandate
from khuyenhoc.interfaces.fields import UnitField
from khuyenhoc.interfaces.web.people.forms.loading import FIRST_YEAR
from khuyenhoc.interfaces.words import title_words

MOST_ROWS = 400
"""Sheets one types before storing."""
_CELL = re.compile(r"[cm]-([0-9]{1,3})(?:-(.{1,30}))?")
_LONGEST_CELL = 20


class WhosePapers(forms.Form):
    """A unit, a title and a year."""

    unit = UnitField(label=gettext_lazy("Unit"))
    title = forms.ChoiceField(label=gettext_lazy("Title"), choices=())
    year = forms.IntegerField(label=gettext_lazy("Year"), min_value=FIRST_YEAR)

    def __init__(self, *args: object, mandate: Mandate, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["unit"].bound_to(mandate)  # type: ignore[attr-defined]
        self.fields["title"].choices = [  # type: ignore[attr-defined]
            (f"{programme.value}/{scope.value}", title_words(programme, scope))
            for programme in Programme
            for scope in Scope
            if scope in SCOPES[programme.subject]
        ]
        self.fields["year"].max_value = mandate.on.year + 1  # type: ignore[attr-defined]

    def clean_year(self) -> int:
        year: int = self.cleaned_data["year"]
        most: int = self.fields["year"].max_value  # type: ignore[attr-defined]
        if year > most:
            raise forms.ValidationError(_("Choose a year up to %(year)s.") % {"year": most})
        return year

    @property
    def programme_and_scope(self) -> tuple[Programme, Scope]:
        programme, _slash, scope = self.cleaned_data["title"].partition("/")
        return Programme(programme), Scope(scope)


@dataclass(slots=True)
class TypedRow:
    """
    One row of the evening as it was typed: the code and the cells by the code of their item. `number` counts
    from 0.
    """

    number: int
    code: str
    cells: dict[str, str] = field(default_factory=dict)

    @property
    def is_blank(self) -> bool:
        return not self.code and not any(text.strip() for text in self.cells.values())


def typed_rows(posted: QueryDict) -> list[TypedRow]:
    """The rows of the grid in their order, blank ones too."""
    rows: dict[int, TypedRow] = {}
    for name, text in posted.items():
        cell = _CELL.fullmatch(name)
        if cell is None or not isinstance(text, str) or int(cell[1]) >= MOST_ROWS:
            continue
        row = rows.setdefault(int(cell[1]), TypedRow(int(cell[1]), ""))
        written = text.replace("\0", "").strip()[:_LONGEST_CELL]
        if name.startswith("c-"):
            row.code = written
        elif cell[2]:
            row.cells[cell[2]] = written
    return [rows[number] for number in sorted(rows)]


@dataclass(frozen=True, slots=True)
class TypedCount:
    """What was written for one hamlet; `problem` is a sentence where it cannot be read."""

    handed_out: int | None
    returned: int | None
    passed: int | None
    problem: str


def read_count(texts: Mapping[str, str]) -> TypedCount:
    """`texts`: out, back and passed as typed. How many pass may stay blank, the other two go together."""
    numbers: dict[str, int | None] = {}
    for name, text in texts.items():
        digits = text.strip().replace(".", "").replace(" ", "")
        if digits and not re.fullmatch(r"[0-9]{1,7}", digits):
            return TypedCount(
                None,
                None,
                None,
                _("“%(text)s” is not a number of sheets. Write digits only.") % {"text": text.strip()[:20]},
            )
        numbers[name] = int(digits) if digits else None
    out, back, passed = numbers["out"], numbers["back"], numbers["passed"]
    if (out is None) != (back is None) or (out is None and passed is not None):
        return TypedCount(out, back, passed, _("Write both how many sheets went out and how many came back."))
    return TypedCount(out, back, passed, "")
