"""
Sharing out the figures of a cut unit by weights: what stands by default, choosing, trying first, saving,
taking back, and who may.
"""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from khuyenhoc.domain.figures.models import SplitShare
from khuyenhoc.foundation.audit.models import AuditLine
from tests.domain.figures.a_reformed_province import NOW, figures, report, shown
from tests.interfaces.web.a_reformed_province import Province, province
from tests.interfaces.web.conftest import In, words

__all__ = ["province"]

TYPED = {
    "weight-xa-moi": "4.210",
    "weight-xa-4": "2.526",
    "basis": "dân số",
    "source": "Niên giám mẫu, trang 12",
    "counted_on": "2024-04-01",
    "indicators": ["org.members", "base.population"],
}


@pytest.fixture
def told(province: Province) -> Province:
    report(
        "xa-3 2023 org.members value=5",
        "xa-3 2024 org.members value=7",
        "xa-3 2024 fund.raised value=900",
        "xa-4 2024 org.members value=2",
    )
    return province


def overview(key: str = "xa-3") -> str:
    return reverse("web:split-shares", kwargs={"key": key})


def form(told: Province, *, way: str = "split-share", key: str = "xa-3") -> str:
    return reverse(f"web:{way}", kwargs={"key": key, "reform": told.number})


def test_by_default_the_figures_stay_and_the_page_names_where_they_show(
    told: Province, signed_in: In
) -> None:
    said = words(signed_in(told.chair).get(overview()))

    assert "Cut from 01/07/2025" in said
    assert "Xã Bốn; Xã Mới" in said
    assert "it shows at tỉnh Mẫu, the nearest unit that holds the whole of it" in said


def test_only_the_latest_figures_that_may_be_shared_out_are_listed(told: Province, signed_in: In) -> None:
    said = words(signed_in(told.chair).get(overview()))

    latest = said.split("Latest figures of the unit")[1]
    assert "Year 2024 7" in latest
    assert "900" not in latest
    assert "Year 2023" not in latest


def test_weights_can_be_tried_before_they_are_saved(told: Province, signed_in: In) -> None:
    answer = signed_in(told.chair).post(form(told), TYPED | {"try": "1"})

    said = words(answer)
    assert "Not saved yet." in said
    assert "Xã Mới (62,5 %)" in said
    assert "about 3 about 4" in said
    assert 'value="4.210"' in answer.content.decode()
    assert not SplitShare.objects.exists()


def test_saved_weights_are_what_every_page_of_figures_shows_and_say_who_chose_them(
    told: Province, signed_in: In
) -> None:
    answer = signed_in(told.chair).post(form(told), TYPED | {"save": "1"}, follow=True)

    said = words(answer)
    assert "Saved: the figures of xã Ba are shared out as estimates." in said
    assert "Niên giám mẫu, trang 12" in said
    assert "01/04/2024" in said
    assert "Nông Văn Tỉnh" in said
    assert (shown("xa-moi"), shown("tinh")) == (4, 9)
    assert "estimate" in {
        flag.code for flag in figures("xa-moi", "2024", NOW)["org.members", "computed"].flags
    }
    assert AuditLine.objects.filter(act="shared split").exists()


def test_what_was_chosen_stands_in_the_form_when_it_is_changed(told: Province, signed_in: In) -> None:
    client = signed_in(told.chair)
    client.post(form(told), TYPED | {"save": "1"})

    page = client.get(form(told)).content.decode()

    assert 'value="4.210"' in page
    assert 'value="2024-04-01"' in page
    assert page.count(" checked") == 2


