"""The periods for which figures are on record."""

from __future__ import annotations

from typing import Any

from django.db import connection
from django.db.models import Q, QuerySet

from khuyenhoc.domain.figures.models import ReportedFigure, UnitSum
from khuyenhoc.domain.figures.queries import kept_sums
from khuyenhoc.domain.figures.rules.rows import Subject
from khuyenhoc.domain.organisation.models import ClusterMembership
from khuyenhoc.foundation.values.periods import Period

_STATED = """
WITH RECURSIVE stated (period) AS (
  (SELECT period FROM figures_reportedfigure
   WHERE replaced_by_id IS NULL AND (%(code)s IS NULL OR indicator = %(code)s) ORDER BY period LIMIT 1)
  UNION ALL
  SELECT (SELECT f.period FROM figures_reportedfigure f
          WHERE f.replaced_by_id IS NULL AND (%(code)s IS NULL OR f.indicator = %(code)s)
            AND f.period > stated.period ORDER BY f.period LIMIT 1)
  FROM stated WHERE stated.period IS NOT NULL
)
SELECT period FROM stated WHERE period IS NOT NULL
"""
"""Steps along the index from period to period: a DISTINCT would read a nation's figures."""


def periods_on_record(indicator: str | None = None) -> list[Period]:
    """The periods for which anything, or an indicator, is stated on the whole platform."""
    with connection.cursor() as cursor:
        cursor.execute(_STATED, {"code": indicator})
        return [Period.parse(text) for (text,) in cursor.fetchall()]


def periods_of(subject: Subject, *, with_counted: bool = False) -> list[Period]:
    """
    The periods for which a unit or any unit below it, or a cluster or its members, states something, the
    newest first.

    :param with_counted: those too for which only registers count something, of those once looked at
    """
    kept_sums.bring_up_to_date(periods_on_record())
    stands = Q(stated_parts__gt=0) | Q(tally__gt=0) if with_counted else Q(stated_parts__gt=0)
    current = ReportedFigure.objects.current()
    if subject.is_unit:
        texts = _texts(current.filter(unit_id=subject.id), UnitSum.objects.filter(stands, unit_id=subject.id))
    else:
        texts = _texts(current.filter(cluster_id=subject.id))
        joined = ClusterMembership.objects.filter(cluster_year__cluster=subject.id)
        members_of: dict[int, list[int]] = {}
        for year, unit in joined.values_list("cluster_year__year", "unit_id"):
            members_of.setdefault(year, []).append(unit)
        for year, units in members_of.items():
            texts |= _texts(
                current.filter(unit_id__in=units, period__startswith=str(year)),
                UnitSum.objects.filter(stands, unit_id__in=units, period__startswith=str(year)),
            )
    return sorted(map(Period.parse, texts), key=lambda period: (period.last_day, str(period)), reverse=True)


def _texts(*rows: QuerySet[Any]) -> set[str]:
    return {text for found in rows for text in found.order_by().values_list("period", flat=True).distinct()}
