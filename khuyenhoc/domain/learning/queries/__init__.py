"""Questions about titles."""

from khuyenhoc.domain.learning.queries.candidates import Candidate, candidates
from khuyenhoc.domain.learning.queries.counting import Owed, due, state_counts, units_below
from khuyenhoc.domain.learning.queries.criteria import (
    NoSuchSet,
    set_by_key,
    set_in_force,
    sets_by_key,
    sets_in_force,
)
from khuyenhoc.domain.learning.queries.linked import (
    LinkedShare,
    MissingPerson,
    linked_share,
    live_marks,
    who_is_missing,
)
from khuyenhoc.domain.learning.queries.lists import (
    Cursor,
    Expiring,
    NoSuchRegistration,
    PageOfRows,
    PaperTotals,
    Row,
    TitleHistory,
    by_paper_code,
    cursor_at,
    expiring,
    history,
    latest_assessments,
    paper_list,
    registrations,
    rows_of,
    unfinished,
)
from khuyenhoc.domain.learning.queries.paper_totals import HamletPapers, TypedPapers, papers_by_hamlet
from khuyenhoc.domain.learning.queries.public import PublicCertificate, Standing, public_certificate

__all__ = [
    "Candidate",
    "Cursor",
    "Expiring",
    "HamletPapers",
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
    "TypedPapers",
    "by_paper_code",
    "candidates",
    "cursor_at",
    "due",
    "expiring",
    "history",
    "latest_assessments",
    "linked_share",
    "live_marks",
    "paper_list",
    "papers_by_hamlet",
    "public_certificate",
    "registrations",
    "rows_of",
    "set_by_key",
    "set_in_force",
    "sets_by_key",
    "sets_in_force",
    "state_counts",
    "unfinished",
    "units_below",
    "who_is_missing",
]
