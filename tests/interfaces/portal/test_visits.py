from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db import ProgrammingError, connection
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings
from wagtail.models import Site

from khuyenhoc.interfaces.portal.models import ArticlePage, PageOpened, ReaderSeen, VisitDay
from khuyenhoc.interfaces.portal.visits import PageSeen, VisitCounter, is_a_reader, network_of

FIREFOX = "Mozilla/5.0 (Windows NT 10.0; rv:120.0) Gecko/20100101 Firefox/120.0"


class Clock:
    """A clock a test turns by hand."""

    def __init__(self) -> None:
        self.time = datetime(2022, 11, 9, 8, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.time

    def wait(self, **span: float) -> None:
        self.time += timedelta(**span)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def counter(clock: Clock) -> VisitCounter:
    return VisitCounter(now=clock)


@pytest.fixture
def seen(article: ArticlePage) -> PageSeen:
    return PageSeen(Site.objects.get().pk, article.pk)


def test_a_reload_within_thirty_minutes_counts_once(
    counter: VisitCounter, clock: Clock, seen: PageSeen
) -> None:
    counter.saw(seen, network="10.0.0.1", agent=FIREFOX)
    clock.wait(minutes=29)
    counter.saw(seen, network="10.0.0.1", agent=FIREFOX)
    soon = counter.views(seen)
    clock.wait(minutes=2)

    counter.saw(seen, network="10.0.0.1", agent=FIREFOX)

    assert soon == 1
    assert counter.views(seen) == 2


def test_online_is_how_many_different_visitors_came_in_the_last_five_minutes(
    counter: VisitCounter, clock: Clock, seen: PageSeen
) -> None:
    for network in ("10.0.0.1", "10.0.0.2", "10.0.0.1"):
        counter.saw(seen, network=network, agent=FIREFOX)
    at_once = counter.online(seen.site)
    clock.wait(minutes=4)
    counter.saw(seen, network="10.0.0.2", agent=FIREFOX)
    clock.wait(minutes=2)

    counter.exchange()
    later = counter.online(seen.site)

    assert at_once == 2
    assert later == 1


def test_views_survive_a_restart_and_are_one_row_a_day(
    counter: VisitCounter, clock: Clock, seen: PageSeen
) -> None:
    for network in ("10.0.0.1", "10.0.0.2"):
        counter.saw(seen, network=network, agent=FIREFOX)
        counter.exchange()
    clock.wait(days=1)
    counter.saw(seen, network="10.0.0.1", agent=FIREFOX)
    counter.exchange()

    after_restart = VisitCounter(now=clock).views(seen)

    assert after_restart == 3
    assert sorted(VisitDay.objects.values_list("views", flat=True)) == [1, 2]


def test_what_is_shown_does_not_change_by_being_written(counter: VisitCounter, seen: PageSeen) -> None:
    counter.saw(seen, network="10.0.0.1", agent=FIREFOX)
    before = counter.views(seen)

    counter.exchange()

    assert before == counter.views(seen) == 1


def test_two_processes_show_the_same_readers_and_count_a_reader_of_both_once(
    clock: Clock, seen: PageSeen
) -> None:
    one, other = VisitCounter(now=clock), VisitCounter(now=clock)
    for counter, network in ((one, "10.0.0.1"), (other, "10.0.0.1"), (other, "10.0.0.2")):
        counter.saw(seen, network=network, agent=FIREFOX)

    for counter in (one, other, one):
        counter.exchange()

    assert (one.online(seen.site), other.online(seen.site)) == (2, 2)
    assert (one.views(seen), other.views(seen)) == (2, 2)
    assert VisitDay.objects.get().views == 2


def test_what_cannot_be_written_now_is_written_the_next_time(counter: VisitCounter, seen: PageSeen) -> None:
    counter.saw(seen, network="10.0.0.1", agent=FIREFOX)
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE portal_visitday RENAME TO elsewhere")
    with pytest.raises(ProgrammingError):
        counter.exchange()
    shown = counter.online(seen.site)
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE elsewhere RENAME TO portal_visitday")

    counter.exchange()

    assert shown == 1
    assert VisitDay.objects.get().views == 1


def test_a_view_costs_no_question_however_many_read(counter: VisitCounter, seen: PageSeen) -> None:
    counter.views(seen)
    for number in range(2_000):
        counter.saw(seen, network=f"10.0.{number // 250}.{number % 250}", agent=FIREFOX)

    with CaptureQueriesContext(connection) as asked:
        counter.saw(seen, network="10.1.0.1", agent=FIREFOX)
        shown = (counter.online(seen.site), counter.views(seen))
    with CaptureQueriesContext(connection) as exchanged:
        counter.exchange()

    assert shown == (2_001, 2_001)
    assert len(asked) == 0
    assert len([query for query in exchanged if "portal_" in query["sql"]]) == 5


def test_who_was_here_is_forgotten_after_half_an_hour(
    counter: VisitCounter, clock: Clock, seen: PageSeen
) -> None:
    counter.saw(seen, network="10.0.0.1", agent=FIREFOX)
    counter.exchange()
    at_once = (ReaderSeen.objects.count(), PageOpened.objects.count())
    clock.wait(minutes=31)

    counter.exchange()

    assert at_once == (1, 1)
    assert (ReaderSeen.objects.count(), PageOpened.objects.count()) == (0, 0)
    assert counter.online(seen.site) == 0


def test_a_page_deleted_meanwhile_does_not_hold_the_others_up(counter: VisitCounter, seen: PageSeen) -> None:
    counter.saw(PageSeen(seen.site, 999_999), network="10.0.0.1", agent=FIREFOX)
    counter.saw(seen, network="10.0.0.1", agent=FIREFOX)

    counter.exchange()

    assert list(VisitDay.objects.values_list("page_id", "views")) == [(seen.page, 1)]


def test_nothing_in_memory_tells_who_came(counter: VisitCounter, seen: PageSeen) -> None:
    counter.saw(seen, network="203.0.113.77", agent=FIREFOX)

    assert "203.0.113.77" not in repr(vars(counter))
    assert "Firefox" not in repr(vars(counter))


def test_yesterdays_codes_are_gone_when_the_day_changes(
    counter: VisitCounter, clock: Clock, seen: PageSeen
) -> None:
    counter.saw(seen, network="10.0.0.1", agent=FIREFOX)
    clock.wait(days=1)

    counter.saw(seen, network="10.0.0.2", agent=FIREFOX)

    assert counter.online(seen.site) == 1


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("", ""),
    ],
)
def test_an_ipv6_visitor_is_its_64_bit_network(address: str, network: str) -> None:
    request = RequestFactory().get("/", REMOTE_ADDR=address)

    assert network_of(request) == network


