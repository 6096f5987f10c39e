"""A title's year, from the register to the certificate and back, each step by the right post."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from khuyenhoc.domain.learning import queries, services
from khuyenhoc.domain.learning.models import (
    Assessment,
    Decision,
    Programme,
    Recognition,
    Sitting,
    Step,
    ToldBy,
)
from khuyenhoc.domain.learning.services import Finding, MarkedSheet, Verdict
from khuyenhoc.domain.organisation.models import Document
from khuyenhoc.foundation.audit.models import AuditLine
from khuyenhoc.foundation.values.mandates import Action
from tests.domain.learning.titles import (
    DECIDED_ON,
    FAMILIES,
    SPRING,
    WINTER,
    YEAR,
    citizen,
    decided,
    group,
    machine,
    mandate,
    marks,
    met,
    own_set,
    person,
    recognised,
    self_assessed,
    signed,
    state_of,
    verified,
)


def test_a_citizens_year_from_the_register_to_the_certificate(cast):
    someone = person("Nông Thị Hoà", home=cast.na_po)
    made = services.register(
        mandate=mandate(cast.chapter, Action.REGISTER, SPRING),
        programme=Programme.CITIZEN,
        year=YEAR,
        subject=someone,
        form="resident",
    )
    assessment = services.self_assess(
        mandate=mandate(cast.chapter, Action.ASSESS),
        registration=made.pk,
        marks=marks(),
        entered_for=ToldBy.PAPER,
    )
    sitting = services.hold_meeting(
        mandate=mandate(cast.chapter, Action.ASSESS, date(2025, 11, 25)),
        unit=cast.na_po,
        programme=Programme.CITIZEN,
        year=YEAR,
        held_on=date(2025, 11, 20),
        place="Nhà văn hóa xóm",
        chair="Đàm Thị Xóm",
        secretary="Lý Văn Ghi",
        present=20,
        invited=25,
        verdicts=[Verdict(made.pk, is_agreed=True, votes_for=20)],
    )
    services.verify(
        mandate=mandate(cast.commune, Action.VERIFY, date(2025, 12, 5)),
        findings=[Finding(made.pk, holds=True)],
    )
    done = services.decide(
        mandate=mandate(cast.province, Action.DECIDE, WINTER),
        signed=signed(cast.duc_long),
        programme=Programme.CITIZEN,
        year=YEAR,
        registrations=[made.pk],
    )

    assert (assessment.total, assessment.grade, assessment.is_passed) == (Decimal(80), "recognised", True)
    assert (assessment.entered_by_id, assessment.entered_for) == (cast.chapter.pk, "paper")
    assert sitting.results.get().votes_for == 20
    recognition = Recognition.objects.get(registration=made)
    assert (recognition.set_key, recognition.grade, recognition.number_text) == (
        "learning-citizen/2023",
        "recognised",
        "1/2025",
    )
    assert (recognition.starts_on, recognition.ends_on) == (DECIDED_ON, date(2026, 1, 1))
    assert (done.decision.document.number, done.decision.document.issued_on, done.decision.signer) == (
        "125/QĐ-UBND",
        DECIDED_ON,
        "Nông Văn Ký",
    )
    assert done.warnings == []
    assert [step.act for step in queries.history(made.pk, mandate=machine(Action.VIEW)).steps] == [
        "self_assess",
        "agree",
        "verify",
        "recognise",
    ]
    assert "Nông" not in str(
        list(
            AuditLine.objects.exclude(act__in=["opened account", "appointed"]).values_list("facts", flat=True)
        )
    )


@pytest.mark.parametrize(
    ("given", "passes"),
    [
        (marks("8"), True),
        (marks("8", _1="7.5"), False),
        (marks("10", _6="4"), False),
        (marks("9", _6="5"), True),
    ],
)
def test_eighty_and_no_item_below_five(cast, given, passes):
    made = citizen("Nông Thị Hoà", home=cast.na_po)

    self_assessed(made, given=given)

    assert Assessment.objects.get().is_passed is passes


def test_a_title_below_its_mark_is_not_verified_and_never_recognised(cast):
    made = citizen("Nông Thị Hoà", home=cast.na_po)
    self_assessed(made, given=marks("7"))
    met(made, unit=cast.na_po)

    with pytest.raises(services.RowsRefused, match="chưa đạt danh hiệu"):
        services.verify(mandate=machine(Action.VERIFY), findings=[Finding(made.pk, holds=True)])
    with pytest.raises(services.RowsRefused, match="đã bình xét"):
        decided(made, by=cast.duc_long)

    assert (state_of(made), Document.objects.filter(number="125/QĐ-UBND").exists()) == ("met", False)


def test_those_who_verify_may_mark_anew_and_their_marks_count(cast):
    made = citizen("Nông Thị Hoà", home=cast.na_po)
    self_assessed(made, given=marks("7"))
    met(made, unit=cast.na_po)

    services.verify(mandate=machine(Action.VERIFY), findings=[Finding(made.pk, holds=True, marks=marks("9"))])
    decided(made, by=cast.duc_long)

    assert list(Assessment.objects.order_by("pk").values_list("stage", "total")) == [
        ("self", Decimal(70)),
        ("verified", Decimal(90)),
    ]
    assert state_of(made) == "recognised"


def test_an_evening_of_sheets_is_typed_whole_or_the_sound_ones_only(cast):
    first, second = citizen("Nông Văn A", home=cast.na_po), citizen("Nông Văn B", home=cast.na_po)
    sheets = [MarkedSheet(first.pk, marks()), MarkedSheet(second.pk, marks("11"), ToldBy.PAPER)]

    with pytest.raises(services.RowsRefused) as refused:
        services.self_assess_many(mandate=machine(Action.ASSESS), sheets=sheets)
    assert set(refused.value.problems) == {second.pk}
    assert not Assessment.objects.exists()

    done = services.self_assess_many(mandate=machine(Action.ASSESS), sheets=sheets, sound_rows_only=True)
    assert (len(done.assessments), list(done.problems)) == (1, [second.pk])
    assert (state_of(first), state_of(second)) == ("self_assessed", "registered")


def test_a_sheet_with_a_forgotten_item_says_which(cast):
    made = citizen("Nông Văn A", home=cast.na_po)

    with pytest.raises(services.RowsRefused, match=rf"Phiếu {made.paper_code}: .*còn 1 mục chưa chấm: 10"):
        services.self_assess(
            mandate=machine(Action.ASSESS), registration=made.pk, marks={**marks(), "10": None}
        )


def test_the_meeting_may_turn_a_title_down_and_says_why(cast):
    made = citizen("Nông Văn A", home=cast.na_po)
    self_assessed(made)

    services.hold_meeting(
        mandate=machine(Action.ASSESS),
        unit=cast.na_po,
        programme=Programme.CITIZEN,
        year=YEAR,
        held_on=date(2025, 11, 20),
        place="Nhà văn hóa",
        chair="A",
        secretary="B",
        present=10,
        invited=10,
        verdicts=[Verdict(made.pk, is_agreed=False, votes_for=3, remark="cần thêm thời gian")],
    )

    assert (state_of(made), Step.objects.get(act="turn_down").reason) == ("failed", "cần thêm thời gian")


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"present": 30}, "30 trên 25"),
        ({"chair": " "}, "chủ trì"),
        ({"held_on": date(2025, 12, 30)}, "chưa đến"),
        ({"held_on": date(2024, 11, 20)}, "không thuộc năm 2025"),
        ({"votes_for": 21}, "21 phiếu"),
    ],
)
def test_a_meeting_that_cannot_have_been_so_is_refused(cast, wrong, says):
    made = citizen("Nông Văn A", home=cast.na_po)
    self_assessed(made)
    facts = {
        "held_on": date(2025, 11, 20),
        "chair": "A",
        "secretary": "B",
        "present": 20,
        "invited": 25,
        "votes_for": 18,
        **wrong,
    }

    with pytest.raises(services.SittingNotSound, match=says):
        services.hold_meeting(
            mandate=machine(Action.ASSESS),
            unit=cast.na_po,
            programme=Programme.CITIZEN,
            year=YEAR,
            place="Nhà văn hóa",
            verdicts=[Verdict(made.pk, is_agreed=True, votes_for=facts.pop("votes_for"))],
            **facts,
        )

    assert not Sitting.objects.exists()


def test_a_meeting_speaks_of_its_own_year_and_place_only(cast):
    last_year, elsewhere = (
        citizen("Nông Văn A", home=cast.na_po, year=2024),
        citizen("Vi Văn B", home=cast.that_khe),
    )
    self_assessed(last_year, elsewhere)

    with pytest.raises(services.RowsRefused) as refused:
        services.hold_meeting(
            mandate=machine(Action.ASSESS),
            unit=cast.na_po,
            programme=Programme.CITIZEN,
            year=YEAR,
            held_on=date(2025, 11, 20),
            place="x",
            chair="A",
            secretary="B",
            present=1,
            invited=1,
            verdicts=[Verdict(last_year.pk, is_agreed=True), Verdict(elsewhere.pk, is_agreed=True)],
        )

    assert "của năm 2024" in refused.value.problems[last_year.pk][0]
    assert "không thuộc nơi họp" in refused.value.problems[elsewhere.pk][0]


@pytest.mark.parametrize("lacking", ["number", "signer", "signer_post"])
def test_without_a_number_and_a_signer_nobody_is_recognised(cast, lacking):
    made = citizen("Nông Văn A", home=cast.na_po)
    verified(made, unit=cast.na_po)
    paper = signed(cast.duc_long)

    with pytest.raises(services.NotSigned) as refused:
        services.decide(
            mandate=machine(Action.DECIDE),
            signed=type(paper)(
                **{field: getattr(paper, field) for field in paper.__slots__} | {lacking: " "}
            ),
            programme=Programme.CITIZEN,
            year=YEAR,
            registrations=[made.pk],
        )

    assert set(refused.value.problems) == {lacking}
    assert state_of(made) == "verified"


@pytest.mark.parametrize("day", [date(2024, 12, 20), date(2025, 12, 30), date(2027, 1, 1)])
def test_a_decision_of_another_time_recognises_nobody(cast, day):
    with pytest.raises(services.NotSigned):
        services.decide(
            mandate=machine(Action.DECIDE),
            signed=signed(cast.duc_long, on=day),
            programme=Programme.CITIZEN,
            year=YEAR,
            registrations=[],
        )


def test_one_document_recognises_many_and_numbers_their_certificates(cast):
    titles = [citizen(f"Nông Văn {n}", home=cast.na_po) for n in range(4)]
    verified(*titles, unit=cast.na_po)

    decided(titles[2], titles[0], by=cast.duc_long)
    decided(titles[1], by=cast.duc_long)
    decided(titles[3], by=cast.duc_long, number="130/QĐ-UBND")

    numbers = dict(Recognition.objects.values_list("registration_id", "certificate_number"))
    assert [numbers[one.pk] for one in titles] == [2, 3, 1, 4]
    assert Decision.objects.count() == 2


def test_a_document_has_one_day_and_one_signer(cast):
    first, second = citizen("Nông Văn A", home=cast.na_po), citizen("Nông Văn B", home=cast.na_po)
    verified(first, second, unit=cast.na_po)
    decided(first, by=cast.duc_long)

    with pytest.raises(services.DecisionDiffers, match="đã ghi ngày 20/12/2025"):
        decided(second, by=cast.duc_long, on=date(2025, 12, 21))

    assert state_of(second) == "verified"


def test_a_template_recognises_nobody_and_says_so(cast):
    family = group("family", "Nông Văn A", unit=cast.na_po)
    made = services.register(
        mandate=machine(Action.REGISTER, SPRING), programme=Programme.FAMILY, year=YEAR, subject=family
    )
    verified(made, unit=cast.na_po, given={})

    with pytest.raises(services.CannotRecognise, match="chưa dùng để công nhận được"):
        decided(made, by=cast.duc_long)

    assert (state_of(made), Assessment.objects.get().is_passed) == ("verified", None)


def test_an_old_recognition_keeps_the_set_it_was_judged_under(cast):
    made = citizen("Nông Văn A", home=cast.na_po)
    recognised(made, unit=cast.na_po, by=cast.duc_long)

    own_set(FAMILIES.replace('"family"', '"citizen"'), unit=cast.cao_bang)

    assert Recognition.objects.get().set_key == "learning-citizen/2023"
    made.refresh_from_db()
    assert made.set_key == "learning-citizen/2023"
