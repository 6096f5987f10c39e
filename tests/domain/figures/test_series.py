"""One indicator through the years: a line only where two figures are whole and about the same ground."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from docx.oxml import parse_xml

from khuyenhoc.domain.figures import queries, services
from khuyenhoc.domain.figures.queries.series import Why, periods_to_show, series
from khuyenhoc.domain.figures.rules.rows import Kind
from khuyenhoc.domain.organisation import queries as organisation
from khuyenhoc.domain.organisation import services as organisation_services
from khuyenhoc.domain.organisation.models import Unit
from khuyenhoc.domain.organisation.queries.events import Happening
from khuyenhoc.domain.reporting.renderers import series_chart
from khuyenhoc.domain.reporting.renderers.series_picture import description
from khuyenhoc.foundation.values.mandates import Action
from khuyenhoc.foundation.values.periods import Period
from tests import factories
from tests.domain.figures.a_reformed_province import NOW, REFORM, found_the_province, reform, report
from tests.factories import machine, reorganised

pytestmark = pytest.mark.django_db
MEMBERS = "org.members"


@pytest.fixture(autouse=True)
def _province():
    found_the_province()


def seen(unit, lens=None, indicator=MEMBERS, today=NOW):
    """A unit's series over whatever is to be shown; `lens` None is as it was then."""
    periods = periods_to_show(indicator, today=today)
    return series(queries.subject_by_key(unit), indicator=indicator, periods=periods, lens=lens, today=today)


def joined(found):
    return {(str(step.before.period), str(step.after.period)) for step in found.steps if step.is_comparable}


def why(found, after):
    """Why no line is drawn to a period."""
    return {reason.why for step in found.steps if str(step.after.period) == after for reason in step.reasons}


def values(found):
    return {str(point.period): point.value for point in found.points if point.value is not None}


def shares_out_the_third_commune():
    parts = dict(Unit.objects.filter(key__in=["xa-moi", "xa-4"]).values_list("key", "pk"))
    services.share_split(
        mandate=machine(Action.ORGANISE),
        reorganisation=organisation.reorganisations_by("1/NQ")[0],
        unit=Unit.objects.get(key="xa-3"),
        weights={parts["xa-moi"]: 60, parts["xa-4"]: 40},
        indicators=[MEMBERS],
        basis="dân số",
        source="Niên giám mẫu",
        counted_on=date(2024, 4, 1),
    )


def test_a_unit_nothing_happened_to_is_joined_year_by_year():
    report(
        "xa-1 2022 org.members value=10", "xa-1 2023 org.members value=11", "xa-1 2024 org.members value=12"
    )

    found = seen("xa-1")

    assert joined(found) == {("2022", "2023"), ("2023", "2024")}
    assert [str(point.period) for point in found.points] == [str(year) for year in range(2019, 2027)]


class TestAMerger:
    @pytest.fixture(autouse=True)
    def _merged(self):
        report(
            *(
                f"{unit} {year} org.members value={value}"
                for year in (2023, 2024)
                for unit, value in (("xa-1", 10), ("xa-2", 20))
            ),
            "xa-4 2024 org.members value=5",
        )
        reorganised(
            "merge xa-1 xa-moi parent=huyen-a kind=commune name=Mới code=90001",
            "merge xa-2 xa-moi",
            "move xa-4 parent=huyen-a",
            on=REFORM,
            document="1/NQ",
        )
        report("xa-moi 2025 org.members value=33")

    def test_in_the_tree_of_today_its_predecessors_are_added_and_the_line_goes_through(self):
        found = seen("xa-moi", NOW)

        assert values(found) == {"2023": 30, "2024": 30, "2025": 33}
        assert joined(found) == {("2023", "2024"), ("2024", "2025")}

    def test_as_it_was_then_it_begins_with_its_founding(self):
        found = seen("xa-moi")

        assert values(found) == {"2025": 33}
        assert why(found, "2025") == {Why.NOT_YET}
        assert [(event.on, event.what) for event in found.events] == [(REFORM, Happening.BEGAN)]
        assert found.events[0].sources[0].document.number == "1/NQ"

    def test_a_predecessor_ends_and_owes_nothing_after(self):
        found = seen("xa-1")

        assert joined(found) == {("2023", "2024")}
        assert why(found, "2025") == {Why.ENDED}
        assert found.points[-1].tree_on == date(2025, 6, 30)

    def test_a_district_that_took_a_commune_in_is_not_what_it_was(self):
        report("huyen-a 2024 org.members value=30", "huyen-a 2025 org.members value=38")

        found = seen("huyen-a")

        assert why(found, "2025") == {Why.BOUNDARY}
        assert REFORM in {event.on for event in found.events}

    def test_a_commune_that_moved_to_another_district_is_the_same_ground(self):
        report("xa-4 2025 org.members value=6")

        found = seen("xa-4")

        assert ("2024", "2025") in joined(found)
        assert [event.what for event in found.events] == [Happening.MOVED]

    def test_the_days_around_the_reform_are_two_trees(self):
        before, after = (seen("xa-moi", day) for day in (REFORM - timedelta(days=1), REFORM))

        assert {point.tree_on for point in before.points} == {date(2025, 6, 30)}
        assert "2024" not in values(before)
        assert values(after)["2024"] == 30


