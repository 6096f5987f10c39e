"""A locality's list through the pages: handed in, tried, stored, taken back; wrong lists; strangers."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from khuyenhoc.domain.learning.models import Registration
from khuyenhoc.domain.people.kinds import RegisterKind
from khuyenhoc.domain.people.models import Group, RegisterSheet, RegisterSheetRow
from khuyenhoc.domain.people.sheets import REGISTERS
from khuyenhoc.foundation.sheets import reading
from khuyenhoc.foundation.waiting.models import WaitingSheet
from khuyenhoc.interfaces.jobs.working import work
from tests.cast import client_of
from tests.foundation.bad_sheets import bad_sheets

LIST = """HỘI KHUYẾN HỌC XÃ ĐỨC LONG
Danh sách gia đình đăng ký năm 2026,,,
STT,Họ và tên chủ hộ,Xóm,Số khẩu
1,Nông Văn Hoà,Nà Pò,4
2,Lý Thị Én,Xóm Nà Pò,3
3,Bế Văn Ích,Lũng Lạ,2
"""


def hand_in(client, text, *, name="danh-sach.csv", kind="family", unit="duc-long", year="2026"):
    content = text if isinstance(text, bytes) else text.encode()
    return client.post(
        reverse("web:register-load"),
        {"kind": kind, "unit": unit, "year": year, "file": SimpleUploadedFile(name, content)},
        follow=True,
    )


def stored(client, text=LIST):
    hand_in(client, text)
    token = WaitingSheet.objects.get().token
    return client.post(reverse("web:register-store", kwargs={"token": token}), follow=True)


def test_a_localitys_own_list_is_shown_row_by_row_before_anything_is_stored(cast):
    page = hand_in(client_of(cast.commune), LIST).content.decode()

    assert "Nông Văn Hoà" in page
    assert "Chưa có chi hội nào tên “Lũng Lạ”" in page
    assert not Group.objects.exists()


def test_it_is_stored_whole_and_everybody_registered(cast):
    page = stored(client_of(cast.commune)).content.decode()

    assert RegisterSheet.objects.get().loaded_by == cast.commune
    assert (Group.objects.count(), Registration.objects.filter(year=2026, programme="family").count()) == (
        3,
        3,
    )
    assert "danh-sach.csv" in page
    assert not WaitingSheet.objects.exists()


def test_the_same_list_again_changes_nothing(cast):
    client = client_of(cast.commune)
    stored(client)
    stored(client)

    again = RegisterSheet.objects.order_by("-pk")[0]
    assert (again.new, again.changed, again.same) == (0, 0, 3)
    assert (Group.objects.count(), Registration.objects.count()) == (3, 3)


def test_a_list_is_taken_back_whole(cast):
    client = client_of(cast.commune)
    stored(client)
    sheet = RegisterSheet.objects.get()

    client.post(reverse("web:register-sheet-undo", kwargs={"sheet": sheet.pk}))

    sheet.refresh_from_db()
    assert sheet.undone_by == cast.commune
    assert (Group.objects.count(), Registration.objects.count()) == (0, 0)


def test_a_wrong_row_is_named_and_the_list_cannot_be_stored(cast):
    client = client_of(cast.commune)
    page = hand_in(client, LIST.replace("Pò,3", "Pò,ba")).content.decode()
    token = WaitingSheet.objects.get().token

    assert "Dòng 5, cột Số khẩu" in page
    assert reverse("web:register-store", kwargs={"token": token}) not in page
    client.post(reverse("web:register-store", kwargs={"token": token}))
    assert not Group.objects.exists()


def test_every_row_with_its_reason_can_be_taken_away(cast):
    client = client_of(cast.commune)
    hand_in(client, LIST)
    token = WaitingSheet.objects.get().token

    taken = client.get(
        reverse("web:register-trial", kwargs={"token": token}), {"rows": "csv"}
    ).content.decode("utf-8-sig")

    assert len(taken.strip().splitlines()) == 4
    assert "Lũng Lạ" in taken


@pytest.mark.parametrize("kind", list(RegisterKind))
def test_a_blank_list_is_read_back_by_its_own_definition(cast, kind):
    blank = client_of(cast.commune).get(reverse("web:register-blank", kwargs={"kind": kind.value}))

    assert blank["Content-Type"].endswith("spreadsheetml.sheet")
    assert (
        list(reading.read_rows(blank.content, "mau.xlsx", REGISTERS[kind], notice=lambda sentence: None))
        == []
    )


def test_broken_files_are_refused_or_stored_whole_and_never_break_the_page(cast):
    """
    Every tenth of the corpus goes through the pages, asked to be stored where it can be read; all of it
    through the reader in its own test.
    """
    client = client_of(cast.commune)

    for what, name, content in list(bad_sheets())[::10]:
        answer = hand_in(client, content, name=name or "khong-ten")
        assert answer.status_code in (200, 413, 422), what
        for waiting in WaitingSheet.objects.all():
            client.post(reverse("web:register-store", kwargs={"token": waiting.token}))
            client.post(reverse("web:register-discard", kwargs={"token": waiting.token}))
        assert Group.objects.count() == sum(RegisterSheet.objects.values_list("new", flat=True)), what
        assert RegisterSheetRow.objects.count() == sum(
            sheet.new + sheet.changed + sheet.same for sheet in RegisterSheet.objects.all()
        ), what


def test_a_stranger_and_a_neighbour_find_nothing(cast):
    client = client_of(cast.commune)
    stored(client)
    hand_in(client, LIST)
    token, sheet = WaitingSheet.objects.get().token, RegisterSheet.objects.get().pk
    stranger = client_of(cast.stranger)

    for name, kwargs in (
        ("register-trial", {"token": token}),
        ("register-sheet", {"sheet": sheet}),
    ):
        assert stranger.get(reverse(f"web:{name}", kwargs=kwargs)).status_code in (302, 403, 404)
    for name, kwargs in (
        ("register-store", {"token": token}),
        ("register-discard", {"token": token}),
        ("register-sheet-undo", {"sheet": sheet}),
    ):
        assert stranger.post(reverse(f"web:{name}", kwargs=kwargs)).status_code in (302, 403, 404)
    assert hand_in(stranger, LIST).status_code in (403, 422)
    assert WaitingSheet.objects.filter(token=token).exists()
    assert Group.objects.count() == 3


@pytest.mark.django_db(transaction=True)
def test_a_long_list_is_stored_while_the_page_says_how_far_it_is(cast):
    client = client_of(cast.commune)
    hand_in(
        client,
        "Họ và tên chủ hộ,Xóm,Số khẩu\n"
        + "".join(f"Nông Văn {'A' * (n % 60 + 1)} {n},Nà Pò,{n % 9 + 1}\n" for n in range(6_000)),
    )
    token = WaitingSheet.objects.get().token

    watching = client.post(reverse("web:register-store", kwargs={"token": token}))
    assert watching["Location"] == reverse("web:register-storing", kwargs={"token": token})
    assert client_of(cast.stranger).get(watching["Location"]).status_code in (302, 403)

    waits = client.get(watching["Location"])
    assert waits["Refresh"] == "2"
    assert "Đang chờ đến lượt" in waits.content.decode()

    work(until_idle=True)

    answer = client.get(watching["Location"])
    assert answer["Location"] == reverse(
        "web:register-sheet", kwargs={"sheet": RegisterSheet.objects.get().pk}
    )
    assert Group.objects.count() == 6_000
