"""
What stands at the top of every staff page: where one may go, and who one is. Looked up only when a template
asks.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from khuyenhoc.foundation.values.mandates import Action
from khuyenhoc.interfaces.web.access import PostHeld, account_of, posts_held


@dataclass(frozen=True, slots=True)
class Entry:
    """One way to go. `is_here`: the page one is on lies behind it."""

    label: str
    address: str
    is_here: bool


@dataclass(frozen=True, slots=True)
class Navigation:
    """Empty for whoever is not signed in."""

    entries: tuple[Entry, ...] = ()
    account_name: str = ""
    unit_name: str = ""


def navigation(request: HttpRequest) -> Mapping[str, object]:
    """
    Context processor. A page that does not print the navigation costs nothing, a visitor who is not signed in
    costs no query.
    """
    return {"navigation": SimpleLazyObject(lambda: _navigation(request))}


def _navigation(request: HttpRequest) -> Navigation:
    if not hasattr(request, "user") or not request.user.is_authenticated:
        return Navigation()
    account = account_of(request)
    held = posts_held(account, on=timezone.localdate())
    entries = tuple(
        Entry(label, address, _leads_here(address, request.path)) for label, address in _ways(held)
    )
    return Navigation(entries, account.display_name or account.username, held[0].unit.title if held else "")


def _ways(held: Sequence[PostHeld]) -> Iterator[tuple[str, str]]:
    may = frozenset(action for post in held for action in post.actions)
    yield _("To do"), reverse("web:home")
    if Action.VIEW in may:
        yield _("Figures"), reverse("web:figures", kwargs={"key": held[0].unit.key})
    if Action.REPORT in may:
        yield _("Load figures"), reverse("web:sheet-load")
    if Action.REGISTER in may:
        yield _("Registers"), reverse("web:registers")
    if may & {Action.REGISTER, Action.ASSESS, Action.VERIFY, Action.DECIDE}:
        yield _("Titles"), reverse("web:titles-home")
    if Action.VIEW in may:
        yield _("Units"), reverse("web:units")
        yield _("Reorganisations"), reverse("web:reforms")
        yield _("Emulation clusters"), reverse("web:clusters")
        yield _("Review-meeting reports"), reverse("web:packs")
        yield _("Criteria sets"), reverse("web:criteria")
    if Action.PUBLISH in may:
        yield _("Public pages"), reverse("wagtailadmin_home")


def _leads_here(address: str, path: str) -> bool:
    return path == address if address == reverse("web:home") else path.startswith(address)
