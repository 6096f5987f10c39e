"""
What the holder of a certificate's code may see: the decision, the days, the state, and no name of a person.
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
Programmes whose holders' names are not names of persons. A family has its head's name; a citizen may be a
child (Decree 56/2017, Article 33).
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
    recognition = (
        Recognition.objects.select_related(
            "registration__group", "decision__document", "revoked_by__document"
        )
        .filter(token=token)
        .first()
    )
    if recognition is None:
        return None
    registration, decision = recognition.registration, recognition.decision
    names = organisation.names(
        [UnitId(registration.unit_id), UnitId(recognition.issuer_id)], on=decision.decided_on
    )
    of = set_by_key(recognition.set_key)
    last_day = recognition.validity.last_day or recognition.ends_on
    standing, sentence = _standing(recognition, last_day, on)
    return PublicCertificate(
        number=recognition.number_text,
        title=of.title,
        grade=of.grade(recognition.grade).label,
        holder=registration.group.name
        if registration.group is not None and registration.programme in _NAMED
        else "",
        unit=names[UnitId(registration.unit_id)].title,
        issuer=names[UnitId(recognition.issuer_id)].title,
        year=registration.year,
        decision_number=decision.document.number,
        decided_on=decision.decided_on,
        first_day=recognition.starts_on,
        last_day=last_day,
        standing=standing,
        sentence=sentence,
    )


def _standing(recognition: Recognition, last_day: date, on: date) -> tuple[Standing, str]:
    if (
        recognition.revoked_by is not None
        and recognition.revoked_on is not None
        and recognition.revoked_on <= on
    ):
        number = recognition.revoked_by.document.number
        return (
            Standing.REVOKED,
            _("Revoked from %(day)s by decision No. %(number)s.")
            % {"day": date_text(recognition.revoked_on), "number": number},
        )
    is_of_a_year = last_day == date(recognition.registration.year, 12, 31)
    if on <= last_day:
        return Standing.IN_FORCE, _("In force to the end of %(day)s.") % {"day": date_text(last_day)}
    if is_of_a_year:
        return (
            Standing.EXPIRED,
            _("A title of %(year)s. The year is over, and the title does not carry over to the next.")
            % {"year": recognition.registration.year},
        )
    return Standing.EXPIRED, _("Expired after %(day)s.") % {"day": date_text(last_day)}
