"""
Reorganisations booked from a sheet: what each act does, what is refused and why, and that undoing one leaves
nothing behind.
"""

from datetime import date

import pytest

from khuyenhoc.domain.organisation import queries, services
from khuyenhoc.domain.organisation.models import Document, Reorganisation, Succession, Unit, UnitVersion
from khuyenhoc.foundation.audit.models import AuditLine
from khuyenhoc.foundation.sheets.problems import SheetNotSound
from khuyenhoc.foundation.values.mandates import Action, UnitId
from tests import factories
from tests.factories import machine, reordered_rows_of, reorganised

pytestmark = pytest.mark.django_db
REFORM = date(2025, 7, 1)
DAY_BEFORE = date(2025, 6, 30)

UNITS = """
    key,parent,kind,name,official_code,valid_from,valid_to
    tinh,,province,Mẫu,90,,
    huyen-a,tinh,district,A,901,,
    huyen-b,tinh,district,B,902,,
    xa-1,huyen-a,commune,Một,90001,,
    xa-2,huyen-a,commune,Hai,90002,,
    xa-3,huyen-b,commune,Ba,90003,,
    xom-1,xa-1,chapter,Xóm Một,,,
    xom-2,xa-1,chapter,Xóm Hai,,,
"""
NEW = "parent=tinh kind=commune name=Mới code=90001"


@pytest.fixture(autouse=True)
def _country():
    factories.units(UNITS)


def unit(key):
    return UnitId(Unit.objects.get(key=key).pk)


def everything():
    """All the tree is made of, as plain values."""
    return (
        sorted(Unit.objects.values_list("key", flat=True)),
        sorted(
            UnitVersion.objects.values_list(
                "unit__key",
                "parent__key",
                "kind",
                "name",
                "official_code",
                "starts_on",
                "ends_on",
                "sort_key",
            ),
            key=str,
        ),
        sorted(Succession.objects.values_list("unit__key", "heir__key", "act"), key=str),
        Reorganisation.objects.count(),
        Document.objects.count(),
    )


def refused(*rows, on=REFORM, document="1/NQ"):
    with pytest.raises(SheetNotSound) as unsound:
        reorganised(*rows, on=on, document=document)
    return " ".join(problem.sentence for problem in unsound.value.problems)


def parent_on(key, day):
    tree = queries.tree(on=day)
    parent = tree.parent_of[unit(key)]
    return None if parent is None else Unit.objects.get(pk=parent).key


def test_a_merger_founds_the_heir_ends_the_others_and_gives_a_code_on_the_same_day():
    reorganised(f"merge xa-1 xa-moi {NEW}", "merge xa-3 xa-moi", on=REFORM, document="1/NQ")

    tree = queries.tree(on=REFORM)
    assert tree.stand_in(unit("xa-1")) == tree.stand_in(unit("xa-3")) == unit("xa-moi")
    assert unit("xa-1") in queries.tree(on=DAY_BEFORE)
    assert [found.key for found in queries.units_called("90001", on=REFORM)] == ["xa-moi"]
    assert [found.key for found in queries.units_called("90001", on=DAY_BEFORE)] == ["xa-1"]


def test_chapters_of_a_merged_unit_follow_to_the_heir_and_keep_their_own_record():
    before = UnitVersion.objects.filter(unit__key="xom-1").values().get()

    reorganised(f"merge xa-1 xa-moi {NEW}", on=REFORM, document="1/NQ")

    assert parent_on("xom-1", REFORM) == "xa-moi"
    assert parent_on("xom-1", DAY_BEFORE) == "xa-1"
    assert UnitVersion.objects.filter(unit__key="xom-1").values().get() == before


def test_a_unit_that_takes_another_in_goes_on_under_its_own_key():
    reorganised("merge xa-2 xa-1", "merge xa-1 xa-1 name=Một_Hai", on=REFORM, document="1/NQ")

    assert queries.tree(on=REFORM).stand_in(unit("xa-2")) == unit("xa-1")
    assert [version.name for version in queries.versions_on_record(unit("xa-1"))] == ["Một", "Một Hai"]


