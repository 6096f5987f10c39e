"""The life of titles on pages: who may open what, the grid, the steps by the hundred, strangers."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from khuyenhoc.domain.learning.models import Assessment, Recognition, Registration, Sitting, ToldBy
from khuyenhoc.domain.learning.states import State
from khuyenhoc.domain.people.models import Person
from tests.cast import client_of
from tests.domain.learning.titles import group, person

TODAY = timezone.localdate()
YEAR = TODAY.year
OF: dict[str, Any] = {"key": "duc-long", "year": YEAR, "programme": "citizen"}
NAMES = ("Nông Văn Hoà", "Lý Thị Én", "Bế Văn Ích")


def address(name: str, **other: Any) -> str:
    return reverse(f"web:{name}", kwargs=OF | other)


@pytest.fixture
def registered(cast):
    """
    Three citizens of the chapter, registered through the page. Their numbers are above a thousand, which a
    person reads with a dot in it.
    """
    with connection.cursor() as cursor:
        for model in (Person, Registration):
            cursor.execute(
                (
                    "SELECT setval(pg_get_serial_sequence(%s, 'id'), 1233 + "
                    "nextval(pg_get_serial_sequence(%s, "
                    "'id')))"
                ),
                [model._meta.db_table] * 2,
            )
    people = [person(name, home=cast.na_po) for name in NAMES]
    client = client_of(cast.commune)
    client.post(address("titles-register"), {"row": [one.pk for one in people], "form": "resident"})
    return list(Registration.objects.order_by("person__name_key"))


def typed(titles, points="8"):
    return {f"m-{one.pk}-{item}": points for one in titles for item in range(1, 11)}


def self_assessed(cast, titles):
    return client_of(cast.commune).post(address("titles-grid"), typed(titles), follow=True)


def meeting(titles, **other):
    facts = {
        "held_on": TODAY.isoformat(),
        "place": "Nhà văn hóa",
        "chair": "Đàm Thị Xóm",
        "secretary": "Lý Văn Ghi",
        "invited": "25",
        "present": "20",
    }
    return facts | {f"v-{one.pk}": "yes" for one in titles} | {f"n-{one.pk}": "18" for one in titles} | other


def signed(**other):
    return {
        "number": "15/QĐ-UBND",
        "decided_on": TODAY.isoformat(),
        "signer": "Nông Văn Ký",
        "signer_post": "Chủ tịch UBND xã",
    } | other


def states():
    return set(Registration.objects.values_list("state", flat=True))


def test_people_are_chosen_from_the_register_and_put_down_for_the_year(registered):
    assert [one.person.full_name for one in registered] == ["Lý Thị Én", "Nông Văn Hoà", "Bế Văn Ích"]
    assert states() == {State.REGISTERED}


def test_whoever_is_registered_is_offered_no_more(cast, registered):
    page = client_of(cast.commune).get(address("titles-register")).content.decode()

    assert "Nông Văn Hoà" not in page


def test_an_evenings_sheets_are_typed_in_one_grid(cast, registered):
    page = client_of(cast.commune).post(
        address("titles-grid"), typed(registered) | {"paper": "1"}, follow=True
    )

    assert page.status_code == 200
    assert (
        Assessment.objects.filter(total=80, is_passed=True, entered_for=ToldBy.PAPER).count()
        == Assessment.objects.count()
        == 3
    )
    assert {one.entered_by for one in Assessment.objects.all()} == {cast.commune}


def test_a_row_that_cannot_be_read_keeps_all_that_was_typed(cast, registered):
    wrong = typed(registered) | {f"m-{registered[0].pk}-3": "mười"}

    page = client_of(cast.commune).post(address("titles-grid"), wrong)

    assert page.status_code == 422
    assert "“mười”" in page.content.decode()
    assert page.content.decode().count('value="8"') == 29
    assert not Assessment.objects.exists()


def test_the_sound_rows_alone_are_stored_when_asked(cast, registered):
    wrong = typed(registered) | {f"m-{registered[0].pk}-3": "11", "sound_only": "1"}

    client_of(cast.commune).post(address("titles-grid"), wrong)

    assert Assessment.objects.count() == 2


def test_three_hundred_sheets_go_in_at_once(cast):
    people = [person(f"Nông Văn A{n}", home=cast.na_po) for n in range(300)]
    client = client_of(cast.commune)
    client.post(address("titles-register"), {"row": [one.pk for one in people], "form": "worker"})

    client.post(address("titles-grid"), typed(Registration.objects.all(), "9"))

    assert Assessment.objects.filter(is_passed=True, total=90).count() == 300


def test_a_year_goes_from_the_register_to_the_certificate(cast, registered):
    self_assessed(cast, registered)
    client, chair = client_of(cast.commune), client_of(cast.province)

    client.post(address("titles-meeting"), meeting(registered))
    assert (states(), Sitting.objects.get().results.filter(votes_for=18).count()) == ({State.MET}, 3)

    client.post(address("titles-verify"), {f"v-{one.pk}": "yes" for one in registered})
    assert states() == {State.VERIFIED}

    chair.post(address("titles-decide"), signed(row=[one.pk for one in registered]))
    assert states() == {State.RECOGNISED}
    assert sorted(Recognition.objects.values_list("certificate_number", flat=True)) == [1, 2, 3]


def test_the_meeting_turns_one_down_and_says_why(cast, registered):
    self_assessed(cast, registered)
    turned = registered[0].pk

    client_of(cast.commune).post(
        address("titles-meeting"),
        meeting(registered, **{f"v-{turned}": "no", f"r-{turned}": "vắng các buổi học"}),
    )

    kept = Registration.objects.get(pk=turned)
    assert (kept.state, list(kept.steps.values_list("reason", flat=True))[-1]) == (
        State.FAILED,
        "vắng các buổi học",
    )


def test_a_decision_without_its_number_recognises_nobody(cast, registered):
    self_assessed(cast, registered)
    client_of(cast.commune).post(address("titles-meeting"), meeting(registered))
    client_of(cast.commune).post(address("titles-verify"), {f"v-{one.pk}": "yes" for one in registered})

    page = client_of(cast.province).post(
        address("titles-decide"), signed(number="", row=[one.pk for one in registered])
    )

    assert page.status_code == 422
    assert not Recognition.objects.exists()


def test_those_who_verify_may_mark_anew(cast, registered):
    self_assessed(cast, registered)
    client = client_of(cast.commune)
    client.post(address("titles-meeting"), meeting(registered))
    one = registered[0]

    client.post(reverse("web:title-verify", kwargs={"pk": one.pk}), typed([one], "9") | {"holds": "yes"})

    one.refresh_from_db()
    assert (one.state, one.assessments.last().total) == (State.VERIFIED, 90)


def test_the_last_step_is_taken_back_by_whoever_may_take_it(cast, registered):
    self_assessed(cast, registered)
    one = registered[0]

    client_of(cast.commune).post(reverse("web:title-undo", kwargs={"pk": one.pk}))

    one.refresh_from_db()
    assert (one.state, one.assessments.count()) == (State.REGISTERED, 0)


def test_withdrawing_asks_for_a_reason(cast, registered):
    client, chosen = client_of(cast.commune), [registered[0].pk]

    assert client.post(address("titles-withdraw"), {"row": chosen, "reason": ""}).status_code == 422
    client.post(address("titles-withdraw"), {"row": chosen, "reason": "chuyển đi nơi khác"})

    assert Registration.objects.get(pk=chosen[0]).state == State.WITHDRAWN


def test_somebody_unregistered_is_recognised_for_a_reason_and_with_a_warning(cast):
    someone = person("Nông Thị Sót", home=cast.na_po)
    said = signed(
        reason="sót khi lập danh sách",
        subject=someone.pk,
        form="resident",
        **{f"m-{item}": "9" for item in range(1, 11)},
    )

    page = client_of(cast.province).post(address("titles-unregistered"), said, follow=True)

    assert "công nhận khi không có đăng ký cùng năm" in page.content.decode()
    assert Registration.objects.get().unregistered_reason == "sót khi lập danh sách"


def test_under_criteria_that_are_not_whole_nobody_is_marked_and_the_page_says_so(cast):
    family = group("family", "Nông Văn Hoà", unit=cast.na_po)
    client = client_of(cast.commune)
    client.post(address("titles-register", programme="family"), {"row": [family.pk]})

    page = client.get(address("titles-grid", programme="family")).content.decode()
    client.post(address("titles-self-assessed", programme="family"), {"row": [Registration.objects.get().pk]})

    assert "chưa nhập" in page.lower()
    assert (states(), Assessment.objects.get().is_passed) == ({State.SELF_ASSESSED}, None)


def test_the_year_of_a_unit_counts_its_titles_by_state(cast, registered):
    page = (
        client_of(cast.province)
        .get(reverse("web:titles-home"), {"unit": "duc-long", "year": str(YEAR)})
        .content.decode()
    )

    assert "Công dân học tập" in page


def test_a_title_is_found_by_name_without_accents_and_by_the_code_of_its_sheet(cast, registered):
    client = client_of(cast.commune)

    assert "Nông Văn Hoà" in client.get(address("titles"), {"q": "hoa nong"}).content.decode()
    assert "Nông Văn Hoà" in client.get(address("titles"), {"q": registered[1].paper_code}).content.decode()
    assert "Nông Văn Hoà" not in client.get(address("titles"), {"q": "ich"}).content.decode()


def test_the_list_is_taken_away_as_a_sheet(cast, registered):
    taken = client_of(cast.commune).get(address("titles"), {"export": "csv"}).content.decode("utf-8-sig")

    assert [line.split(",")[1] for line in taken.splitlines()[1:]] == [
        "Lý Thị Én",
        "Nông Văn Hoà",
        "Bế Văn Ích",
    ]


PAGES = (
    "titles", "titles-register", "titles-grid", "titles-self-assessed", "titles-meeting", "titles-verify",
    "titles-decide", "titles-fail", "titles-unregistered", "titles-revoke", "titles-withdraw",
)  # fmt: skip


@pytest.mark.parametrize("name", PAGES)
def test_a_stranger_opens_and_changes_nothing(cast, registered, name):
    for account in (cast.stranger, cast.nobody, cast.editor):
        client = client_of(account)
        assert client.get(address(name)).status_code in (403, 404)
        assert client.post(address(name), signed(row=[registered[0].pk], reason="x")).status_code in (
            403,
            404,
            405,
        )
    assert states() == {State.REGISTERED}


def test_a_strangers_title_is_not_there(cast, registered):
    for name in ("title", "title-undo", "title-verify"):
        where = reverse(f"web:{name}", kwargs={"pk": registered[0].pk})
        assert client_of(cast.stranger).get(where).status_code in (403, 404, 405)
        assert client_of(cast.stranger).post(where).status_code in (403, 404, 405)
    assert states() == {State.REGISTERED}


@pytest.mark.parametrize(
    "name", ["titles-verify", "titles-decide", "titles-fail", "titles-revoke", "titles-unregistered"]
)
def test_a_chapters_secretary_neither_verifies_nor_decides(cast, registered, name):
    assert client_of(cast.chapter).get(address(name, key="na-po")).status_code == 403


def test_addresses_of_no_year_programme_or_unit_are_not_there(cast):
    client = client_of(cast.commune)

    for wrong in ({"year": 1990}, {"programme": "person"}, {"key": "khong-co"}):
        assert client.get(address("titles", **wrong)).status_code == 404
