"""One day's tree, and figures added up through it."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khuyenhoc.foundation.values.figures import Qualifier
from khuyenhoc.foundation.values.history import Heirship, History, Span
from khuyenhoc.foundation.values.mandates import UnitId
from khuyenhoc.foundation.values.trees import Tree
from khuyenhoc.foundation.values.validity import BEGINNING, Validity
from tests.plain_roll_up import Line, add_up, below, members

REFORM = date(2025, 7, 1)
BEFORE, AFTER = date(2022, 12, 31), date(2026, 11, 23)
PROVINCE, DISTRICT, TOWN, HILL, MERGED, CUT, NORTH, SOUTH = (UnitId(n) for n in range(1, 9))


def span(unit, parent, start=BEGINNING, end=None):
    return Span(unit, parent, Validity(start, end))


SPANS = [
    span(PROVINCE, None),
    span(DISTRICT, PROVINCE, end=REFORM),
    span(TOWN, DISTRICT, end=REFORM),
    span(HILL, DISTRICT, end=REFORM),
    span(CUT, DISTRICT, end=REFORM),
    span(MERGED, PROVINCE, REFORM),
    span(NORTH, PROVINCE, REFORM),
    span(SOUTH, PROVINCE, REFORM),
]
HEIRS = [
    Heirship(TOWN, MERGED, REFORM),
    Heirship(HILL, MERGED, REFORM),
    Heirship(CUT, NORTH, REFORM, is_part=True),
    Heirship(CUT, SOUTH, REFORM, is_part=True),
    Heirship(DISTRICT, None, REFORM),
]
HISTORY = History(SPANS, HEIRS)


def line(unit, value, *, qualifier=Qualifier.EXACT, base=None, indicator="org.chapters"):
    return Line(unit, indicator, value, qualifier, base)


def added_up(history, unit, lines, *, lens, then):
    tree_then = history.tree(on=then)
    placing = history.placing(tree_then, history.tree(on=lens))
    scope = below(unit, placing=placing)
    found = add_up(lines, scope, then=tree_then, speakers=lambda other: history.speakers(other, tree_then))
    return found.get("org.chapters"), scope


def sum_at(unit, lines, *, lens, then=BEFORE):
    return added_up(HISTORY, unit, lines, lens=lens, then=then)


def test_a_merged_unit_is_stood_in_for_by_its_heir():
    tree = HISTORY.tree(on=AFTER)

    assert tree.stand_in(TOWN) == MERGED
    assert list(tree.ancestors(TOWN)) == [MERGED, PROVINCE]


def test_a_unit_cut_into_parts_shows_at_the_nearest_unit_above_still_in_being():
    tree = HISTORY.tree(on=AFTER)

    assert tree.stand_in(CUT) == PROVINCE


def test_a_unit_not_founded_yet_shows_at_the_lowest_unit_that_holds_all_it_will_carry_on():
    tree = HISTORY.tree(on=BEFORE)

    assert tree.stand_in(MERGED) == DISTRICT
    assert tree.stand_in(NORTH) == CUT


def test_what_the_district_typed_and_what_its_communes_typed_are_never_added():
    found, scope = sum_at(PROVINCE, [line(DISTRICT, 217), line(TOWN, 100), line(HILL, 90)], lens=BEFORE)

    assert found.value == 217
    assert found.reporters == scope.expected == {DISTRICT}


def test_beside_its_own_figure_a_district_still_sees_what_its_communes_add_up_to():
    found, scope = sum_at(DISTRICT, [line(DISTRICT, 217), line(TOWN, 100), line(HILL, 90)], lens=BEFORE)

    assert found.value == 190
    assert (len(found.reporters), len(scope.expected)) == (2, 3)


def test_seen_from_today_a_new_commune_shows_what_its_predecessors_reported_and_how_many_did():
    found, scope = sum_at(MERGED, [line(DISTRICT, 217), line(TOWN, 100)], lens=AFTER)

    assert found.value == 100
    assert (found.reporters, scope.expected) == ({TOWN}, {TOWN, HILL})


def test_a_sum_with_one_qualified_part_carries_its_word():
    found, _ = sum_at(DISTRICT, [line(TOWN, 100, qualifier=Qualifier.OVER), line(HILL, 90)], lens=BEFORE)

    assert found.qualifier is Qualifier.OVER


def test_words_that_disagree_leave_only_about():
    found, _ = sum_at(
        DISTRICT,
        [line(TOWN, 100, qualifier=Qualifier.OVER), line(HILL, 90, qualifier=Qualifier.NEARLY)],
        lens=BEFORE,
    )

    assert found.qualifier is Qualifier.ABOUT


def test_a_sum_has_a_whole_only_when_each_part_has_one():
    whole, _ = sum_at(DISTRICT, [line(TOWN, 50, base=100), line(HILL, 90, base=100)], lens=BEFORE)
    partial, _ = sum_at(DISTRICT, [line(TOWN, 50, base=100), line(HILL, 90)], lens=BEFORE)

    assert whole.base == 200
    assert (partial.base, partial.parts_with_base, partial.parts) == (None, 1, 2)


def test_a_cluster_adds_its_members_and_nobody_else():
    tree = HISTORY.tree(on=BEFORE)

    found = add_up(
        [line(TOWN, 10), line(HILL, 20), line(CUT, 40)],
        members([TOWN, CUT], then=tree),
        then=tree,
        speakers=lambda unit: HISTORY.speakers(unit, tree),
    )

    assert found["org.chapters"].value == 50


@pytest.mark.parametrize("on", [BEFORE, REFORM, AFTER])
def test_under_a_unit_are_the_units_in_being_that_day_only(on):
    tree = HISTORY.tree(on=on)

    assert set(tree.under(PROVINCE)) == {found.unit for found in SPANS if found.validity.holds_on(on)}


@given(
    st.lists(st.integers(0, 30), min_size=1, max_size=30),
    st.lists(st.none() | st.integers(0, 40), max_size=12),
    st.integers(0, 45),
)
def test_what_shows_under_a_unit_is_whoever_has_it_among_its_ancestors(parents, stand_ins, asked):
    parent_of = {
        UnitId(n): None if n == 0 or parent % n == n - 1 else UnitId(parent % n)
        for n, parent in enumerate(parents)
    }
    stand_in_of = {
        UnitId(100 + n): UnitId(one) if one is not None and UnitId(one) in parent_of else None
        for n, one in enumerate(stand_ins)
    }
    tree = Tree(AFTER, parent_of, stand_in_of)

    shown = {other for other in (*parent_of, *stand_in_of) if UnitId(asked) in tree.ancestors(other)}

    assert tree.showing_under(UnitId(asked)) == shown
