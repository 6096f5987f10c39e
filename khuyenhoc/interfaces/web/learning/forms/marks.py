"""Marks as people type them in a grid: points "7,5", met "x" or not "o", a share "180/200"."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal

from django.utils.translation import gettext as _

from khuyenhoc.foundation.criteria.scoring import Mark
from khuyenhoc.foundation.criteria.sets import Item, Kind
from khuyenhoc.foundation.values.figures import Figure

MET, NOT_MET = ("x", "1", "đ", "c"), ("o", "0", "k", "-")
_POINTS = re.compile(r"[0-9]{1,4}(?:[.,][0-9]{1,2})?")
_SHARE = re.compile(r"([0-9]{1,6})\s*/\s*([0-9]{1,6})")


class NotAMark(ValueError):
    """The text is a sentence: what was typed, and how to write it."""


def read_mark(text: str, item: Item, kind: Kind) -> Mark:
    """
    One cell of the grid.

    :raises NotAMark: it is none
    """
    written = text.strip().lower()
    if kind is Kind.POINTS:
        if _POINTS.fullmatch(written):
            return Decimal(written.replace(",", "."))
        raise NotAMark(
            _("%(item)s: “%(text)s” is not a number of points. Write it like 7 or 7,5.")
            % {"item": item.named, "text": text[:20]}
        )
    share = _SHARE.fullmatch(written)
    if share and item.threshold is not None and int(share[2]):
        return Figure(Decimal(share[1]), Decimal(share[2]))
    if item.threshold is None and written in (*MET, *NOT_MET):
        return written in MET
    if item.threshold is not None:
        raise NotAMark(
            _("%(item)s: “%(text)s” is not a share. Write it like 180/200.")
            % {"item": item.named, "text": text[:20]}
        )
    raise NotAMark(
        _("%(item)s: “%(text)s” says neither. Write x where it is met, o where it is not.")
        % {"item": item.named, "text": text[:20]}
    )


def mark_text(mark: object) -> str:
    """A stored mark as the grid shows it again."""
    if isinstance(mark, bool):
        return MET[0] if mark else NOT_MET[0]
    return str(mark).replace(".", ",")


def read_marks(
    texts: Mapping[str, str], items: Mapping[str, Item], kind: Kind
) -> tuple[dict[str, Mark | None], list[str]]:
    """What a row of the grid says, item by item, and what in it cannot be read. A blank cell is no mark."""
    marks: dict[str, Mark | None] = {}
    problems: list[str] = []
    for code, text in texts.items():
        if not text.strip():
            continue
        try:
            marks[code] = read_mark(text, items[code], kind)
        except NotAMark as wrong:
            problems.append(str(wrong))
    return marks, problems
