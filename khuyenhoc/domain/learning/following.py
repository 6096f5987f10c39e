"""What becomes of titles when units end (RULE-37): they stay with the unit that kept them that year."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Q
from django.utils.translation import gettext as _

from khuyenhoc.domain.learning.models import Registration
from khuyenhoc.domain.learning.states import OPEN
from khuyenhoc.domain.organisation.following import Touched


def follows(touched: Touched) -> Sequence[str]:
    """
    Sentences on the titles that are not decided. A title of the year in which its unit ends is finished
    there: the successor reaches it through the tree.
    """
    open_titles = Registration.objects.filter(
        unit_id__in=touched.ended, year__gte=touched.effective_on.year, state__in=OPEN
    ).count()
    if not open_titles:
        return []
    return [
        _(
            "%(titles)s titles of %(year)s are not decided yet in the units that end: they stay "
            "where they were registered, and the successor takes the remaining steps. From next "
            "year on, register with the successor."
        )
        % {"titles": open_titles, "year": touched.effective_on.year}
    ]


def rests(touched: Touched) -> Sequence[str]:
    since = Q(registered_on__gte=touched.effective_on) | Q(
        recognition__decision__decided_on__gte=touched.effective_on
    )
    begun = Registration.objects.filter(since, unit_id__in=touched.carrying_on).count()
    return (
        [
            _(
                "%(titles)s titles are already registered with the successors. Take those "
                "registrations back first."
            )
            % {"titles": begun}
        ]
        if begun
        else []
    )
