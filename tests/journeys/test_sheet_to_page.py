"""From a locality's sheet to the published page, in a real browser: nobody retypes a number on the way."""

import re
from io import BytesIO

import openpyxl
import pypdf
import pytest

from khuyenhoc.domain.organisation.models import Unit
from khuyenhoc.domain.reporting.models import IssuedPack
from khuyenhoc.interfaces.commands.command_line import main
from khuyenhoc.interfaces.commands.demo import PASSWORD
from khuyenhoc.interfaces.portal.publishing import publish_review_article

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SHEET = """unit,period,indicator,value,qualifier,total,rate,source,note
thach-an,2022,org.chapters,218,,,,Báo cáo năm 2022,
thach-an,2022,org.members,12.500,trên,,,Báo cáo năm 2022,
"""
BROKEN = SHEET + "thach-an,2022,training.classes,4 lớp,,,,Báo cáo năm 2022,\n"


@pytest.fixture
def demo(capsys):
    assert main(["demo", "--no-serve"]) == 0
    capsys.readouterr()


def sign_in(page, live_server, username):
    page.goto(f"{live_server.url}/lam-viec/")
    page.get_by_label("Tên tài khoản").fill(username)
    page.get_by_label("Mật khẩu").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "/dang-nhap/" not in url)


def upload(page, live_server, content):
    page.goto(f"{live_server.url}/lam-viec/nap-so-lieu/")
    page.locator("input[type=file]").set_input_files(
        {"name": "thach-an.csv", "mimeType": "text/csv", "buffer": content.encode()}
    )
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_url(re.compile("/xem-truoc/"))


def test_a_sheet_becomes_a_figure_a_pack_and_a_number_on_the_page(demo, page, live_server):
    sign_in(page, live_server, "thachan")

    # a sheet with a fault says where, and stores nothing
    upload(page, live_server, BROKEN)
    said = page.locator("main").inner_text()
    assert "Dòng 4, cột" in said, said
    assert "4 lớp" in said

    # the mended sheet is tried, then stored
    upload(page, live_server, SHEET)
    page.get_by_role("button", name=re.compile("Lưu 2 số liệu")).click()
    page.wait_for_url(re.compile("/da-luu/"))

    # the figure stands on the unit's page as a person says it
    page.goto(f"{live_server.url}/lam-viec/so-lieu/thach-an/?period=2022")
    assert "218" in page.locator("main").inner_text()
    assert "trên 12.500" in page.locator("main").inner_text()

    # the host issues the pack anew; the issue says what differs
    page.goto(f"{live_server.url}/lam-viec/bao-cao/mien-dong/2022/phat-hanh/")
    page.locator("main form button[type=submit]").last.click()
    page.wait_for_url(re.compile("/lan/2/"))
    assert "217 → 218" in page.content()

    # its files say the same, read by independent readers
    issued = IssuedPack.objects.get(issue=2)
    files = {file.format: bytes(file.content) for file in issued.files.all()}
    pages = " ".join(one.extract_text() for one in pypdf.PdfReader(BytesIO(files["pdf"])).pages)
    assert "1.096" in pages
    book = openpyxl.load_workbook(BytesIO(files["xlsx"]), data_only=True)
    assert 218 in {cell.value for sheet in book for row in sheet.iter_rows() for cell in row}

    # the article, bound to the new issue, shows the new number and where it comes from
    article = publish_review_article(pack=issued, site_unit=Unit.objects.get(key="thach-an"))
    page.goto(f"{live_server.url}{article.url_path.replace('/' + article.get_parent().slug, '', 1)}")
    body = page.locator("main").inner_text()
    assert "218" in body
    assert "1.096" in body
    page.keyboard.press("Tab")
    mark = (
        page.locator("main")
        .get_by_role("link", name=re.compile("218"))
        .or_(page.locator("main summary, main button"))
        .first
    )
    mark.click()
    assert "Thạch An" in page.locator("main").inner_text()


def test_an_account_outside_the_cluster_sees_nothing_of_it(demo, page, live_server):
    sign_in(page, live_server, "nguyenbinh")

    for address in ("so-lieu/thach-an/", "bao-cao/mien-dong/2022/", "don-vi/thach-an/"):
        answer = page.goto(f"{live_server.url}/lam-viec/{address}")
        assert answer.status in (403, 404), address
