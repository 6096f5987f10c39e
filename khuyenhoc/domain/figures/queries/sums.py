"""
Reading what stands for units: what each states or else what is kept of the units below it, added up over any
number of scopes and periods in one question.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import connection

from khuyenhoc.domain.figures.rules.sums import WORDS, Scope, Sum, covers, qualifier_of
from khuyenhoc.foundation.values.mandates import UnitId
from khuyenhoc.foundation.values.periods import Period
from khuyenhoc.foundation.values.trees import Tree

_BITS = " ".join(f"WHEN '{qualifier.value}' THEN {bit}" for qualifier, bit in WORDS.items())

STANDING = f"""
WITH scope AS MATERIALIZED (
  SELECT * FROM unnest(%(places)s::bigint[], %(periods)s::text[], %(units)s::bigint[], %(parts)s::text[])
    AS scope (place, period, unit, part)
),
known AS (
  SELECT s.place, s.unit, f.period, f.indicator, f.value, CASE f.qualifier {_BITS} END AS words, f.base,
    1 AS parts, 1 AS stated_parts, (f.base IS NOT NULL)::int AS based_parts, 0::bigint AS counted,
    NULL::bigint AS tally, true AS is_stated, true AS is_reporter
  FROM scope s JOIN figures_reportedfigure f ON f.unit_id = s.unit AND f.period = s.period
  WHERE s.part = 'line' AND f.replaced_by_id IS NULL AND f.value IS NOT NULL
  UNION ALL
  SELECT s.place, s.unit, k.period, k.indicator,
    CASE WHEN k.spoken_by = '{{}}' THEN k.value END, k.words, k.base, k.parts, k.stated_parts, k.based_parts,
    k.counted, k.tally, false, s.part = 'line' AND k.stated_parts > 0
  FROM scope s JOIN figures_unitsum k ON k.unit_id = s.unit AND k.period = s.period
  WHERE s.part IN ('line', 'outsider')
  UNION ALL
  SELECT s.place, s.unit, r.period, r.indicator, r.count, 0, NULL, 1, 0, 0, r.count, r.count, false, false
  FROM scope s JOIN figures_registertally r ON r.unit_id = s.unit AND r.period = s.period
  WHERE s.part = 'keeper'
),
standing AS (
  SELECT *, value IS NOT NULL
    AND (is_stated OR NOT bool_or(is_stated) OVER (PARTITION BY place, unit, indicator)) AS stands
  FROM known
)
"""  # noqa: S608 - constants of this package
"""
What stands for each unit of a scope. A unit takes part in one of three ways: a `line` with what it states or
what is kept of it, an `outsider` of the tree with its own figure, a `keeper` with its own registers alone.
"""

TOTALS = """
  sum(value) FILTER (WHERE stands)::bigint, coalesce(bit_or(words) FILTER (WHERE stands), 0),
  sum(base) FILTER (WHERE stands)::bigint, coalesce(sum(parts) FILTER (WHERE stands), 0),
  coalesce(sum(stated_parts) FILTER (WHERE stands), 0), coalesce(sum(based_parts) FILTER (WHERE stands), 0),
  coalesce(sum(counted) FILTER (WHERE stands), 0)::bigint, sum(tally)::bigint
"""
"""value, words, base, parts, stated_parts, based_parts, counted, tally of rows of `STANDING`."""

_READ = f"""{STANDING}
SELECT place, indicator, {TOTALS}, array_agg(unit) FILTER (WHERE stands AND is_reporter)
FROM standing GROUP BY place, indicator
"""  # noqa: S608 - constants of this package


@dataclass(slots=True)
class Added:
    """What a scope adds up to: the sums of what stands, and all that its registers count, by indicator."""

    sums: dict[str, Sum] = field(default_factory=dict)
    tallies: dict[str, int] = field(default_factory=dict)


def parameters(asked: Sequence[tuple[int, Period, UnitId, str]]) -> Mapping[str, list[Any]]:
    """The parameters of `STANDING` from (place, period, unit, part)."""
    places, periods, units, parts = (
        (list(column) for column in zip(*asked, strict=True)) if asked else ([],) * 4
    )
    return {"places": places, "periods": [str(period) for period in periods], "units": units, "parts": parts}


def added(scopes: Sequence[tuple[Period, Tree, Scope]]) -> list[Added]:
    """What each scope adds up to in its period; one question for all, one more for outsiders of the trees."""
    asked: list[tuple[int, Period, UnitId, str]] = []
    for place, (period, _then, scope) in enumerate(scopes):
        asked += [(place, period, unit, "line") for unit in scope.lines]
        if scope.keeper is not None:
            asked.append((place, period, scope.keeper, "keeper"))
    answers = [Added() for _ in scopes]
    if not asked and not any(scope.outsiders for _, _, scope in scopes):
        return answers
    with connection.cursor() as cursor:
        cursor.execute(_READ, parameters(asked))
        for place, code, value, words, base, parts, stated, based, counted, tally, reporters in cursor:
            if value is not None:
                answers[place].sums[code] = Sum(
                    value,
                    qualifier_of(words),
                    base if based == parts else None,
                    based,
                    parts,
                    frozenset(map(UnitId, reporters or ())),
                    stated,
                    counted,
                )
            if tally is not None:
                answers[place].tallies[code] = tally
    _add_outsiders(scopes, answers)
    return answers


_OUTSIDERS = """
SELECT s.place, k.indicator, k.value, k.words, k.base, k.stated_parts, k.counted, k.tally, k.spoken_by
FROM unnest(%s::bigint[], %s::text[], %s::bigint[]) AS s (place, period, unit)
JOIN figures_unitsum k ON k.unit_id = s.unit AND k.period = s.period
"""


def _add_outsiders(scopes: Sequence[tuple[Period, Tree, Scope]], answers: Sequence[Added]) -> None:
    """Add the figures of outsiders for which no unit of the scope speaks already."""
    asked = [
        (place, str(period), unit)
        for place, (period, _then, scope) in enumerate(scopes)
        for unit in scope.outsiders
    ]
    if not asked:
        return
    with connection.cursor() as cursor:
        cursor.execute(_OUTSIDERS, [list(column) for column in zip(*asked, strict=True)])
        for place, code, value, words, base, stated, counted, tally, spoken_by in cursor:
            _period, then, scope = scopes[place]
            answer = answers[place]
            if tally is not None:
                answer.tallies[code] = answer.tallies.get(code, 0) + tally
            if value is None or any(covers(scope, UnitId(unit), then) for unit in spoken_by):
                continue
            alone = Sum(
                value, qualifier_of(words), base, int(base is not None), 1, frozenset(), stated, counted
            )
            before = answer.sums.get(code)
            answer.sums[code] = alone if before is None else _both(before, alone)


def _both(one: Sum, other: Sum) -> Sum:
    based = one.parts_with_base + other.parts_with_base
    return Sum(
        one.value + other.value,
        one.qualifier.of_sum([one.qualifier, other.qualifier]),
        one.base + other.base if one.base is not None and other.base is not None else None,
        based,
        one.parts + other.parts,
        one.reporters | other.reporters,
        one.stated_parts + other.stated_parts,
        one.counted + other.counted,
    )
