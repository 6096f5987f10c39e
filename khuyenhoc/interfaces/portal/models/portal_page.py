"""What all public pages have in common."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import translation
from wagtail.models import Page

from khuyenhoc.interfaces.portal import page_cache
from khuyenhoc.interfaces.portal.frame import frame, site_of
from khuyenhoc.interfaces.portal.visits import PageSeen


class PortalPage(Page):  # type: ignore[misc]
    """What every public page does: it speaks its own language, stands in its site's frame, and is counted."""

    class Meta:
        abstract = True

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        counters = ("–", "–") if _is_preview(request) else (page_cache.ONLINE, page_cache.VIEWS)
        return context | {"frame": frame(request), "online": counters[0], "views": counters[1]}

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        translation.activate(
            self.locale.language_code
        )  # not the browser's wish: the words on the page are in one language
        response: HttpResponseBase = super().serve(request, *args, **kwargs)
        if not _is_preview(request):
            page_cache.shows(response, PageSeen(site_of(request).pk, self.pk))
        return response


def _is_preview(request: HttpRequest) -> bool:
    """An editor's look at what is not published: neither kept nor counted."""
    return bool(getattr(request, "is_preview", False))
