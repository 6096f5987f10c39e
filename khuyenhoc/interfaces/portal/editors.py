"""
Who edits which site: an account with a post for it in the site's unit, or above, on the day. Wagtail asks its
groups; posts decide who is in them.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.models import Group, Permission
from django.db import transaction
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Site

from khuyenhoc.domain.people.models import Account
from khuyenhoc.domain.people.permissions import mandate
from khuyenhoc.foundation.values.mandates import Action
from khuyenhoc.interfaces.portal.models import SiteIdentity

_PREFIX = "Biên tập trang "
_ON_PAGES = ("add_page", "change_page", "publish_page")
_ON_IMAGES = ("add_image", "change_image", "choose_image")


def only_their_sites(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """
    Before an editing page is made: put the account into the groups of the sites its posts reach today, and
    out of all others.
    """

    @wraps(view)
    def seated(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.user.is_authenticated:
            seat(request.user)
        return view(request, *args, **kwargs)

    return seated


def seat(account: Account) -> None:
    """Make an account's groups say what its posts of today say."""
    reached = mandate(account=account, action=Action.PUBLISH, on=timezone.localdate()).units
    sites = [
        identity.site
        for identity in SiteIdentity.objects.filter(unit_id__in=reached).select_related("site__root_page")
    ]
    wanted = {_name(site) for site in sites}
    held = set(account.groups.filter(name__startswith=_PREFIX).values_list("name", flat=True))
    if wanted != held:
        with transaction.atomic():
            account.groups.remove(*account.groups.filter(name__in=held - wanted))
            account.groups.add(*(_group_of(site) for site in sites if _name(site) in wanted - held))


def _name(site: Site) -> str:
    return f"{_PREFIX}{site.pk}"


def _group_of(site: Site) -> Group:
    group, is_new = Group.objects.get_or_create(name=_name(site))
    if is_new:
        group.permissions.add(
            Permission.objects.get(content_type__app_label="wagtailadmin", codename="access_admin")
        )
        for permission in Permission.objects.filter(
            content_type__app_label="wagtailcore", codename__in=_ON_PAGES
        ):
            GroupPagePermission.objects.create(group=group, page=site.root_page, permission=permission)
        everything = Collection.get_first_root_node()
        for permission in Permission.objects.filter(
            content_type__app_label="wagtailimages", codename__in=_ON_IMAGES
        ):
            GroupCollectionPermission.objects.create(
                group=group, collection=everything, permission=permission
            )
    return group