class TestACut:
    def test_a_commune_that_took_a_part_in_is_not_joined_in_any_tree(self):
        report("xa-4 2024 org.members value=50", "xa-3 2024 org.members value=7")
        reorganised("split xa-3 xa-4", "split xa-3 xa-2", on=REFORM, document="1/NQ")
        report("xa-4 2025 org.members value=53")

        assert why(seen("xa-4"), "2025") == {Why.BOUNDARY}
        now = seen("xa-4", NOW)
        assert why(now, "2025") == {Why.PARTS}
        assert now.points[5].beside.value == 50

    def test_a_cut_commune_that_goes_on_is_another_one(self):
        report("xa-3 2024 org.members value=7")
        reorganised("split xa-3 xa-3", "split xa-3 xa-4", on=REFORM, document="1/NQ")
        report("xa-3 2025 org.members value=4")

        assert why(seen("xa-3"), "2025") == {Why.BOUNDARY}
        assert joined(seen("xa-3", NOW)) == set()

    def test_an_estimate_is_marked_and_never_joined(self):
        report(
            *(
                f"{unit} {year} org.members value=10"
                for unit in ("xa-1", "xa-2", "xa-3")
                for year in (2023, 2024)
            )
        )
        reform()
        shares_out_the_third_commune()
        report("xa-moi 2025 org.members value=30")

        found = seen("xa-moi", NOW)

        assert values(found)["2024"] == 26
        assert joined(found) == set()
        assert Why.ESTIMATE in why(found, "2024") & why(found, "2025")


def test_a_missing_year_parts_the_line_on_both_sides():
    report("xa-1 2021 org.members value=10", "xa-1 2023 org.members value=12")

    found = seen("xa-1")

    assert joined(found) == set()
    assert why(found, "2022") == why(found, "2023") == {Why.MISSING}


def test_half_years_are_set_beside_half_years_and_never_joined_with_a_year():
    report(
        "xa-1 2023-H1 org.members value=8",
        "xa-1 2023 org.members value=10",
        "xa-1 2024-H1 org.members value=9",
        "xa-1 2024 org.members value=12",
    )

    found = seen("xa-1")

    assert joined(found) == {("2023-H1", "2024-H1"), ("2023", "2024")}
    assert series_chart.svg(found).count('class="line"') == 1


def test_a_recount_is_joined_where_its_ground_never_changed_and_only_in_the_tree_of_a_day():
    report("xa-1 2024 org.members value=10", "xa-2 2024 org.members value=20")
    reorganised(
        "merge xa-1 xa-moi parent=tinh kind=commune name=Mới code=90001",
        "merge xa-2 xa-moi",
        on=REFORM,
        document="1/NQ",
    )
    report("xa-moi 2024 org.members value=32", "xa-moi 2025 org.members value=33")

    found = seen("xa-moi", NOW)

    assert values(found)["2024"] == 32
    assert next(point for point in found.points if point.value == 32).beside.value == 30
    assert joined(found) == {("2024", "2025")}
    assert why(seen("xa-moi"), "2025") == {Why.RECOUNTED}


def test_a_recount_of_a_unit_that_grew_since_is_joined_with_nothing():
    reorganised("merge xa-1 xa-moi parent=tinh kind=commune name=Mới code=90001", on=REFORM, document="1/NQ")
    report("xa-moi 2023 org.members value=9", "xa-moi 2024 org.members value=10")
    reorganised("merge xa-2 xa-moi", on=date(2026, 3, 1), document="2/NQ")
    report("xa-moi 2026 org.members value=30")

    assert joined(seen("xa-moi", NOW)) == set()


def test_a_sum_that_lacks_a_unit_is_not_joined_and_a_whole_one_is_joined_with_what_was_typed():
    report(
        "xa-1 2021 org.members value=10",
        *(f"{unit} {year} org.members value=10" for unit in ("xa-1", "xa-2") for year in (2022, 2023)),
        "huyen-a 2024 org.members value=25",
    )

    found = seen("huyen-a")

    assert [point.row.kind for point in found.points if point.value] == [
        Kind.COMPUTED,
        Kind.COMPUTED,
        Kind.COMPUTED,
        Kind.TYPED,
    ]
    assert joined(found) == {("2022", "2023"), ("2023", "2024")}
    assert why(found, "2022") == {Why.INCOMPLETE}


