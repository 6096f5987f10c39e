"""The signed document behind a decision (RULE-14)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from khuyenhoc.domain.learning import rules
from khuyenhoc.domain.learning.models import Decision, DecisionKind, Programme, Registration
from khuyenhoc.domain.learning.services.refusals import DecisionDiffers, NotSigned
from khuyenhoc.domain.organisation import queries as organisation
from khuyenhoc.domain.organisation.models import Document, Unit
from khuyenhoc.foundation.criteria.sets import CriteriaSet, Scope, Tier
from khuyenhoc.foundation.values.mandates import Mandate, UnitId
from khuyenhoc.foundation.values.numbers import date_text


@dataclass(frozen=True, slots=True)
class SignedDecision:
    """A decision as its paper says it. `issuer` empty: the deciding unit as it is called that day."""

    number: str
    decided_on: date
    signer: str
    signer_post: str
    unit: Unit
    issuer: str = ""


def refuse_unsigned(mandate: Mandate, signed: SignedDecision, year: int | None) -> None:
    """
    Before anything is looked up: the paper is whole, and its day possible.

    :param year: the titles' year, where the day must lie in it or the next
    :raises NotSigned: something is missing, or the day is not yet, or of another time
    """
    lacking = dict(
        rules.signed(
            number=signed.number,
            decided_on=signed.decided_on,
            signer=signed.signer,
            signer_post=signed.signer_post,
        )
    )
    if signed.decided_on > mandate.on:
        lacking["decided_on"] = _(
            "The day of the decision, %(day)s, is still to come. Write the day the paper was signed."
        ) % {"day": date_text(signed.decided_on)}
    elif year is not None and not rules.decided_in_time(signed.decided_on, year):
        lacking["decided_on"] = _(
            "The day of the decision, %(day)s, is neither in %(year)s nor in the next year. "
            "Check the year and the day."
        ) % {"day": date_text(signed.decided_on), "year": year}
    if lacking:
        raise NotSigned(lacking)


def decision_of(
    mandate: Mandate, signed: SignedDecision, kind: DecisionKind, programme: Programme, year: int
) -> Decision:
    """
    The decision on record, made where it is new.

    :raises DecisionDiffers: its document is there with another day, or it is there with another signer
    """
    number = signed.number.strip()
    unit_name = organisation.names([UnitId(signed.unit.pk)], on=signed.decided_on)[
        UnitId(signed.unit.pk)
    ].title
    issuer = signed.issuer.strip() or unit_name
    document = _document(number, issuer, signed.decided_on)
    decision, _is_new = Decision.objects.get_or_create(
        document=document,
        unit=signed.unit,
        programme=programme,
        year=year,
        kind=kind,
        defaults={
            "signer": signed.signer.strip(),
            "signer_post": signed.signer_post.strip(),
            "decided_on": signed.decided_on,
            "entered_by_id": mandate.account,
        },
    )
    if (decision.signer, decision.signer_post) != (signed.signer.strip(), signed.signer_post.strip()):
        raise DecisionDiffers(
            _(
                "Decision %(number)s is on record as signed by %(signer)s, %(post)s. Write the same "
                "signer as last time."
            )
            % {"number": number, "signer": decision.signer, "post": decision.signer_post}
        )
    return decision


def _document(number: str, issuer: str, issued_on: date) -> Document:
    """The document of a number, which its issuer may give again in another year."""
    known = Document.objects.filter(number=number, issuer=issuer)
    document = known.filter(issued_on__year=issued_on.year).first() or known.filter(issued_on=None).first()
    if document is None:
        try:
            with transaction.atomic():
                return Document.objects.create(number=number, issuer=issuer, issued_on=issued_on)
        except IntegrityError:
            document = known.get()
    if document.issued_on is None:
        document.issued_on = issued_on
        document.save(update_fields=["issued_on"])
    if document.issued_on != issued_on:
        raise DecisionDiffers(
            _(
                "The document %(number)s is on record with the day %(day)s. Correct the day or the "
                "number as on the paper."
            )
            % {"number": number, "day": date_text(document.issued_on)}
        )
    return document


def warnings_of(
    signed: SignedDecision, year: int, titles: Iterable[tuple[Registration, CriteriaSet]]
) -> list[str]:
    """
    Sentences on what the officer should check: an unusual year, and titles for which the deciding authority
    is not known (RULE-11).
    """
    warnings = []
    for scope, of in {(title.scope, of.key): (Scope(title.scope), of) for title, of in titles}.values():
        if not rules.year_of_decision_is_usual(of.subject, scope, signed.decided_on, year):
            warnings.append(
                _(
                    "A decision of %(day)s recognises “%(set)s” of %(year)s. Check the year, unless it "
                    "is intended."
                )
                % {"day": date_text(signed.decided_on), "set": of.title, "year": year}
            )
        decider = of.decider(signed.decided_on, Tier.COMMUNE if scope is Scope.COMMUNE else None)
        if decider is None or decider.who is None:
            warnings.append(
                _("It is not known who had the power to recognise “%(set)s” on %(day)s. Check the signer.")
                % {"set": of.title, "day": date_text(signed.decided_on)}
            )
    return warnings


def forget_if_empty(decision: Decision) -> None:
    """
    Delete a decision without titles, and its document where nothing else cites it: both may have been
    mistyped.
    """
    if decision.recognitions.exists() or decision.revoked.exists() or decision.steps.exists():
        return
    document = decision.document
    decision.delete()
    try:
        document.delete()
    except ProtectedError:
        return
