"""Acts on figures and packs."""

from khuyenhoc.domain.reporting.services.issuing import issue_review_pack
from khuyenhoc.domain.reporting.services.loading import (
    SheetTrial,
    discard_waiting,
    keep_waiting,
    load_figures,
    read_figure_sheet,
    store_waiting,
)

__all__ = [
    "SheetTrial",
    "discard_waiting",
    "issue_review_pack",
    "keep_waiting",
    "load_figures",
    "read_figure_sheet",
    "store_waiting",
]
