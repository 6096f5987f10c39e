"""
The reconciliation sheet beyond one province's reform: what crosses the border of units that go on is named on
both sides.
"""

import pytest

from khuyenhoc.domain.figures.queries.reconciliation import (
    reconciliation,
    reconciliation_sheet,
    tally,
    trial_sheets,
)
from khuyenhoc.domain.figures.rules.reconciling import Side
from khuyenhoc.domain.organisation import queries as organisation
from khuyenhoc.domain.organisation.models import Reorganisation, Unit
from khuyenhoc.domain.people import permissions
from khuyenhoc.foundation.values.mandates import AccountId, Action, Mandate, UnitId
from tests.domain.figures.a_reformed_province import (
    NOW,
    REFORM,
    found_the_province,
    reconciled,
    reform,
    report,
)
from tests.factories import reorganised

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _province():
    found_the_province()


def test_a_commune_merged_into_another_district_is_named_on_both_sides():
    report("xa-1 2024 org.members value=10", "xa-3 2024 org.members value=7", "xa-4 2024 org.members value=2")
    reorganised("merge xa-1 xa-3", on=REFORM, document="1/NQ")

    rows = reconciled()

    assert all(row.is_explained for row in rows.values())
    assert rows["huyen-a", "2024", "org.members"].explanation == "Chuyển đi Xã Một 10"
    assert rows["huyen-b", "2024", "org.members"].explanation == "Chuyển đến Xã Một 10"


def test_a_commune_cut_between_two_districts_stays_with_neither():
    report("xa-1 2024 org.members value=10", "xa-3 2024 org.members value=7", "xa-4 2024 org.members value=2")
    reorganised("split xa-3 xa-1", "split xa-3 xa-4", on=REFORM, document="1/NQ")

    rows = reconciled()

    assert all(row.is_explained for row in rows.values())
    assert (
        rows["huyen-b", "2024", "org.members"].explanation
        == "7 của Xã Ba giữ theo địa giới cũ, hiện ở Tỉnh Mẫu"
    )


def test_chapters_of_merged_communes_follow_and_one_that_did_not_is_named():
    report(
        "xa-1 2024 org.members value=10", "xom-n 2024 org.members value=3", "xom-s 2024 org.members value=4"
    )
    reorganised(
        "merge xa-3 xa-moi parent=tinh kind=commune name=Mới code=90003",
        "merge xa-1 xa-moi",
        "move xom-s parent=xa-4",
        on=REFORM,
        document="1/NQ",
    )

    rows = reconciled()

    assert all(row.is_explained for row in rows.values())
    assert ("xa-3", "2024", "org.members") not in rows  # it is in its heir's row
    assert (
        rows["xa-moi", "2024", "org.members"].explanation == "Gồm Xã Ba 7; Xã Một 10; chuyển đi Chi hội Nam 4"
    )
    assert rows["xa-4", "2024", "org.members"].explanation == "Chuyển đến Chi hội Nam 4"


def test_a_figure_of_a_commune_s_own_stays_behind_when_a_chapter_leaves():
    report("xa-3 2024 org.members value=9", "xom-s 2024 org.members value=4")
    reorganised("move xom-s parent=xa-1", on=REFORM, document="1/NQ")

    rows = reconciled()

    assert all(row.is_explained for row in rows.values())
    assert (
        rows["xa-3", "2024", "org.members"].explanation
        == "Chuyển đi Chi hội Nam 4; 5 của Xã Ba giữ theo địa giới cũ, hiện ở Tỉnh Mẫu"
    )


def test_a_row_says_on_which_side_its_unit_stands_and_which_cut_figure_it_speaks_of():
    report(
        "xa-1 2024 org.members value=10",
        "xa-3 2024 org.members value=7",
        "xa-3 2024 fund.raised value=900",
        "xa-1 2024 fund.raised value=1",
    )
    reform()

    rows = reconciled()

    assert rows["xa-moi", "2024", "org.members"].side is Side.HEIR
    assert rows["xa-3", "2024", "org.members"].side is Side.LEFT
    assert rows["tinh", "2024", "org.members"].side is Side.ABOVE
    assert [unit.key for unit in rows["xa-moi", "2024", "org.members"].cut] == ["xa-3"]
    assert rows["xa-moi", "2024", "fund.raised"].cut == ()  # money is never shared out


def mandate_over(*keys, action=Action.VIEW):
    units = frozenset(UnitId(unit) for unit in Unit.objects.filter(key__in=keys).values_list("pk", flat=True))
    return Mandate(AccountId(0), action, units, NOW)


def test_a_sheet_holds_the_rows_its_reader_reaches_and_says_whether_these_are_all():
    report("xa-1 2024 org.members value=10", "xa-4 2024 org.members value=2")
    reform()
    number = organisation.reorganisations_by("1/NQ")[0].pk

    own = reconciliation_sheet(number, seen_by=mandate_over("xa-4"))
    whole = reconciliation_sheet(number, seen_by=permissions.platform_mandate(Action.VIEW, on=NOW))

    assert own is not None
    assert whole is not None
    assert ({row.unit for row in own.rows}, own.is_whole) == ({"xa-4"}, False)
    assert ({"xa-4", "xa-moi", "tinh"} <= {row.unit for row in whole.rows}, whole.is_whole) == (True, True)
    assert reconciliation_sheet(number, seen_by=mandate_over()) is None
    assert reconciliation_sheet(0, seen_by=mandate_over("xa-4")) is None


def test_a_tally_adds_up():
    report("xa-1 2024 org.members value=10", "xa-3 2024 org.members value=7")
    reform()

    found = tally(reconciliation(organisation.reorganisations_by("1/NQ")[0]))

    assert found.rows == found.agreeing + found.explained + found.unexplained
    assert (found.explained, found.unexplained) == (3, 0)  # both districts and the cut commune


def test_a_trial_shows_what_the_sheet_founds_and_leaves_nothing_behind():
    report("xa-1 2024 org.members value=10", "xa-2 2024 org.members value=20")
    content = (
        b"effective_on,document,act,unit,heir,parent,kind,name,official_code,note\n"
        b"2025-07-01,1/NQ,merge,xa-1,xa-moi,huyen-a,commune,New,90005,\n"
        b"2025-07-01,1/NQ,merge,xa-2,xa-moi,,,,,\n"
    )

    sheets = trial_sheets(
        mandate=mandate_over("huyen-a", "xa-1", "xa-2", action=Action.ORGANISE),
        content=content,
        file_name="thu.csv",
    )

    assert [sheet.document.number for sheet in sheets] == ["1/NQ"]
    assert {(row.unit, row.before, row.after) for row in sheets[0].rows} == {
        ("xa-moi", 30, 30),
        ("huyen-a", 30, 30),
    }
    assert not Reorganisation.objects.exists()
    assert not Unit.objects.filter(key="xa-moi").exists()
