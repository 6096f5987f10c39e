"""Which set of criteria a title is judged under: the country's, or one a unit above adopted for itself."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from functools import lru_cache

from khuyenhoc.domain.learning.models import OwnSet
from khuyenhoc.domain.organisation import queries as organisation
from khuyenhoc.foundation.criteria import shelf
from khuyenhoc.foundation.criteria.reading import parse
from khuyenhoc.foundation.criteria.sets import CriteriaSet, Scope, Subject
from khuyenhoc.foundation.values.mandates import UnitId


class NoSuchSet(LookupError):
    """No set, of the country or of a unit, has this key."""


@lru_cache(maxsize=256)
def parsed(key: str, text: str) -> CriteriaSet:
    """A set a unit entered. Raises SetNotSound, as the criteria stone does."""
    return parse(text, key=key)


def set_by_key(key: str) -> CriteriaSet:
    """
    The set of a key, in force or not, so that an old title is shown as it was judged (RULE-05).

    :raises NoSuchSet: there is none
    """
    return sets_by_key([key])[key]


def sets_by_key(keys: Iterable[str]) -> Mapping[str, CriteriaSet]:
    """
    Several sets for one look at the database.

    :raises NoSuchSet: a key has none
    """
    wanted = set(keys)
    sets = {criteria.key: criteria for criteria in shelf.national().sets if criteria.key in wanted}
    rest = wanted - sets.keys()
    if rest:
        sets |= {
            key: parsed(key, text)
            for key, text in OwnSet.objects.filter(key__in=rest).values_list("key", "text")
        }
    if wanted - sets.keys():
        raise NoSuchSet(", ".join(sorted(wanted - sets.keys())))
    return sets


def sets_in_force(
    units: Iterable[UnitId], subject: Subject, scope: Scope, *, on: date
) -> Mapping[UnitId, CriteriaSet | None]:
    """
    The set of a title on a day for several units: the one adopted by the nearest unit above, else the
    country's; None where there is none.
    """
    national = shelf.national().in_force(subject, scope, on)
    own: dict[UnitId, list[CriteriaSet]] = {}
    for adopted in OwnSet.objects.filter(subject=subject, scope=scope, adopted_on__isnull=False).order_by(
        "effective_from", "pk"
    ):
        criteria = parsed(adopted.key, adopted.text)
        if criteria.effective.holds_on(on):
            own.setdefault(UnitId(adopted.unit_id), []).append(criteria)
    if not own:
        return dict.fromkeys(units, national)
    tree = organisation.tree(on=on)
    nearest_of = {
        unit: next((above for above in tree.ancestors(unit) if above in own), None) for unit in units
    }
    return {unit: national if nearest is None else own[nearest][-1] for unit, nearest in nearest_of.items()}


def set_in_force(unit: UnitId, subject: Subject, scope: Scope, *, on: date) -> CriteriaSet | None:
    return sets_in_force([unit], subject, scope, on=on)[unit]
