"""What an officer is to look at: who has not reported, and what the newest figures are."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from khuyenhoc.domain.figures.queries.board import Board, prepare
from khuyenhoc.domain.figures.queries.figure_rows import figure_rows
from khuyenhoc.domain.figures.queries.kept_sums import KeptPeriods, bring_up_to_date
from khuyenhoc.domain.figures.queries.periods import Asked, asked_of, periods_stated
from khuyenhoc.domain.figures.queries.subjects import own_day
from khuyenhoc.domain.figures.rules.rows import FigureRow, Subject
from khuyenhoc.domain.organisation import queries as organisation
from khuyenhoc.foundation.values.mandates import UnitId
from khuyenhoc.foundation.values.periods import Period


@dataclass(frozen=True, slots=True)
class Newest:
    """A unit or cluster, its newest period, and what it states there, adds up to and counts."""

    subject: Subject
    period: Period
    rows: Sequence[FigureRow]


@dataclass(frozen=True, slots=True)
class Overview:
    """`silent`: year → the units that have not reported for any part of it."""

    newest: Sequence[Newest]
    silent: Mapping[int, Collection[UnitId]]


def overview(
    subjects: Sequence[Subject], *, expected: Sequence[UnitId], years: Collection[int], on: date
) -> Overview:
    """
    The newest figures of subjects, without the rows of what they are asked for and did not state, and which
    of the expected units are silent. A unit whose predecessors reported has reported.
    """
    kept = bring_up_to_date()
    asked = [asked_of(place, subject) for place, subject in enumerate(subjects)]
    reporting: dict[int, tuple[int, UnitId]] = {}
    for year in years:
        for unit in expected:
            place = len(subjects) + len(reporting)
            reporting[place] = (year, unit)
            asked += _reporters(place, unit, [each for each in kept.on_record if each.year == year], on)
    periods = periods_stated(asked)
    heard_of = {pair for place, pair in reporting.items() if place in periods}
    silent = {year: [unit for unit in expected if (year, unit) not in heard_of] for year in years}
    newest = [(subject, periods[place][0]) for place, subject in enumerate(subjects) if place in periods]
    return Overview(_with_rows(newest, kept, on), silent)


def _reporters(place: int, unit: UnitId, periods: Collection[Period], on: date) -> list[Asked]:
    """
    The unit of a day, and the highest units of each period's end whose figures show at it that day; all that
    was below the unit itself only where it holds all of its ground.
    """
    asked: list[Asked] = []
    for period in periods:
        placing, _ = organisation.through(then=period.last_day, lens=on)
        is_whole = unit in placing.then and placing.of(unit) == unit
        asked.append((place, unit, None, str(period), is_whole))
        asked += [
            (place, other, None, str(period), True)
            for other in placing.highest_inside(unit)
            if not is_whole or unit not in placing.then.ancestors(other)
        ]
    return asked


def _with_rows(pairs: Sequence[tuple[Subject, Period]], kept: KeptPeriods, on: date) -> list[Newest]:
    boards: dict[tuple[Period, date], Board] = {}
    placed = []
    for subject, period in pairs:
        seen_from = min(own_day(subject, period), on)
        placed.append((boards.setdefault((period, seen_from), Board(period, seen_from)), subject))
    prepare(placed, kept=kept, with_asked=False)
    return [Newest(subject, board.period, figure_rows(board, subject)) for board, subject in placed]
