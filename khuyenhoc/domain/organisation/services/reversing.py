"""Undoing a reorganisation, as long as nothing later rests on it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import ProtectedError

from khuyenhoc.domain.organisation import following, queries
from khuyenhoc.domain.organisation.models import Document, Reorganisation, Unit, UnitVersion
from khuyenhoc.domain.organisation.services import writing
from khuyenhoc.domain.organisation.services.tree_keeping import take_the_tree, touch_the_tree
from khuyenhoc.foundation.audit import trail
from khuyenhoc.foundation.values.mandates import Action, Mandate, UnitId


class NoSuchReorganisation(LookupError):
    """No reorganisation cites the document."""


class SomethingRestsOnIt(Exception):
    """A reorganisation cannot be undone; `reasons` are sentences that say what came later, and what to do first."""

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
    Say whether everything a document did could be undone now. It is undone and taken back in one transaction nobody else sees.

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
    Undo everything a document did to the tree, and say how many acts that was. The tree is then what it was before; the audit trail keeps both.

    :raises NoSuchReorganisation: no reorganisation cites it
    :raises OutsideMandate: it touched a unit the mandate does not reach
    :raises SomethingRestsOnIt: a later act, figure, post or membership builds on it
    """
    with transaction.atomic():
        take_the_tree()
        found = list(Reorganisation.objects.filter(document__number=document).select_related("document").order_by("-effective_on", "-pk"))
        if not found:
            raise NoSuchReorganisation(document)
        for reorganisation in found:
            _undo(mandate, reorganisation)
        touch_the_tree()
        return len(found)


def what_rests_on(reorganisation: Reorganisation) -> list[str]:
    """Why a reorganisation cannot be undone now; empty when it can."""
    keys = writing.keys_touched(reorganisation)
    reasons = [
        f"Văn bản {later.document.number} (từ ngày {later.effective_on:%d/%m/%Y}) đã thay đổi tiếp các đơn vị này. Hoàn tác văn bản ấy trước."
        for later in Reorganisation.objects.select_related("document").order_by("effective_on", "pk")
        if (later.effective_on, later.pk) > (reorganisation.effective_on, reorganisation.pk) and keys & writing.keys_touched(later)
    ]
    changed = writing.changed_since(reorganisation.effective_on, reorganisation.changes)
    if changed:
        reasons.append(f"Sau đó đã sửa trong danh sách đơn vị: {', '.join(changed[:6])}. Sửa lại như văn bản đã ghi rồi hoàn tác.")
    founded = reorganisation.changes["founded"]
    below = UnitVersion.objects.filter(parent__key__in=founded).exclude(starts_on=reorganisation.effective_on, unit__key__in=keys)
    resting = sorted(set(below.values_list("unit__key", flat=True)[:50]))
    if resting:
        reasons.append(
            f"Đã có đơn vị lập hoặc chuyển về sau dưới các đơn vị mới: {', '.join(resting[:6])}. Chuyển đi hoặc bỏ các đơn vị ấy trước."
        )
    return [*reasons, *following.what_rests(touched_by(reorganisation))]


def touched_by(reorganisation: Reorganisation) -> following.Touched:
    successions = list(reorganisation.successions.values_list("unit_id", "heir_id"))
    remaining = {unit for unit, heir in successions if unit == heir}
    founded = Unit.objects.filter(key__in=reorganisation.changes["founded"]).values_list("pk", flat=True)
    return following.Touched(
        reorganisation.effective_on,
        frozenset(UnitId(unit) for unit, _ in successions if unit not in remaining),
        frozenset(UnitId(unit) for unit in {*founded, *(heir for _, heir in successions if heir is not None)}),
    )


def _undo(mandate: Mandate, reorganisation: Reorganisation) -> None:
    if mandate.account is not None:
        touched = Unit.objects.filter(key__in=writing.keys_touched(reorganisation)).exclude(key__in=reorganisation.changes["founded"])
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
            [f"Các đơn vị mới đã được dùng ở nơi khác ({', '.join(kinds)}). Chuyển hoặc bỏ những chỗ ấy trước."]
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
