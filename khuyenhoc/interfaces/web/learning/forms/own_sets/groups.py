"""Groups of criteria from the rows of the form, and rows of the form from a group."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from khuyenhoc.foundation.criteria.sets import HALF, WHOLE, Group, Item, Kind, Threshold
from khuyenhoc.interfaces.web.learning.forms.own_sets.fields import as_typed

_HEADED = re.compile(r"([0-9A-Za-zÀ-ỹ]{1,10})[.)]\s+(\S.*)")
_FIRST_GROUP = "Các tiêu chí"


def groups_of(rows: Iterable[Mapping[str, Any]], kind: Kind) -> Iterator[Group]:
    heading, items, n = "", list[Item](), 0
    for row in rows:
        if row["group"] and row["group"] != heading:
            if items:
                yield _group(heading, n, items)
            heading, items, n = row["group"], [], n + 1
        n = n or 1
        items.append(_item(row, kind))
    if items:
        yield _group(heading, n, items)


def _group(heading: str, n: int, items: Sequence[Item]) -> Group:
    """ "I. Tự học" is the group I; a heading without a sign is numbered."""
    headed = _HEADED.fullmatch(heading)
    return (
        Group(headed[1], headed[2], tuple(items))
        if headed
        else Group(str(n), heading or _FIRST_GROUP, tuple(items))
    )


def _item(row: Mapping[str, Any], kind: Kind) -> Item:
    points = kind is Kind.POINTS
    return Item(
        code=row["code"],
        label=row["label"],
        max_points=row["most"] if points else None,
        min_points=row["least"] if points else None,
        step=HALF if points and row["half"] else WHOLE,
        level=None if points else row["level"] or None,
        threshold=Threshold(row["share"], row["percent"]) if row["share"] else None,
        forms=tuple(row["forms_of"]),
    )


def rows_of(group: Group) -> Iterator[dict[str, Any]]:
    for n, item in enumerate(group.items):
        yield {
            "group": f"{group.code}. {group.label}" if not n else "",
            "code": item.code,
            "label": item.label,
            "most": as_typed(item.max_points),
            "least": as_typed(item.min_points),
            "half": item.step == HALF,
            "level": item.level or "",
            "share": item.threshold.share if item.threshold else "",
            "percent": as_typed(item.threshold.percent if item.threshold else None),
            "forms_of": list(item.forms),
        }
