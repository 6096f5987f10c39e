"""The road of a sheet, walked the same way by every kind: handed in, looked at, stored once, or put aside."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from khuyenhoc.domain.figures.models import FigureSheet
from khuyenhoc.domain.organisation.models import Reorganisation
from khuyenhoc.domain.people.models import RegisterSheet
from khuyenhoc.foundation.waiting.models import Storing, WaitingRow, WaitingSheet
from khuyenhoc.interfaces.jobs.kinds import KINDS
from tests.cast import Cast, client_of

HEADING = "effective_on,document,act,unit,heir,parent,kind,name,official_code,note"
REFORM = "2026-03-01,12/NQ-HĐND,{act},duc-long,dong-khe,,,,,"


@dataclass(frozen=True)
class Walked:
    """One kind as its pages have it: sound, with one fault, what is stored, and what a form sends besides."""

    name: str
    sound: str
    unsound: str
    stored: Callable[[], int]
    fields: Mapping[str, str]
    store_as: str = "store"


WALKED = {
    "figures": Walked(
        "sheet",
        "unit,period,indicator,value\nduc-long,2024,org.chapters,19\n",
        "unit,period,indicator,value\nduc-long,2024,org.chapters,19\nduc-long,2024,org.members,ba\n",
        FigureSheet.objects.count,
        {},
    ),
    "registers": Walked(
        "register",
        "Họ và tên chủ hộ,Xóm,Số khẩu\nNông Văn Hoà,Nà Pò,4\n",
        "Họ và tên chủ hộ,Xóm,Số khẩu\nNông Văn Hoà,Nà Pò,ba\n",
        RegisterSheet.objects.count,
        {"kind": "family", "unit": "duc-long", "year": "2026"},
    ),
    "reforms": Walked(
        "reform",
        f"{HEADING}\n{REFORM.format(act='merge')}\n",
        f"{HEADING}\n{REFORM.format(act='gop')}\n",
        Reorganisation.objects.count,
        {},
        store_as="apply",
    ),
}
EVERY_KIND = pytest.mark.parametrize("kind", list(WALKED))


def test_every_kind_is_walked_here():
    assert set(WALKED) == set(KINDS)


@pytest.fixture
def client(cast: Cast) -> Client:
    return client_of(cast.province)


def hand_in(client: Client, kind: Walked, content: str) -> WaitingSheet:
    file = SimpleUploadedFile("bieu.csv", content.encode())
    client.post(reverse(f"web:{kind.name}-load"), {**kind.fields, "file": file})
    return WaitingSheet.objects.get()


def address(kind: Walked, step: str, sheet: WaitingSheet) -> str:
    return reverse(f"web:{kind.name}-{step}", kwargs={"token": sheet.token})


def store(client: Client, kind: Walked, sheet: WaitingSheet):
    form = {"stamp": sheet.part.get("stamp", "")}
    return client.post(address(kind, kind.store_as, sheet), form, follow=True)


@EVERY_KIND
def test_looking_at_a_sheet_stores_nothing_and_reads_no_file_again(client: Client, kind: str) -> None:
    walked = WALKED[kind]
    before = walked.stored()
    sheet = hand_in(client, walked, walked.sound)

    with CaptureQueriesContext(connection) as asked:
        pages = [
            client.get(address(walked, "trial", sheet), wanted)
            for wanted in ({}, {"state": "new"}, {"q": "duc"}, {"rows": "csv"}, {"problems": "csv"})
        ]

    assert [page.status_code for page in pages] == [200] * 5
    assert not [query["sql"] for query in asked if '"content"' in query["sql"]]
    assert walked.stored() == before


@EVERY_KIND
def test_a_sheet_is_stored_once_and_then_waits_no_longer(client: Client, kind: str) -> None:
    walked = WALKED[kind]
    before = walked.stored()
    sheet = hand_in(client, walked, walked.sound)

    stored, again = store(client, walked, sheet), store(client, walked, sheet)

    assert stored.status_code == again.status_code == 200
    assert "không còn chờ" in again.content.decode()
    assert walked.stored() == before + 1
    assert not WaitingSheet.objects.exists()
    assert not WaitingRow.objects.exists()
    assert Storing.objects.get().state == "stored"


@EVERY_KIND
def test_a_fault_is_listed_with_its_row_and_stops_the_whole_sheet(client: Client, kind: str) -> None:
    walked = WALKED[kind]
    before = walked.stored()
    sheet = hand_in(client, walked, walked.unsound)

    listed = client.get(address(walked, "trial", sheet), {"problems": "csv"}).content.decode("utf-8-sig")
    refused = store(client, walked, sheet)

    assert len(listed.strip().splitlines()) == 2
    assert Storing.objects.get().state == "refused"
    assert Storing.objects.get().refusal in refused.content.decode()
    assert walked.stored() == before
    assert WaitingSheet.objects.exists()


@EVERY_KIND
def test_a_sheet_put_aside_is_gone_with_its_preview(client: Client, kind: str) -> None:
    walked = WALKED[kind]
    sheet = hand_in(client, walked, walked.sound)

    client.post(address(walked, "discard", sheet))

    assert not WaitingSheet.objects.exists()
    assert not WaitingRow.objects.exists()


@EVERY_KIND
def test_another_account_finds_neither_the_sheet_nor_its_progress(
    cast: Cast, client: Client, kind: str
) -> None:
    walked = WALKED[kind]
    before = walked.stored()
    sheet = hand_in(client, walked, walked.sound)
    Storing.objects.create(token=sheet.token, account=cast.province, kind=kind, language="vi")
    other = client_of(cast.stranger)

    looked = [other.get(address(walked, step, sheet), follow=True) for step in ("trial", "storing")]
    for step in (walked.store_as, "discard"):
        other.post(address(walked, step, sheet))

    assert not [answer for answer in looked if "bieu.csv" in answer.content.decode()]
    assert {answer.redirect_chain[-1][0] for answer in looked} == {reverse(f"web:{walked.name}-load")}
    assert walked.stored() == before
    assert WaitingSheet.objects.filter(token=sheet.token).exists()


@EVERY_KIND
def test_a_preview_in_another_language_is_read_again_and_kept(client: Client, kind: str) -> None:
    walked = WALKED[kind]
    sheet = hand_in(client, walked, walked.sound)
    client.cookies["django_language"] = "en"

    reread = client.get(address(walked, "trial", sheet))
    with CaptureQueriesContext(connection) as asked:
        client.get(address(walked, "trial", sheet))

    sheet.refresh_from_db()
    assert reread.status_code == 200
    assert sheet.language == "en"
    assert not [query["sql"] for query in asked if '"content"' in query["sql"]]


def test_a_tab_or_a_page_of_twenty_thousand_rows_reads_a_hundred_and_no_file(
    cast: Cast, client: Client
) -> None:
    walked = WALKED["registers"]
    rows = "".join(f"Nông Văn {'ABCDEFGH'[n % 8]}{n},Nà Pò,{n % 9 + 1}\n" for n in range(20_000))
    sheet = hand_in(client, walked, "Họ và tên chủ hộ,Xóm,Số khẩu\n" + rows)

    with CaptureQueriesContext(connection) as asked:
        last = client.get(address(walked, "trial", sheet), {"page": "200"}).content.decode()
        tab = client.get(address(walked, "trial", sheet), {"state": "new", "page": "7"}).content.decode()

    of_rows = [query["sql"] for query in asked if "waiting_waitingrow" in query["sql"]]
    assert WaitingRow.objects.filter(sheet=sheet).count() == 20_000
    assert not [query["sql"] for query in asked if '"content"' in query["sql"]]
    assert [re.findall(r'"(change|place)" (>=|<) (\d+)', sql) for sql in of_rows] == [
        [("change", ">=", "19900"), ("change", "<", "20000")],
        [("place", ">=", "600"), ("place", "<", "700")],
    ]
    assert (last.count('<th scope="row">Nông Văn'), tab.count('<th scope="row">Nông Văn')) == (100, 100)


def test_rows_are_found_by_words_without_their_accents(client: Client) -> None:
    walked = WALKED["registers"]
    sheet = hand_in(client, walked, walked.sound + "Lý Thị Én,Nà Pò,3\n")

    page = client.get(address(walked, "trial", sheet), {"q": "ly thi en"}).content.decode()

    assert "Lý Thị Én" in page
    assert "Nông Văn Hoà" not in page
