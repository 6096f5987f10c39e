"""The editor's side: what a save refuses, and what it only says."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse
from wagtail.test.utils.form_data import nested_form_data, rich_text, streamfield

from khuyenhoc.domain.organisation.models import Unit, UnitVersion
from khuyenhoc.domain.people.models import Account, Posting
from khuyenhoc.domain.reporting.models import IssuedPack
from khuyenhoc.interfaces.portal.models import ArticlePage


@pytest.fixture
def editor(article: ArticlePage) -> Client:
    account = Account.objects.create_superuser(
        username="bientap", password="mot-mat-khau-that-dai", display_name="Biên tập"
    )
    unit = Unit.objects.get(key="thach-an")
    UnitVersion.objects.create(unit=unit, kind="district", name="Thạch An", starts_on=date(2022, 1, 1))
    Posting.objects.create(account=account, unit=unit, post="editor", starts_on=date(2022, 1, 1))
    client = Client()
    client.force_login(account)
    return client


def form(article: ArticlePage, pack: IssuedPack, text: str) -> dict[str, Any]:
    return nested_form_data(  # type: ignore[no-any-return]
        {
            "title": article.title,
            "slug": article.slug,
            "lead": article.lead,
            "byline": article.byline,
            "published_on": article.published_on.isoformat(),
            "source_name": "",
            "source_url": "",
            "correction_note": "",
            "pack": pack.pk,
            "seo_title": "",
            "search_description": "",
            "body": streamfield([("paragraph", rich_text(text))]),
            "comments": {"TOTAL_FORMS": 0, "INITIAL_FORMS": 0, "MIN_NUM_FORMS": 0, "MAX_NUM_FORMS": 0},
            "action-publish": "1",
        }
    )


def test_the_form_shows_the_article(editor: Client, article: ArticlePage) -> None:
    answer = editor.get(reverse("wagtailadmin_pages:edit", args=[article.pk]))

    assert answer.status_code == 200
    assert "[[mien-dong/org.chapters/2022/computed]]" in answer.content.decode()


def test_a_save_with_an_unknown_reference_is_refused_and_names_a_near_one(
    editor: Client, article: ArticlePage, pack: IssuedPack
) -> None:
    address = reverse("wagtailadmin_pages:edit", args=[article.pk])

    answer = editor.post(
        address, form(article, pack, "<p>Có [[thach-an/org.chapter/2022/typed]] chi hội.</p>")
    )

    assert answer.status_code == 200
    assert "[[thach-an/org.chapters/2022/typed]] = 217" in answer.content.decode()
    assert ArticlePage.objects.get().body_text() == article.body_text()


def test_a_number_typed_by_hand_is_saved_with_a_word_to_the_editor(
    editor: Client, article: ArticlePage, pack: IssuedPack
) -> None:
    address = reverse("wagtailadmin_pages:edit", args=[article.pk])

    answer = editor.post(address, form(article, pack, "<p>Có 217 chi hội.</p>"))

    said = [str(message) for message in get_messages(answer.wsgi_request)]
    assert answer.status_code == 302
    assert any("217" in sentence for sentence in said)
    assert "Có 217 chi hội." in ArticlePage.objects.get().body_text()


def test_the_settings_page_of_the_site_opens(editor: Client, article: ArticlePage) -> None:
    answer = editor.get(
        reverse("wagtailsettings:edit", args=["portal", "siteidentity", article.get_site().pk])
    )

    assert answer.status_code == 200
    assert 'name="responsible_person"' in answer.content.decode()
