"""
What this room lends to analytics: who is a member where from when to when, as ids and days; names and
everything else stay here.
"""

from datetime import date

from khuyenhoc.domain.people.models import Membership
from khuyenhoc.foundation.values.facts import Fact

MEMBERSHIP = Fact(
    name="membership",
    columns={"membership": int, "unit": int, "person": int, "starts_on": date, "ends_on": date},
    rows=lambda: (
        Membership.objects.order_by("unit_id", "pk")
        .values_list("pk", "unit_id", "person_id", "starts_on", "ends_on")
        .iterator(chunk_size=20_000)
    ),
)
FACTS = (MEMBERSHIP,)
