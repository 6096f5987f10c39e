"""The table of moves, the codes of printed sheets, marks as they are stored: what needs no database."""

from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khuyenhoc.domain.learning import states
from khuyenhoc.domain.learning.rules import marks
from khuyenhoc.domain.learning.rules import paper_codes as papers
from khuyenhoc.domain.learning.states import MOVES, OPEN, Act, State
from khuyenhoc.foundation.values.catalogue import posts
from khuyenhoc.foundation.values.figures import Figure
from khuyenhoc.foundation.values.mandates import Action

IDS = st.integers(0, 2**63 - 1)


def test_every_state_can_be_reached_and_every_act_is_in_the_table():
    assert {move.becomes for move in MOVES} == set(State)
    assert {move.act for move in MOVES} == set(Act)


def test_an_act_has_one_outcome_from_a_state():
    assert len({(move.was, move.act) for move in MOVES}) == len(MOVES)


def test_only_a_decision_recognises_and_revokes():
    assert {move.action for move in MOVES if move.becomes in (State.RECOGNISED, State.REVOKED)} == {
        Action.DECIDE
    }


def test_what_is_open_can_still_be_withdrawn_and_nothing_else_can():
    assert {move.was for move in MOVES if move.act is Act.WITHDRAW} == OPEN


def test_each_step_belongs_to_the_right_posts():
    may = {action: {code for code, post in posts().items() if action in post.actions} for action in Action}

    assert (
        may[Action.REGISTER] == may[Action.ASSESS] == {"chapter_secretary", "officer", "vice_chair", "chair"}
    )
    assert may[Action.VERIFY] == {"officer", "vice_chair", "chair"}
    assert may[Action.DECIDE] == {"chair"}


def test_the_page_of_states_is_made_from_the_table():
    page = Path(__file__).resolve().parents[3] / "docs" / "states.md"

    assert page.read_text(encoding="utf-8") == states.as_markdown()


@given(IDS)
def test_a_paper_code_finds_its_title_however_it_is_typed(number):
    code = papers.paper_code(number)

    assert papers.registration_of(code) == papers.registration_of(code.lower().replace("-", " ")) == number


@given(IDS, st.data())
def test_one_wrong_sign_in_a_paper_code_is_noticed(number, data):
    code = papers.paper_code(number).replace("-", "")
    at = data.draw(st.integers(0, len(code) - 1))
    wrong = data.draw(st.sampled_from([sign for sign in papers.ALPHABET if sign != code[at]]))

    assert papers.registration_of(code[:at] + wrong + code[at + 1 :]) is None


@given(IDS, st.data())
def test_two_signs_that_changed_places_are_noticed(number, data):
    code = papers.paper_code(number).replace("-", "")
    at = data.draw(st.integers(0, len(code) - 2))
    swapped = code[:at] + code[at + 1] + code[at] + code[at + 2 :]

    assert swapped == code or papers.registration_of(swapped) is None


@pytest.mark.parametrize("typed", ["", "abc", "K7M-2Q", "Đặng", "0000-000", "2" * 40])
def test_what_is_no_paper_code_finds_nothing(typed):
    assert papers.registration_of(typed) is None


@given(st.decimals(0, 1000, places=1), st.booleans(), st.integers(0, 10**6), st.integers(1, 10**6))
def test_marks_are_stored_exactly_and_what_was_not_marked_is_not_stored(points, is_met, part, whole):
    given_marks = {"1": points, "2": is_met, "3": Figure(Decimal(part), Decimal(whole)), "4": None}

    assert marks.read(marks.stored(given_marks)) == {
        "1": points,
        "2": is_met,
        "3": Figure(Decimal(part), Decimal(whole)),
    }


def test_a_mark_in_no_known_form_is_refused():
    with pytest.raises(ValueError, match="nhiều"):
        marks.read({"1": "nhiều"})
