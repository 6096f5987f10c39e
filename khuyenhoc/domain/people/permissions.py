"""What an account may do, and where: the one place a mandate comes from."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from khuyenhoc.domain.organisation import queries as organisation
from khuyenhoc.domain.people.models import Account, Posting
from khuyenhoc.foundation.values.catalogue import posts
from khuyenhoc.foundation.values.mandates import AccountId, Action, Mandate, UnitId
from khuyenhoc.foundation.values.trees import Tree


def mandate(*, account: Account, action: Action, on: date) -> Mandate:
    """
    The units where the account's posts of the day entitle it to the action: the unit of the post and those below.

    A unit that is no longer in being answers to whoever stands in for it. A post kept in a unit that has itself ended reaches what was
    below that unit on its last day, so that somebody can still read, and answer for, its figures.
    """
    reached: set[UnitId] = set()
    today: Tree | None = None
    for posting in Posting.objects.on(on).filter(account=account).order_by("pk"):
        if action not in posts()[posting.post].actions:
            continue
        today = today or organisation.tree(on=on)
        reached |= _under(UnitId(posting.unit_id), today)
    return Mandate(AccountId(account.pk), action, frozenset(reached), on)


def _under(unit: UnitId, today: Tree) -> set[UnitId]:
    if unit in today:
        return {unit, *_all_showing_under(unit, today)}
    last_day = max((version.validity.last_day or today.on for version in organisation.versions_on_record(unit)), default=today.on)
    then = organisation.tree(on=min(last_day, today.on))
    return {unit, *then.under(unit)} if unit in then else {unit}


def _all_showing_under(unit: UnitId, tree: Tree) -> Iterable[UnitId]:
    return (other for other in (*tree.parent_of, *tree.stand_in_of) if unit in tree.ancestors(other))


def platform_mandate(action: Action, *, on: date) -> Mandate:
    """The mandate of whoever sits at the machine itself: the command line, and nothing else, may ask for it."""
    return Mandate(None, action, frozenset(), on)
