import pytest

from khuyenhoc.config import environment
from khuyenhoc.config.environment import BadSetting

NAME = "KHUYENHOC_THU"


def test_a_variable_that_is_not_set_gives_the_default(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(NAME, raising=False)

    assert (environment.text(NAME, "x"), environment.flag(NAME, True), environment.number(NAME, 8)) == (
        "x",
        True,
        8,
    )


def test_a_blank_variable_counts_as_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(NAME, "  ")

    assert (environment.text(NAME, "x"), environment.flag(NAME, True), environment.number(NAME, 8)) == (
        "x",
        True,
        8,
    )


@pytest.mark.parametrize(
    ("given", "meant"),
    [("1", True), ("Yes", True), ("TRUE", True), ("on ", True), ("0", False), ("off", False)],
)
def test_a_flag_is_written_as_people_write_it(
    monkeypatch: pytest.MonkeyPatch, given: str, meant: bool
) -> None:
    monkeypatch.setenv(NAME, given)

    assert environment.flag(NAME, not meant) is meant


def test_a_flag_that_is_neither_yes_nor_no_is_refused_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(NAME, "có lẽ")

    with pytest.raises(BadSetting, match=f"{NAME} đang là “có lẽ”"):
        environment.flag(NAME, False)


@pytest.mark.parametrize("given", ["tám", "-1", "8.0", "8,000", "٨", "1_000"])
def test_a_number_that_is_not_a_plain_whole_number_is_refused_by_name(
    monkeypatch: pytest.MonkeyPatch, given: str
) -> None:
    monkeypatch.setenv(NAME, given)

    with pytest.raises(BadSetting, match=NAME):
        environment.number(NAME, 8000)


def test_a_word_that_is_none_of_those_allowed_is_refused_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(NAME, "xml")

    with pytest.raises(BadSetting, match=rf"{NAME} đang là “xml”; chỉ nhận json hoặc text"):
        environment.choice(NAME, "", ("json", "text"))


@pytest.mark.parametrize(("given", "meant"), [("json", "json"), ("", "text"), ("  ", "text")])
def test_a_word_is_one_of_those_allowed_or_the_default(
    monkeypatch: pytest.MonkeyPatch, given: str, meant: str
) -> None:
    monkeypatch.setenv(NAME, given)

    assert environment.choice(NAME, "text", ("json", "text")) == meant
