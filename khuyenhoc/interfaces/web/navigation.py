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
    held = posts_held(account, on=timezone.localdate())
    groups = tuple(
        Group(
            label, tuple(Entry(words, address, _leads_here(address, request.path)) for words, address in ways)
        )
        for label, ways in _ways(held)
        if ways
    )
    return Navigation(groups, account.display_name or account.username, held[0].unit.title if held else "")


def _ways(held: Sequence[PostHeld]) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """What the posts an account holds let it open, in few enough groups for one line."""
    may = frozenset(action for post in held for action in post.actions)
    of_titles = bool(may & {Action.REGISTER, Action.ASSESS, Action.VERIFY, Action.DECIDE})
    is_seeing = Action.VIEW in may
    yield "", [(_("To do"), reverse("web:home"))]
    yield (
        _("Figures"),
        [
            *(
                [(_("Figures"), reverse("web:figures", kwargs={"key": held[0].unit.key}))]
                if is_seeing
                else []
            ),
            *([(_("Load figures"), reverse("web:sheet-load"))] if Action.REPORT in may else []),
        ],
    )
    yield (
        _("Learning"),
        [
            *([(_("Registers"), reverse("web:registers"))] if Action.REGISTER in may else []),
            *([(_("Titles"), reverse("web:titles-home"))] if of_titles else []),
            *([(_("Criteria sets"), reverse("web:criteria"))] if is_seeing else []),
        ],
    )
    if is_seeing:
        yield _("Units"), [(_("Units"), reverse("web:units")), (_("Reorganisations"), reverse("web:reforms"))]
        yield (
            _("Emulation"),
            [
                (_("Emulation clusters"), reverse("web:clusters")),
                (_("Review-meeting reports"), reverse("web:packs")),
            ],
        )
    if Action.PUBLISH in may:
        yield "", [(_("Public pages"), reverse("wagtailadmin_home"))]


def _leads_here(address: str, path: str) -> bool:
    return path == address if address == reverse("web:home") else path.startswith(address)
