import pytest
from django.utils import translation

from khuyenhoc.foundation.sheets.problems import Problem
from khuyenhoc.foundation.values import catalogue
from khuyenhoc.foundation.values.figures import Qualifier
from khuyenhoc.foundation.values.numbers import NotANumber, read_count, with_qualifier
from khuyenhoc.foundation.values.paper_numbers import qualified
from khuyenhoc.foundation.values.wording import gettext, gettext_noop


def test_a_stone_speaks_the_language_that_is_active_when_the_text_is_shown():
    marked = gettext_noop("Our own photograph")

    with translation.override("en"):
        english = gettext(marked)
    with translation.override("vi"):
        vietnamese = gettext(marked)

    assert english == "Our own photograph"
    assert vietnamese == "Ảnh của đơn vị"


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "Row 3, column Số lượng: '4 người' is not a number. Write 4, then load the file again."),
        ("vi", "Dòng 3, cột Số lượng: '4 người' không phải là số. Ghi 4 rồi tải lại."),
    ],
)
def test_a_refusal_names_place_reason_and_way_out_in_either_language(language, sentence):
    with translation.override(language):
        with pytest.raises(NotANumber) as refused:
            read_count("4 người")
        shown = Problem(3, "Số lượng", refused.value.reason).sentence

    assert shown == sentence


def test_a_label_is_shown_in_the_active_language_and_kept_vietnamese_for_papers():
    members, target = catalogue.indicators()["org.members"], catalogue.targets()[0]

    with translation.override("en"):
        assert members.shown == "Members"
        assert catalogue.shown(target.label) == "Families recognised as learning families"
        assert (members.label, target.denominator) == ("Hội viên", "tổng số hộ gia đình")
    assert members.shown == "Hội viên"


def test_a_paper_writes_numbers_in_vietnamese_on_an_english_page():
    with translation.override("en"):
        shown, on_paper = with_qualifier(60_000, Qualifier.OVER), qualified(60_000, Qualifier.OVER)

    assert (shown, on_paper) == ("over 60.000", "trên 60.000")


def test_a_flag_names_an_indicator_in_the_language_of_its_sentence():
    sentences = [
        catalogue.flag_sentence("base_conflict", language, base=5, other=6, indicator="org.members")
        for language in ("vi", "en")
    ]

    assert sentences == [
        "Tổng số ở đây là 5, nhưng theo “Hội viên” thì là 6.",
        "The total here is 5, but “Members” implies 6.",
    ]
