"""What becomes of reported figures when units end (RULE-37, RULE-39)."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from khuyenhoc.domain.figures.models import ReportedFigure
from khuyenhoc.domain.organisation.following import Touched
from khuyenhoc.foundation.values.numbers import grouped
from khuyenhoc.foundation.values.periods import Period


def follows(touched: Touched) -> Sequence[str]:
    """
    Figures stay with the unit that reported them, and show at the unit that holds its ground in the tree that
    is chosen.
    """
    kept = ReportedFigure.objects.current().filter(unit_id__in=touched.ended).count()
    if not kept:
        return []
    return [
        _(
            "Figures reported at the units that end (%(kept)s) keep the name of the unit that reported "
            "them; with the tree of another day they show at the unit that holds that whole part. The "
            "reconciliation shows every number."
        )
        % {"kept": grouped(kept)}
    ]


def rests(touched: Touched) -> Sequence[str]:
    periods = ReportedFigure.objects.filter(unit_id__in=touched.carrying_on).values_list("period", flat=True)
    resting = sum(Period.parse(period).last_day >= touched.effective_on for period in periods)
    return (
        [
            _(
                "The units that carry on have reported figures for periods from %(day)s on (%(resting)s). "
                "Reported figures cannot be deleted, so this cannot be undone any more; write a correcting "
                "document instead."
            )
            % {"resting": grouped(resting), "day": f"{touched.effective_on:%d/%m/%Y}"}
        ]
        if resting
        else []
    )
