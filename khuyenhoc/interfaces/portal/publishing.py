"""
Setting up a unit's site and publishing the article on a review meeting, with every number taken from the
issued pack.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from io import BytesIO
from typing import Any

from django.conf import settings
from django.core.files.images import ImageFile
from django.db import transaction
from wagtail.images.models import Image
from wagtail.models import Collection, Locale, Page, Site

from khuyenhoc.domain.organisation.models import Unit
from khuyenhoc.domain.reporting.models import IssuedPack
from khuyenhoc.interfaces.portal import demo_pictures
from khuyenhoc.interfaces.portal.founding_article import (
    BYLINE,
    DEMO_IDENTITY,
    INTRODUCTION,
    LEAD,
    MOTTO,
    SLUG,
    TITLE,
    body,
)
from khuyenhoc.interfaces.portal.models import ArticlePage, HomePage, SiteIdentity


@transaction.atomic
def publish_review_article(
    *,
    pack: IssuedPack,
    site_unit: Unit,
    identity: Mapping[str, Any] = DEMO_IDENTITY,
    pictures: Sequence[bytes] | None = None,
) -> ArticlePage:
    """
    The unit's site, its front page, and on it the article on the review meeting bound to the pack. Doing it
    again changes nothing.

    With a later issue of the pack the same article, with whatever its editors made of it, is bound to that
    one and published again.

    :param identity: the fields of `SiteIdentity`, all six compulsory ones among them
    :param pictures: two PNG files, the hall and the table; the project's own drawings unless given
    :raises ValidationError: the pack lacks a number the article speaks of
    """
    site = _site_of(site_unit, identity)
    home = site.root_page.specific
    kept: ArticlePage | None = ArticlePage.objects.child_of(home).filter(slug=SLUG).first()
    if kept is not None and kept.pack_id == pack.pk and kept.live:
        return kept
    if kept is not None:
        article = kept
    else:
        article = _first_draft(pictures)
        home.add_child(instance=article)
    article.pack = pack
    article.full_clean()
    article.save_revision().publish()
    article.refresh_from_db()
    article.make_preview_request()  # shrinks the pictures now, not while the first reader waits
    return article


def _first_draft(pictures: Sequence[bytes] | None) -> ArticlePage:
    """The founding article, not yet in the tree and bound to no pack."""
    hall, table = _pictures(pictures)
    return ArticlePage(
        slug=SLUG,
        title=TITLE,
        headline_in_capitals=True,
        lead=LEAD,
        body=list(body(hall, table)),
        byline=BYLINE,
        pack_files_are_public=True,
        live=False,
    )


def _site_of(unit: Unit, identity: Mapping[str, Any]) -> Site:
    """The unit's site; on a platform without one, Wagtail's empty first site becomes it."""
    known = SiteIdentity.objects.filter(unit=unit).select_related("site").first()
    site = (
        known.site
        if known
        else Site.objects.filter(is_default_site=True).first()
        or Site(hostname="localhost", is_default_site=True)
    )
    if site.pk is None or not isinstance(site.root_page.specific, HomePage):
        placeholder = site.root_page if site.pk else None
        site.root_page = _front_page(identity)
        site.site_name = str(identity["site_name"])
        site.save()
        if placeholder is not None and not placeholder.is_root() and placeholder.specific_class is Page:
            Page.objects.get(pk=placeholder.pk).delete()
    if known is None:
        SiteIdentity.objects.update_or_create(site=site, defaults={**identity, "unit": unit})
    return site


def _front_page(identity: Mapping[str, Any]) -> HomePage:
    root = Page.get_first_root_node() or Page.add_root(
        instance=Page(title="Root", slug="root", locale=_locale())
    )
    home = HomePage(
        title=identity["site_name"],
        slug="trang-chu",
        motto=MOTTO,
        introduction=INTRODUCTION,
        locale=_locale(),
        show_in_menus=True,
    )
    root.add_child(instance=home)
    home.save_revision().publish()
    return home


def _locale() -> Locale:
    return Locale.objects.get_or_create(language_code=settings.LANGUAGE_CODE)[0]


def _pictures(pictures: Sequence[bytes] | None) -> tuple[Image, Image]:
    hall, table = pictures or (demo_pictures.the_whole_meeting(), demo_pictures.delegates_in_discussion())
    return (
        _picture(
            hall,
            "toan-canh-giao-ban",
            "Toàn cảnh hội nghị (hình vẽ)",
            "Hình vẽ một hội trường nhìn từ cuối phòng: nhiều hàng người ngồi quay lưng, phía trước là bàn "
            "chủ tọa, bục "
            "phát biểu và phông đỏ.",
        ),
        _picture(
            table,
            "dai-bieu-thao-luan",
            "Đại biểu thảo luận (hình vẽ)",
            (
                "Hình vẽ mười một người quanh một bàn họp hình bầu dục có tài liệu và cốc nước; một người "
                "đứng "
                "phát biểu trước bảng biểu đồ."
            ),
        ),
    )


def _picture(content: bytes, name: str, title: str, description: str) -> Image:
    kept = Image.objects.filter(title=title).first()
    if kept is not None:
        return kept
    shelf = Collection.get_first_root_node() or Collection.add_root(name="Root")
    return Image.objects.create(
        title=title,
        description=description,
        collection=shelf,
        file=ImageFile(BytesIO(content), name=f"{name}.png"),
    )
