"""The invariants every figure rests on, over random trees and random reorganisations."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khuyenhoc.foundation.analytics.rollup import Line, add_up, below, members
from khuyenhoc.foundation.values.figures import Qualifier
from khuyenhoc.foundation.values.mandates import UnitId
from khuyenhoc.foundation.values.trees import Span, tree_of
from khuyenhoc.foundation.values.validity import BEGINNING, Validity

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
HEIRS = {TOWN: frozenset({MERGED}), HILL: frozenset({MERGED}), CUT: frozenset({NORTH, SOUTH})}


def line(unit, value, *, qualifier=Qualifier.EXACT, base=None, indicator="org.chapters"):
    return Line(unit, indicator, value, qualifier, base)


def sum_at(unit, lines, *, lens, then=BEFORE):
    tree_then = tree_of(SPANS, HEIRS, on=then)
    scope = below(unit, lens=tree_of(SPANS, HEIRS, on=lens), then=tree_then)
    return add_up(lines, scope, then=tree_then).get("org.chapters"), scope


def test_a_merged_unit_is_stood_in_for_by_its_heir():
    tree = tree_of(SPANS, HEIRS, on=AFTER)

    assert tree.stand_in(TOWN) == MERGED
    assert list(tree.ancestors(TOWN)) == [MERGED, PROVINCE]


def test_a_unit_cut_into_parts_shows_at_the_nearest_unit_above_still_in_being():
    tree = tree_of(SPANS, HEIRS, on=AFTER)

    assert tree.stand_in(CUT) == PROVINCE


def test_a_unit_not_founded_yet_shows_at_the_unit_above():
    tree = tree_of(SPANS, HEIRS, on=BEFORE)

    assert tree.stand_in(MERGED) == PROVINCE


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
    found, _ = sum_at(DISTRICT, [line(TOWN, 100, qualifier=Qualifier.OVER), line(HILL, 90, qualifier=Qualifier.NEARLY)], lens=BEFORE)

    assert found.qualifier is Qualifier.ABOUT


def test_a_sum_has_a_whole_only_when_each_part_has_one():
    whole, _ = sum_at(DISTRICT, [line(TOWN, 50, base=100), line(HILL, 90, base=100)], lens=BEFORE)
    partial, _ = sum_at(DISTRICT, [line(TOWN, 50, base=100), line(HILL, 90)], lens=BEFORE)

    assert whole.base == 200
    assert (partial.base, partial.parts_with_base, partial.parts) == (None, 1, 2)


def test_a_cluster_adds_its_members_and_nobody_else():
    tree = tree_of(SPANS, HEIRS, on=BEFORE)

    found = add_up([line(TOWN, 10), line(HILL, 20), line(CUT, 40)], members([TOWN, CUT], then=tree), then=tree)

    assert found["org.chapters"].value == 50


@st.composite
def histories(draw):
    """A root, units founded and ended on random days under random units, random heirs, and random figures."""
    root = UnitId(0)
    days = st.dates(date(2018, 1, 1), date(2027, 1, 1))
    spans, heirs = [span(root, None)], {}
    for number in range(1, draw(st.integers(1, 12))):
        parent = UnitId(draw(st.integers(0, number - 1)))
        start, end = sorted(draw(st.lists(days, min_size=2, max_size=2, unique=True)))
        open_ended = draw(st.booleans())
        spans.append(span(UnitId(number), parent, draw(st.sampled_from([BEGINNING, start])), None if open_ended else end))
    count = len(spans)
    for number in range(1, count):
        if spans[number].validity.end is not None:
            others = [UnitId(n) for n in range(count) if n != number]
            heirs[UnitId(number)] = frozenset(draw(st.lists(st.sampled_from(others), max_size=3)))
    units = st.integers(0, count - 1)
    lines = [line(UnitId(unit), value) for unit, value in draw(st.dictionaries(units, st.integers(0, 10**6), max_size=count)).items()]
    return root, spans, heirs, lines


@given(histories(), st.dates(date(2018, 1, 1), date(2027, 1, 1)), st.dates(date(2018, 1, 1), date(2027, 1, 1)))
def test_the_root_total_is_the_same_in_the_tree_of_every_day(history, then_on, lens_on):
    root, spans, heirs, lines = history
    then = tree_of(spans, heirs, on=then_on)

    def total(lens):
        found = add_up(lines, below(root, lens=tree_of(spans, heirs, on=lens), then=then), then=then)
        return found["org.chapters"].value if found else None

    assert total(lens_on) == total(then_on)


@given(histories(), st.dates(date(2018, 1, 1), date(2027, 1, 1)))
def test_every_unit_ever_known_shows_somewhere_under_the_root(history, on):
    root, spans, heirs, _ = history

    tree = tree_of(spans, heirs, on=on)

    assert all(root in tree.ancestors(found.unit) for found in spans)


@pytest.mark.parametrize("on", [BEFORE, REFORM, AFTER])
def test_under_a_unit_are_the_units_in_being_that_day_only(on):
    tree = tree_of(SPANS, HEIRS, on=on)

    assert set(tree.under(PROVINCE)) == {found.unit for found in SPANS if found.validity.holds_on(on)}
