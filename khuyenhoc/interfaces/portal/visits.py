"""
Counting visits without keeping a visitor: no cookie, no stored address, nothing that outlives the day but a
number a page.

*Online* is how many different visitors opened a page of the site in the last five minutes. A *view* is a page
opened by a visitor who is not a known robot and not signed in; opening it again within thirty minutes counts
once. A visitor is a short hash of the network (an IPv4 address, the /64 of an IPv6 one) and the browser's
name under a salt that lives in memory and is thrown away when the day changes.

Counting touches memory only. A thread of its own writes what has gathered, each second, by one upsert.
"""

from __future__ import annotations

import atexit
import logging
import re
import secrets
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from hashlib import blake2b
from ipaddress import IPv6Address, IPv6Network, ip_address
from threading import Event, Lock, Thread

from django.conf import settings
from django.db import connection
from django.http import HttpRequest
from django.utils import timezone

ONLINE_SECONDS = 5 * 60
RELOAD_SECONDS = 30 * 60
STORED_IS_FRESH_SECONDS = 10
"""How long the stored total of a page is believed: other processes write to it too."""

_ROBOT = re.compile(
    r"bot|crawl|spider|slurp|archiver|facebookexternalhit|whatsapp|zalo(?!.*mobile)|preview|monitor|lighthouse"
    r"|curl|wget|python|java/|go-http|okhttp|libwww|httpclient|scrapy|feed|rss",
    re.IGNORECASE,
)
_UPSERT = """
    INSERT INTO portal_visitday AS kept (site_id, page_id, day, views)
    SELECT gathered.site, gathered.page, gathered.day, gathered.views
    FROM unnest(%s::int[], %s::int[], %s::date[], %s::bigint[]) AS gathered (site, page, day, views)
    JOIN wagtailcore_page ON wagtailcore_page.id = gathered.page
    JOIN wagtailcore_site ON wagtailcore_site.id = gathered.site
    ON CONFLICT (page_id, site_id, day) DO UPDATE SET views = kept.views + excluded.views
"""
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class PageSeen:
    """Which page of which site an answer shows."""

    site: int
    page: int


def network_of(request: HttpRequest) -> str:
    """
    The network a request comes from: the IPv4 address, or the first 64 bits of the IPv6 one. Empty where it
    cannot be read.

    `X-Forwarded-For` is believed only where `VISITS_BEHIND_PROXY` says that our own proxy writes it: anybody
    else may write anything there.
    """
    address = request.META.get("REMOTE_ADDR", "")
    if getattr(settings, "VISITS_BEHIND_PROXY", False):
        address = (
            request.META.get("HTTP_X_FORWARDED_FOR", address).rpartition(",")[2].strip()
        )  # the last one is our proxy's own word
    try:
        ip = ip_address(address.partition("%")[0])
    except ValueError:
        return ""
    if isinstance(ip, IPv6Address):
        return str(ip.ipv4_mapped or IPv6Network((ip, 64), strict=False))
    return str(ip)


def is_a_reader(request: HttpRequest) -> bool:
    """
    Whether opening the page counts: not a known robot, not a browser that only fetches ahead, no signed-in
    user in.
    """
    agent = request.headers.get("User-Agent", "")
    ahead = "prefetch" in (request.headers.get("Sec-Purpose") or request.headers.get("Purpose") or "")
    return (
        bool(agent)
        and not ahead
        and not _ROBOT.search(agent)
        and settings.SESSION_COOKIE_NAME not in request.COOKIES
    )


