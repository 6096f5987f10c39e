"""
The catalogues in `data/`: indicators, flags, kinds of unit, posts, targets. Read once, checked whole, then
plain values. `label` is Vietnamese, for papers and sheets; `shown` is in the active language, for pages.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cache
from types import MappingProxyType
from typing import Any, TypeVar

from khuyenhoc.foundation.values.datafiles import DATA, BadDataFile, load_toml
from khuyenhoc.foundation.values.mandates import Action
from khuyenhoc.foundation.values.numbers import grouped
from khuyenhoc.foundation.values.wording import gettext as _
from khuyenhoc.foundation.values.wording import is_english

_T = TypeVar("_T")
_FILES = ("organisation", "base", "learning", "funds", "support", "activities", "rewards")
"""The order of the report's forms, A to F, with the wholes after the first."""
_MEASURES = {"count", "people", "vnd", "turns", "grants"}


@dataclass(frozen=True, slots=True)
class Indicator:
    """
    A figure the association counts. `share_of` is the whole it is set against, `part_of` the total it is one
    kind of.
    """

    code: str
    label: str
    label_en: str
    noun: str
    measure: str
    nature: str
    form: str
    share_of: str | None = None
    part_of: str | None = None
    registered: str | None = None
    """On a recognised figure: the registered one it is compared with (RULE-15)."""
    old_title_since: int | None = None
    """The first year in which this title is the older word for another (RULE-13)."""
    title_now: str | None = None

    @property
    def shown(self) -> str:
        return self.label_en if is_english() else self.label


@dataclass(frozen=True, slots=True)
class FlagText:
    sentence: str
    sentence_en: str
    sentence_alone: str = ""
    """Said instead where there is nothing below that was expected to report."""
    sentence_alone_en: str = ""
    thresholds: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class UnitKind:
    label: str
    label_en: str
    association: str
    """The name of the association's body in such a unit, with `{name}` for the unit's own."""
    tier: int
    last_day: date | None = None

    @property
    def shown(self) -> str:
        return self.label_en if is_english() else self.label


@dataclass(frozen=True, slots=True)
class Crossing:
    """
    How a figure crosses a boundary. On a merger the parts are added. On a split, where it was kept at the cut
    unit alone, it stays there ("keep"), may be shared out by dated weights when an officer chooses to
    ("share"), or has to be counted again ("recount").
    """

    merger: str
    split: str


@dataclass(frozen=True, slots=True)
class CitedDocument:
    """A document reorganisations cite by its number alone."""

    issuer: str
    issued_on: date


@dataclass(frozen=True, slots=True)
class Post:
    code: str
    label: str
    label_en: str
    actions: frozenset[Action]

    @property
    def shown(self) -> str:
        return self.label_en if is_english() else self.label


@dataclass(frozen=True, slots=True)
class Target:
    """
    A share that is to be reached, of recognised figures only (RULE-01, RULE-03).

    `indicator` None: the platform counts nothing for it yet. `percent` None: sources disagree, and `stated`
    lists what they say. `unit` None: it holds for the country.
    """

    document: str
    issued_on: date
    unit: str | None
    indicator: str | None
    label: str
    denominator: str
    year: int
    area: str
    percent: Decimal | None
    stated: tuple[Decimal, ...]
    confidence: str


@cache
def indicators() -> Mapping[str, Indicator]:
    """Every indicator by code, in the order of the report's forms."""
    catalogue: dict[str, Indicator] = {}
    for name in _FILES:
        file = f"indicators/{name}.toml"
        for code, described in load_toml(file).items():
            if code in catalogue:
                raise BadDataFile(file, _("the indicator %(code)s is there twice.") % {"code": code})
            try:
                catalogue[code] = Indicator(code=code, **described)
            except TypeError as wrong:
                raise BadDataFile(
                    file,
                    _("the indicator %(code)s has too few or too many entries (%(wrong)s).")
                    % {"code": code, "wrong": wrong},
                ) from wrong
            if catalogue[code].measure not in _MEASURES:
                raise BadDataFile(
                    file,
                    _("the indicator %(code)s has an unknown measure “%(measure)s”.")
                    % {"code": code, "measure": catalogue[code].measure},
                )
    for indicator in catalogue.values():
        for other in (indicator.share_of, indicator.part_of, indicator.registered, indicator.title_now):
            if other is not None and other not in catalogue:
                raise BadDataFile(
                    "indicators",
                    _("the indicator %(code)s refers to %(other)s, but there is no such indicator.")
                    % {"code": indicator.code, "other": other},
                )
    return MappingProxyType(catalogue)


@cache
def parts_of(code: str) -> tuple[str, ...]:
    """The kinds that a total is made of."""
    return tuple(other.code for other in indicators().values() if other.part_of == code)


@cache
def flags() -> Mapping[str, FlagText]:
    return MappingProxyType(
        {
            code: _made(FlagText, "flags.toml", code, described)
            for code, described in load_toml("flags.toml").items()
        }
    )


