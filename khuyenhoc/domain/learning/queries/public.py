"""
What anybody may see of a certificate who holds its code: the decision, the days, the state; no name of a
person.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from django.utils.translation import gettext as _

from khuyenhoc.domain.learning.models import Programme, Recognition
from khuyenhoc.domain.learning.queries.criteria import set_by_key
from khuyenhoc.domain.organisation import queries as organisation
from khuyenhoc.foundation.values.mandates import UnitId
from khuyenhoc.foundation.values.numbers import date_text

_NAMED = (Programme.CLAN, Programme.COMMUNITY, Programme.UNIT)
"""
Their names name nobody. A family goes by its head's name, which is a person's; a citizen may be a child
(Decree 56/2017, Article 33).
"""


class Standing(StrEnum):
    IN_FORCE = "in_force"
    EXPIRED = "expired"
    REVOKED = "revoked"


@dataclass(frozen=True, slots=True)
class PublicCertificate:
    """A certificate as its public page shows it. `holder` is empty wherever a name would be a person's."""

    number: str
    title: str
    grade: str
    holder: str
    unit: str
    """The unit that keeps the title, as it was called on the day of the decision."""
    issuer: str
    year: int
    decision_number: str
    decided_on: date
    first_day: date
    last_day: date
    standing: Standing
    sentence: str


def public_certificate(token: UUID, *, on: date) -> PublicCertificate | None:
    """The certificate of a token; None where there is none, or it was taken back before it went out."""
    one = (
        Recognition.objects.select_related(
            "registration__group", "decision__document", "revoked_by__document"
        )
        .filter(token=token)
        .first()
    )
    if one is None:
        return None
    registration, decision = one.registration, one.decision
    names = organisation.names([UnitId(registration.unit_id), UnitId(one.issuer_id)], on=decision.decided_on)
    of = set_by_key(one.set_key)
    last_day = one.validity.last_day or one.ends_on
    standing, sentence = _standing(one, last_day, on)
    return PublicCertificate(
        number=one.number_text,
        title=of.title,
        grade=of.grade(one.grade).label,
        holder=registration.group.name
        if registration.group is not None and registration.programme in _NAMED
        else "",
        unit=names[UnitId(registration.unit_id)].title,
        issuer=names[UnitId(one.issuer_id)].title,
        year=registration.year,
        decision_number=decision.document.number,
        decided_on=decision.decided_on,
        first_day=one.starts_on,
        last_day=last_day,
        standing=standing,
        sentence=sentence,
    )


def _standing(one: Recognition, last_day: date, on: date) -> tuple[Standing, str]:
    if one.revoked_by is not None and one.revoked_on is not None and one.revoked_on <= on:
        number = one.revoked_by.document.number
        return (
            Standing.REVOKED,
            _("Revoked from %(day)s by decision No. %(number)s.")
            % {"day": date_text(one.revoked_on), "number": number},
        )
    is_of_a_year = last_day == date(one.registration.year, 12, 31)
    if on <= last_day:
        return Standing.IN_FORCE, _("In force to the end of %(day)s.") % {"day": date_text(last_day)}
    if is_of_a_year:
        return (
            Standing.EXPIRED,
            _("A title of %(year)s. The year is over, and the title does not carry over to the next.")
            % {"year": one.registration.year},
        )
    return Standing.EXPIRED, _("Expired after %(day)s.") % {"day": date_text(last_day)}
