"""The front of a unit's site."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import RichTextField
from wagtail.models import Page

from khuyenhoc.interfaces.portal.models.article import articles_of
from khuyenhoc.interfaces.portal.models.portal_page import PortalPage

ARTICLES_A_PAGE = 10


class HomePage(PortalPage):
    """What the unit is, and its latest news."""

    introduction = RichTextField(_("what the unit is"), features=["bold", "italic", "link", "ul"])
    motto = models.CharField(_("a line under the name"), max_length=200, blank=True)

    content_panels = [*Page.content_panels, FieldPanel("motto"), FieldPanel("introduction")]
    parent_page_types = ["wagtailcore.Page"]
    subpage_types = ["portal.ArticlePage"]
    template = "portal/home.html"

    class Meta:
        verbose_name = _("Front page")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        return context | {
            "articles": Paginator(articles_of(self), ARTICLES_A_PAGE).get_page(request.GET.get("page"))
        }
