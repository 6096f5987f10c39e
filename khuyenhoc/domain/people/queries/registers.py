"""
The registers as lists of members, persons, families, clans, communities and units: by pages, searched,
exported.

There are two ways to a page. A few matches are collected and sorted. For very many, the index of names is
read until the page is full, which is soon, because most names match.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice
from typing import Any, TypeVar

from django.contrib.postgres.search import SearchVector
from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet

from khuyenhoc.domain.organisation import queries as organisation
from khuyenhoc.domain.people.models import Group, GroupKind, Membership, Person
from khuyenhoc.domain.people.queries.words import words_of
from khuyenhoc.foundation.values.mandates import Mandate, UnitId

_M = TypeVar("_M", Person, Group)

PAGE = 50
EXACT = 5_000
"""Matches are counted up to this number; beyond, the count would take too long."""

_GATHERED = 30_000
"""
A given name is borne by one in fifty at most; a family name or middle name of more is spread over all given
names.
"""
_CHUNK = 2_000
_PERSON = ("pk", "full_name", "birth_year", "sex", "phone", "home_id")
_GROUP = ("pk", "name", "head_birth_year", "size", "unit_id")


@dataclass(frozen=True, slots=True)
class PersonRow:
    """
    A person in a list. `member_since`: the first day of the membership that holds on the asked day, in a list
    of members.
    """

    id: int
    name: str
    birth_year: int | None
    sex: str
    phone: str
    unit: UnitId
    member_since: date | None = None


@dataclass(frozen=True, slots=True)
class GroupRow:
    """A family, clan, community or unit in a list."""

    id: int
    name: str
    head_birth_year: int | None
    size: int | None
    unit: UnitId


@dataclass(frozen=True, slots=True)
class PageOfPersons:
    """
    `next`: the last person of the page, after whom the next one begins; None at the end. `count` None: more
    than `EXACT`.
    """

    rows: Sequence[PersonRow]
    next: int | None
    count: int | None


@dataclass(frozen=True, slots=True)
class PageOfGroups:
    """As `PageOfPersons`."""

    rows: Sequence[GroupRow]
    next: int | None
    count: int | None


def persons_on_register(
    units: Collection[UnitId] | None,
    *,
    mandate: Mandate,
    search: str = "",
    after: int | None = None,
    limit: int = PAGE,
    members_on: date | None = None,
) -> PageOfPersons:
    """
    Persons kept by units that the mandate reaches, by given name the Vietnamese way; one page, beginning
    after a person.

    :param units: None is all the mandate reaches
    :param search: words or beginnings of words, without accents and with either tone placement
    :param after: the id of the last person of the page before: addresses hold a number, never a name. If that
      person is gone, the list starts from the beginning
    :param members_on: only who is a member that day, in whatever unit
    """
    matches = _persons(units, mandate, search, members_on)
    if matches is None:
        return PageOfPersons([], None, 0)
    ids, count = _page(
        matches,
        "name_key",
        _place_of(Person, ("name_key", "home_id"), after, mandate),
        limit,
        is_searched=bool(search.strip()),
    )
    persons = Person.objects.filter(pk__in=ids).values_list(*_PERSON)
    rows = {row.id: row for row in _person_rows(list(persons), members_on)}
    shown = [rows[pk] for pk in ids[:limit] if pk in rows]
    return PageOfPersons(shown, ids[limit - 1] if len(ids) > limit else None, count)


def groups_on_register(
    kind: GroupKind,
    units: Collection[UnitId] | None,
    *,
    mandate: Mandate,
    search: str = "",
    after: int | None = None,
    limit: int = PAGE,
) -> PageOfGroups:
    """
    Groups of a kind in being on the mandate's day, as `persons_on_register`; families by their head's given
    name.
    """
    matches = _groups(kind, units, mandate, search)
    if matches is None:
        return PageOfGroups([], None, 0)
    ids, count = _page(
        matches,
        "sort_key",
        _place_of(Group, ("sort_key", "unit_id"), after, mandate),
        limit,
        is_searched=bool(search.strip()),
    )
    rows = {row[0]: GroupRow(*row) for row in Group.objects.filter(pk__in=ids).values_list(*_GROUP)}
    return PageOfGroups(
        [rows[pk] for pk in ids[:limit] if pk in rows], ids[limit - 1] if len(ids) > limit else None, count
    )


def how_many_persons(
    units: Collection[UnitId] | None, *, mandate: Mandate, members_on: date | None = None
) -> int | None:
    """How many `persons_on_register` shows; None for more than `EXACT`."""
    return _counted(_persons(units, mandate, "", members_on))


def how_many_groups(kind: GroupKind, units: Collection[UnitId] | None, *, mandate: Mandate) -> int | None:
    """How many `groups_on_register` shows; None for more than `EXACT`."""
    return _counted(_groups(kind, units, mandate, ""))


def _counted(matches: QuerySet[_M] | None) -> int | None:
    count = 0 if matches is None else matches.order_by()[: EXACT + 1].count()
    return count if count <= EXACT else None


def all_persons(
    units: Collection[UnitId] | None, *, mandate: Mandate, search: str = "", members_on: date | None = None
) -> Iterator[list[PersonRow]]:
    """Everybody `persons_on_register` would show, in the same order, a chunk at a time."""
    matches = _persons(units, mandate, search, members_on)
    if matches is None:
        return
    for chunk in _chunks(matches.order_by("name_key", "pk").values_list(*_PERSON)):
        yield _person_rows(chunk, members_on)


def all_groups(
    kind: GroupKind, units: Collection[UnitId] | None, *, mandate: Mandate, search: str = ""
) -> Iterator[list[GroupRow]]:
    """All groups `groups_on_register` would show, in the same order, a chunk at a time."""
    matches = _groups(kind, units, mandate, search)
    if matches is None:
        return
    for chunk in _chunks(matches.order_by("sort_key", "pk").values_list(*_GROUP)):
        yield [GroupRow(*row) for row in chunk]


def _persons(
    units: Collection[UnitId] | None, mandate: Mandate, search: str, members_on: date | None
) -> QuerySet[Person] | None:
    matches = _searched(Person.objects.all(), search)
    if matches is None:
        return None
    if members_on is not None:
        matches = matches.filter(Exists(Membership.objects.on(members_on).filter(person=OuterRef("pk"))))
    return _within(matches, "home_id", units, mandate)


def _groups(
    kind: GroupKind, units: Collection[UnitId] | None, mandate: Mandate, search: str
) -> QuerySet[Group] | None:
    matches = _searched(
        Group.objects.filter(Q(ended_on__isnull=True) | Q(ended_on__gt=mandate.on), kind=kind), search
    )
    return None if matches is None else _within(matches, "unit_id", units, mandate)


def _searched(matches: QuerySet[_M], search: str) -> QuerySet[_M] | None:
    """None where the search holds nothing a name can have."""
    words = words_of(search)
    if words is None:
        return None if search.strip() else matches
    return matches.alias(words=SearchVector("search_key", config="simple")).filter(words=words)


def _within(
    matches: QuerySet[_M], column: str, units: Collection[UnitId] | None, mandate: Mandate
) -> QuerySet[_M]:
    if units is None and mandate.account is None:
        return matches
    wanted = mandate.units if units is None else frozenset(unit for unit in units if mandate.reaches(unit))
    return matches.filter(organisation.kept_within(column, wanted, on=mandate.on))


def _place_of(
    model: type[Person] | type[Group], columns: tuple[str, str], pk: int | None, mandate: Mandate
) -> tuple[str, int] | None:
    """
    The place of a record in the order of names: (key, id). None for a record the mandate does not reach.
    """
    row = None if pk is None else model._default_manager.filter(pk=pk).values_list(*columns, "pk").first()
    return (row[0], row[2]) if row is not None and mandate.reaches(UnitId(row[1])) else None


def _page(
    matches: QuerySet[_M], key: str, last: tuple[str, int] | None, limit: int, *, is_searched: bool
) -> tuple[list[int], int | None]:
    """
    The ids of a page and of the one after it, in order, and how many there are in all; None for more than
    `EXACT`.
    """
    # Without a word the index of the unit alone says whether there are more than a few, without a look at the
    # rows.
    if is_searched or matches.order_by()[: EXACT + 1].count() <= EXACT:
        ids, count = _gathered(matches, key, last, limit, most=_GATHERED if is_searched else EXACT)
        if count is not None:
            return ids, count if count <= EXACT else None
    if last is not None:
        matches = matches.filter(
            Q(**{f"{key}__gt": last[0]}) | Q(**{key: last[0], "pk__gt": last[1]}), **{f"{key}__gte": last[0]}
        )
    return list(matches.order_by(key, "pk").values_list("pk", flat=True)[: limit + 1]), None


def _gathered(
    matches: QuerySet[Any, Any], key: str, last: tuple[str, int] | None, limit: int, *, most: int
) -> tuple[list[int], int | None]:
    """
    The first of what was found, put in order by the database once it has all of it; nothing, and no count, of
    more than `most`.

    Walking the index of names instead would pass nine in ten of a nation before it came to those called Yến.
    """
    inner = _statement(matches.order_by().values_list(key, "pk")[: most + 1])
    after = "" if last is None else "AND (key, id) > (%s, %s)"
    statement = f"""
        WITH m(key, id) AS MATERIALIZED ({inner[0]}), n AS (SELECT count(*) AS n FROM m)
        SELECT n, ARRAY(SELECT id FROM m WHERE n <= %s {after} ORDER BY key, id LIMIT %s) FROM n
    """  # noqa: S608 - the inner statement is Django's, the rest our own words
    with connection.cursor() as cursor:
        cursor.execute(statement, [*inner[1], most, *(last or ()), limit + 1])
        count, ids = cursor.fetchone()
    return ids, count if count <= most else None


def _statement(matches: QuerySet[Any, Any]) -> tuple[str, Sequence[Any]]:
    """A question as PostgreSQL gets it, with its values."""
    written: tuple[str, Sequence[Any]] = matches.query.sql_with_params()
    return written


def _person_rows(persons: Sequence[tuple[Any, ...]], on: date | None) -> list[PersonRow]:
    since: Mapping[int, date] = {}
    if on is not None:
        held = Membership.objects.on(on).filter(person_id__in=[person[0] for person in persons])
        since = dict(held.values_list("person_id", "starts_on"))
    return [replace(PersonRow(*person), member_since=since.get(person[0])) for person in persons]


def _chunks(rows: QuerySet[Any, tuple[Any, ...]]) -> Iterator[list[tuple[Any, ...]]]:
    """Rows from the server as they are wanted, never all of them at once."""
    lines = rows.iterator(chunk_size=_CHUNK)
    while chunk := list(islice(lines, _CHUNK)):
        yield chunk
