"""Questions about packs."""

from khuyenhoc.domain.reporting.queries.issued import issued_packs

__all__ = [
    "issued_packs",
]