def test_a_forwarded_address_is_believed_only_behind_our_own_proxy(settings: Settings) -> None:
    request = RequestFactory().get(
        "/", REMOTE_ADDR="10.0.0.1", headers={"x-forwarded-for": "198.51.100.9, 203.0.113.7"}
    )
    by_default = network_of(request)
    settings.VISITS_BEHIND_PROXY = True

    behind_proxy = network_of(request)

    assert by_default == "10.0.0.1"
    assert behind_proxy == "203.0.113.7"


@pytest.mark.parametrize(
    "agent",
    [
        "",
        "Mozilla/5.0 (compatible; Googlebot/2.1)",
        "curl/8.0",
        "facebookexternalhit/1.1",
        "coccocbot-web/1.0",
    ],
)
def test_robots_are_no_readers(agent: str) -> None:
    assert not is_a_reader(RequestFactory().get("/", headers={"user-agent": agent}))


def test_a_browser_fetching_ahead_is_no_reader() -> None:
    request = RequestFactory().get("/", headers={"user-agent": FIREFOX, "sec-purpose": "prefetch"})

    assert not is_a_reader(request)


def test_an_ordinary_browser_is_a_reader() -> None:
    assert is_a_reader(RequestFactory().get("/", headers={"user-agent": FIREFOX}))
