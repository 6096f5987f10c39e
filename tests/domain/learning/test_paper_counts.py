"""What was counted on paper, beside what was typed from it."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from khuyenhoc.domain.learning import queries, services
from khuyenhoc.domain.learning.models import PaperCount, Programme, ToldBy
from khuyenhoc.domain.learning.queries import TypedPapers
from khuyenhoc.domain.learning.services import HandCount
from khuyenhoc.foundation.audit.models import AuditLine
from khuyenhoc.foundation.criteria.sets import Scope
from khuyenhoc.foundation.values.mandates import Action, OutsideMandate
from tests.domain.learning.titles import AUTUMN, YEAR, citizen, mandate, marks, met


def count(by, unit, out, back, passed=None):
    return services.count_papers(
        mandate=mandate(by, Action.ASSESS),
        programme=Programme.CITIZEN,
        scope=Scope.ANY,
        year=YEAR,
        counts=[HandCount(unit.pk, out, back, passed)],
    )


def typed(by, title, points="8", told_by=ToldBy.PAPER):
    services.self_assess(
        mandate=mandate(by, Action.ASSESS), registration=title.pk, marks=marks(points), entered_for=told_by
    )


def beside(by, *units):
    found = queries.papers_by_hamlet(
        [unit.pk for unit in units],
        mandate=mandate(by, Action.ASSESS, AUTUMN),
        year=YEAR,
        programme=Programme.CITIZEN,
        scope=Scope.ANY,
    )
    return {one.unit: one for one in found}


def test_a_count_is_kept_once_a_hamlet_title_and_year_and_its_history_is_in_the_audit_trail(cast):
    count(cast.chapter, cast.na_po, 10, 8)
    count(cast.commune, cast.na_po, 10, 9, 7)

    assert PaperCount.objects.values_list("handed_out", "returned", "passed", "counted_by").get() == (
        10,
        9,
        7,
        cast.commune.pk,
    )
    lines = (
        AuditLine.objects.filter(act="counted papers")
        .order_by("pk")
        .values_list("account_id", "facts__returned", "facts__passed")
    )
    assert list(lines) == [(cast.chapter.pk, 8, None), (cast.commune.pk, 9, 7)]


def test_the_same_numbers_again_leave_who_counted_them_and_when(cast):
    count(cast.chapter, cast.na_po, 10, 8)
    before = PaperCount.objects.values().get()

    changed = count(cast.commune, cast.na_po, 10, 8)

    assert (changed, PaperCount.objects.values().get()) == ([], before)
    assert AuditLine.objects.filter(act="counted papers").count() == 1


@pytest.mark.parametrize(
    ("out", "back", "passed"), [(2, 3, None), (3, 2, 3), (-1, 0, None), (2_000_000, 0, None)]
)
def test_numbers_that_do_not_fit_are_refused_all_together(cast, out, back, passed):
    with pytest.raises(services.CountsRefused) as refused:
        services.count_papers(
            mandate=mandate(cast.commune, Action.ASSESS),
            programme=Programme.CITIZEN,
            scope=Scope.ANY,
            year=YEAR,
            counts=[HandCount(cast.duc_long.pk, 5, 5, 5), HandCount(cast.na_po.pk, out, back, passed)],
        )

    assert set(refused.value.problems) == {cast.na_po.pk}
    assert not PaperCount.objects.exists()


@pytest.mark.parametrize(("out", "back", "passed"), [(2, 3, None), (3, 2, 3)])
def test_the_database_keeps_them_out_as_well(cast, out, back, passed):
    with pytest.raises(IntegrityError), transaction.atomic():
        PaperCount.objects.create(
            unit=cast.na_po,
            year=YEAR,
            programme="citizen",
            scope="any",
            handed_out=out,
            returned=back,
            passed=passed,
        )


def test_nobody_counts_for_a_unit_out_of_reach(cast):
    with pytest.raises(OutsideMandate):
        count(cast.chapter, cast.duc_long, 3, 3)

    assert not PaperCount.objects.exists()


def test_a_title_is_counted_in_its_own_scope_only(cast):
    with pytest.raises(ValueError, match="no scope"):
        services.count_papers(
            mandate=mandate(cast.chapter, Action.ASSESS),
            programme=Programme.CITIZEN,
            scope=Scope.HAMLET,
            year=YEAR,
            counts=[HandCount(cast.na_po.pk, 1, 1)],
        )


def test_typed_papers_are_counted_by_hamlet(cast):
    on_paper, below, by_hand, open_one = (citizen(f"Nông Văn {letter}", home=cast.na_po) for letter in "ABCD")
    elsewhere = citizen("Nông Văn E", home=cast.duc_long)
    typed(cast.commune, on_paper)
    typed(cast.commune, below, "7")
    typed(cast.commune, by_hand, told_by=ToldBy.HOLDER)

    found = beside(cast.commune, cast.na_po, cast.duc_long, cast.that_khe)

    assert open_one.state == "registered"
    assert elsewhere.unit_id == cast.duc_long.pk
    assert found[cast.na_po.pk].typed == TypedPapers(
        titles=4, entered=3, from_paper=2, passed=1, points=Decimal(150)
    )
    assert found[cast.duc_long.pk].typed == TypedPapers(titles=1)
    assert set(found) == {cast.na_po.pk, cast.duc_long.pk}


def test_paper_and_platform_agree_or_the_difference_is_known(cast):
    one, other = citizen("Nông Văn A", home=cast.na_po), citizen("Nông Văn B", home=cast.na_po)
    typed(cast.commune, one)

    assert beside(cast.commune, cast.na_po)[cast.na_po.pk].agrees is None
    count(cast.commune, cast.na_po, 2, 2, 2)
    behind = beside(cast.commune, cast.na_po)[cast.na_po.pk]
    typed(cast.commune, other)
    done = beside(cast.commune, cast.na_po)[cast.na_po.pk]

    assert (behind.agrees, behind.missing_sheets, behind.missing_passes) == (False, 1, 1)
    assert (done.agrees, done.missing_sheets, done.missing_passes) == (True, 0, 0)


def test_what_the_meeting_changes_later_does_not_change_what_the_papers_say(cast):
    one = citizen("Nông Văn A", home=cast.na_po)
    typed(cast.commune, one)
    count(cast.commune, cast.na_po, 1, 1, 1)

    met(one, unit=cast.na_po)

    assert beside(cast.commune, cast.na_po)[cast.na_po.pk].agrees is True
