"""
A set typed by a province: whatever is wrong is said with its place, the reason and the way out; nothing
hostile gets further.
"""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khuyenhoc.foundation.criteria.reading import SetNotSound, parse
from khuyenhoc.foundation.criteria.sets import points_text

POINTS = """
subject = "family"
title = "Gia đình học tập"
completeness = "complete"
effective_from = 2026-01-01
kind = "points"
total = 10
[authority]
document = "Quyết định"
number = "1/QĐ-UBND"
issuer = "Ủy ban nhân dân tỉnh"
issued_on = 2025-12-01
[holding]
yearly = true
[[decider]]
who = "Chủ tịch Ủy ban nhân dân cấp xã"
[[group]]
code = "1"
label = "Việc học"
max_points = 10
items = [
  { code = "1.1", label = "Trẻ em đi học", max_points = 7.5, step = 0.5, min_points = 3 },
  { code = "1.2", label = "Người lớn đi học", max_points = 2.5, step = 0.5 },
]
[[grade]]
code = "good"
label = "Tốt"
min_points = 8
[[grade]]
code = "fair"
label = "Khá"
min_points = 5
"""
LEVELS = """
subject = "unit"
scope = "upper"
title = "Đơn vị học tập"
completeness = "complete"
effective_from = 2026-01-01
kind = "levels"
[authority]
document = "Quyết định"
number = "2/QĐ-UBND"
issuer = "Ủy ban nhân dân tỉnh"
issued_on = 2025-12-01
[holding]
months = 36
upgrade_after_months = 12
[[decider]]
who = "Chủ tịch Ủy ban nhân dân tỉnh"
[[form]]
code = "agency"
label = "Cơ quan"
[[form]]
code = "school"
label = "Trường học"
[[group]]
code = "1"
label = "Việc học"
items = [
  { code = "1.1", label = "Có kế hoạch", level = "1" },
  { code = "1.2", label = "Công dân học tập", level = "2", \
    threshold = { share = "model.citizen_staff.recognised", at_least = 90 } },
  { code = "1.3", label = "Người học", level = "2", forms = ["school"], \
    threshold = { share = "model.citizen_learner.recognised", at_least = 95 } },
]
[[grade]]
code = "2"
label = "Mức độ 2"
[[grade]]
code = "1"
label = "Mức độ 1"
"""


def problems_of(text):
    with pytest.raises(SetNotSound) as refused:
        parse(text, key="own/2026")
    return refused.value.problems


def changed(text, *changes):
    for old, new in changes:
        assert text.count(old) >= 1
        text = text.replace(old, new, 1)
    return text


def test_points_are_read_exactly():
    read = parse(POINTS, key="own/2026")

    assert [item.max_points for item in read.items] == [Decimal("7.5"), Decimal("2.5")]
    assert read.total == 10
    assert read.key == "own/2026"


