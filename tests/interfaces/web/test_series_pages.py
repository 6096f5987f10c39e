"""
One indicator through the years: which tree, what happened between, what may be joined and why not; as a page
and as a file.
"""

from __future__ import annotations

import csv
import io
import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from python_calamine import CalamineWorkbook

from khuyenhoc.domain.people.models import Account
from tests import factories
from tests.cast import Cast, client_of
from tests.interfaces.web.conftest import In, words

CHAPTERS = "org.chapters"


def reported(unit: str, year: int, value: int) -> factories.FigureCells:
    return {
        "unit": unit,
        "period": f"{year}",
        "indicator": CHAPTERS,
        "value": value,
        "source": "Hội nghị giao ban",
    }


@pytest.fixture
def told(cast: Cast) -> Cast:
    factories.figures(
        *(
            reported(unit, year, value + year - 2022)
            for unit, value in (("tan-giang-cu", 11), ("duyet-trung", 9), ("duc-long", 30))
            for year in (2022, 2023, 2024)
        ),
        {"unit": "tan-giang", "period": "2025", "indicator": CHAPTERS, "value": 21},
        {"unit": "duc-long", "period": "2025-H1", "indicator": CHAPTERS, "value": 33},
        {"unit": "mien-dong", "period": "2022", "indicator": "org.members", "value": "trên 60 nghìn"},
    )
    return cast


def address(key: str, code: str = CHAPTERS) -> str:
    return reverse("web:series", kwargs={"key": key, "code": code})


def page_of(browser: Client, key: str, **query: str) -> str:
    answer = browser.get(address(key), query)
    assert answer.status_code == 200
    return words(answer)


def test_the_top_says_what_of_whom_for_which_years_in_which_tree(told: Cast, signed_in: In) -> None:
    answer = signed_in(told.province).get(address("tan-giang"), {"tree": "day", "tree_on": "2025-07-01"})

    head = words(answer).split("Show")[0]
    for said in ("Chapters through the years", "Phường Tân Giang", "01/07/2025"):
        assert said in head
    assert re.search(r"Period 20\d\d–20\d\d ", head)


def test_as_it_was_then_each_period_names_the_day_of_its_own_tree(told: Cast, signed_in: In) -> None:
    page = page_of(signed_in(told.province), "tan-giang-cu")

    assert "each period in the tree of its own last day" in page
    assert "31/12/2022" in page
    assert "Comparable up by 1" in page
    assert "the unit had ended" in page


def test_a_merged_ward_shows_its_past_in_the_tree_of_today_and_the_act_between_the_years(
    told: Cast, signed_in: In
) -> None:
    page = page_of(signed_in(told.province), "tan-giang", tree="now")

    year_2024, event, year_2025 = (page.rindex(said) for said in ("Year 2024", "Founded from", "Year 2025"))
    assert year_2024 < event < year_2025
    assert "Nghị quyết 1657/NQ-UBTVQH15" in page
    assert "Not comparable No figure for year 2021." in page
    assert page.count("Comparable ") >= 3


def test_the_day_before_and_the_day_of_the_reform_are_two_trees(told: Cast, signed_in: In) -> None:
    before = page_of(signed_in(told.province), "tan-giang", tree="day", tree_on="2025-06-30")
    after = page_of(signed_in(told.province), "tan-giang", tree="day", tree_on="2025-07-01")

    assert "Phường Tân Giang was not in being on 30/06/2025" in before
    assert "was not in being" not in after
    assert "24" in after


def test_the_chart_says_its_numbers_in_words_once_for_each_width(told: Cast, signed_in: In) -> None:
    page = signed_in(told.province).get(address("duc-long")).content.decode()

    assert page.count('role="img"') == 2
    assert page.count("2022: 30; 2023: 31; 2024: 32; 6 tháng 2025: 33") == 2


def test_a_day_nobody_could_mean_is_asked_again_and_the_page_shows_what_was_then(
    told: Cast, signed_in: In
) -> None:
    page = page_of(signed_in(told.province), "duc-long", tree="day", tree_on="31/31/2025")

    assert "This is not a day." in page
    assert "each period in the tree of its own last day" in page


