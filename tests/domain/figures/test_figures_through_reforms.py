"""
Figures before and after a reform: added on a merger, followed below a cut, kept or shared out where nobody
can tell; reconciled to zero.
"""

from datetime import date

import pytest

from khuyenhoc.domain.figures import services
from khuyenhoc.domain.organisation import queries as organisation
from khuyenhoc.domain.organisation import services as organising
from khuyenhoc.domain.organisation.models import Unit
from khuyenhoc.foundation.values.mandates import Action
from tests.domain.figures.a_reformed_province import (
    NOW,
    REFORM,
    figures,
    found_the_province,
    reconciled,
    reform,
    report,
    shown,
)
from tests.domain.figures.sheets_of_a_small_country import flags
from tests.factories import machine, reorganised

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _province():
    found_the_province()


def share(*, indicators=("org.members",), north=60, south=40):
    parts = dict(Unit.objects.filter(key__in=["xa-moi", "xa-4"]).values_list("key", "pk"))
    return services.share_split(
        mandate=machine(Action.ORGANISE),
        reorganisation=organisation.reorganisations_by("1/NQ")[0],
        unit=Unit.objects.get(key="xa-3"),
        weights={parts["xa-moi"]: north, parts["xa-4"]: south},
        indicators=list(indicators),
        basis="dân số",
        source="Niên giám mẫu",
        counted_on=date(2024, 4, 1),
    )


def test_merged_communes_are_added_in_the_tree_of_today_and_stand_alone_in_the_tree_of_then():
    report("xa-1 2024 org.members value=10", "xa-2 2024 org.members value=20")
    reform()

    assert shown("xa-moi") == 30
    assert shown("huyen-a", tree_on=date(2024, 12, 31)) == 30
    assert figures("xa-1", "2024", date(2024, 12, 31))["org.members", "typed"].value == 10


def test_the_province_has_one_total_through_every_tree():
    report(
        "xa-1 2024 org.members value=10", "xa-3 2024 org.members value=5", "huyen-b 2024 org.members value=9"
    )
    before = shown("tinh", tree_on=date(2024, 12, 31))
    reform()

    assert (
        {shown("tinh", tree_on=day) for day in (date(2019, 1, 1), date(2025, 6, 30), REFORM, NOW)}
        == {before}
        == {19}
    )


def test_of_a_cut_commune_its_chapters_are_followed_to_where_they_went():
    report(
        "xa-1 2024 org.members value=10", "xom-n 2024 org.members value=3", "xom-s 2024 org.members value=4"
    )
    reform()

    assert (shown("xa-moi"), shown("xa-4"), shown("tinh")) == (13, 4, 17)
    assert "not_convertible" not in flags(figures("xa-moi", "2024", NOW)["org.members", "computed"])


def test_a_figure_kept_at_the_cut_commune_alone_stays_with_it_and_its_parts_say_they_cannot_tell():
    report(
        "xa-1 2024 org.members value=10", "xa-2 2024 org.members value=20", "xa-3 2024 org.members value=7"
    )
    reform()

    row = figures("xa-moi", "2024", NOW)["org.members", "computed"]
    assert (row.value, shown("tinh")) == (30, 37)
    assert "not_convertible" in flags(row)
    assert any("một phần của xã Ba" in sentence and "tỉnh Mẫu" in sentence for sentence in row.sentences())


def test_a_part_with_nothing_else_shows_no_number_and_says_why():
    report("xa-3 2024 org.members value=7")
    reform()

    row = figures("xa-4", "2024", NOW)["org.members", "typed"]
    assert row.value is None
    assert "not_convertible" in flags(row)


def test_weights_somebody_chose_share_a_figure_out_as_an_estimate_that_says_so():
    report("xa-1 2024 org.members value=10", "xa-3 2024 org.members value=7")
    reform()

    share()

    row = figures("xa-moi", "2024", NOW)["org.members", "computed"]
    assert (row.value, shown("xa-4"), shown("tinh")) == (14, 3, 17)
    assert row.text == "khoảng 14"
    assert any(
        "60,0 % số của xã Ba" in said and "dân số ngày 01/04/2024" in said and "Niên giám mẫu" in said
        for said in row.sentences()
    )


