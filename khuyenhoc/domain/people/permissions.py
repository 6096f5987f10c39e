"""What an account may do, and where: the one place a mandate comes from."""

from __future__ import annotations

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
    reached: frozenset[UnitId] = frozenset()
    today: Tree | None = None
    for posting in Posting.objects.on(on).filter(account=account).order_by("pk"):
        if action not in posts()[posting.post].actions:
            continue
        today = today or organisation.tree(on=on)
        found = _under(UnitId(posting.unit_id), today)
        reached = reached | found if reached else found  # a nation's is not copied for nothing
    return Mandate(AccountId(account.pk), action, reached, on)


def _under(unit: UnitId, today: Tree) -> frozenset[UnitId]:
    if unit in today:
        return today.showing_under(unit)
    last_day = max((version.validity.last_day or today.on for version in organisation.versions_on_record(unit)), default=today.on)
    then = organisation.tree(on=min(last_day, today.on))
    return frozenset(then.under(unit)) if unit in then else frozenset({unit})


def platform_mandate(action: Action, *, on: date) -> Mandate:
    """The mandate of whoever sits at the machine itself: the command line, and nothing else, may ask for it."""
    return Mandate(None, action, frozenset(), on)
