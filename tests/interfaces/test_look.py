"""
The look keeps its promises: contrast, one set of night colours, nothing from elsewhere, a name for every
drawn state.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.template.loader import render_to_string

DOORS = Path(__file__).parents[2] / "khuyenhoc" / "interfaces"
SHEET = (DOORS / "static" / "css" / "khuyenhoc.css").read_text(encoding="utf-8")


def tokens(selector: str) -> dict[str, str]:
    block = SHEET[SHEET.index(selector) :]
    return dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", block[: block.index("}")]))


LIGHT = tokens(":root {")
DARK = tokens(':root:not([data-theme="light"]) {')
CHOSEN_DARK = tokens('\n:root[data-theme="dark"] {')


def luminance(colour: str) -> float:
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        each / 12.92 if each <= 0.04045 else ((each + 0.055) / 1.055) ** 2.4 for each in channels
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    bright, dim = sorted((luminance(one), luminance(other)), reverse=True)
    return (bright + 0.05) / (dim + 0.05)


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(
    "ground", ["paper", "sheet", "mist", "cham-mist", "nghe-mist", "la-mist", "son-mist"]
)
def test_running_text_stands_out_seven_to_one_on_every_ground(colours: dict[str, str], ground: str) -> None:
    assert contrast(colours["ink"], colours[ground]) >= 7


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(
    ("text", "ground"),
    [
        *((text, ground) for text in ("quiet", "cham", "la") for ground in ("paper", "sheet", "mist")),
        *(("son", ground) for ground in ("paper", "sheet", "son-mist")),
        ("nghe", "paper"),
        ("nghe", "sheet"),
        ("nghe", "nghe-mist"),
        ("cham", "cham-mist"),
        ("la", "la-mist"),
        ("on-cham", "cham"),
        ("on-cham", "cham-deep"),
        ("on-son", "son"),
        ("on-band", "band"),
    ],
)
def test_every_other_pair_stands_out_four_and_a_half_to_one(
    colours: dict[str, str], text: str, ground: str
) -> None:
    assert contrast(colours[text], colours[ground]) >= 4.5


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("ground", ["paper", "sheet"])
def test_the_edge_of_a_control_stands_out_three_to_one(colours: dict[str, str], ground: str) -> None:
    assert contrast(colours["edge"], colours[ground]) >= 3


def test_night_is_the_same_whether_the_device_or_the_reader_chose_it() -> None:
    assert DARK == CHOSEN_DARK
    assert set(DARK) == set(LIGHT)


@pytest.mark.parametrize(
    "path",
    sorted([*DOORS.glob("static/**/*.css"), *DOORS.glob("static/**/*.js")]),
    ids=lambda path: path.name,
)
def test_no_style_or_script_fetches_from_elsewhere(path: Path) -> None:
    text = path.read_text(encoding="utf-8")

    assert not re.search(r"@import|url\((?!#)|https?://", text)


@pytest.mark.parametrize(
    "state", ["done", "recognised", "due", "late", "returned", "missing", "draft", "open"]
)
def test_a_state_has_its_word_and_its_shape(state: str) -> None:
    html = render_to_string("components/state.html", {"state": state, "word": "Đã nộp"})

    assert "Đã nộp" in html
    assert "<svg" in html
    assert f".state-{state}" in SHEET


def test_each_state_has_a_shape_of_its_own() -> None:
    states = ("done", "recognised", "due", "late", "returned", "missing", "draft", "open")
    shapes = [
        re.sub(r"state-\w+", "", render_to_string("components/state.html", {"state": state, "word": ""}))
        for state in states
    ]

    assert len(set(shapes)) == len(states)


def test_a_figure_opens_without_scripts_and_shows_its_flags_as_sentences() -> None:
    figure = {
        "text": "trên 60.000",
        "label": "Hội viên",
        "unit_name": "Cụm miền Đông",
        "period": "Năm 2022",
        "explanations": ["Số có chữ “trên”."],
    }

    html = render_to_string("components/figure.html", {"figure": figure})

    assert "trên 60.000" in html
    assert re.search(r"<details class=\"whence\"><summary[^>]*Hội viên, Cụm miền Đông", html)
    assert "Số có chữ “trên”." in html


def test_a_figure_nobody_reported_has_a_word_and_no_mark() -> None:
    html = render_to_string("components/figure.html", {"figure": {"text": "", "label": "Hội viên"}})

    assert "state-missing" in html
    assert "<details" not in html
