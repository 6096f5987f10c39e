"""A locality's own list into a register: placed, compared with what is there, stored whole or not at all."""

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from khuyenhoc.domain.people import permissions, services
from khuyenhoc.domain.people.kinds import RegisterKind
from khuyenhoc.domain.people.models import Group, Membership, Person, PossibleDuplicate, RegisterSheet
from khuyenhoc.foundation.audit.models import AuditLine
from khuyenhoc.foundation.sheets.problems import SheetNotSound, SheetRefused
from khuyenhoc.foundation.values.mandates import Action, OutsideMandate
from tests import factories
from tests.domain.people.lists import TODAY, kept, loaded, machine, states, tried

HEAD = "STT,Họ và tên chủ hộ,Xóm,Số khẩu,Năm sinh"


def second_hamlet(key="ban-viet", name="Xóm Bản Viết", parent="duc-long"):
    factories.units(
        f"key,parent,kind,name,official_code,valid_from,valid_to\n{key},{parent},chapter,{name},,,"
    )


def reasons(trial):
    return [row.reason for row in trial.rows]


def test_a_localitys_own_list_finds_its_headings_its_chapters_and_leaves_out_the_total(cast):
    trial = tried(
        cast.duc_long,
        "DANH SÁCH HỘ GIA ĐÌNH XÃ ĐỨC LONG,,,,",
        ",,,,",
        HEAD,
        "1,Nông Văn Hòa,Nà Pò,4,1970",
        "2,Hoàng Thị Thúy,xóm nà pò,5,",
        "Tổng cộng,,,9,",
    )

    assert (states(trial), trial.problems) == (["new", "new"], ())
    assert {row.place for row in trial.rows} == {cast.na_po.pk}
    assert trial.notices == ("Bỏ qua dòng tổng cộng: dòng 6.",)


def test_trying_a_list_stores_nothing(cast):
    before = kept()

    tried(cast.duc_long, HEAD, "1,Nông Văn Hòa,Nà Pò,4,1970")

    assert kept() == before
    assert not RegisterSheet.objects.exists()


def test_the_same_list_twice_changes_nothing(cast):
    lines = (HEAD, "1,Nông Văn Hòa,Nà Pò,4,1970", "2,Nông Văn Hòa,Nà Pò,3,", "3,Lý Thị Én,,2,")
    loaded(cast.duc_long, *lines)
    before = kept()

    again = loaded(cast.duc_long, *lines).sheet

    assert (again.new, again.changed, again.same) == (0, 0, 3)
    assert kept() == before


def test_a_changed_size_is_a_change_and_a_blank_one_is_none(cast):
    loaded(cast.duc_long, HEAD, "1,Nông Văn Hòa,Nà Pò,4,1970", "2,Lý Thị Én,Nà Pò,2,1980")

    trial = tried(cast.duc_long, HEAD, "1,Nông Văn Hòa,Nà Pò,5,1970", "2,Lý Thị Én,Nà Pò,,1980")

    assert states(trial) == ["changed", "same"]


def test_a_hamlet_nobody_knows_is_kept_by_the_commune_and_said(cast):
    trial = tried(cast.duc_long, HEAD, "1,Nông Văn Hòa,Bản Lạ,4,1970")

    assert (states(trial), trial.rows[0].place) == (["doubtful"], cast.duc_long.pk)
    assert reasons(trial) == ["Chưa có chi hội nào tên “Bản Lạ” trong đơn vị này, nên ghi vào sổ của đơn vị."]


def test_two_hamlets_of_one_name_are_asked_back(cast):
    second_hamlet(key="na-po-2", name="Thôn Nà Pò")

    trial = tried(cast.duc_long, HEAD, "1,Nông Văn Hòa,Nà Pò,4,1970", "2,Lý Thị Én,Thôn Nà Pò,4,1970")

    assert states(trial) == ["wrong", "new"]
    assert "Có nhiều chi hội tên “Nà Pò”: " in trial.problems[0].reason


def test_a_row_of_another_commune_is_wrong(cast):
    trial = tried(
        cast.duc_long, "Họ và tên chủ hộ,Xã,Xóm", "Nông Văn Hòa,Đông Khê,", "Lý Thị Én,xã Đức Long,Nà Pò"
    )

    assert states(trial) == ["wrong", "new"]
    assert trial.problems[0].sentence.startswith("Dòng 2: “Đông Khê” không thuộc Đức Long.")


