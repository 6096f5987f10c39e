"""
The small country, and a browser that reads English: msgids are English, so what these tests read does not
hang on a translation.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Protocol

import pytest
from django.conf import settings
from django.test import Client

from khuyenhoc.domain.people.models import Account
from tests.cast import cast, client_of

__all__ = ["cast"]


class Answer(Protocol):
    @property
    def content(self) -> bytes: ...


def words(answer: Answer) -> str:
    """What a page says, one space between its words."""
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


In = Callable[[Account], Client]


@pytest.fixture
def signed_in() -> In:
    """A browser in which an account has signed in and chosen English."""

    def open_browser(account: Account) -> Client:
        client = client_of(account)
        client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
        return client

    return open_browser
