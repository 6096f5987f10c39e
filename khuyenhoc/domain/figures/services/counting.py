"""Keeping a figure of the registers as it is at a moment."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from khuyenhoc.domain.figures.models import RegisterCount
from khuyenhoc.domain.figures.queries.register_figures import register_figure
from khuyenhoc.domain.figures.rules.rows import Subject
from khuyenhoc.foundation.audit import trail
from khuyenhoc.foundation.values.mandates import Action, Mandate, UnitId
from khuyenhoc.foundation.values.periods import Period


def keep_register_count(
    *, mandate: Mandate, subject: Subject, code: str, period: Period, tree_on: date
) -> RegisterCount:
    """
    Keep which rows a figure counts now, so that it can be opened to exactly these rows later. Where the
    newest count kept has the same rows, it is the answer.

    :raises OutsideMandate: the mandate does not reach the unit
    :raises NotCounted: no register counts the indicator, or the subject is a cluster
    """
    if subject.is_unit:
        mandate.require(Action.REPORT, [UnitId(subject.id)])
    with transaction.atomic():
        found = register_figure(subject, code, period=period, tree_on=tree_on)
        kept = (
            RegisterCount.objects.filter(
                unit_id=subject.id, indicator=code, period=str(period), tree_on=tree_on
            )
            .order_by("-pk")
            .first()
        )
        if kept is not None and kept.check_code == found.check_code:
            return kept
        made = RegisterCount.objects.create(
            unit_id=subject.id,
            indicator=code,
            period=str(period),
            tree_on=tree_on,
            count=found.count,
            check_code=found.check_code,
            rows=list(found.rows),
            counted_by_id=mandate.account,
        )
        trail.record(
            mandate,
            "kept register count",
            made,
            indicator=code,
            period=str(period),
            count=found.count,
            check_code=found.check_code,
        )
    return made
