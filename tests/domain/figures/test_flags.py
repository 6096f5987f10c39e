"""
Every flag of product.md section 5: when it is raised, when it is not, and that no number ever changes for it.
"""

import pytest

from tests.domain.figures.sheets_of_a_small_country import figures, flags, found_the_country, report

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _country():
    found_the_country()


def typed(unit, indicator, period="2022"):
    return figures(unit, period)[indicator, "typed"]


def test_a_value_above_its_total_is_flagged_and_kept():
    report("xa-1 2022 model.unit.registered value=59 total=58")

    row = typed("xa-1", "model.unit.registered")

    assert (row.value, row.base, str(row.rate)) == (59, 58, "101.72")
    assert flags(row) == {"over_total"}


def test_all_of_a_total_is_no_fault():
    report("xa-1 2022 model.unit.registered value=58 total=58")

    assert flags(typed("xa-1", "model.unit.registered")) == set()


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        ("65.2", set()),
        ("65.24", set()),
        ("65", set()),
        ("65.3", {"rate_mismatch"}),
        ("65.25", {"rate_mismatch"}),
        ("66", {"rate_mismatch"}),
    ],
)
def test_a_printed_rate_may_differ_only_by_the_rounding_of_its_decimals(printed, expected):
    report(f"xa-1 2022 model.family.registered value=12.222 total=18.734 rate={printed}")

    row = typed("xa-1", "model.family.registered")

    assert (row.stated_rate, str(row.rate)) == (printed, "65.24")
    assert flags(row) == expected


def test_a_rate_is_set_against_the_whole_the_unit_reported_elsewhere():
    report("xa-1 2022 base.households value=200", "xa-1 2022 model.family.registered value=150")

    row = typed("xa-1", "model.family.registered")

    assert (row.base, str(row.rate)) == (200, "75.00")


def test_parts_that_do_not_add_up_are_shown_not_forced():
    report(
        "xa-1 2022 org.chapters value=20",
        "xa-1 2022 org.chapters.hamlet value=12",
        "xa-1 2022 org.chapters.school value=5",
    )

    row = typed("xa-1", "org.chapters")

    assert row.value == 20
    assert flags(row) == {"parts_mismatch"}
    assert row.sentences() == ["Cộng các phần được 17, lệch -3 so với số ghi 20."]


def test_more_than_41_with_parts_of_41_15_is_no_mismatch():
    report(
        "xa-1 2022 fund.closing value=41tỷ qualifier=trên",
        "xa-1 2022 fund.closing.commune value=19,5tỷ qualifier=trên",
        "xa-1 2022 fund.closing.clan value=21,65tỷ",
    )

    assert "parts_mismatch" not in flags(typed("xa-1", "fund.closing"))


def test_a_units_own_total_is_checked_against_its_units_once_all_have_reported():
    report(
        "huyen-a 2022 org.chapters value=30",
        "xa-1 2022 org.chapters value=12",
        "xa-2 2022 org.chapters value=17",
    )

    rows = figures("huyen-a")

    assert flags(rows["org.chapters", "typed"]) == {"parts_mismatch"}
    assert rows["org.chapters", "computed"].value == 29


def test_while_a_unit_is_missing_nobody_says_the_total_is_wrong():
    report("huyen-a 2022 org.chapters value=30", "xa-1 2022 org.chapters value=12")

    assert flags(figures("huyen-a")["org.chapters", "typed"]) == set()


def test_a_rate_alone_without_a_total_has_no_base():
    report("xa-1 2022 model.family.recognised rate=52,6")

    row = typed("xa-1", "model.family.recognised")

    assert (row.value, row.rate, row.stated_rate) == (None, None, "52.6")
    assert flags(row) == {"no_base"}


def test_two_totals_for_one_model_conflict():
    report(
        "xa-1 2022 model.family.registered value=150 total=200",
        "xa-1 2022 model.family.recognised value=100 total=210",
    )

    assert flags(typed("xa-1", "model.family.registered")) == {"base_conflict"}
    assert flags(typed("xa-1", "model.family.recognised")) == {"base_conflict"}


