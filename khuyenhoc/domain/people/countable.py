"""Members, as the registers count them."""

from __future__ import annotations

from django.db.models import F, QuerySet, Value

from khuyenhoc.domain.organisation.countable import Countable
from khuyenhoc.domain.people.models import Membership
from khuyenhoc.foundation.values.periods import Period

MEMBERS = "org.members"


def _members(period: Period) -> QuerySet[Membership]:
    """The memberships of the period's last day (RULE-22)."""
    return Membership.objects.on(period.last_day).annotate(keeper=F("unit_id"), indicator=Value(MEMBERS))


COUNTABLES = (Countable(_members, {MEMBERS: "RULE-22"}),)
