"""Questions about titles."""

from khuyenhoc.domain.learning.queries.counting import Owed, due, model_figures, state_counts, units_below
from khuyenhoc.domain.learning.queries.criteria import NoSuchSet, set_by_key, set_in_force, sets_by_key, sets_in_force
from khuyenhoc.domain.learning.queries.linked import LinkedShare, MissingPerson, linked_share, live_marks, who_is_missing
from khuyenhoc.domain.learning.queries.lists import (
    Cursor,
    Expiring,
    NoSuchRegistration,
    PageOfRows,
    PaperTotals,
    Row,
    TitleHistory,
    by_paper_code,
    expiring,
    history,
    latest_assessments,
    paper_list,
    registrations,
    unfinished,
)
from khuyenhoc.domain.learning.queries.public import PublicCertificate, Standing, public_certificate

__all__ = [
    "Cursor",
    "Expiring",
    "LinkedShare",
    "MissingPerson",
    "NoSuchRegistration",
    "NoSuchSet",
    "Owed",
    "PageOfRows",
    "PaperTotals",
    "PublicCertificate",
    "Row",
    "Standing",
    "TitleHistory",
    "by_paper_code",
    "due",
    "expiring",
    "history",
    "latest_assessments",
    "linked_share",
    "live_marks",
    "model_figures",
    "paper_list",
    "public_certificate",
    "registrations",
    "set_by_key",
    "set_in_force",
    "sets_by_key",
    "sets_in_force",
    "state_counts",
    "unfinished",
    "units_below",
    "who_is_missing",
]
