"""Figures: typed beside computed, flags as sentences, where each comes from, and the tree of the day."""

from __future__ import annotations

import io
import re

import pytest
from django.urls import reverse
from python_calamine import CalamineWorkbook

from khuyenhoc.domain.figures.models import ReportedFigure
from tests import factories
from tests.cast import Cast
from tests.interfaces.web.conftest import In


def text_of(page: str) -> str:
    """The page's words, one space between them."""
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


@pytest.fixture
def year_2022(cast: Cast) -> Cast:
    factories.figures(
        {
            "unit": "thach-an",
            "period": "2022",
            "indicator": "org.chapters",
            "value": 217,
            "source": "Hội nghị giao ban",
        },
        {"unit": "dong-khe", "period": "2022", "indicator": "org.chapters", "value": 100},
        {"unit": "duc-long", "period": "2022", "indicator": "org.chapters", "value": 118},
        {
            "unit": "thach-an",
            "period": "2022",
            "indicator": "model.family.registered",
            "value": "6.126",
            "total": "7.200",
            "rate": "85,1",
        },
        {
            "unit": "thach-an",
            "period": "2022",
            "indicator": "model.unit.registered",
            "value": 58,
            "total": 58,
        },
        {"unit": "mien-dong", "period": "2022", "indicator": "org.members", "value": "trên 60 nghìn"},
        file_name="giao-ban.csv",
    )
    return cast


def figures_of(signed_in: In, cast: Cast, key: str, **query: str) -> str:
    answer = signed_in(cast.province).get(reverse("web:figures", kwargs={"key": key}), query)
    assert answer.status_code == 200
    return text_of(answer.content.decode())


def test_a_page_of_figures_says_what_of_whom_for_when_and_in_which_tree(
    year_2022: Cast, signed_in: In
) -> None:
    page = (
        signed_in(year_2022.province)
        .get(reverse("web:figures", kwargs={"key": "thach-an"}), {"period": "2022"})
        .content.decode()
    )

    head = text_of(page.split('class="page-head"')[1].split("</dl>")[0])
    assert "Figures" in head
    assert "Huyện Thạch An" in head
    assert "Year 2022" in head
    assert "31/12/2022" in head


def test_what_was_typed_stands_beside_what_the_units_add_up_to(year_2022: Cast, signed_in: In) -> None:
    page = (
        signed_in(year_2022.province)
        .get(reverse("web:figures", kwargs={"key": "thach-an"}), {"period": "2022"})
        .content.decode()
    )

    row = next(row for row in page.split("<tr>") if ">Chapters" in row)
    assert 'data-value="217"' in row
    assert 'data-value="218"' in row
    assert "differs from what was reported" in row
    assert "2/2" in row


def test_a_share_shows_the_computed_and_the_printed_rate(year_2022: Cast, signed_in: In) -> None:
    page = figures_of(signed_in, year_2022, "thach-an", period="2022")

    assert (
        "6.126/7.200 85,08\u00a0%; the report prints 85,1\u00a0%" in page.replace("&nbsp;", "\u00a0")
        or "85,08 %; the report prints 85,1 %" in page
    )


def test_a_cluster_says_a_number_as_a_person_does(year_2022: Cast, signed_in: In) -> None:
    assert "over 60.000" in figures_of(signed_in, year_2022, "mien-dong", period="2022")


def test_a_flag_stands_under_its_figure_as_a_sentence(year_2022: Cast, signed_in: In) -> None:
    factories.figures(
        {"unit": "thach-an", "period": "2022", "indicator": "model.clan.registered", "value": 7, "total": 6}
    )

    page = figures_of(signed_in, year_2022, "thach-an", period="2022")

    assert "7 is more than its total of 6." in page
    assert "over_total" not in page


def test_a_registered_number_meets_no_target(year_2022: Cast, signed_in: In) -> None:
    page = figures_of(signed_in, year_2022, "thach-an", period="2022")

    assert "Only registrations are reported so far." in page
    assert "Reached, by what has been recognised." not in page


def test_a_recognised_rate_meets_its_target(year_2022: Cast, signed_in: In) -> None:
    factories.figures(
        {
            "unit": "thach-an",
            "period": "2022",
            "indicator": "model.family.recognised",
            "value": 5400,
            "total": 7200,
        }
    )

    assert "Reached, by what has been recognised." in figures_of(
        signed_in, year_2022, "thach-an", period="2022"
    )