def test_another_indicator_is_chosen_without_losing_the_tree(told: Cast, signed_in: In) -> None:
    answer = signed_in(told.province).get(address("duc-long"), {"indicator": "org.members", "tree": "now"})

    assert answer.status_code == 302
    assert answer["Location"] == f"{address('duc-long', 'org.members')}?tree=now"


def test_nothing_reported_says_what_to_do(told: Cast, signed_in: In) -> None:
    answer = signed_in(told.province).get(address("duc-long", "org.members"))

    assert "No figures for these years" in words(answer)
    assert (
        "<svg"
        not in answer.content.decode().split('class="empty"')[1].split("</table>")[0].split("<table")[0]
    )


def test_a_cluster_has_a_series_too(told: Cast, signed_in: In) -> None:
    answer = signed_in(told.province).get(address("mien-dong", "org.members"))

    assert "trên 60.000" in words(answer)


def test_the_figures_page_leads_to_the_series_of_each_indicator_in_the_same_tree(
    told: Cast, signed_in: In
) -> None:
    figures = reverse("web:figures", kwargs={"key": "tan-giang"})

    page = signed_in(told.province).get(figures, {"period": "2022", "tree": "now"}).content.decode()

    assert f'href="{address("tan-giang")}?tree=day&amp;tree_on=' in page


def export_of(browser: Client, ending: str, **query: str) -> bytes:
    kwargs = {"key": "tan-giang", "code": CHAPTERS, "ending": ending}
    return browser.get(reverse("web:series-export", kwargs=kwargs), query).content


def test_the_file_names_the_day_of_the_tree_in_every_row(told: Cast, signed_in: In) -> None:
    browser = signed_in(told.province)

    rows = list(
        csv.DictReader(
            io.StringIO(export_of(browser, "csv", tree="day", tree_on="2025-07-01").decode("utf-8-sig"))
        )
    )
    sheet = (
        CalamineWorkbook.from_filelike(io.BytesIO(export_of(browser, "xlsx")))
        .get_sheet_by_index(0)
        .to_python()
    )

    assert {row["Units as they stood on"] for row in rows} == {"2025-07-01"}
    assert [row["Value"] for row in rows if row["Value"]] == ["20", "22", "24", "21"]
    of_2025 = next(row for row in rows if row["Period"] == "2025")
    assert of_2025["Comparable with a year earlier"] == "yes"
    assert of_2025["Boundary changes in the year before"] == "01/07/2025 (Nghị quyết 1657/NQ-UBTVQH15)"
    assert any("2022-12-31" in str(cell) for row in sheet for cell in row)


@pytest.mark.parametrize("who", ["stranger", "commune", "chapter"])
def test_who_does_not_reach_the_unit_finds_nothing(told: Cast, who: str) -> None:
    account: Account = getattr(told, who)
    browser = client_of(account)

    assert browser.get(address("tan-giang")).status_code == 404
    assert (
        browser.get(
            reverse("web:series-export", kwargs={"key": "tan-giang", "code": CHAPTERS, "ending": "csv"})
        ).status_code
        == 404
    )


@pytest.mark.parametrize(
    "path", [address("duc-long", "khong.co"), address("khong-co"), address("duc-long") + "xuat/exe/"]
)
def test_what_is_not_there_is_not_found(told: Cast, signed_in: In, path: str) -> None:
    assert signed_in(told.province).get(path).status_code == 404


def test_more_years_on_record_ask_no_more_queries(told: Cast, signed_in: In) -> None:
    browser = signed_in(told.province)

    def asked() -> int:
        with CaptureQueriesContext(connection) as made:
            browser.get(address("duc-long"))
        return len(made)

    asked()
    few = asked()
    factories.figures(*(reported("duc-long", year, 20) for year in range(2012, 2018)))
    asked()  # makes the sums of the new years, which are kept
    many = asked()

    assert many <= few
