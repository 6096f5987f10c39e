"""
A title's whole life through the pages: each step by the right post, refused to every other, and what two
people do at once.
"""

from __future__ import annotations

from datetime import date

import pytest
import time_machine

from khuyenhoc.domain.learning import services
from khuyenhoc.domain.learning.models import Programme, Recognition, Registration, Sitting
from khuyenhoc.domain.learning.states import State
from khuyenhoc.foundation.values.mandates import Action
from tests import factories
from tests.cast import client_of
from tests.domain.learning.titles import (
    citizen,
    group,
    machine,
    marks,
    met,
    person,
    recognised,
    self_assessed,
    state_of,
    verified,
)
from tests.interfaces.web.conftest import words
from tests.interfaces.web.the_titles import meeting, of, page, said, signed, typed


@pytest.fixture(autouse=True)
def late_december():
    with time_machine.travel("2025-12-22 08:00 +0700", tick=True):
        yield


def test_each_post_takes_its_step_and_the_title_remembers_who_and_when(cast, signed_in):
    someone = person("Nông Văn A", home=cast.na_po)
    chapter, commune, chair = signed_in(cast.chapter), signed_in(cast.commune), signed_in(cast.province)

    chapter.post(page("register", key="na-po"), {"row": [someone.pk], "form": "resident"})
    one = Registration.objects.get()
    chapter.post(page("grid", key="na-po"), typed(one))
    chapter.post(page("meeting", key="na-po"), meeting([one], **{f"n-{one.pk}": "18"}))
    commune.post(page("verify"), said([one]))
    chair.post(page("decide"), signed([one]))

    told = words(chapter.get(of("title", one)))
    assert state_of(one) == State.RECOGNISED
    for sentence in (
        "22/12/2025: registered (Đàm Thị Xóm)",
        "22/12/2025: self-assess (Đàm Thị Xóm)",
        "meeting of 20/11/2025, 18/20 (Đàm Thị Xóm)",
        "verification: holds (Lý Văn Xã)",
        "recognise, decision 15/QĐ-UBND of 20/12/2025 (Nông Văn Tỉnh)",
    ):
        assert sentence in told

    chair.post(
        page("revoke"), signed([one], number="3/QĐ-UBND", decided_on="2025-12-22", reason="kê khai sai")
    )
    assert state_of(one) == State.REVOKED
    assert Recognition.objects.get().revoked_on == date(2025, 12, 22)


STEPS = {
    "register": {"inspector"},
    "withdraw": {"inspector"},
    "grid": {"inspector"},
    "self-assessed": {"inspector"},
    "meeting": {"inspector"},
    "verify": {"inspector", "chapter_secretary"},
    "decide": {"inspector", "chapter_secretary", "officer", "vice_chair"},
    "fail": {"inspector", "chapter_secretary", "officer", "vice_chair"},
    "revoke": {"inspector", "chapter_secretary", "officer", "vice_chair"},
    "unregistered": {"inspector", "chapter_secretary", "officer", "vice_chair"},
}


@pytest.mark.parametrize("step", STEPS)
def test_a_step_is_refused_to_every_post_that_may_not_take_it(cast, step):
    waiting = [
        citizen("Nông Văn A", home=cast.na_po),
        citizen("Nông Văn B", home=cast.na_po),
        citizen("Nông Văn C", home=cast.na_po),
    ]
    self_assessed(*waiting[1:])
    met(waiting[2], unit=cast.na_po)
    before = [state_of(one) for one in waiting]

    for post in STEPS[step]:
        client = client_of(factories.account(f"thu-{post}", "Triệu Văn Thử", unit=cast.duc_long, post=post))
        assert client.get(page(step)).status_code == 403, post
        assert client.post(page(step), signed(waiting, reason="x") | meeting(waiting)).status_code == 403, (
            post
        )

    assert [state_of(one) for one in waiting] == before


@pytest.mark.parametrize("step", STEPS)
def test_a_step_reaches_no_other_unit(cast, step):
    one = citizen("Nông Văn A", home=cast.na_po)
    stranger = client_of(cast.stranger)

    assert stranger.get(page(step)).status_code == 404
    assert stranger.post(page(step), signed([one], reason="x")).status_code == 404
    assert stranger.post(
        page(step, key="that-khe"), signed([one], reason="x", **said([one]))
    ).status_code in (200, 302, 404, 422)
    assert state_of(one) == State.REGISTERED


