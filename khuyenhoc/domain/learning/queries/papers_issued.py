"""
What the papers of a title say: certificates, the list beside a decision, the minutes of a meeting. Names as
they were called on the day.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from khuyenhoc.domain.learning.models import Decision, Programme, Recognition, Registration, Sitting
from khuyenhoc.domain.learning.queries.criteria import sets_by_key
from khuyenhoc.domain.learning.queries.lists import latest_assessments
from khuyenhoc.domain.organisation import queries as organisation
from khuyenhoc.foundation.criteria.sets import points_text
from khuyenhoc.foundation.values.mandates import Mandate, UnitId

_HEADED = (Programme.FAMILY,)
"""Known by the name of a head, so the paper says “gia đình ông (bà)”."""


class NoSuchPaper(LookupError):
    """No decision, certificate or meeting of this number within the mandate."""


@dataclass(frozen=True, slots=True)
class CertificatePaper:
    """
    One certificate. `recognition` is its record; `holder` the name as on the register, `place` where it was
    kept that day.

    `last_day`: the last day it holds, which is the year's last for a title of a year.
    """

    recognition: int
    token: UUID
    number: str
    holder: str
    is_family: bool
    place: str
    title: str
    grade: str
    is_only_grade: bool
    year: int
    first_day: date
    last_day: date
    decision: str
    decided_on: date
    issuer: str
    signer: str
    signer_post: str
    is_revoked: bool


@dataclass(frozen=True, slots=True)
class DecisionPaper:
    """A decision and all it recognised, in the order of the certificates' numbers."""

    decision: int
    number: str
    decided_on: date
    issuer: str
    signer: str
    signer_post: str
    title: str
    year: int
    unit: UnitId
    certificates: Sequence[CertificatePaper]


@dataclass(frozen=True, slots=True)
class MinutesRow:
    name: str
    birth_year: int | None
    total: str
    votes: str
    is_agreed: bool
    remark: str


@dataclass(frozen=True, slots=True)
class MinutesPaper:
    """A meeting on the titles of one programme and year, and what it said of each, in list order."""

    sitting: int
    unit: str
    parent: str
    unit_id: UnitId
    title: str
    year: int
    held_on: date
    place: str
    chair: str
    secretary: str
    present: int
    invited: int
    minutes: str
    rows: Sequence[MinutesRow]

    @property
    def agreed(self) -> int:
        return sum(row.is_agreed for row in self.rows)


def decision_paper(decision: int, *, mandate: Mandate) -> DecisionPaper:
    """:raises NoSuchPaper: there is none, or the mandate does not reach the unit that decided"""
    found = Decision.objects.select_related("document").filter(pk=decision, kind="recognise").first()
    if found is None or not mandate.reaches(UnitId(found.unit_id)):
        raise NoSuchPaper
    given = Recognition.objects.filter(decision=found).select_related(
        "registration__person", "registration__group", "decision__document", "decision"
    )
    return DecisionPaper(
        decision=found.pk,
        number=found.document.number,
        decided_on=found.decided_on,
        issuer=found.document.issuer,
        signer=found.signer,
        signer_post=found.signer_post,
        title=Programme(found.programme).on_paper,
        year=found.year,
        unit=UnitId(found.unit_id),
        certificates=_certificates(list(given.order_by("issue_year", "certificate_number"))),
    )


def certificate_paper(token: UUID, *, mandate: Mandate) -> CertificatePaper:
    """
    :raises NoSuchPaper: there is none, or the mandate reaches neither who decided nor who keeps the title
    """
    one = (
        Recognition.objects.filter(token=token)
        .select_related("registration__person", "registration__group", "decision__document", "decision")
        .first()
    )
    if one is None or not (
        mandate.reaches(UnitId(one.issuer_id)) or mandate.reaches(UnitId(one.registration.unit_id))
    ):
        raise NoSuchPaper
    return _certificates([one])[0]


def _certificates(given: Sequence[Recognition]) -> list[CertificatePaper]:
    if not given:
        return []
    sets = sets_by_key({one.set_key for one in given})
    day = given[0].decision.decided_on
    keepers = list({UnitId(one.registration.unit_id) for one in given})
    names = organisation.names(keepers, on=day)
    parents = organisation.names([name.parent for name in names.values() if name.parent is not None], on=day)
    papers = []
    for one in given:
        registration, decision, of = one.registration, one.decision, sets[one.set_key]
        name = names[UnitId(registration.unit_id)]
        above = parents.get(name.parent) if name.parent is not None else None
        papers.append(
            CertificatePaper(
                recognition=one.pk,
                token=one.token,
                number=one.number_text,
                holder=_name(registration),
                is_family=registration.programme in _HEADED,
                place=f"{name.title}, {above.full_name}" if above is not None else name.title,
                title=Programme(registration.programme).on_paper,
                grade=of.grade(one.grade).label,
                is_only_grade=len(of.grades) == 1,
                year=registration.year,
                first_day=one.starts_on,
                last_day=one.validity.last_day or one.ends_on,
                decision=decision.document.number,
                decided_on=decision.decided_on,
                issuer=decision.document.issuer,
                signer=decision.signer,
                signer_post=decision.signer_post,
                is_revoked=one.revoked_on is not None,
            )
        )
    return papers


def minutes_paper(sitting: int, *, mandate: Mandate) -> MinutesPaper:
    """:raises NoSuchPaper: there is none, or the mandate does not reach where it was held"""
    held = Sitting.objects.filter(pk=sitting).first()
    if held is None or not mandate.reaches(UnitId(held.unit_id)):
        raise NoSuchPaper
    results = list(held.results.select_related("registration__person", "registration__group"))
    latest = latest_assessments([one.registration_id for one in results])
    name = organisation.names([UnitId(held.unit_id)], on=held.held_on)[UnitId(held.unit_id)]
    above = (
        organisation.names([name.parent], on=held.held_on)[name.parent] if name.parent is not None else None
    )
    rows = []
    for one in sorted(results, key=lambda result: _order(result.registration)):
        marked = latest.get(one.registration_id)
        registration = one.registration
        born = (
            registration.person.birth_year
            if registration.person
            else registration.group.head_birth_year
            if registration.group
            else None
        )
        rows.append(
            MinutesRow(
                name=_name(registration),
                birth_year=born,
                total="" if marked is None or marked.total is None else points_text(marked.total),
                votes="" if one.votes_for is None else f"{one.votes_for}/{held.present}",
                is_agreed=one.is_agreed,
                remark=one.remark,
            )
        )
    return MinutesPaper(
        sitting=held.pk,
        unit=name.title,
        parent="" if above is None else above.title,
        unit_id=UnitId(held.unit_id),
        title=Programme(held.programme).on_paper,
        year=held.year,
        held_on=held.held_on,
        place=held.place,
        chair=held.chair,
        secretary=held.secretary,
        present=held.present,
        invited=held.invited,
        minutes=held.minutes,
        rows=rows,
    )


def _name(registration: Registration) -> str:
    if registration.person is not None:
        return registration.person.full_name
    return registration.group.name if registration.group is not None else ""


def _order(registration: Registration) -> tuple[str, int]:
    if registration.person is not None:
        return registration.person.name_key, registration.pk
    return (registration.group.sort_key if registration.group is not None else ""), registration.pk
