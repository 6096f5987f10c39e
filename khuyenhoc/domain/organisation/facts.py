"""What this room lends to analytics."""

from datetime import date

from django.db.models import Case, When

from khuyenhoc.domain.organisation.models import Succession, UnitVersion
from khuyenhoc.foundation.values.facts import FETCHED, Fact

UNIT_VERSION = Fact(
    name="unit_version",
    columns={
        "unit": int,
        "parent": int,
        "kind": str,
        "official_code": str,
        "starts_on": date,
        "ends_on": date,
    },
    rows=lambda: (
        UnitVersion.objects.order_by("unit_id", "starts_on")
        .values_list("unit_id", "parent_id", "kind", "official_code", "starts_on", "ends_on")
        .iterator(chunk_size=FETCHED)
    ),
)
SUCCESSION = Fact(
    name="succession",
    columns={"unit": int, "heir": int, "effective_on": date, "is_part": bool},
    rows=lambda: (
        Succession.objects.order_by("unit_id", "heir_id", "pk")
        .values_list(
            "unit_id",
            "heir_id",
            "reorganisation__effective_on",
            Case(When(act="split", then=True), default=False),
        )
        .iterator(chunk_size=FETCHED)
    ),
)
FACTS = (UNIT_VERSION, SUCCESSION)
