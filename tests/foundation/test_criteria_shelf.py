"""The country's sets: what each says, and that exactly one, or none yet, is in force for a title on a day."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khuyenhoc.foundation.criteria import shelf
from khuyenhoc.foundation.criteria.reading import SetNotSound, parse
from khuyenhoc.foundation.criteria.sets import SCOPES, Completeness, Confidence, Kind, Scope, Subject, Tier
from khuyenhoc.foundation.criteria.shelf import Shelf, national, text_of
from khuyenhoc.foundation.values.datafiles import DATA, BadDataFile
from khuyenhoc.foundation.values.validity import Validity

TITLES = [(subject, scope) for subject, scopes in SCOPES.items() for scope in sorted(scopes)]
FIRST, LAST = date(2015, 1, 1), date(2030, 12, 31)
EVERY_DAY = [FIRST + timedelta(days=n) for n in range((LAST - FIRST).days + 1)]
SETS = national().sets


def by_key(key):
    return national().by_key(key)


@pytest.mark.parametrize(("subject", "scope"), TITLES)
def test_on_every_day_of_sixteen_years_a_title_has_at_most_one_set_and_never_loses_its_set_again(
    subject, scope
):
    holding = [
        [one for one in SETS if (one.subject, one.scope) == (subject, scope) and one.effective.holds_on(day)]
        for day in EVERY_DAY
    ]

    assert max(len(sets) for sets in holding) == 1
    assert [national().in_force(subject, scope, day) for day in EVERY_DAY] == [
        sets[0] if sets else None for sets in holding
    ]
    in_being = [bool(sets) for sets in holding]
    assert in_being == sorted(in_being)


@pytest.mark.parametrize(
    ("subject", "scope", "last_day", "before", "after"),
    [
        (Subject.CITIZEN, Scope.ANY, date(2022, 7, 27), "learning-citizen/2020", "learning-citizen/2022"),
        (Subject.CITIZEN, Scope.ANY, date(2023, 10, 24), "learning-citizen/2022", "learning-citizen/2023"),
        (Subject.UNIT, Scope.UPPER, date(2020, 9, 20), None, "learning-unit-upper/2020"),
        (
            Subject.UNIT,
            Scope.UPPER,
            date(2024, 1, 25),
            "learning-unit-upper/2020",
            "learning-unit-upper/2024",
        ),
        (
            Subject.COMMUNITY,
            Scope.COMMUNE,
            date(2024, 2, 11),
            "learning-community-commune/2015",
            "learning-community-commune/2024",
        ),
        (Subject.FAMILY, Scope.ANY, date(2015, 12, 31), None, "learning-family/2016"),
        (Subject.UNIT, Scope.COMMUNE, date(2015, 12, 31), None, "learning-unit-commune/2016"),
    ],
)
def test_one_set_follows_another_on_the_day_of_the_version_map(subject, scope, last_day, before, after):
    old, new = (national().in_force(subject, scope, day) for day in (last_day, last_day + timedelta(days=1)))

    assert (old.key if old else None) == before
    assert new is not None
    assert new.key == after


def test_a_hamlet_is_never_judged_by_the_set_of_a_commune():
    with pytest.raises(ValueError, match="no scope"):
        national().in_force(Subject.COMMUNITY, Scope.ANY, date(2024, 6, 1))


@pytest.mark.parametrize("one", SETS, ids=lambda one: one.key)
def test_a_set_stands_in_the_folder_of_its_title(one):
    scope = "" if one.scope is Scope.ANY else f"-{one.scope}"

    assert one.key.split("/")[0] == f"learning-{one.subject}{scope}"


def test_every_set_is_published():
    published = (DATA / "PUBLISHED.toml").read_text(encoding="utf-8")

    assert [one.key for one in SETS if f'"criteria/{one.key}.toml"' not in published] == []


def test_only_two_sets_are_known_whole_and_their_points_add_up_to_what_they_say():
    whole = [one for one in SETS if one.is_official]

    assert [one.key for one in whole] == ["learning-citizen/2023", "learning-unit-upper/2020"]
    for one in whole:
        for form in (None, *(form.code for form in one.forms)):
            assert sum(item.max_points or 0 for item in one.items_of(form)) == one.total == 100


@pytest.mark.parametrize("one", [one for one in SETS if not one.is_official], ids=lambda one: one.key)
def test_a_set_that_is_not_whole_says_so_and_what_is_missing(one):
    assert one.notice.startswith("Chưa nhập bộ tiêu chí chính thức")
    assert one.missing
    assert one.known


def test_the_learning_citizen_has_ten_indicators_four_forms_and_a_floor_of_five():
    citizen = by_key("learning-citizen/2023")

    assert [(item.max_points, item.min_points) for item in citizen.items] == [(10, 5)] * 10
    assert [len(group.items) for group in citizen.groups] == [4, 4, 2]
    assert {group.confidence for group in citizen.groups} == {Confidence.MIDDLE}
    assert len(citizen.forms) == 4
    assert [grade.min_points for grade in citizen.grades] == [80]
    assert citizen.notice == ""


def test_the_unit_set_of_circular_22_has_its_table():
    unit = by_key("learning-unit-upper/2020")

    assert [[item.max_points for item in group.items] for group in unit.groups] == [
        [10, 10, 10],
        [10, 5, 10, 5],
        [25, 10, 5],
    ]
    assert [(grade.label, grade.min_points) for grade in unit.grades] == [
        ("Tốt", 85),
        ("Khá", 70),
        ("Trung bình", 50),
    ]


def test_the_family_set_of_2016_keeps_the_unknown_split_of_forty_points_unknown():
    family = by_key("learning-family/2016")

    assert [group.max_points for group in family.groups] == [30, 30, None, None]
    assert family.completeness is Completeness.PARTIAL
    assert not family.grades


def test_a_unit_of_circular_24_needs_ninety_of_a_hundred_members_as_something_that_can_be_counted():
    unit = by_key("learning-unit-upper/2024")

    staff, learners = (item for item in unit.items if item.threshold)
    assert unit.kind is Kind.LEVELS
    assert (staff.threshold.share, staff.threshold.percent) == ("model.citizen_staff.recognised", 90)
    assert (learners.threshold.share, learners.threshold.percent) == ("model.citizen_learner.recognised", 95)
    assert staff in unit.items_of("agency")
    assert learners not in unit.items_of("agency")


@pytest.mark.parametrize(
    ("key", "on", "who"),
    [
        ("learning-community-commune/2015", date(2024, 2, 11), "Chủ tịch Ủy ban nhân dân cấp huyện"),
        ("learning-community-commune/2024", date(2025, 6, 30), "Trưởng phòng Giáo dục và Đào tạo cấp huyện"),
        ("learning-community-commune/2024", date(2025, 7, 1), None),
        ("learning-unit-upper/2020", date(2023, 3, 31), "Chủ tịch Ủy ban nhân dân cùng cấp"),
        ("learning-unit-commune/2022", date(2025, 6, 30), "Chủ tịch Ủy ban nhân dân cấp xã"),
        ("learning-unit-commune/2022", date(2025, 7, 1), None),
    ],
)
def test_who_decides_depends_on_the_day_and_may_be_unconfirmed(key, on, who):
    decider = by_key(key).decider(on, Tier.COMMUNE)

    assert decider is not None
    assert decider.who == who


def test_who_decides_depends_on_the_tier():
    upper = by_key("learning-community-upper/2024")

    assert upper.decider(date(2025, 1, 1), Tier.DISTRICT).who == "Giám đốc Sở Giáo dục và Đào tạo"
    assert upper.decider(date(2025, 7, 1), Tier.DISTRICT) is None
    assert upper.decider(date(2025, 7, 1), Tier.PROVINCE).who == "Bộ Giáo dục và Đào tạo"


def test_a_row_for_a_tier_goes_before_one_for_all():
    upper = by_key("learning-community-upper/2024")
    for_all = replace(upper.deciders[1], who="Chủ tịch Ủy ban nhân dân", tier=None)

    for rows in ((for_all, *upper.deciders), (*upper.deciders, for_all)):
        widened = replace(upper, deciders=rows)
        assert widened.decider(date(2025, 1, 1), Tier.PROVINCE).who == "Bộ Giáo dục và Đào tạo"
        assert widened.decider(date(2025, 1, 1), Tier.COMMUNE).who == "Chủ tịch Ủy ban nhân dân"


@pytest.mark.parametrize(
    ("decided_on", "last_day", "upgrade_from"),
    [
        (date(2024, 3, 15), date(2027, 3, 15), date(2025, 3, 15)),
        (date(2024, 2, 29), date(2027, 2, 28), date(2025, 2, 28)),
        (date(2024, 12, 31), date(2027, 12, 31), date(2025, 12, 31)),
    ],
)
def test_a_level_holds_thirty_six_months_and_may_rise_after_twelve(decided_on, last_day, upgrade_from):
    holding = by_key("learning-community-commune/2024").holding

    assert holding.validity(decided_on) == Validity.through(decided_on, last_day)
    assert holding.upgrade_from(decided_on) == upgrade_from


def test_a_title_of_a_year_has_no_days_of_its_own():
    holding = by_key("learning-citizen/2023").holding

    assert holding.validity(date(2024, 12, 20)) is None
    assert holding.upgrade_from(date(2024, 12, 20)) is None


def test_a_document_is_cited_with_what_is_known_of_it():
    assert (
        by_key("learning-citizen/2023").authority.cited
        == "Quyết định 324/QĐ-KHVN ngày 25/10/2023 của Hội Khuyến học Việt Nam"
    )
    assert "(chưa rõ số)" in by_key("learning-family/2022").authority.cited


def own_set(key="cao-bang/2026", start=date(2026, 1, 1), end=None, **changes):
    return replace(by_key("learning-citizen/2023"), key=key, effective=Validity(start, end), **changes)


@given(st.dates(FIRST, LAST), st.integers(1, 3000), st.dates(FIRST, LAST))
def test_a_province_s_own_set_counts_on_its_days_and_the_country_s_on_all_others(start, length, day):
    own = own_set(start=start, end=start + timedelta(days=length))

    in_force = national().with_own([own]).in_force(Subject.CITIZEN, Scope.ANY, day)

    assert in_force == (
        own if own.effective.holds_on(day) else national().in_force(Subject.CITIZEN, Scope.ANY, day)
    )


def test_two_own_sets_may_not_hold_on_one_day():
    one, other = own_set(), own_set(key="cao-bang/2027", start=date(2027, 1, 1))

    with pytest.raises(SetNotSound, match="Từ ngày 01/01/2027") as refused:
        national().with_own([one, other])

    assert refused.value.key == "cao-bang/2027"


def test_an_own_set_may_not_take_a_key_that_is_taken():
    with pytest.raises(SetNotSound, match="Đặt mã khác"):
        national().with_own([own_set(key="learning-citizen/2023")])


def test_a_correction_counts_from_its_first_day_and_the_corrected_set_before():
    whole = own_set(key="learning-citizen/2027", start=date(2027, 1, 1), replaces=("learning-citizen/2023",))

    corrected = Shelf((*SETS, whole))

    assert corrected.in_force(Subject.CITIZEN, Scope.ANY, date(2026, 12, 31)) == by_key(
        "learning-citizen/2023"
    )
    assert corrected.in_force(Subject.CITIZEN, Scope.ANY, date(2027, 1, 1)) == whole
    assert corrected.by_key("learning-citizen/2023") == by_key("learning-citizen/2023")


def test_a_set_nobody_has_is_not_found():
    with pytest.raises(KeyError):
        by_key("learning-citizen/1999")


def test_a_file_that_is_not_sound_is_named_with_its_fault(tmp_path, monkeypatch):
    folder = tmp_path / "criteria" / "learning-citizen"
    folder.mkdir(parents=True)
    (folder / "2023.toml").write_text(
        text_of("learning-citizen/2023").replace("total = 100", "total = 99"), encoding="utf-8"
    )
    monkeypatch.setattr(shelf, "DATA", tmp_path)

    with pytest.raises(
        BadDataFile, match=r"criteria/learning-citizen/2023\.toml: .*cộng lại là 100, trong khi ghi 99"
    ):
        national.__wrapped__()


def test_two_files_of_one_day_are_named(tmp_path, monkeypatch):
    folder = tmp_path / "criteria" / "learning-citizen"
    folder.mkdir(parents=True)
    for name in ("2023", "2024"):
        (folder / f"{name}.toml").write_text(text_of("learning-citizen/2023"), encoding="utf-8")
    monkeypatch.setattr(shelf, "DATA", tmp_path)

    with pytest.raises(BadDataFile, match=r"criteria/learning-citizen/2024\.toml: Từ ngày 25/10/2023"):
        national.__wrapped__()


def test_a_file_that_is_gone_says_what_to_do():
    with pytest.raises(BadDataFile, match="khôi phục tệp"):
        text_of("learning-citizen/1999")


def test_a_province_fills_a_template_and_may_then_recognise():
    text = text_of("learning-clan/2016").replace('completeness = "template"', 'completeness = "complete"')
    text = text.replace('number = "448/QĐ-KHVN"', 'number = "1014/QĐ-UBND"\nissued_on = 2016-04-29')
    group = (
        '[[group]]\ncode = "1"\nlabel = "Việc học"\nitems = [{ code = "1.1", label = "Học thường '
        'xuyên", max_points = 100 }]\n'
    )
    grade = '[[grade]]\ncode = "recognised"\nlabel = "Dòng họ học tập"\nmin_points = 70\n'

    own = parse(text + group + grade, key="own/clan-2016")

    assert own.is_official
    assert [item.max_points for item in own.items] == [Decimal(100)]
