from __future__ import annotations

from contextlib import suppress
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khuyenhoc.foundation.values.figures import Qualifier
from khuyenhoc.foundation.values.numbers import (
    UPPER_BOUND,
    NotANumber,
    Reading,
    date_text,
    grouped,
    percent_text,
    read_count,
    read_qualifier,
    read_rate,
    with_qualifier,
)
from khuyenhoc.foundation.values.paper_numbers import (
    count_in_sentence,
    date_in_document,
    money_in_words_short,
)

EXACT, OVER, NEARLY, ABOUT = Qualifier.EXACT, Qualifier.OVER, Qualifier.NEARLY, Qualifier.ABOUT
COUNTS = st.integers(0, UPPER_BOUND - 1)


def refusal(written: object) -> str:
    with pytest.raises(NotANumber) as refused:
        read_count(written)
    return refused.value.reason


def rate_refusal(written: object) -> str:
    with pytest.raises(NotANumber) as refused:
        read_rate(written)
    return refused.value.reason


def test_a_dot_before_three_digits_separates_thousands() -> None:
    assert read_count("6.126") == Reading(6126, EXACT)


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("6126", 6126),
        ("1.234.567", 1_234_567),
        ("1 234 567", 1_234_567),
        ("1\u00a0234", 1234),
        ("1\u2009234", 1234),
        ("1\u202f234", 1234),
        (" 05 ", 5),
        ("0", 0),
        (217, 217),
        (217.0, 217),
        (Decimal("217.0"), 217),
        (7_200_000_000.0, 7_200_000_000),
    ],
)
def test_plain_numbers_are_read(written: object, value: int) -> None:
    assert read_count(written) == Reading(value, EXACT)


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("7,2 tỷ", 7_200_000_000),
        ("7,2 tỉ đồng", 7_200_000_000),
        ("834 triệu", 834_000_000),
        ("834tr", 834_000_000),
        ("60 nghìn", 60_000),
        ("60 ngàn", 60_000),
        ("1.500 triệu", 1_500_000_000),
        ("2 nghìn tỷ", 2_000_000_000_000),
        ("1 tỷ 200 triệu", 1_200_000_000),
        ("1 tỷ 200 triệu 500 nghìn đồng", 1_200_500_000),
        ("834.500 đồng", 834_500),
        ("834.500đ", 834_500),
        ("834.500 VND", 834_500),
        ("0,1 triệu", 100_000),
        ("7,125 tỷ", 7_125_000_000),
    ],
)
def test_words_of_scale_and_currency_are_read_exactly(written: str, value: int) -> None:
    assert read_count(written) == Reading(value, EXACT)


@pytest.mark.parametrize(
    ("written", "qualifier"),
    [
        ("trên 60 nghìn", OVER),
        ("Hơn 60.000", OVER),
        ("gần 60.000", NEARLY),
        ("khoảng 60.000", ABOUT),
        ("chừng 60000", ABOUT),
        ("độ 60 nghìn", ABOUT),
        ("tren 60 nghin", OVER),
    ],
)
def test_the_word_before_a_number_is_its_qualifier(written: str, qualifier: Qualifier) -> None:
    assert read_count(written) == Reading(60_000, qualifier)


def test_a_decimal_from_a_spreadsheet_is_refused_and_the_whole_number_offered() -> None:
    reason = refusal(6.126)

    assert "số lẻ 6,126" in reason
    assert "ghi 6126" in reason


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("6,126", "ghi 6.126 hoặc 6126"),
        ("1,500 triệu", "ghi 1.500"),
        ("7.2 tỷ", "7,2"),
        ("6,5", "không phải là số nguyên"),
        ("0.526", "không phải là số nguyên"),
        ("1.234 567", "lẫn lộn"),
        ("1.23.456", "lẫn lộn"),
        ("1,2345 nghìn", "phần lẻ"),
        ("1 tỷ 200", "nhiều cách"),
        ("1,5 tỷ 200 triệu", "nhiều cách"),
        ("1 triệu 2 tỷ", "nhiều cách"),
        ("58/58", "ghi 58 vào cột tổng số"),
        ("12.222/18.734 hộ", "ghi 18.734 vào cột tổng số"),
        ("4 người", "Ghi 4 rồi tải lại"),
        ("60 nghìn hội viên", "bỏ phần chữ"),
        ("-5", "số âm"),
        (-5, "số âm"),
        ("30%", "cột tỷ lệ"),
        ("=SUM(A1)", "công thức"),
        ("", "trống"),
        (" \u00a0", "trống"),
        (None, "trống"),
        ("inf", "không phải là số"),
        ("NaN", "không phải là số"),
        ("1e5", "không phải là số"),
        ("٣", "không phải là số"),
        ("chưa báo cáo", "không phải là số"),
        ("x" * 5000, "không phải là số"),
        ("9" * 16, "quá lớn"),
        (10**15, "quá lớn"),
        (1e300, "quá lớn"),
        (float("inf"), "không chứa một số"),
        (float("nan"), "không chứa một số"),
        (Decimal("sNaN"), "không chứa một số"),
        (True, "đúng/sai"),
        (date(2026, 6, 12), "12/06/2026"),
    ],
)
def test_what_cannot_be_read_without_guessing_is_refused_with_a_way_out(written: object, words: str) -> None:
    assert words in refusal(written)