def test_a_cut_unit_ends_and_its_chapters_go_where_the_sheet_says():
    reorganised(
        f"split xa-1 xa-moi {NEW}",
        "split xa-1 xa-2",
        "move xom-1 parent=xa-moi",
        "move xom-2 parent=xa-2",
        on=REFORM,
        document="1/NQ",
    )

    assert (parent_on("xom-1", REFORM), parent_on("xom-2", REFORM)) == ("xa-moi", "xa-2")
    assert unit("xa-1") not in queries.tree(on=REFORM)


def test_a_chapter_of_a_cut_unit_that_nobody_placed_shows_at_the_nearest_unit_above():
    reorganised(
        f"split xa-1 xa-moi {NEW}", "split xa-1 xa-2", "move xom-1 parent=xa-moi", on=REFORM, document="1/NQ"
    )

    assert parent_on("xom-2", REFORM) == "huyen-a"


def test_a_unit_that_gives_a_part_away_can_go_on_smaller():
    reorganised(
        "split xa-1 xa-1", f"split xa-1 xa-moi {NEW.replace('90001', '90009')}", on=REFORM, document="1/NQ"
    )

    tree = queries.tree(on=REFORM)
    assert unit("xa-1") in tree
    before, since = (
        queries.through(then=date(year, 12, 31), lens=date(2026, 1, 1))[0] for year in (2024, 2025)
    )
    assert (before.of(unit("xa-1")), since.of(unit("xa-1"))) == (unit("tinh"), unit("xa-1"))


def test_renaming_recoding_and_moving_keep_the_unit_and_its_past():
    reorganised(
        "rename xa-1 name=Đổi kind=ward",
        "recode xa-1 code=90077",
        "move xa-1 parent=huyen-b",
        on=REFORM,
        document="1/NQ",
    )

    was, now = queries.versions_on_record(unit("xa-1"))
    assert (was.full_name, was.official_code, parent_on("xa-1", DAY_BEFORE)) == ("xã Một", "90001", "huyen-a")
    assert (now.full_name, now.official_code, parent_on("xa-1", REFORM)) == ("phường Đổi", "90077", "huyen-b")


def test_founding_and_dissolving():
    reorganised("found xom-3 parent=xa-2 kind=chapter name=Ba", "dissolve xom-1", on=REFORM, document="1/NQ")

    tree = queries.tree(on=REFORM)
    assert parent_on("xom-3", REFORM) == "xa-2"
    assert tree.stand_in(unit("xom-1")) == unit("xa-1")


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        (["merge xa-9 xa-1"], "Chưa có đơn vị nào mang mã hoặc tên “xa-9”"),
        (["merge xa-1 xa-moi kind=commune name=Mới"], "cột parent: “xa-moi” chưa có nên được lập mới"),
        ([f"merge xa-1 xa-moi {NEW}", "merge xa-1 xa-2"], "ghi split"),
        (["split xa-1 xa-2"], "chỉ có một phần"),
        (["merge xa-1 xa-2", "merge xa-2 xa-3"], "kết thúc theo chính văn bản này"),
        (["dissolve xa-1 xa-2"], "Giải thể là không có đơn vị kế tục"),
        (["rename xa-1"], "Cột này còn trống"),
        (["rename xa-1 xa-2 name=Đổi"], "ghi merge"),
        (["found xa-1 parent=tinh kind=commune name=Một"], "Đã có đơn vị mang mã “xa-1”"),
        (["recode xa-1 code=90002"], "Mã 90002 từ ngày ấy vẫn thuộc về “xa-2”"),
        (["move huyen-a parent=xom-1"], "nằm dưới chính nó"),
        (["move xa-3 parent=huyen-a", "dissolve huyen-a"], "Cấp trên “huyen-a” không có trong cây tổ chức"),
        (["merge xa-1 xa-moi " + NEW, "merge xa-2 xa-moi name=Khác"], "khác với “Mới” ở một dòng trên"),
        (["move xa-1 parent=tinh", "merge xa-1 xa-2"], "không thể vừa kết thúc"),
    ],
)
def test_what_cannot_be_is_refused_with_its_place_and_reason_and_nothing_is_stored(rows, said):
    before = everything()

    assert said in refused(*rows)

    assert everything() == before


