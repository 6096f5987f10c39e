"""Units that answer to a name or a code, and the question for the user who wrote one instead of a key."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from django.db.models import Q
from django.utils.translation import gettext as _

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
    What to ask the user who wrote a name or an official code where a sheet wants a key: a sentence with the
    units it could mean.

    Names and codes have belonged to several units (RULE-36), so no unit is matched by them. Units that exist
    in the span of days are listed with their place and days; where there are none, those of other times.
    """
    matches = _named(text, within=within)
    elsewhere = [] if matches else _named(text, within=Validity())
    if matches:
        return _(
            "“%(text)s” is not the key of a unit; %(span)s there is %(listed)s. Write the key of the unit "
            "you mean."
        ) % {"text": text, "span": _span_words(within), "listed": _listed(matches)}
    if elsewhere:
        return _(
            "%(span)s no unit is called “%(text)s”; at other times there is %(listed)s. Write the key of "
            "the unit you mean."
        ) % {"span": _span_words(within).capitalize(), "text": text, "listed": _listed(elsewhere)}
    return _(
        "No unit has the key or the name “%(text)s”. Load the list of units first, or correct the key."
    ) % {"text": text}


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
    matches: dict[UnitId, UnitName] = {}
    for version in versions.order_by("sort_key", "unit_id", "starts_on"):
        name = name_of(version)
        fits = first.isdigit() or first in (version.search_key, search_key(name.full_name))
        if fits and _lies_under(name, above, within):
            matches[name.id] = name
    return list(matches.values())


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
        _("on %(day)s") % {"day": f"{last:%d/%m/%Y}"}
        if last == within.start or last is None
        else _("from %(start)s to %(last)s")
        % {"start": f"{within.start:%d/%m/%Y}", "last": f"{last:%d/%m/%Y}"}
    )


def _listed(candidates: Sequence[UnitName], most: int = 6) -> str:
    def described(unit: UnitName) -> str:
        first, last = unit.validity.start, unit.validity.last_day
        days = []
        if first > BEGINNING:
            days.append(_("from %(first)s") % {"first": f"{first:%d/%m/%Y}"})
        if last is not None:
            days.append(_("to %(last)s") % {"last": f"{last:%d/%m/%Y}"})
        place = (
            names([unit.parent], on=unit.validity.start).get(unit.parent) if unit.parent is not None else None
        )
        within = f", {place.full_name}" if place is not None else ""
        details = f"{unit.key}{', ' if days else ''}{' '.join(days)}"
        return _("%(full_name)s%(within)s (key %(details)s)") % {
            "full_name": unit.full_name,
            "within": within,
            "details": details,
        }

    shown = "; ".join(described(unit) for unit in candidates[:most])
    return (
        _("%(shown)s; and %(others)s more") % {"shown": shown, "others": len(candidates) - most}
        if len(candidates) > most
        else shown
    )
