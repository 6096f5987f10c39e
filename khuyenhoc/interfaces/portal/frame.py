"""
What stands around every public page: the site's name, its menu, and the foot with what the law asks for.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.models import Site

from khuyenhoc.interfaces.portal.models.site_settings import SiteIdentity


@dataclass(frozen=True, slots=True)
class MenuEntry:
    label: str
    address: str
    is_here: bool


@dataclass(frozen=True, slots=True)
class Frame:
    """`address` is the site's own, with scheme and host, without a slash at the end."""

    identity: SiteIdentity
    menu: Sequence[MenuEntry]
    address: str
    canonical: str


def site_of(request: HttpRequest) -> Site:
    """:raises Site.DoesNotExist: no site is set up yet"""
    site = Site.find_for_request(request)
    if site is None:
        raise Site.DoesNotExist
    return site


def frame(request: HttpRequest) -> Frame:
    """
    The frame of the page a request asks for; the identity of a site not yet described is empty, never another
    site's.
    """
    site = site_of(request)
    identity = SiteIdentity.objects.select_related("emblem").filter(site=site).first() or SiteIdentity(
        site=site, site_name=site.site_name
    )
    ways: Sequence[tuple[str, str]] = (
        (_("Home"), "/"),
        (_("About"), reverse("portal:about")),
        (_("Site map"), reverse("portal:site-map")),
        (_("Search"), reverse("portal:search")),
    )
    menu = tuple(MenuEntry(label, address, address == request.path) for label, address in ways)
    address = f"{request.scheme}://{request.get_host()}"
    return Frame(identity, menu, address, f"{address}{request.path}")


def context(request: HttpRequest, **more: Any) -> dict[str, Any]:
    """A template's context with the frame in it."""
    return {"frame": frame(request), **more}
