"""Members, as the registers count them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import F, QuerySet, Value
from django.db.models.functions import Coalesce

from khuyenhoc.domain.organisation.countable import Countable
from khuyenhoc.domain.people.models import Membership
from khuyenhoc.foundation.values.facts import FETCHED, NEVER
from khuyenhoc.foundation.values.periods import Period

MEMBERS = "org.members"


def _members(period: Period) -> QuerySet[Membership]:
    """The memberships of the period's last day (RULE-22)."""
    return Membership.objects.on(period.last_day).annotate(keeper=F("unit_id"), indicator=Value(MEMBERS))


def _days_of_members(_code: str) -> Iterable[tuple[int, date, date]]:
    rows = Membership.objects.order_by("unit_id", "pk").values_list(
        "unit_id", "starts_on", Coalesce("ends_on", Value(NEVER))
    )
    return rows.iterator(chunk_size=FETCHED)


COUNTABLES = (Countable(_members, _days_of_members, {MEMBERS: "RULE-22"}),)
