"""
Counting visits without keeping a visitor: no cookie, no stored address, nothing that outlives the half hour
but a number a page.

*Online* is how many different visitors opened a page of the site in the last five minutes. A *view* is a page
opened by a visitor who is not a known robot and not signed in; opening it again within thirty minutes counts
once. A visitor is a short hash of the network (an IPv4 address, the /64 of an IPv6 one) and the browser's
name under the day's salt, which is made from the installation's secret.

Counting touches memory only, and costs the same with many readers as with one. A thread of each process
exchanges each second with the database: it writes what has gathered by two statements, and reads how many are
online in all processes. What is shown is the shared number and what this process has gathered since.
"""

from __future__ import annotations

import atexit
import logging
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cache
from hashlib import blake2b
from ipaddress import IPv6Address, IPv6Network, ip_address
from threading import Event, Lock, Thread

from django.conf import settings
from django.db import connection, transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac

_ONLINE_FOR = timedelta(minutes=5)
_RELOAD_WITHIN = timedelta(minutes=30)
_SWEPT_EVERY = timedelta(minutes=1)
STORED_IS_FRESH_SECONDS = 10
"""How long the stored total of a page is believed: other processes write to it too."""

_ROBOT = re.compile(
    r"bot|crawl|spider|slurp|archiver|facebookexternalhit|whatsapp|zalo(?!.*mobile)|preview|monitor|lighthouse"
    r"|curl|wget|python|java/|go-http|okhttp|libwww|httpclient|scrapy|feed|rss",
    re.IGNORECASE,
)
_SEEN = """
    INSERT INTO portal_readerseen AS kept (site_id, visitor, seen_at)
    SELECT * FROM unnest(%s::int[], %s::bigint[], %s::timestamptz[]) AS seen (site, visitor, at)
    ORDER BY site, visitor
    ON CONFLICT (site_id, visitor) DO UPDATE SET seen_at = greatest(kept.seen_at, excluded.seen_at)
"""
_OPENED = """
    WITH opened AS (
        INSERT INTO portal_pageopened AS kept (site_id, page_id, visitor, opened_at)
        SELECT * FROM unnest(%s::int[], %s::int[], %s::bigint[], %s::timestamptz[])
            AS seen (site, page, visitor, at)
        ORDER BY site, page, visitor
        ON CONFLICT (site_id, page_id, visitor) DO UPDATE SET opened_at = excluded.opened_at
        WHERE kept.opened_at <= excluded.opened_at - make_interval(secs => %s)
        RETURNING site_id, page_id, opened_at
    )
    INSERT INTO portal_visitday AS kept (site_id, page_id, day, views)
    SELECT opened.site_id, opened.page_id, (opened.opened_at AT TIME ZONE %s)::date AS day, count(*)
    FROM opened
    JOIN wagtailcore_page ON wagtailcore_page.id = opened.page_id
    JOIN wagtailcore_site ON wagtailcore_site.id = opened.site_id
    GROUP BY opened.site_id, opened.page_id, day ORDER BY opened.page_id, opened.site_id, day
    ON CONFLICT (page_id, site_id, day) DO UPDATE SET views = kept.views + excluded.views
"""
"""Rows are written in one order, so that processes wait for one another and never in a circle."""
_ONLINE = "SELECT site_id, count(*) FROM portal_readerseen WHERE seen_at > %s GROUP BY site_id"
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


_Reader = tuple[int, int]
"""A site, and a visitor's hash."""
_Opening = tuple[int, int, int]
"""A site, a page, and a visitor's hash."""


@dataclass(slots=True)
class _Gathered:
    """
    What a process saw since the last exchange: when each reader was last seen, when each opened which page,
    how many arrived on each site, how many views of each page that makes.
    """

    readers: dict[_Reader, datetime] = field(default_factory=dict)
    openings: dict[_Opening, datetime] = field(default_factory=dict)
    arrived: Counter[int] = field(default_factory=Counter)
    views: Counter[PageSeen] = field(default_factory=Counter)

    def take_back(self, earlier: _Gathered) -> None:
        self.readers = earlier.readers | self.readers
        self.openings = earlier.openings | self.openings
        self.arrived.update(earlier.arrived)
        self.views.update(earlier.views)


