"""Acts on figures."""

from khuyenhoc.domain.figures.services.counting import keep_register_count
from khuyenhoc.domain.figures.services.loading import SheetTrial, load_figures, read_figure_sheet
from khuyenhoc.domain.figures.services.reporting_counts import (
    CountsReported,
    NothingCounted,
    PeriodToCome,
    report_registers,
)
from khuyenhoc.domain.figures.services.sharing import CannotShare, share_split, unshare_split

__all__ = [
    "CannotShare",
    "CountsReported",
    "NothingCounted",
    "PeriodToCome",
    "SheetTrial",
    "keep_register_count",
    "load_figures",
    "read_figure_sheet",
    "report_registers",
    "share_split",
    "unshare_split",
]
