"""A target speaks of what is recognised (RULE-03), national and local side by side (RULE-01)."""

import pytest

from khuyenhoc.domain.figures import queries
from khuyenhoc.foundation.values.periods import Period
from tests.domain.figures.sheets_of_a_small_country import found_the_country, report

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _country():
    found_the_country()


def answers(unit, code, year):
    subject = queries.subject_by_key(unit)
    rows = queries.figures(subject, period=Period.of_year(2022), tree_on=Period.of_year(2022).last_day)
    return [
        answer
        for answer in queries.targets_beside(rows, subject)
        if answer.target.indicator == code and answer.target.year == year
    ]


def test_all_families_registered_meet_no_target():
    report("xa-1 2022 model.family.registered value=100 total=100")

    assert [answer.met for answer in answers("xa-1", "model.family.recognised", 2025)] == [None]


@pytest.mark.parametrize(("recognised", "met"), [(69, False), (70, True), (71, True)])
def test_seventy_per_cent_recognised_is_the_line_of_2025(recognised, met):
    report(f"xa-1 2022 model.family.recognised value={recognised} total=100")

    assert [answer.met for answer in answers("xa-1", "model.family.recognised", 2025)] == [met]


def test_recognised_families_without_a_total_are_no_answer_yet():
    report("xa-1 2022 model.family.recognised value=71")

    assert [answer.met for answer in answers("xa-1", "model.family.recognised", 2025)] == [None]


def test_a_local_plan_speaks_to_its_own_unit_only():
    report("xa-1 2022 model.citizen_adult.recognised value=41 total=100")

    assert {answer.target.document for answer in answers("xa-1", "model.citizen_adult.recognised", 2025)} == {
        "677/QĐ-TTg"
    }
