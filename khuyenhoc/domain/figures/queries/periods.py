"""The periods for which figures are on record."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from django.db import connection

from khuyenhoc.domain.figures.queries.kept_sums import STATED
from khuyenhoc.domain.figures.rules.rows import Subject
from khuyenhoc.foundation.values.periods import Period


def periods_on_record(indicator: str | None = None) -> list[Period]:
    """The periods for which anything, or an indicator, is stated on the whole platform."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"WITH RECURSIVE {STATED} SELECT period FROM stated WHERE period IS NOT NULL",  # noqa: S608
            {"code": indicator},
        )
        return [Period.parse(text) for (text,) in cursor.fetchall()]


Asked = tuple[int, int | None, int | None, str, bool]
"""
A place of the answer, a unit or a cluster, a pattern of periods (`ANY`, or "2025"), and whether to look
below the unit too.
"""
ANY = "%"

_OF_SUBJECTS = """
WITH asked AS MATERIALIZED (
  SELECT * FROM unnest(%s::int[], %s::bigint[], %s::bigint[], %s::text[], %s::boolean[])
    AS asked (place, unit, cluster, pattern, with_below)
),
units AS MATERIALIZED (
  SELECT place, unit, pattern, with_below FROM asked WHERE unit IS NOT NULL
  UNION
  SELECT a.place, m.unit_id, y.year || '%%', true FROM asked a
  JOIN organisation_clusteryear y ON y.cluster_id = a.cluster
  JOIN organisation_clustermembership m ON m.cluster_year_id = y.id
)
SELECT u.place, f.period FROM units u JOIN figures_reportedfigure f ON f.unit_id = u.unit
WHERE f.replaced_by_id IS NULL AND f.period LIKE u.pattern
UNION
SELECT u.place, k.period FROM units u JOIN figures_unitsum k ON k.unit_id = u.unit
WHERE u.with_below AND (k.stated_parts > 0 OR (%s AND k.tally > 0)) AND k.period LIKE u.pattern
UNION
SELECT a.place, f.period FROM asked a JOIN figures_reportedfigure f ON f.cluster_id = a.cluster
WHERE f.replaced_by_id IS NULL AND f.period LIKE a.pattern
"""


def asked_of(place: int, subject: Subject) -> Asked:
    """Every period of a unit or a cluster."""
    return (place, subject.id, None, ANY, True) if subject.is_unit else (place, None, subject.id, ANY, True)


def periods_stated(asked: Sequence[Asked], *, with_counted: bool = False) -> Mapping[int, Sequence[Period]]:
    """
    By place, the periods for which a unit or any unit below it, or a cluster or its members, states
    something, the newest first. The kept sums are to be up to date (`kept_sums.bring_up_to_date`).

    :param with_counted: those too for which only registers count something, of those once looked at
    """
    periods: dict[int, list[Period]] = {}
    if asked:
        with connection.cursor() as cursor:
            cursor.execute(_OF_SUBJECTS, [*map(list, zip(*asked, strict=True)), with_counted])
            for place, text in cursor:
                periods.setdefault(place, []).append(Period.parse(text))
    return {place: sorted(each, key=_in_order, reverse=True) for place, each in periods.items()}


def _in_order(period: Period) -> tuple[date, str]:
    return period.last_day, str(period)
