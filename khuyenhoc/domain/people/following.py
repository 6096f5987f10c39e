"""What becomes of posts, registers and committees when units end (RULE-37, RULE-41)."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Q
from django.utils.translation import gettext as _

from khuyenhoc.domain.organisation.following import Touched
from khuyenhoc.domain.people.models import Committee, Group, Membership, Person, Posting, RegisterSheet
from khuyenhoc.foundation.values.numbers import grouped


def follows(touched: Touched) -> Sequence[str]:
    """
    Sentences on what becomes of posts, registers and committees.

    A post does not reach the successor of its unit: the officer of the new unit is appointed there. People
    and groups stay where they are kept; the successor reaches them through the tree.
    """
    open_ended = Q(ends_on__isnull=True) | Q(ends_on__gt=touched.effective_on)
    sentences = []
    if held := Posting.objects.filter(open_ended, unit_id__in=touched.ended).count():
        sentences.append(
            _(
                "%(posts)s posts in the units that end: their holders can still see and explain the "
                "old figures of their own unit, but the posts do not pass to the successor. Give the "
                "appointed person a new post in the successor."
            )
            % {"posts": held}
        )
    persons, groups = (
        Person.objects.filter(home_id__in=touched.ended).count(),
        Group.objects.filter(unit_id__in=touched.ended).count(),
    )
    if persons or groups:
        sentences.append(
            _(
                "The registers of the units that end hold %(persons)s people and %(groups)s "
                "families, clans, communities and units: they stay where they are kept and show in "
                "the successor. A list loaded later in the successor recognises them and moves them "
                "there."
            )
            % {"persons": grouped(persons), "groups": grouped(groups)}
        )
    if committees := Committee.objects.filter(open_ended, unit_id__in=touched.ended).count():
        sentences.append(
            _(
                "%(committees)s executive committees in the units that end: their term is over. Form "
                "a provisional committee in the successor."
            )
            % {"committees": committees}
        )
    return sentences


def rests(touched: Touched) -> Sequence[str]:
    since = Q(starts_on__gte=touched.effective_on, unit_id__in=touched.carrying_on)
    sentences = []
    if held := Posting.objects.filter(since).count():
        sentences.append(
            _("%(posts)s posts are already given in the successors. End those posts first.") % {"posts": held}
        )
    lists = RegisterSheet.objects.filter(
        unit_id__in=touched.carrying_on, undone_at__isnull=True, loaded_at__date__gte=touched.effective_on
    )
    if loaded := lists.count():
        sentences.append(
            _("%(lists)s lists are already loaded into the successors' registers. Undo those lists first.")
            % {"lists": loaded}
        )
    if admitted := Membership.objects.filter(since, register_sheet__isnull=True).count():
        sentences.append(
            _(
                "%(members)s members were already admitted or transferred to the successors. Take "
                "that back first."
            )
            % {"members": grouped(admitted)}
        )
    if committees := Committee.objects.filter(since).count():
        sentences.append(
            _(
                "%(committees)s executive committees are already formed in the successors. Remove "
                "those committees first."
            )
            % {"committees": committees}
        )
    return sentences
