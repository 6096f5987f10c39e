"""Acts on two records that may be one. Nothing is ever merged automatically."""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from khuyenhoc.domain.people.models import (
    Answer,
    Group,
    Membership,
    Office,
    Person,
    PossibleDuplicate,
    RegisterSheetRow,
)
from khuyenhoc.foundation.audit import trail
from khuyenhoc.foundation.values.mandates import Action, Mandate, UnitId


class CannotMerge(Exception):
    """Both records have something only one may have. The text is a sentence."""


class NoSuchDoubt(LookupError):
    """The pair was answered meanwhile, or was never there, or is out of the mandate's reach."""


def answer_different(*, mandate: Mandate, doubt: int) -> None:
    """
    Keep both, and never ask about the two again.

    :raises NoSuchDoubt: there is no such open pair within the mandate
    """
    with transaction.atomic():
        pair = open_doubt(mandate, doubt)
        pair.answer, pair.answered_by_id, pair.answered_at = Answer.DIFFERENT, mandate.account, Now()
        pair.save(update_fields=["answer", "answered_by", "answered_at"])
        trail.record(mandate, "said two are different", pair)


def open_doubt(mandate: Mandate, doubt: int) -> PossibleDuplicate:
    """An open pair, locked for the caller's transaction. Raises NoSuchDoubt."""
    pair = (
        PossibleDuplicate.objects.select_for_update(of=("self",))
        .select_related("person", "other_person", "group", "other_group")
        .filter(pk=doubt, answer=Answer.OPEN)
        .first()
    )
    if pair is None:
        raise NoSuchDoubt
    homes = [record.home_id for record in (pair.person, pair.other_person) if record is not None]
    homes += [record.unit_id for record in (pair.group, pair.other_group) if record is not None]
    if not all(mandate.reaches(UnitId(home)) for home in homes):
        raise NoSuchDoubt
    mandate.require(Action.REGISTER, [UnitId(home) for home in homes])
    return pair


def merge_persons(*, kept: Person, gone: Person) -> None:
    """
    Make one person of two, inside the caller's transaction: memberships, offices and lists of both are the
    kept one's, whose blanks are filled.

    A person is a member in one unit at a time. Where both were members, the kept record's membership stands.

    :raises CannotMerge: both held an office in one committee at one time
    """
    kept_memberships = list(Membership.objects.filter(person=kept))
    for membership in Membership.objects.filter(person=gone):
        if any(_overlap(membership, other) for other in kept_memberships):
            membership.delete()
    try:
        with transaction.atomic():
            Membership.objects.filter(person=gone).update(person=kept)
            Office.objects.filter(person=gone).update(person=kept)
    except IntegrityError as twice:
        raise CannotMerge(
            _(
                "Both hold an office in the same executive committee. End one of the offices first, "
                "then merge."
            )
        ) from twice
    _lists_follow("person_id", kept.pk, gone.pk)
    for field in ("birth_year", "sex", "phone"):
        if getattr(kept, field) in (None, ""):
            setattr(kept, field, getattr(gone, field))
    gone.delete()
    kept.save(update_fields=["birth_year", "sex", "phone"])


def merge_groups(*, kept: Group, gone: Group) -> None:
    """
    Make one group of two, inside the caller's transaction: lists of both are the kept one's, whose blanks are
    filled.
    """
    _lists_follow("group_id", kept.pk, gone.pk)
    for field in ("head_birth_year", "size"):
        if getattr(kept, field) is None:
            setattr(kept, field, getattr(gone, field))
    gone.delete()
    kept.save(update_fields=["head_birth_year", "size"])


def _overlap(first: Membership, second: Membership) -> bool:
    return (first.ends_on is None or second.starts_on < first.ends_on) and (
        second.ends_on is None or first.starts_on < second.ends_on
    )


def _lists_follow(column: str, kept: int, gone: int) -> None:
    """A list that brought the one that goes did not bring the other: taking it back leaves the kept one."""
    RegisterSheetRow.objects.filter(Q(**{column: gone})).update(
        **{column: kept, "is_new": False, "was": None}
    )