def test_a_person_of_another_unit_is_not_put_down_from_ones_own_page(cast):
    theirs = person("Vi Văn Khác", home=cast.that_khe)

    answer = client_of(cast.chapter).post(
        page("register", key="na-po"), {"row": [theirs.pk], "form": "resident"}
    )

    assert answer.status_code == 404
    assert not Registration.objects.exists()


@pytest.mark.parametrize("name", ["title", "title-undo", "title-verify"])
def test_one_title_is_not_there_for_those_it_does_not_concern(cast, name):
    one = citizen("Nông Văn A", home=cast.na_po)

    for account in (cast.stranger, cast.editor, cast.nobody):
        assert client_of(account).get(of(name, one)).status_code in (403, 404, 405)
        assert client_of(account).post(of(name, one), typed(one)).status_code in (403, 404)
    assert state_of(one) == State.REGISTERED


def test_a_chapter_takes_back_its_own_step_and_not_the_verification(cast):
    one = citizen("Nông Văn A", home=cast.na_po)
    verified(one, unit=cast.na_po)

    assert client_of(cast.chapter).post(of("title-undo", one)).status_code == 404
    assert state_of(one) == State.VERIFIED

    client_of(cast.commune).post(of("title-undo", one))
    client_of(cast.chapter).post(of("title-undo", one))
    assert state_of(one) == State.SELF_ASSESSED
    assert not Sitting.objects.exists()


def test_nobody_agrees_to_a_title_that_came_after_the_page_was_opened(cast):
    seen, came_later = citizen("Nông Văn A", home=cast.na_po), citizen("Nông Văn B", home=cast.na_po)
    self_assessed(seen, came_later)

    client_of(cast.chapter).post(page("meeting", key="na-po"), meeting([seen]))
    client_of(cast.commune).post(page("verify"), said([seen]))

    assert (state_of(seen), state_of(came_later)) == (State.VERIFIED, State.SELF_ASSESSED)


@pytest.mark.parametrize("step", ["verify", "decide", "fail"])
def test_a_title_somebody_moved_on_meanwhile_is_named_and_nothing_is_done(cast, signed_in, step):
    a, b = citizen("Nông Văn A", home=cast.na_po), citizen("Nông Văn B", home=cast.na_po)
    if step == "verify":
        self_assessed(a, b)
        met(a, b, unit=cast.na_po)
    else:
        verified(a, b, unit=cast.na_po)
    before = state_of(b)
    services.withdraw(mandate=machine(Action.REGISTER), registrations=[a.pk], reason="chuyển đi")

    told = signed_in(cast.province).post(page(step), signed([a, b], reason="thiếu hồ sơ") | said([a, b]))

    assert told.status_code == 422
    assert f"Nông Văn A, sheet {a.paper_code}: another user has moved it on meanwhile" in words(told)
    assert state_of(b) == before


def test_votes_that_are_no_number_are_refused_beside_their_row(cast):
    a, b = citizen("Nông Văn A", home=cast.na_po), citizen("Nông Văn B", home=cast.na_po)
    self_assessed(a, b)

    told = client_of(cast.chapter).post(
        page("meeting", key="na-po"),
        meeting([a, b], **{f"n-{b.pk}": "nhiều", f"r-{a.pk}": "gương mẫu", "minutes": "Bà con nhất trí."}),
    )

    kept = told.content.decode()
    assert told.status_code == 422
    assert "“nhiều”" in kept.split("Nông Văn B</a>")[1].split("</th>")[0]
    assert ("gương mẫu" in kept, "Bà con nhất trí." in kept) == (True, True)
    assert {state_of(a), state_of(b)} == {State.SELF_ASSESSED}


def test_more_votes_than_people_present_are_refused_and_what_was_written_stays(cast):
    one = citizen("Nông Văn A", home=cast.na_po)
    self_assessed(one)

    told = client_of(cast.chapter).post(page("meeting", key="na-po"), meeting([one], **{f"n-{one.pk}": "21"}))

    assert told.status_code == 422
    assert 'value="21"' in told.content.decode()
    assert state_of(one) == State.SELF_ASSESSED


