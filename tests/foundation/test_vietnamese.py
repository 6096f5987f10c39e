from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khuyenhoc.foundation.values.vietnamese import nfc, person_sort_key, search_key, slug, sort_key

ALPHABET = list("aăâbcdđeêghiklmnoôơpqrstuưvxy")


def in_order(*words: str) -> bool:
    keys = [sort_key(word).encode() for word in words]
    return keys == sorted(keys) and len(set(keys)) == len(keys)


@pytest.mark.parametrize(
    "written", ["Hoà", "Hòa", "HÒA", "hoa", "  Hòa\u00a0", unicodedata.normalize("NFD", "Hòa")]
)
def test_both_spellings_any_case_and_no_accents_find_the_same(written: str) -> None:
    assert search_key(written) == "hoa"


@pytest.mark.parametrize("written", ["Đông Khê", "đông  khê", "Ðông Khê", "DONG KHE"])
def test_search_takes_d_for_the_barred_letter_and_its_look_alikes(written: str) -> None:
    assert search_key(written) == "dong khe"


def test_text_is_kept_in_composed_letters() -> None:
    assert nfc(unicodedata.normalize("NFD", "Thạch An")) == "Thạch An"


def test_letters_sort_in_the_order_of_the_vietnamese_alphabet() -> None:
    assert in_order(*ALPHABET)


def test_a_letter_counts_before_what_follows_it() -> None:
    assert in_order("an", "az", "ăn", "ân", "bà")


def test_tones_sort_ngang_huyen_hoi_nga_sac_nang() -> None:
    assert in_order("da", "dà", "dả", "dã", "dá", "dạ")


def test_tones_count_only_where_all_letters_agree() -> None:
    assert in_order("Hạ Lang", "Hà Quảng", "Hòa An", "Hoàng Tung")


def test_the_place_of_the_tone_mark_makes_no_difference() -> None:
    assert sort_key("Hoà") == sort_key("Hòa")


def test_the_real_districts_sort_as_people_expect() -> None:
    districts = ["Trùng Khánh", "Quảng Hòa", "Thạch An", "Hạ Lang", "Cao Bằng", "Bảo Lạc", "Bảo Lâm"]

    assert sorted(districts, key=sort_key) == [
        "Bảo Lạc",
        "Bảo Lâm",
        "Cao Bằng",
        "Hạ Lang",
        "Quảng Hòa",
        "Thạch An",
        "Trùng Khánh",
    ]


def test_numbers_in_names_sort_by_their_value() -> None:
    assert in_order("Xóm 2", "Xóm 10", "Xóm 101", "Xóm 123456789", "Xóm 12345678901234567890", "Xóm Bắc")


def test_a_shorter_name_comes_before_the_longer_one_that_begins_with_it() -> None:
    assert in_order("Hà", "Hà Nam", "Hàm")


@given(st.text())
def test_every_text_has_a_printable_ascii_key(text: str) -> None:
    key = sort_key(text)

    assert key.isascii()
    assert key.isprintable()


@given(st.integers(0, 10**30), st.integers(0, 10**30))
def test_any_two_numbers_sort_by_their_value(one: int, other: int) -> None:
    assert (sort_key(f"Tổ {one}") < sort_key(f"Tổ {other}")) == (one < other)


def test_people_sort_by_given_name_then_family_name_then_what_stands_between() -> None:
    people = [
        "Trần Thị Hoa",
        "Nguyễn Văn Hòa",
        "Nguyễn Thị Hoa",
        "Nguyễn Anh Hoa",
        "Bế Văn Đàn",
        "Ân",
        "Nông Ánh",
    ]

    assert sorted(people, key=person_sort_key) == [
        "Nông Ánh",
        "Ân",
        "Bế Văn Đàn",
        "Nguyễn Anh Hoa",
        "Nguyễn Thị Hoa",
        "Trần Thị Hoa",
        "Nguyễn Văn Hòa",
    ]


def test_a_name_of_one_word_or_none_has_a_place_too() -> None:
    assert person_sort_key("") < person_sort_key("Ân") < person_sort_key("Bế Ân")


def test_a_slug_is_small_latin_letters_digits_and_hyphens() -> None:
    assert slug(" Xã Đức Long (mới) – 2025 ") == "xa-duc-long-moi-2025"
