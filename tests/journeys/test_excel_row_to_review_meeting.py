"""
From a row of an Excel list of families to a cell of the cluster's Word pack and a number on the public page,
and back from that number to the row: nobody types a number.
"""

from __future__ import annotations

import io
import json
import re

import docx
import pytest
import xlsxwriter
from django.utils import timezone

from khuyenhoc.domain.figures.models import ReportedFigure
from khuyenhoc.domain.organisation import services
from khuyenhoc.domain.organisation.models import Cluster, Unit
from khuyenhoc.domain.organisation.queries import units_called
from khuyenhoc.domain.people.permissions import platform_mandate
from khuyenhoc.domain.reporting.models import IssuedPack
from khuyenhoc.foundation.values.mandates import Action
from khuyenhoc.interfaces.portal.models import ArticlePage
from tests.journeys.test_sheet_to_page import demo, sign_in

__all__ = ["demo"]

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

FAMILIES = ("Nông Văn Hoà", "Lý Thị Én", "Bế Văn Ích")
CODE = "model.family.registered"
COUNTED = "đếm từ sổ, chưa báo cáo"


def a_list_of_families():
    written = io.BytesIO()
    with xlsxwriter.Workbook(written) as workbook:
        sheet = workbook.add_worksheet("DS")
        sheet.write_row(0, 0, ["TT", "Họ và tên chủ hộ", "Số khẩu"])
        for number, name in enumerate(FAMILIES, 1):
            sheet.write_row(number, 0, [number, name, 4])
    return written.getvalue()


def issue(page, live_server, year):
    page.goto(f"{live_server.url}/lam-viec/bao-cao/mien-dong/{year}/phat-hanh/")
    page.locator("main form button[type=submit]").last.click()
    page.wait_for_url(re.compile(r"/lan/\d+/"))
    issued = IssuedPack.objects.filter(year=year).latest("issue")
    document = docx.Document(io.BytesIO(bytes(issued.files.get(format="docx").content)))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return issued, cells, "\n".join(paragraph.text for paragraph in document.paragraphs)


def test_a_list_of_families_reaches_the_word_pack_and_the_public_page_and_leads_back(demo, page, live_server):
    year, today = timezone.localdate().year, timezone.localdate()
    communes = [units_called(name, on=today)[0] for name in ("Đức Long", "Đông Khê")]
    commune = communes[0].key
    services.set_cluster_year(
        mandate=platform_mandate(Action.MEET, on=today),
        cluster=Cluster.objects.get(key="mien-dong"),
        year=year,
        members=[Unit.objects.get(key=each.key) for each in communes],
    )
    sign_in(page, live_server, "tinh")

    # the list goes into the register of the year
    page.goto(f"{live_server.url}/lam-viec/so/nap/")
    page.select_option("select[name=kind]", "family")
    page.select_option("select[name=unit]", label="Xã Đức Long")
    page.fill("input[name=year]", str(year))
    page.locator("input[type=file]").set_input_files(
        {
            "name": "gia-dinh.xlsx",
            "mimeType": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            "buffer": a_list_of_families(),
        }
    )
    page.locator("form[data-upload] button[type=submit]").click()
    page.wait_for_url(re.compile("/xem-truoc/"))
    page.get_by_role("button", name=re.compile("Lưu 3 dòng")).click()
    page.wait_for_url(re.compile("/da-luu/"))

    # the commune is shown with the count, and the cluster's pack says it with its mark
    figures = f"{live_server.url}/lam-viec/so-lieu/{commune}/?period={year}"
    page.goto(figures)
    assert COUNTED in page.locator("main").inner_text()
    _, cells, words = issue(page, live_server, year)
    assert any(re.match(r"3\*", cell) for cell in cells), cells
    assert COUNTED in words

    # one press, and it is what the unit reports: the pack says it again without the mark
    page.goto(figures)
    page.get_by_role("button", name="Báo cáo theo số đếm từ sổ").click()
    page.get_by_text("Đã báo cáo từ sổ: 1").first.wait_for()
    issued, cells, words = issue(page, live_server, year)
    assert any(re.match(r"3(\[|$)", cell) for cell in cells), cells
    assert COUNTED not in words
    assert f"{COUNTED}) → 3" in " ".join(issued.differences)

    # the key an editor writes stands beside the number
    key = f"{commune}/{CODE}/{year}/typed"
    assert page.locator(f"[data-copy='[[{key}]]']").count() == 1

    # back: from the number to the count that was kept, and to its rows by name
    figure = ReportedFigure.objects.current().get(indicator=CODE, unit__key=commune)
    page.goto(f"{live_server.url}/lam-viec/so-lieu/{commune}/nguon/{figure.pk}/")
    source = page.locator("main").inner_text()
    assert figure.count is not None
    assert figure.count.check_code in source
    page.goto(f"{live_server.url}/lam-viec/so-lieu/{commune}/dong/{year}/{CODE}/")
    rows = page.locator("main").inner_text()
    assert all(name in rows for name in FAMILIES), rows

    # an editor begins the article from the issue in one press, and the public page shows the number
    page.goto(f"{live_server.url}/lam-viec/bao-cao/mien-dong/{year}/lan/{issued.issue}/")
    page.get_by_role("button", name="Viết bài từ bản phát hành này").click()
    page.wait_for_url(re.compile("/bien-tap/"))
    article = ArticlePage.objects.get(pack=issued)
    assert f"[[{key}]]" in json.dumps(article.body.get_prep_value(), ensure_ascii=False)
    article.save_revision().publish()
    page.goto(f"{live_server.url}{article.url_path.replace('/' + article.get_parent().slug, '', 1)}")
    public = page.locator("main").inner_text()
    assert re.search(r"\b3\b", public), public
    assert not any(name in public for name in FAMILIES)
