"""Papers of titles: certificates, minutes, a decision's list; the public page their code opens; strangers."""

from __future__ import annotations

import io
import re
from uuid import uuid4

import docx
import pypdf
import pytest
from django.test import Client
from django.urls import reverse
from docx.oxml.ns import qn

from khuyenhoc.domain.learning import services
from khuyenhoc.domain.learning.models import Decision, Programme, Recognition, Sitting
from khuyenhoc.domain.learning.renderers.certificates import qr_svg
from khuyenhoc.foundation.audit.models import AuditLine
from khuyenhoc.foundation.values.mandates import Action
from khuyenhoc.interfaces.web.learning.views.certificates import public_address
from tests.cast import client_of
from tests.domain.learning.titles import YEAR, citizen, machine, recognised, signed


@pytest.fixture
def given(cast):
    """A child and a grown-up, recognised by one decision."""
    child = citizen("Nông Bé An", home=cast.na_po, born=YEAR - 12, form="learner")
    adult = citizen("Lý Thị Én", home=cast.na_po)
    recognised(child, adult, unit=cast.na_po, by=cast.duc_long)
    return list(Recognition.objects.order_by("certificate_number"))


def text_of_pdf(content: bytes) -> str:
    return "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages)


def words_of(content: bytes) -> str:
    body = docx.Document(io.BytesIO(content)).element.body
    return "\n".join(
        "".join(node.text or "" for node in line.iter(qn("w:t"))) for line in body.iter(qn("w:p"))
    )


def file_of(cast, name, **kwargs):
    answer = client_of(cast.commune).get(reverse(f"web:{name}", kwargs=kwargs))
    assert answer.status_code == 200
    return answer.content


def test_all_certificates_of_a_decision_are_printed_a_page_each(cast, given):
    decision = Decision.objects.get().pk

    pdf = text_of_pdf(file_of(cast, "certificates-file", decision=decision, ending="pdf"))
    word = words_of(file_of(cast, "certificates-file", decision=decision, ending="docx"))

    for text in (pdf, word):
        assert text.count("GIẤY CHỨNG NHẬN") == 2
        for name in ("Nông Bé An", "Lý Thị Én", f"Số: 2/{YEAR}", "125/QĐ-UBND", "Nông Văn Ký"):
            assert name in text
    assert AuditLine.objects.filter(act="printed certificates").count() == 2


def test_one_certificate_is_printed_alone(cast, given):
    pdf = text_of_pdf(file_of(cast, "certificate", token=given[1].token, ending="pdf"))

    assert ("Lý Thị Én" in pdf, "Nông Bé An" in pdf) == (True, False)


def test_the_decisions_list_names_everybody_in_the_order_of_the_numbers(cast, given):
    decision = Decision.objects.get().pk

    for ending, read in (("pdf", text_of_pdf), ("docx", words_of)):
        text = read(file_of(cast, "decision-list", decision=decision, ending=ending))
        assert text.index("Nông Bé An") < text.index("Lý Thị Én")
        assert "2 trường hợp" in text


def test_the_minutes_say_who_was_there_and_what_was_said_of_each(cast, given):
    sitting = Sitting.objects.get().pk

    page = client_of(cast.commune).get(reverse("web:minutes", kwargs={"sitting": sitting}))
    pdf, word = (
        client_of(cast.commune)
        .get(reverse("web:minutes", kwargs={"sitting": sitting}), {"tep": ending})
        .content
        for ending in ("pdf", "docx")
    )

    assert "Lý Thị Én" in page.content.decode()
    for text in (text_of_pdf(pdf), words_of(word)):
        assert all(said in text for said in ("BIÊN BẢN", "20 trên 25", "Đàm Thị Xóm", "18/20", "Lý Thị Én"))


def test_the_public_page_shows_number_decision_and_state_and_no_name(given):
    for one in given:
        page = Client().get(reverse("portal:certificate", kwargs={"token": one.token}))
        text = page.content.decode()
        assert page.status_code == 200
        assert all(said in text for said in (one.number_text, "125/QĐ-UBND", "20/12/2025"))
        assert not re.search("Nông Bé An|Lý Thị Én", text)
        assert "noindex" in page["X-Robots-Tag"]
        assert page["Cache-Control"] == "no-store"


def test_a_familys_head_is_not_named_either_and_a_revoked_title_says_so(cast, given):
    services.revoke(
        mandate=machine(Action.DECIDE), signed=signed(cast.duc_long, number="9/QĐ-UBND"),
        programme=Programme.CITIZEN, year=YEAR,
        registrations=[given[1].registration_id], reason="khai không đúng",
    )  # fmt: skip

    page = Client().get(reverse("portal:certificate", kwargs={"token": given[1].token})).content.decode()

    assert "Đã thu hồi từ ngày 20/12/2025 theo quyết định số 9/QĐ-UBND" in page


def test_an_unknown_code_opens_nothing(db):
    assert Client().get(reverse("portal:certificate", kwargs={"token": uuid4()})).status_code == 404


def test_the_code_holds_the_address_of_the_public_page(given):
    address = public_address(given[0].token)

    assert address.endswith(f"/chung-nhan/{given[0].token}/")
    assert qr_svg(address) != qr_svg(public_address(given[1].token))
    assert qr_svg(address).startswith("<svg")


def test_a_stranger_prints_nothing(cast, given):
    decision, sitting, token = Decision.objects.get().pk, Sitting.objects.get().pk, given[0].token

    for account in (cast.stranger, cast.nobody, cast.editor):
        client = client_of(account)
        for name, kwargs in (
            ("certificates", {"decision": decision}),
            ("certificates-file", {"decision": decision, "ending": "pdf"}),
            ("decision-list", {"decision": decision, "ending": "pdf"}),
            ("certificate", {"token": token, "ending": "pdf"}),
            ("minutes", {"sitting": sitting}),
        ):
            assert client.get(reverse(f"web:{name}", kwargs=kwargs)).status_code in (403, 404)
    assert not AuditLine.objects.filter(act__startswith="printed").exists()


def test_a_faulty_template_of_the_office_is_told_on_a_page_and_the_pdf_still_comes(
    cast, given, settings, tmp_path
):
    settings.OWN_TEMPLATES = tmp_path
    (tmp_path / "papers").mkdir()
    template = docx.Document()
    template.add_paragraph("{{ nguoi_nhan }}")
    template.save(str(tmp_path / "papers" / "certificate.docx"))
    kwargs = {"decision": Decision.objects.get().pk}

    refused = client_of(cast.commune).get(
        reverse("web:certificates-file", kwargs=kwargs | {"ending": "docx"})
    )

    assert refused.status_code == 500
    assert "certificate.docx, đoạn 1, thẻ {{ nguoi_nhan }}" in refused.content.decode()
    assert file_of(cast, "certificates-file", **kwargs, ending="pdf").startswith(b"%PDF")


def test_papers_stay_vietnamese_for_a_reader_of_english_pages(cast, given, settings):
    client = client_of(cast.commune)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    decision = Decision.objects.get().pk

    for ending, read in (("pdf", text_of_pdf), ("docx", words_of)):
        address = reverse("web:certificates-file", kwargs={"decision": decision, "ending": ending})
        assert "“Công dân học tập” năm" in read(client.get(address).content)
