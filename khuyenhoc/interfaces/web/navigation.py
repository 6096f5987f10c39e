"""
What stands at the top of every staff page: where one may go, and who one is. Looked up only when a template
asks.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import NamedTuple

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from khuyenhoc.domain.people import permissions
from khuyenhoc.domain.people.models import PostHeld
from khuyenhoc.foundation.values.mandates import Action
from khuyenhoc.interfaces.web.access import account_of


@dataclass(frozen=True, slots=True)
class Entry:
    """One way to go. `is_here`: the page being read lies behind it."""

    label: str
    address: str
    is_here: bool


@dataclass(frozen=True, slots=True)
class Group:
    """Ways to go that belong together, under one word; a single way stands for itself."""

    label: str
    entries: tuple[Entry, ...]

    @property
    def is_here(self) -> bool:
        return any(entry.is_here for entry in self.entries)

    @property
    def is_single(self) -> bool:
        return len(self.entries) == 1


@dataclass(frozen=True, slots=True)
class Navigation:
    """Empty for a visitor who is not signed in."""

    groups: tuple[Group, ...] = ()
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
    held = permissions.posts_held(account, on=timezone.localdate())
    groups = tuple(
        Group(label, tuple(_entry(way, request.path) for way in ways))
        for label, ways in groupby(_ways(held), key=lambda way: way.group)
    )
    return Navigation(groups, account.display_name or account.username, held[0].unit.title if held else "")


class Way(NamedTuple):
    """`group` is empty where a way stands for itself."""

    group: str
    label: str
    address: str
    is_open: bool


def _ways(held: Sequence[PostHeld]) -> list[Way]:
    """What the posts an account holds let it open, in few enough groups for one line."""
    may = frozenset(action for post in held for action in post.actions)
    of_titles = bool(may & {Action.REGISTER, Action.ASSESS, Action.VERIFY, Action.DECIDE})
    sees = Action.VIEW in may
    figures = reverse("web:figures", kwargs={"key": held[0].unit.key}) if held else ""
    ways = (
        Way("", _("To do"), reverse("web:home"), True),
        Way(_("Figures"), _("Figures"), figures, sees),
        Way(_("Figures"), _("Load figures"), reverse("web:sheet-load"), Action.REPORT in may),
        Way(_("Learning"), _("Registers"), reverse("web:registers"), Action.REGISTER in may),
        Way(_("Learning"), _("Titles"), reverse("web:titles-home"), of_titles),
        Way(_("Learning"), _("Criteria sets"), reverse("web:criteria"), sees),
        Way(_("Units"), _("Units"), reverse("web:units"), sees),
        Way(_("Units"), _("Reorganisations"), reverse("web:reforms"), sees),
        Way(_("Emulation"), _("Emulation clusters"), reverse("web:clusters"), sees),
        Way(_("Emulation"), _("Review-meeting reports"), reverse("web:packs"), sees),
        Way("", _("Public pages"), reverse("wagtailadmin_home"), Action.PUBLISH in may),
    )
    return [way for way in ways if way.is_open]


def _entry(way: Way, path: str) -> Entry:
    return Entry(way.label, way.address, _leads_here(way.address, path))


def _leads_here(address: str, path: str) -> bool:
    return path == address if address == reverse("web:home") else path.startswith(address)
