"""
An evening's sheets typed in a real browser without touching the mouse: moved through like a spreadsheet,
added up as one types, stored by one press.
"""

from __future__ import annotations

from datetime import date

import pytest
from axe_core_python.sync_playwright import Axe
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from khuyenhoc.domain.learning.models import Assessment, Registration
from khuyenhoc.domain.learning.states import State
from tests.cast import Cast, cast
from tests.domain.learning.titles import citizen

__all__ = ["cast"]

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

YEAR = date.today().year  # noqa: DTZ011, TID251 - pages ask for the day they are asked on
WCAG = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
NAMES = ("Lý Thị Én", "Nông Văn Hoà", "Bế Văn Ích")


@pytest.fixture
def titles(cast: Cast) -> list[Registration]:
    """Three people registered, in the order lists have them."""
    return [citizen(name, home=cast.na_po, year=YEAR) for name in NAMES]


def sign_in(page: Page, server: LiveServer) -> None:
    page.goto(f"{server.url}/lam-viec/")
    page.locator("input[name=login]").fill("chi-hoi")
    page.locator("input[name=password]").fill("mật khẩu để thử")
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "/dang-nhap/" not in url)


def focused(page: Page) -> str:
    return str(page.evaluate("document.activeElement.name || ''"))


def tab_to(page: Page, name: str) -> None:
    for _ in range(80):
        if focused(page) == name:
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"the Tab key does not lead to {name}")


def total(page: Page, row: int) -> str:
    return page.locator("table[data-grid] tbody tr").nth(row).locator("[data-total]").inner_text()


def faults(page: Page) -> list[str]:
    violations = Axe().run(page, options=WCAG)["violations"]
    sideways = page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
    return [f"{each['id']}: {each['nodes'][0]['html'][:160]}" for each in violations] + (
        ["scrolls sideways"] if sideways else []
    )


def test_an_evenings_sheets_are_typed_moved_through_and_stored_by_keys_alone(
    cast: Cast, titles: list[Registration], page: Page, live_server: LiveServer
) -> None:
    first, second, third = titles
    keys = page.keyboard
    sign_in(page, live_server)
    page.goto(f"{live_server.url}/lam-viec/danh-hieu/na-po/{YEAR}/citizen/cham-diem/")
    assert faults(page) == []

    # along a row with arrow and Tab, the total growing with each mark
    tab_to(page, f"m-{first.pk}-1")
    for item in range(1, 11):
        assert focused(page) == f"m-{first.pk}-{item}"
        keys.type("8")
        keys.press("ArrowRight" if item % 2 else "Tab")
    assert total(page, 0) == "80"
    expect(page.locator("[data-says]").nth(0)).to_have_text("đạt")

    # down a column with Enter and back up with an arrow
    tab_to(page, f"m-{second.pk}-1")
    keys.type("9")
    keys.press("Enter")
    assert focused(page) == f"m-{third.pk}-1"
    keys.press("ArrowUp")
    assert focused(page) == f"m-{second.pk}-1"
    assert total(page, 1).startswith("9")

    # what cannot be is said at once, and refused by the store without losing a mark
    keys.press("ArrowRight")
    keys.type("11")
    assert page.locator(f"[name='m-{second.pk}-2']").get_attribute("aria-invalid") == "true"
    for _ in range(3, 11):
        keys.press("ArrowRight")
        keys.type("9")
    keys.press("Control+s")
    expect(page.locator("tr", has_text="Nông Văn Hoà").locator(".field-error")).to_be_visible()
    assert page.locator(f"[name='m-{first.pk}-7']").input_value() == "8"
    assert not Assessment.objects.exists()
    assert faults(page) == []

    # mended and stored by one press; the third row, left blank, is left as it is
    tab_to(page, f"m-{second.pk}-2")
    keys.press("Control+a")
    keys.type("9,5")
    assert total(page, 1) == "90,5"
    keys.press("Control+s")
    page.wait_for_function("document.querySelectorAll('.field-error').length === 0")
    expect(page.locator("main")).to_contain_text("2")
    assert {(one.registration_id, str(one.total)) for one in Assessment.objects.all()} == {
        (first.pk, "80.00"),
        (second.pk, "90.50"),
    }
    assert Registration.objects.get(pk=third.pk).state == State.REGISTERED

    # on a phone the grid scrolls within itself, not the page
    page.set_viewport_size({"width": 320, "height": 640})
    assert faults(page) == []
