"""What an account sees of itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise

from khuyenhoc.domain.people import permissions
from khuyenhoc.domain.people.models import Account, PostHeld
from khuyenhoc.foundation.values.mandates import Action
from khuyenhoc.interfaces.web.access import ACTION_NAMES
from khuyenhoc.interfaces.words import post_words


@dataclass(frozen=True, slots=True)
class HeldLine:
    post: str
    unit_title: str
    unit_key: str
    may: Sequence[str | Promise]


@dataclass(frozen=True, slots=True)
class AccountPage:
    name: str
    sign_in_name: str
    on: date
    posts: Sequence[HeldLine]
    reach: int
    """Units whose figures the account may see: those of its posts and all below them."""


def account_page(account: Account, *, on: date) -> AccountPage:
    held = permissions.posts_held(account, on=on)
    return AccountPage(
        name=account.display_name,
        sign_in_name=account.username,
        on=on,
        posts=[HeldLine(post_words(post.post), post.unit.title, post.unit.key, _may(post)) for post in held],
        reach=len(permissions.mandate(account=account, action=Action.VIEW, on=on).units),
    )


def _may(held: PostHeld) -> list[str | Promise]:
    return [ACTION_NAMES[action] for action in Action if action in held.actions]
