"""
A person's way through the units: admitted, transferred, no longer a member; and the last transfer taken back.
"""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from khuyenhoc.domain.organisation import queries as organisation
from khuyenhoc.domain.organisation.models import Unit
from khuyenhoc.domain.people.models import Membership, Office, Person
from khuyenhoc.domain.people.services.refusals import Refused
from khuyenhoc.foundation.audit import trail
from khuyenhoc.foundation.values.mandates import Action, Mandate, UnitId
from khuyenhoc.foundation.values.numbers import date_text


class CannotTransfer(Refused):
    """The person is there already, or the day or the unit cannot be right."""


class CannotUndoTransfer(Refused):
    """There is no transfer to take back, or something was built on it."""


class CannotEndMembership(Refused):
    """The person is not a member there, or the day cannot be right."""


class CannotAdmit(Refused):
    """The person is a member already, or the day cannot be right."""


def transfer(*, mandate: Mandate, person: Person, to_unit: Unit, on: date) -> Membership | None:
    """
    Move a person to another unit: from that day on it keeps the person, and a member is a member there.
    Titles the person goes for stay where they were registered; offices stay, for a committee may be led by
    a person who lives elsewhere.

    Returns the new membership, None for a person who is not a member.

    :raises CannotTransfer: the person is there already, the unit was not in being, or the day is before
      something on record or not yet
    :raises OutsideMandate: the mandate does not reach both units
    """
    with transaction.atomic():
        person = Person.objects.select_for_update(of=("self",)).select_related("home").get(pk=person.pk)
        mandate.require(Action.REGISTER, [UnitId(person.home_id), UnitId(to_unit.pk)])
        if to_unit.pk == person.home_id:
            raise CannotTransfer("to_unit", _("The person is in that unit already. Choose another unit."))
        if on > mandate.on:
            raise CannotTransfer(
                "on",
                _("%(day)s is still to come. Write a day on which the transfer has happened.")
                % {"day": date_text(on)},
            )
        if UnitId(to_unit.pk) not in organisation.tree(on=on):
            raise CannotTransfer(
                "to_unit",
                _("The unit was not active on %(day)s. Choose another unit, or check the day.")
                % {"day": date_text(on)},
            )
        left = person.home
        joined = _moved(mandate, person, to_unit, on)
        person.home = to_unit
        person.save(update_fields=["home"])
        trail.record(
            mandate, "transferred person", person, left=left.key, joined=to_unit.key, on=on.isoformat()
        )
    return joined


def _moved(mandate: Mandate, person: Person, to_unit: Unit, on: date) -> Membership | None:
    """The membership goes with the person."""
    held = _latest(person)
    if held is None:
        return None
    if held.ends_on is not None and held.ends_on <= on:
        return None  # a former member
    mandate.require(Action.REGISTER, [UnitId(held.unit_id)])
    if held.ends_on is not None or held.starts_on >= on:
        since = held.starts_on if held.ends_on is None else held.ends_on
        raise CannotTransfer(
            "on",
            _("The day of the transfer has to be after the last change, %(day)s. Check the day.")
            % {"day": date_text(since)},
        )
    held.ends_on = on
    held.save(update_fields=["ends_on"])
    return Membership.objects.create(person=person, unit=to_unit, starts_on=on)


def undo_transfer(*, mandate: Mandate, person: Person) -> Membership:
    """
    Take a member's last transfer back: as if it had not been. Returns the membership that holds again.

    :raises CannotUndoTransfer: the last change was no transfer, came with a list, or the person holds an
      office in the unit since then
    :raises OutsideMandate: the mandate does not reach both units
    """
    with transaction.atomic():
        person = Person.objects.select_for_update().get(pk=person.pk)
        now, before = last_transfer(person)
        if now is None or before is None:
            raise CannotUndoTransfer(
                "",
                (_("There is no transfer to undo: the person's last change was not a transfer.")),
            )
        mandate.require(
            Action.REGISTER, [UnitId(person.home_id), UnitId(now.unit_id), UnitId(before.unit_id)]
        )
        if UnitId(before.unit_id) not in organisation.tree(on=mandate.on):
            raise CannotUndoTransfer(
                "",
                _(
                    "The former unit is no longer active, so the person cannot go back to it. Transfer "
                    "the person to its successor."
                ),
            )
        if Office.objects.filter(
            person=person, committee__unit_id=now.unit_id, starts_on__gte=now.starts_on
        ).exists():
            raise CannotUndoTransfer(
                "",
                _(
                    "The person has taken an office in the new unit. End that office first, then undo "
                    "the transfer."
                ),
            )
        now.delete()
        before.ends_on = None
        before.save(update_fields=["ends_on"])
        person.home_id = before.unit_id
        person.save(update_fields=["home"])
        trail.record(mandate, "undid transfer", person, left=now.unit.key, back=before.unit.key)
    return before


