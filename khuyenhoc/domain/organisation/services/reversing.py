"""Undoing a reorganisation, as long as nothing later rests on it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from khuyenhoc.domain.organisation import following, queries
from khuyenhoc.domain.organisation.models import Document, Reorganisation, Unit, UnitVersion
from khuyenhoc.domain.organisation.services import writing
from khuyenhoc.domain.organisation.services.tree_keeping import take_the_tree, touch_the_tree
from khuyenhoc.foundation.audit import trail
from khuyenhoc.foundation.values.mandates import Action, Mandate, UnitId


class NoSuchReorganisation(LookupError):
    """No reorganisation cites the document."""


class SomethingRestsOnIt(Exception):
    """
    A reorganisation cannot be undone; `reasons` are sentences that say what came later, and what to do first.
    """

    def __init__(self, reasons: Sequence[str]) -> None:
        super().__init__(" ".join(reasons))
        self.reasons = tuple(reasons)


@dataclass(frozen=True, slots=True)
class ReverseTrial:
    """How many acts would be undone; where `reasons` are given, none would be."""

    acts: int
    reasons: tuple[str, ...]


def try_reverse(*, mandate: Mandate, document: str) -> ReverseTrial:
    """
    Say whether everything a document did could be undone now. It is undone and taken back in one transaction
    stays invisible.

    :raises NoSuchReorganisation, OutsideMandate: as `reverse_reform`
    """
    acts = len(queries.reorganisations_by(document))
    with transaction.atomic():
        try:
            reverse_reform(mandate=mandate, document=document)
        except SomethingRestsOnIt as resting:
            return ReverseTrial(acts, resting.reasons)
        transaction.set_rollback(True)
    return ReverseTrial(acts, ())


def what_follows(reorganisation: Reorganisation) -> list[str]:
    """What has become of what the rooms above keep for the units it touched, in sentences."""
    return following.what_follows(touched_by(reorganisation))


def reverse_reform(*, mandate: Mandate, document: str) -> int:
    """
    Undo everything a document did to the tree, and say how many acts that was. The tree is then what it was
    before; the audit trail keeps both.

    :raises NoSuchReorganisation: no reorganisation cites it
    :raises OutsideMandate: it touched a unit the mandate does not reach
    :raises SomethingRestsOnIt: a later act, figure, post or membership builds on it
    """
    with transaction.atomic():
        take_the_tree()
        acts = list(
            Reorganisation.objects.filter(document__number=document)
            .select_related("document")
            .order_by("-effective_on", "-pk")
        )
        if not acts:
            raise NoSuchReorganisation(document)
        for reorganisation in acts:
            _undo(mandate, reorganisation)
        touch_the_tree()
        return len(acts)


def what_rests_on(reorganisation: Reorganisation) -> list[str]:
    """Why a reorganisation cannot be undone now; empty when it can."""
    later = [
        other
        for other in Reorganisation.objects.select_related("document").order_by("effective_on", "pk")
        if (other.effective_on, other.pk) > (reorganisation.effective_on, reorganisation.pk)
        and reorganisation.keys & other.keys
    ]
    reasons = [
        _(
            "The document %(document)s (from %(day)s on) changed these units further. Undo that "
            "document first."
        )
        % {"document": other.document.number, "day": f"{other.effective_on:%d/%m/%Y}"}
        for other in later
    ]
    by_later = frozenset(key for other in later for key in other.keys)
    changed = [
        key
        for key in writing.changed_since(reorganisation.effective_on, reorganisation.changes)
        if key not in by_later
    ]
    if changed:
        reasons.append(
            _(
                "The list of units was edited since: %(changed)s. Put it back as the document wrote it, "
                "then undo."
            )
            % {"changed": _called(changed)}
        )
    founded = reorganisation.changes["founded"]
    below = UnitVersion.objects.filter(parent__key__in=founded).exclude(
        starts_on=reorganisation.effective_on, unit__key__in=reorganisation.keys
    )
    resting = set(below.exclude(unit__key__in=by_later).values_list("unit__key", flat=True))
    if resting:
        reasons.append(
            _(
                "Other units were founded below the new units or moved there since: %(resting)s. Move or "
                "remove them first."
            )
            % {"resting": _called(resting)}
        )
    return [*reasons, *following.what_rests(touched_by(reorganisation))]


def _called(keys: Collection[str], most: int = 6) -> str:
    """
    The units by their last names and keys, for two can be called the same: "xã Đông Khê (mã
    cao-bang-dong-khe)".
    """
    last = {unit.key: unit for unit in queries.versions_of((), keys)}
    keys = sorted(last, key=lambda key: last[key].sort_key)[:most]
    shown = ", ".join(
        _("%(full_name)s (key %(key)s)") % {"full_name": last[key].full_name, "key": key} for key in keys
    )
    return (
        _("%(shown)s and %(others)s more") % {"shown": shown, "others": len(last) - most}
        if len(last) > most
        else shown
    )


def touched_by(reorganisation: Reorganisation) -> following.Touched:
    successions = list(reorganisation.successions.values_list("unit_id", "heir_id"))
    remaining = {unit for unit, heir in successions if unit == heir}
    founded = Unit.objects.filter(key__in=reorganisation.changes["founded"]).values_list("pk", flat=True)
    return following.Touched(
        reorganisation.effective_on,
        frozenset(UnitId(unit) for unit, _heir in successions if unit not in remaining),
        frozenset(
            UnitId(unit) for unit in {*founded, *(heir for _, heir in successions if heir is not None)}
        ),
    )


def _undo(mandate: Mandate, reorganisation: Reorganisation) -> None:
    if mandate.account is not None:
        touched = Unit.objects.filter(key__in=reorganisation.keys).exclude(
            key__in=reorganisation.changes["founded"]
        )
        mandate.require(Action.ORGANISE, [UnitId(unit) for unit in touched.values_list("pk", flat=True)])
        mandate.require(Action.ORGANISE, queries.parents_given_by(reorganisation))
    reasons = what_rests_on(reorganisation)
    if reasons:
        raise SomethingRestsOnIt(reasons)
    document = reorganisation.document
    trail.record(
        mandate,
        "reversed reorganisation",
        reorganisation,
        document=document.number,
        effective_on=reorganisation.effective_on.isoformat(),
        rows=reorganisation.rows,
    )
    try:
        reorganisation.successions.all().delete()
        changes, effective_on = reorganisation.changes, reorganisation.effective_on
        reorganisation.delete()
        writing.put_back(effective_on, changes)
    except ProtectedError as resting:
        kinds = sorted({str(record._meta.verbose_name) for record in resting.protected_objects})
        raise SomethingRestsOnIt(
            [
                _("The new units are used elsewhere (%(kinds)s). Move or remove those uses first.")
                % {"kinds": ", ".join(kinds)}
            ]
        ) from resting
    if not document.reorganisations.exists():
        _drop_unless_cited(document)


def _drop_unless_cited(document: Document) -> None:
    """A document that only this act cited goes with it; one that something else cites stays."""
    try:
        with transaction.atomic():
            document.delete()
    except ProtectedError:
        return
