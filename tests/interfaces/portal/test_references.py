from __future__ import annotations

from types import ModuleType

import pytest

from khuyenhoc.interfaces.portal import references


def test_a_key_is_found_once_however_often_the_text_names_it() -> None:
    text = (
        "Có [[thach-an/org.chapters/2022/typed]] chi hội; lại là [[ thach-an/org.chapters/2022/typed "
        "]], và [[mien-dong/x/2022/typed]]."
    )

    keys = references.keys_in(text)

    assert keys == ["thach-an/org.chapters/2022/typed", "mien-dong/x/2022/typed"]


@pytest.mark.parametrize(
    "text", ["Có [[thach-an/org.chapters", "Có thach-an]] chi hội", "[[a/b/2022/typed]] và [[c"]
)
def test_half_a_pair_of_brackets_is_noticed(text: str) -> None:
    assert references.has_loose_brackets(text)


def test_a_mistyped_key_finds_the_near_ones_first(founding_pack: ModuleType) -> None:
    known = {each.key: each for each in founding_pack.sources()}

    near = references.near("thach-an/org.chapter/2022/typed", known)

    assert near[0] == "thach-an/org.chapters/2022/typed"


def test_a_key_like_nothing_known_offers_keys_of_the_same_unit(founding_pack: ModuleType) -> None:
    known = {each.key: each for each in founding_pack.sources()}

    near = references.near("mien-dong/zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz", known)

    assert near
    assert all(key.startswith("mien-dong/") for key in near)


@pytest.mark.parametrize(
    "text",
    [
        "Sáng 09/11/2022, lúc 7h15, tháng 11 năm 2022",
        "từ ngày 01/7/2025",
        "giai đoạn 2021–2030 (Quyết định 387/QĐ-TTg), Nghị định 224/2026/NĐ-CP",
        "Có [[thach-an/org.chapters/2022/typed]] chi hội và 6 dòng họ",
        '<a href="/trang-123/">đọc thêm</a>',
    ],
)
def test_dates_years_and_document_numbers_are_no_figures(text: str) -> None:
    assert references.numbers_typed_by_hand(text) == []


@pytest.mark.parametrize(
    ("text", "numbers"),
    [("217 chi hội, 6.126 gia đình", ["217", "6.126"]), ("đạt 30,03 %", ["30,03"]), ("58/58 đơn vị", ["58"])],
)
def test_numbers_that_stand_in_the_text_itself_are_named(text: str, numbers: list[str]) -> None:
    assert references.numbers_typed_by_hand(text) == numbers


def test_in_a_feed_a_reference_is_its_number(founding_pack: ModuleType) -> None:
    known = {each.key: each for each in founding_pack.sources()}

    words = references.as_words("Toàn cụm có [[mien-dong/org.members/2022/typed]] hội viên.", known)

    assert words == "Toàn cụm có trên 60 nghìn hội viên."
