"""What titles, registers and refusals say on an English page and on a Vietnamese one."""

import re

import pytest
from django.utils import translation

from khuyenhoc.domain.learning import states
from khuyenhoc.domain.learning.models import DecisionKind, Programme, Stage, ToldBy
from khuyenhoc.domain.learning.rules import deadlines, signed
from khuyenhoc.domain.learning.services.refusals import NothingChosen
from khuyenhoc.domain.learning.states import DEFAULT_REASON, Act, State
from khuyenhoc.domain.people.models import Answer, GroupKind, RegisterKind, Sex

VIETNAMESE = re.compile(
    r"[đăâêôơưàáảãạằắẳẵặầấẩẫậèéẻẽẹềếểễệìíỉĩịòóỏõọồốổỗộờớởỡợùúủũụừứửữựỳýỷỹỵ]", re.IGNORECASE
)


@pytest.mark.parametrize(
    "labelled", [State, Act, Programme, Stage, ToldBy, DecisionKind, RegisterKind, GroupKind, Answer]
)
def test_every_label_is_english_on_an_english_page_and_vietnamese_on_a_vietnamese_one(labelled):
    with translation.override("en"):
        english = {member: str(member.label) for member in labelled}
    with translation.override("vi"):
        vietnamese = {member: str(member.label) for member in labelled}

    assert [label for label in english.values() if VIETNAMESE.search(label)] == []
    assert [label for label in vietnamese.values() if not VIETNAMESE.search(label)] == []


def test_states_and_steps_of_a_title_keep_their_vietnamese_words():
    with translation.override("vi"):
        labels = (State.REGISTERED.label, Act.TURN_DOWN.label, str(Sex.FEMALE.label))

    assert labels == ("đã đăng ký", "bình xét: không nhất trí", "Nữ")


def test_a_state_and_the_step_to_it_are_two_words_in_either_language():
    with translation.override("en"):
        english = (State.REGISTERED.label, Act.REGISTER.label)

    assert english == ("registered", "register")


def test_a_step_out_of_turn_is_refused_in_the_language_of_the_page():
    with translation.override("vi"):
        vietnamese = states.refusal(State.REGISTERED, Act.RECOGNISE)
    with translation.override("en"):
        english = states.refusal(State.REGISTERED, Act.RECOGNISE)

    assert vietnamese == "Đang ở bước “đã đăng ký”, chưa “công nhận” được. Bước này làm khi: đã thẩm định."
    assert english == "It is at “registered”, where “recognise” is not possible. It is possible at: verified."


def test_a_default_reason_is_stored_in_vietnamese_and_shown_in_the_language_of_the_page():
    with translation.override("en"):
        english = [states.reason_label(DEFAULT_REASON[act]) for act in DEFAULT_REASON]
        written = states.reason_label("Chuyển đi nơi khác")
    with translation.override("vi"):
        vietnamese = [states.reason_label(DEFAULT_REASON[act]) for act in DEFAULT_REASON]

    assert [reason for reason in english if VIETNAMESE.search(reason)] == []
    assert vietnamese == list(DEFAULT_REASON.values())
    assert written == "Chuyển đi nơi khác"


def test_a_paper_names_its_title_in_vietnamese_whatever_the_language_of_the_page():
    with translation.override("en"):
        on_paper, on_page = Programme.CLAN.on_paper, str(Programme.CLAN.label)

    assert (on_paper, on_page) == ("Dòng họ học tập", "Learning clan")


def test_the_steps_of_the_calendar_have_a_name_in_either_language():
    steps = deadlines.calendar().steps
    with translation.override("en"):
        english = [step.title for step in steps]
    with translation.override("vi"):
        vietnamese = [step.title for step in steps]

    assert [title for title in english if VIETNAMESE.search(title)] == []
    assert vietnamese == [step.label for step in steps]


def test_what_a_decision_lacks_is_said_in_the_language_of_the_page():
    with translation.override("en"):
        lacking = signed(number="1/QĐ", decided_on=None, signer="", signer_post="Chủ tịch")

    assert lacking == {
        "decided_on": "The day of the decision is missing. Write the day the paper was signed.",
        "signer": "The signer is missing. Write the full name of the person who signed the decision.",
    }


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("vi", "Chưa chọn danh hiệu nào. Chọn ít nhất một dòng rồi làm lại."),
        ("en", "No title is chosen. Choose at least one row and try again."),
    ],
)
def test_an_act_on_no_title_is_refused_in_the_language_of_the_page(language, sentence):
    with translation.override(language):
        assert str(NothingChosen()) == sentence
