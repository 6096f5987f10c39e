"""The sets on the shelf: found by their key or by the day, the country's and a province's own."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import combinations

from khuyenhoc.foundation.criteria.reading import SetNotSound, parse
from khuyenhoc.foundation.criteria.sets import SCOPES, CriteriaSet, Scope, Subject
from khuyenhoc.foundation.values.datafiles import DATA, BadDataFile
from khuyenhoc.foundation.values.numbers import date_text
from khuyenhoc.foundation.values.wording import gettext as _


@dataclass(frozen=True, slots=True)
class Shelf:
    """
    The country's sets, and those a province issued itself, which count before the country's on their days
    (rulebook 2.1: a framework set may be adapted and issued again).
    """

    sets: tuple[CriteriaSet, ...]
    own: tuple[CriteriaSet, ...] = ()

    def __post_init__(self) -> None:
        for first, other in combinations((*self.sets, *self.own), 2):
            if first.key == other.key:
                raise SetNotSound(
                    other.key, [_("A criteria set with this code exists already. Choose another code.")]
                )
        for sets in (self.sets, self.own):
            for first, other in combinations(sets, 2):
                _refuse_if_both_hold(first, other)

    def with_own(self, own: Iterable[CriteriaSet]) -> Shelf:
        """
        The same shelf with a province's own sets.

        :raises SetNotSound: two of them hold on one day for the same title, or one has a key that is taken
        """
        return Shelf(self.sets, tuple(own))

    def by_key(self, key: str) -> CriteriaSet:
        """The set of a key, in force or not (RULE-05). Raises KeyError where there is none."""
        return {criteria_set.key: criteria_set for criteria_set in (*self.sets, *self.own)}[key]

    def in_force(self, subject: Subject, scope: Scope, on: date) -> CriteriaSet | None:
        """
        The one set of a title on a day; None where there was none yet.

        :raises ValueError: the subject has no such scope (RULE-12)
        """
        if scope not in SCOPES[subject]:
            raise ValueError(f"{subject} has no scope {scope}")
        for sets in (self.own, self.sets):
            holding = [
                criteria_set
                for criteria_set in sets
                if (criteria_set.subject, criteria_set.scope) == (subject, scope)
                and criteria_set.effective.holds_on(on)
            ]
            replaced = {key for criteria_set in holding for key in criteria_set.replaces}
            standing = [criteria_set for criteria_set in holding if criteria_set.key not in replaced]
            if standing:
                return standing[0]
        return None


@cache
def national() -> Shelf:
    """
    Every set of `data/criteria`, by key.

    :raises BadDataFile: a file is not sound, or two sets hold on one day
    """
    sets = []
    for path in sorted((DATA / "criteria").glob("*/*.toml")):
        key = f"{path.parent.name}/{path.stem}"
        try:
            sets.append(parse(text_of(key), key=key))
        except SetNotSound as wrong:
            raise BadDataFile(_file(key), " ".join(wrong.problems)) from wrong
    try:
        return Shelf(tuple(sets))
    except SetNotSound as wrong:
        raise BadDataFile(_file(wrong.key), " ".join(wrong.problems)) from wrong


def text_of(key: str) -> str:
    """
    The TOML of one of the country's sets: what a province starts from when it enters its own.

    :raises BadDataFile: it cannot be read
    """
    try:
        return (DATA / _file(key)).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as wrong:
        raise BadDataFile(
            _file(key), _("cannot be read. Install the platform again, or restore the file.")
        ) from wrong


def _file(key: str) -> str:
    return f"criteria/{key}.toml"


def _refuse_if_both_hold(first: CriteriaSet, other: CriteriaSet) -> None:
    is_same_title = (first.subject, first.scope) == (other.subject, other.scope)
    is_correction = first.key in other.replaces or other.key in first.replaces
    if is_same_title and not is_correction and first.effective.overlaps(other.effective):
        day = date_text(max(first.effective.start, other.effective.start))
        raise SetNotSound(
            other.key,
            [
                _(
                    "From %(day)s on this set and the set “%(title)s” (%(key)s) are both in force. "
                    "Correct the days, or write that this set replaces the other."
                )
                % {"day": day, "title": first.title, "key": first.key}
            ],
        )
