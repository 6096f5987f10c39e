"""What an account may do, and where: the one place a mandate comes from."""

from __future__ import annotations

from collections.abc import Sequence, Set
from datetime import date
from itertools import groupby
from operator import attrgetter

from django.db.models import F, Q

from khuyenhoc.domain.organisation import queries as organisation
from khuyenhoc.domain.organisation.models import UnitVersion
from khuyenhoc.domain.people.models import Account, PostHeld
from khuyenhoc.foundation.values.catalogue import posts
from khuyenhoc.foundation.values.mandates import AccountId, Action, Mandate, UnitId
from khuyenhoc.foundation.values.trees import Tree


def mandate(*, account: Account, action: Action, on: date) -> Mandate:
    """
    The units where the account's posts of the day entitle it to the action: the unit of the post and those
    below.

    A unit that has ended answers to the unit that stands in for it. A post in a unit that has ended reaches
    what was below that unit on its last day, so that its officer can still read its figures and answer for
    them.
    """
    return Mandate(AccountId(account.pk), action, _reached(account, {action}, on)[0], on)


def mandate_for_any(*, account: Account, actions: Sequence[Action], on: date) -> Mandate | None:
    """
    A mandate to look, for the first of the actions the account has, with all that any of them reaches; None
    where it has none.
    """
    reached, held = _reached(account, set(actions), on)
    first = next((action for action in actions if action in held), None)
    return None if first is None else Mandate(AccountId(account.pk), first, reached, on)


def _reached(account: Account, actions: Set[Action], on: date) -> tuple[frozenset[UnitId], Set[Action]]:
    """
    The units where the account's posts of the day entitle it to any of the actions, and to which of them.
    """
    reached: frozenset[UnitId] = frozenset()
    held: set[Action] = set()
    today: Tree | None = None
    for post in posts_held(account, on=on):
        entitled = actions & post.actions
        if not entitled:
            continue
        held |= entitled
        today = today or organisation.tree(on=on)
        below = _under(post.unit.id, today)
        reached = reached | below if reached else below  # a nation's is not copied for nothing
    return reached, held


def _under(unit: UnitId, today: Tree) -> frozenset[UnitId]:
    if unit in today:
        return today.showing_under(unit)
    last_day = organisation.last_day_of(unit) or today.on
    then = organisation.tree(on=min(last_day, today.on))
    return frozenset(then.under(unit)) if unit in then else frozenset({unit})


def posts_held(account: Account, *, on: date) -> Sequence[PostHeld]:
    """
    The posts of an account on a day, in the order they were given, each unit as it was called then.

    Read once for an account object that remembers them, as that of a request does.
    """
    remembered = account.posts_read
    if remembered is None:
        return _posts_on_record(account, on)
    if on not in remembered:
        remembered[on] = _posts_on_record(account, on)
    return remembered[on]


def _posts_on_record(account: Account, on: date) -> Sequence[PostHeld]:
    goes_on = Q(unit__postings__ends_on__isnull=True) | Q(unit__postings__ends_on__gt=on)
    versions = (
        UnitVersion.objects.select_related("unit")
        .filter(goes_on, unit__postings__starts_on__lte=on, unit__postings__account=account)
        .annotate(
            posting=F("unit__postings__pk"),
            post=F("unit__postings__post"),
            since=F("unit__postings__starts_on"),
        )
        .order_by("since", "posting", "starts_on")
    )
    answer = []
    for (_posting, post), record in groupby(versions, key=attrgetter("posting", "post")):
        called = organisation.called_on([organisation.name_of(version) for version in record], on)
        answer.append(PostHeld(post, called, posts()[post].actions))
    return answer


def platform_mandate(action: Action, *, on: date) -> Mandate:
    """
    The mandate of the command line, which runs on the machine itself. Nothing else may ask for it.
    """
    return Mandate(None, action, frozenset(), on)
