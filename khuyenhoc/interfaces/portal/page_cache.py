"""
Public pages from memory. Stands first among the middleware, so a warm page costs a look-up and two
replacements.

Only what anybody gets is kept: an anonymous GET without a query that answered with a portal page. All are
thrown away whenever anything is published (`forget_all`), and no page is older than `LIFE_SECONDS`: a change
made by another process shows that soon.

The page's language is its address's, so host and path are the key. Visits are counted for warm pages too;
what the counters show is put in for each answer, in place of `ONLINE` and `VIEWS`.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock
from time import monotonic
from typing import cast

from django.conf import settings
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


class _Shelf:
    def __init__(self) -> None:
        self._lock = Lock()
        self._pages: OrderedDict[tuple[str, str], KeptPage] = OrderedDict()
        self.generation = 0

    def take(self, key: tuple[str, str]) -> KeptPage | None:
        page = self._pages.get(key)
        return page if page is not None and monotonic() - page.kept_at < LIFE_SECONDS else None

    def put(self, key: tuple[str, str], page: KeptPage, *, generation: int) -> None:
        """Nothing is put back that was made before the last publication."""
        with self._lock:
            if generation == self.generation:
                self._pages[key] = page
                self._pages.move_to_end(key)
                while len(self._pages) > _AT_MOST:
                    self._pages.popitem(last=False)

    def clear(self) -> None:
        with self._lock:
            self.generation += 1
            self._pages.clear()


_shelf = _Shelf()


def forget_all(**_: object) -> None:
    """
    Something was published, moved or withdrawn: make every page afresh. Takes a Wagtail signal's arguments.
    """
    _shelf.clear()


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
        page = _shelf.take(key)
        if page is not None:
            return _answer(request, page)
        generation = _shelf.generation
        response = self._fresh(request, is_for_everybody=True)
        kept = getattr(response, "kept_page", None)
        if kept is not None:
            _shelf.put(key, kept, generation=generation)
        return response

    def _fresh(self, request: HttpRequest, *, is_for_everybody: bool = False) -> HttpResponseBase:
        response = self._get_response(request)
        seen = getattr(response, "portal_page", None)
        if seen is None or response.status_code != 200 or response.streaming:
            return response
        page = KeptPage(seen, cast(HttpResponse, response).content, tuple(response.items()), monotonic())
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