class VisitCounter:
    """One a process. Every method may be called from any thread."""

    def __init__(self, *, now: Callable[[], datetime] = timezone.localtime) -> None:
        self._now = now
        self._lock = Lock()
        self._day = date.min
        self._salt = b""
        self._opened: dict[tuple[int, int, bytes], datetime] = {}
        self._online: dict[int, dict[bytes, datetime]] = {}
        self._waiting: Counter[tuple[int, int, date]] = Counter()
        self._writing: Counter[tuple[int, int, date]] = Counter()
        self._stored: dict[PageSeen, tuple[datetime, int]] = {}

    def saw(self, seen: PageSeen, *, network: str, agent: str) -> None:
        """A reader opened a page."""
        with self._lock:
            now = self._now()
            self._turn_the_day(now.date())
            visitor = blake2b(f"{network} {agent}".encode(), key=self._salt, digest_size=8).digest()
            self._online.setdefault(seen.site, {})[visitor] = now
            place = (seen.site, seen.page, visitor)
            last = self._opened.get(place)
            if last is None or (now - last).total_seconds() >= RELOAD_SECONDS:
                self._opened[place] = now
                self._waiting[seen.site, seen.page, now.date()] += 1

    def online(self, site: int) -> int:
        """How many different visitors opened a page of the site in the last five minutes."""
        with self._lock:
            now = self._now()
            here = self._online.get(site, {})
            for visitor in [
                visitor for visitor, at in here.items() if (now - at).total_seconds() > ONLINE_SECONDS
            ]:
                del here[visitor]
            return len(here)

    def views(self, seen: PageSeen) -> int:
        """How often a page was viewed, since ever: what is stored and what is still in memory."""
        with self._lock:
            now = self._now()
            read_at, stored = self._stored.get(seen, (None, 0))
            waiting = self._in_memory(seen)
        if read_at is None or (now - read_at).total_seconds() > STORED_IS_FRESH_SECONDS:
            stored = _stored_views(seen)
            with self._lock:
                self._stored[seen] = (now, stored)
                waiting = self._in_memory(seen)
        return stored + waiting

    def flush(self) -> None:
        """Write what has gathered by one statement. What cannot be written now is kept for the next time."""
        with self._lock:
            if not self._waiting or self._writing:
                return
            self._writing, self._waiting = self._waiting, Counter()
        written = False
        try:
            rows = [(*place, views) for place, views in self._writing.items()]
            with connection.cursor() as cursor:
                cursor.execute(_UPSERT, [list(column) for column in zip(*rows, strict=True)])
            written = True
        finally:
            with self._lock:
                if written:
                    for site, page, _ in self._writing:
                        self._stored.pop(PageSeen(site, page), None)
                else:
                    self._waiting.update(self._writing)
                self._writing = Counter()

    def _in_memory(self, seen: PageSeen) -> int:
        return sum(
            views
            for gathered in (self._waiting, self._writing)
            for (site, page, _), views in gathered.items()
            if (site, page) == (seen.site, seen.page)
        )

    def _turn_the_day(self, today: date) -> None:
        if today != self._day:
            self._day, self._salt = today, secrets.token_bytes(32)
            self._opened.clear()
            self._online.clear()


def _stored_views(seen: PageSeen) -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce(sum(views), 0) FROM portal_visitday WHERE page_id = %s AND site_id = %s",
            [seen.page, seen.site],
        )
        return int(cursor.fetchone()[0])


def _write_each_second(counter: VisitCounter, stop: Event) -> None:
    while not stop.wait(1):
        _flush_safely(counter)


def _flush_safely(counter: VisitCounter) -> None:
    try:
        counter.flush()
    except Exception:  # a count must never take the site down; what was gathered is tried again
        _log.warning("Visit counts could not be written; they are kept in memory for now.", exc_info=True)
    finally:
        connection.close()


@cache
def the_counter() -> VisitCounter:
    """
    This process's counter; its writing thread starts with the first call, and the last counts are written at
    exit.
    """
    counter = VisitCounter()
    if getattr(settings, "VISITS_WRITTEN_BY_THREAD", True):
        stop = Event()
        writer = Thread(target=_write_each_second, args=(counter, stop), name="visits", daemon=True)

        def write_the_rest() -> None:
            stop.set()
            writer.join(timeout=3)
            _flush_safely(counter)

        writer.start()
        atexit.register(write_the_rest)
    return counter
