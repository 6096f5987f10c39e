from __future__ import annotations

from xml.etree import ElementTree

import pytest
from django.test import Client
from wagtail.models import Page, Site

from khuyenhoc.interfaces.portal.founding_article import DEMO_IDENTITY
from khuyenhoc.interfaces.portal.models import ArticlePage, HomePage, SiteIdentity, missing_compulsory
from khuyenhoc.interfaces.portal.models.site_settings import COMPULSORY

PAGES = ("/", "/gioi-thieu/", "/so-do-trang/", "/tim-kiem/")


@pytest.mark.parametrize("address", [*PAGES, "article"])
def test_every_page_carries_the_six_data_the_law_asks_for(
    article: ArticlePage, reader: Client, address: str
) -> None:
    page = reader.get(article.url if address == "article" else address).content.decode()

    foot = page[page.index('<footer class="foot"') :]
    assert all(DEMO_IDENTITY[name] in foot for name in COMPULSORY)
    assert "Cổng thông tin điện tử tỉnh Cao Bằng" in foot
    assert "Ghi rõ nguồn" in foot


def test_a_site_says_which_of_the_six_data_it_lacks(article: ArticlePage) -> None:
    site = Site.objects.get()
    complete = missing_compulsory(site)
    SiteIdentity.objects.update(email="", responsible_person=" ")

    lacking = missing_compulsory(site)

    assert complete == []
    assert len(lacking) == 2


@pytest.mark.django_db
def test_a_site_nobody_described_lacks_all_six() -> None:
    site, _ = Site.objects.get_or_create(
        hostname="x.example", defaults={"root_page": Page.get_first_root_node()}
    )
    SiteIdentity.objects.filter(site=site).delete()

    assert len(missing_compulsory(site)) == 6


def test_the_ipv6_mark_is_shown_only_with_its_number(article: ArticlePage, reader: Client) -> None:
    without = reader.get("/gioi-thieu/").content.decode()
    SiteIdentity.objects.update(ipv6_logo_id="VN-0042")

    with_number = reader.get("/gioi-thieu/").content.decode()

    assert "IPv6" not in without
    assert "VN-0042" in with_number


@pytest.mark.parametrize("asked", ["chi hội", "CHI HOI", "giao ban 1.095", "trần nhung"])
def test_an_article_is_found_with_and_without_accents_and_by_its_numbers(
    article: ArticlePage, reader: Client, asked: str
) -> None:
    page = reader.get("/tim-kiem/", {"q": asked}).content.decode()

    assert f'href="{article.url}"' in page


def test_a_search_that_finds_nothing_says_so_and_points_on(article: ArticlePage, reader: Client) -> None:
    answer = reader.get("/tim-kiem/", {"q": "<b>khongco"})

    page = answer.content.decode()
    assert answer.status_code == 200
    assert f'href="{article.url}"' not in page
    assert "<b>khongco" not in page


def test_the_site_map_lists_every_page_in_words_and_for_machines(
    article: ArticlePage, reader: Client
) -> None:
    words = reader.get("/so-do-trang/").content.decode()
    machine = ElementTree.fromstring(reader.get("/sitemap.xml").content)  # noqa: S314 - our own answer

    assert f'href="{article.url}"' in words
    places = [place.text or "" for place in machine.iter("{http://www.sitemaps.org/schemas/sitemap/0.9}loc")]
    assert f"http://testserver{article.url}" in places
    assert "http://testserver/" in places


def test_the_feed_carries_the_article_with_its_lead(article: ArticlePage, reader: Client) -> None:
    feed = ElementTree.fromstring(reader.get("/tin.rss").content)  # noqa: S314 - our own answer

    items = list(feed.iter("item"))
    assert len(items) == 1
    assert items[0].findtext("title") == article.headline
    assert "09/11/2022" in (items[0].findtext("description") or "")


def test_robots_are_kept_out_of_the_workplaces(article: ArticlePage, reader: Client) -> None:
    said = reader.get("/robots.txt").content.decode()

    assert "Disallow: /lam-viec/" in said
    assert "Sitemap: http://testserver/sitemap.xml" in said


def test_the_front_page_lists_the_article_and_replaces_wagtails_welcome(
    article: ArticlePage, reader: Client
) -> None:
    page = reader.get("/").content.decode()

    assert f'href="{article.url}"' in page
    assert isinstance(Site.objects.get().root_page.specific, HomePage)
    assert Page.objects.filter(depth=2).count() == 1


def test_a_public_page_is_only_to_be_read(article: ArticlePage, reader: Client) -> None:
    assert reader.post("/gioi-thieu/").status_code == 405