def test_a_province_list_is_placed_by_commune_and_hamlet(cast):
    second_hamlet(key="na-po-dk", name="Xóm Nà Pò", parent="dong-khe")

    trial = tried(
        cast.cao_bang,
        "Họ và tên chủ hộ,Xã,Xóm",
        "A Văn Hòa,Đông Khê,Nà Pò",
        "B Văn Hòa,Đức Long,Nà Pò",
        "C Văn Hòa,Đông Khê,",
    )

    assert [row.place for row in trial.rows][1:] == [cast.na_po.pk, cast.dong_khe.pk]
    assert trial.rows[0].place not in (cast.na_po.pk, cast.dong_khe.pk)


def test_a_repeated_row_is_wrong_and_names_the_first(cast):
    trial = tried(cast.duc_long, HEAD, "1,Nông Văn Hòa,Nà Pò,4,1970", "2,NÔNG VĂN HÒA,Xóm Nà Pò,4,1970")

    assert states(trial) == ["new", "wrong"]
    assert trial.problems[0].reason.startswith("Trùng với dòng 2.")


def test_two_households_whose_heads_bear_one_name_are_both_kept_and_proposed(cast):
    loaded(cast.duc_long, HEAD, "1,Nông Văn Hòa,Nà Pò,4,", "2,Nông Văn Hòa,Nà Pò,6,")

    assert Group.objects.count() == 2
    assert PossibleDuplicate.objects.count() == 1


@pytest.mark.parametrize(
    ("on_record", "row", "expected"),
    [
        ("Nông Văn Hòa,Nà Pò,4,1970", "Nông Văn Hoà,Nà Pò,4,1970", "doubtful"),  # the other tone placement
        (
            "Nông Văn Hòa,Nà Pò,4,1970",
            "Nông Văn Hoa,Bản Viết,4,1970",
            "doubtful",
        ),  # no accent, another hamlet, the same year
        ("Nông Văn Hòa,Nà Pò,4,1970", "Nông Văn Hòa,Nà Pò,4,", "doubtful"),  # the year left out
        ("Nông Văn Hòa,,4,", "Nông Văn Hòa,Nà Pò,4,1970", "doubtful"),  # before, nobody knew the hamlet
        ("Nông Văn Hòa,Nà Pò,4,1970", "Nông Văn Hòa,Nà Pò,4,1971", "new"),  # two years: two people
        (
            "Nông Văn Hòa,Nà Pò,4,",
            "Nông Văn Hòa,Bản Viết,4,",
            "new",
        ),  # a common name in two hamlets says nothing
    ],
)
def test_who_may_be_the_same_is_doubtful(cast, on_record, row, expected):
    second_hamlet()
    loaded(cast.duc_long, HEAD, f"1,{on_record}")

    trial = tried(cast.duc_long, HEAD, f"1,{row}")

    assert states(trial) == [expected]


def test_a_doubtful_row_is_stored_as_new_and_proposed_never_merged(cast):
    loaded(cast.duc_long, HEAD, "1,Nông Văn Hòa,Nà Pò,4,1970")

    loaded(cast.duc_long, HEAD, "1,Nông Văn Hoa,Nà Pò,4,1970")

    assert Group.objects.count() == 2
    assert [(doubt.group_id, doubt.other_group_id) for doubt in PossibleDuplicate.objects.all()] == [
        tuple(Group.objects.order_by("pk").values_list("pk", flat=True))
    ]


def test_people_of_the_wards_before_are_known_to_the_ward_that_carries_them_on(cast):
    loaded(cast.tan_giang_cu, "Họ và tên,Năm sinh", "Đàm Thị Én,1960", kind=RegisterKind.MEMBER, year=2024)

    trial = tried(
        cast.tan_giang,
        "Họ và tên,Năm sinh",
        "Đàm Thị Én,1960",
        "Đàm Thị Én,",
        kind=RegisterKind.MEMBER,
        year=2025,
    )

    assert states(trial) == ["changed", "doubtful"]
    assert trial.rows[0].changes == ("home",)


def test_a_list_of_the_year_a_unit_ended_in_is_still_the_units(cast):
    trial = tried(cast.duyet_trung, HEAD, "1,Nông Văn Hòa,,4,1970", year=2025)

    assert (states(trial), trial.rows[0].place) == (["new"], cast.duyet_trung.pk)


def test_a_unit_that_had_ended_before_the_year_takes_no_list(cast):
    with pytest.raises(SheetRefused, match="Chọn đơn vị kế tục"):
        tried(cast.duyet_trung, HEAD, "1,Nông Văn Hòa,,4,1970", year=2026, mandate=machine(date(2026, 3, 1)))


