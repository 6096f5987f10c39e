"""
The life of a unit: what happened to it, when, by which document, and who else bears its names and codes.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from khuyenhoc.domain.organisation import queries, services
from khuyenhoc.domain.organisation.queries.events import Event, Happening
from khuyenhoc.domain.organisation.queries.life import life
from khuyenhoc.domain.organisation.queries.namesakes import (
    Bearer,
    answering,
    answering_on_other_days,
    namesakes,
)
from khuyenhoc.domain.organisation.queries.standing import days_of_change, standings
from khuyenhoc.foundation.values.mandates import Action, UnitId
from khuyenhoc.foundation.values.validity import BEGINNING
from tests import factories

DATA = Path(__file__).parents[3] / "data"
TODAY = date(2026, 11, 23)
REFORM = date(2025, 7, 1)


@pytest.fixture
def cao_bang(db: None) -> None:
    """The province with its real units and the reorganisations of 2020 and 2025."""
    mandate = factories.machine(Action.ORGANISE)
    services.load_units(
        mandate=mandate, content=(DATA / "units/cao-bang.csv").read_bytes(), file_name="cao-bang.csv"
    )
    for year in (2020, 2025):
        content = (DATA / f"reorganisations/cao-bang-{year}.csv").read_bytes()
        services.apply_reform(mandate=mandate, content=content, file_name=f"{year}.csv")


@pytest.fixture
def small(db: None) -> None:
    factories.units("""
        key,parent,kind,name,official_code,valid_from,valid_to
        p,,province,Tỉnh Một,04,,
        h1,p,district,Huyện Một,041,,
        h2,p,district,Huyện Hai,042,,
        a,h1,commune,An Lạc,01001,,
        b,h1,commune,Bình Lạc,01002,,
        c,h2,commune,Chi Lạc,01003,,
        x,a,chapter,Xóm Trên,,,
    """)


def unit(key: str) -> UnitId:
    return UnitId(queries.unit_by_key(key).pk)


def events_of(key: str) -> Sequence[Event]:
    return life(unit(key)).events


def told(event: Event) -> tuple[date, str, list[str], list[str], list[str]]:
    return (
        event.on,
        event.what,
        [("một phần " if kin.is_part else "") + kin.unit.full_name for kin in event.before],
        [kin.unit.full_name for kin in event.after],
        [source.document.number for source in event.sources],
    )


def others(key: str) -> Sequence[Bearer]:
    return namesakes(life(unit(key)).record, on=TODAY, may_be_named=lambda other: False)


def test_a_commune_of_2025_began_from_three_old_ones_by_the_resolution(cao_bang: None) -> None:
    events = events_of("cao-bang-thach-an")

    assert [told(event) for event in events] == [
        (REFORM, "began", ["xã Lê Lai", "xã Tiên Thành", "xã Vân Trình"], [], ["1657/NQ-UBTVQH15"])
    ]


def test_an_old_commune_was_there_before_and_was_merged(cao_bang: None) -> None:
    events = events_of("thach-an-duc-xuan")

    assert [told(event) for event in events] == [
        (BEGINNING, "began", [], [], []),
        (REFORM, "merged", [], ["xã Đông Khê"], ["1657/NQ-UBTVQH15"]),
    ]


def test_a_district_ended_without_heir_and_says_where_its_communes_went(cao_bang: None) -> None:
    _began, ended, scattered = events_of("thach-an")

    assert (ended.what, ended.note) == (Happening.DISSOLVED, "Kết thúc cấp huyện.")
    assert (scattered.what, len(scattered.before)) == (Happening.SCATTERED, 14)
    assert [kin.unit.full_name for kin in scattered.after] == [
        "xã Canh Tân",
        "xã Đông Khê",
        "xã Đức Long",
        "xã Kim Đồng",
        "xã Minh Khai",
        "xã Thạch An",
    ]


def test_a_district_of_2020_began_from_two_whole_districts_and_a_part_of_a_third(cao_bang: None) -> None:
    began = events_of("quang-hoa")[0]

    assert told(began) == (
        date(2020, 3, 1),
        "began",
        ["huyện Phục Hòa", "huyện Quảng Uyên", "một phần huyện Trà Lĩnh"],
        [],
        ["897/NQ-UBTVQH14"],
    )


def test_a_town_renamed_and_moved_by_one_document_says_both(cao_bang: None) -> None:
    events = events_of("trung-khanh-tra-linh")

    assert [told(event) for event in events[1:3]] == [
        (date(2020, 3, 1), "renamed", ["thị trấn Hùng Quốc"], ["thị trấn Trà Lĩnh"], ["897/NQ-UBTVQH14"]),
        (date(2020, 3, 1), "moved", ["huyện Trà Lĩnh"], ["huyện Trùng Khánh"], ["897/NQ-UBTVQH14"]),
    ]


def test_a_part_that_joined_a_district_already_there_is_told_with_the_units_it_brought(
    cao_bang: None,
) -> None:
    took_in, below = events_of("trung-khanh")[1:3]

    assert told(took_in) == (
        date(2020, 3, 1),
        "took_in",
        ["một phần huyện Trà Lĩnh"],
        [],
        ["897/NQ-UBTVQH14"],
    )
    assert told(below) == (date(2020, 3, 1), "below", [], ["thị trấn Trà Lĩnh"], ["897/NQ-UBTVQH14"])


def test_a_province_that_stayed_itself_says_what_changed_below_it(cao_bang: None) -> None:
    _began, merged, reformed = events_of("cao-bang")

    assert (len(merged.before), [kin.unit.name for kin in merged.after]) == (3, ["Quảng Hòa"])
    assert (reformed.on, len(reformed.before), len(reformed.after)) == (REFORM, 10, 56)


def test_a_unit_cut_that_goes_on_smaller_says_who_got_the_other_part(small: None) -> None:
    factories.reorganised(
        "split a a",
        "split a d parent=h1 kind=commune name=Dương_Lạc",
        on=date(2022, 1, 1),
        document="01/NQ ngày 05/12/2021 của UBND tỉnh",
    )

    cut, began = events_of("a")[1], events_of("d")[0]

    assert told(cut) == (date(2022, 1, 1), "gave_away", [], ["xã Dương Lạc"], ["01/NQ"])
    assert told(began) == (date(2022, 1, 1), "began", ["một phần xã An Lạc"], [], ["01/NQ"])
    assert (cut.sources[0].document.issuer, cut.sources[0].document.issued_on) == (
        "UBND tỉnh",
        date(2021, 12, 5),
    )


def test_a_unit_divided_among_others_ends_with_them(small: None) -> None:
    factories.reorganised("split a b", "split a c", on=date(2022, 1, 1), document="02/NQ")

    events = events_of("a")

    assert told(events[-1]) == (date(2022, 1, 1), "split", [], ["xã Bình Lạc", "xã Chi Lạc"], ["02/NQ"])


def test_codes_and_kinds_changed_by_two_documents_of_one_day_keep_their_documents(small: None) -> None:
    factories.reorganised("recode a code=01009", on=date(2022, 1, 1), document="03/QĐ")
    factories.reorganised("rename a kind=town", on=date(2022, 1, 1), document="04/NQ")

    events = events_of("a")

    assert [(event.what, [source.document.number for source in event.sources]) for event in events[1:]] == [
        (Happening.KIND, ["04/NQ"]),
        (Happening.RECODED, ["03/QĐ"]),
    ]
    assert (events[2].before[0].unit.official_code, events[2].after[0].unit.official_code) == (
        "01001",
        "01009",
    )


def test_a_change_nobody_cited_a_document_for_is_told_without_one(db: None) -> None:
    factories.units("""
        key,parent,kind,name,official_code,valid_from,valid_to
        p,,province,Tỉnh Một,04,,
        a,p,town,An Lạc,01001,,2025-06-30
        a,p,commune,An Lạc,01001,2025-07-01,2025-12-31
    """)

    events = events_of("a")

    assert [(event.on, event.what, list(event.sources)) for event in events] == [
        (BEGINNING, Happening.BEGAN, []),
        (REFORM, Happening.KIND, []),
        (date(2026, 1, 1), Happening.CLOSED, []),
    ]


def test_a_unit_whose_parent_merged_came_under_the_heir(small: None) -> None:
    factories.reorganised("merge a b", on=date(2022, 1, 1), document="05/NQ")

    events = events_of("x")

    assert told(events[-1]) == (date(2022, 1, 1), "moved", ["xã An Lạc"], ["xã Bình Lạc"], ["05/NQ"])


def test_a_unit_founded_out_of_nobody_cites_its_document(small: None) -> None:
    factories.reorganised(
        "found d parent=h1 kind=commune name=Dương_Lạc", on=date(2022, 1, 1), document="06/NQ"
    )

    events = events_of("d")

    assert [told(event) for event in events] == [(date(2022, 1, 1), "began", [], [], ["06/NQ"])]


def test_a_reversed_act_leaves_no_trace_in_a_life(small: None) -> None:
    before = [told(event) for event in events_of("a")]
    factories.reorganised("merge a b", on=date(2022, 1, 1), document="07/NQ")

    services.reverse_reform(mandate=factories.machine(Action.ORGANISE), document="07/NQ")

    assert [told(event) for event in events_of("a")] == before


def test_a_life_costs_no_more_queries_with_more_units_below(cao_bang: None) -> None:
    def cost(key: str) -> int:
        found = unit(key)
        with CaptureQueriesContext(connection) as asked:
            life(found)
        return len(asked)

    assert cost("bao-lac") == cost("ha-lang")  # 17 and 13 communes
    assert cost("cao-bang-thuc-phan") == cost("cao-bang-canh-tan")  # many predecessors and two


def test_the_new_commune_thach_an_is_told_from_the_old_district_and_from_the_code_s_old_bearer(
    cao_bang: None,
) -> None:
    found = others("cao-bang-thach-an")

    assert [
        (each.unit.full_name, each.unit.official_code, each.has_name, each.has_code) for each in found
    ] == [
        ("xã Vân Trình", "01807", False, True),
        ("huyện Thạch An", "053", True, False),
    ]
    assert found[1].unit.validity.last_day == date(2025, 6, 30)


def test_the_three_old_hung_dao_are_listed_with_their_districts(cao_bang: None) -> None:
    found = others("cao-bang-hung-dao")

    assert [(each.unit.official_code, each.places[0].full_name) for each in found] == [
        ("01351", "huyện Bảo Lạc"),
        ("01783", "huyện Nguyên Bình"),
        ("01705", "thành phố Cao Bằng"),
    ]


def test_a_town_and_the_commune_of_its_name_and_code_are_told_apart_by_their_days(cao_bang: None) -> None:
    (town,) = others("cao-bang-dong-khe")

    assert (town.unit.full_name, town.has_name, town.has_code) == ("thị trấn Đông Khê", True, True)
    assert [place.full_name for place in town.places] == ["huyện Thạch An", "tỉnh Cao Bằng"]


def test_a_chapter_of_the_same_name_is_named_only_to_whom_it_may_be(small: None) -> None:
    factories.units("""
        key,parent,kind,name,official_code,valid_from,valid_to
        y,b,chapter,An Lạc,,,
    """)
    record = life(unit("a")).record

    assert namesakes(record, on=TODAY, may_be_named=lambda other: False) == []
    assert [
        each.unit.key for each in namesakes(record, on=TODAY, may_be_named=lambda other: other == unit("y"))
    ] == ["y"]


@pytest.mark.parametrize(
    ("text", "on", "found"),
    [
        ("huyen thach an", date(2025, 6, 30), ["thach-an"]),
        ("huyen thach an", date(2025, 7, 1), []),
        ("Thạch An", date(2025, 7, 1), ["cao-bang-thach-an"]),
        ("01807", date(2025, 6, 30), ["thach-an-van-trinh"]),
        ("01807", date(2025, 7, 1), ["cao-bang-thach-an"]),
    ],
)
def test_names_and_codes_answer_for_their_day_only(
    cao_bang: None, text: str, on: date, found: list[str]
) -> None:
    assert [each.key for each in answering(text, on=on)] == found


def test_who_answered_on_other_days_is_found_with_place_and_days(cao_bang: None) -> None:
    (found,) = answering_on_other_days("huyện Thạch An", on=REFORM, today=TODAY)

    assert (found.unit.key, found.unit.validity.last_day, found.places[0].key) == (
        "thach-an",
        date(2025, 6, 30),
        "cao-bang",
    )
    assert answering_on_other_days("  ", on=REFORM, today=TODAY) == []


def test_a_unit_stands_under_the_name_of_the_day_with_all_its_days(cao_bang: None) -> None:
    town = unit("trung-khanh-tra-linh")

    before, after = (standings([town], on=day)[town] for day in (date(2020, 2, 29), date(2020, 3, 1)))

    assert (before.called.name, after.called.name) == ("Hùng Quốc", "Trà Lĩnh")
    assert (after.life.start, after.life.last_day) == (BEGINNING, date(2025, 6, 30))


def test_the_days_the_tree_changed_are_known_the_latest_first(cao_bang: None) -> None:
    days = days_of_change([unit("trung-khanh-tra-linh"), unit("cao-bang-tra-linh")])

    assert days == [REFORM, date(2020, 3, 1)]
