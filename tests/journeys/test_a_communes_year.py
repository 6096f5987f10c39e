"""
A year of one commune in a real browser: from an unknown locality's Excel list to printed certificates, and a
figure opened to its rows.
"""

from __future__ import annotations

import io
import re

import pypdf
import pytest
import xlsxwriter
from django.utils import timezone

from khuyenhoc.domain.learning.models import Recognition, Registration
from khuyenhoc.domain.organisation.queries import units_called
from tests.journeys.test_sheet_to_page import demo, sign_in

__all__ = ["demo"]

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

NAMES = ("Nông Văn Hoà", "Lý Thị Én", "Bế Văn Ích")


def a_localitys_list(year):
    """
    As an office keeps it: two lines of title, a heading over two rows, its own words, a column nobody asked
    for, a total.
    """
    written = io.BytesIO()
    with xlsxwriter.Workbook(written) as workbook:
        sheet = workbook.add_worksheet("DS")
        sheet.write_row(0, 0, ["HỘI KHUYẾN HỌC XÃ ĐỨC LONG"])
        sheet.write_row(1, 0, [f"DANH SÁCH CÔNG DÂN ĐĂNG KÝ HỌC TẬP NĂM {year}"])
        sheet.write_row(3, 0, ["TT", "Họ và tên", "Thôn/xóm/TDP", "Thông tin", "", "Tôn giáo"])
        sheet.write_row(4, 0, ["", "", "", "Ngày sinh", "Giới", ""])
        for at, (name, born, sex) in enumerate(
            zip(NAMES, ("15/03/1970", "1982", "02/09/1965"), ("Nam", "Nữ", "Nam"), strict=True)
        ):
            sheet.write_row(5 + at, 0, [at + 1, name, "", born, sex, "không"])
        sheet.write_row(8, 0, ["", "Tổng cộng", 3])
    return written.getvalue()


def go(page, name):
    """A link of the page, or of a list of the menu, which is opened first."""
    shut = page.locator("details.menu-group:not([open])", has=page.get_by_text(name, exact=True))
    if shut.count():
        shut.first.locator("summary").click()
    page.get_by_role("link", name=name, exact=True).first.click()


def send(page):
    """Press the one button of a step and wait for what comes of it."""
    with page.expect_navigation():
        page.locator("form[data-choosing] button[type=submit]").last.click()


def test_from_a_localitys_list_to_printed_certificates(demo, page, live_server):
    today = timezone.localdate()
    key = units_called("Đức Long", on=today)[0].key
    sign_in(page, live_server, "tinh")

    # an unknown locality's list is understood, shown row by row, and stored
    go(page, "Sổ đăng ký")
    page.goto(f"{live_server.url}/lam-viec/so/nap/")
    page.select_option("select[name=kind]", "citizen")
    page.select_option("select[name=unit]", label="Xã Đức Long")
    page.fill("input[name=year]", str(today.year))
    content = a_localitys_list(today.year)
    page.locator("input[type=file]").set_input_files(
        {
            "name": "DS Cong dan.xlsx",
            "mimeType": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            "buffer": content,
        }
    )
    page.locator("form[data-upload] button[type=submit]").click()
    page.wait_for_url(re.compile("/xem-truoc/"))
    said = page.locator("main").inner_text()
    assert all(name in said for name in NAMES), said
    assert "Tôn giáo" in said  # said to be left out
    page.get_by_role("button", name=re.compile("Lưu 3 dòng")).click()
    page.wait_for_url(re.compile("/da-luu/"))
    assert Registration.objects.filter(year=today.year, programme="citizen").count() == 3

    # marks typed with the keyboard only
    titles = f"{live_server.url}/lam-viec/danh-hieu/{key}/{today.year}/citizen/"
    page.goto(titles)
    go(page, "Nhập phiếu tự đánh giá")
    page.locator("[data-grid] input.mark").first.focus()
    for row in range(3):
        for _item in range(10):
            page.keyboard.type("8,5")
            page.keyboard.press("ArrowRight")
        assert page.locator("[data-total]").nth(row).inner_text() == "85"
        if row < 2:
            page.locator("[data-grid] tbody tr").nth(row + 1).locator("input.mark").first.focus()
    page.keyboard.press("Control+s")
    page.wait_for_load_state()
    page.get_by_role("status").filter(has_text="Đã lưu").first.wait_for()

    # the chapter's meeting, the verification, the decision
    page.goto(titles)
    go(page, "Họp bình xét")
    for field, value in {
        "place": "Nhà văn hóa xóm",
        "chair": "Đàm Thị Xóm",
        "secretary": "Lý Văn Ghi",
        "invited": "25",
        "present": "20",
    }.items():
        page.fill(f"[name={field}]", value)
    send(page)
    assert "/bien-ban/" in page.url, page.locator("main").inner_text()
    page.goto(titles)
    go(page, "Thẩm định")
    send(page)
    page.goto(titles)
    go(page, "Nhập quyết định")
    for field, value in {
        "number": "15/QĐ-UBND",
        "signer": "Nông Văn Ký",
        "signer_post": "Chủ tịch UBND xã",
    }.items():
        page.fill(f"[name={field}]", value)
    send(page)
    assert re.search(r"/quyet-dinh/\d+/", page.url), page.locator("main").inner_text()
    assert Recognition.objects.count() == 3

    # printed certificates
    with page.expect_download() as printed:
        page.get_by_role("link", name="Tất cả giấy chứng nhận (PDF)").click()
    pages = [one.extract_text() for one in pypdf.PdfReader(printed.value.path()).pages]
    assert len(pages) == 3
    assert all(any(name in text for text in pages) for name in NAMES)

    # the code opens a public page without a name
    one = Recognition.objects.order_by("pk")[0]
    page.goto(f"{live_server.url}/chung-nhan/{one.token}/")
    public = page.locator("main").inner_text()
    assert one.number_text in public
    assert not any(name in public for name in NAMES)

    # a figure of the registers opened to its rows
    page.goto(f"{live_server.url}/lam-viec/so-lieu/{key}/dong/{today.year}/model.citizen_adult.registered/")
    rows = page.locator("main").inner_text()
    assert all(name in rows for name in NAMES), rows


def test_a_stranger_who_tries_the_addresses_finds_nothing(demo, page, live_server):
    sign_in(page, live_server, "nguyenbinh")
    year = timezone.localdate().year
    key = units_called("Đức Long", on=timezone.localdate())[0].key

    for address in (
        f"danh-hieu/{key}/{year}/citizen/",
        f"danh-hieu/{key}/{year}/citizen/cham-diem/",
        f"danh-hieu/{key}/{year}/citizen/quyet-dinh/",
        f"danh-hieu/?unit={key}",
        f"so-lieu/{key}/dong/{year}/model.citizen_adult.registered/",
    ):
        answer = page.goto(f"{live_server.url}/lam-viec/{address}")
        assert answer.status in (403, 404), address
