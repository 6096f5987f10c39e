from __future__ import annotations

import json
import re
from types import ModuleType

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from khuyenhoc.domain.reporting.models import IssuedPack
from khuyenhoc.interfaces.portal.models import ArticlePage
from khuyenhoc.interfaces.portal.publishing import publish_review_article

FIGURES = ("1.095", "217", "151", "258", "327", "142", "trên 60 nghìn", "15", "6.126", "6", "91", "58/58")


def test_every_figure_of_the_founding_page_stands_in_the_article_with_its_mark(
    article: ArticlePage, reader: Client
) -> None:
    page = reader.get(article.url).content.decode()

    shown = re.findall(
        r'<span class="number"><b>([^<]+)</b><a class="whence-mark" id="so-\d+" href="#(nguon-\d+)"', page
    )
    assert sorted(text for text, _ in shown) == sorted(FIGURES)
    assert all(f'<li id="{anchor}">' in page for _, anchor in shown)


def test_the_article_says_what_the_founding_page_says_of_the_event(
    article: ArticlePage, reader: Client
) -> None:
    page = reader.get(article.url).content.decode()

    assert "GIAO BAN CỤM THI ĐUA KHUYẾN HỌC CÁC HUYỆN MIỀN ĐÔNG NĂM 2022" in page
    assert "Sáng 09/11/2022, tại huyện Thạch An" in page
    assert "Trần Nhung – Tuấn Anh" in page
    assert page.count("<figcaption>") == 2
    assert page.count("Hình vẽ của dự án") == 2
    assert all(document in page for document in ("387/QĐ-TTg", "677/QĐ-TTg"))


def test_a_note_says_where_its_number_comes_from(
    article: ArticlePage, pack: IssuedPack, reader: Client
) -> None:
    page = reader.get(article.url).content.decode()

    note = re.search(r'<li id="nguon-1">.*?</li>', page, re.DOTALL)
    assert note is not None
    assert "1.095" in note[0]
    assert "Chi hội" in note[0]
    assert "Cụm thi đua các huyện miền Đông" in note[0]
    assert "09/11/2022" in note[0]
    assert pack.fingerprint in page


def test_a_flag_stands_in_the_note_as_a_sentence(article: ArticlePage, reader: Client) -> None:
    page = reader.get(article.url).content.decode()

    assert "Báo cáo dùng tên cũ “hiếu học” cho năm 2022" in page
    assert "old_title" not in page


def test_a_reference_the_report_does_not_know_is_refused_with_near_ones(article: ArticlePage) -> None:
    article.body = [("paragraph", "<p>Có [[thach-an/org.chapter/2022/typed]] chi hội.</p>")]

    with pytest.raises(ValidationError) as refused:
        article.full_clean()

    said = str(refused.value.message_dict["body"])
    assert "[[thach-an/org.chapter/2022/typed]]" in said
    assert "[[thach-an/org.chapters/2022/typed]] = 217" in said


def test_a_reference_in_an_article_without_a_report_is_refused(article: ArticlePage) -> None:
    article.pack = None

    with pytest.raises(ValidationError) as refused:
        article.full_clean()

    assert "body" in refused.value.message_dict


def test_an_article_without_a_report_shows_no_marks(article: ArticlePage, reader: Client) -> None:
    article.pack = None
    article.body = [("paragraph", "<p>Hội mở 15 lớp.</p>")]
    article.save_revision().publish()

    page = reader.get(article.url).content.decode()

    assert "Hội mở 15 lớp." in page
    assert "whence-mark" not in page
    assert 'class="notes"' not in page


def test_numbers_typed_by_hand_are_named_only_where_a_report_stands_behind_the_article(
    article: ArticlePage,
) -> None:
    article.body = [("paragraph", "<p>Hội mở 15 lớp cho [[mien-dong/org.members/2022/typed]] hội viên.</p>")]
    bound = article.numbers_typed_by_hand()
    article.pack = None

    unbound = article.numbers_typed_by_hand()

    assert bound == ["15"]
    assert unbound == []


def test_what_an_editor_types_cannot_become_a_tag(article: ArticlePage, reader: Client) -> None:
    article.lead = "<script>alert(1)</script> [[thach-an/org.chapters/2022/typed]] chi hội"
    article.title = "</script><b>Tin</b>"
    article.save_revision().publish()

    page = reader.get(article.url).content.decode()

    assert "<script>alert(1)" not in page
    assert "</script><B>" not in page
    assert "</script><b>" not in page


def test_machines_read_who_wrote_what_and_when(article: ArticlePage, reader: Client) -> None:
    page = reader.get(article.url).content.decode()

    block = re.search(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    assert block is not None
    described = json.loads(block[1])
    assert described["headline"] == article.headline
    assert described["author"]["name"] == "Trần Nhung – Tuấn Anh"
    assert described["datePublished"] == article.published_on.isoformat()
    assert '<meta name="DC.title"' in page
    assert '<html lang="vi">' in page


def test_the_page_fetches_nothing_from_elsewhere(article: ArticlePage, reader: Client) -> None:
    page = reader.get(article.url).content.decode()

    fetched = re.findall(r'(?:src|srcset)="([^"]+)"', page) + re.findall(
        r'<link rel="(?:stylesheet|icon)"[^>]* href="([^"]+)"', page
    )
    assert fetched
    assert all(address.startswith("/") for address in fetched)


def test_publishing_again_changes_nothing(
    article: ArticlePage, pack: IssuedPack, founding_pack: ModuleType
) -> None:
    revisions = article.revisions.count()

    again = publish_review_article(pack=pack, site_unit=founding_pack.host())

    assert again.pk == article.pk
    assert again.revisions.count() == revisions
    assert ArticlePage.objects.count() == 1


def test_a_later_issue_is_bound_to_the_same_article(
    article: ArticlePage, founding_pack: ModuleType, reader: Client
) -> None:
    later = founding_pack.issued(issue=2)

    again = publish_review_article(pack=later, site_unit=founding_pack.host())

    assert again.pk == article.pk
    assert again.pack == later


def test_readers_may_download_the_report_only_where_the_article_offers_it(
    article: ArticlePage, pack: IssuedPack, reader: Client
) -> None:
    address = f"/bo-bao-cao/{pack.fingerprint}.pdf"
    offered = reader.get(address)
    article.pack_files_are_public = False
    article.save_revision().publish()

    withheld = reader.get(address)

    assert offered.status_code == 200
    assert offered.content.startswith(b"%PDF")
    assert withheld.status_code == 404
