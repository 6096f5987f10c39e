"""
Linked thresholds: how many of a unit's or a community's people are learning citizens of the same year, and
who is missing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from khuyenhoc.domain.learning import rules
from khuyenhoc.domain.learning.models import Programme, Recognition, Registration
from khuyenhoc.domain.learning.queries.counting import units_below
from khuyenhoc.domain.organisation import queries as organisation
from khuyenhoc.domain.people.models import Group, Membership, Person
from khuyenhoc.foundation.criteria.sets import CriteriaSet, Kind, Scope
from khuyenhoc.foundation.database.arrays import among_units
from khuyenhoc.foundation.values.catalogue import unit_kinds
from khuyenhoc.foundation.values.figures import Figure
from khuyenhoc.foundation.values.mandates import Mandate, UnitId

_ADULTS, _STAFF, _LEARNERS = (
    "model.citizen_adult.recognised",
    "model.citizen_staff.recognised",
    "model.citizen_learner.recognised",
)


@dataclass(frozen=True, slots=True)
class LinkedShare:
    """`figure` None: it cannot be counted, and `reason` says why and what to do."""

    indicator: str
    figure: Figure | None
    reason: str
    missing: frozenset[int]
    """Persons who are no learning citizens of the year yet."""


@dataclass(frozen=True, slots=True)
class MissingPerson:
    id: int
    full_name: str
    unit: UnitId


def linked_share(registration: Registration, *, indicator: str, on: date) -> LinkedShare:
    """
    The share of learning citizens among the people of a community or a unit, counted from the recognitions of
    its year as they stand on a day.

    People belong to it through the chapter that keeps it; a chapter that keeps several, or a commune that
    keeps it without a chapter, cannot say whose people are whose, and then nothing is guessed. Adults are set
    against all adults there, staff against all who are not registered as learners, learners against those
    registered as such: the wholes differ and are never mixed (RULE-04).
    """
    units = _grounds(registration)
    if isinstance(units, str):
        return LinkedShare(indicator, None, units, frozenset())
    whole = _whole(registration, units, indicator, on)
    if not whole:
        return LinkedShare(
            indicator,
            None,
            _(
                "The register holds no people yet, so the share of learning citizens cannot be "
                "counted. Load a list of people first."
            ),
            frozenset(),
        )
    recognitions = (
        Recognition.objects.filter(
            registration__programme=Programme.CITIZEN, registration__year=registration.year, starts_on__lte=on
        )
        .filter(Q(revoked_on__isnull=True) | Q(revoked_on__gt=on))
        .filter(registration__person_id__in=whole)
    )
    counted = rules.share(
        whole,
        frozenset(
            pk for pk in recognitions.values_list("registration__person_id", flat=True) if pk is not None
        ),
    )
    return LinkedShare(indicator, counted.figure, "", counted.missing)


def who_is_missing(share: LinkedShare, *, mandate: Mandate) -> list[MissingPerson]:
    """
    The people missing from a share, by given name. Those the mandate does not reach are counted and not
    named.
    """
    persons = Person.objects.filter(pk__in=share.missing).order_by("name_key", "pk")
    return [
        MissingPerson(pk, name, UnitId(home))
        for pk, name, home in persons.values_list("pk", "full_name", "home_id")
        if mandate.reaches(UnitId(home))
    ]


def live_marks(registration: Registration, of: CriteriaSet, *, on: date) -> Mapping[str, Figure]:
    """The marks of a level set that the registers give by themselves, by item code; they are never typed."""
    if of.kind is not Kind.LEVELS or registration.title not in (Programme.COMMUNITY, Programme.UNIT):
        return {}
    marks = {}
    for item in of.items_of(registration.form or None):
        if item.threshold is not None and item.threshold.share in (_ADULTS, _STAFF, _LEARNERS):
            share = linked_share(registration, indicator=item.threshold.share, on=on)
            if share.figure is not None:
                marks[item.code] = share.figure
    return marks


def _grounds(registration: Registration) -> frozenset[UnitId] | str:
    """The units whose people belong to a community or a unit; a sentence where that cannot be said."""
    unit = UnitId(registration.unit_id)
    day = date(registration.year, 12, 31)
    if registration.title not in (Programme.COMMUNITY, Programme.UNIT):
        return _("The share of learning citizens is counted for communities and units only.")
    if (registration.title, registration.scope) in (
        (Programme.COMMUNITY, Scope.COMMUNE),
        (Programme.COMMUNITY, Scope.UPPER),
    ):
        return units_below(unit, on=day)
    kind = organisation.names([unit], on=day)[unit].kind
    if kind not in _KEEPS_ONE:
        return _(
            "It does not belong to a chapter or a committee yet (it is kept at: %(kind)s). Move "
            "it to its own chapter to count the share."
        ) % {"kind": _kind_words(kind)}
    same = (
        Group.objects.filter(unit=unit, kind=registration.programme)
        .filter(Q(ended_on__isnull=True) | Q(ended_on__gt=day))
        .count()
    )
    if same > 1:
        return _(
            "This chapter keeps %(count)s of the same kind, and the register does not say which "
            "people belong to which. Found a chapter for each place to count the share."
        ) % {"count": same}
    return frozenset({unit})


def _kind_words(code: str) -> str:
    kind = unit_kinds()[code]
    return (kind.label_en if get_language() == "en" else kind.label).lower()


_KEEPS_ONE = ("chapter", "committee")


def _whole(registration: Registration, units: frozenset[UnitId], indicator: str, on: date) -> frozenset[int]:
    learners = frozenset(
        pk
        for pk in Registration.objects.of(Programme.CITIZEN, registration.year)
        .kept_by(units)
        .filter(form="learner")
        .values_list("person_id", flat=True)
        if pk is not None
    )
    if indicator == _LEARNERS:
        return learners
    people = dict(Person.objects.filter(among_units("home_id", units)).values_list("pk", "birth_year"))
    if registration.title is Programme.UNIT:
        people |= dict(
            Membership.objects.on(on)
            .filter(among_units("unit_id", units))
            .values_list("person_id", "person__birth_year")
        )
    adults = frozenset(pk for pk, born in people.items() if rules.is_adult(born, in_year=registration.year))
    return adults - learners if indicator == _STAFF else adults