def test_taking_the_choice_back_brings_the_reported_figure_back():
    report("xa-3 2024 org.members value=7")
    reform()
    chosen = share()

    services.unshare_split(mandate=machine(Action.ORGANISE), share=chosen)

    assert shown("xa-moi") is None


@pytest.mark.parametrize(
    "wanted", [{"indicators": ["fund.closing"]}, {"indicators": []}, {"north": 0, "south": 0}]
)
def test_money_is_never_shared_out_and_weights_must_say_something(wanted):
    reform()

    with pytest.raises(services.CannotShare):
        share(**wanted)


def test_a_commune_that_grew_shows_what_it_reported_then_and_adds_it_up_with_what_it_took_in():
    report("xa-4 2024 org.members value=50", "xom-s 2024 org.members value=4")
    reform()

    rows = figures("xa-4", "2024", NOW)
    assert rows["org.members", "typed"].value == 50
    assert "other_boundary" in flags(rows["org.members", "typed"])
    assert rows["org.members", "computed"].value == 54


def test_a_unit_counts_its_own_past_anew_without_adding_it_twice():
    report("xa-1 2024 org.members value=10", "xa-2 2024 org.members value=20")
    reform()
    report("xa-moi 2024 org.members value=33")

    row = figures("xa-moi", "2024", NOW)["org.members", "typed"]
    assert (row.value, shown("xa-moi"), shown("tinh")) == (33, 30, 30)
    assert "recounted" in flags(row)


def test_a_figure_of_the_new_commune_shows_in_the_old_tree_where_all_of_it_lay():
    reform()
    report("xa-moi 2025 org.members value=40", "xa-4 2025 org.members value=9")

    assert shown("tinh", period="2025", tree_on=date(2024, 12, 31)) == 49
    assert (
        shown("huyen-a", period="2025", tree_on=date(2024, 12, 31)) is None
    )  # a part of it lay in the other district


def test_every_figure_of_the_province_reconciles_to_zero_and_every_difference_is_explained():
    report(
        "xa-1 2024 org.members value=10",
        "xa-2 2024 org.members value=20",
        "xa-3 2024 org.members value=7",
        "xa-4 2024 org.members value=50",
        "huyen-b 2024 org.chapters value=9",
        "xom-n 2024 support.all.people value=3",
        "xom-s 2024 support.all.people value=4",
        "xa-1 2025-H1 fund.raised value=1000000",
    )
    reform()

    rows = reconciled()

    assert all(row.is_explained for row in rows.values())
    assert {row.difference for (unit, _, _), row in rows.items() if unit == "tinh"} == {0}
    merged = rows["xa-moi", "2024", "org.members"]
    assert (merged.before, merged.after, merged.difference) == (30, 30, 0)
    assert "Xã Một 10; Xã Hai 20" in merged.explanation
    assert "7 giữ ở đơn vị cũ" in merged.explanation
    cut = rows["xa-3", "2024", "org.members"]
    assert (cut.before, cut.after, cut.difference) == (7, None, 7)
    assert "hiện ở Tỉnh Mẫu" in cut.explanation
    district = rows["huyen-b", "2024", "org.chapters"]
    assert (district.before, district.difference) == (9, 9)
    assert rows["xa-moi", "2025-H1", "fund.raised"].after == 1_000_000


def test_what_followed_its_chapters_is_accounted_for_in_the_sheet():
    report(
        "xa-1 2024 org.members value=10", "xom-n 2024 org.members value=3", "xom-s 2024 org.members value=4"
    )
    reform()

    rows = reconciled()

    assert all(row.is_explained for row in rows.values())
    assert rows["xa-moi", "2024", "org.members"].difference == -3
    assert "thêm 3 từ một phần Xã Ba" in rows["xa-moi", "2024", "org.members"].explanation
    assert "7 theo các phần sang" in rows["xa-3", "2024", "org.members"].explanation