@given(COUNTS)
def test_a_number_written_is_read_back(n: int) -> None:
    assert read_count(grouped(n)) == Reading(n, EXACT)


@given(COUNTS, st.sampled_from(Qualifier))
def test_a_qualified_number_written_is_read_back(n: int, qualifier: Qualifier) -> None:
    assert read_count(with_qualifier(n, qualifier)) == Reading(n, qualifier)
    assert read_count(count_in_sentence(n, qualifier)) == Reading(n, qualifier)


@given(st.one_of(COUNTS, st.integers(0, 10**7).map(lambda n: n * 100_000)))
def test_money_in_words_is_never_rounded(n: int) -> None:
    assert read_count(money_in_words_short(n)) == Reading(n, EXACT)


@given(st.text())
def test_any_text_is_read_or_refused_as_count_and_as_rate(text: str) -> None:
    for read in (read_count, read_rate, read_qualifier):
        with suppress(NotANumber):
            read(text)


@pytest.mark.parametrize(
    ("written", "rate"),
    [
        ("52.6", "52.6"),
        ("52,6", "52.6"),
        ("30,03%", "30.03"),
        ("52,60 %", "52.60"),
        ("52,60\u00a0%", "52.60"),
        (52.6, "52.6"),
        (52.0, "52"),
        (52, "52"),
        (1000.0, "1000"),
    ],
)
def test_a_rate_keeps_the_decimals_that_were_printed(written: object, rate: str) -> None:
    read = read_rate(written)

    assert str(read) == rate


@pytest.mark.parametrize(
    "written",
    ["-1", -0.5, "abc", "1.234,5", "", None, True, 10_001, "10000,1", float("nan"), "=A1", 52.631578947368],
)
def test_no_rate_is_made_of_what_is_none(written: object) -> None:
    assert rate_refusal(written)


@pytest.mark.parametrize(
    ("written", "qualifier"),
    [
        (None, EXACT),
        ("", EXACT),
        ("over", OVER),
        ("Trên", OVER),
        ("hơn", OVER),
        ("nearly", NEARLY),
        ("gần", NEARLY),
        ("about", ABOUT),
        ("khoảng", ABOUT),
    ],
)
def test_a_qualifier_is_a_code_or_its_word(written: object, qualifier: Qualifier) -> None:
    assert read_qualifier(written) is qualifier


@pytest.mark.parametrize("written", ["nhiều", 5])
def test_another_word_is_no_qualifier(written: object) -> None:
    with pytest.raises(NotANumber):
        read_qualifier(written)


@pytest.mark.parametrize(
    ("rate", "text"),
    [
        ("30.03", "30,03\u00a0%"),
        ("52.6", "52,6\u00a0%"),
        ("30.00", "30,00\u00a0%"),
        ("33.335", "33,34\u00a0%"),
        ("1E+2", "100\u00a0%"),
        ("1234.5", "1.234,5\u00a0%"),
    ],
)
def test_a_percentage_is_printed_with_its_own_decimals_at_most_two(rate: str, text: str) -> None:
    assert percent_text(Decimal(rate)) == text


@pytest.mark.parametrize(
    ("n", "text"),
    [
        (834_000_000, "834 triệu đồng"),
        (7_200_000_000, "7,2 tỷ đồng"),
        (7_250_000_000, "7,25 tỷ đồng"),
        (7_234_000_000, "7.234 triệu đồng"),
        (1_500_000, "1,5 triệu đồng"),
        (834_500, "834.500 đồng"),
        (7_234_567_001, "7.234.567.001 đồng"),
        (0, "0 đồng"),
    ],
)
def test_money_is_said_in_the_shortest_exact_way(n: int, text: str) -> None:
    assert money_in_words_short(n) == text


def test_a_qualified_round_number_is_said_in_words() -> None:
    assert count_in_sentence(60_000, OVER) == "trên 60 nghìn"
    assert count_in_sentence(27_000_000, NEARLY) == "gần 27 triệu"
    assert count_in_sentence(1_500_000, ABOUT) == "khoảng 1,5 triệu"


def test_other_numbers_keep_their_digits_in_a_sentence() -> None:
    assert count_in_sentence(6126, EXACT) == "6.126"
    assert count_in_sentence(60_000, EXACT) == "60.000"
    assert count_in_sentence(65_400, OVER) == "trên 65.400"


def test_dates_are_printed_day_first() -> None:
    assert date_text(date(2022, 11, 9)) == "09/11/2022"


@pytest.mark.parametrize(
    ("day", "text"),
    [
        (date(2026, 1, 5), "ngày 05 tháng 01 năm 2026"),
        (date(2026, 2, 28), "ngày 28 tháng 02 năm 2026"),
        (date(2026, 3, 15), "ngày 15 tháng 3 năm 2026"),
        (date(2026, 12, 1), "ngày 01 tháng 12 năm 2026"),
    ],
)
def test_a_document_pads_small_days_and_the_first_two_months(day: date, text: str) -> None:
    assert date_in_document(day) == text