def test_two_printed_rates_that_imply_two_wholes_conflict():
    report(
        "xa-1 2022 model.family.registered value=150 rate=75",
        "xa-1 2022 model.family.recognised value=100 rate=40",
    )

    assert flags(typed("xa-1", "model.family.registered")) == {"base_conflict", "no_base"}


def test_more_recognised_than_registered_is_flagged_on_the_recognised():
    report("xa-1 2022 model.clan.registered value=5", "xa-1 2022 model.clan.recognised value=6")

    assert flags(typed("xa-1", "model.clan.recognised")) == {"recognised_over_registered"}
    assert flags(typed("xa-1", "model.clan.registered")) == set()


def test_a_large_change_over_a_year_is_a_jump():
    report("xa-1 2021 org.members value=1000", "xa-1 2022 org.members value=1600")

    assert flags(typed("xa-1", "org.members")) == {"jump"}


def test_half_as_much_again_is_within_the_bound():
    report("xa-1 2021 org.members value=1000", "xa-1 2022 org.members value=1500")

    assert flags(typed("xa-1", "org.members")) == set()


def test_a_boundary_event_explains_a_jump():
    report(
        "tinh 2024 org.members value=1000",
        "tinh 2025 org.members value=1600",
        "xa-moi 2025 org.members value=1600",
    )

    assert "jump" in flags(typed("tinh", "org.members", "2025"))
    assert "jump" not in flags(typed("xa-moi", "org.members", "2025"))


@pytest.mark.parametrize(
    ("period", "expected"), [("2015", set()), ("2016", {"old_title"}), ("2022", {"old_title"})]
)
def test_the_older_title_is_flagged_from_2016_on(period, expected):
    report(f"xa-1 {period} model.family_hieuhoc.registered value=6.126")

    assert flags(typed("xa-1", "model.family_hieuhoc.registered", period)) == expected


def test_a_unit_that_is_silent_where_its_neighbour_spoke_has_not_reported():
    report("xa-1 2022 org.members value=100")

    row = typed("xa-2", "org.members")

    assert row.value is None
    assert flags(row) == {"not_reported"}


def test_a_sum_that_lacks_a_report_says_so_and_is_no_zero():
    report("xa-1 2022 org.members value=100")

    row = figures("huyen-a")["org.members", "computed"]

    assert (row.value, row.reported, row.expected) == (100, 1, 2)
    assert flags(row) == {"not_reported"}


@pytest.mark.parametrize(
    ("period", "expected"),
    [("2024", set()), ("2025-H1", set()), ("2025-M9", {"after_closure"}), ("2025", {"after_closure"})],
)
def test_a_figure_dated_after_its_units_end_is_flagged(period, expected):
    report(f"huyen-a {period} org.chapters value=10")

    assert flags(typed("huyen-a", "org.chapters", period)) >= expected
    assert ("after_closure" in flags(typed("huyen-a", "org.chapters", period))) == bool(expected)


def test_a_sum_with_a_qualified_part_is_qualified():
    report("xa-1 2022 org.members value=100 qualifier=over", "xa-2 2022 org.members value=50")

    row = figures("huyen-a")["org.members", "computed"]

    assert (row.value, row.qualifier) == (150, "over")
    assert flags(row) == {"qualified"}


def test_a_sum_has_no_rate_until_every_part_has_a_total():
    report("xa-1 2022 model.unit.registered value=5 total=10", "xa-2 2022 model.unit.registered value=7")

    row = figures("huyen-a")["model.unit.registered", "computed"]

    assert (row.value, row.base, row.rate) == (12, None, None)
    assert flags(row) == {"partial_base"}


def test_the_rate_of_a_sum_is_not_the_average_of_its_parts_rates():
    report(
        "xa-1 2022 model.unit.registered value=1 total=10",
        "xa-2 2022 model.unit.registered value=90 total=90",
    )

    row = figures("huyen-a")["model.unit.registered", "computed"]

    assert (row.value, row.base, str(row.rate)) == (91, 100, "91.00")


def test_money_over_people_is_dong_for_each_and_never_above_its_whole():
    report("tinh 2025 fund.closing value=420.936.000.000", "tinh 2025 base.population value=3.804.521")

    row = typed("tinh", "fund.closing", "2025")

    assert str(row.rate) == "110641.00"
    assert "over_total" not in flags(row)
