"""
The addresses of a public site that are no page of its tree: about, site map, search, the report's PDF, and
what machines read.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import wraps
from typing import Concatenate, ParamSpec
from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone, translation
from wagtail.models import Page, Site

from khuyenhoc.domain.learning.queries import public_certificate
from khuyenhoc.domain.reporting.models import IssuedFile
from khuyenhoc.foundation.values.vietnamese import nfc, search_key
from khuyenhoc.interfaces.portal.frame import context, site_of
from khuyenhoc.interfaces.portal.models import ArticlePage, HomePage
from khuyenhoc.interfaces.portal.models.article import articles_of

P = ParamSpec("P")
RESULTS_A_PAGE = 10
QUERY_AT_MOST = 120


def for_everybody(
    view: Callable[Concatenate[HttpRequest, P], HttpResponseBase],
) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
    """
    A page of the public site: open to all, to be read only, in the site's own language. Without a site there
    is no page (404).
    """

    @wraps(view)
    def opened(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if request.method not in ("GET", "HEAD"):
            return HttpResponseNotAllowed(["GET", "HEAD"])
        try:
            site = site_of(request)
        except Site.DoesNotExist as missing:
            raise Http404 from missing
        translation.activate(site.root_page.locale.language_code)
        return view(request, *args, **kwargs)

    opened.entrance = "public"  # type: ignore[attr-defined]
    return opened


@dataclass(frozen=True, slots=True)
class Branch:
    """A page in the site map and the pages under it."""

    title: str
    address: str
    branches: Sequence[Branch]


def _home_of(request: HttpRequest) -> HomePage:
    home = site_of(request).root_page.specific
    if not isinstance(home, HomePage):
        raise Http404
    return home


@for_everybody
def about(request: HttpRequest) -> HttpResponse:
    """What the unit is and who answers for the site."""
    return render(request, "portal/about.html", context(request, home=_home_of(request)))


@for_everybody
def site_map(request: HttpRequest) -> HttpResponse:
    """Every published page as a tree of words."""
    return render(request, "portal/site_map.html", context(request, tree=_branch(_home_of(request))))


def _branch(page: Page) -> Branch:
    return Branch(
        page.title, page.url, tuple(_branch(child) for child in page.get_children().live().public())
    )


@for_everybody
def search(request: HttpRequest) -> HttpResponse:
    """
    Articles that hold every word asked for, accents or not; those that hold them with the same accents come
    first.
    """
    asked = nfc(request.GET.get("q", "")).strip()[:QUERY_AT_MOST]
    matches: Sequence[ArticlePage] = []
    if asked:
        articles = articles_of(_home_of(request))
        for word in search_key(asked).split():
            articles = articles.filter(search_text__contains=word)
        matches = sorted(
            articles,
            key=lambda article: asked.lower() not in f"{article.title} {article.lead_words()}".lower(),
        )
    page = Paginator(matches, RESULTS_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "portal/search.html", context(request, asked=asked, results=page))


@for_everybody
def pack_pdf(request: HttpRequest, *, fingerprint: str) -> HttpResponse:
    """The PDF of an issued report, byte for byte, where a published article offers it to its readers."""
    articles = ArticlePage.objects.descendant_of(_home_of(request)).live().public()
    offered = articles.filter(pack__fingerprint=fingerprint, pack_files_are_public=True)
    if not offered.exists():
        raise Http404
    kept = (
        IssuedFile.objects.filter(pack__fingerprint=fingerprint, format=IssuedFile.Format.PDF)
        .order_by("-pk")
        .first()
    )
    if kept is None:
        raise Http404
    return HttpResponse(
        bytes(kept.content),
        content_type="application/pdf",
        headers={
            "Content-Disposition": f'attachment; filename="{kept.name}"',
            "X-Content-SHA256": kept.sha256,
        },
    )


@for_everybody
def certificate(request: HttpRequest, *, token: UUID) -> HttpResponse:
    """
    What a certificate's code opens: number, decision, days and state; no name of a person (Decree 56/2017,
    Article 33). Kept by no cache.
    """
    certificate = public_certificate(token, on=timezone.localdate())
    if certificate is None:
        raise Http404
    answer = render(request, "portal/certificate.html", context(request, certificate=certificate))
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["X-Robots-Tag"] = "noindex, nofollow"
    return answer


@for_everybody
def sitemap(request: HttpRequest) -> HttpResponse:
    """sitemap.xml: every published page with the day it was last changed."""
    home = _home_of(request)
    pages = home.get_descendants(inclusive=True).live().public().order_by("path")
    address = f"{request.scheme}://{request.get_host()}"
    return render(
        request, "portal/sitemap.xml", {"pages": pages, "address": address}, content_type="application/xml"
    )


@for_everybody
def robots(request: HttpRequest) -> HttpResponse:
    """robots.txt: the public pages are open; the staff pages stay out of search results."""
    address = f"{request.scheme}://{request.get_host()}"
    closed = "".join(
        f"Disallow: {place}\n"
        for place in ("/lam-viec/", "/bien-tap/", "/dang-nhap/", "/tim-kiem/", "/chung-nhan/")
    )
    return HttpResponse(
        f"User-agent: *\n{closed}\nSitemap: {address}/sitemap.xml\n", content_type="text/plain; charset=utf-8"
    )
