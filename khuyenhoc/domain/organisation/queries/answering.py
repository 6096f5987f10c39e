"""Units that answer to a name or a code, and the question a sheet gets back that wrote one instead of a key."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from django.db.models import Q

from khuyenhoc.domain.organisation.models import UnitVersion
from khuyenhoc.domain.organisation.queries.trees import tree
from khuyenhoc.domain.organisation.queries.units import UnitName, name_of, names
from khuyenhoc.foundation.values.mandates import UnitId
from khuyenhoc.foundation.values.validity import BEGINNING, Validity
from khuyenhoc.foundation.values.vietnamese import search_key


def units_called(text: str, *, on: date) -> Sequence[UnitName]:
    """
    Every unit in being that day whose name is, without accents, the text, or whose official code it is. In
    name order.
    """
    versions = UnitVersion.objects.select_related("unit").on(on)
    found = (
        versions.filter(official_code=text)
        if text.isdigit()
        else versions.filter(search_key=search_key(text))
    )
    return [name_of(version) for version in found.order_by("sort_key", "unit_id")]


def asked_back(text: str, *, within: Validity) -> str:
    """
    What to ask somebody who wrote a name or an official code where a sheet wants a key: a sentence with the
    units it could mean.

    Names and codes have belonged to several units (RULE-36), so nobody is matched by them; those in being in
    the span of days are listed with their place and days, or, where there are none, those of other times.
    """
    found = _named(text, within=within)
    elsewhere = [] if found else _named(text, within=Validity())
    if found:
        return (
            f"“{text}” không phải mã đơn vị; {_span_words(within)} có {_listed(found)}. Ghi mã của đơn "
            "vị muốn nói."
        )
    if elsewhere:
        return (
            f"{_span_words(within).capitalize()} không có đơn vị nào là “{text}”; vào lúc khác có "
            f"{_listed(elsewhere)}. Ghi mã của đơn vị muốn nói."
        )
    return f"Chưa có đơn vị nào mang mã hoặc tên “{text}”. Nạp danh sách đơn vị trước, hoặc sửa mã."


def _named(text: str, *, within: Validity) -> list[UnitName]:
    """
    Versions that touch the span and answer to the text: name (with or without its kind) or code, then names
    of units above it.
    """
    first, *above = [
        search_key(part) for part in re.split(r"[,(]", text.replace(")", " ")) if part.strip()
    ] or [""]
    versions = UnitVersion.objects.select_related("unit").filter(
        Q(ends_on__isnull=True) | Q(ends_on__gt=within.start)
    )
    if within.end is not None:
        versions = versions.filter(starts_on__lt=within.end)
    if first.isdigit():
        versions = versions.filter(official_code=first)
    else:
        words = first.split(" ")
        endings = [" ".join(words[start:]) for start in range(min(len(words), 4))]
        versions = versions.filter(search_key__in=endings)
    found: dict[UnitId, UnitName] = {}
    for version in versions.order_by("sort_key", "unit_id", "starts_on"):
        name = name_of(version)
        fits = first.isdigit() or first in (version.search_key, search_key(name.full_name))
        if fits and _lies_under(name, above, within):
            found[name.id] = name
    return list(found.values())


def _lies_under(unit: UnitName, above: Sequence[str], within: Validity) -> bool:
    if not above:
        return True
    day = max(unit.validity.start, within.start)
    ancestors = list(tree(on=day).ancestors(unit.id))
    called = {
        key
        for name in names(ancestors, on=day).values()
        for key in (search_key(name.name), search_key(name.full_name))
    }
    return all(part in called for part in above)


def _span_words(within: Validity) -> str:
    last = within.last_day
    return (
        f"ngày {last:%d/%m/%Y}"
        if last == within.start or last is None
        else f"từ {within.start:%d/%m/%Y} đến {last:%d/%m/%Y}"
    )


def _listed(candidates: Sequence[UnitName], most: int = 6) -> str:
    def one(unit: UnitName) -> str:
        days = []
        if unit.validity.start > BEGINNING:
            days.append(f"từ {unit.validity.start:%d/%m/%Y}")
        if unit.validity.last_day is not None:
            days.append(f"đến {unit.validity.last_day:%d/%m/%Y}")
        place = (
            names([unit.parent], on=unit.validity.start).get(unit.parent) if unit.parent is not None else None
        )
        within = f", {place.full_name}" if place is not None else ""
        return f"{unit.full_name}{within} (mã {unit.key}{', ' if days else ''}{' '.join(days)})"

    shown = "; ".join(one(unit) for unit in candidates[:most])
    return f"{shown}; và {len(candidates) - most} đơn vị khác" if len(candidates) > most else shown
