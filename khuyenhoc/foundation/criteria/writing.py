"""
A set of criteria as TOML again: what reading makes of it is the same set. So a form can make a set that
no user has to write as TOML.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import TypeAlias

from khuyenhoc.foundation.criteria.sets import WHOLE, Confidence, CriteriaSet, Decider, Group, Item, Scope

Value: TypeAlias = str | bool | int | Decimal | date | tuple[str, ...] | None


def write(of: CriteriaSet) -> str:
    """
    The set in the format of `data/criteria`; its key is not part of it. What a set leaves out is left out.
    """
    return "\n".join(_lines(of)) + "\n"


def _lines(of: CriteriaSet) -> Iterator[str]:
    yield from _pairs(
        subject=of.subject.value,
        scope=None if of.scope is Scope.ANY else of.scope.value,
        title=of.title,
        completeness=of.completeness.value,
        effective_from=of.effective.start,
        last_day=of.effective.last_day,
        kind=of.kind.value if of.kind else None,
        total=of.total,
        missing=of.missing or None,
        replaces=of.replaces or None,
    )
    if of.known:
        known = [
            _inline(says=fact.says, confidence=fact.confidence.value, source=fact.source) for fact in of.known
        ]
        yield from ("known = [", *(f"  {fact}," for fact in known), "]")
    authority = of.authority
    yield from ("", "[authority]")
    yield from _pairs(
        document=authority.document,
        number=authority.number,
        issuer=authority.issuer,
        issued_on=authority.issued_on,
    )
    if of.holding is not None:
        yield from ("", "[holding]")
        yield from _pairs(
            yearly=True if of.holding.months is None else None,
            months=of.holding.months,
            upgrade_after_months=of.holding.upgrade_after_months,
            confidence=of.holding.confidence.value,
            source=of.holding.source or None,
        )
    for decider in of.deciders:
        yield from ("", "[[decider]]", *_decider(decider, of))
    for form in of.forms:
        yield from ("", "[[form]]", *_pairs(code=form.code, label=form.label))
    for group in of.groups:
        yield from ("", "[[group]]", *_group(group))
    for grade in of.grades:
        yield from ("", "[[grade]]", *_pairs(code=grade.code, label=grade.label, min_points=grade.min_points))


def _decider(decider: Decider, of: CriteriaSet) -> Iterator[str]:
    return _pairs(
        who=decider.who,
        effective_from=None if decider.effective.start == of.effective.start else decider.effective.start,
        last_day=decider.effective.last_day,
        tier=decider.tier.value if decider.tier else None,
        confidence=None if decider.confidence is Confidence.HIGH else decider.confidence.value,
        source=decider.source or None,
    )


def _group(group: Group) -> Iterator[str]:
    yield from _pairs(
        code=group.code,
        label=group.label,
        max_points=group.max_points,
        confidence=group.confidence.value if group.confidence else None,
        source=group.source or None,
    )
    if group.items:
        yield from ("items = [", *(f"  {_item(item)}," for item in group.items), "]")


def _item(item: Item) -> str:
    written = _inline(
        code=item.code,
        label=item.label,
        max_points=item.max_points,
        min_points=item.min_points,
        step=None if item.step == WHOLE else item.step,
        level=item.level,
        forms=item.forms or None,
    )
    if item.threshold is None:
        return written
    threshold = _inline(share=item.threshold.share, at_least=item.threshold.percent)
    return f"{written[:-2]}, threshold = {threshold} }}"


def _inline(**pairs: Value) -> str:
    return "{ " + ", ".join(_pairs(**pairs)) + " }"


def _pairs(**pairs: Value) -> Iterator[str]:
    """`name = value`, line by line; what is None is left out."""
    return (f"{name} = {_value(value)}" for name, value in pairs.items() if value is not None)


def _value(value: Value) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case str():
            return _text(value)
        case Decimal():
            return f"{value:f}"
        case date():
            return value.isoformat()
        case tuple():
            return "[" + ", ".join(_text(text) for text in value) + "]"
        case _:
            return str(value)


def _text(text: str) -> str:
    """A string of JSON is one of TOML, but for the sign DEL, which TOML wants escaped."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
