"""Acts on packs."""

from khuyenhoc.domain.reporting.services.issuing import issue_review_pack

__all__ = ["issue_review_pack"]
