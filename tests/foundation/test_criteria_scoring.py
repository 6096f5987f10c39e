"""What marks come to under a set, and what a new set would have said of old ones."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khuyenhoc.foundation.criteria.reading import parse
from khuyenhoc.foundation.criteria.scoring import (
    CannotRecognise,
    Change,
    MarksNotSound,
    Outcome,
    PastAssessment,
    judge,
    trial,
)
from khuyenhoc.foundation.criteria.shelf import national
from khuyenhoc.foundation.values.figures import Figure
from tests.foundation.test_criteria_reading import LEVELS

CITIZEN = national().by_key("learning-citizen/2023")
UNIT = national().by_key("learning-unit-upper/2020")
LEVEL_SET = parse(LEVELS, key="own/2026")
CODES = [item.code for item in CITIZEN.items]
FORM = "resident"


def halves(most):
    return st.integers(0, int(most * 2)).map(lambda n: Decimal(n) / 2)


def marks_of(criteria_set):
    return st.fixed_dictionaries({item.code: halves(item.max_points) for item in criteria_set.items})


def citizen(*points):
    return dict(zip(CODES, map(Decimal, points), strict=True))


def of(judged):
    return judged.outcome, judged.total, judged.grade and judged.grade.code


@pytest.mark.parametrize(
    ("marks", "outcome", "total"),
    [
        (citizen(*[8] * 10), Outcome.PASSED, 80),
        (citizen("7.5", *[8] * 9), Outcome.FAILED, Decimal("79.5")),
        (citizen(4, *[10] * 8, 10), Outcome.FAILED, 94),
        (citizen(5, *[10] * 9), Outcome.PASSED, 95),
        (citizen("4.5", *[10] * 9), Outcome.FAILED, Decimal("94.5")),
        (citizen(*[0] * 10), Outcome.FAILED, 0),
        (citizen(*[10] * 10), Outcome.PASSED, 100),
    ],
)
def test_a_citizen_needs_eighty_in_all_and_five_in_each(marks, outcome, total):
    judged = judge(CITIZEN, marks, form=FORM)

    assert (judged.outcome, judged.total, judged.is_passed) == (outcome, total, outcome is Outcome.PASSED)
    assert (judged.grade is not None) == judged.is_passed


def test_ninety_six_with_one_indicator_at_four_fails_and_says_which():
    set_of_ten_and_six = replace(
        CITIZEN,
        groups=tuple(
            replace(group, items=tuple(replace(item, max_points=Decimal(11)) for item in group.items))
            for group in CITIZEN.groups
        ),
    )

    judged = judge(set_of_ten_and_six, citizen(*[10] * 5, 4, *[11] * 2, 10, 10), form=FORM)

    assert (judged.total, judged.outcome) == (Decimal(96), Outcome.FAILED)
    assert judged.shortfalls == ("Mục 6 “Ngoại ngữ”: được 4 điểm, cần ít nhất 5 điểm.",)


def test_what_is_short_of_the_total_is_said_in_points():
    judged = judge(CITIZEN, citizen("7.5", *[8] * 9), form=FORM)

    assert judged.shortfalls == ("Tổng 79,5 điểm, cần ít nhất 80 điểm: còn thiếu 0,5 điểm.",)


@pytest.mark.parametrize("absent", [{}, {"6": None}])
def test_a_missing_mark_is_not_zero_and_nobody_fails_by_it(absent):
    marks = {code: mark for code, mark in citizen(*[10] * 10).items() if code != "6"} | absent

    judged = judge(CITIZEN, marks, form=FORM)

    assert (judged.outcome, judged.total, judged.grade, judged.missing) == (
        Outcome.NOT_JUDGED,
        None,
        None,
        ("6",),
    )
    assert judged.shortfalls == (
        "Chưa xếp loại được vì còn 1 mục chưa chấm: 6. Chấm đủ các mục rồi xem lại.",
    )


@pytest.mark.parametrize(
    ("total", "grade"),
    [
        ("100", "good"),
        ("85", "good"),
        ("84.5", "fair"),
        ("70", "fair"),
        ("69.5", "average"),
        ("50", "average"),
        ("49.5", None),
    ],
)
def test_a_unit_is_graded_from_the_point_a_grade_begins(total, grade):
    left, marks = Decimal(total), dict[str, Decimal]()
    for item in UNIT.items:
        marks[item.code] = min(left, item.max_points or Decimal(0))
        left -= marks[item.code]

    judged = judge(UNIT, marks)

    assert of(judged) == (Outcome.PASSED if grade else Outcome.FAILED, Decimal(total), grade)


@given(st.data())
def test_the_total_is_the_sum_of_the_marks(data):
    criteria_set = data.draw(st.sampled_from([CITIZEN, UNIT]))
    marks = data.draw(marks_of(criteria_set))

    judged = judge(criteria_set, marks, form=FORM if criteria_set.forms else None)

    assert judged.total == sum(marks.values())


@given(marks_of(CITIZEN))
def test_a_citizen_is_recognised_exactly_where_the_rule_says_so(marks):
    judged = judge(CITIZEN, marks, form=FORM)

    assert judged.is_passed == (sum(marks.values()) >= 80 and min(marks.values()) >= 5)
    assert bool(judged.shortfalls) == (not judged.is_passed)


@given(st.data())
def test_more_points_never_lower_the_grade(data):
    criteria_set = data.draw(st.sampled_from([CITIZEN, UNIT]))
    fewer = data.draw(marks_of(criteria_set))
    more = {
        item.code: data.draw(halves(item.max_points - fewer[item.code])) + fewer[item.code]
        for item in criteria_set.items
    }
    heights = {None: 0} | {grade.code: n for n, grade in enumerate(reversed(criteria_set.grades), start=1)}
    form = FORM if criteria_set.forms else None

    lower, higher = (judge(criteria_set, marks, form=form) for marks in (fewer, more))

    assert heights[of(lower)[2]] <= heights[of(higher)[2]]


@given(st.sampled_from([one for one in national().sets if not one.is_official]), st.data())
def test_a_set_that_is_not_whole_judges_nobody_whatever_the_marks(criteria_set, data):
    marks = data.draw(
        st.dictionaries(
            st.sampled_from(["1", "1.1", "0.1", "2"]), st.just(Decimal(10)) | st.booleans() | st.none()
        )
    )
    form = data.draw(st.sampled_from([None, *(form.code for form in criteria_set.forms)]))

    with pytest.raises(CannotRecognise, match="Chưa nhập bộ tiêu chí chính thức"):
        judge(criteria_set, marks, form=form)
    with pytest.raises(CannotRecognise):
        trial(criteria_set, [])


@pytest.mark.parametrize(
    ("code", "mark", "sentence"),
    [
        ("6", Decimal("10.5"), "Mục 6 “Ngoại ngữ”: 10,5 điểm ở ngoài khoảng từ 0 đến 10. Ghi lại."),
        ("6", Decimal(-1), "-1 điểm ở ngoài khoảng"),
        ("6", Decimal("7.3"), "7,3 điểm lẻ quá. Chỉ ghi tròn điểm hoặc nửa điểm."),
        ("6", Decimal("1E-1000100"), "lẻ quá."),
        ("6", Decimal("1E+1000000"), "ở ngoài khoảng"),
        ("6", Decimal("NaN"), "ghi số điểm, từ 0 đến 10."),
        ("6", Decimal("Infinity"), "ghi số điểm, từ 0 đến 10."),
        ("6", True, "ghi số điểm, từ 0 đến 10."),
        ("6", Figure(Decimal(9), Decimal(10)), "ghi số điểm, từ 0 đến 10."),
        ("11", Decimal(5), "Mục 11: bộ tiêu chí hoặc mẫu phiếu này không có mục ấy."),
    ],
)
def test_a_mark_the_set_has_no_place_for_is_refused(code, mark, sentence):
    with pytest.raises(MarksNotSound) as refused:
        judge(CITIZEN, {**citizen(*[8] * 10), code: mark}, form=FORM)

    assert len(refused.value.problems) == 1
    assert sentence in refused.value.problems[0]
    assert len(refused.value.problems[0]) < 200


def test_whole_points_only_where_the_set_says_so():
    whole = replace(
        UNIT,
        groups=tuple(
            replace(group, items=tuple(replace(one, step=Decimal(1)) for one in group.items))
            for group in UNIT.groups
        ),
    )

    with pytest.raises(MarksNotSound, match="Ghi tròn điểm"):
        judge(whole, {"I.1": Decimal("9.5")})


@pytest.mark.parametrize(
    ("criteria_set", "form", "aim", "sentence"),
    [
        (CITIZEN, None, None, "có 4 mẫu phiếu. Chọn một: Người dân"),
        (CITIZEN, "nobody", None, "có 4 mẫu phiếu."),
        (UNIT, "resident", None, "chỉ có một mẫu phiếu."),
        (UNIT, None, "good", "không có mức 'good'."),
        (LEVEL_SET, "school", "3", "không có mức '3'."),
    ],
)
def test_a_form_or_level_the_set_has_not_is_refused(criteria_set, form, aim, sentence):
    with pytest.raises(MarksNotSound, match=sentence):
        judge(criteria_set, {}, form=form, aim=aim)


def share(numerator, denominator=200):
    return Figure(Decimal(numerator), Decimal(denominator))


@pytest.mark.parametrize(
    ("form", "marks", "outcome", "level"),
    [
        ("agency", {"1.1": True, "1.2": share(180)}, Outcome.PASSED, "2"),
        ("agency", {"1.1": True, "1.2": share(179)}, Outcome.PASSED, "1"),
        ("agency", {"1.1": False, "1.2": share(200)}, Outcome.FAILED, None),
        ("school", {"1.1": True, "1.2": share(180), "1.3": share(190)}, Outcome.PASSED, "2"),
        ("school", {"1.1": True, "1.2": share(180), "1.3": share(189)}, Outcome.PASSED, "1"),
        ("agency", {"1.1": True}, Outcome.NOT_JUDGED, None),
        ("agency", {"1.1": True, "1.2": share(0, 0)}, Outcome.NOT_JUDGED, None),
    ],
)
def test_a_level_is_reached_where_all_of_it_and_of_the_lower_ones_is_met(form, marks, outcome, level):
    judged = judge(LEVEL_SET, marks, form=form)

    assert of(judged) == (outcome, None, level)


def test_who_asks_for_level_one_needs_no_marks_of_level_two():
    judged = judge(LEVEL_SET, {"1.1": True}, form="agency", aim="1")

    assert of(judged) == (Outcome.PASSED, None, "1")


def test_a_share_that_falls_short_says_how_many_are_missing():
    judged = judge(LEVEL_SET, {"1.1": False, "1.2": share(8, 11)}, form="agency")

    assert judged.shortfalls == (
        "Mục 1.1 “Có kế hoạch”: chưa đạt.",
        "Mục 1.2 “Công dân học tập”: đạt 8/11, cần ít nhất 10 (90\u00a0%): còn thiếu 2.",
    )


@given(st.integers(1, 10**7), st.data())
def test_a_threshold_is_reached_exactly_where_the_share_is(whole, data):
    part = data.draw(st.integers(0, whole))

    judged = judge(LEVEL_SET, {"1.1": True, "1.2": share(part, whole)}, form="agency")

    assert (of(judged)[2] == "2") == (part * 100 >= whole * 90)


@pytest.mark.parametrize(
    ("mark", "sentence"),
    [
        (Decimal(95), "Ghi hai số ấy, đừng ghi phần trăm."),
        (True, "Ghi hai số ấy, đừng ghi phần trăm."),
        (share(201), "số đạt 201 ở ngoài khoảng từ 0 đến tổng số 200."),
    ],
)
def test_a_share_is_counted_never_typed(mark, sentence):
    with pytest.raises(MarksNotSound, match=sentence):
        judge(LEVEL_SET, {"1.1": True, "1.2": mark}, form="agency")


def test_met_or_not_met_is_not_a_number():
    with pytest.raises(MarksNotSound, match="chỉ ghi đạt hoặc chưa đạt"):
        judge(LEVEL_SET, {"1.1": Decimal(1), "1.2": share(200)}, form="agency")


def past(reference, marks, criteria_set=CITIZEN, form=FORM):
    return PastAssessment(reference, marks, judge(criteria_set, marks, form=form))


def stricter(min_points):
    return replace(
        CITIZEN, key="own/2027", grades=(replace(CITIZEN.grades[0], min_points=Decimal(min_points)),)
    )


def test_a_trial_says_how_many_would_come_out_otherwise_and_which():
    assessments = [
        past("An", citizen(*[8] * 10)),
        past("Bình", citizen(*[9] * 10)),
        past("Chi", citizen(*[7] * 10)),
    ]

    tried = trial(stricter(85), assessments)

    assert (tried.same, tried.gained, tried.lost, tried.not_tried) == (2, 0, 1, ())
    assert tried.changes == (
        Change("An", assessments[0].judgement, judge(stricter(85), assessments[0].marks, form=FORM)),
    )
    assert trial(stricter(70), assessments).gained == 1


def test_a_trial_leaves_out_what_the_new_set_cannot_judge_and_says_why():
    half_marked = past("An", {"1": Decimal(8)})
    of_other_set = past("Bình", {item.code: item.max_points for item in UNIT.items}, UNIT, None)
    out_of_range = replace(
        CITIZEN,
        groups=tuple(
            replace(g, items=tuple(replace(i, max_points=Decimal(9)) for i in g.items))
            for g in CITIZEN.groups
        ),
    )

    not_tried = trial(CITIZEN, [half_marked, of_other_set]).not_tried

    assert [(one.reference, one.reason[:30]) for one in not_tried] == [
        ("An", "Chưa xếp loại được vì còn 9 mụ"),
        ("Bình", "“Công dân học tập” có 4 mẫu ph"),
    ]
    assert "ở ngoài khoảng" in trial(out_of_range, [past("Chi", citizen(*[10] * 10))]).not_tried[0].reason


def test_a_trial_keeps_the_level_that_was_asked_for():
    marks = {"1.1": True}
    asked_for_one = PastAssessment("Trường", marks, judge(LEVEL_SET, marks, form="school", aim="1"))

    assert trial(replace(LEVEL_SET, key="own/2027"), [asked_for_one]).same == 1


def test_a_trial_leaves_out_marks_the_new_set_no_longer_asks_for():
    marks = {"1.1": True, "1.2": share(180), "1.3": share(190)}
    group = LEVEL_SET.groups[0]
    without_learners = replace(LEVEL_SET, key="own/2027", groups=(replace(group, items=group.items[:2]),))

    tried = trial(without_learners, [past("Trường", marks, LEVEL_SET, "school")])

    assert (tried.same, tried.not_tried) == (1, ())


@given(st.lists(marks_of(CITIZEN), max_size=8), st.integers(160, 200).map(lambda n: Decimal(n) / 2))
def test_a_trial_counts_everyone_once_and_the_same_set_changes_nobody(many, min_points):
    assessments = [past(str(n), marks) for n, marks in enumerate(many)]

    tried = trial(stricter(min_points), assessments)

    assert tried.same + len(tried.changes) + len(tried.not_tried) == len(assessments)
    assert tried.gained == 0
    assert trial(CITIZEN, assessments).changes == ()
