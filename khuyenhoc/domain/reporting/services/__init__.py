"""Acts on figures and packs."""

from khuyenhoc.domain.reporting.services.counting import keep_register_count
from khuyenhoc.domain.reporting.services.issuing import issue_review_pack
from khuyenhoc.domain.reporting.services.loading import (
    SheetTrial,
    discard_waiting,
    keep_waiting,
    load_figures,
    read_figure_sheet,
    store_waiting,
)
from khuyenhoc.domain.reporting.services.sharing import CannotShare, share_split, unshare_split

__all__ = [
    "CannotShare",
    "SheetTrial",
    "discard_waiting",
    "issue_review_pack",
    "keep_register_count",
    "keep_waiting",
    "load_figures",
    "read_figure_sheet",
    "share_split",
    "store_waiting",
    "unshare_split",
]
