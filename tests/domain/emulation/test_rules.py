"""What must hold of a review meeting."""

from __future__ import annotations

from datetime import date

import pytest

from khuyenhoc.domain.emulation import rules


@pytest.mark.parametrize(
    ("due_on", "holds"), [(date(2022, 11, 8), False), (date(2022, 11, 9), False), (date(2022, 11, 10), True)]
)
def test_a_conclusion_is_due_after_the_meeting(due_on, holds):
    assert rules.due_after_the_meeting(due_on, date(2022, 11, 9)) is holds