def test_one_wrong_row_and_nothing_is_stored(cast):
    before = kept()

    with pytest.raises(SheetNotSound) as refused:
        loaded(
            cast.duc_long,
            HEAD,
            "1,Nông Văn Hòa,Nà Pò,4,1970",
            "2,Lý Thị Én,Nà Pò,4 người,1970",
            "3,,Nà Pò,4,3025",
        )

    assert [problem.sentence for problem in refused.value.problems] == [
        "Dòng 3, cột Số khẩu: “4 người” không phải là số. Ghi số nguyên từ 1, hoặc để trống.",
        "Dòng 4, cột Họ và tên chủ hộ: Còn trống. Ghi tên, hoặc xóa dòng này.",
        "Dòng 4, cột Năm sinh: “3025” không phải năm sinh có thể có. Ghi bốn chữ số, hoặc để trống.",
    ]
    assert kept() == before


def test_a_list_without_rows_is_refused(cast):
    with pytest.raises(SheetRefused, match="không có dòng nào"):
        loaded(cast.duc_long, HEAD)


def test_members_are_admitted_once_from_the_day_the_list_says(cast):
    lines = (
        "Họ và tên,Xóm,Năm sinh,Ngày vào hội",
        "Đàm Thị Én,Nà Pò,1960,15/03/2019",
        "Bế Văn Ích,Nà Pò,1950,",
        "Lý Văn Tư,,1950,2001",
    )

    loaded(cast.duc_long, *lines, kind=RegisterKind.MEMBER)
    loaded(cast.duc_long, *lines, kind=RegisterKind.MEMBER)

    assert set(Membership.objects.values_list("person__full_name", "unit__key", "starts_on")) == {
        ("Đàm Thị Én", "na-po", date(2019, 3, 15)),
        ("Bế Văn Ích", "na-po", date(2025, 1, 1)),
        ("Lý Văn Tư", "duc-long", date(2001, 1, 1)),
    }


def test_somebody_known_as_a_citizen_becomes_a_member_and_is_not_kept_twice(cast):
    loaded(cast.duc_long, "Họ và tên,Xóm,Năm sinh", "Đàm Thị Én,Nà Pò,1960", kind=RegisterKind.CITIZEN)

    sheet = loaded(
        cast.duc_long, "Họ và tên,Xóm,Năm sinh", "Đàm Thị Én,Nà Pò,1960", kind=RegisterKind.MEMBER
    ).sheet

    assert (sheet.new, sheet.changed) == (0, 1)
    assert (Person.objects.count(), Membership.objects.count()) == (1, 1)


def test_a_list_never_readmits_somebody_who_left(cast):
    loaded(cast.duc_long, "Họ và tên,Xóm,Năm sinh", "Đàm Thị Én,Nà Pò,1960", kind=RegisterKind.MEMBER)
    Membership.objects.update(ends_on=date(2025, 6, 1))

    trial = tried(cast.duc_long, "Họ và tên,Xóm,Năm sinh", "Đàm Thị Én,Nà Pò,1960", kind=RegisterKind.MEMBER)

    assert states(trial) == ["same"]
    assert reasons(trial)[0].startswith("Đã thôi là hội viên")


def test_a_citizens_form_is_read_and_blank_is_a_resident(cast):
    forms = loaded(
        cast.duc_long,
        "Họ và tên,Năm sinh,Đối tượng",
        "Đàm Thị Én,1960,",
        "Bế Văn Ích,2010,người học",
        kind=RegisterKind.CITIZEN,
    ).forms_of

    assert sorted(forms.values()) == ["learner", "resident"]


def test_taking_a_list_back_leaves_everything_as_it_was(cast):
    second_hamlet()
    loaded(cast.duc_long, HEAD, "1,Nông Văn Hòa,Nà Pò,4,1970", "2,Lý Thị Én,Nà Pò,2,1980")
    before = kept()
    sheet = loaded(
        cast.duc_long,
        HEAD,
        "1,Nông Văn Hòa,Nà Pò,6,1970",
        "2,Bế Văn Ích,Bản Viết,3,",
        "3,Nông Văn Hoa,Nà Pò,6,1970",
    ).sheet

    services.undo_register(mandate=machine(), sheet=sheet)

    assert kept() == before
    with pytest.raises(services.SomethingRestsOnIt, match="đã được hoàn tác"):
        services.undo_register(mandate=machine(), sheet=sheet)


def test_a_list_of_members_taken_back_takes_their_membership_along(cast):
    loaded(cast.duc_long, "Họ và tên,Năm sinh", "Đàm Thị Én,1960", kind=RegisterKind.CITIZEN)
    before = kept()
    sheet = loaded(
        cast.duc_long, "Họ và tên,Năm sinh", "Đàm Thị Én,1960", "Bế Văn Ích,1950", kind=RegisterKind.MEMBER
    ).sheet

    services.undo_register(mandate=machine(), sheet=sheet)

    assert kept() == before


