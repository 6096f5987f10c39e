"""Two records of one person or group made one, with their titles."""

from __future__ import annotations

from typing import TypeVar

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from khuyenhoc.domain.learning.models import Assessment, Registration
from khuyenhoc.domain.people.models import Group, Person
from khuyenhoc.domain.people.services.duplicates import (
    CannotMerge,
    NoSuchDoubt,
    merge_groups,
    merge_persons,
    open_doubt,
)
from khuyenhoc.foundation.audit import trail
from khuyenhoc.foundation.values.mandates import Mandate

T = TypeVar("T", Person, Group)


def merge(*, mandate: Mandate, doubt: int, keep: int) -> None:
    """
    Answer that two records are the same: the one named stays, the other goes, and everything of it is the
    kept one's. All or nothing.

    :param keep: the id of the record that stays, one of the two
    :raises NoSuchDoubt: there is no such open pair within the mandate, or the id is none of the two
    :raises CannotMerge: both went for one title in one year, or both held an office at once
    """
    with transaction.atomic():
        pair = open_doubt(mandate, doubt)
        kept: Person | Group
        gone: Person | Group
        if pair.person is not None and pair.other_person is not None:
            kept, gone = _told_apart(pair.person, pair.other_person, keep)
            _titles_follow(Q(person=kept), Q(person=gone), {"person_id": kept.pk})
            Assessment.objects.filter(helper=gone).update(helper=kept)
        elif pair.group is not None and pair.other_group is not None:
            kept, gone = _told_apart(pair.group, pair.other_group, keep)
            _titles_follow(Q(group=kept), Q(group=gone), {"group_id": kept.pk})
        else:
            raise ValueError(pair.pk)  # the database keeps such a pair out
        gone_id = gone.pk
        if isinstance(kept, Person) and isinstance(gone, Person):
            merge_persons(kept=kept, gone=gone)
        elif isinstance(kept, Group) and isinstance(gone, Group):
            merge_groups(kept=kept, gone=gone)
        trail.record(mandate, "merged", kept, gone=gone_id)


def _told_apart(first: T, second: T, keep: int) -> tuple[T, T]:
    if keep not in (first.pk, second.pk):
        raise NoSuchDoubt
    return (first, second) if keep == first.pk else (second, first)


def _titles_follow(kept: Q, gone: Q, becomes: dict[str, int]) -> None:
    kept_titles = set(Registration.objects.filter(kept).values_list("programme", "is_old_title", "year"))
    both = [
        registration
        for registration in Registration.objects.filter(gone)
        if (registration.programme, registration.is_old_title, registration.year) in kept_titles
    ]
    if both:
        named = "; ".join(
            _("%(title)s of %(year)s (sheet %(code)s)")
            % {"title": registration.title.label, "year": registration.year, "code": registration.paper_code}
            for registration in both[:3]
        )
        raise CannotMerge(
            _(
                "Both are registered for %(titles)s. Withdraw or take back one of the registrations "
                "first, then merge."
            )
            % {"titles": named}
        )
    Registration.objects.filter(gone).update(**becomes)
