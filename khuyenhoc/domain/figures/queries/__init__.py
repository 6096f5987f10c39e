"""Questions about figures."""

from khuyenhoc.domain.figures.queries.kept_sums import KeptPeriods
from khuyenhoc.domain.figures.queries.overview import Newest, Overview, overview
from khuyenhoc.domain.figures.queries.periods import periods_on_record
from khuyenhoc.domain.figures.queries.sheets import (
    figure_on_record,
    has_figures,
    loaded_sheets,
)
from khuyenhoc.domain.figures.queries.subjects import (
    Absence,
    absence,
    cluster_subject,
    figures,
    own_day,
    periods_of,
    subject_by_key,
    unit_subject,
)
from khuyenhoc.domain.figures.queries.targets import TargetRow, targets_beside

__all__ = [
    "Absence",
    "KeptPeriods",
    "Newest",
    "Overview",
    "TargetRow",
    "absence",
    "cluster_subject",
    "figure_on_record",
    "figures",
    "has_figures",
    "loaded_sheets",
    "overview",
    "own_day",
    "periods_of",
    "periods_on_record",
    "subject_by_key",
    "targets_beside",
    "unit_subject",
]
