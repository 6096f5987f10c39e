"""How many queries each page makes: a reviewed file, so that a page that begins to ask once a row is seen in the diff."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from khuyenhoc.domain.organisation.models import Reorganisation
from tests import factories
from tests.cast import Cast
from tests.interfaces.web.conftest import In

COUNTS = Path(__file__).parents[2] / "query_counts.json"

PAGES: Mapping[str, Mapping[str, object]] = {
    "web:home": {},
    "web:account": {},
    "web:units": {},
    "web:criteria": {},
    "web:tree": {},
    "web:unit": {"key": "cao-bang"},
    "web:figures": {"key": "thach-an"},
    "web:series": {"key": "thach-an", "code": "org.chapters"},
    "web:sheet-load": {},
    "web:reforms": {},
    "web:reform-load": {},
    "web:reform": {"pk": ...},
    "web:reform-reverse": {"pk": ...},
    "web:reform-reconciliation": {"pk": ...},
    "web:split-shares": {"key": "thach-an"},
    "web:clusters": {},
    "web:cluster-year": {"key": "mien-dong", "year": 2022},
    "web:packs": {},
    "web:pack": {"key": "mien-dong", "year": 2022},
    "web:pack-issued": {"key": "mien-dong", "year": 2022, "issue": 1},
}


@pytest.mark.parametrize("page", PAGES)
def test_a_page_makes_as_many_queries_as_were_reviewed(cast: Cast, signed_in: In, page: str) -> None:
    factories.figures(
        {"unit": "thach-an", "period": "2022", "indicator": "org.chapters", "value": 217},
        {"unit": "dong-khe", "period": "2022", "indicator": "org.chapters", "value": 20},
        {"unit": "mien-dong", "period": "2022", "indicator": "org.members", "value": 60_000, "qualifier": "over"},
    )
    factories.issued(cast.mien_dong, 2022)
    client = signed_in(cast.province)

    with CaptureQueriesContext(connection) as asked:
        answer = client.get(reverse(page, kwargs=page_arguments(page)))

    assert answer.status_code == 200
    if os.environ.get("UPDATE_COUNTS"):
        write_down(page, len(asked))
    assert json.loads(COUNTS.read_text()).get(page) == len(asked), "make test UPDATE_COUNTS=1 rewrites the file; look at the difference"


def page_arguments(page: str) -> dict[str, object]:
    arguments = dict(PAGES[page])
    if "pk" in arguments:
        arguments["pk"] = Reorganisation.objects.get().pk  # the cast's only one; its number depends on the tests before
    return arguments


def write_down(page: str, count: int) -> None:
    counts = json.loads(COUNTS.read_text()) if COUNTS.exists() else {}
    counts[page] = count
    COUNTS.write_text(json.dumps(counts, indent=2, sort_keys=True) + "\n")
