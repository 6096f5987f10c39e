"""`khuyenhoc load register`: a locality's own list, tried, loaded, loaded again, refused."""

from __future__ import annotations

import pytest

from khuyenhoc.domain.learning.models import Registration
from khuyenhoc.domain.people.models import Group, Membership, Person, RegisterSheet

UNITS = """key,parent,kind,name,official_code,valid_from,valid_to
tinh,,province,Mẫu,90,,
xa-a,tinh,commune,A,90001,,
xom-1,xa-a,chapter,Nà Pò,,,
xom-2,xa-a,chapter,Bản Viết,,,
"""
LIST = """DANH SÁCH HỘ GIA ĐÌNH XÃ A,,,
STT,Họ và tên chủ hộ,Xóm,Số khẩu
1,Nông Văn Hoà,Nà Pò,4
2,Lý Thị Én,Xóm Bản Viết,3
3,Bế Văn Ích,Lũng Lạ,2
"""
ASKED = ("--unit", "xa-a", "--year", "2025")


@pytest.fixture
def commune(khuyenhoc, sheet):
    assert khuyenhoc("load", "units", sheet("units.csv", UNITS))[0] == 0


def test_a_list_is_loaded_and_put_down_for_the_title(commune, khuyenhoc, sheet):
    code, out, _ = khuyenhoc("load", "register", "family", sheet("ho.csv", LIST), *ASKED)

    assert (code, out) == (
        0,
        (
            "Đã lưu: 3 mới, 0 thay đổi, 0 giữ nguyên (1 nên xem lại). Đăng ký danh hiệu năm 2025: 3 mới, 0 "
            "đã "
            "đăng ký từ trước.\n"
        ),
    )
    assert {(group.name, group.unit.key) for group in Group.objects.select_related("unit")} == {
        ("Nông Văn Hoà", "xom-1"),
        ("Lý Thị Én", "xom-2"),
        ("Bế Văn Ích", "xa-a"),
    }
    assert Registration.objects.filter(programme="family", year=2025).count() == 3


def test_loading_it_twice_changes_nothing(commune, khuyenhoc, sheet):
    khuyenhoc("load", "register", "family", sheet("ho.csv", LIST), *ASKED)

    _, out, _ = khuyenhoc("load", "register", "family", sheet("ho.csv", LIST), *ASKED)

    assert out == (
        "Đã lưu: 0 mới, 0 thay đổi, 3 giữ nguyên. Đăng ký danh hiệu năm 2025: 0 mới, 3 đã đăng ký từ trước.\n"
    )
    assert (Group.objects.count(), Registration.objects.count()) == (3, 3)


def test_a_dry_run_says_what_would_be_and_stores_nothing(commune, khuyenhoc, sheet):
    code, out, err = khuyenhoc("load", "register", "family", sheet("ho.csv", LIST), *ASKED, "--dry-run")

    assert (code, out) == (
        0,
        "Xem thử, chưa lưu: 2 dòng mới, 0 thay đổi, 0 giữ nguyên, 1 nên xem lại, 0 sai.\n",
    )
    assert "Dòng 5: Chưa có chi hội nào tên “Lũng Lạ”" in err
    assert not RegisterSheet.objects.exists()


def test_members_become_members_and_go_for_no_title(commune, khuyenhoc, sheet):
    members = sheet("hv.csv", "Họ và tên,Chi hội,Ngày vào hội\nNông Văn Hoà,Nà Pò,15/03/2019\n")

    _, out, _ = khuyenhoc("load", "register", "member", members, *ASKED)

    assert out == "Đã lưu: 1 mới, 0 thay đổi, 0 giữ nguyên.\n"
    assert (Person.objects.count(), Membership.objects.count(), Registration.objects.count()) == (1, 1, 0)


def test_a_wrong_row_is_named_and_nothing_is_stored(commune, khuyenhoc, sheet):
    bad = LIST.replace("Bản Viết,3", "Bản Viết,ba")

    code, out, err = khuyenhoc("load", "register", "family", sheet("ho.csv", bad), *ASKED)

    assert (code, out) == (1, "")
    assert err.startswith("Dòng 4, cột Số khẩu: “ba” không phải là số.")
    assert "Không có gì được lưu." in err
    assert not Group.objects.exists()


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("family", "--unit", "xa-b", "--year", "2025"), "Không có đơn vị nào mang mã “xa-b”"),
        (("family", "--unit", "xa-a", "--year", "1890"), "Không có sổ năm 1890"),
        (("unit", "--unit", "xa-a", "--year", "2025"), "Tên đơn vị"),
    ],
)
def test_what_cannot_be_is_refused_with_a_sentence(commune, khuyenhoc, sheet, arguments, says):
    kind, *asked = arguments

    code, _, err = khuyenhoc("load", "register", kind, sheet("ho.csv", LIST), *asked)

    assert (code, says in err, "Traceback" in err) == (1, True, False)
    assert not RegisterSheet.objects.exists()