def test_a_title_whose_marks_do_not_reach_it_is_refused_beside_its_row(cast):
    good, weak = citizen("Nông Văn A", home=cast.na_po), citizen("Nông Văn B", home=cast.na_po)
    self_assessed(good)
    self_assessed(weak, given=marks(_6="4"))
    met(good, weak, unit=cast.na_po)

    told = client_of(cast.commune).post(page("verify"), said([good, weak]))

    assert told.status_code == 422
    assert weak.paper_code in told.content.decode().split("Nông Văn B</a>")[1].split("</th>")[0]
    assert {state_of(good), state_of(weak)} == {State.MET}

    client_of(cast.commune).post(page("verify"), said([good]) | said([weak], "no"))
    assert (state_of(good), state_of(weak)) == (State.VERIFIED, State.FAILED)


def test_marks_typed_at_the_verification_stay_when_one_cannot_be_read(cast):
    one = citizen("Nông Văn A", home=cast.na_po)
    self_assessed(one)
    met(one, unit=cast.na_po)

    told = client_of(cast.commune).post(
        of("title-verify", one),
        typed(one, "9") | {f"m-{one.pk}-3": "mười", "holds": "no", "remark": "đã đến nhà"},
    )

    kept = told.content.decode()
    assert (
        told.status_code,
        kept.count('value="9"'),
        'value="mười"' in kept,
        'value="đã đến nhà"' in kept,
    ) == (422, 9, True, True)
    assert state_of(one) == State.MET


def test_an_older_title_is_marked_by_nobody(cast):
    family = group("family", "Nông Văn Cũ", unit=cast.na_po)
    old = services.register(
        mandate=machine(Action.REGISTER, date(2025, 2, 3)),
        programme=Programme.FAMILY,
        year=2025,
        subject=family,
        is_old_title=True,
    )

    assert client_of(cast.commune).get(of("title", old)).status_code == 200
    assert client_of(cast.commune).post(of("title-verify", old), {}).status_code == 404


def test_a_decision_says_field_by_field_what_it_lacks(cast):
    one = citizen("Nông Văn A", home=cast.na_po)
    verified(one, unit=cast.na_po)

    for field in ("number", "decided_on", "signer", "signer_post"):
        assert client_of(cast.province).post(page("decide"), signed([one], **{field: ""})).status_code == 422
    tomorrow = client_of(cast.province).post(page("decide"), signed([one], decided_on="2025-12-23"))

    assert "23/12/2025 chưa đến" in tomorrow.content.decode()
    assert state_of(one) == State.VERIFIED


def test_hundreds_are_recognised_by_one_press_and_their_certificates_numbered(cast):
    titles = [citizen(f"Nông Văn A{n}", home=cast.na_po) for n in range(300)]
    verified(*titles, unit=cast.na_po)

    client_of(cast.province).post(page("decide"), signed(titles))

    assert sorted(Recognition.objects.values_list("certificate_number", flat=True)) == list(range(1, 301))


def test_one_of_very_many_is_found_by_name_to_be_revoked(cast):
    a, b = citizen("Nông Văn An", home=cast.na_po), citizen("Nông Văn Hoà", home=cast.na_po)
    recognised(a, b, unit=cast.na_po, by=cast.duc_long)

    found = client_of(cast.province).get(page("revoke"), {"q": "hoa"}).content.decode()

    assert ("Nông Văn Hoà" in found, "Nông Văn An" in found) == (True, False)


def test_somebody_unregistered_is_recognised_only_for_a_reason(cast):
    someone = person("Nông Thị Sót", home=cast.na_po)
    asked = signed(subject=someone.pk, form="resident", **{f"m-{item}": "9" for item in range(1, 11)})
    chair = client_of(cast.province)

    warned = chair.get(page("unregistered")).content.decode()
    assert "notice-warning" in warned or "warning" in warned
    assert chair.post(page("unregistered"), asked | {"reason": ""}).status_code == 422
    assert not Registration.objects.exists()

    chair.post(page("unregistered"), asked | {"reason": "sót khi lập danh sách"})
    assert Registration.objects.get().unregistered_reason == "sót khi lập danh sách"
