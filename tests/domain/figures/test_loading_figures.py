"""The exchange sheet: all or nothing, twice is once, and what was reported stays readable."""

import pytest

from khuyenhoc.domain.figures import services
from khuyenhoc.domain.figures.models import FigureSheet, ReportedFigure
from khuyenhoc.foundation.audit.models import AuditLine
from khuyenhoc.foundation.sheets.problems import SheetNotSound
from tests.domain.figures.sheets_of_a_small_country import (
    figures,
    found_the_country,
    mandate,
    report,
    sheet,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _country():
    found_the_country()


def test_one_bad_row_and_nothing_of_the_file_is_stored():
    with pytest.raises(SheetNotSound) as refused:
        report("xa-1 2022 org.chapters value=12", "xa-2 2022 org.chapters value=4người")

    assert [(problem.row, problem.column) for problem in refused.value.problems] == [(3, "value")]
    assert not ReportedFigure.objects.exists()
    assert not FigureSheet.objects.exists()


def test_the_sound_rows_are_stored_when_asked():
    stored = report(
        "xa-1 2022 org.chapters value=12", "nowhere 2022 org.chapters value=4", sound_rows_only=True
    )

    assert (stored.new, stored.refused) == (1, 1)
    assert figures("xa-1")["org.chapters", "typed"].value == 12


def test_loading_the_same_sheet_twice_changes_nothing():
    report("xa-1 2022 org.chapters value=12")

    again = report("xa-1 2022 org.chapters value=12")

    assert (again.new, again.changed, again.same) == (0, 0, 1)
    assert ReportedFigure.objects.count() == 1


def test_a_later_report_replaces_the_figure_and_the_earlier_one_stays_readable():
    report("xa-1 2022 org.chapters value=12")

    later = report("xa-1 2022 org.chapters value=13")

    assert later.changed == 1
    assert figures("xa-1")["org.chapters", "typed"].value == 13
    assert list(ReportedFigure.objects.order_by("pk").values_list("value", "replaced_by")) == [
        (12, later.pk),
        (13, None),
    ]


def test_a_trial_says_what_would_change_and_stores_nothing():
    report("xa-1 2022 org.chapters value=12")

    trial = services.read_figure_sheet(
        mandate=mandate(),
        content=sheet("xa-1 2022 org.chapters value=13", "xa-2 2022 org.chapters value=7"),
        file_name="f.csv",
    )

    assert (trial.new, trial.changed, trial.same, trial.problems) == (1, 1, 0, [])
    assert [(change.before_text, change.after_text) for change in trial.changes] == [("12", "13"), ("", "7")]
    assert figures("xa-1")["org.chapters", "typed"].value == 12


@pytest.mark.parametrize(
    ("row", "column"),
    [
        ("nowhere 2022 org.chapters value=1", "unit"),
        ("xa-1 2022-H2 org.chapters value=1", "period"),
        ("xa-1 2022 org.chapter value=1", "indicator"),
        ("xa-1 2022 org.chapters value=-1", "value"),
        ("xa-1 2022 org.chapters value=1,5", "value"),
        ("xa-1 2022 org.chapters value=1 qualifier=hình_như", "qualifier"),
        ("xa-1 2022 org.chapters value=1 total=x", "total"),
        ("xa-1 2022 org.chapters value=1 rate=x", "rate"),
        ("xa-1 2022 org.chapters note=trống", "value"),
        ("xa-1 2027 org.chapters value=1", "period"),
    ],
)
def test_a_row_that_cannot_be_stored_names_its_place(row, column):
    with pytest.raises(SheetNotSound) as refused:
        report(row)

    problem = refused.value.problems[0]
    assert (problem.row, problem.column) == (2, column)
    assert problem.sentence.startswith(f"Dòng 2, cột {column}: ")


def test_the_same_figure_twice_in_a_file_is_nobodys_choice():
    with pytest.raises(SheetNotSound) as refused:
        report("xa-1 2022 org.chapters value=1", "xa-1 2022 org.chapters value=2")

    assert [problem.row for problem in refused.value.problems] == [2, 3]


def test_a_name_instead_of_a_key_is_asked_back_with_the_candidates_of_that_day():
    with pytest.raises(SheetNotSound) as refused:
        report("Một 2022 org.chapters value=1")

    assert "xa-1" in refused.value.problems[0].reason


def test_every_load_leaves_an_audit_line():
    stored = report("xa-1 2022 org.chapters value=12")

    line = AuditLine.objects.get(act="loaded figures")
    assert (line.subject_id, line.facts["new"]) == (stored.pk, 1)
