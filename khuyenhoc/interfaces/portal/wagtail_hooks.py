"""
What the portal adds to the editor's workplace: a word about numbers typed by hand, and fresh pages as soon as
something is published.
"""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.models import Page
from wagtail.signals import page_published, page_slug_changed, page_unpublished, post_page_move

from khuyenhoc.interfaces.portal.begun_articles import begin
from khuyenhoc.interfaces.portal.models import ArticlePage
from khuyenhoc.interfaces.portal.page_cache import forget_all

for published in (page_published, page_unpublished, page_slug_changed, post_page_move):
    published.connect(forget_all, dispatch_uid="portal.page_cache")


@hooks.register("register_admin_urls")  # type: ignore[untyped-decorator]
def articles_begun_from_issues() -> list[URLPattern]:
    return [path("bai-tu-bao-cao/<int:pack>/", begin, name="article_from_issue")]


@hooks.register("after_create_page")  # type: ignore[untyped-decorator]
@hooks.register("after_edit_page")  # type: ignore[untyped-decorator]
def say_which_numbers_nobody_can_trace(request: HttpRequest, page: Page) -> None:
    """A warning, never a refusal: "15 phút" is a number too."""
    article = page.specific
    numbers = article.numbers_typed_by_hand() if isinstance(article, ArticlePage) else ()
    if numbers:
        messages.warning(
            request,
            _(
                "Saved. These numbers are typed by hand, so readers cannot see where they come from: "
                "%(numbers)s. "
                "If they are figures, write the key of the report instead."
            )
            % {"numbers": ", ".join(numbers)},
        )


@hooks.register("after_delete_page")  # type: ignore[untyped-decorator]
def forget_a_deleted_page(request: HttpRequest, page: Page) -> None:
    """Deleting sends none of the signals above for a page that was no draft's."""
    forget_all()
