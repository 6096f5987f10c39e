"""What the pages of one person and one group show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django import forms
from django.urls import reverse

from khuyenhoc.domain.organisation import queries as organisation
from khuyenhoc.domain.people import services
from khuyenhoc.domain.people.kinds import RegisterKind
from khuyenhoc.domain.people.models import Group, GroupKind, Person
from khuyenhoc.domain.people.queries import PersonCard
from khuyenhoc.foundation.values.mandates import Mandate, UnitId
from khuyenhoc.foundation.values.numbers import grouped
from khuyenhoc.interfaces.web.people.forms.people import SIZE_WORDS
from khuyenhoc.interfaces.web.people.pages.registers import address_of, register_words, sex_words
from khuyenhoc.interfaces.web.people.reach import unit_title
from khuyenhoc.interfaces.words import from_to, post_words

Crumbs = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class SpanLine:
    """A membership or an office. `last_day` None: it still holds."""

    unit: str
    post: str
    is_provisional: bool
    starts_on: date
    last_day: date | None

    @property
    def held(self) -> str:
        return from_to(self.starts_on, self.last_day)


@dataclass(frozen=True, slots=True)
class PersonPage:
    """`is_kept`: a unit of the mandate keeps the person, so that it may be changed here."""

    id: int
    name: str
    home: str
    birth_year: int | None
    sex: str
    phone: str
    is_kept: bool
    is_member: bool
    memberships: Sequence[SpanLine]
    offices: Sequence[SpanLine]
    may_undo_transfer: bool
    crumbs: Crumbs


def person_page(card: PersonCard, mandate: Mandate) -> PersonPage:
    person = card.person
    units = {
        UnitId(person.home_id),
        *(span.unit for span in card.memberships),
        *(span.unit for span in card.offices),
    }
    names = {unit: name.title for unit, name in organisation.names(list(units), on=mandate.on).items()}
    now, _before = services.last_transfer(person)
    is_kept = mandate.reaches(UnitId(person.home_id))
    is_member = card.membership_on(mandate.on) is not None
    return PersonPage(
        id=person.pk,
        name=person.full_name,
        home=names[UnitId(person.home_id)],
        birth_year=person.birth_year,
        sex=sex_words(person.sex),
        phone=person.phone,
        is_kept=is_kept,
        is_member=is_member,
        memberships=[
            SpanLine(names[span.unit], "", False, span.starts_on, _last(span.ends_on))
            for span in card.memberships
        ],
        offices=[
            SpanLine(
                names[span.unit],
                post_words(span.post),
                span.is_provisional,
                span.starts_on,
                _last(span.ends_on),
            )
            for span in card.offices
        ],
        may_undo_transfer=is_kept and now is not None,
        crumbs=_crumbs(RegisterKind.MEMBER if is_member else RegisterKind.CITIZEN),
    )


def _last(ends_on: date | None) -> date | None:
    return None if ends_on is None else ends_on - timedelta(days=1)


def _crumbs(kind: RegisterKind) -> Crumbs:
    return [(address_of(kind), register_words(kind))]


@dataclass(frozen=True, slots=True)
class GroupPage:
    """`last_day`: of a group that is no more, the last day on the register."""

    id: int
    name: str
    kind: str
    unit: str
    birth_year: int | None
    size: str
    size_words: str
    is_over: bool
    last_day: date | None
    crumbs: Crumbs


def group_page(group: Group, mandate: Mandate) -> GroupPage:
    kind = GroupKind(group.kind)
    return GroupPage(
        id=group.pk,
        name=group.name,
        kind=kind.value,
        unit=unit_title(group.unit_id, on=mandate.on),
        birth_year=group.head_birth_year,
        size=grouped(group.size) if group.size is not None else "",
        size_words=str(SIZE_WORDS[kind]),
        is_over=group.ended_on is not None,
        last_day=_last(group.ended_on),
        crumbs=_crumbs(RegisterKind(kind.value)),
    )


@dataclass(frozen=True, slots=True)
class WritingPage:
    """
    A form about a person or another record. `back`: the address of “cancel”. `is_of_somebody`: `of` is a
    name, to be seen beside the form.
    """

    what: str
    of: str
    unit: str
    form: forms.Form
    back: str
    save: str
    note: str = ""
    is_of_somebody: bool = False


def about_person(
    person: Person, mandate: Mandate, *, what: str, form: forms.Form, save: str, note: str = ""
) -> WritingPage:
    back = reverse("web:person", kwargs={"pk": person.pk})
    return WritingPage(
        what,
        person.full_name,
        unit_title(person.home_id, on=mandate.on),
        form,
        back,
        save,
        note,
        is_of_somebody=True,
    )


def about_group(
    group: Group, mandate: Mandate, *, what: str, form: forms.Form, save: str, note: str = ""
) -> WritingPage:
    back = reverse("web:group", kwargs={"pk": group.pk})
    return WritingPage(
        what,
        group.name,
        unit_title(group.unit_id, on=mandate.on),
        form,
        back,
        save,
        note,
        is_of_somebody=True,
    )
