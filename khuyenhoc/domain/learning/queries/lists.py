"""
Titles as lists: a unit's register of a year, the paper list of a hamlet, one title's whole history, what
expires.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.contrib.postgres.search import SearchVector
from django.db.models import Exists, F, OuterRef, Q

from khuyenhoc.domain.learning import rules
from khuyenhoc.domain.learning.models import Assessment, Programme, Recognition, Registration, Step, ToldBy
from khuyenhoc.domain.learning.rules import paper_codes as papers
from khuyenhoc.domain.learning.rules.deadlines import calendar
from khuyenhoc.domain.learning.states import OPEN, State
from khuyenhoc.domain.organisation import queries as organisation
from khuyenhoc.domain.people.models import Group, Person
from khuyenhoc.domain.people.queries.words import words_of
from khuyenhoc.foundation.values.mandates import Mandate, OutsideMandate, UnitId

PAGE = 50


class NoSuchRegistration(LookupError):
    """No title has this code, or the mandate does not reach it. The error does not tell which."""


@dataclass(frozen=True, slots=True)
class Row:
    """A title in a list. The newest assessment counts; `is_passed` None: not judged."""

    id: int
    paper_code: str
    name: str
    birth_year: int | None
    unit: UnitId
    form: str
    state: State
    is_again: bool
    total: Decimal | None
    grade: str
    is_passed: bool | None


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where a page ended: the key of its last row."""

    key: str
    id: int


@dataclass(frozen=True, slots=True)
class PageOfRows:
    rows: Sequence[Row]
    next: Cursor | None


def registrations(
    units: Collection[UnitId],
    *,
    mandate: Mandate,
    year: int,
    programme: Programme,
    scope: str | None = None,
    states: Collection[State] = (),
    search: str = "",
    after: Cursor | None = None,
    limit: int = PAGE,
) -> PageOfRows:
    """
    The titles of units in a year that the mandate reaches, people by given name, groups by name, the
    Vietnamese way; one page from a cursor.

    `search` finds words or beginnings of words in the holder's name without accents, or is the code of a
    printed sheet.
    """
    holder = "person" if programme is Programme.CITIZEN else "group"
    key = f"{holder}__{'name_key' if programme is Programme.CITIZEN else 'sort_key'}"
    titles = Registration.objects.kept_by([unit for unit in units if mandate.reaches(unit)]).of(
        programme, year, scope
    )
    if states:
        titles = titles.filter(state__in=list(states))
    if search.strip():
        by_code = papers.registration_of(search)
        words = _matching(programme, search)
        titles = titles.filter(Q(pk=by_code) | words if by_code is not None else words)
    if after is not None:
        titles = titles.filter(
            Q(**{f"{key}__gt": after.key}) | Q(**{key: after.key, "pk__gt": after.id}),
            **{f"{key}__gte": after.key},
        )
    page = list(titles.select_related(holder).order_by(key, "pk")[: limit + 1])
    return PageOfRows(rows_of(page[:limit]), _end_of(page[limit - 1]) if len(page) > limit else None)


def cursor_at(registration: int, *, mandate: Mandate) -> Cursor | None:
    """
    The end of a page whose last title this is; None where there is none within the mandate. Addresses hold
    the number, never a name.
    """
    title = Registration.objects.select_related("person", "group").filter(pk=registration).first()
    return None if title is None or not mandate.reaches(UnitId(title.unit_id)) else _end_of(title)


def _end_of(title: Registration) -> Cursor:
    return Cursor(
        title.person.name_key
        if title.person is not None
        else title.group.sort_key
        if title.group is not None
        else "",
        title.pk,
    )


def _matching(programme: Programme, search: str) -> Q:
    query = words_of(search)
    if query is None:
        return Q(pk__in=[])
    vector = SearchVector("search_key", config="simple")
    if programme is Programme.CITIZEN:
        return Q(person_id__in=Person.objects.annotate(words=vector).filter(words=query).values("pk"))
    return Q(
        group_id__in=Group.objects.annotate(words=vector).filter(words=query, kind=programme).values("pk")
    )


def rows_of(page: Sequence[Registration]) -> list[Row]:
    """Titles as rows of a list; `person` and `group` are best fetched with them."""
    latest = latest_assessments([title.pk for title in page])
    return [_row(title, latest.get(title.pk)) for title in page]


def _row(title: Registration, assessment: Assessment | None) -> Row:
    if title.person is not None:
        name, born = title.person.full_name, title.person.birth_year
    elif title.group is not None:
        name, born = title.group.name, title.group.head_birth_year
    else:
        raise ValueError(title.pk)  # the database keeps such a row out
    return Row(
        id=title.pk,
        paper_code=title.paper_code,
        name=name,
        birth_year=born,
        unit=UnitId(title.unit_id),
        form=title.form,
        state=State(title.state),
        is_again=title.is_again,
        total=assessment.total if assessment else None,
        grade=assessment.grade if assessment else "",
        is_passed=assessment.is_passed if assessment else None,
    )


def latest_assessments(registrations: Sequence[int]) -> Mapping[int, Assessment]:
    """The assessment that counts of each title that has any."""
    assessments = (
        Assessment.objects.filter(registration_id__in=registrations)
        .order_by("registration_id", "-pk")
        .distinct("registration_id")
    )
    return {assessment.registration_id: assessment for assessment in assessments}


