"""Titles over the year: what the calendar closes, what is owed, what runs out, and the lists of a year."""

from __future__ import annotations

import shutil
from datetime import date

import pytest
import time_machine
from django.urls import reverse

from khuyenhoc.domain.learning import services
from khuyenhoc.domain.learning.models import Programme
from khuyenhoc.domain.learning.rules import deadlines
from khuyenhoc.domain.learning.states import State
from khuyenhoc.foundation.values import datafiles
from khuyenhoc.foundation.values.mandates import Action
from tests.cast import client_of
from tests.domain.learning.titles import (
    HAMLETS,
    citizen,
    group,
    machine,
    own_set,
    self_assessed,
    state_of,
    verified,
)
from tests.interfaces.web.conftest import words
from tests.interfaces.web.the_titles import meeting, page


@pytest.fixture(autouse=True)
def late_december():
    with time_machine.travel("2025-12-22 08:00 +0700", tick=True):
        yield


def test_where_the_calendar_closes_a_step_the_page_says_since_when(cast, tmp_path, monkeypatch):
    shutil.copytree(datafiles.DATA, tmp_path / "data")
    calendar = tmp_path / "data" / deadlines.FILE
    calendar.write_text(calendar.read_text().replace('code = "meeting"', 'code = "meeting"\ncloses = true'))
    one = citizen("Nông Văn A", home=cast.na_po)
    self_assessed(one)
    monkeypatch.setattr(datafiles, "DATA", tmp_path / "data")
    deadlines.calendar.cache_clear()

    told = client_of(cast.chapter).post(page("meeting", key="na-po"), meeting([one]))

    deadlines.calendar.cache_clear()
    assert told.status_code == 422
    assert "“Họp bình xét” năm 2025 đã khóa sau ngày 30/11/2025" in told.content.decode()
    assert state_of(one) == State.SELF_ASSESSED


def test_a_list_narrowed_to_a_state_is_taken_away_narrowed(cast):
    a, _ = citizen("Nông Văn An", home=cast.na_po), citizen("Nông Văn Hoà", home=cast.na_po)
    self_assessed(a)

    taken = (
        client_of(cast.commune)
        .get(page(""), {"export": "csv", "state": "self_assessed"})
        .content.decode("utf-8-sig")
    )

    assert [line.split(",")[1] for line in taken.splitlines()[1:]] == ["Nông Văn An"]


def test_what_titles_owe_stands_among_the_things_to_do(cast, signed_in):
    self_assessed(citizen("Nông Văn A", home=cast.na_po))

    told = words(signed_in(cast.commune).get(reverse("web:home")))

    assert "Titles of 2025" in told
    assert "Chapter meeting" in told
    assert "30/11/2025 22 days late" in told
    assert "Titles of 2025" not in words(signed_in(cast.stranger).get(reverse("web:home")))
    assert "Titles of 2025" not in words(signed_in(cast.editor).get(reverse("web:home")))


def test_titles_that_run_out_are_warned_of(cast, signed_in):
    own_set(HAMLETS.replace('{ code = "1.2"', '# { code = "1.2"'), unit=cast.cao_bang, on=date(2024, 1, 2))
    hamlet = group("community", "Xóm Nà Pò", unit=cast.na_po)
    one = services.register(
        mandate=machine(Action.REGISTER, date(2025, 2, 3)),
        programme=Programme.COMMUNITY,
        year=2025,
        subject=hamlet,
    )
    verified(one, unit=cast.na_po, given={"1.1": True, "1.3": True})
    services.decide(
        mandate=machine(Action.DECIDE),
        signed=services.SignedDecision(
            "125/QĐ-UBND", date(2025, 12, 20), "Nông Văn Ký", "Chủ tịch UBND xã", cast.duc_long
        ),
        programme=Programme.COMMUNITY,
        year=2025,
        registrations=[one.pk],
    )

    with time_machine.travel("2028-10-01 08:00 +0700", tick=True):
        client = signed_in(cast.commune)
        todo, titles = words(client.get(reverse("web:home"))), words(client.get(reverse("web:titles-home")))

    assert "1 recognition runs out soon or has run out" in todo
    assert "Xóm Nà Pò" in titles
    assert "until 20/12/2028" in titles


@pytest.mark.parametrize("year", ["9" * 4400, "²", "0000", "năm"])
def test_a_year_that_is_none_is_taken_for_this_one(cast, year):
    assert client_of(cast.commune).get(reverse("web:titles-home"), {"year": year}).status_code == 200


def test_letters_no_database_keeps_break_nothing(cast):
    one = citizen("Nông Văn A", home=cast.na_po)
    self_assessed(one)
    client = client_of(cast.commune)

    assert client.get(reverse("web:titles-home"), {"unit": "na\0"}).status_code == 404
    assert client.get(page(""), {"q": "a\0b"}).status_code == 200
    assert client.post(page("meeting"), meeting([one], **{f"r-{one.pk}": "tốt\0"})).status_code == 302
