"""What the pages about a unit's committees and officers show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from khuyenhoc.domain.organisation import queries as organisation
from khuyenhoc.domain.organisation.models import Unit
from khuyenhoc.domain.people import queries
from khuyenhoc.domain.people.queries import CommitteeShown, OfficerLine
from khuyenhoc.foundation.values.mandates import Mandate, UnitId
from khuyenhoc.interfaces.cells import Cell, Link
from khuyenhoc.interfaces.tables import Column, Definition, Table
from khuyenhoc.interfaces.web.people.pages.registers import UnitLink
from khuyenhoc.interfaces.web.people.reach import unit_title
from khuyenhoc.interfaces.web.people.units import below
from khuyenhoc.interfaces.words import from_to, post_words

_MOST_BELOW = 60
_MOST_FOUND = 20


@dataclass(frozen=True, slots=True)
class OfficerShown:
    office: int
    name: str
    address: str
    post: str
    starts_on: date
    last_day: date | None
    took_over_from: str

    @property
    def held(self) -> str:
        return from_to(self.starts_on, self.last_day)


def _change(officer: OfficerShown) -> Cell:
    unseen = f"{officer.post}, {officer.name}"
    hand_over, end = (
        reverse(f"web:{page}", kwargs={"pk": officer.office}) for page in ("office-hand-over", "office-end")
    )
    return (Link(_("Hand over"), hand_over, unseen), "·", Link(_("End"), end, unseen))


OFFICERS: Definition[OfficerShown] = Definition(
    "officers",
    (
        Column("name", gettext_lazy("Full name"), lambda officer: Link(officer.name, officer.address)),
        Column("post", gettext_lazy("Post")),
        Column("held", gettext_lazy("From – to"), value=lambda officer: officer.held),
        Column("took_over_from", gettext_lazy("Took over from")),
        Column("change", gettext_lazy("Change"), _change, kind="act"),
    ),
)


@dataclass(frozen=True, slots=True)
class CommitteeLines:
    """`officers` hold their offices on the page's day, or are to; `former` held one before."""

    id: int
    is_provisional: bool
    serves: bool
    is_to_come: bool
    starts_on: date
    last_day: date | None
    document: str
    officers: Table[OfficerShown]
    former: Sequence[OfficerShown]

    @property
    def title(self) -> str:
        return _("Provisional committee") if self.is_provisional else _("Elected committee")

    @property
    def held(self) -> str:
        return from_to(self.starts_on, self.last_day)


@dataclass(frozen=True, slots=True)
class OfficersPage:
    key: str
    unit: str
    on: date
    may_organise: bool
    committees: Sequence[CommitteeLines]
    below: Sequence[UnitLink]


def officers_page(unit: Unit, mandate: Mandate, organising: Mandate) -> OfficersPage:
    here = UnitId(unit.pk)
    may_organise = organising.reaches(here) and here in organisation.tree(on=mandate.on)
    return OfficersPage(
        key=unit.key,
        unit=unit_title(unit.pk, on=mandate.on),
        on=mandate.on,
        may_organise=may_organise,
        committees=[
            _committee(committee, mandate.on, may_organise=may_organise)
            for committee in queries.committees_of(unit, mandate=mandate)
        ],
        below=[
            UnitLink(branch.title, reverse("web:officers", kwargs={"key": branch.key}))
            for branch in below(here, mandate)[:_MOST_BELOW]
        ],
    )


def _committee(committee: CommitteeShown, on: date, *, may_organise: bool) -> CommitteeLines:
    former = [
        officer for officer in committee.officers if officer.ends_on is not None and officer.ends_on <= on
    ]
    return CommitteeLines(
        id=committee.id,
        is_provisional=committee.is_provisional,
        serves=committee.serves_on(on),
        is_to_come=committee.starts_on > on,
        starts_on=committee.starts_on,
        last_day=_last(committee.ends_on),
        document=committee.document,
        officers=(OFFICERS if may_organise else OFFICERS.without("change")).of(
            [_officer(officer) for officer in committee.officers if officer not in former],
            id=f"officers-{committee.id}",
        ),
        former=[_officer(officer) for officer in former],
    )


def _officer(officer: OfficerLine) -> OfficerShown:
    address = reverse("web:person", kwargs={"pk": officer.person})
    return OfficerShown(
        officer.office,
        officer.name,
        address,
        post_words(officer.post),
        officer.starts_on,
        _last(officer.ends_on),
        officer.took_over_from,
    )


def _last(ends_on: date | None) -> date | None:
    return None if ends_on is None else ends_on - timedelta(days=1)


def persons_named(mandate: Mandate, search: str) -> list[tuple[str, str]]:
    """People the mandate reaches who bear a name: their number, and what tells them apart."""
    if not search:
        return []
    rows = queries.persons_on_register(None, mandate=mandate, search=search, limit=_MOST_FOUND).rows
    names = organisation.names(list({row.unit for row in rows}), on=mandate.on) if rows else {}
    return [
        (
            str(row.id),
            ", ".join(part for part in (row.name, str(row.birth_year or ""), names[row.unit].title) if part),
        )
        for row in rows
    ]


def accounts_of(unit: Unit, mandate: Mandate) -> list[tuple[str, str]]:
    """The accounts that work for a unit, each with its post."""
    held = queries.postings_of(unit, on=mandate.on)
    return [
        (
            str(posting.pk),
            (
                f"{posting.account.display_name or posting.account.username} ({posting.account.username}), "
                f"{post_words(posting.post)}"
            ),
        )
        for posting in held
    ]