@pytest.mark.parametrize(
    ("wrong", "field", "said"),
    [
        ({"weight-xa-moi": ""}, "weight-xa-moi", "Write the weight of this part"),
        ({"weight-xa-moi": "bốn nghìn"}, "weight-xa-moi", "is not a number"),
        ({"weight-xa-moi": "trên 4.000"}, "weight-xa-moi", "Write the number alone"),
        ({"weight-xa-moi": "0", "weight-xa-4": "0"}, "weight-xa-4", "All weights are 0."),
        ({"basis": " "}, "basis", "Write what the weights count"),
        ({"source": ""}, "source", "Write where the numbers come from."),
        ({"counted_on": "2100-01-01"}, "counted_on", "This day is still to come."),
        ({"counted_on": "30 tháng 2"}, "counted_on", "This is not a day."),
        ({"indicators": []}, "indicators", "Tick at least one indicator."),
        ({"indicators": ["fund.raised"]}, "indicators", "the others cannot be shared out"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field_and_on_top_and_nothing_typed_is_lost(
    told: Province, signed_in: In, wrong: dict[str, object], field: str, said: str
) -> None:
    answer = signed_in(told.chair).post(form(told), TYPED | wrong | {"save": "1"})

    page = answer.content.decode()
    assert answer.status_code == 422
    assert f'href="#id_{field}' in page
    assert f'id="id_{field}_error"' in page
    assert page.count(said) == 2
    assert 'value="2.526"' in page or "weight-xa-4" in wrong
    assert not SplitShare.objects.exists()


def test_a_choice_is_taken_back_and_the_figure_shows_where_it_did(told: Province, signed_in: In) -> None:
    client = signed_in(told.chair)
    client.post(form(told), TYPED | {"save": "1"})

    answer = client.post(form(told, way="split-unshare"), follow=True)

    assert "Taken back: the figures of xã Ba show where they did before" in words(answer)
    assert shown("xa-moi") is None
    assert AuditLine.objects.filter(act="unshared split").exists()


def test_taking_back_twice_is_no_fault(told: Province, signed_in: In) -> None:
    client = signed_in(told.chair)

    assert client.post(form(told, way="split-unshare")).status_code == 302


def test_nothing_is_changed_by_looking(told: Province, signed_in: In) -> None:
    assert signed_in(told.chair).get(form(told, way="split-unshare")).status_code == 405


def test_figures_reported_below_the_cut_unit_follow_their_units_and_are_not_shared_out(
    told: Province, signed_in: In
) -> None:
    report("xom-n 2024 org.members value=3", "xom-s 2024 org.members value=4")

    said = words(signed_in(told.chair).post(form(told), TYPED | {"try": "1"}))

    assert "follows the units below, which reported it" in said
    assert "about 4" not in said


def test_an_inspector_sees_the_choice_and_no_way_to_change_it(told: Province, signed_in: In) -> None:
    signed_in(told.chair).post(form(told), TYPED | {"save": "1"})
    client = signed_in(told.inspector)

    page = client.get(overview()).content.decode()

    assert "Niên giám mẫu, trang 12" in page
    assert form(told) not in page
    assert "Take the estimate back" not in page
    assert client.get(form(told)).status_code == 403
    assert client.post(form(told), TYPED | {"save": "1"}).status_code == 403
    assert client.post(form(told, way="split-unshare")).status_code == 403


def test_strangers_and_the_heirs_of_a_part_are_refused_on_every_way(told: Province, signed_in: In) -> None:
    for account in (told.stranger, told.head):
        client = signed_in(account)
        assert client.get(overview()).status_code == 404
        assert client.get(form(told)).status_code == 404
        assert client.post(form(told), TYPED | {"save": "1"}).status_code == 404
        assert client.post(form(told, way="split-unshare")).status_code == 404
    assert signed_in(told.nobody).get(overview()).status_code == 403
    assert not SplitShare.objects.exists()


def test_a_unit_that_was_never_cut_says_so(told: Province, signed_in: In) -> None:
    client = signed_in(told.chair)

    assert "This unit was never cut" in words(client.get(overview("xa-1")))
    assert client.get(form(told, key="xa-1")).status_code == 404
    assert client.get(overview("khong-co")).status_code == 404


def test_more_figures_ask_no_more_queries(told: Province, signed_in: In) -> None:
    client = signed_in(told.chair)
    client.get(overview())
    with CaptureQueriesContext(connection) as few:
        client.get(overview())

    report(
        *(f"xa-3 2024 {code} value=3" for code in ("base.population", "base.households", "org.members.party"))
    )
    with CaptureQueriesContext(connection) as many:
        client.get(overview())

    assert len(many) == len(few)