def test_estimates_are_accounted_for_in_the_sheet():
    report("xa-1 2024 org.members value=10", "xa-3 2024 org.members value=7")
    reform()
    share()

    rows = reconciled()

    assert all(row.is_explained for row in rows.values())
    assert rows["xa-moi", "2024", "org.members"].after == 14


def test_a_chapter_that_moved_alone_is_named_on_both_sides():
    report("xom-n 2024 org.members value=3", "xom-s 2024 org.members value=4")
    reorganised("move xom-n parent=xa-1", on=REFORM, document="1/NQ")

    rows = reconciled()

    assert all(row.is_explained for row in rows.values())
    assert "Chuyển đi Chi hội Bắc 3" in rows["xa-3", "2024", "org.members"].explanation
    assert "Chuyển đến Chi hội Bắc 3" in rows["xa-1", "2024", "org.members"].explanation


class TestTheYear2025:
    def test_a_commune_takes_its_first_half_from_its_predecessors(self):
        report("xa-1 2025-H1 fund.raised value=10", "xa-2 2025-H1 fund.raised value=20")
        reform()

        assert shown("xa-moi", "fund.raised", "2025-H1", date(2025, 12, 31)) == 30
        row = figures("xa-moi", "2025")["fund.raised", "typed"]
        assert row.value is None
        assert "Kỳ 2025-H1, các đơn vị trước khi tổ chức lại đã báo cáo 30 (2/3 đơn vị)." in row.sentences()

    def test_its_year_is_accepted_as_it_reports_it(self):
        report("xa-1 2025-H1 fund.raised value=10", "xa-2 2025-H1 fund.raised value=20")
        reform()
        report("xa-moi 2025 fund.raised value=70")

        row = figures("xa-moi", "2025")["fund.raised", "typed"]
        assert (row.value, flags(row)) == (70, set())
        assert shown("tinh", "fund.raised", "2025", date(2025, 12, 31)) == 70

    def test_a_year_below_its_own_first_half_is_flagged(self):
        report("xa-1 2025-H1 fund.raised value=10", "xa-2 2025-H1 fund.raised value=20")
        reform()
        report("xa-moi 2025 fund.raised value=25", "xa-moi 2025 org.members value=5")

        rows = figures("xa-moi", "2025")
        assert "below_first_part" in flags(rows["fund.raised", "typed"])
        assert "below_first_part" not in flags(rows["org.members", "typed"])

    def test_a_district_has_nothing_to_report_after_it_ended_and_what_it_does_report_is_flagged(self):
        report("huyen-b 2025-H1 org.members value=9", "xa-1 2025-H1 org.members value=1")
        reform()
        report("xa-moi 2025 org.members value=30", "huyen-b 2025 org.chapters value=4")

        rows = figures("huyen-b", "2025")
        assert set(rows) == {("org.chapters", "typed")}
        assert "after_closure" in flags(rows["org.chapters", "typed"])
        assert flags(figures("huyen-b", "2025-H1")["org.members", "typed"]) == set()


def test_a_sheet_that_writes_a_name_is_asked_back_with_every_unit_it_could_mean_in_the_period():
    reform()

    trial = services.read_figure_sheet(
        mandate=machine(Action.REPORT),
        content=b"unit,period,indicator,value\nA,2025,org.members,1\n90001,2025,org.members,1\n",
        file_name="x.csv",
    )

    name, code = (problem.reason for problem in trial.problems)
    assert "huyện A, tỉnh Mẫu (mã huyen-a, đến 30/06/2025)" in name
    assert "xã Một" in code
    assert "xã Mới, tỉnh Mẫu (mã xa-moi, từ 01/07/2025)" in code


def test_a_reform_cannot_be_undone_once_the_new_commune_has_reported():
    reform()
    report("xa-moi 2025 org.members value=30")

    with pytest.raises(organising.SomethingRestsOnIt) as resting:
        organising.reverse_reform(mandate=machine(Action.ORGANISE), document="1/NQ")

    assert any("1 số liệu" in reason for reason in resting.value.reasons)
