"""
What this room lends to analytics: numbers and codes. A report's free text may hold names and stays here.
"""

from functools import partial

from khuyenhoc.domain.figures.models import ReportedFigure
from khuyenhoc.domain.organisation.countable import countable_of
from khuyenhoc.domain.organisation.facts import FACTS as ORGANISATION_FACTS
from khuyenhoc.domain.organisation.models import ClusterMembership
from khuyenhoc.foundation.values.facts import FETCHED, Fact, counted

REPORTED_FIGURE = Fact(
    name="reported_figure",
    columns={
        "unit": int, "cluster": int, "period": str, "indicator": str,
        "value": int, "qualifier": str, "total": int, "rate": str, "sheet": int, "row": int,
    },
    rows=lambda: (
        ReportedFigure.objects.current()
        .order_by("unit_id", "cluster_id", "period", "indicator")
        .values_list(
            "unit_id", "cluster_id", "period", "indicator", "value", "qualifier", "total", "rate",
            "sheet_id", "row",
        )
        .iterator(chunk_size=FETCHED)
    ),
)  # fmt: skip
CLUSTER_MEMBERSHIP = Fact(
    name="cluster_membership",
    columns={"cluster": int, "year": int, "unit": int},
    rows=lambda: (
        ClusterMembership.objects.order_by("cluster_year__cluster_id", "cluster_year__year", "unit_id")
        .values_list("cluster_year__cluster_id", "cluster_year__year", "unit_id")
        .iterator(chunk_size=FETCHED)
    ),
)
FACTS = (*ORGANISATION_FACTS, CLUSTER_MEMBERSHIP, REPORTED_FIGURE)


def register_facts() -> tuple[Fact, ...]:
    """What the registers count, a fact for each indicator: units and days, no holder and no mark."""
    return tuple(
        counted(code, partial(countable.days, code)) for code, countable in sorted(countable_of().items())
    )
