"""
The registers as lists: in Vietnamese order, found without accents, page after page, and nobody's beyond the
mandate.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from khuyenhoc.domain.people import queries, services
from khuyenhoc.domain.people.models import GroupKind, Person
from khuyenhoc.domain.people.queries import registers
from khuyenhoc.foundation.values.mandates import Mandate, UnitId
from khuyenhoc.foundation.values.vietnamese import person_sort_key
from tests.cast import Cast
from tests.domain.people.persons import TODAY, group, machine, mandate, member, person


def names(search: str = "", *, by: Mandate | None = None, **further: object) -> list[str]:
    page = queries.persons_on_register(None, mandate=by or machine(), search=search, **further)  # type: ignore[arg-type]
    return [row.name for row in page.rows]


def pages(search: str = "", *, limit: int = 2) -> Iterator[list[int]]:
    after: int | None = None
    while True:
        page = queries.persons_on_register(None, mandate=machine(), search=search, after=after, limit=limit)
        yield [row.id for row in page.rows]
        if page.next is None:
            return
        after = page.next


# ---- Order ----


def test_people_are_listed_by_given_name_then_family_name(cast: Cast) -> None:
    for name in (
        "Nông Văn Ước",
        "Bế Thị Ánh",
        "Đàm Văn An",
        "Nông Văn An",
        "Lý Văn Đức",
        "Vi Văn Dũng",
        "Bế Văn An",
    ):
        person(name, home=cast.na_po)

    assert names() == [
        "Bế Văn An",
        "Đàm Văn An",
        "Nông Văn An",
        "Bế Thị Ánh",
        "Vi Văn Dũng",
        "Lý Văn Đức",
        "Nông Văn Ước",
    ]


def test_families_by_their_heads_given_name_and_clans_by_their_first_word(cast: Cast) -> None:
    for name in ("Nông Văn Bình", "Bế Văn Ích", "Vi Thị Ái"):
        group(name, unit=cast.na_po)
    for name in ("Họ Vi", "Họ Bế", "Họ Đàm"):
        group(name, unit=cast.na_po, kind="clan")

    families = queries.groups_on_register(GroupKind.FAMILY, None, mandate=machine())
    clans = queries.groups_on_register(GroupKind.CLAN, None, mandate=machine())

    assert [row.name for row in families.rows] == ["Vi Thị Ái", "Nông Văn Bình", "Bế Văn Ích"]
    assert [row.name for row in clans.rows] == ["Họ Bế", "Họ Đàm", "Họ Vi"]


# ---- Found ----


@pytest.mark.parametrize(
    "search", ["hoa", "HOA", "hoà", "hòa", "Hoà", "nong hoa", "hoa nông", "no ho", "van hoa"]
)
def test_a_name_is_found_without_accents_with_either_tone_placement_and_by_beginnings_of_words(
    cast: Cast, search: str
) -> None:
    person("Nông Văn Hoà", home=cast.na_po)
    person("Nông Văn Hòa", home=cast.na_po)
    person("Lý Thị Én", home=cast.na_po)

    assert sorted(names(search)) == sorted(["Nông Văn Hoà", "Nông Văn Hòa"])


@pytest.mark.parametrize("search", ["oa", "hoan", "hoa thi", "%", "'", "!!", "a' | b", "\\", "___", "🙂"])
def test_what_is_in_no_name_finds_nobody(cast: Cast, search: str) -> None:
    person("Nông Văn Hoà", home=cast.na_po)

    assert names(search) == []


def test_d_with_a_stroke_is_found_as_d(cast: Cast) -> None:
    person("Đàm Thị Đào", home=cast.na_po)

    assert names("dam dao") == names("Đàm Đào") == ["Đàm Thị Đào"]


# ---- Whose ----


def test_nobody_sees_people_beyond_the_mandate(cast: Cast) -> None:
    person("Nông Văn Hoà", home=cast.na_po)
    person("Lý Thị Én", home=cast.that_khe)
    group("Họ Vi", unit=cast.that_khe, kind="clan")

    assert names(by=mandate(cast.commune)) == ["Nông Văn Hoà"]
    assert names(by=mandate(cast.stranger)) == ["Lý Thị Én"]
    assert names(by=mandate(cast.nobody)) == []
    assert names("en", by=mandate(cast.commune)) == []
    assert not queries.groups_on_register(GroupKind.CLAN, None, mandate=mandate(cast.commune)).rows


def test_units_asked_for_beyond_the_mandate_are_passed_over(cast: Cast) -> None:
    person("Nông Văn Hoà", home=cast.na_po)
    person("Lý Thị Én", home=cast.that_khe)

    both = [UnitId(cast.na_po.pk), UnitId(cast.that_khe.pk)]

    assert [row.name for row in queries.persons_on_register(both, mandate=mandate(cast.commune)).rows] == [
        "Nông Văn Hoà"
    ]


def test_a_mandate_over_most_units_reaches_those_and_no_other(cast: Cast) -> None:
    person("Nông Văn Hoà", home=cast.na_po)
    person("Lý Thị Én", home=cast.that_khe)
    person("Bế Văn An", home=cast.thach_an)

    assert names(by=mandate(cast.province)) == ["Bế Văn An", "Nông Văn Hoà"]


def test_a_page_begins_nowhere_near_somebody_the_mandate_does_not_reach(cast: Cast) -> None:
    hidden = person("Nông Văn Giữa", home=cast.that_khe)
    person("Bế Văn An", home=cast.na_po)
    person("Lý Thị Én", home=cast.na_po)

    assert names(by=mandate(cast.commune), after=hidden.pk) == ["Bế Văn An", "Lý Thị Én"]


def test_members_of_a_day_are_those_who_are_members_that_day(cast: Cast) -> None:
    former = member("Bế Văn An", home=cast.na_po)
    member("Lý Thị Én", home=cast.na_po, since=date(2026, 3, 1))
    person("Nông Văn Hoà", home=cast.na_po)
    services.end_membership(mandate=machine(), person=former, on=date(2026, 1, 1))

    page = queries.persons_on_register(None, mandate=machine(), members_on=TODAY)

    assert [(row.name, row.member_since) for row in page.rows] == [("Lý Thị Én", date(2026, 3, 1))]
    assert names(members_on=date(2025, 12, 31)) == ["Bế Văn An"]


def test_a_group_that_is_no_more_leaves_the_register(cast: Cast) -> None:
    family = group("Nông Văn Hoa", unit=cast.na_po)
    services.end_group(mandate=machine(), group=family, on=TODAY)

    assert not queries.groups_on_register(GroupKind.FAMILY, None, mandate=machine()).rows
    assert queries.how_many_groups(GroupKind.FAMILY, None, mandate=machine(on=date(2026, 3, 9))) == 1


# ---- Counted and paged ----


def test_what_was_found_is_counted_up_to_a_bound(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("Bế Văn An", "Lý Thị Én", "Nông Văn Hoà"):
        person(name, home=cast.na_po)

    exact = queries.persons_on_register(None, mandate=machine()).count
    monkeypatch.setattr(registers, "EXACT", 2)

    assert exact == 3
    assert queries.persons_on_register(None, mandate=machine()).count is None
    assert queries.persons_on_register(None, mandate=mandate(cast.commune), search="n").count == 1
    assert queries.how_many_persons(None, mandate=machine()) is None


FEW_NAMES = st.lists(
    st.sampled_from(["An", "Ân", "Ấn", "Hoà", "Hòa", "Hoa", "Đức", "Dực", "Ước"]), max_size=12
)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    given_names=FEW_NAMES,
    limit=st.integers(1, 5),
    bounds=st.sampled_from([(0, "n"), (1, ""), (1, "hoa"), (3, "n"), (5_000, ""), (5_000, "hoa")]),
)
def test_pages_lose_nobody_and_show_nobody_twice(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, given_names: list[str], limit: int, bounds: tuple[int, str]
) -> None:
    exact, search = bounds
    Person.objects.all().delete()
    for name in given_names:
        person(f"Nông Văn {name}", home=cast.na_po)
    monkeypatch.setattr(registers, "EXACT", exact)
    monkeypatch.setattr(registers, "_GATHERED", exact)

    paged = [pk for page in pages(search, limit=limit) for pk in page]

    wanted = [one for one in Person.objects.all() if search != "hoa" or one.search_key.endswith("hoa")]
    assert paged == [
        one.pk for one in sorted(wanted, key=lambda one: (person_sort_key(one.full_name), one.pk))
    ]
    assert paged == [
        row.id for chunk in queries.all_persons(None, mandate=machine(), search=search) for row in chunk
    ]


def test_a_page_after_somebody_who_is_gone_begins_anew(cast: Cast) -> None:
    person("Bế Văn An", home=cast.na_po)

    assert names(after=999_999_999) == names(after=10**30) == ["Bế Văn An"]
