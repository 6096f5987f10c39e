from __future__ import annotations

import re
import subprocess
import sys

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from khuyenhoc.interfaces.portal.models import ArticlePage
from khuyenhoc.interfaces.portal.visits import the_counter

ANOTHER_PROCESS = """
import django, pathlib, sys
from django.conf import settings
django.setup()
settings.PUBLISHED = pathlib.Path(sys.argv[1])
from khuyenhoc.interfaces.portal.page_cache import forget_all
forget_all()
"""


def counted(page: str) -> tuple[str, ...]:
    """What stands in the two counters at the foot of a page: online, views."""
    visits = page[page.index('class="visits"') :]
    return tuple(re.findall(r"<dd>([^<]*)</dd>", visits)[:2])


def test_a_warm_page_asks_the_database_for_nothing(article: ArticlePage, reader: Client) -> None:
    cold = reader.get(article.url)

    with CaptureQueriesContext(
        connection,
    ) as queries:
        warm = reader.get(article.url)

    assert len(queries) == 0
    assert warm.content == cold.content
    assert warm["Content-Type"] == cold["Content-Type"]
    assert int(warm["Content-Length"]) == len(warm.content)


def test_readers_of_a_warm_page_are_counted_and_see_fresh_counters(article: ArticlePage) -> None:
    shown = []

    for number in range(1, 4):
        another = Client(headers={"user-agent": f"Mozilla/5.0 Firefox/{number}"})
        shown.append(counted(another.get(article.url).content.decode()))

    assert shown == [("1", "1"), ("2", "2"), ("3", "3")]


def test_a_published_change_shows_at_once(article: ArticlePage, reader: Client) -> None:
    reader.get(article.url)
    article.title = "Tin mới"
    article.save_revision().publish()

    page = reader.get(article.url).content.decode()

    assert "TIN MỚI" in page


def test_what_another_process_publishes_shows_at_the_next_request(
    article: ArticlePage, reader: Client
) -> None:
    reader.get(article.url)
    ArticlePage.objects.filter(pk=article.pk).update(title="Tin mới")  # no signal reaches this process
    kept = reader.get(article.url).content.decode()

    subprocess.run([sys.executable, "-c", ANOTHER_PROCESS, settings.PUBLISHED], check=True)
    page = reader.get(article.url).content.decode()

    assert "TIN MỚI" not in kept
    assert "TIN MỚI" in page


def test_a_withdrawn_page_is_gone_at_once(article: ArticlePage, reader: Client) -> None:
    reader.get(article.url)

    article.unpublish()

    assert reader.get(article.url).status_code == 404


def test_whoever_may_be_signed_in_gets_a_page_of_their_own_and_is_not_counted(
    article: ArticlePage, reader: Client
) -> None:
    address = article.url
    reader.cookies[settings.SESSION_COOKIE_NAME] = "abc"

    page = reader.get(address).content.decode()

    assert counted(page) == ("0", "0")


def test_an_editors_preview_is_neither_kept_nor_counted(article: ArticlePage, reader: Client) -> None:
    article.title = "Bản nháp"
    article.make_preview_request()

    page = reader.get(article.url).content.decode()

    assert "BẢN NHÁP" not in page
    assert counted(page) == ("1", "1")


def test_another_host_gets_no_page_kept_for_the_first(article: ArticlePage, reader: Client) -> None:
    reader.get(article.url, headers={"host": "mot.example"})

    page = reader.get(article.url, headers={"host": "hai.example"}).content.decode()

    assert "http://hai.example" in page
    assert "mot.example" not in page


def test_no_cookie_is_set_by_reading(article: ArticlePage, reader: Client) -> None:
    answers = [
        reader.get(address)
        for address in (article.url, "/", "/gioi-thieu/", "/so-do-trang/", "/tim-kiem/?q=hoi")
    ]

    assert not any(answer.cookies for answer in answers)


@pytest.mark.parametrize("address", ["/khong-co/", "/tim-kiem/?q=x", "/robots.txt"])
def test_what_is_no_page_of_the_site_is_not_counted(
    article: ArticlePage, reader: Client, address: str
) -> None:
    reader.get(address)

    assert the_counter().online(article.get_site().pk) == 0
