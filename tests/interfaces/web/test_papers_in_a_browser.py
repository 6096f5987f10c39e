"""
Assisted mode in a real browser: an evening typed without touching the mouse, slips said at once, and pages a
small phone can show.
"""

from __future__ import annotations

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from khuyenhoc.domain.learning import services
from khuyenhoc.domain.learning.models import Assessment, Programme, ToldBy
from khuyenhoc.foundation.values.mandates import Action
from tests.cast import Cast
from tests.domain.learning.titles import HAMLETS, group, machine
from tests.interfaces.web.test_in_a_browser import faults, sign_in
from tests.interfaces.web.test_papers_pages import OF, YEAR, address, registered

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_an_evening_is_typed_with_the_keyboard_alone(cast: Cast, live_server: LiveServer, page: Page) -> None:
    titles = registered(*(f"Nông Văn {letter}" for letter in "ABCDEFGHIKLMNO"), home=cast.na_po)
    sign_in(page, live_server, cast.chapter)
    page.goto(live_server.url + address("paper-grid"))

    expect(page.locator("input[name=c-0]")).to_be_focused()
    for row, title in enumerate(titles):
        page.keyboard.type(title.paper_code.lower())
        for _item in range(10):
            page.keyboard.press("Tab")
            page.keyboard.type("8")
        page.keyboard.press("Enter")
        for _item in range(10):
            page.keyboard.press("ArrowLeft")
        expect(page.locator("tbody tr").nth(row)).to_contain_text(
            title.person.full_name if title.person else ""
        )
    page.keyboard.press("Control+s")

    expect(page.get_by_text("14")).not_to_have_count(0)
    assert Assessment.objects.filter(entered_for=ToldBy.PAPER, total=80, is_passed=True).count() == 14


def test_slips_are_said_as_soon_as_the_code_is_typed(cast: Cast, live_server: LiveServer, page: Page) -> None:
    here, elsewhere = (
        registered("Nông Văn A", home=cast.na_po)[0],
        registered("Hứa Thị Xa", home=cast.that_khe)[0],
    )
    sign_in(page, live_server, cast.chapter)
    page.goto(live_server.url + address("paper-grid"))
    form, rows = page.locator("form[data-papers]"), page.locator("tbody tr")
    right = here.paper_code
    mistyped = right[:-1] + ("2" if right[-1] != "2" else "3")

    for row, code in enumerate((right, mistyped, elsewhere.paper_code, right)):
        page.locator(f"input[name=c-{row}]").press_sequentially(code)

    expect(rows.nth(1)).to_contain_text(form.get_attribute("data-mistyped") or "?")
    expect(rows.nth(2)).to_contain_text(form.get_attribute("data-elsewhere") or "?")
    expect(rows.nth(3)).to_contain_text((form.get_attribute("data-again") or "?").replace("{row}", "1"))
    assert page.locator("input.code[aria-invalid=true]").count() >= 3


def test_axe_finds_nothing_and_nothing_scrolls_sideways_on_a_small_phone(
    cast: Cast, live_server: LiveServer, page: Page
) -> None:
    registered("Nông Văn A", home=cast.na_po)
    own = services.enter_own_set(mandate=machine(Action.DECIDE), unit=cast.cao_bang, text=HAMLETS)
    hamlet = services.register(
        mandate=machine(Action.REGISTER),
        programme=Programme.COMMUNITY,
        year=YEAR,
        subject=group("community", "Xóm Nà Pò", unit=cast.na_po),
    )
    addresses = [
        *(
            address(name, key=key)
            for name in ("papers", "paper-grid", "paper-totals")
            for key in (OF["key"], "duc-long")
        ),
        reverse("web:papers-choose"),
        reverse("web:linked", kwargs={"pk": hamlet.pk}),
        reverse("web:own-sets"),
        reverse("web:own-set", kwargs={"pk": own.pk}),
        reverse("web:own-set-edit", kwargs={"pk": own.pk}),
        reverse("web:own-set-new") + "?from=set:learning-citizen/2023",
    ]
    page.set_viewport_size({"width": 320, "height": 720})
    sign_in(page, live_server, cast.province)

    found = {}
    for one in addresses:
        page.goto(live_server.url + one)
        found[one] = faults(page)

    assert {one: said for one, said in found.items() if said} == {}