def test_the_older_title_is_not_joined_with_the_time_it_was_no_longer_the_title():
    code = "model.family_hieuhoc.registered"
    report(*(f"xa-1 {year} {code} value=10" for year in (2014, 2015, 2016, 2017)))

    found = seen("xa-1", indicator=code)

    assert joined(found) == {("2014", "2015"), ("2016", "2017")}
    assert why(found, "2016") == {Why.TITLE}


def test_a_cluster_is_joined_while_its_members_are_the_same():
    units = {unit.key: unit for unit in Unit.objects.all()}
    cluster = factories.cluster(
        "cum", "Cụm", unit=units["tinh"], year=2022, members=[units["huyen-a"], units["huyen-b"]]
    )
    for year, members in ((2023, ["huyen-a", "huyen-b"]), (2024, ["huyen-a"])):
        organisation_services.set_cluster_year(
            mandate=machine(Action.MEET),
            cluster=cluster,
            year=year,
            members=[units[key] for key in members],
            head=None,
            host=None,
        )
    report(*(f"cum {year} org.members value=60" for year in (2021, 2022, 2023, 2024)))

    found = seen("cum")

    assert joined(found) == {("2022", "2023")}
    assert why(found, "2022") == why(found, "2024") == {Why.MEMBERS}


def test_a_series_costs_the_same_few_queries_however_many_its_years():
    report(*(f"xa-1 {year} org.members value=10" for year in range(2015, 2027)))
    subject = queries.subject_by_key("xa-1")

    def asked(years):
        with organisation.one_look_at_the_tree(), CaptureQueriesContext(connection) as made:
            series(
                subject,
                indicator=MEMBERS,
                periods=[Period.of_year(2026 - back) for back in range(years)],
                lens=None,
                today=NOW,
            )
        return len(made)

    asked(12)  # makes the sums that are kept from then on

    assert asked(12) == asked(4)
    assert asked(12) <= 12


class TestThePicture:
    @pytest.fixture
    def found(self):
        report(
            "xa-4 2019 org.members value=40",
            "xa-4 2020 org.members value=50 qualifier=over",
            "xa-4 2022 org.members value=60",
            "xa-4 2024 org.members value=65",
            "xa-3 2024 org.members value=9",
        )
        reform()
        report("xa-4 2025 org.members value=70")
        return seen("xa-4")

    @pytest.mark.parametrize("width", [300, 760])
    def test_it_says_what_of_whom_in_which_measure_and_tree_and_labels_every_point(self, found, width):
        words = " ".join("".join(parse_xml(series_chart.svg(found, width_px=width)).itertext()).split())

        for said in (
            "Hội viên: Xã Bốn",
            "Đơn vị tính: hội viên",
            "cây tổ chức cuối kỳ ấy",
            "trên 50",
            "60",
            "01/07/2025",
        ):
            assert said in words.replace("tổ chứccuối", "tổ chức cuối")

    @pytest.mark.parametrize("width", [300, 760])
    def test_it_has_as_many_lines_as_comparable_steps(self, found, width):
        assert series_chart.svg(found, width_px=width).count('class="line"') == len(joined(found)) == 1

    def test_it_begins_at_zero(self, found):
        circles = list(parse_xml(series_chart.svg(found)).iter("{http://www.w3.org/2000/svg}circle"))
        ground = float(series_chart.svg(found).split('class="axis" d="M')[1].split(" ")[1].split("H")[0])

        heights = [ground - float(each.get("cy")) for each in circles]

        assert [height / heights[0] for height in heights] == pytest.approx(
            [1, 50 / 40, 60 / 40, 65 / 40, 70 / 40], abs=0.01
        )

    def test_in_words_it_tells_every_point_mark_and_gap(self, found):
        words = description(found)

        assert "2020: trên 50" in words
        assert "2021: chưa báo cáo" in words
        assert "01/07/2025" in words
        assert "giữa 2024 và 2025" in words

    def test_in_the_tree_of_a_day_it_names_the_day(self):
        report("xa-1 2024 org.members value=10")

        assert "theo cây tổ chức ngày 23/11/2026" in series_chart.svg(seen("xa-1", NOW))

    def test_money_is_labelled_in_millions(self):
        report("xa-1 2023 fund.raised value=834500000", "xa-1 2024 fund.raised value=1000")

        drawn = series_chart.svg(seen("xa-1", indicator="fund.raised"))

        assert "triệu đồng" in drawn
        assert ">834,5<" in drawn
        assert ">dưới 0,01<" in drawn
