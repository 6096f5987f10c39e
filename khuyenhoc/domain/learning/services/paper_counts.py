"""What was counted on the paper sheets of hamlets is put down beside what the platform counts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from khuyenhoc.domain.learning.models import PaperCount, Programme
from khuyenhoc.domain.organisation.models import Unit
from khuyenhoc.foundation.audit import trail
from khuyenhoc.foundation.criteria.sets import SCOPES, Scope
from khuyenhoc.foundation.values.mandates import Action, Mandate, UnitId

MOST_SHEETS = 1_000_000


@dataclass(frozen=True, slots=True)
class HandCount:
    """The sheets of one hamlet as counted by hand. `passed` None: not known."""

    unit: int
    handed_out: int
    returned: int
    passed: int | None = None


class CountsRefused(Exception):
    """
    Some numbers do not fit together; none was put down. `problems`: unit → a sentence with its reason and the
    way out.
    """

    def __init__(self, problems: Mapping[int, str]) -> None:
        self.problems = dict(problems)
        super().__init__(" ".join(self.problems.values()))


def count_papers(
    *, mandate: Mandate, programme: Programme, scope: Scope, year: int, counts: Iterable[HandCount]
) -> list[PaperCount]:
    """
    Put down how many sheets were handed out, came back, and pass as counted on paper, for as many hamlets as
    were counted: all or none.

    A later count takes the place of an earlier one; each leaves a line of its own in the audit trail, which
    is its history. What is on record already stays as it is, with who counted it and when. Returns the counts
    that are new or changed.

    :raises CountsRefused: the numbers of a hamlet do not fit together
    :raises ValueError: the programme has no such scope
    """
    count_of = {count.unit: count for count in counts}
    mandate.require(Action.ASSESS, [UnitId(unit) for unit in count_of])
    if scope not in SCOPES[programme.subject]:
        raise ValueError(f"{programme} has no scope {scope}")
    problems = {unit: problem for unit, count in count_of.items() if (problem := _problem_of(count))}
    if problems:
        raise CountsRefused(problems)
    with transaction.atomic():
        title = {"year": year, "programme": programme.value, "scope": scope.value}
        units = list(
            Unit.objects.select_for_update().filter(pk__in=count_of).order_by("pk")
        )  # two at once for one hamlet go one after the other
        kept = {count.unit_id: count for count in PaperCount.objects.filter(unit__in=units, **title)}
        written = [_written(mandate, unit, kept.get(unit.pk), count_of[unit.pk], title) for unit in units]
    return [count for count in written if count is not None]


def _written(
    mandate: Mandate, unit: Unit, before: PaperCount | None, count: HandCount, title: Mapping[str, Any]
) -> PaperCount | None:
    numbers = {"handed_out": count.handed_out, "returned": count.returned, "passed": count.passed}
    if before is not None and {name: getattr(before, name) for name in numbers} == numbers:
        return None
    counted, _is_new = PaperCount.objects.update_or_create(
        unit=unit, **title, defaults={**numbers, "counted_by_id": mandate.account, "counted_at": Now()}
    )
    trail.record(mandate, "counted papers", counted, **title, **numbers)
    return counted


def _problem_of(count: HandCount) -> str:
    if not all(
        0 <= sheets <= MOST_SHEETS for sheets in (count.handed_out, count.returned, count.passed or 0)
    ):
        return _("The number of sheets cannot be read. Count them again and write it.")
    if count.returned > count.handed_out:
        return _(
            "%(returned)s sheets came back, but only %(handed_out)s were handed out. Count one "
            "of the two again."
        ) % {"returned": count.returned, "handed_out": count.handed_out}
    if count.passed is not None and count.passed > count.returned:
        return _("%(passed)s sheets pass, but only %(returned)s came back. Count one of the two again.") % {
            "passed": count.passed,
            "returned": count.returned,
        }
    return ""
