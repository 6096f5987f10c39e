"""
Who leads a unit: committees formed and ended, officers appointed, one officer's work handed over to the next
(RULE-41).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from khuyenhoc.domain.organisation import queries as organisation
from khuyenhoc.domain.organisation.models import Document, Unit
from khuyenhoc.domain.people.models import Account, Committee, Office, Person, Posting
from khuyenhoc.domain.people.services.accounts import UnknownPost
from khuyenhoc.domain.people.services.refusals import Refused
from khuyenhoc.foundation.audit import trail
from khuyenhoc.foundation.values.catalogue import posts
from khuyenhoc.foundation.values.mandates import Action, Mandate, UnitId
from khuyenhoc.foundation.values.numbers import date_text
from khuyenhoc.foundation.values.vietnamese import nfc


class CannotForm(Refused):
    """
    The days cannot be right, another committee serves then, or the document is on record with another day.
    """


class CannotEndCommittee(Refused):
    """It has ended already, or the day is before something in it."""


class CannotAppoint(Refused):
    """The committee does not serve that day, or the person holds an office in it already."""


class CannotHandOver(Refused):
    """The office has ended, the day cannot be right, or the successor is the same person."""


@dataclass(frozen=True, slots=True)
class CitedPaper:
    """The decision that formed a committee, as its paper says it. `issuer` may stay blank."""

    number: str
    issuer: str = ""
    issued_on: date | None = None


def form_committee(
    *,
    mandate: Mandate,
    unit: Unit,
    is_provisional: bool,
    starts_on: date,
    ends_on: date | None = None,
    paper: CitedPaper | None = None,
) -> Committee:
    """
    A committee takes office in a unit. One that serves there with an open end, or longer, ends that day with
    its offices: a provisional committee serves until the elected one (RULE-41).

    :param ends_on: the first day after the term; None where the term has no end yet
    :raises CannotForm: the term is empty, the unit is not in being, a committee begins on that day or later,
      or the document differs
    :raises OutsideMandate: the mandate does not reach the unit
    """
    mandate.require(Action.ORGANISE, [UnitId(unit.pk)])
    if ends_on is not None and ends_on <= starts_on:
        raise CannotForm("ends_on", _("The term has to end after it begins. Check the two days."))
    if UnitId(unit.pk) not in organisation.tree(on=starts_on):
        raise CannotForm(
            "starts_on",
            _("The unit was not active on %(day)s. Check the day.") % {"day": date_text(starts_on)},
        )
    with transaction.atomic():
        Unit.objects.select_for_update().get(pk=unit.pk)
        serving = Committee.objects.filter(Q(ends_on__isnull=True) | Q(ends_on__gt=starts_on), unit=unit)
        later = serving.filter(starts_on__gte=starts_on).order_by("starts_on").first()
        if later is not None:
            raise CannotForm(
                "starts_on",
                _("The unit has an executive committee from %(day)s. Write a later day.")
                % {"day": date_text(later.starts_on)},
            )
        for before in serving:
            _end(before, starts_on)
        document = None if paper is None or not paper.number.strip() else _document(paper)
        committee = Committee.objects.create(
            unit=unit, is_provisional=is_provisional, starts_on=starts_on, ends_on=ends_on, document=document
        )
        trail.record(
            mandate,
            "formed committee",
            committee,
            unit=unit.key,
            provisional=is_provisional,
            on=starts_on.isoformat(),
        )
    return committee


def end_committee(*, mandate: Mandate, committee: Committee, on: date) -> Committee:
    """
    End a committee and its offices from a day on.

    :raises CannotEndCommittee: it has ended by then, or it or an office in it began on that day or later
    :raises OutsideMandate: the mandate does not reach the unit
    """
    mandate.require(Action.ORGANISE, [UnitId(committee.unit_id)])
    with transaction.atomic():
        committee = (
            Committee.objects.select_for_update(of=("self",)).select_related("unit").get(pk=committee.pk)
        )
        if committee.ends_on is not None and committee.ends_on <= on:
            raise CannotEndCommittee(
                "on",
                _("The term of this committee ended on %(day)s.") % {"day": date_text(committee.ends_on)},
            )
        if on <= committee.starts_on:
            raise CannotEndCommittee(
                "on",
                _("The last day has to be after the first day, %(day)s.")
                % {"day": date_text(committee.starts_on)},
            )
        _end(committee, on)
        trail.record(mandate, "ended committee", committee, unit=committee.unit.key, on=on.isoformat())
    return committee


def _end(committee: Committee, on: date) -> None:
    """With its offices. None of them may begin that day or later."""
    lasting = committee.offices.filter(Q(ends_on__isnull=True) | Q(ends_on__gt=on))
    later = lasting.filter(starts_on__gte=on).order_by("starts_on").first()
    if later is not None:
        reason = _("An office in it begins on %(day)s. Write a later day, or end that office first.") % {
            "day": date_text(later.starts_on)
        }
        raise CannotEndCommittee("on", reason)
    lasting.update(ends_on=on)
    committee.ends_on = on
    committee.save(update_fields=["ends_on"])


def appoint_officer(
    *, mandate: Mandate, committee: Committee, person: Person, post: str, starts_on: date
) -> Office:
    """
    Appoint a person to an office in a committee, for the rest of the committee's term.

    :raises UnknownPost: the post is not in the catalogue
    :raises CannotAppoint: the committee does not serve that day, or the person holds an office in it then
    :raises OutsideMandate: the mandate does not reach the committee's unit and the person's
    """
    mandate.require(Action.ORGANISE, [UnitId(committee.unit_id), UnitId(person.home_id)])
    if post not in posts():
        raise UnknownPost(post)
    with transaction.atomic():
        committee = (
            Committee.objects.select_for_update(of=("self",)).select_related("unit").get(pk=committee.pk)
        )
        _serving(committee, starts_on)
        office = _opened(committee, person, post, starts_on, None)
        trail.record(
            mandate, "appointed officer", office, unit=committee.unit.key, post=post, on=starts_on.isoformat()
        )
    return office


def end_office(*, mandate: Mandate, office: Office, on: date) -> Office:
    """
    End an office that has no successor yet.

    :raises CannotHandOver: the office has ended, or began on that day or later
    :raises OutsideMandate: the mandate does not reach the unit
    """
    mandate.require(Action.ORGANISE, [UnitId(office.committee.unit_id)])
    with transaction.atomic():
        office = (
            Office.objects.select_for_update(of=("self",)).select_related("committee__unit").get(pk=office.pk)
        )
        _left(office, on)
        trail.record(
            mandate,
            "ended office",
            office,
            unit=office.committee.unit.key,
            post=office.post,
            on=on.isoformat(),
        )
    return office


def hand_over(
    *,
    mandate: Mandate,
    office: Office,
    successor: Person,
    on: date,
    posting: Posting | None = None,
    account: Account | None = None,
) -> Office:
    """
    One officer's work passes to another as one act: the office ends, the successor's begins that day, and
    what the successor held in the committee until then ends.

    :param posting: the right to work here that the outgoing officer's account held; it ends that day
    :param account: the successor's account, which is given the same post in the unit from that day
    :raises CannotHandOver: the office has ended, the day cannot be right, the successor is the same person,
      or the posting is of another unit
    :raises OutsideMandate: the mandate does not reach the unit and the successor's
    """
    unit = UnitId(office.committee.unit_id)
    mandate.require(Action.ORGANISE, [unit, UnitId(successor.home_id)])
    if successor.pk == office.person_id:
        raise CannotHandOver("successor", _("The successor has to be another person."))
    with transaction.atomic():
        office = (
            Office.objects.select_for_update(of=("self",)).select_related("committee__unit").get(pk=office.pk)
        )
        committee = office.committee
        _serving(committee, on)
        _left(office, on)
        for held in committee.offices.filter(Q(ends_on__isnull=True) | Q(ends_on__gt=on), person=successor):
            _left(held, on)
        begun = _opened(committee, successor, office.post, on, office)
        if posting is not None:
            _end_posting(posting, unit, on)
        if account is not None:
            _give_posting(account, committee.unit, office.post, on)
        trail.record(
            mandate,
            "handed over office",
            begun,
            unit=committee.unit.key,
            post=office.post,
            on=on.isoformat(),
            ended_posting=None if posting is None else posting.pk,
            account=None if account is None else account.pk,
        )
    return begun


def _serving(committee: Committee, on: date) -> None:
    if on < committee.starts_on or (committee.ends_on is not None and committee.ends_on <= on):
        days = {"first": date_text(committee.starts_on)}
        if committee.ends_on is None:
            sentence = _("The committee serves from %(first)s on. Write a day in its term.") % days
        else:
            sentence = _(
                "The committee serves from %(first)s to the day before %(end)s. Write a day in its term."
            ) % (days | {"end": date_text(committee.ends_on)})
        raise CannotAppoint("on", sentence)


def _opened(committee: Committee, person: Person, post: str, on: date, after: Office | None) -> Office:
    try:
        with transaction.atomic():
            return Office.objects.create(
                committee=committee,
                person=person,
                post=post,
                starts_on=on,
                ends_on=committee.ends_on,
                took_over_from=after,
            )
    except IntegrityError as taken:
        raise CannotAppoint(
            "person", _("The person holds an office in the committee at that time. End that office first.")
        ) from taken


def _left(office: Office, on: date) -> None:
    if office.ends_on is not None and office.ends_on <= on:
        raise CannotHandOver("on", _("The office ended on %(day)s.") % {"day": date_text(office.ends_on)})
    if on <= office.starts_on:
        raise CannotHandOver(
            "on",
            _("The day of the handover has to be after the day the office was taken, %(day)s.")
            % {"day": date_text(office.starts_on)},
        )
    office.ends_on = on
    office.save(update_fields=["ends_on"])


def _end_posting(posting: Posting, unit: UnitId, on: date) -> None:
    held = Posting.objects.select_for_update().get(pk=posting.pk)
    if held.unit_id != unit:
        raise CannotHandOver("posting", _("This account holds no post in this unit."))
    if on <= held.starts_on or (held.ends_on is not None and held.ends_on <= on):
        raise CannotHandOver(
            "posting", _("This account held no post in the unit before %(day)s.") % {"day": date_text(on)}
        )
    held.ends_on = on
    held.save(update_fields=["ends_on"])


def _give_posting(account: Account, unit: Unit, post: str, on: date) -> None:
    try:
        with transaction.atomic():
            Posting.objects.create(account=account, unit=unit, post=post, starts_on=on)
    except IntegrityError as taken:
        raise CannotHandOver(
            "account",
            _("This account holds a post in the unit at that time. End that post first."),
        ) from taken


def _document(paper: CitedPaper) -> Document:
    number, issuer = nfc(paper.number).strip(), nfc(paper.issuer).strip()
    document, _is_new = Document.objects.get_or_create(
        number=number, issuer=issuer, defaults={"issued_on": paper.issued_on}
    )
    if paper.issued_on is not None and document.issued_on not in (None, paper.issued_on):
        raise CannotForm(
            "issued_on",
            _("The document %(number)s is on record with the day %(day)s. Check the day or the number.")
            % {"number": number, "day": date_text(document.issued_on)},
        )
    return document