def test_a_district_that_ended_is_shown_then_and_says_where_its_figures_are_now(
    year_2022: Cast, signed_in: In
) -> None:
    then = figures_of(signed_in, year_2022, "thach-an", period="2022", tree="then")
    now = figures_of(signed_in, year_2022, "thach-an", period="2022", tree="now")

    assert "was not in being" not in then
    assert "Huyện Thạch An was not in being" in now
    assert "part of those of Tỉnh Cao Bằng" in now


def test_a_merged_ward_shows_in_the_tree_of_today_what_its_predecessors_reported(
    cast: Cast, signed_in: In
) -> None:
    factories.figures(
        {"unit": "tan-giang-cu", "period": "2022", "indicator": "org.chapters", "value": 11},
        {"unit": "duyet-trung", "period": "2022", "indicator": "org.chapters", "value": 9},
    )

    page = signed_in(cast.province).get(
        reverse("web:figures", kwargs={"key": "tan-giang"}), {"period": "2022", "tree": "now"}
    )

    assert 'data-value="20"' in page.content.decode()


def test_a_period_nobody_could_mean_is_not_found(year_2022: Cast, signed_in: In) -> None:
    answer = signed_in(year_2022.province).get(
        reverse("web:figures", kwargs={"key": "thach-an"}), {"period": "2022-X"}
    )

    assert answer.status_code == 404


def test_a_day_of_the_tree_that_is_none_is_said_beside_its_field(year_2022: Cast, signed_in: In) -> None:
    assert "This is not a day." in figures_of(
        signed_in, year_2022, "thach-an", period="2022", tree="day", tree_on="hôm qua"
    )


def test_a_period_without_figures_says_what_to_do(cast: Cast, signed_in: In) -> None:
    assert "No figures for this period" in figures_of(signed_in, cast, "thach-an", period="2019")


def test_the_table_is_taken_away_with_exact_numbers(year_2022: Cast, signed_in: In) -> None:
    client = signed_in(year_2022.province)

    book = client.get(
        reverse("web:figures-export", kwargs={"key": "thach-an", "ending": "xlsx"}), {"period": "2022"}
    )
    text = client.get(
        reverse("web:figures-export", kwargs={"key": "thach-an", "ending": "csv"}), {"period": "2022"}
    )

    rows = CalamineWorkbook.from_filelike(io.BytesIO(book.content)).get_sheet_by_index(0).to_python()
    assert ["thach-an", "Huyện Thạch An", "2022", "org.chapters", "Chi hội", 217.0] in [
        row[:6] for row in rows
    ]
    assert "thach-an,Huyện Thạch An,2022,org.chapters,Chi hội,218,,,,,computed,2,2" in text.content.decode(
        "utf-8-sig"
    )


def test_a_number_opens_its_sheet_row_and_who_loaded_it(year_2022: Cast, signed_in: In) -> None:
    figure = ReportedFigure.objects.get(unit=year_2022.thach_an, indicator="org.chapters")

    page = text_of(
        signed_in(year_2022.province)
        .get(reverse("web:figure-source", kwargs={"key": "thach-an", "figure": figure.pk}))
        .content.decode()
    )

    assert "Hội nghị giao ban" in page
    assert "giao-ban.csv, row 2" in page
    assert "by the platform itself" in page


def test_a_corrected_number_keeps_what_was_reported_before(year_2022: Cast, signed_in: In) -> None:
    factories.figures(
        {
            "unit": "thach-an",
            "period": "2022",
            "indicator": "org.chapters",
            "value": 218,
            "source": "Đính chính",
        }
    )
    figure = ReportedFigure.objects.current().get(unit=year_2022.thach_an, indicator="org.chapters")

    page = text_of(
        signed_in(year_2022.province)
        .get(reverse("web:figure-source", kwargs={"key": "thach-an", "figure": figure.pk}))
        .content.decode()
    )

    assert (
        page.index("Đính chính")
        < page.index("Reported before, and replaced since")
        < page.index("Hội nghị giao ban")
    )


def test_a_figure_is_found_under_its_own_unit_only(year_2022: Cast, signed_in: In) -> None:
    figure = ReportedFigure.objects.get(unit=year_2022.thach_an, indicator="org.chapters")

    answer = signed_in(year_2022.commune).get(
        reverse("web:figure-source", kwargs={"key": "duc-long", "figure": figure.pk})
    )

    assert answer.status_code == 404
