"""Where a page about titles is: a unit, a year, a programme and its scope."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from khuyenhoc.domain.learning.models import Programme
from khuyenhoc.domain.learning.queries import units_below
from khuyenhoc.domain.organisation import queries as organisation
from khuyenhoc.domain.organisation.models import Unit
from khuyenhoc.foundation.criteria.sets import SCOPES, Scope
from khuyenhoc.foundation.values.mandates import Mandate, UnitId
from khuyenhoc.interfaces.web.people.forms.loading import FIRST_YEAR
from khuyenhoc.interfaces.words import title_on_paper, title_words

FORM_WORDS = {
    "resident": _("Resident"),
    "worker": _("Worker"),
    "official": _("Official or entrepreneur"),
    "learner": _("Learner"),
}
"""The four forms of Decision 324 as pages name them; `people.sheets.FORMS` is how lists write them."""


@dataclass(frozen=True, slots=True)
class Place:
    """`units`: the unit and all that show under it, as far as the mandate reaches."""

    unit: Unit
    name: str
    year: int
    programme: Programme
    scope: Scope
    units: frozenset[UnitId]

    @property
    def title(self) -> str:
        return title_words(self.programme, self.scope)

    @property
    def title_on_paper(self) -> str:
        return title_on_paper(self.programme, self.scope)

    @property
    def kwargs(self) -> dict[str, str | int]:
        return {"key": self.unit.key, "year": self.year, "programme": self.programme.value}

    @property
    def query(self) -> str:
        return "" if self.scope is self.programme.usual_scope else f"?scope={self.scope}"

    def address(self, name: str) -> str:
        """The address of a page about the same titles."""
        return reverse(f"web:{name}", kwargs=self.kwargs) + self.query


def place_of(mandate: Mandate, key: str, year: int, programme: str, scope: str) -> Place:
    """
    :raises NoSuchUnit, OutsideMandate: there is no such unit, or none the mandate reaches
    :raises Http404: no such year, programme or scope
    """
    if not FIRST_YEAR <= year <= mandate.on.year + 1 or programme not in list(Programme):
        raise Http404
    of = Programme(programme)
    wanted = Scope(scope) if scope in list(Scope) else of.usual_scope
    if wanted not in SCOPES[of.subject]:
        raise Http404
    unit = organisation.unit_by_key(key)
    here = UnitId(unit.pk)
    mandate.require(mandate.action, [here])
    name = organisation.names([here], on=mandate.on)[here].title
    return Place(
        unit,
        name,
        year,
        of,
        wanted,
        frozenset(one for one in units_below(here, on=mandate.on) if mandate.reaches(one)),
    )
