"""
A reorganisation from its sheet to the tree and back, in a real browser: tried, set side by side, applied,
seen, undone, applied again.
"""

from __future__ import annotations

import re

import pytest
from axe_core_python.sync_playwright import Axe
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from khuyenhoc.domain.organisation.models import Reorganisation, Unit
from khuyenhoc.interfaces.commands.command_line import main
from khuyenhoc.interfaces.commands.demo import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SHEET = """effective_on,document,act,unit,heir,parent,kind,name,official_code,note
2026-03-01,12/NQ-HĐND ngày 03/02/2026 của HĐND tỉnh Cao Bằng,merge,cao-bang-canh-tan,cao-bang-dong-khe,,,,,
2026-03-01,12/NQ-HĐND ngày 03/02/2026 của HĐND tỉnh Cao Bằng,split,cao-bang-duc-long,cao-bang-duc-long,,,,,
2026-03-01,12/NQ-HĐND ngày 03/02/2026 của HĐND tỉnh Cao Bằng,split,cao-bang-duc-long,\
cao-bang-lung-moi,cao-bang,commune,Lũng Mới,,
"""
WCAG = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


@pytest.fixture
def demo(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["demo", "--no-serve"]) == 0
    capsys.readouterr()


def sign_in(page: Page, server: LiveServer, username: str) -> None:
    page.goto(f"{server.url}/lam-viec/")
    page.locator("input[name=login]").fill(username)
    page.locator("input[name=password]").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "/dang-nhap/" not in url)


def load(page: Page, server: LiveServer) -> None:
    page.goto(f"{server.url}/lam-viec/to-chuc-lai/nap/")
    page.locator("input[type=file]").set_input_files(
        {"name": "to-chuc-lai.csv", "mimeType": "text/csv", "buffer": SHEET.encode()}
    )
    page.locator("form[data-upload] button[type=submit]").click()
    page.wait_for_url(re.compile("/xem-truoc/"))


def is_applied() -> bool:
    return Reorganisation.objects.filter(document__number="12/NQ-HĐND").exists()


def faults(page: Page) -> list[str]:
    violations = Axe().run(page, options=WCAG)["violations"]
    sideways = page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
    return [f"{each['id']}: {each['nodes'][0]['html'][:160]}" for each in violations] + (
        ["scrolls sideways"] if sideways else []
    )


def test_a_reorganisation_is_tried_applied_undone_and_applied_again(
    demo: None, page: Page, live_server: LiveServer
) -> None:
    sign_in(page, live_server, "tinh")

    # the preview says who would become whom, and changes nothing; so does the reconciliation beside it
    load(page, live_server)
    expect(page.locator(".lineage-heir", has_text="Lũng Mới")).to_have_count(1)
    expect(page.locator(".lineage-units .is-part")).to_have_count(2)
    preview = page.url
    page.locator(".steps a[href$='/doi-chieu/']").click()
    page.wait_for_url(re.compile("/doi-chieu/"))
    page.goto(preview)
    assert not is_applied()

    # applied, it leads to the document's page
    page.locator("form[action$='/ap-dung/'] button").click()
    page.wait_for_url(re.compile(r"/to-chuc-lai/\d+/$"))
    document = page.url
    expect(page.locator(".lineage-group", has_text="Đông Khê")).to_contain_text("Canh Tân")
    assert is_applied()

    # undone, the tree is as it was
    page.locator("main a[href$='/hoan-tac/']").click()
    page.locator("main form button[type=submit]").click()
    page.wait_for_url(re.compile("/to-chuc-lai/$"))
    assert not is_applied()
    assert not Unit.objects.filter(key="cao-bang-lung-moi").exists()
    assert page.goto(document).status == 404  # type: ignore[union-attr]

    # and applied again from the same sheet
    load(page, live_server)
    page.locator("form[action$='/ap-dung/'] button").click()
    page.wait_for_url(re.compile(r"/to-chuc-lai/\d+/$"))
    assert is_applied()


def test_161_communes_becoming_56_can_be_read_and_searched_on_a_small_phone(
    demo: None, page: Page, live_server: LiveServer
) -> None:
    sign_in(page, live_server, "tinh")
    reform = Reorganisation.objects.get(document__number="1657/NQ-UBTVQH15")
    page.set_viewport_size({"width": 320, "height": 720})

    page.goto(f"{live_server.url}/lam-viec/to-chuc-lai/{reform.pk}/")

    assert faults(page) == []
    expect(page.locator(".lineage-count")).to_contain_text("161")
    expect(page.locator(".lineage-group")).to_have_count(56)
    expect(page.locator(".lineage-units > li")).to_have_count(161)
    expect(page.locator(".lineage-list .is-ended")).to_have_count(10)
    page.locator(".lineage input[type=search]").fill("duyet trung")
    expect(page.locator(".lineage-group:visible")).to_have_count(1)
    expect(page.locator(".lineage-section:visible")).to_have_count(1)
    expect(page.locator(".lineage-group:visible h4")).to_contain_text("Tân Giang")


def test_an_account_of_another_district_sees_its_own_part_and_may_change_nothing(
    demo: None, page: Page, live_server: LiveServer
) -> None:
    sign_in(page, live_server, "nguyenbinh")
    reform = Reorganisation.objects.get(document__number="1657/NQ-UBTVQH15")

    page.goto(f"{live_server.url}/lam-viec/to-chuc-lai/{reform.pk}/")

    expect(page.locator(".lineage-section h3").first).to_contain_text("Nguyên Bình")
    expect(page.locator(".lineage")).not_to_contain_text("Thị trấn Đông Khê")
    for address in (f"{reform.pk}/hoan-tac/", "nap/", "bieu-mau/"):
        answer = page.goto(f"{live_server.url}/lam-viec/to-chuc-lai/{address}")
        assert answer is not None
        assert answer.status in (403, 404), address
