"""
Where rows of a list belong: the chapters of a unit by what people call them, through mergers and new names.
Pure.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from django.utils.translation import gettext as _

from khuyenhoc.foundation.values.mandates import UnitId
from khuyenhoc.foundation.values.trees import Tree
from khuyenhoc.foundation.values.vietnamese import search_key

_CHAPTER_WORDS = re.compile(
    r"^(?:(?:chi hoi khuyen hoc|chi hoi|ban khuyen hoc|to dan pho|tdp|xom|thon|ban|buon|khu pho|khu|to|ap|so)"
    r"\s+)+(?=\S)"
)
_COMMUNE_WORDS = re.compile(
    r"^(?:(?:hoi khuyen hoc|xa|phuong|thi tran|huyen|tinh|thanh pho|quan|thi xa)\s+)+(?=\S)"
)
CHAPTERS = ("chapter", "committee")
"""Kinds of units below a commune."""


@dataclass(frozen=True, slots=True)
class Placement:
    """
    The unit a row belongs to. `unit` None: the place is not known, and `reason` says why. Else `reason` is
    empty, or says that the chapter is not known.
    """

    unit: UnitId | None
    reason: str = ""


class Ground:
    """
    The units a list for `unit` may speak of.

    :param then: the tree of the list's day, in which its words are understood
    :param now: the tree of today, in which records of before show
    :param names: unit → (name, kind) of `unit` and all below it on the list's day, and of all around it today
    """

    def __init__(
        self, unit: UnitId, *, then: Tree, now: Tree, names: Mapping[UnitId, tuple[str, str]]
    ) -> None:
        self.unit = unit
        self._now = now
        self._names = names
        self._chapters: dict[tuple[UnitId, str], list[UnitId]] = {}
        self._communes: dict[str, list[UnitId]] = {}
        below = set(then.under(unit))
        for other in below - {unit}:
            name, kind = names[other]
            if kind not in CHAPTERS:
                self._communes.setdefault(_bare_commune(name), []).append(other)
                continue
            for above in then.ancestors(other):
                for called in (
                    {_plain(name), _bare_chapter(name)} if above in below and above != other else ()
                ):
                    self._chapters.setdefault((above, called), []).append(other)
        self._own = {_bare_chapter(names[unit][0]), _bare_commune(names[unit][0])}
        self._found: dict[tuple[str, str], Placement] = {}
        self._roots: dict[UnitId, UnitId] = {}
        held = {other for root in {self.root(other) for other in below} for other in now.under(root)}
        self._around = frozenset(
            held | {other for other, stand_in in now.stand_in_of.items() if stand_in in held}
        )

    @property
    def around(self) -> frozenset[UnitId]:
        """
        Every unit whose records show in the communes of today that hold the list's unit, or that it holds.
        """
        return self._around

    def find(self, place: str, commune: str) -> Placement:
        """Where a row belongs whose list says this hamlet and this commune; blank is the unit itself."""
        key = (place, commune)
        if key not in self._found:
            self._found[key] = self._look(place, commune)
        return self._found[key]

    def here(self, unit: UnitId) -> UnitId:
        """Where a unit shows today: itself, or its successor."""
        return self._now.stand_in(unit) or unit

    def root(self, unit: UnitId) -> UnitId:
        """The lowest unit of today around a unit that is no chapter: its commune."""
        if unit not in self._roots:
            above = list(self._now.ancestors(unit)) or [unit]
            self._roots[unit] = next(
                (here for here in above if self._names.get(here, ("", ""))[1] not in CHAPTERS), above[-1]
            )
        return self._roots[unit]

    def _look(self, place: str, commune: str) -> Placement:
        inside = self.unit
        if commune and _bare_commune(commune) not in self._own:
            communes = self._communes.get(_bare_commune(commune), [])
            if len(communes) != 1:
                return Placement(
                    None,
                    (
                        _(
                            "“%(commune)s” does not belong to %(unit)s. Check the list, or choose the right "
                            "unit."
                        )
                        % {"commune": commune, "unit": self._names[self.unit][0]}
                    ),
                )
            inside = communes[0]
        bare = _bare_chapter(place)
        chapters = self._chapters.get((inside, _plain(place))) or self._chapters.get((inside, bare), [])
        if not bare or (
            not chapters and inside == self.unit and not self._own.isdisjoint((bare, _bare_commune(place)))
        ):
            return Placement(inside)
        if len(chapters) > 1:
            listed = ", ".join(self._names[chapter][0] for chapter in chapters)
            return Placement(
                None,
                _(
                    "Several chapters are called “%(place)s”: %(chapters)s. Write which one, or add the "
                    "column Xã, phường."
                )
                % {"place": place, "chapters": listed},
            )
        if not chapters:
            return Placement(
                inside,
                _(
                    "This unit has no chapter called “%(place)s”, so the row goes into the unit's own "
                    "register."
                )
                % {"place": place},
            )
        return Placement(chapters[0])


@lru_cache(maxsize=4096)
def _bare_chapter(name: str) -> str:
    """
    A hamlet's name without its kind: "Xóm Nà Pò", "nà pò" and "Chi hội Nà Pò" are one; "Xóm số 5", "Tổ 5" and
    "5" too.
    """
    return _CHAPTER_WORDS.sub("", _plain(name), count=1) if name else ""


@lru_cache(maxsize=4096)
def _bare_commune(name: str) -> str:
    return _COMMUNE_WORDS.sub("", _plain(name), count=1) if name else ""


def _plain(name: str) -> str:
    return " ".join(re.sub(r"[^\w\s]+", " ", search_key(name)).split())
