"""
Staff pages in a real browser: axe finds nothing, nothing scrolls sideways on a small phone, a sheet is handed
in and stored.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from axe_core_python.sync_playwright import Axe
from django.conf import settings
from django.urls import reverse
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from khuyenhoc.domain.people.models import Account
from tests import factories
from tests.cast import Cast, client_of

WCAG = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def sign_in(page: Page, server: LiveServer, account: Account) -> None:
    session = client_of(account).cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": server.url}])


@pytest.fixture
def told(cast: Cast) -> Cast:
    factories.figures(
        {
            "unit": "thach-an",
            "period": "2022",
            "indicator": "org.chapters",
            "value": 217,
            "source": "Hội nghị giao ban",
        },
        {
            "unit": "thach-an",
            "period": "2022",
            "indicator": "model.family.registered",
            "value": 6126,
            "total": 7200,
            "rate": "86,1",
        },
        {"unit": "mien-dong", "period": "2022", "indicator": "org.members", "value": "trên 60 nghìn"},
    )
    factories.issued(cast.mien_dong, 2022)
    return cast


def addresses() -> list[str]:
    cluster = {"key": "mien-dong", "year": 2022}
    return [
        *(
            reverse(name)
            for name in (
                "web:home",
                "web:account",
                "web:units",
                "web:sheet-load",
                "web:packs",
                "web:pack-check",
            )
        ),
        reverse("web:unit", kwargs={"key": "tan-giang"}),
        reverse("web:reforms"),
        reverse("web:reform-load"),
        reverse("web:tree") + "?on=2025-06-30",
        reverse("web:criteria"),
        reverse("web:criteria-set", kwargs={"folder": "learning-citizen", "edition": "2023"}) + "?m-1=8",
        reverse("web:units") + "?on=2025-07-01&q=thach+an",
        reverse("web:figures", kwargs={"key": "thach-an"}) + "?period=2022",
        reverse("web:series", kwargs={"key": "thach-an", "code": "org.chapters"}),
        reverse("web:pack", kwargs=cluster),
        reverse("web:pack-issue", kwargs=cluster),
        reverse("web:pack-issued", kwargs={**cluster, "issue": 1}),
        reverse("account_change_password"),
        reverse("web:unit", kwargs={"key": "khong-co"}),
    ]


def test_axe_finds_nothing_and_nothing_scrolls_sideways_on_a_small_phone(
    told: Cast, live_server: LiveServer, page: Page
) -> None:
    page.set_viewport_size({"width": 320, "height": 720})
    found: dict[str, list[str]] = {}

    page.goto(f"{live_server.url}{reverse('account_login')}")
    found["login"] = faults(page)
    sign_in(page, live_server, told.province)
    for address in addresses():
        page.goto(f"{live_server.url}{address}")
        found[address] = faults(page)

    assert {address: each for address, each in found.items() if each} == {}


def faults(page: Page) -> list[str]:
    violations = Axe().run(page, options=WCAG)["violations"]
    sideways = page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
    return [f"{each['id']}: {each['nodes'][0]['html'][:160]}" for each in violations] + (
        ["scrolls sideways"] if sideways else []
    )


def test_a_sheet_goes_from_the_file_to_the_figures_page(
    cast: Cast, live_server: LiveServer, page: Page, tmp_path: Path
) -> None:
    sheet = tmp_path / "nam-2024.csv"
    sheet.write_bytes(
        factories.figure_sheet(
            {"unit": "duc-long", "period": "2024", "indicator": "org.chapters", "value": 19}
        )
    )
    sign_in(page, live_server, cast.commune)

    page.goto(f"{live_server.url}{reverse('web:sheet-load')}")
    page.set_input_files("input[type=file]", sheet)
    page.get_by_role("button", name="Xem trước thay đổi").click()
    page.get_by_role("button", name="Lưu 1 số liệu").click()
    expect(page.get_by_text("Đã lưu 1 số liệu.")).to_be_visible()
    page.get_by_role("link", name="Xã Đức Long, Năm 2024").click()

    expect(page.get_by_role("row", name="Chi hội")).to_contain_text("19")


def test_a_file_refused_after_sending_shows_its_reason_on_the_same_page(
    cast: Cast, live_server: LiveServer, page: Page, tmp_path: Path
) -> None:
    picture = tmp_path / "anh.xlsx"
    picture.write_bytes(b"\x89PNG khong phai bang")
    sign_in(page, live_server, cast.commune)

    page.goto(f"{live_server.url}{reverse('web:sheet-load')}")
    page.set_input_files("input[type=file]", picture)
    page.get_by_role("button", name="Xem trước thay đổi").click()

    expect(page.locator(".field-error")).to_be_visible()


def test_a_number_in_the_draft_opens_where_it_comes_from(
    told: Cast, live_server: LiveServer, page: Page
) -> None:
    sign_in(page, live_server, told.province)

    page.goto(f"{live_server.url}{reverse('web:pack', kwargs={'key': 'mien-dong', 'year': 2022})}")
    page.locator("a.whence-mark").first.click()

    expect(page.locator(".whence-body.placed")).to_contain_text("Chi hội")


def test_a_unit_is_chosen_with_the_keyboard_from_what_its_name_offers(
    told: Cast, live_server: LiveServer, page: Page
) -> None:
    sign_in(page, live_server, told.province)
    page.goto(live_server.url + reverse("web:register", kwargs={"kind": "citizen"}))
    box = page.get_by_role("combobox")

    box.press_sequentially("dong k")
    expect(page.get_by_role("option")).to_have_count(1)
    box.press("ArrowDown")
    offered = Axe().run(page, options=WCAG)["violations"]
    box.press("Enter")

    assert offered == []
    expect(box).to_have_value("Xã Đông Khê, Tỉnh Cao Bằng")
    expect(page.locator("input[name=unit]")).to_have_value("dong-khe")
    expect(page.get_by_role("listbox")).to_be_hidden()


def test_the_menu_is_one_line_and_a_button_opens_it_on_a_telephone(
    told: Cast, live_server: LiveServer, page: Page
) -> None:
    sign_in(page, live_server, told.province)
    page.set_viewport_size({"width": 1280, "height": 800})
    page.goto(live_server.url + reverse("web:clusters"))
    band = page.locator(".band-inner").bounding_box()
    page.set_viewport_size({"width": 320, "height": 640})
    link = page.locator("#menu").get_by_role("link", name="Việc cần làm")

    expect(link).to_be_hidden()
    page.get_by_role("button", name="Danh mục").click()
    expect(link).to_be_visible()
    opened = Axe().run(page, options=WCAG)["violations"]
    page.keyboard.press("Escape")

    expect(link).to_be_hidden()
    assert band is not None
    assert band["height"] < 70
    assert opened == []