def test_a_list_others_were_built_on_is_not_taken_back(cast):
    first = loaded(cast.duc_long, HEAD, "1,Nông Văn Hòa,Nà Pò,4,1970").sheet
    loaded(cast.duc_long, HEAD, "1,Nông Văn Hòa,Nà Pò,5,1970")
    before = kept()

    with pytest.raises(services.SomethingRestsOnIt, match="Hoàn tác danh sách sau trước"):
        services.undo_register(mandate=machine(), sheet=first)

    assert kept() == before


def test_people_who_became_members_by_hand_are_not_taken_back(cast):
    sheet = loaded(cast.duc_long, "Họ và tên,Năm sinh", "Đàm Thị Én,1960", kind=RegisterKind.CITIZEN).sheet
    Membership.objects.create(person=Person.objects.get(), unit=cast.na_po, starts_on=date(2025, 5, 1))

    with pytest.raises(services.SomethingRestsOnIt, match="đã được dùng ở nơi khác"):
        services.undo_register(mandate=machine(), sheet=sheet)

    assert Person.objects.count() == 1


def test_who_loaded_what_when_is_on_the_audit_trail_without_a_name(cast):
    mandate = permissions.mandate(account=cast.commune, action=Action.REGISTER, on=date(2025, 11, 9))
    sheet = loaded(cast.duc_long, HEAD, "1,Nông Văn Hòa,Nà Pò,4,1970", mandate=mandate).sheet

    line = AuditLine.objects.get(act="loaded register")

    assert (line.account, line.subject_id, line.facts["new"]) == (cast.commune, sheet.pk, 1)
    assert "Hòa" not in str(line.facts)
    assert (sheet.loaded_by, sheet.file_name, sheet.loaded_at is not None) == (
        cast.commune,
        "danh-sach.csv",
        True,
    )


def test_a_stranger_neither_tries_nor_loads_nor_takes_back(cast):
    sheet = loaded(cast.duc_long, HEAD, "1,Nông Văn Hòa,Nà Pò,4,1970").sheet
    stranger = permissions.mandate(account=cast.stranger, action=Action.REGISTER, on=date(2025, 11, 9))
    before = kept()

    for act in (
        lambda: tried(cast.duc_long, HEAD, "1,A Văn B,,4,1970", mandate=stranger),
        lambda: loaded(cast.duc_long, HEAD, "1,A Văn B,,4,1970", mandate=stranger),
        lambda: services.undo_register(mandate=stranger, sheet=sheet),
    ):
        with pytest.raises(OutsideMandate):
            act()

    assert kept() == before


NAMES = st.sampled_from(["Nông Văn Hòa", "Nông Văn Hoà", "Nông Văn Hoa", "Lý Thị Én", "Bế Văn Ích"])
HAMLETS = st.sampled_from(["", "Nà Pò", "Xóm Bản Viết", "Bản Lạ"])
ROW = st.tuples(NAMES, HAMLETS, st.sampled_from(["", "3", "4"]), st.sampled_from(["", "1970", "1971"]))
LIST = st.lists(ROW, min_size=1, max_size=12, unique=True)


def as_lines(rows):
    return (HEAD, *(f"{number},{','.join(row)}" for number, row in enumerate(rows, 1)))


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(first=LIST, second=LIST)
def test_any_two_lists_change_nothing_when_loaded_again_and_come_back_off_whole(cast, first, second):
    Group.objects.all().delete()
    RegisterSheet.objects.all().delete()
    if not Group.objects.filter(unit__key="ban-viet").exists():
        second_hamlet()
    empty = kept()
    sheets = []
    for rows in (first, second):
        if tried(cast.duc_long, *as_lines(rows)).problems:
            continue
        before = kept()
        sheets.append((loaded(cast.duc_long, *as_lines(rows)).sheet, before))
        once = kept()
        again = loaded(cast.duc_long, *as_lines(rows)).sheet
        assert (again.new, again.changed) == (0, 0)
        assert kept() == once
        sheets.append((again, once))
    for sheet, before in reversed(sheets):
        services.undo_register(mandate=machine(), sheet=sheet)
        assert kept() == before
    assert kept() == empty


def test_a_list_whose_member_has_moved_on_is_not_taken_back(cast):
    sheet = loaded(cast.duc_long, "Họ và tên,Xóm", "Nông Văn Hoà,Nà Pò", kind=RegisterKind.MEMBER).sheet
    services.transfer(mandate=machine(), person=Person.objects.get(), to_unit=cast.dong_khe, on=TODAY)

    with pytest.raises(services.SomethingRestsOnIt, match="đã chuyển đi"):
        services.undo_register(mandate=machine(), sheet=sheet)

    assert Membership.objects.count() == 2