@dataclass(frozen=True, slots=True)
class PaperTotals:
    """
    What the evening's papers are reconciled with: how many titles there are, how many were typed, of these
    from paper, how many passed.
    """

    titles: int
    entered: int
    on_paper: int
    passed: int
    points: Decimal
    """The sum of all totals, which a helper can add up on paper."""


def paper_list(
    unit: UnitId, *, mandate: Mandate, year: int, programme: Programme, scope: str | None = None
) -> tuple[list[Row], PaperTotals]:
    """
    The list of a hamlet to print or to type from: every title still open or decided, in list order, with the
    totals it is reconciled by.

    :raises OutsideMandate: the mandate does not reach the unit
    """
    if not mandate.reaches(unit):
        raise OutsideMandate(mandate.action, frozenset({unit}))
    key = "person__name_key" if programme is Programme.CITIZEN else "group__sort_key"
    titles = Registration.objects.kept_by([unit]).of(programme, year, scope).exclude(state=State.WITHDRAWN)
    page = list(titles.select_related("person", "group").order_by(key, "pk"))
    latest = latest_assessments([title.pk for title in page])
    totals = PaperTotals(
        titles=len(page),
        entered=len(latest),
        on_paper=sum(assessment.entered_for == ToldBy.PAPER for assessment in latest.values()),
        passed=sum(assessment.is_passed is True for assessment in latest.values()),
        points=sum(
            (assessment.total for assessment in latest.values() if assessment.total is not None), Decimal(0)
        ),
    )
    return [_row(title, latest.get(title.pk)) for title in page], totals


def by_paper_code(code: str, *, mandate: Mandate) -> Row:
    """
    The title a printed sheet is about.

    :raises NoSuchRegistration: the code is mistyped, or no title of it is within the mandate
    """
    return _row(*_with_latest(papers.registration_of(code), mandate))


def _with_latest(pk: int | None, mandate: Mandate) -> tuple[Registration, Assessment | None]:
    title = (
        Registration.objects.select_related("person", "group").filter(pk=pk).first()
        if pk is not None
        else None
    )
    if title is None or not mandate.reaches(UnitId(title.unit_id)):
        raise NoSuchRegistration
    return title, latest_assessments([title.pk]).get(title.pk)


@dataclass(frozen=True, slots=True)
class TitleHistory:
    """Everything on record of one title: its steps and assessments from the first, its recognition if any."""

    registration: Registration
    steps: Sequence[Step]
    assessments: Sequence[Assessment]
    recognition: Recognition | None


def history(registration: int, *, mandate: Mandate) -> TitleHistory:
    """
    One title from its registration on.

    :raises NoSuchRegistration: there is none within the mandate
    """
    title, _ = _with_latest(registration, mandate)
    steps = Step.objects.filter(registration=title).select_related(
        "assessment", "result__sitting", "decision__document", "taken_by"
    )
    return TitleHistory(
        title,
        list(steps.order_by("pk")),
        list(title.assessments.select_related("entered_by").order_by("pk")),
        Recognition.objects.filter(registration=title)
        .select_related("decision__document", "revoked_by__document")
        .first(),
    )


def unfinished(units: Collection[UnitId], *, year: int) -> int:
    """How many titles of a year are still to be decided."""
    return Registration.objects.kept_by(units).filter(year=year, state__in=OPEN).count()


@dataclass(frozen=True, slots=True)
class Expiring:
    """A title that holds for months and ends soon, or has ended, with nothing after it."""

    registration: int
    name: str
    unit: UnitId
    last_day: date
    is_over: bool


def expiring(units: Collection[UnitId], *, mandate: Mandate, on: date) -> list[Expiring]:
    """
    Titles held for months that end within the calendar's warning, or ended within the last year, the earliest
    first; not those a later recognition of the same holder has taken over. Titles of a year end with it and
    are left out (RULE-10).
    """
    wanted = units if mandate.account is None else mandate.units.intersection(units)
    until = rules.months_after(on, calendar().expiry_months)
    later = Recognition.objects.filter(
        Q(registration__person=OuterRef("registration__person"))
        | Q(registration__group=OuterRef("registration__group")),
        registration__programme=OuterRef("registration__programme"),
        registration__scope=OuterRef("registration__scope"),
        revoked_on__isnull=True,
        ends_on__gt=OuterRef("ends_on"),
    )
    recognitions = (
        Recognition.objects.filter(
            ~Exists(later),
            ends_on__gt=rules.months_after(on, -12),
            ends_on__lte=until,
            revoked_on__isnull=True,
        )
        .filter(organisation.kept_within("registration__unit_id", wanted, on=on))
        .exclude(ends_on__month=1, ends_on__day=1, ends_on__year=F("registration__year") + 1)
        .select_related("registration__person", "registration__group")
        .order_by("ends_on", "pk")
    )
    rows = []
    for recognition in recognitions:
        row, last_day = (
            _row(recognition.registration, None),
            recognition.validity.last_day or recognition.ends_on,
        )
        rows.append(
            Expiring(recognition.registration_id, row.name, row.unit, last_day, is_over=last_day < on)
        )
    return rows
