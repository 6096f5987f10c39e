"""What is written is read again as the same set."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khuyenhoc.foundation.criteria import shelf
from khuyenhoc.foundation.criteria.reading import parse
from khuyenhoc.foundation.criteria.writing import write
from khuyenhoc.foundation.values.vietnamese import nfc
from tests.domain.learning.titles import FAMILIES, HAMLETS

SETS = {one.key: one for one in shelf.national().sets}
LINES = st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=40)


@pytest.mark.parametrize("key", SETS)
def test_every_set_of_the_country_is_the_same_after_being_written(key):
    assert parse(write(SETS[key]), key=key) == SETS[key]


@pytest.mark.parametrize("text", [FAMILIES, HAMLETS])
def test_a_provinces_own_set_is_the_same_after_being_written(text):
    of = parse(text, key="x/1")

    assert parse(write(of), key="x/1") == of


@given(label=LINES, points=st.decimals(Decimal("0.5"), Decimal(10), places=2))
def test_any_words_and_points_come_back_as_they_were(label, points):
    of = SETS["learning-community-commune/2015"]
    named = replace(of, title=label, known=(), groups=(), total=points, grades=())

    read = parse(write(named), key=of.key)

    assert (read.title, read.total) == (nfc(label), points)
