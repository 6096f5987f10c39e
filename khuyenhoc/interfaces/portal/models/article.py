"""An article: words and pictures written here, numbers that answer for themselves from an issued pack."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.images.models import Image
from wagtail.models import Page
from wagtail.rich_text import expand_db_html

from khuyenhoc.domain.reporting.rules.content import Source
from khuyenhoc.foundation.values.vietnamese import search_key
from khuyenhoc.interfaces.portal import references
from khuyenhoc.interfaces.portal.blocks import BodyBlock
from khuyenhoc.interfaces.portal.frame import Frame
from khuyenhoc.interfaces.portal.models.portal_page import PortalPage
from khuyenhoc.interfaces.portal.sources import Notes, issue_shown, sources_of


@dataclass(frozen=True, slots=True)
class Piece:
    """
    One piece of the body, ready to print: a paragraph's or quotation's HTML, a heading's text, or a picture's
    block.
    """

    kind: str
    html: SafeString
    value: Any = None


class ArticlePage(PortalPage):
    """
    One piece of news. Bound to an issued pack, its numbers are written as references and printed from there.

    `search_text` is everything a reader sees, folded for finding without accents; `clean` keeps it.
    """

    headline_in_capitals = models.BooleanField(_("headline in capitals"), default=False)
    lead = models.TextField(
        _("lead"), max_length=600, help_text=_("What, where, when, in one or two sentences.")
    )
    body = StreamField(BodyBlock(), verbose_name=_("body"))
    byline = models.CharField(_("written by"), max_length=160, blank=True)
    published_on = models.DateField(_("first published on"), default=timezone.localdate)
    source_name = models.CharField(_("source"), max_length=200, blank=True)
    source_url = models.URLField(_("address of the source"), blank=True)
    correction_note = models.TextField(
        _("correction"),
        blank=True,
        help_text=_("What was wrong, what is right, corrected on which day. Shown above the text."),
    )
    pack = models.ForeignKey(
        "reporting.IssuedPack",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("issued report"),
    )
    pack_files_are_public = models.BooleanField(
        _("readers may download the report"),
        default=False,
        help_text=_("Tick only when the whole report is meant for the public."),
    )
    search_text = models.TextField(blank=True, editable=False)

    content_panels = [
        *Page.content_panels,
        FieldPanel("headline_in_capitals"),
        FieldPanel("lead"),
        MultiFieldPanel(
            [FieldPanel("pack"), FieldPanel("pack_files_are_public")],
            heading=_("Where the numbers come from"),
        ),
        FieldPanel("body"),
        FieldRowPanel([FieldPanel("byline"), FieldPanel("published_on")]),
        FieldRowPanel([FieldPanel("source_name"), FieldPanel("source_url")]),
        FieldPanel("correction_note"),
    ]
    parent_page_types = ["portal.HomePage"]
    subpage_types: list[str] = []
    template = "portal/article.html"

    class Meta:
        verbose_name = _("Article")

    @property
    def headline(self) -> str:
        return str(self.title).upper() if self.headline_in_capitals else str(self.title)

    def clean(self) -> None:
        """
        Refuse a reference the pack does not know, and fold the text for finding.

        :raises ValidationError: under `lead` or `body`, one sentence a reference, with near ones
        """
        super().clean()
        sources = sources_of(self.pack)
        problems = {
            field: unknown
            for field, text in (("lead", self.lead), ("body", self.body_text()))
            if (unknown := [*self._unknown_references(text, sources)])
        }
        if problems:
            raise ValidationError(problems)
        words = " ".join((self.title, self.lead, references.without_tags(self.body_text()), self.byline))
        self.search_text = search_key(references.as_words(words, sources))

    def body_text(self) -> str:
        """The text of every piece of the body, rich text with its tags, one a line."""
        texts: list[str] = []
        for block in self.body:
            if block.block_type == "paragraph":
                texts.append(block.value.source)
            elif block.block_type == "picture":
                texts.append(block.value["caption"])
            elif block.block_type == "quote":
                texts.append(block.value["text"])
            else:
                texts.append(str(block.value))
        return "\n".join(texts)

    def numbers_typed_by_hand(self) -> Sequence[str]:
        """Numbers in the body of a bound article that no source stands behind, for a word to the editor."""
        return references.numbers_typed_by_hand(self.body_text()) if self.pack else []

    def lead_words(self) -> str:
        """The lead as plain words, for lists, feeds and search results."""
        return references.as_words(self.lead, sources_of(self.pack))

    def first_picture(self) -> Image | None:
        return next((block.value["image"] for block in self.body if block.block_type == "picture"), None)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        notes = Notes(sources_of(self.pack))
        lead = notes.marked(escape(self.lead))
        pieces = [_piece(block, notes) for block in self.body]
        return context | {
            "lead": lead,
            "lead_words": self.lead_words(),
            "pieces": pieces,
            "notes": notes.taken,
            "issue": issue_shown(self.pack, files_are_public=self.pack_files_are_public)
            if self.pack
            else None,
            "structured_data": _as_script(self._structured_data(context["frame"])),
        }

    def _unknown_references(self, text: str, sources: Mapping[str, Source]) -> Sequence[str]:
        sentences: list[str] = []
        for key in references.keys_in(text):
            if key in sources:
                continue
            close = ", ".join(f"[[{each}]] = {sources[each].text}" for each in references.near(key, sources))
            if self.pack is None:
                sentence = gettext(
                    "“[[%(key)s]]” needs an issued report. Choose the report under “Where the numbers come "
                    "from”."
                )
            elif close:
                sentence = gettext("The report has no number “[[%(key)s]]”. Near it: %(near)s.")
            else:
                sentence = gettext("The report has no number “[[%(key)s]]”.")
            sentences.append(sentence % {"key": key, "near": close})
        if references.has_loose_brackets(text):
            sentences.append(
                gettext(
                    "A “[[” or “]]” stands alone. Write a number as [[key]], with both pairs of brackets."
                )
            )
        return sentences

    def _structured_data(self, frame: Frame) -> Mapping[str, Any]:
        """schema.org: what a search engine may know about the article, and nothing a reader is not shown."""
        identity = frame.identity
        publisher = {
            "@type": "Organization",
            "name": identity.managing_organisation or identity.site_name,
            "url": f"{frame.address}/",
        }
        changed_on = (
            timezone.localtime(self.last_published_at).isoformat()
            if self.last_published_at
            else self.published_on.isoformat()
        )
        described: dict[str, Any] = {
            "@context": "https://schema.org",
            "@type": "NewsArticle",
            "headline": self.headline,
            "description": self.lead_words(),
            "inLanguage": self.locale.language_code,
            "datePublished": self.published_on.isoformat(),
            "dateModified": changed_on,
            "mainEntityOfPage": frame.canonical,
            "publisher": publisher,
            "author": {
                "@type": "Person" if self.byline else "Organization",
                "name": self.byline or publisher["name"],
            },
        }
        picture = self.first_picture()
        if picture is not None:
            described["image"] = f"{frame.address}{picture.get_rendition('width-1200').url}"
        return described


def articles_of(home: Page) -> models.QuerySet[ArticlePage]:
    """The published articles under a front page, the latest first."""
    articles: models.QuerySet[ArticlePage] = (
        ArticlePage.objects.child_of(home).live().public().order_by("-published_on", "-pk")
    )
    return articles


def _piece(block: Any, notes: Notes) -> Piece:
    if block.block_type == "paragraph":
        return Piece("paragraph", notes.marked(expand_db_html(block.value.source)))
    if block.block_type == "quote":
        return Piece("quote", notes.marked(escape(block.value["text"])), block.value["speaker"])
    if block.block_type == "picture":
        return Piece("picture", notes.marked(escape(block.value["caption"])), block.value)
    return Piece("heading", notes.marked(escape(block.value)))


def _as_script(described: Mapping[str, Any]) -> SafeString:
    """JSON that cannot leave its <script>: the three characters that could are written as escapes."""
    text = json.dumps(described, ensure_ascii=False)
    return mark_safe(text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026"))  # noqa: S308 - escaped just above
