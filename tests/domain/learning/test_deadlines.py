"""The year as a calendar: advice, unless the table closes a step."""

from datetime import date

import pytest

from khuyenhoc.domain.learning.rules import deadlines
from khuyenhoc.domain.learning.rules.deadlines import Due, StepClosed, calendar
from khuyenhoc.foundation.criteria.sets import Scope, Subject
from khuyenhoc.foundation.values.datafiles import BadDataFile

MEETING = {
    "code": "meeting", "label": "Họp bình xét", "label_en": "Chapter meeting", "from": "11-01", "to": "11-30",
    "states": ["self_assessed"], "source": "s", "confidence": "M",
}  # fmt: skip


def made(**changed):
    return deadlines.parse(
        {"warnings": {"due_soon_days": 14, "expiry_months": 3}, "step": [{**MEETING, **changed}]}
    )


@pytest.mark.parametrize(
    ("on", "due"),
    [
        (date(2025, 10, 31), Due.NOT_YET),
        (date(2025, 11, 1), Due.OPEN),
        (date(2025, 11, 15), Due.OPEN),
        (date(2025, 11, 16), Due.DUE_SOON),
        (date(2025, 11, 30), Due.DUE_SOON),
        (date(2025, 12, 1), Due.LATE),
    ],
)
def test_a_step_is_open_then_due_soon_then_late(on, due):
    assert made().steps[0].due(2025, on) is due


def test_a_step_of_the_following_year_is_due_there():
    step = made(next_year=True).steps[0]

    assert step.days(2025) == (date(2026, 11, 1), date(2026, 11, 30))


def test_a_step_closes_only_where_the_table_says_so():
    made().refuse_if_closed("meeting", Subject.FAMILY, Scope.ANY, year=2025, on=date(2026, 6, 1))

    with pytest.raises(StepClosed, match="đã khóa sau ngày 30/11/2025"):
        made(closes=True).refuse_if_closed(
            "meeting", Subject.FAMILY, Scope.ANY, year=2025, on=date(2025, 12, 1)
        )


def test_no_step_of_the_real_calendar_is_a_lock():
    assert [step.code for step in calendar().steps if step.closes] == []


def test_a_commune_as_a_community_has_its_own_file_day_before_28_february():
    steps = {step.code: step for step in calendar().steps_of(Subject.COMMUNITY, Scope.COMMUNE)}

    assert steps["commune_file"].days(2025)[1] == date(2026, 2, 27)
    assert "self_assess" not in steps
    assert "meeting" in {step.code for step in calendar().steps_of(Subject.COMMUNITY, Scope.HAMLET)}


@pytest.mark.parametrize(
    "wrong",
    [{"to": "02-29"}, {"to": "10-01"}, {"states": ["unknown"]}, {"surplus": 1}, {"scopes": ["clan/moon"]}],
)
def test_a_calendar_that_is_not_sound_is_refused(wrong):
    with pytest.raises(BadDataFile):
        made(**wrong)
