"""
What a set of criteria is, in plain values. Sets come by decision and change by the year, so they are data
(RULE-05, RULE-06).
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType

from khuyenhoc.foundation.values.numbers import date_text
from khuyenhoc.foundation.values.validity import Validity
from khuyenhoc.foundation.values.wording import gettext as _

HALF, WHOLE = Decimal("0.5"), Decimal(1)


class Subject(StrEnum):
    """Whose title it is."""

    FAMILY = "family"
    CLAN = "clan"
    COMMUNITY = "community"
    UNIT = "unit"
    CITIZEN = "citizen"


class Scope(StrEnum):
    """Which of the two or three things of one name is meant (RULE-12)."""

    ANY = "any"
    HAMLET = "hamlet"
    COMMUNE = "commune"
    """A commune as a community; or a unit the commune manages."""
    UPPER = "upper"
    """Districts and provinces as communities; or units of the district and the province."""


SCOPES: Mapping[Subject, frozenset[Scope]] = MappingProxyType(
    {
        Subject.FAMILY: frozenset({Scope.ANY}),
        Subject.CLAN: frozenset({Scope.ANY}),
        Subject.COMMUNITY: frozenset({Scope.HAMLET, Scope.COMMUNE, Scope.UPPER}),
        Subject.UNIT: frozenset({Scope.COMMUNE, Scope.UPPER}),
        Subject.CITIZEN: frozenset({Scope.ANY}),
    }
)


class Kind(StrEnum):
    """Points add up to a grade; levels ask that every indicator of theirs be met (RULE-06)."""

    POINTS = "points"
    LEVELS = "levels"


class Completeness(StrEnum):
    """How much of the official text is here. Only a complete set recognises (RULE-07)."""

    COMPLETE = "complete"
    PARTIAL = "partial"
    TEMPLATE = "template"


class Confidence(StrEnum):
    """
    How sure a fact is: a primary text or two independent sources; one secondary source; weak or conflicting
    (rulebook section 0).
    """

    HIGH = "H"
    MIDDLE = "M"
    LOW = "L"


class Tier(StrEnum):
    """The level of administration of the holder, where that settles who decides."""

    COMMUNE = "commune"
    DISTRICT = "district"
    PROVINCE = "province"


@dataclass(frozen=True, slots=True)
class Authority:
    """The document that issued the set. `number` and `issued_on` are None where no source gives them."""

    document: str
    issuer: str
    number: str | None = None
    issued_on: date | None = None

    @property
    def cited(self) -> str:
        """ "Quyết định 324/QĐ-KHVN ngày 25/10/2023 của Hội Khuyến học Việt Nam"."""
        number = self.number or "(chưa rõ số)"
        day = f" ngày {date_text(self.issued_on)}" if self.issued_on else ""
        return f"{self.document} {number}{day} của {self.issuer}"


@dataclass(frozen=True, slots=True)
class Decider:
    """
    Who decides on a recognition, over a span of days (RULE-11). `who` None: not confirmed. `tier` None: for
    every tier.
    """

    who: str | None
    effective: Validity
    tier: Tier | None
    confidence: Confidence
    source: str


@dataclass(frozen=True, slots=True)
class Holding:
    """How long a recognition holds (RULE-10). `months` None: it is of one year, and nothing carries over."""

    months: int | None
    upgrade_after_months: int | None
    confidence: Confidence
    source: str

    def validity(self, decided_on: date) -> Validity | None:
        """
        The days it holds: its last day is the same day of the month, `months` later. None for a title of a
        year.
        """
        return (
            None
            if self.months is None
            else Validity.through(decided_on, _months_later(decided_on, self.months))
        )

    def upgrade_from(self, decided_on: date) -> date | None:
        """The first day on which a higher level may be decided; None where nothing says so."""
        return (
            None
            if self.upgrade_after_months is None
            else _months_later(decided_on, self.upgrade_after_months)
        )


@dataclass(frozen=True, slots=True)
class Form:
    """One of the forms of a set, each for a group of holders."""

    code: str
    label: str


@dataclass(frozen=True, slots=True)
class Threshold:
    """
    At least `percent` of a whole, as something the platform counts: `share` is the code of an indicator, and
    the whole its `share_of`.

    In a set of levels it decides; in a set of points it says what the full points ask for, and people give
    the points.
    """

    share: str
    percent: Decimal


@dataclass(frozen=True, slots=True)
class Item:
    """
    What one mark is given for. In a set of points, 0 to `max_points` in steps of `step`, and no title below
    `min_points`; in a set of levels, met or not met, for the grade `level` and all above it.

    `max_points` and `level` are None only where they are not known. `forms` empty: asked in every form.
    """

    code: str
    label: str
    max_points: Decimal | None = None
    min_points: Decimal | None = None
    step: Decimal = WHOLE
    level: str | None = None
    threshold: Threshold | None = None
    forms: tuple[str, ...] = ()

    @property
    def named(self) -> str:
        """ "Mục 6 “Ngoại ngữ”"."""
        return _("Item %(code)s “%(label)s”") % {"code": self.code, "label": self.label}


@dataclass(frozen=True, slots=True)
class Group:
    """Items under one heading. Its own `max_points` may be known where those of its items are not."""

    code: str
    label: str
    items: tuple[Item, ...]
    max_points: Decimal | None = None
    confidence: Confidence | None = None
    """Of the wording and the points; None in a set entered by its own issuer."""
    source: str = ""


@dataclass(frozen=True, slots=True)
class Grade:
    """
    A grade from `min_points` up, or, without points, a level. Every grade is a recognition; who reaches none
    is not recognised.
    """

    code: str
    label: str
    min_points: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Known:
    """Something stated about a set."""

    says: str
    confidence: Confidence
    source: str


@dataclass(frozen=True, slots=True)
class CriteriaSet:
    """A set of criteria, as its issuer decided it or as far as it is known."""

    key: str
    subject: Subject
    scope: Scope
    title: str
    authority: Authority
    effective: Validity
    completeness: Completeness
    kind: Kind | None
    """None only where nothing but the set's existence is known."""
    total: Decimal | None
    """What all points add up to."""
    holding: Holding | None
    deciders: tuple[Decider, ...]
    forms: tuple[Form, ...]
    groups: tuple[Group, ...]
    grades: tuple[Grade, ...]
    """The highest first."""
    known: tuple[Known, ...]
    missing: tuple[str, ...]
    """What no source gives, in sentences."""
    replaces: tuple[str, ...]
    """
    The keys of the sets this one corrects: on days when both hold, this one counts (a published file never
    changes).
    """

    @property
    def is_official(self) -> bool:
        """Whether the official text is here whole, so that the set may recognise (RULE-07)."""
        return self.completeness is Completeness.COMPLETE

    @property
    def notice(self) -> str:
        """What must be said wherever the set is shown; empty for a complete one."""
        match self.completeness:
            case Completeness.COMPLETE:
                return ""
            case Completeness.PARTIAL:
                return _(
                    "The official criteria set is not entered: only part of it is known, so it cannot "
                    "recognise anyone yet."
                )
            case Completeness.TEMPLATE:
                return _(
                    "The official criteria set is not entered: this is a template to fill in, so it cannot "
                    "recognise anyone yet."
                )

    @property
    def items(self) -> Iterator[Item]:
        """Every item, in the order of the set."""
        return (item for group in self.groups for item in group.items)

    def items_of(self, form: str | None) -> tuple[Item, ...]:
        """The items asked in a form; None only where the set has no forms."""
        return tuple(item for item in self.items if not item.forms or form in item.forms)

    def grade(self, code: str) -> Grade:
        """The grade or level of a code. Raises KeyError where the set has none."""
        return {grade.code: grade for grade in self.grades}[code]

    def decider(self, on: date, tier: Tier | None = None) -> Decider | None:
        """
        Who decides on a day for a holder of a tier (RULE-11); None where no row speaks of it.

        A row without a last day outlasts its set: a title of a year may be decided in the first quarter of
        the next (rulebook 2.4).
        """
        rows = [row for row in self.deciders if row.effective.holds_on(on) and row.tier in (tier, None)]
        return max(rows, key=lambda row: row.tier is not None, default=None)


def points_text(points: Decimal) -> str:
    """Points as one writes them: "79,5", "80"."""
    whole, _, decimals = f"{points:f}".partition(".")
    decimals = decimals.rstrip("0")
    return f"{whole},{decimals}" if decimals else whole


def _months_later(day: date, months: int) -> date:
    """The same day of a later month; the month's last day where it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
