"""
How many queries each page makes: a reviewed file, so that a page that begins to ask once a row is seen in the
diff.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from khuyenhoc.domain.learning import services as learning
from khuyenhoc.domain.organisation.models import Reorganisation
from khuyenhoc.domain.people.kinds import RegisterKind
from khuyenhoc.foundation.values.mandates import Action
from tests import factories
from tests.cast import Cast
from tests.interfaces.web.conftest import In

COUNTS = Path(__file__).parents[2] / "query_counts.json"
MOST = {
    "web:home": 15,
    "web:reform-reverse": 42,  # tries the whole act and takes it back
}
MOST_OF_ANY_OTHER = 20

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
        {
            "unit": "mien-dong",
            "period": "2022",
            "indicator": "org.members",
            "value": 60_000,
            "qualifier": "over",
        },
    )
    factories.issued(cast.mien_dong, 2022)
    client = signed_in(cast.province)
    address = reverse(page, kwargs=page_arguments(page))
    client.get(address)  # brings the kept sums up to date, and remembers the trees

    with CaptureQueriesContext(connection) as asked:
        answer = client.get(address)

    assert len(asked) <= MOST.get(page, MOST_OF_ANY_OTHER)
    assert answer.status_code == 200
    if os.environ.get("UPDATE_COUNTS"):
        write_down(page, len(asked))
    assert json.loads(COUNTS.read_text()).get(page) == len(asked), (
        "make test UPDATE_COUNTS=1 rewrites the file; look at the difference"
    )


OF_TITLES = {"key": "duc-long", "year": 2025, "programme": "citizen"}
REGISTER_PAGES: Mapping[str, Mapping[str, object]] = {
    "web:registers": {},
    "web:register": {"kind": "citizen"},
    "web:register-load": {},
    "web:register-duplicates": {},
    "web:officers": {"key": "duc-long"},
    "web:titles-home": {},
    "web:titles": OF_TITLES,
    "web:titles-register": OF_TITLES,
    "web:titles-grid": OF_TITLES,
    "web:titles-withdraw": OF_TITLES,
    "web:figure-rows": {"key": "duc-long", "period": "2025", "code": "model.citizen_adult.registered"},
}


@pytest.mark.parametrize("page", REGISTER_PAGES)
def test_a_page_of_people_asks_no_more_for_thirty_than_for_three(
    cast: Cast, signed_in: In, page: str
) -> None:
    client = signed_in(cast.province)
    lines = [
        "Họ và tên,Xóm,Năm sinh",
        *(f"Nông Văn {'AB'[n % 2] * (n // 2 + 1)},Nà Pò,{1950 + n // 2}" for n in range(60)),
    ]
    counts = []
    for rows in (3, 60):
        learning.load_list(
            mandate=factories.machine(Action.REGISTER, on=date(2025, 11, 9)), kind=RegisterKind.CITIZEN,
            unit=cast.duc_long, year=2025,
            content="\n".join(lines[: rows + 1]).encode(), file_name="ds.csv",
        )  # fmt: skip
        address = reverse(page, kwargs=dict(REGISTER_PAGES[page]))
        client.get(address)  # brings the kept sums up to date, and remembers the trees
        with CaptureQueriesContext(connection) as asked:
            answer = client.get(address)
        assert answer.status_code == 200
        counts.append(len(asked))

    if os.environ.get("UPDATE_COUNTS"):
        write_down(page, counts[1])
    assert counts[1] <= MOST_OF_ANY_OTHER
    assert counts[1] <= counts[0] + 1  # the marks of a page are asked for only where there are some
    assert json.loads(COUNTS.read_text()).get(page) == counts[1], (
        "make test UPDATE_COUNTS=1 rewrites the file; look at the difference"
    )


def page_arguments(page: str) -> dict[str, object]:
    arguments = dict(PAGES[page])
    if "pk" in arguments:
        arguments["pk"] = (
            Reorganisation.objects.get().pk
        )  # the cast's only one; its number depends on the tests before
    return arguments


def write_down(page: str, count: int) -> None:
    counts = json.loads(COUNTS.read_text()) if COUNTS.exists() else {}
    counts[page] = count
    COUNTS.write_text(json.dumps(counts, indent=2, sort_keys=True) + "\n")