class VisitCounter:
    """One a process. Every method may be called from any thread."""

    def __init__(self, *, now: Callable[[], datetime] = timezone.localtime) -> None:
        self._now = now
        self._lock = Lock()
        self._day = date.min
        self._salt = b""
        self._last_opened: dict[_Opening, datetime] = {}
        self._last_seen: dict[_Reader, datetime] = {}
        self._online: dict[int, int] = {}
        self._swept_at = self._idle_from = datetime.min.replace(tzinfo=UTC)
        self._stored: dict[PageSeen, tuple[datetime, int]] = {}
        self._waiting, self._writing = _Gathered(), _Gathered()

    def saw(self, seen: PageSeen, *, network: str, agent: str) -> None:
        """A reader opened a page."""
        with self._lock:
            now = self._now()
            self._turn_the_day(now.date())
            digest = blake2b(f"{network} {agent}".encode(), key=self._salt, digest_size=8).digest()
            visitor = int.from_bytes(digest, signed=True)
            reader, opening = (seen.site, visitor), (seen.site, seen.page, visitor)
            if _is_over(self._last_seen.get(reader), now, _ONLINE_FOR):
                self._waiting.arrived[seen.site] += 1
            self._last_seen[reader] = self._waiting.readers[reader] = now
            if _is_over(self._last_opened.get(opening), now, _RELOAD_WITHIN):
                self._last_opened[opening] = self._waiting.openings[opening] = now
                self._waiting.views[seen] += 1

    def online(self, site: int) -> int:
        """
        How many different visitors opened a page of the site in the last five minutes: in all processes as of
        the last exchange, and in this one since. For a second a reader of two processes may count twice.
        """
        with self._lock:
            arrived = self._waiting.arrived[site] + self._writing.arrived[site]
            return self._online.get(site, 0) + arrived

    def views(self, seen: PageSeen) -> int:
        """How often a page was viewed, since ever: what is stored and what is still in memory."""
        with self._lock:
            now = self._now()
            read_at, stored = self._stored.get(seen, (None, 0))
        if read_at is None or (now - read_at).total_seconds() > STORED_IS_FRESH_SECONDS:
            stored = _stored_views(seen)
            with self._lock:
                self._stored[seen] = (now, stored)
        with self._lock:
            return stored + self._waiting.views[seen] + self._writing.views[seen]

    def exchange(self) -> None:
        """
        Write what has gathered and read what all processes have seen; nothing once the last reader's rows are
        swept. What cannot be written now is kept for the next time.
        """
        with self._lock:
            now = self._now()
            if self._waiting.readers:
                self._idle_from = now + _RELOAD_WITHIN + 2 * _SWEPT_EVERY
            elif now > self._idle_from:
                return
            self._writing, self._waiting = self._waiting, _Gathered()
            gathered = self._writing
            sweeps = _is_over(self._swept_at, now, _SWEPT_EVERY)
        online: dict[int, int] | None = None
        try:
            online = _exchanged(gathered, now, sweeps=sweeps)
        finally:
            with self._lock:
                if online is None:
                    self._waiting.take_back(gathered)
                else:
                    self._online = online
                    for seen in gathered.views:
                        self._stored.pop(seen, None)
                    if sweeps:
                        self._sweep(now)
                self._writing = _Gathered()

    def _sweep(self, now: datetime) -> None:
        """Forget who was here long ago; now and then, never at a view."""
        self._swept_at = now
        for last, span in ((self._last_seen, _ONLINE_FOR), (self._last_opened, _RELOAD_WITHIN)):
            for key in [key for key, at in last.items() if _is_over(at, now, span)]:
                del last[key]  # type: ignore[arg-type]

    def _turn_the_day(self, today: date) -> None:
        if today != self._day:
            self._day = today
            self._salt = salted_hmac("portal.visits", today.isoformat(), algorithm="sha256").digest()
            self._last_opened.clear()
            self._last_seen.clear()
            self._online.clear()
            self._waiting.arrived.clear()


def _is_over(at: datetime | None, now: datetime, span: timedelta) -> bool:
    return at is None or now - at >= span


def _exchanged(gathered: _Gathered, now: datetime, *, sweeps: bool) -> dict[int, int]:
    """Readers online by site, after what has gathered was written."""
    with transaction.atomic(), connection.cursor() as cursor:
        if gathered.readers:
            rows = [(*reader, at) for reader, at in gathered.readers.items()]
            cursor.execute(_SEEN, [list(column) for column in zip(*rows, strict=True)])
        if gathered.openings:
            places = [(*opening, at) for opening, at in gathered.openings.items()]
            columns = [list(column) for column in zip(*places, strict=True)]
            zone = timezone.get_current_timezone_name()
            cursor.execute(_OPENED, [*columns, _RELOAD_WITHIN.total_seconds(), zone])
        if sweeps:
            cursor.execute("DELETE FROM portal_readerseen WHERE seen_at <= %s", [now - _ONLINE_FOR])
            cursor.execute("DELETE FROM portal_pageopened WHERE opened_at <= %s", [now - _RELOAD_WITHIN])
        cursor.execute(_ONLINE, [now - _ONLINE_FOR])
        return dict(cursor.fetchall())


def _stored_views(seen: PageSeen) -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce(sum(views), 0) FROM portal_visitday WHERE page_id = %s AND site_id = %s",
            [seen.page, seen.site],
        )
        return int(cursor.fetchone()[0])


def _exchange_each_second(counter: VisitCounter, stop: Event) -> None:
    while not stop.wait(1):
        _exchange_safely(counter)


def _exchange_safely(counter: VisitCounter) -> None:
    try:
        counter.exchange()
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
        writer = Thread(target=_exchange_each_second, args=(counter, stop), name="visits", daemon=True)

        def write_the_rest() -> None:
            stop.set()
            writer.join(timeout=3)
            _exchange_safely(counter)

        writer.start()
        atexit.register(write_the_rest)
    return counter
