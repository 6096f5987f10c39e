"""Acts on accounts and posts."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from khuyenhoc.domain.organisation.models import Unit
from khuyenhoc.domain.people.models import Account, Posting
from khuyenhoc.foundation.audit import trail
from khuyenhoc.foundation.values.catalogue import posts
from khuyenhoc.foundation.values.mandates import Action, Mandate, UnitId


class UnknownPost(ValueError):
    """No such post in `data/posts.toml`."""


def open_account(*, mandate: Mandate, username: str, display_name: str, password: str) -> Account:
    """
    Open an account that may sign in. It may do nothing until it is appointed to a post. An account that
    exists already stays as it is.
    """
    mandate.require_everywhere(Action.ORGANISE)
    with transaction.atomic():
        account, is_new = Account.objects.get_or_create(
            username=username, defaults={"display_name": display_name}
        )
        if is_new:
            account.set_password(password)
            account.save(update_fields=["password"])
            trail.record(mandate, "opened account", account)
    return account


def appoint(
    *, mandate: Mandate, account: Account, unit: Unit, post: str, starts_on: date, ends_on: date | None = None
) -> Posting:
    """
    Give an account a post in a unit from a day on; the same appointment twice is one.

    :raises UnknownPost: the post is not in the catalogue
    :raises OutsideMandate: the mandate does not reach the unit
    """
    mandate.require(Action.ORGANISE, [UnitId(unit.pk)])
    if post not in posts():
        raise UnknownPost(post)
    with transaction.atomic():
        posting, is_new = Posting.objects.get_or_create(
            account=account, unit=unit, post=post, starts_on=starts_on, ends_on=ends_on
        )
        if is_new:
            trail.record(mandate, "appointed", posting, account=account.pk, unit=unit.key, post=post)
    return posting
