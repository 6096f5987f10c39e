"""What must hold of a cluster's year."""

from __future__ import annotations

from datetime import date

import pytest

from khuyenhoc.domain.organisation.rules import clusters as rules
from khuyenhoc.foundation.values.mandates import UnitId
from khuyenhoc.foundation.values.trees import Tree

ONE, TWO, GONE = UnitId(1), UnitId(2), UnitId(3)


def test_members_are_units_on_the_day_of_the_tree():
    tree = Tree(date(2026, 1, 1), parent_of={ONE: None, TWO: ONE}, stand_in_of={GONE: ONE})

    assert rules.members_not_in_being([TWO, GONE], tree) == [GONE]


@pytest.mark.parametrize(("leading", "holds"), [(ONE, True), (None, True), (GONE, False)])
def test_head_and_host_are_members_or_unknown(leading, holds):
    assert rules.leads_from_within(leading, [ONE, TWO]) is holds
