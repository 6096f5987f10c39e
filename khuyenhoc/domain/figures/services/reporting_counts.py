"""What the registers count becomes what a unit states, with one press and without a typed number."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from khuyenhoc.domain.figures.models import FigureSheet, ReportedFigure
from khuyenhoc.domain.figures.queries import kept_sums
from khuyenhoc.domain.figures.queries.board import Board
from khuyenhoc.domain.figures.queries.register_figures import register_figure
from khuyenhoc.domain.figures.queries.subjects import own_day
from khuyenhoc.domain.figures.rules.rows import Subject
from khuyenhoc.domain.figures.services.counting import kept_count
from khuyenhoc.domain.figures.services.loading import one_statement_at_a_time
from khuyenhoc.foundation.audit import trail
from khuyenhoc.foundation.values.catalogue import indicators
from khuyenhoc.foundation.values.mandates import Action, Mandate, UnitId
from khuyenhoc.foundation.values.periods import Period


class NothingCounted(Exception):
    """The registers of the unit, and of all below it, hold no row that counts in the period."""


class PeriodToCome(Exception):
    """The period has not begun, so nothing can be stated for it."""


@dataclass(frozen=True, slots=True)
class CountsReported:
    """
    What one press did, as indicator codes in the catalogue's order: what is stated now, what was stated from
    the same rows before, and what a sheet states already and stays as it is.
    """

    stated: Sequence[str]
    same: Sequence[str]
    left: Sequence[str]


def report_registers(*, mandate: Mandate, subject: Subject, period: Period) -> CountsReported:
    """
    Make every count of a unit's registers for a period, those of all units below it included, what the unit
    states. Each figure keeps the count it came from, with its rows and check code.

    A figure that a sheet stated stays: which of two numbers holds is the unit's decision, not the press's.

    :raises OutsideMandate: the mandate does not reach the unit
    :raises NotCounted: the subject is a cluster
    :raises PeriodToCome: the period has not begun on the mandate's day
    :raises NothingCounted: no register row counts in the period
    """
    mandate.require(Action.REPORT, [UnitId(subject.id)])
    if period.first_day > mandate.on:
        raise PeriodToCome(str(period))
    tree_on = own_day(subject, period)
    with transaction.atomic():
        one_statement_at_a_time()
        tallies = Board(period, tree_on).place(subject).tallies
        counted = [code for code in indicators() if tallies.get(code)]
        if not counted:
            raise NothingCounted(subject.key)
        current = ReportedFigure.objects.current().filter(unit_id=subject.id, period=str(period))
        before = {figure.indicator: figure for figure in current.select_related("count")}
        stated: dict[str, ReportedFigure] = {}
        same: list[str] = []
        left: list[str] = []
        for code in counted:
            known = before.get(code)
            if known is not None and known.count is None:
                left.append(code)
                continue
            figure = register_figure(subject, code, period=period, tree_on=tree_on)
            if known is not None and known.count is not None and known.count.check_code == figure.check_code:
                same.append(code)
                continue
            count = kept_count(mandate, subject, figure)
            stated[code] = ReportedFigure(
                unit_id=subject.id, period=str(period), indicator=code, value=figure.count, count=count
            )
        if stated:
            _state(mandate, stated, [before[code].pk for code in stated if code in before], len(same))
            kept_sums.bring_up_to_date([period])
    return CountsReported(list(stated), same, left)


def _state(mandate: Mandate, stated: dict[str, ReportedFigure], replaced: Sequence[int], same: int) -> None:
    """Store the figures as one act that stated them."""
    act = FigureSheet.objects.create(
        kind=FigureSheet.Kind.REGISTERS,
        loaded_by_id=mandate.account,
        new=len(stated) - len(replaced),
        changed=len(replaced),
        same=same,
        refused=0,
    )
    ReportedFigure.objects.filter(pk__in=replaced).update(replaced_by=act)
    for figure in stated.values():
        figure.sheet = act
    ReportedFigure.objects.bulk_create(stated.values())
    trail.record(mandate, "reported registers", act, new=act.new, changed=act.changed)
