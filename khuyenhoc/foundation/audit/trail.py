from __future__ import annotations

from typing import Any

from django.db import models

from khuyenhoc.foundation.audit.models import AuditLine
from khuyenhoc.foundation.values.mandates import Mandate


def record(mandate: Mandate, act: str, subject: models.Model | type[models.Model], **facts: Any) -> AuditLine:
    """
    Write down an act in the transaction that does it, so that there is never one without the other.

    An act on many records at once names their model and counts them in `facts`.
    """
    return AuditLine.objects.create(
        account_id=mandate.account,
        act=act,
        subject_kind=subject._meta.label_lower,
        subject_id=subject.pk if isinstance(subject, models.Model) else None,
        facts=facts,
    )