def test_a_set_of_levels_is_read():
    read = parse(LEVELS, key="own/2026")

    assert [item.code for item in read.items_of("agency")] == ["1.1", "1.2"]
    assert [item.code for item in read.items_of("school")] == ["1.1", "1.2", "1.3"]
    assert read.grade("2").label == "Mức độ 2"


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        (
            'title = "Gia đình học tập"',
            "",
            "Bộ tiêu chí, ô title (tên danh hiệu): còn trống hoặc không phải là chữ.",
        ),
        (
            'subject = "family"',
            "",
            (
                "Bộ tiêu chí, ô subject (đối tượng): còn trống. Ghi một trong: family, clan, community, "
                "unit, "
                "citizen."
            ),
        ),
        ('subject = "family"', 'subject = "unit"', "Cộng đồng và đơn vị phải ghi rõ cấp"),
        (
            'kind = "points"',
            'kind = "stars"',
            "ô kind (cách xếp): 'stars' không dùng được. Ghi một trong: points, levels.",
        ),
        ("effective_from = 2026-01-01", "", "ô effective_from (ngày có hiệu lực): chưa có ngày."),
        ("effective_from = 2026-01-01", 'effective_from = "01/01/2026"', "'01/01/2026' không phải là ngày."),
        ("effective_from = 2026-01-01", "effective_from = 2026-01-01T09:15:00", "không phải là ngày."),
        (
            "effective_from = 2026-01-01",
            "effective_from = 2026-01-01\nlast_day = 2025-01-01",
            "trước ngày có hiệu lực.",
        ),
        (
            "max_points = 7.5",
            'max_points = "7,5"',
            "Nhóm 1, mục 1.1, ô max_points (điểm tối đa): '7,5' không phải là số",
        ),
        ("max_points = 7.5", "max_points = -1", "không phải là số dùng được"),
        ("max_points = 7.5", "max_points = inf", "không phải là số dùng được"),
        ("max_points = 7.5", "max_points = true", "không phải là số dùng được"),
        ("max_points = 7.5", "max_point = 7.5", "Nhóm 1, mục 1.1, ô max_point: không có ô nào tên như vậy."),
        ("max_points = 7.5", "max_points = 7", "Nhóm 1: điểm tối đa cộng lại là 9,5, trong khi ghi 10."),
        ("max_points = 7.5, step = 0.5", "max_points = 7.5", "7,5 điểm không chia hết cho bước điểm 1."),
        ("step = 0.5", "step = 0.3", "bước điểm 0,3 không được."),
        ("step = 0.5", "step = 0", "bước điểm 0 không được."),
        ("min_points = 3", "min_points = 8", "điểm tối thiểu lớn hơn điểm tối đa"),
        ("max_points = 2.5", "max_points = 0", "điểm tối đa là 0"),
        ('code = "1.2"', 'code = "1.1"', "Mục 1.1 có 2 lần."),
        ('code = "1.2"', 'code = "1 2"', "'1 2' không dùng làm mã được."),
        ("total = 10", "total = 11", "Cả bộ tiêu chí: điểm tối đa cộng lại là 10, trong khi ghi 11."),
        ("total = 10", "", "còn thiếu tổng điểm."),
        ("min_points = 8", "min_points = 4", "Các mức xếp loại phải ghi từ cao xuống thấp"),
        ("min_points = 8", "min_points = 5", "Các mức xếp loại phải ghi từ cao xuống thấp"),
        ("min_points = 5", "min_points = 0", "Mức xếp loại “Khá”: cần 0 điểm"),
        ("min_points = 8", "min_points = 11", "Mức xếp loại “Tốt”: cần 11 điểm"),
        ("min_points = 5", "", "Mức xếp loại “Khá”: chưa có điểm."),
        ('number = "1/QĐ-UBND"', "", "còn thiếu số văn bản ban hành."),
        ("issued_on = 2025-12-01", "", "còn thiếu ngày ban hành."),
        (
            '[authority]\ndocument = "Quyết định"',
            "[authority]",
            "Văn bản ban hành, ô document (loại văn bản): còn trống",
        ),
        ("yearly = true", "yearly = true\nmonths = 12", "ghi một trong hai"),
        ("yearly = true", "", "ghi một trong hai"),
        ("yearly = true", "months = -3", "'-3' không phải là số tháng."),
        ('who = "Chủ tịch Ủy ban nhân dân cấp xã"', "", "còn thiếu người quyết định."),
        ('[[decider]]\nwho = "Chủ', '[[decider]]\nwho = "Ai đó"\n[[decider]]\nwho = "Chủ', "trùng ngày."),
        ("[[group]]", "[group]", "Bộ tiêu chí, ô group: viết chưa đúng dạng."),
        ("[authority]", "[[authority]]", "Bộ tiêu chí, ô authority: viết chưa đúng dạng."),
        ("total = 10", 'total = 10\nmissing = "mọi thứ"', "phải là một danh sách."),
        ("total = 10", 'total = 10\nlevels = "x"', "Bộ tiêu chí, ô levels: không có ô nào tên như vậy."),
        (
            'label = "Trẻ em đi học"',
            'label = "Trẻ em đi học", level = "1"',
            "chỉ bộ tiêu chí theo mức độ mới ghi mức",
        ),
        ('label = "Trẻ em đi học"', 'label = "Trẻ em đi học", forms = ["x"]', "không có mẫu phiếu x."),
        ('label = "Trẻ em đi học"', f'label = "{"a" * 601}"', "dài hơn 600 chữ cái."),
        ('label = "Trẻ em đi học"', r'label = "Trẻ\u0000em"', "không phải là chữ."),
    ],
)
def test_a_fault_is_said_with_its_place_its_reason_and_the_way_out(old, new, sentence):
    assert any(sentence in problem for problem in problems_of(changed(POINTS, (old, new))))


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ('kind = "levels"', 'kind = "levels"\ntotal = 100', "Bộ tiêu chí theo mức độ không có tổng điểm"),
        ('level = "1" }', 'level = "1", max_points = 5 }', "bộ tiêu chí theo mức độ không cho điểm."),
        ('level = "1" }', 'level = "3" }', "không có mức 3."),
        (', level = "1" }', " }", "chưa ghi thuộc mức nào"),
        ('level = "1" }', 'level = "2" }', "Mức “Mức độ 1”: chưa có mục nào của mức này."),
        ("model.citizen_staff.recognised", "base.staff", "không tính được tỷ lệ theo chỉ tiêu base.staff."),
        (
            "model.citizen_staff.recognised",
            "model.nobody",
            "không tính được tỷ lệ theo chỉ tiêu model.nobody.",
        ),
        ("at_least = 90", "at_least = 101", "tỷ lệ 101 % không được."),
        (
            ", at_least = 90",
            "",
            "Nhóm 1, mục 1.2, ngưỡng tỷ lệ, ô at_least (tỷ lệ tối thiểu): chưa có tỷ lệ.",
        ),
    ],
)
def test_a_fault_of_a_set_of_levels_is_said(old, new, sentence):
    assert any(sentence in problem for problem in problems_of(changed(LEVELS, (old, new))))


