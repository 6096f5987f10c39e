"""Review-meeting reports: draft, issue asked twice, exact files, and whether a file is an issued one."""

from __future__ import annotations

import hashlib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from khuyenhoc.domain.reporting.models import IssuedFile, IssuedPack
from tests import factories
from tests.cast import Cast
from tests.interfaces.web.conftest import In, words

CLUSTER = {"key": "mien-dong", "year": 2022}


@pytest.fixture
def reported(cast: Cast) -> Cast:
    factories.figures(
        {"unit": "thach-an", "period": "2022", "indicator": "org.chapters", "value": 217},
        {"unit": "tp-cao-bang", "period": "2022", "indicator": "org.chapters", "value": 151},
    )
    return cast


def test_a_draft_shows_the_sentences_tables_and_charts_with_their_sources(
    reported: Cast, signed_in: In
) -> None:
    answer = signed_in(reported.district).get(reverse("web:pack", kwargs=CLUSTER))

    page = answer.content.decode()
    assert "A draft, not issued" in page
    assert 'href="#nguon-thach-an-org-chapters-2022-typed"' in page
    assert 'id="nguon-thach-an-org-chapters-2022-typed"' in page
    assert '<svg xmlns="http://www.w3.org/2000/svg" class="chart"' in page
    assert "217" in page


def test_a_year_without_figures_says_what_to_do_first(cast: Cast, signed_in: In) -> None:
    assert "Nothing to report yet" in words(signed_in(cast.district).get(reverse("web:pack", kwargs=CLUSTER)))


def test_a_year_the_cluster_does_not_have_is_not_found(cast: Cast, signed_in: In) -> None:
    assert (
        signed_in(cast.province)
        .get(reverse("web:pack", kwargs={"key": "mien-dong", "year": 2019}))
        .status_code
        == 404
    )


def test_looking_at_the_question_issues_nothing(reported: Cast, signed_in: In) -> None:
    answer = signed_in(reported.district).get(reverse("web:pack-issue", kwargs=CLUSTER))

    assert "It cannot be taken back" in words(answer)
    assert IssuedPack.objects.count() == 0


def test_issuing_seals_the_report_and_shows_its_files(reported: Cast, signed_in: In) -> None:
    answer = signed_in(reported.district).post(reverse("web:pack-issue", kwargs=CLUSTER), follow=True)

    page = words(answer)
    assert "Issue 1 of the report of Cụm miền Đông, year 2022, is sealed." in page
    assert "Hoàng Thị Huyện" in page
    assert {"Word", "PDF", "Excel"} <= set(page.split())


def test_issuing_again_without_a_change_keeps_the_issue(reported: Cast, signed_in: In) -> None:
    client = signed_in(reported.district)

    client.post(reverse("web:pack-issue", kwargs=CLUSTER))
    again = client.post(reverse("web:pack-issue", kwargs=CLUSTER), follow=True)

    assert "Nothing has changed since issue 1" in words(again)
    assert IssuedPack.objects.count() == 1


def test_a_changed_figure_makes_a_new_issue_that_says_what_differs(reported: Cast, signed_in: In) -> None:
    client = signed_in(reported.district)
    client.post(reverse("web:pack-issue", kwargs=CLUSTER))
    factories.figures({"unit": "thach-an", "period": "2022", "indicator": "org.chapters", "value": 218})

    asked = words(client.get(reverse("web:pack-issue", kwargs=CLUSTER)))
    issued = words(client.post(reverse("web:pack-issue", kwargs=CLUSTER), follow=True))

    assert "What differs from the issue before" in asked
    assert "Issue 2 of the report" in issued


@pytest.mark.parametrize("ending", ["docx", "pdf", "xlsx"])
def test_a_download_is_the_stored_file_byte_for_byte(reported: Cast, signed_in: In, ending: str) -> None:
    factories.issued(reported.mien_dong, 2022)

    answer = signed_in(reported.district).get(
        reverse("web:pack-file", kwargs={**CLUSTER, "issue": 1, "ending": ending})
    )

    file = IssuedFile.objects.get(format=ending)
    assert hashlib.sha256(answer.content).hexdigest() == file.sha256
    assert f'filename="bao-cao-giao-ban-mien-dong-2022-lan-1.{ending}"' in answer["Content-Disposition"]


@pytest.mark.parametrize("missing", [{"issue": 2, "ending": "pdf"}, {"issue": 1, "ending": "exe"}])
def test_a_file_that_was_not_issued_is_not_found(
    reported: Cast, signed_in: In, missing: dict[str, object]
) -> None:
    factories.issued(reported.mien_dong, 2022)

    assert (
        signed_in(reported.district).get(reverse("web:pack-file", kwargs={**CLUSTER, **missing})).status_code
        == 404
    )


def test_a_file_in_hand_is_known_again_and_a_changed_one_is_not(reported: Cast, signed_in: In) -> None:
    factories.issued(reported.mien_dong, 2022)
    content = bytes(IssuedFile.objects.get(format="pdf").content)
    client = signed_in(reported.stranger)

    genuine = client.post(reverse("web:pack-check"), {"file": SimpleUploadedFile("a.pdf", content)})
    changed = client.post(reverse("web:pack-check"), {"file": SimpleUploadedFile("a.pdf", content + b" ")})

    assert "Yes, byte for byte." in words(genuine)
    assert "No, this is not an issued file." in words(changed)


def test_a_fingerprint_is_known_with_or_without_its_gaps(reported: Cast, signed_in: In) -> None:
    pack = factories.issued(reported.mien_dong, 2022)
    shown = " ".join(pack.fingerprint[at : at + 8] for at in range(0, 64, 8)).upper()

    page = words(signed_in(reported.province).post(reverse("web:pack-check"), {"hash": shown}))

    assert "Yes, this is the fingerprint of an issue." in page
    assert "Cụm miền Đông, year 2022, issue 1" in page


def test_an_issue_that_was_replaced_is_genuine_and_says_so(reported: Cast, signed_in: In) -> None:
    first = factories.issued(reported.mien_dong, 2022)
    factories.figures({"unit": "thach-an", "period": "2022", "indicator": "org.chapters", "value": 218})
    factories.issued(reported.mien_dong, 2022)

    page = words(signed_in(reported.province).post(reverse("web:pack-check"), {"hash": first.fingerprint}))

    assert "A later issue has replaced it." in page


@pytest.mark.parametrize(
    ("sent", "said"),
    [({}, "Choose a file, or paste a fingerprint."), ({"hash": "abc"}, "A fingerprint has 64 characters")],
)
def test_what_cannot_be_checked_is_said_on_the_form(
    cast: Cast, signed_in: In, sent: dict[str, str], said: str
) -> None:
    assert said in words(signed_in(cast.province).post(reverse("web:pack-check"), sent))


def test_the_list_of_reports_shows_each_cluster_with_its_years(reported: Cast, signed_in: In) -> None:
    before = words(signed_in(reported.province).get(reverse("web:packs")))
    factories.issued(reported.mien_dong, 2022)
    after = words(signed_in(reported.province).get(reverse("web:packs")))

    assert "Year 2022 – not issued yet" in before
    assert "Year 2022 – issue 1" in after
