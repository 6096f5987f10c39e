"""An account is signed out fifteen minutes after its last page, and a page seldom writes its session."""

from __future__ import annotations

from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from time_machine import travel

from tests.cast import Cast
from tests.interfaces.web.conftest import In

NINE = "2025-11-09 09:00 +0700"


def is_signed_in(browser: Client, *, at: str) -> bool:
    with travel(at, tick=False):
        return browser.get(reverse("web:account")).status_code == 200


def test_each_page_puts_the_end_off(cast: Cast, signed_in: In) -> None:
    with travel(NINE, tick=False):
        browser = signed_in(cast.commune)

    assert is_signed_in(browser, at="2025-11-09 09:14 +0700")
    assert is_signed_in(browser, at="2025-11-09 09:28 +0700")
    assert not is_signed_in(browser, at="2025-11-09 09:44 +0700")


def test_a_second_page_within_a_minute_leaves_the_session_as_it_is(cast: Cast, signed_in: In) -> None:
    with travel(NINE, tick=False):
        browser = signed_in(cast.commune)
    ends = Session.objects.values_list("expire_date", flat=True)
    at_first = ends.get()

    with CaptureQueriesContext(connection) as asked:
        assert is_signed_in(browser, at="2025-11-09 09:00:50 +0700")
    assert ends.get() == at_first
    assert not [query for query in asked if query["sql"].startswith("UPDATE")]

    assert is_signed_in(browser, at="2025-11-09 09:01:10 +0700")
    assert ends.get() > at_first
