"""What must always hold of figures through reorganisations, over random trees and random reorganisations."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from khuyenhoc.foundation.values.figures import Qualifier
from tests.domain.organisation.random_reforms import LENSES, booked, history_of, reforms, trees
from tests.plain_roll_up import Line, add_up, below


@st.composite
def reported(draw):
    """A history, and figures of some units for a period."""
    parents = draw(trees())
    book, plans = booked(parents, draw(reforms(list(parents))))
    history, ids = history_of(book, plans)
    then = history.tree(on=draw(st.sampled_from(LENSES)))
    values = draw(
        st.dictionaries(st.sampled_from(sorted(ids)), st.integers(0, 10**6), min_size=1, max_size=len(ids))
    )
    lines = [Line(ids[key], "org.members", value, Qualifier.EXACT, None) for key, value in values.items()]
    return history, ids, then, lines


def total(history, unit, lines, *, then, lens):
    found = add_up(
        lines,
        below(unit, placing=history.placing(then, lens)),
        then=then,
        speakers=lambda other: history.speakers(other, then),
    )
    return found["org.members"].value if found else 0


@settings(max_examples=120, deadline=None)
@given(reported(), st.sampled_from(LENSES))
def test_the_root_total_is_the_same_in_the_tree_of_every_day(case, on):
    history, ids, then, lines = case

    assert total(history, ids["r"], lines, then=then, lens=history.tree(on=on)) == total(
        history, ids["r"], lines, then=then, lens=then
    )


@settings(max_examples=120, deadline=None)
@given(reported(), st.sampled_from(LENSES))
def test_no_figure_is_lost_and_none_is_counted_twice_among_units_side_by_side(case, on):
    history, _ids, then, lines = case
    lens = history.tree(on=on)
    placing = history.placing(then, lens)
    of_the_day = [line for line in lines if line.unit in then]

    for unit in lens.parent_of:
        shown = [
            line
            for line in of_the_day
            if (place := placing.of(line.unit)) is not None and unit in lens.ancestors(place)
        ]
        below_it = [
            [
                line
                for line in shown
                if (place := placing.of(line.unit)) is not None and child in lens.ancestors(place)
            ]
            for child in lens.children(unit)
        ]
        at_it = [line for line in shown if placing.of(line.unit) == unit]
        assert sorted(line.unit for line in shown) == sorted(
            line.unit for part in (*below_it, at_it) for line in part
        )


@settings(max_examples=120, deadline=None)
@given(reported(), st.sampled_from(LENSES))
def test_every_unit_ever_known_has_one_place_under_the_root(case, on):
    history, ids, _, _ = case

    tree = history.tree(on=on)

    assert all(ids["r"] in tree.ancestors(unit) for unit in ids.values())


@settings(max_examples=120, deadline=None)
@given(reported(), st.sampled_from(LENSES))
def test_a_figure_never_shows_below_a_unit_that_does_not_hold_all_it_speaks_for(case, on):
    history, _, then, _ = case
    lens = history.tree(on=on)
    placing = history.placing(then, lens)

    for unit in then.parent_of:
        above = set(lens.ancestors(placing.of(unit))) if placing.of(unit) is not None else set()
        for other in then.under(unit):
            assert above <= set(lens.ancestors(placing.of(other)))
