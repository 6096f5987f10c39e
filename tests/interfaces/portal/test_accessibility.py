"""
The public pages in a real browser: axe finds nothing, nothing scrolls sideways on a small phone, the marks
work in every way.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from axe_core_python.sync_playwright import Axe
from playwright.sync_api import Page, sync_playwright
from pytest_django.live_server_helper import LiveServer

from khuyenhoc.interfaces.portal.models import ArticlePage

CHROMIUM = shutil.which("chromium")
WCAG = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}

pytestmark = [pytest.mark.browser, pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")]


@contextmanager
def browser_page(**kind: Any) -> Iterator[Page]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        try:
            yield browser.new_page(**kind)
        finally:
            browser.close()


@pytest.fixture
def address(transactional_db: None, article: ArticlePage, live_server: LiveServer) -> str:
    """
    The article's, asked for before the browser starts: under Playwright's loop Django lets nobody near the
    database.
    """
    return f"{live_server.url}{article.url}"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_any_public_page(
    transactional_db: None, article: ArticlePage, live_server: LiveServer, scheme: Any
) -> None:
    addresses = [article.url, "/", "/gioi-thieu/", "/so-do-trang/", "/tim-kiem/?q=hoi"]
    found: dict[str, list[str]] = {}

    with browser_page(viewport={"width": 320, "height": 720}, color_scheme=scheme) as page:
        for address in addresses:
            page.goto(f"{live_server.url}{address}")
            violations = Axe().run(page, options=WCAG)["violations"]
            sideways = page.evaluate(
                "document.documentElement.scrollWidth > document.documentElement.clientWidth"
            )
            found[address] = [f"{each['id']}: {each['nodes'][0]['html'][:120]}" for each in violations] + (
                ["scrolls sideways"] if sideways else []
            )

    assert found == {address: [] for address in addresses}


def test_the_mark_opens_by_keyboard_and_gives_the_focus_back(address: str) -> None:
    with browser_page() as page:
        page.goto(address)
        mark = page.locator("a.whence-mark").first
        mark.focus()
        page.keyboard.press("Enter")
        opened = page.locator(".whence-body.placed").inner_text()
        page.keyboard.press("Escape")
        closed = page.locator(".whence-body.placed").count()
        has_focus = mark.evaluate("mark => document.activeElement === mark")

    assert "1.095" in opened
    assert "09/11/2022" in opened
    assert closed == 0
    assert has_focus


def test_without_scripts_the_mark_leads_to_its_note(address: str) -> None:
    with browser_page(java_script_enabled=False) as page:
        page.goto(address)
        page.locator("a.whence-mark").first.click()

        assert page.url.endswith("#nguon-1")
        assert page.locator("#nguon-1").is_visible()


def test_on_paper_the_marks_are_footnote_numbers(address: str) -> None:
    with browser_page() as page:
        page.goto(address)
        page.emulate_media(media="print")
        page.evaluate("dispatchEvent(new Event('beforeprint'))")

        assert page.locator("#nguon-12").is_visible()
        assert page.locator("a.whence-mark .on-paper").first.is_visible()
        assert not page.locator("a.whence-mark .on-screen").first.is_visible()
        assert page.locator(".notes li").count() == 12
        assert not page.locator(".menu").is_visible()


def test_the_size_of_the_text_is_remembered_by_the_browser_without_a_cookie(address: str) -> None:
    with browser_page() as page:
        page.goto(address)
        page.locator("[data-choose-text='3']").click()
        page.reload()
        size = page.evaluate("getComputedStyle(document.documentElement).fontSize")

        assert size == "24px"
        assert page.context.cookies() == []
