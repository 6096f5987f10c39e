from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khuyenhoc.foundation.values.periods import Period, UnknownPeriod
from khuyenhoc.foundation.values.validity import EmptyValidity, Validity


@pytest.mark.parametrize(
    ("written", "last_day"),
    [
        ("2022", date(2022, 12, 31)),
        ("2022-H1", date(2022, 6, 30)),
        ("2022-M9", date(2022, 9, 30)),
        ("2022-Q3", date(2022, 9, 30)),
        ("2024-M2", date(2024, 2, 29)),
    ],
)
def test_a_period_runs_from_the_first_of_january_to_its_last_day(written, last_day):
    period = Period.parse(written)

    assert period.first_day == date(last_day.year, 1, 1)
    assert period.last_day == last_day
    assert str(period) == written


@pytest.mark.parametrize(
    "written", ["", "22", "2022-H2", "2022-Q5", "2022-M13", "2022-M0", "năm 2022", "2022/H1", "20222"]
)
def test_what_names_no_period_is_refused(written):
    with pytest.raises(UnknownPeriod):
        Period.parse(written)


@given(st.dates(), st.dates(), st.dates())
def test_the_last_day_people_write_is_still_within(first, last, day):
    if last < first:
        with pytest.raises(EmptyValidity):
            Validity.through(first, last)
        return

    validity = Validity.through(first, last) if last < date.max else Validity(first)

    assert validity.holds_on(day) == (first <= day and (last == date.max or day <= last))
