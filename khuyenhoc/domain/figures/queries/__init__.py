"""Questions about figures."""

from khuyenhoc.domain.figures.queries.periods import periods_of, periods_on_record
from khuyenhoc.domain.figures.queries.sheets import figure_on_record, loaded_sheets
from khuyenhoc.domain.figures.queries.subjects import (
    Absence,
    absence,
    figures,
    own_day,
    subject_by_key,
    unit_subject,
)
from khuyenhoc.domain.figures.queries.targets import TargetRow, targets_beside

__all__ = [
    "Absence",
    "TargetRow",
    "absence",
    "figure_on_record",
    "figures",
    "loaded_sheets",
    "own_day",
    "periods_of",
    "periods_on_record",
    "subject_by_key",
    "targets_beside",
    "unit_subject",
]
