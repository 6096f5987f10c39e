"""
Figures counted from the registers: which indicators, which rows, and the code that stands for exactly those
rows.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, QuerySet

from khuyenhoc.domain.figures.rules import flags as rules
from khuyenhoc.domain.figures.rules.rows import FigureRow, Kind, Subject
from khuyenhoc.domain.learning import queries as learning
from khuyenhoc.domain.learning import rules as titles
from khuyenhoc.domain.learning.models import Recognition, Registration, Step
from khuyenhoc.domain.learning.states import Act
from khuyenhoc.domain.people.models import Membership
from khuyenhoc.foundation.criteria.sets import Scope
from khuyenhoc.foundation.criteria.sets import Subject as TitleSubject
from khuyenhoc.foundation.values.catalogue import indicators
from khuyenhoc.foundation.values.figures import Qualifier
from khuyenhoc.foundation.values.mandates import UnitId
from khuyenhoc.foundation.values.periods import Period

MEMBERS = "org.members"


@dataclass(frozen=True, slots=True)
class Counted:
    """
    How an indicator is counted: the programme its rows are of (empty: memberships), of which of the two
    counts, and the rule that says so.
    """

    programme: str
    is_recognised: bool
    is_old_title: bool
    rule: str

    @property
    def is_of_members(self) -> bool:
        return not self.programme


def _title(programme: str, *, recognised: bool, old: bool = False, rule: str = "RULE-03, RULE-10") -> Counted:
    return Counted(programme, recognised, old, rule)


COUNTED: Mapping[str, Counted] = {
    MEMBERS: Counted("", is_recognised=False, is_old_title=False, rule="RULE-22"),
    **{
        f"model.{model}.{word}": _title(programme, recognised=word == "recognised", old=old, rule=rule)
        for model, programme, old, rule in (
            ("family", "family", False, "RULE-03, RULE-10, RULE-14"),
            ("clan", "clan", False, "RULE-03, RULE-10, RULE-14"),
            ("community", "community", False, "RULE-03, RULE-12, RULE-14"),
            ("unit", "unit", False, "RULE-03, RULE-12, RULE-14"),
            ("citizen_adult", "citizen", False, "RULE-04"),
            ("citizen_staff", "citizen", False, "RULE-04"),
            ("citizen_learner", "citizen", False, "RULE-04"),
            ("family_hieuhoc", "family", True, "RULE-13"),
            ("clan_hieuhoc", "clan", True, "RULE-13"),
        )
        for word in ("registered", "recognised")
    },
    **{
        f"model.commune_community.level{level}": _title("community", recognised=True, rule="RULE-12")
        for level in (1, 2)
    },
    **{f"model.upper_unit.level{level}": _title("unit", recognised=True, rule="RULE-12") for level in (1, 2)},
}
"""Every indicator the registers can answer for. Others are only reported."""


class NotCounted(LookupError):
    """No register counts this indicator."""


@dataclass(frozen=True, slots=True)
class RegisterFigure:
    """A figure with exactly the rows it counts, ids in rising order, and their code."""

    indicator: str
    period: Period
    tree_on: date
    rows: tuple[int, ...]
    check_code: str

    @property
    def count(self) -> int:
        return len(self.rows)


def check_code(indicator: str, unit: str, period: Period, day: date, rows: Iterable[int]) -> str:
    """
    "3f2a-91bc-04de": twelve hexadecimal digits of the SHA-256 over what was counted, where, when, and the row
    ids in rising order.

    Who counts the same rows gets the same code; it lets two people compare without either seeing a row. It is
    no secret and no signature.
    """
    said = "\n".join(
        (indicator, unit, str(period), day.isoformat(), ",".join(str(row) for row in sorted(rows)))
    )
    digits = hashlib.sha256(said.encode()).hexdigest()
    return f"{digits[:4]}-{digits[4:8]}-{digits[8:12]}"


def units_of(unit: UnitId, *, tree_on: date) -> frozenset[UnitId]:
    """The units whose rows show at a unit in the tree of a day."""
    return learning.units_below(unit, on=tree_on)


def register_figure(subject: Subject, code: str, *, period: Period, tree_on: date) -> RegisterFigure:
    """
    A figure of a unit and all below it, as the registers stand now.

    :raises NotCounted: the registers do not answer for the indicator
    """
    if code not in COUNTED or not subject.is_unit:
        raise NotCounted(code)
    rows = tuple(sorted(_rows(code, units_of(UnitId(subject.id), tree_on=tree_on), period)))
    return RegisterFigure(code, period, tree_on, rows, check_code(code, subject.key, period, tree_on, rows))


def register_counts(unit: UnitId, *, period: Period, tree_on: date) -> Mapping[str, int]:
    """
    Every figure of a unit and all below it that the registers count, in three questions; what they hold no
    row of is left out.
    """
    units = units_of(unit, tree_on=tree_on)
    counts: dict[str, int] = {}
    for (_, code), count in learning.model_figures(units, period=period).items():
        counts[code] = counts.get(code, 0) + count
    members = _members(units, period).count()
    return {**counts, MEMBERS: members} if members else counts


def _rows(code: str, units: Collection[UnitId], period: Period) -> Iterable[int]:
    """
    The rows `learning.model_figures` counts, one by one: registrations, by their own id also where it is the
    recognition that counts; a holder recognised twice counts once, at the last.
    """
    how = COUNTED[code]
    if how.is_of_members:
        return _members(units, period).values_list("pk", flat=True)
    return (
        _recognised(code, how, units, period.last_day)
        if how.is_recognised
        else _registered(code, how, units, period)
    )


def _members(units: Collection[UnitId], period: Period) -> QuerySet[Membership]:
    return Membership.objects.on(period.last_day).filter(unit_id__in=list(units))


def _registered(code: str, how: Counted, units: Collection[UnitId], period: Period) -> list[int]:
    withdrawn = Step.objects.filter(
        registration=OuterRef("pk"), act=Act.WITHDRAW, taken_on__lte=period.last_day
    )
    found = Registration.objects.kept_by(units).filter(
        ~Exists(withdrawn),
        programme=how.programme,
        is_old_title=how.is_old_title,
        year=period.year,
        registered_on__lte=period.last_day,
    )
    return [
        pk
        for pk, programme, scope, form in found.values_list("pk", "programme", "scope", "form").order_by()
        if titles.registered_indicator(
            TitleSubject(programme), Scope(scope), form, is_old_title=how.is_old_title
        )
        == code
    ]


def _recognised(code: str, how: Counted, units: Collection[UnitId], day: date) -> list[int]:
    found = (
        Recognition.objects.on(day)
        .filter(
            registration__unit_id__in=list(units),
            registration__programme=how.programme,
            registration__is_old_title=how.is_old_title,
        )
        .values_list(
            "registration_id",
            "registration__programme",
            "registration__scope",
            "registration__form",
            "grade",
            "registration__person_id",
            "registration__group_id",
        )
        .order_by("decision__decided_on", "pk")
    )
    last = {
        (scope, person, group): (pk, programme, scope, form, grade)
        for pk, programme, scope, form, grade, person, group in found
    }
    return [
        pk
        for pk, programme, scope, form, grade in last.values()
        if titles.recognised_indicator(
            TitleSubject(programme), Scope(scope), form, grade, is_old_title=how.is_old_title
        )
        == code
    ]


def beside(rows: Sequence[FigureRow], subject: Subject, *, period: Period, tree_on: date) -> list[FigureRow]:
    """
    The rows of a board with what the registers count put beside them, in the catalogue's order. Nothing is
    added to or taken for anything else; where a reported number differs, the register's row says by how much.
    """
    if not subject.is_unit:
        return list(rows)
    counts = register_counts(UnitId(subject.id), period=period, tree_on=tree_on)
    if not counts:
        return list(rows)
    by_code: dict[str, list[FigureRow]] = {}
    for row in rows:
        by_code.setdefault(row.indicator, []).append(row)
    answer: list[FigureRow] = []
    for code in indicators():
        known = by_code.get(code, [])
        answer += known
        if code in counts:
            answer.append(_register_row(subject, period, code, counts[code], known))
    return answer


def _register_row(
    subject: Subject, period: Period, code: str, count: int, known: Sequence[FigureRow]
) -> FigureRow:
    indicator = indicators()[code]
    reported = next(
        (
            row
            for kind in (Kind.TYPED, Kind.COMPUTED)
            for row in known
            if row.kind is kind and row.value is not None
        ),
        None,
    )
    differs = None if reported is None else rules.registers_agree(count, reported.value, reported.qualifier)
    return FigureRow(
        subject=subject,
        period=period,
        indicator=code,
        label=indicator.label,
        measure=indicator.measure,
        value=count,
        qualifier=Qualifier.EXACT,
        base=None,
        rate=None,
        stated_rate="",
        kind=Kind.REGISTER,
        reported=0,
        expected=0,
        flags=() if differs is None else (differs,),
    )
