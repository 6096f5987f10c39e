"""What must hold of a cluster's year and of its meeting."""

from __future__ import annotations

from datetime import date

import pytest

from khuyenhoc.domain.emulation import rules
from khuyenhoc.foundation.values.mandates import UnitId
from khuyenhoc.foundation.values.trees import Tree

ONE, TWO, GONE = UnitId(1), UnitId(2), UnitId(3)


def test_members_are_units_on_the_day_of_the_tree():
    tree = Tree(date(2026, 1, 1), parent_of={ONE: None, TWO: ONE}, stand_in_of={GONE: ONE})

    assert rules.members_not_in_being([TWO, GONE], tree) == [GONE]


@pytest.mark.parametrize(("leading", "holds"), [(ONE, True), (None, True), (GONE, False)])
def test_head_and_host_are_members_or_unknown(leading, holds):
    assert rules.leads_from_within(leading, [ONE, TWO]) is holds


@pytest.mark.parametrize(
    ("due_on", "holds"), [(date(2022, 11, 8), False), (date(2022, 11, 9), False), (date(2022, 11, 10), True)]
)
def test_a_conclusion_is_due_after_the_meeting(due_on, holds):
    assert rules.due_after_the_meeting(due_on, date(2022, 11, 9)) is holds
