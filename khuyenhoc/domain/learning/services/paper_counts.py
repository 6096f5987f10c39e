"""What was counted on a hamlet's paper sheets is put down beside what the platform counts."""

from __future__ import annotations

from django.db import transaction
from django.db.models.functions import Now

from khuyenhoc.domain.learning.models import PaperCount, Programme
from khuyenhoc.domain.organisation.models import Unit
from khuyenhoc.foundation.audit import trail
from khuyenhoc.foundation.criteria.sets import SCOPES, Scope
from khuyenhoc.foundation.values.mandates import Action, Mandate, UnitId

MOST_SHEETS = 1_000_000


class CountNotSound(Exception):
    """The numbers do not fit together. `field` is the one to look at; the text is a sentence."""

    def __init__(self, field: str, sentence: str) -> None:
        self.field = field
        super().__init__(sentence)


def count_papers(
    *,
    mandate: Mandate,
    unit: Unit,
    programme: Programme,
    scope: Scope,
    year: int,
    handed_out: int,
    returned: int,
    passed: int | None,
) -> PaperCount:
    """
    Put down how many sheets were handed out, came back, and pass as counted on paper; a later count takes the place of an earlier one.

    :param passed: None where nobody could say
    :raises CountNotSound: the numbers do not fit together
    :raises ValueError: the programme has no such scope
    """
    mandate.require(Action.ASSESS, [UnitId(unit.pk)])
    if scope not in SCOPES[programme.subject]:
        raise ValueError(f"{programme} has no scope {scope}")
    _refuse_unsound(handed_out, returned, passed)
    with transaction.atomic():
        kept, _ = PaperCount.objects.update_or_create(
            unit=unit,
            year=year,
            programme=programme,
            scope=scope,
            defaults={
                "handed_out": handed_out,
                "returned": returned,
                "passed": passed,
                "counted_by_id": mandate.account,
                "counted_at": Now(),
            },
        )
        facts = {"year": year, "programme": programme.value, "scope": scope.value}
        trail.record(mandate, "counted papers", kept, handed_out=handed_out, returned=returned, passed=passed, **facts)
    kept.refresh_from_db()
    return kept


def _refuse_unsound(handed_out: int, returned: int, passed: int | None) -> None:
    for field, sheets in (("handed_out", handed_out), ("returned", returned), ("passed", passed or 0)):
        if not 0 <= sheets <= MOST_SHEETS:
            raise CountNotSound(field, f"{sheets} không phải là một số phiếu. Đếm lại rồi ghi.")
    if returned > handed_out:
        raise CountNotSound("returned", f"Thu về {returned} phiếu mà chỉ phát {handed_out}. Đếm lại một trong hai số.")
    if passed is not None and passed > returned:
        raise CountNotSound("passed", f"Có {passed} phiếu đạt mà chỉ thu về {returned}. Đếm lại một trong hai số.")