def test_a_unit_ends_once_whichever_document_comes_first():
    reorganised(f"merge xa-1 xa-moi {NEW}", on=REFORM, document="1/NQ")

    assert "xa-1” đã kết thúc ngày 01/07/2025 theo văn bản 1/NQ" in refused(
        "merge xa-1 xa-2", document="2/NQ"
    )


def test_one_bad_document_in_a_file_keeps_the_good_one_out_too():
    before = everything()
    lines = [
        "effective_on,document,act,unit,heir,parent,kind,name,official_code,note",
        "2025-07-01,1/NQ,rename,xa-1,,,,Đổi,,",
        "2025-08-01,2/NQ,rename,xa-9,,,,Đổi,,",
    ]

    with pytest.raises(SheetNotSound):
        services.apply_reform(
            mandate=machine(Action.ORGANISE), content="\n".join(lines).encode(), file_name="two.csv"
        )

    assert everything() == before


def test_the_same_sheet_twice_changes_nothing_and_in_another_order_neither():
    rows = [f"merge xa-1 xa-moi {NEW}", "merge xa-2 xa-moi"]
    reorganised(*rows, on=REFORM, document="1/NQ")
    after = everything()

    reorganised(*rows, on=REFORM, document="1/NQ")
    reordered_rows_of(rows, on=REFORM, document="1/NQ")

    assert everything() == after


def test_the_same_document_with_other_rows_is_asked_to_be_undone_first():
    reorganised("rename xa-1 name=Đổi", on=REFORM, document="1/NQ")

    assert "Hoàn tác văn bản ấy rồi nạp lại" in refused("rename xa-1 name=Khác")


def test_apply_reverse_apply_again_is_the_same_as_apply_once():
    rows = [
        f"merge xa-1 xa-moi {NEW}",
        "merge xa-2 xa-moi",
        "dissolve huyen-b",
        "move xa-3 parent=tinh",
        "rename xom-1 name=Đổi",
    ]
    before = everything()
    reorganised(*rows, on=REFORM, document="1/NQ")
    applied = everything()

    services.reverse_reform(mandate=machine(Action.ORGANISE), document="1/NQ")
    back = everything()
    reorganised(*rows, on=REFORM, document="1/NQ")

    assert back == before
    assert everything() == applied


def test_both_acts_leave_an_audit_line():
    reorganised("rename xa-1 name=Đổi", on=REFORM, document="1/NQ")
    services.reverse_reform(mandate=machine(Action.ORGANISE), document="1/NQ")

    acts = list(
        AuditLine.objects.filter(subject_kind="organisation.reorganisation")
        .order_by("pk")
        .values_list("act", flat=True)
    )
    assert acts == ["reorganised", "reversed reorganisation"]


def test_a_sheet_that_says_which_units_ended_already_is_booked_on_top_of_it():
    factories.units(
        """
        key,parent,kind,name,official_code,valid_from,valid_to
        xa-1,huyen-a,commune,Một,90001,,2025-06-30
        xa-moi,tinh,commune,Mới,90001,2025-07-01,
        """
    )
    before = everything()

    reorganised("merge xa-1 xa-moi", on=REFORM, document="1/NQ")
    assert queries.tree(on=REFORM).stand_in(unit("xa-1")) == unit("xa-moi")
    services.reverse_reform(mandate=machine(Action.ORGANISE), document="1/NQ")

    assert everything() == before


