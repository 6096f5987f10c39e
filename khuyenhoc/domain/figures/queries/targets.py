"""Targets beside the recognised figures they are about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from khuyenhoc.domain.figures.rules.rows import FigureRow, Kind, Subject
from khuyenhoc.foundation.values.catalogue import Target, targets


@dataclass(frozen=True, slots=True)
class TargetRow:
    """A target beside the recognised figure it is about (RULE-03). `met is None`: not known yet."""

    target: Target
    row: FigureRow | None
    met: bool | None


def targets_beside(rows: Sequence[FigureRow], subject: Subject) -> list[TargetRow]:
    """
    Every target that speaks to the subject beside its *recognised* figure: national, then local, never one
    for another (RULE-01, RULE-03).

    A registered figure meets no target, at any rate.
    """
    answers: list[TargetRow] = []
    for target in targets():
        if target.unit not in (None, subject.key):
            continue
        fitting = [
            row
            for row in rows
            if row.indicator == target.indicator and row.value is not None and row.kind is not Kind.REGISTER
        ]
        row = next((row for row in fitting if row.kind is Kind.TYPED), next(iter(fitting), None))
        met = (
            None if row is None or row.rate is None or target.percent is None else row.rate >= target.percent
        )
        answers.append(TargetRow(target, row, met))
    return answers