def test_every_fault_is_said_at_once():
    faulty = changed(
        POINTS,
        ('title = "Gia đình học tập"', ""),
        ("max_points = 7.5", 'max_points = "nhiều"'),
        ("min_points = 8", "min_pts = 8"),
    )

    assert len(problems_of(faulty)) == 3


def test_a_partial_set_may_leave_out_what_is_not_known_but_may_not_contradict_itself():
    partial = changed(
        POINTS,
        ('completeness = "complete"', 'completeness = "partial"'),
        ("max_points = 2.5, step = 0.5", "step = 0.5"),
    )

    assert [item.max_points for item in parse(partial, key="own/2026").items] == [Decimal("7.5"), None]
    assert problems_of(changed(partial, ("max_points = 7.5", "max_points = 11")))


def test_groups_whose_items_are_not_known_may_not_hold_more_than_the_total():
    partial = changed(POINTS, ('completeness = "complete"', 'completeness = "partial"'))
    other = '[[group]]\ncode = "2"\nlabel = "Tác dụng"\nmax_points = 1\n[[grade]]'

    assert problems_of(changed(partial, ("[[grade]]", other))) == (
        "Tất cả các nhóm: điểm tối đa cộng lại là 11, trong khi ghi 10. Sửa điểm các mục hoặc sửa tổng điểm.",
    )


def test_an_item_may_ask_for_all_its_points():
    read = parse(changed(POINTS, ("min_points = 3", "min_points = 7.5")), key="own/2026")

    assert [item.min_points for item in read.items] == [Decimal("7.5"), None]


def test_each_form_is_asked_the_whole_total():
    forms = '[[form]]\ncode = "a"\nlabel = "A"\n[[form]]\ncode = "b"\nlabel = "B"\n[[group]]'
    faulty = changed(
        POINTS,
        ("[[group]]", forms),
        ('label = "Người lớn đi học"', 'label = "Người lớn đi học", forms = ["a"]'),
    )

    assert problems_of(faulty) == (
        (
            "Nhóm 1 (mẫu phiếu b): điểm tối đa cộng lại là 7,5, trong khi ghi 10. Sửa điểm các mục hoặc sửa "
            "tổng điểm."
        ),
        (
            "Cả bộ tiêu chí (mẫu phiếu b): điểm tối đa cộng lại là 7,5, trong khi ghi 10. Sửa điểm các mục "
            "hoặc sửa tổng điểm."
        ),
    )


def test_what_is_not_toml_is_placed_by_its_line():
    assert problems_of('subject = "family"\ntitle = Gia đình\n') == (
        "Dòng 2, chữ thứ 9: viết sai dạng TOML. Xem lại dấu ngoặc, dấu bằng và dấu nháy ở chỗ ấy.",
    )


@pytest.mark.parametrize(
    "hostile",
    [
        "a = " + "[" * 100_000,
        "a = 1e99999999999999999999",
        "a = " + "9" * 5000,
        "a = 1\na = 2",
        "",
        "x" * 200_001,
        "\x00",
        "total = 1e-999999",
    ],
)
def test_hostile_text_is_refused_and_nothing_else_happens(hostile):
    assert problems_of(hostile)


@given(st.text(max_size=300))
def test_any_text_is_refused_politely(text):
    assert problems_of(text)


JSON_LIKE = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text("ab\x00é ", max_size=4) | st.dates(),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["code", "label", "items", "who"]), inner, max_size=3)
    ),
    max_leaves=6,
)


def toml_of(value):
    match value:
        case None:
            return "nan"
        case bool():
            return str(value).lower()
        case str():
            return '"' + value.replace("\x00", "\\u0000") + '"'
        case list():
            return "[" + ", ".join(map(toml_of, value)) + "]"
        case dict():
            return "{" + ", ".join(f"{name} = {toml_of(inner)}" for name, inner in value.items()) + "}"
        case _:
            return str(value)


NAMES = [
    "subject",
    "title",
    "kind",
    "total",
    "authority",
    "holding",
    "decider",
    "form",
    "group",
    "grade",
    "known",
    "missing",
    "replaces",
]


@given(st.dictionaries(st.sampled_from(NAMES), JSON_LIKE, min_size=1))
def test_toml_of_any_shape_is_refused_politely(entries):
    assert problems_of("\n".join(f"{name} = {toml_of(value)}" for name, value in entries.items()))


@pytest.mark.parametrize(
    ("points", "text"),
    [("79.5", "79,5"), ("80", "80"), ("80.0", "80"), ("100", "100"), ("0", "0"), ("1E+2", "100")],
)
def test_points_are_written_the_vietnamese_way(points, text):
    assert points_text(Decimal(points)) == text