def test_a_later_document_on_the_same_units_has_to_be_undone_first():
    reorganised(f"merge xa-1 xa-moi {NEW}", on=REFORM, document="1/NQ")
    reorganised("rename xa-moi name=Mới_Hơn", on=date(2026, 4, 30), document="2/NQ")

    with pytest.raises(services.SomethingRestsOnIt) as resting:
        services.reverse_reform(mandate=machine(Action.ORGANISE), document="1/NQ")

    assert "2/NQ" in resting.value.reasons[0]


def test_what_happened_earlier_cannot_be_booked_under_what_happened_later():
    reorganised(f"merge xa-1 xa-moi {NEW}", on=REFORM, document="1/NQ")

    assert "Hoàn tác văn bản ấy trước" in refused("rename xa-1 name=Đổi", on=date(2023, 1, 1))


def test_a_chapter_founded_since_below_the_new_unit_keeps_it_from_being_undone():
    reorganised(f"merge xa-1 xa-moi {NEW}", on=REFORM, document="1/NQ")
    reorganised("found xom-3 parent=xa-moi kind=chapter name=Ba", on=date(2026, 1, 1), document="2/NQ")

    with pytest.raises(services.SomethingRestsOnIt):
        services.reverse_reform(mandate=machine(Action.ORGANISE), document="1/NQ")


def test_a_document_nobody_cited_cannot_be_undone():
    with pytest.raises(services.NoSuchReorganisation):
        services.reverse_reform(mandate=machine(Action.ORGANISE), document="9/NQ")


def test_a_document_says_its_issuer_and_day_in_the_sheet_or_is_known_by_number():
    reorganised("rename xa-1 name=Đổi", on=REFORM, document="12/QĐ-UBND ngày 03/02/2025 của UBND tỉnh Mẫu")
    reorganised("rename xa-2 name=Đổi", on=REFORM, document="1657/NQ-UBTVQH15")

    told, known = (
        queries.reorganisations_by(number)[0].document for number in ("12/QĐ-UBND", "1657/NQ-UBTVQH15")
    )
    assert (told.issuer, told.issued_on) == ("UBND tỉnh Mẫu", date(2025, 2, 3))
    assert (known.issuer, known.issued_on) == ("Ủy ban Thường vụ Quốc hội", date(2025, 6, 16))


def test_a_trial_says_what_would_be_and_changes_nothing():
    before = everything()
    content = "\n".join(
        [
            "effective_on,document,act,unit,heir,parent,kind,name,official_code,note",
            "2025-07-01,1/NQ,split,xa-1,xa-moi,tinh,commune,Mới,90001,",
            "2025-07-01,1/NQ,split,xa-1,xa-2,,,,,",
        ]
    ).encode()

    trial = services.try_reform(mandate=machine(Action.ORGANISE), content=content, file_name="trial.csv")

    assert not trial.problems
    assert [label.title for label in trial.acts[0].founded] == ["Xã Mới"]
    assert (
        "2 đơn vị bên dưới Xã Một chưa được xếp vào phần nào: Chi hội Xóm Một, Chi hội Xóm Hai"
        in trial.acts[0].sentences[0]
    )
    assert everything() == before


def test_a_trial_that_was_overtaken_is_not_applied():
    content = (
        b"effective_on,document,act,unit,heir,parent,kind,name,official_code,note\n"
        b"2025-07-01,1/NQ,dissolve,xa-1,,,,,,\n"
    )
    trial = services.try_reform(mandate=machine(Action.ORGANISE), content=content, file_name="trial.csv")
    reorganised("rename xa-2 name=Đổi", on=REFORM, document="2/NQ")

    with pytest.raises(services.TreeHasChanged):
        services.apply_reform(
            mandate=machine(Action.ORGANISE), content=content, file_name="trial.csv", stamp=trial.stamp
        )

    assert unit("xa-1") in queries.tree(on=REFORM)
