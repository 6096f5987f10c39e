from __future__ import annotations

import io
from dataclasses import replace

import pytest
from docx.oxml import parse_xml
from PIL import Image, ImageFont

from khuyenhoc.domain.reporting.renderers import charts
from khuyenhoc.domain.reporting.rules.content import Bar, Chart
from khuyenhoc.foundation.papers.lettering import FONTS
from khuyenhoc.foundation.papers.typst import picture
from tests.domain.reporting.sample_pack import CHAPTERS, HOSTILE, chapters_chart

SVG = "{http://www.w3.org/2000/svg}"


def bars_of(svg: str) -> list[float]:
    return [float(each.attrib["width"]) for each in parse_xml(svg).iter(f"{SVG}rect")]


@pytest.mark.parametrize("width", [320, 720, 1600])
def test_bars_begin_at_zero_and_are_as_long_as_their_values(width: int) -> None:
    drawn = bars_of(charts.svg(chapters_chart(), width_px=width))

    assert [each / drawn[0] for each in drawn] == pytest.approx(
        [value / CHAPTERS["Trùng Khánh"] for value in CHAPTERS.values()], abs=0.002
    )


def test_each_bar_is_labelled_with_its_name_and_words() -> None:
    words = "".join(parse_xml(charts.svg(chapters_chart())).itertext())

    for name, value in CHAPTERS.items():
        assert name in words
        assert str(value) in words
    assert "Đơn vị tính: chi hội" in words


def test_a_unit_that_has_not_reported_has_words_and_no_bar() -> None:
    chart = Chart(
        "a",
        "A",
        "người",
        (Bar("Thạch An", 10, "10"), Bar("Hạ Lang", None, "chưa báo cáo"), Bar("Quảng Hòa", 0, "0")),
    )

    svg = charts.svg(chart)

    assert len(bars_of(svg)) == 1
    assert "chưa báo cáo" in svg


def test_a_chart_of_nothing_is_still_a_picture() -> None:
    svg = charts.svg(Chart("a", "A", "", ()))

    assert parse_xml(svg).attrib["role"] == "img"


def test_names_are_text_and_never_markup() -> None:
    chart = replace(chapters_chart(), title=HOSTILE[3], bars=tuple(Bar(name, 1, name) for name in HOSTILE))

    root = parse_xml(charts.svg(chart))

    assert {each.tag.removeprefix(SVG) for each in root.iter()} == {
        "svg",
        "g",
        "title",
        "text",
        "rect",
        "path",
    }


@pytest.mark.parametrize("width", [320, 720])
def test_no_label_runs_out_of_the_picture(width: int) -> None:
    chart = replace(
        chapters_chart(),
        bars=tuple(Bar(name, index, f"trên {index}.000") for index, name in enumerate(HOSTILE)),
    )

    svg = charts.svg(chart, width_px=width)

    face = ImageFont.truetype(str(FONTS / "LiberationSerif-Regular.ttf"), 1000)
    for each in parse_xml(svg).iter(f"{SVG}text"):
        long = face.getlength(each.text or "") / 1000 * float(each.attrib["font-size"])
        left = float(each.attrib["x"]) - (long if each.attrib["text-anchor"] == "end" else 0)
        assert left >= -0.06 * width
        assert left + long <= width * 1.06


def test_the_picture_for_word_is_the_same_chart_at_print_size() -> None:
    made = Image.open(io.BytesIO(picture(charts.svg(chapters_chart()))))

    assert made.size[0] == 1600
    assert (34, 64, 107, 255) in {colour for _, colour in made.convert("RGBA").getcolors(1 << 20) or []}