@cache
def unit_kinds() -> Mapping[str, UnitKind]:
    file = "unit_kinds.toml"
    return MappingProxyType(
        {code: _made(UnitKind, file, code, described) for code, described in load_toml(file).items()}
    )


@cache
def crossings() -> Mapping[str, Crossing]:
    """Indicator → how it crosses a boundary."""
    file = "crossing.toml"
    described = load_toml(file)
    default = _made(Crossing, file, "default", described.pop("default"))
    crossings_of = dict.fromkeys(indicators(), default)
    for name, rule in described.items():
        codes = rule.pop("indicators", [])
        unknown = [code for code in codes if code not in crossings_of]
        if unknown:
            raise BadDataFile(
                file,
                _("the section %(name)s refers to %(unknown)s, but there is no such indicator.")
                % {"name": name, "unknown": unknown[0]},
            )
        crossings_of.update(dict.fromkeys(codes, _made(Crossing, file, name, rule)))
    strange = next(
        (
            rule
            for rule in crossings_of.values()
            if rule.merger != "add" or rule.split not in ("keep", "share", "recount")
        ),
        None,
    )
    if strange is not None:
        raise BadDataFile(
            file,
            _("unknown way to cross a boundary: %(merger)s, %(split)s.")
            % {"merger": strange.merger, "split": strange.split},
        )
    return MappingProxyType(crossings_of)


@cache
def cited_documents() -> Mapping[str, CitedDocument]:
    """Documents known by number."""
    file = "documents.toml"
    return MappingProxyType(
        {
            number: _made(CitedDocument, file, number, described)
            for number, described in load_toml(file).items()
        }
    )


@cache
def posts() -> Mapping[str, Post]:
    posts_read: dict[str, Post] = {}
    for code, described in load_toml("posts.toml").items():
        try:
            actions = frozenset(Action(action) for action in described.pop("actions"))
        except (KeyError, ValueError) as wrong:
            raise BadDataFile(
                "posts.toml",
                _("the post %(code)s has an unknown action (%(wrong)s).") % {"code": code, "wrong": wrong},
            ) from wrong
        posts_read[code] = _made(Post, "posts.toml", code, {"code": code, "actions": actions, **described})
    return MappingProxyType(posts_read)


@cache
def targets() -> tuple[Target, ...]:
    """Every target on file, by document, then year."""
    targets_read: list[Target] = []
    for path in sorted((DATA / "targets").glob("*.toml")):
        file = f"targets/{path.name}"
        described = load_toml(file)
        header = described["document"]
        for entry in described["target"]:
            code = entry.get("indicator")
            if code is not None and (code not in indicators() or indicators()[code].registered is None):
                raise BadDataFile(
                    file,
                    _(
                        "%(code)s is not an indicator of recognised titles; targets are compared with "
                        "recognised figures only."
                    )
                    % {"code": code},
                )
            stated = tuple(Decimal(str(value)) for value in entry["percent"])
            targets_read.append(
                Target(
                    document=header["number"],
                    issued_on=header["issued_on"],
                    unit=header.get("unit"),
                    indicator=code,
                    label=entry["label"],
                    denominator=entry["denominator"],
                    year=entry["year"],
                    area=entry.get("area", "all"),
                    percent=stated[0] if len(stated) == 1 else None,
                    stated=stated,
                    confidence=entry["confidence"],
                )
            )
    return tuple(targets_read)


@cache
def _english_labels() -> Mapping[str, str]:
    """Vietnamese → English, for the data files that are published in Vietnamese alone."""
    return {
        vietnamese: english
        for section in load_toml("labels/en.toml").values()
        for vietnamese, english in section.items()
    }


def shown(label: str) -> str:
    """A Vietnamese label of a data file in the active language; one that is not in `data/labels` as it is."""
    return _english_labels().get(label, label) if is_english() else label


def flag_sentence(code: str, language: str = "vi", **values: int | str) -> str:
    """
    What a flag says to a person, with its values written the Vietnamese way. A value `indicator` is the code
    of one, said by its label.
    """
    text = flags()[code]
    alone = bool(text.sentence_alone) and values.get("expected") == 0
    vietnamese = text.sentence_alone if alone else text.sentence
    english = text.sentence_alone_en if alone else text.sentence_en
    texts = {
        name: grouped(value) if isinstance(value, int) and name != "year" else str(value).replace(".", ",")
        for name, value in values.items()
    }
    if "indicator" in values:
        indicator = indicators()[str(values["indicator"])]
        texts["indicator"] = indicator.label_en if language == "en" else indicator.label
    return (english if language == "en" else vietnamese).format(**texts)


def _made(kind: type[_T], file: str, code: str, described: Mapping[str, Any]) -> _T:
    try:
        return kind(**described)
    except TypeError as wrong:
        raise BadDataFile(
            file,
            _("the section %(code)s has too few or too many lines (%(wrong)s).")
            % {"code": code, "wrong": wrong},
        ) from wrong
