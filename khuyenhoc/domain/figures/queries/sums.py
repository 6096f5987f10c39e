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
SELECT place, indicator, {TOTALS}, array_agg(unit) FILTER (WHERE stands AND is_reporter), NULL::bigint[]
FROM standing GROUP BY place, indicator
UNION ALL
SELECT s.place, k.indicator, k.value, k.words, k.base, 1, k.stated_parts, (k.base IS NOT NULL)::int,
  k.counted, k.tally, NULL, k.spoken_by
FROM unnest(%(outside_places)s::bigint[], %(outside_periods)s::text[], %(outside_units)s::bigint[])
  AS s (place, period, unit)
JOIN figures_unitsum k ON k.unit_id = s.unit AND k.period = s.period
"""  # noqa: S608 - constants of this package
"""The totals of each place; then the outsiders of the trees, a row each with who speaks for them."""


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
    """What each scope adds up to in its period, in one question for all."""
    asked: list[tuple[int, Period, UnitId, str]] = []
    outside: list[tuple[int, str, UnitId]] = []
    for place, (period, _then, scope) in enumerate(scopes):
        asked += [(place, period, unit, "line") for unit in scope.lines]
        if scope.keeper is not None:
            asked.append((place, period, scope.keeper, "keeper"))
        outside += [(place, str(period), unit) for unit in scope.outsiders]
    answers = [Added() for _ in scopes]
    if not asked and not outside:
        return answers
    of_outsiders = dict(
        zip(
            ("outside_places", "outside_periods", "outside_units"),
            map(list, zip(*outside, strict=True)) if outside else ([],) * 3,
            strict=True,
        )
    )
    with connection.cursor() as cursor:
        cursor.execute(_READ, {**parameters(asked), **of_outsiders})
        rows = cursor.fetchall()
    for place, code, value, words, base, parts, stated, based, counted, tally, reporters, spoken_by in rows:
        answer = answers[place]
        if tally is not None:
            answer.tallies[code] = answer.tallies.get(code, 0) + tally
        _period, then, scope = scopes[place]
        if value is None or any(covers(scope, UnitId(unit), then) for unit in spoken_by or ()):
            continue
        found = Sum(
            value,
            qualifier_of(words),
            base if based == parts else None,
            based,
            parts,
            frozenset(map(UnitId, reporters or ())),
            stated,
            counted,
        )
        before = answer.sums.get(code)
        answer.sums[code] = found if before is None else _both(before, found)
    return answers


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
