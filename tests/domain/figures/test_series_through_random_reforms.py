"""Random trees, reforms and reports: no line crosses a step that cannot be compared."""

from datetime import date

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from khuyenhoc.domain.figures import queries
from khuyenhoc.domain.figures.queries.series import series
from khuyenhoc.domain.organisation import queries as organisation
from khuyenhoc.domain.organisation import services as organising
from khuyenhoc.domain.organisation.models import Succession, Unit
from khuyenhoc.domain.reporting.renderers import series_chart
from khuyenhoc.foundation.sheets.problems import SheetNotSound
from khuyenhoc.foundation.values.mandates import Action, UnitId
from khuyenhoc.foundation.values.periods import Period
from tests import factories
from tests.domain.figures.a_reformed_province import NOW, report
from tests.domain.organisation.random_reforms import reforms, trees
from tests.factories import machine

pytestmark = pytest.mark.django_db
MEMBERS = "org.members"
YEARS = range(2019, 2027)


@st.composite
def cases(draw):
    """A tree, sheets to apply to it, and which units report which year."""
    parents = draw(trees())
    groups = draw(reforms(sorted(parents)))
    reported = draw(st.sets(st.tuples(st.sampled_from(sorted(parents)), st.sampled_from(YEARS)), max_size=60))
    return parents, groups, reported


def sheet_of(rows):
    lines = ["effective_on,document,act,unit,heir,parent,kind,name,official_code,note"]
    lines += [
        f"{row.effective_on},{row.document.number},{row.act},{row.unit},{row.heir},{row.parent},{row.kind},{row.name},{row.official_code},"
        for row in rows
    ]
    return "\n".join(lines).encode()


def applied(rows):
    """Apply what of a sheet can be applied: all of it, else row by row."""
    for attempt in (rows, *([row] for row in rows)):
        try:
            organising.apply_reform(
                mandate=machine(Action.ORGANISE), content=sheet_of(attempt), file_name="reform.csv"
            )
        except SheetNotSound:
            continue
        return


def ground_changed(unit, one, other):
    """
    Whether a unit surely lost or took something between two days: a unit below it now stands elsewhere, or an
    act says so.
    """
    before, after = organisation.tree(on=one), organisation.tree(on=other)
    if unit not in before or unit not in after:
        return True
    below_before, below_after = set(before.under(unit)), set(after.under(unit))
    moved = {each for each in below_before ^ below_after if each in before and each in after}
    acts = Succession.objects.filter(
        reorganisation__effective_on__gt=one, reorganisation__effective_on__lte=other
    )
    pairs = [
        (UnitId(of), heir)
        for of, heir in acts.values_list("unit_id", "heir_id")
        if UnitId(of) in before and (heir is None or UnitId(heir) in after)
    ]
    crossing = [
        (of, heir)
        for of, heir in pairs
        if heir is not None and (of in below_before) != (UnitId(heir) in below_after)
    ]
    return bool(moved or crossing)


@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[
        HealthCheck.function_scoped_fixture,
        HealthCheck.too_slow,
    ],  # each example is rolled back by itself
    phases=[
        Phase.explicit,
        Phase.reuse,
        Phase.generate,
    ],  # shrinking on a database takes minutes and says no more
)
@given(cases())
def test_no_line_crosses_a_step_that_cannot_be_compared(case):
    parents, groups, reported = case
    with transaction.atomic():
        lines = [
            f"{key},{parent},{'commune' if parent else 'province'},{key},,,"
            for key, parent in parents.items()
        ]
        factories.units("\n".join(["key,parent,kind,name,official_code,valid_from,valid_to", *lines]))
        for rows in groups:
            applied(rows)
        if reported:
            report(*(f"{unit} {year} org.members value={10 + year % 7}" for unit, year in sorted(reported)))

        for key in Unit.objects.order_by("pk").values_list("key", flat=True)[:12]:
            subject = queries.subject_by_key(key)
            for lens in (None, date(2024, 12, 31), NOW):
                found = series(
                    subject, indicator=MEMBERS, periods=map(Period.of_year, YEARS), lens=lens, today=NOW
                )
                drawn = [step for step in found.steps if step.is_comparable]
                for step in drawn:
                    said = {
                        flag.code
                        for point in (step.before, step.after)
                        if point.row
                        for flag in point.row.flags
                    }
                    assert step.after.period == Period.of_year(step.before.period.year + 1)
                    assert None not in (step.before.value, step.after.value)
                    assert not said & {"estimate", "not_convertible", "other_boundary", "after_closure"}
                    assert lens is not None or not ground_changed(
                        UnitId(subject.id), step.before.tree_on, step.after.tree_on
                    )
                assert series_chart.svg(found).count('class="line"') == len(drawn)
        transaction.set_rollback(True)
