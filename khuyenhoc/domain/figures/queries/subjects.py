"""Whom figures are about, on which days and for which periods, and every figure of a subject."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from khuyenhoc.domain.figures.queries.board import Board, prepare
from khuyenhoc.domain.figures.queries.figure_rows import figure_rows
from khuyenhoc.domain.figures.queries.kept_sums import KeptPeriods, bring_up_to_date
from khuyenhoc.domain.figures.queries.periods import asked_of, periods_stated
from khuyenhoc.domain.figures.rules.rows import FigureRow, Subject
from khuyenhoc.domain.organisation import queries as organisation
from khuyenhoc.domain.organisation.models import Cluster
from khuyenhoc.foundation.values.mandates import UnitId
from khuyenhoc.foundation.values.periods import Period


@dataclass(frozen=True, slots=True)
class Absence:
    """
    A unit is not in the tree of a day; `shown_at` names the unit that shows its figures, None if none does.
    """

    unit: str
    on: date
    shown_at: str | None


def subject_by_key(key: str) -> Subject:
    """
    The unit or cluster of a key; a unit under the last name it had.

    :raises NoSuchUnit: neither has this key
    """
    record = organisation.versions_of((), [key])
    if record:
        return unit_subject(record[-1])
    cluster = Cluster.objects.filter(key=key).first()
    if cluster is None:
        raise organisation.NoSuchUnit(key)
    return cluster_subject(cluster)


def unit_subject(name: organisation.UnitName) -> Subject:
    return Subject("unit", name.id, name.key, name.title)


def cluster_subject(cluster: Cluster) -> Subject:
    return Subject("cluster", cluster.pk, cluster.key, cluster.name)


def figures(
    subject: Subject, *, period: Period, tree_on: date, kept: KeptPeriods | None = None
) -> list[FigureRow]:
    """
    Every figure of a subject for a period, seen through the tree of a day (`figure_rows`).

    What a unit itself reported shows on any day; in a tree it is not part of, nothing lies below it
    (`absence` says where it does).

    :param kept: what a question about periods brought up to date already
    """
    board = Board(period, tree_on)
    prepare([(board, subject)], kept=kept)
    return figure_rows(board, subject)


def periods_of(subject: Subject, *, with_counted: bool = False) -> tuple[list[Period], KeptPeriods]:
    """
    The periods for which a unit or any unit below it, or a cluster or its members, states something, the
    newest first; and what was brought up to date for it (`figures`).

    :param with_counted: those too for which only registers count something, of those once looked at
    """
    kept = bring_up_to_date()
    return list(periods_stated([asked_of(0, subject)], with_counted=with_counted).get(0, [])), kept


def absence(subject: Subject, *, tree_on: date) -> Absence | None:
    """
    Whether a unit is missing from the tree of a day, and where its figures show there; a cluster never is.
    """
    if not subject.is_unit:
        return None
    tree = organisation.tree(on=tree_on)
    if UnitId(subject.id) in tree:
        return None
    stand_in = tree.stand_in(UnitId(subject.id))
    return Absence(
        subject.name,
        tree_on,
        None if stand_in is None else organisation.names([stand_in], on=tree_on)[stand_in].title,
    )


def own_day(subject: Subject, period: Period) -> date:
    """
    The day whose tree fits a period best: its last day, or the last day of a unit that had ended by then.
    """
    if not subject.is_unit:
        return period.last_day
    last_day = organisation.last_day_of(UnitId(subject.id))
    return period.last_day if last_day is None else min(period.last_day, last_day)
