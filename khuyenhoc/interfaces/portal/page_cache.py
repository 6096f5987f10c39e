"""
Public pages from memory. Stands first among the middleware, so a warm page costs a look-up and two
replacements.

Only what anybody gets is kept: an anonymous GET without a query that answered with a portal page. Each
process keeps its own pages. All processes of this machine throw theirs away when anything is published
(`forget_all`): a file grows by a byte, and a page kept at another length of the file is not shown. No page is
older than `LIFE_SECONDS`: a change made on another machine shows that soon.

The page's language is its address's, so host and path are the key. Visits are counted for warm pages too;
what the counters show is put in for each answer, in place of `ONLINE` and `VIEWS`.
"""

from __future__ import annotations

import os
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, replace
from threading import Lock
from time import monotonic
from typing import cast

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from khuyenhoc.foundation.values.numbers import grouped
from khuyenhoc.interfaces.portal.visits import PageSeen, is_a_reader, network_of, the_counter

ONLINE = "\ue000dang-truy-cap\ue000"
VIEWS = "\ue000luot-xem\ue000"
"""Stand in a page for its counters. Private-use characters: no editor types them."""

LIFE_SECONDS = 30
_AT_MOST = 500


@dataclass(frozen=True, slots=True)
class KeptPage:
    seen: PageSeen
    content: bytes
    headers: tuple[tuple[str, str], ...]
    kept_at: float
    edition: int


class _Shelf:
    def __init__(self) -> None:
        self._lock = Lock()
        self._pages: OrderedDict[tuple[str, str], KeptPage] = OrderedDict()

    def take(self, key: tuple[str, str], edition: int) -> KeptPage | None:
        page = self._pages.get(key)
        is_fresh = page is not None and page.edition == edition and monotonic() - page.kept_at < LIFE_SECONDS
        return page if is_fresh else None

    def put(self, key: tuple[str, str], page: KeptPage) -> None:
        with self._lock:
            self._pages[key] = page
            self._pages.move_to_end(key)
            while len(self._pages) > _AT_MOST:
                self._pages.popitem(last=False)


_shelf = _Shelf()


def edition() -> int:
    """How often anything was published on this machine: the length of a file."""
    try:
        return os.stat(settings.PUBLISHED).st_size
    except FileNotFoundError:
        return 0


def forget_all(**_: object) -> None:
    """
    Something was published, moved or withdrawn: make every page again. Takes a Wagtail signal's arguments.

    Said twice, at once and after the commit: a page another process made in between shows what was before.
    """
    _begin_an_edition()
    transaction.on_commit(_begin_an_edition)


def _begin_an_edition() -> None:
    with open(settings.PUBLISHED, "ab") as published:
        published.write(b".")


def shows(response: HttpResponseBase, seen: PageSeen) -> None:
    """Say of an answer that it is a portal page: it may be kept, and its counters are filled in."""
    response.portal_page = seen  # type: ignore[attr-defined]


class PageCache:
    """The middleware."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if (
            request.method != "GET"
            or request.META.get("QUERY_STRING")
            or settings.SESSION_COOKIE_NAME in request.COOKIES
        ):
            return self._fresh(request)
        key = (request.META.get("HTTP_HOST", ""), request.path)
        now = edition()
        page = _shelf.take(key, now)
        if page is not None:
            return _answer(request, page)
        response = self._fresh(request, is_for_everybody=True)
        kept = getattr(response, "kept_page", None)
        if kept is not None:
            _shelf.put(key, replace(kept, edition=now))  # the edition before it was made
        return response

    def _fresh(self, request: HttpRequest, *, is_for_everybody: bool = False) -> HttpResponseBase:
        response = self._get_response(request)
        seen = getattr(response, "portal_page", None)
        if seen is None or response.status_code != 200 or response.streaming:
            return response
        page = KeptPage(seen, cast(HttpResponse, response).content, tuple(response.items()), monotonic(), 0)
        answer = _answer(request, page)
        answer.cookies = response.cookies
        if is_for_everybody and not response.cookies:
            answer.kept_page = page  # type: ignore[attr-defined]
        return answer


def _answer(request: HttpRequest, page: KeptPage) -> HttpResponse:
    counter = the_counter()
    if request.method == "GET" and is_a_reader(request):
        counter.saw(page.seen, network=network_of(request), agent=request.headers.get("User-Agent", ""))
    content = page.content
    for mark, number in ((ONLINE, counter.online(page.seen.site)), (VIEWS, counter.views(page.seen))):
        content = content.replace(mark.encode(), grouped(number).encode())
    answer = HttpResponse(content)
    for name, value in page.headers:
        answer[name] = value
    answer["Content-Length"] = str(len(content))
    return answer
