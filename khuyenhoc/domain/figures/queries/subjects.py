"""Whom figures are about, on which days and for which periods, and every figure of a subject."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from khuyenhoc.domain.figures.models import ReportedFigure
from khuyenhoc.domain.figures.queries import register_figures
from khuyenhoc.domain.figures.queries.board import Board
from khuyenhoc.domain.figures.rules.rows import FigureRow, Subject
from khuyenhoc.domain.organisation import queries as organisation
from khuyenhoc.domain.organisation.models import Cluster, ClusterMembership
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
    cluster = Cluster.objects.filter(key=key).first()
    if cluster is not None:
        return Subject("cluster", cluster.pk, cluster.key, cluster.name)
    unit = organisation.unit_by_key(key)
    names = organisation.names([UnitId(unit.pk)], on=date.max)
    if UnitId(unit.pk) not in names:
        raise organisation.NoSuchUnit(key)
    return Subject("unit", unit.pk, key, names[UnitId(unit.pk)].title)


def unit_subject(name: organisation.UnitName) -> Subject:
    return Subject("unit", name.id, name.key, name.title)


def figures(subject: Subject, *, period: Period, tree_on: date) -> list[FigureRow]:
    """
    Every figure of a subject for a period, seen through the tree of a day: typed beside computed beside what
    the registers count, in the catalogue's order.

    What a unit itself reported shows on any day; in a tree it is not part of, nothing lies below it
    (`absence` says where it does).
    """
    return register_figures.beside(
        Board(period, tree_on).rows(subject), subject, period=period, tree_on=tree_on
    )


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
    last_days = [version.validity.last_day for version in organisation.versions_on_record(UnitId(subject.id))]
    known = [day for day in last_days if day is not None]
    return min(period.last_day, max(known)) if known and len(known) == len(last_days) else period.last_day


def periods_on_record(subject: Subject) -> list[Period]:
    """The periods that units at or below a unit, or in a cluster, have reported, the newest first."""
    reporters: dict[Period, set[UnitId]] = {}
    own: set[Period] = set()
    for text, unit, cluster in (
        ReportedFigure.objects.current().values_list("period", "unit_id", "cluster_id").distinct()
    ):
        if unit is not None:
            reporters.setdefault(Period.parse(text), set()).add(UnitId(unit))
        elif not subject.is_unit and cluster == subject.id:
            own.add(Period.parse(text))
    trees = organisation.trees(on=[period.last_day for period in reporters])
    for period, units in reporters.items():
        tops = {UnitId(subject.id)} if subject.is_unit else _members(subject.id, period.year)
        if any(
            top in units or any(top in trees[period.last_day].ancestors(unit) for unit in units)
            for top in tops
        ):
            own.add(period)
    return sorted(own, key=lambda period: (period.last_day, str(period)), reverse=True)


def _members(cluster: int, year: int) -> set[UnitId]:
    memberships = ClusterMembership.objects.filter(cluster_year__cluster=cluster, cluster_year__year=year)
    return {UnitId(unit) for unit in memberships.values_list("unit_id", flat=True)}