def last_transfer(person: Person) -> tuple[Membership | None, Membership | None]:
    """
    The membership a member's last transfer began and the one it ended; None and None where the last change
    was something else.
    """
    last = list(Membership.objects.filter(person=person).select_related("unit").order_by("-starts_on")[:2])
    if len(last) < 2:
        return None, None
    now, before = last
    is_one = now.ends_on is None and now.register_sheet_id is None and before.ends_on == now.starts_on
    return (
        (now, before)
        if is_one and now.unit_id != before.unit_id and now.unit_id == person.home_id
        else (None, None)
    )


def end_membership(*, mandate: Mandate, person: Person, on: date) -> Membership:
    """
    End a membership from a day on. The reason (left, died, moved far away) is not kept: the association does
    not need it.

    :raises CannotEndMembership: the person is no member, became one later, or the day is not yet
    :raises OutsideMandate: the mandate does not reach the unit of the membership
    """
    with transaction.atomic():
        person = Person.objects.select_for_update().get(pk=person.pk)
        held = _latest(person)
        if held is None or held.ends_on is not None:
            mandate.require(Action.REGISTER, [UnitId(person.home_id)])
            raise CannotEndMembership(
                "on", _("The person is not a member, so there is no membership to end.")
            )
        mandate.require(Action.REGISTER, [UnitId(held.unit_id)])
        if on > mandate.on:
            raise CannotEndMembership(
                "on",
                _("%(day)s is still to come. Write a day on which it has ended.") % {"day": date_text(on)},
            )
        if on <= held.starts_on:
            raise CannotEndMembership(
                "on",
                _("The membership has to end after the day of joining, %(day)s. Check the day.")
                % {"day": date_text(held.starts_on)},
            )
        held.ends_on = on
        held.save(update_fields=["ends_on"])
        trail.record(mandate, "ended membership", held, unit=held.unit.key, on=on.isoformat())
    return held


def admit(*, mandate: Mandate, person: Person, on: date) -> Membership:
    """
    Admit a person, for the first time or again, in the unit that keeps the person. Admitted there on the very
    day the last membership ended, that membership goes on.

    :raises CannotAdmit: the person is a member already, or was one still after that day; the unit was not in
      being, or the day is not yet
    :raises OutsideMandate: the mandate does not reach the unit
    """
    with transaction.atomic():
        person = Person.objects.select_for_update(of=("self",)).select_related("home").get(pk=person.pk)
        mandate.require(Action.REGISTER, [UnitId(person.home_id)])
        if on > mandate.on:
            raise CannotAdmit(
                "on",
                _("%(day)s is still to come. Write a day on which the person was admitted.")
                % {"day": date_text(on)},
            )
        held = _latest(person)
        if held is not None and held.ends_on is None:
            raise CannotAdmit(
                "on", _("The person has been a member since %(day)s.") % {"day": date_text(held.starts_on)}
            )
        if held is not None and held.ends_on is not None and on < held.ends_on:
            raise CannotAdmit(
                "on",
                (
                    _("The person was a member until the day before %(day)s. Write that day or a later one.")
                    % {"day": date_text(held.ends_on)}
                ),
            )
        if UnitId(person.home_id) not in organisation.tree(on=on):
            raise CannotAdmit(
                "on",
                (
                    _(
                        "The person's unit was not active on %(day)s. Transfer the person to another unit "
                        "first."
                    )
                    % {"day": date_text(on)}
                ),
            )
        if held is not None and held.ends_on == on and held.unit_id == person.home_id:
            held.ends_on = None
            held.save(update_fields=["ends_on"])
        else:
            held = Membership.objects.create(person=person, unit=person.home, starts_on=on)
        trail.record(mandate, "admitted member", held, unit=person.home.key, on=on.isoformat())
    return held


def _latest(person: Person) -> Membership | None:
    return Membership.objects.filter(person=person).select_related("unit").order_by("-starts_on").first()
