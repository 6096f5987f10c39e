"""The site's news as RSS."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, time

from django.contrib.syndication.views import Feed
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from khuyenhoc.interfaces.portal.frame import frame, site_of
from khuyenhoc.interfaces.portal.models import ArticlePage
from khuyenhoc.interfaces.portal.models.article import articles_of

ITEMS = 20


class News(Feed[ArticlePage, HttpRequest]):
    """The latest articles, with their leads."""

    language = "vi"

    def get_object(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpRequest:
        return request

    def title(self, request: HttpRequest) -> str:
        return frame(request).identity.site_name

    def link(self, request: HttpRequest) -> str:
        return "/"

    def feed_url(self, request: HttpRequest) -> str:
        return reverse("portal:news")

    def description(self, request: HttpRequest) -> str:
        return frame(request).identity.managing_organisation

    def items(self, request: HttpRequest) -> Iterable[ArticlePage]:
        return articles_of(site_of(request).root_page)[:ITEMS]

    def item_title(self, item: ArticlePage) -> str:
        return item.headline

    def item_description(self, item: ArticlePage) -> str:
        return item.lead_words()

    def item_link(self, item: ArticlePage) -> str:
        return str(item.url)

    def item_pubdate(self, item: ArticlePage) -> datetime:
        return timezone.make_aware(datetime.combine(item.published_on, time()))
