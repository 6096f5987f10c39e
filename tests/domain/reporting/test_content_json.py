from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from khuyenhoc.domain.reporting.rules.content import (
    Bar,
    Chart,
    MalformedContent,
    as_json,
    fingerprint,
    from_json,
)
from tests.domain.reporting.sample_pack import sample_pack


def through_json(values: dict[str, Any]) -> dict[str, Any]:
    read: dict[str, Any] = json.loads(json.dumps(values))
    return read


def test_a_content_survives_json_unchanged() -> None:
    content = sample_pack()

    again = from_json(through_json(as_json(content)))

    assert again == content


def test_the_fingerprint_is_a_sha256_that_does_not_depend_on_the_order_of_keys() -> None:
    content = sample_pack()
    turned = replace(content, sources=dict(reversed(list(content.sources.items()))))

    assert len(fingerprint(content)) == 64
    assert fingerprint(turned) == fingerprint(content)
    assert fingerprint(from_json(through_json(as_json(content)))) == fingerprint(content)


def test_the_fingerprint_changes_with_any_figure() -> None:
    content = sample_pack()
    key = "Thạch An/org.chapters"
    other = replace(content, sources={**content.sources, key: replace(content.sources[key], value=218)})

    assert fingerprint(other) != fingerprint(content)


def test_a_bar_without_a_value_stays_without_one() -> None:
    content = replace(
        sample_pack(), charts=(Chart("a", "A", "người", (Bar("Hạ Lang", None, "chưa báo cáo"),)),)
    )

    again = from_json(through_json(as_json(content)))

    assert again.charts[0].bars[0].value is None


def test_a_pack_issued_before_a_field_was_added_is_still_read() -> None:
    values = through_json(as_json(sample_pack()))
    for table in values["tables"]:
        del table["notes"]

    again = from_json(values)

    assert again.tables[0].notes == ()


def without_year(values: dict[str, Any]) -> None:
    del values["year"]


def with_a_word_for_a_year(values: dict[str, Any]) -> None:
    values["year"] = "2022"


def with_a_day_that_is_not(values: dict[str, Any]) -> None:
    values["tree_on"] = "2022-02-30"


def with_a_field_too_many(values: dict[str, Any]) -> None:
    values["letterhead"]["seal"] = "x"


def with_a_strange_block(values: dict[str, Any]) -> None:
    values["sections"][1]["blocks"][0]["block"] = "picture"


@pytest.mark.parametrize(
    ("spoil", "place"),
    [
        (without_year, "year"),
        (with_a_word_for_a_year, "pack.year"),
        (with_a_day_that_is_not, "pack.tree_on"),
        (with_a_field_too_many, "pack.letterhead"),
        (with_a_strange_block, "pack.sections[1].blocks[0]"),
    ],
)
def test_json_of_another_shape_is_refused_with_its_place(spoil: Any, place: str) -> None:
    values = through_json(as_json(sample_pack()))
    spoil(values)

    with pytest.raises(MalformedContent) as refused:
        from_json(values)

    assert place in str(refused.value)
