"""What the platform reports of its own work, and that no line of it names a person or quotes a sheet."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.http import HttpRequest, HttpResponse  # noqa: TID251 - a view of this test breaks
from django.test import Client
from django.urls import path, reverse
from pytest_django import Settings

from khuyenhoc.config.urls import handler500
from khuyenhoc.domain.people.models import Account
from khuyenhoc.interfaces.logs import JsonLines, TextLines
from khuyenhoc.interfaces.web.access import public
from tests.cast import Cast, cast, client_of
from tests.domain.people.persons import group, person
from tests.migrated import migrated_platform
from tests.processes import command

__all__ = ["cast", "handler500"]

PERSON, TELEPHONE, FAMILY = "Đàm Thị Riêng", "0912345678", "Hộ Nông Văn Kín"


@public
def breaking(request: HttpRequest) -> HttpResponse:
    raise ValueError(f"{PERSON} {TELEPHONE}")


urlpatterns = [path("hong/", breaking, name="breaking")]


@pytest.fixture
def reported() -> Iterator[list[str]]:
    """Each line as it is written, in both forms, one after the other."""
    lines: list[str] = []

    class Kept(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            lines.extend((JsonLines().format(record), TextLines().format(record)))

    handler = Kept()
    logging.getLogger().addHandler(handler)
    yield lines
    logging.getLogger().removeHandler(handler)


@pytest.fixture
def all_are_slow(settings: Settings) -> None:
    settings.SLOW_REQUEST_MS = 0


def a_client(account: Account) -> Client:
    client = client_of(account)
    client.raise_request_exception = False
    return client


@pytest.mark.parametrize("given", ["0123456789abcdef", "proxy-7.2026-11-28_x"])
def test_a_well_formed_request_id_is_the_callers(given: str, db: None) -> None:
    answer = Client().get("/suc-khoe/", headers={"X-Request-ID": given})

    assert answer["X-Request-ID"] == given


@pytest.mark.parametrize("given", ["", "short", "a" * 65, "có dấu mà dài", 'x"}\n{"event":', "Nông Văn A"])
def test_any_other_request_gets_an_id_of_its_own(given: str, db: None) -> None:
    first, second = (
        Client().get("/suc-khoe/", headers={"X-Request-ID": given})["X-Request-ID"] for _ in range(2)
    )

    assert len(first) == len(second) == 16
    assert len({first, second, given}) == 3


def test_a_slow_request_is_reported_by_its_route(cast: Cast, all_are_slow: None, reported: list[str]) -> None:
    answer = client_of(cast.province).get("/lam-viec/so-lieu/duc-long/?period=2025")

    line = json.loads(reported[0])
    assert line.pop("seconds") >= 0
    assert line.pop("queries") > 0
    assert line.pop("at")
    assert line == {
        "level": "warning",
        "event": "slow request",
        "request": answer["X-Request-ID"],
        "method": "GET",
        "route": "web:figures",
        "status": 200,
        "account": cast.province.pk,
    }


def test_a_quick_request_is_not_reported(cast: Cast, settings: Settings, reported: list[str]) -> None:
    settings.SLOW_REQUEST_MS = 60_000

    client_of(cast.province).get("/lam-viec/")

    assert reported == []


@pytest.mark.parametrize("account", ["province", "stranger"])
def test_no_page_that_names_people_puts_a_name_into_the_log(
    cast: Cast, all_are_slow: None, reported: list[str], account: str
) -> None:
    someone = person(PERSON, home=cast.na_po, phone=TELEPHONE)
    family = group(FAMILY, unit=cast.na_po)
    client = a_client(getattr(cast, account))
    addresses = (
        "/lam-viec/",
        reverse("web:person", args=[someone.pk]),
        reverse("web:group", args=[family.pk]),
        f"{reverse('web:register', args=['member'])}?unit=na-po",
        f"{reverse('web:register', args=['member'])}?unit={PERSON}&q={TELEPHONE}",
        reverse("web:figures", args=[PERSON]),
        f"{reverse('portal:search')}?q={PERSON}",
        f"/{PERSON}/{TELEPHONE}/",
    )

    statuses = {client.get(address).status_code for address in addresses}
    client.post("/dang-nhap/", {"login": PERSON, "password": TELEPHONE})

    assert {200, 404} <= statuses
    events = [json.loads(line)["event"] for line in reported[::2]]
    assert events == ["slow request"] * (len(addresses) + 1)
    everything = "\n".join(reported)
    accounts = [kept.display_name for kept in Account.objects.all()]
    usernames = [kept.username for kept in Account.objects.all()]
    for words in (PERSON, TELEPHONE, FAMILY, "na-po", *accounts, *usernames):
        assert words not in everything


@pytest.mark.urls(__name__)
def test_a_failure_is_reported_without_its_message_and_the_page_shows_where_to_look(
    cast: Cast, reported: list[str]
) -> None:
    answer = a_client(cast.province).get("/hong/")

    line, text = json.loads(reported[0]), reported[1]
    assert (answer.status_code, line["level"], line["status"]) == (500, "error", 500)
    assert f"<code>{answer['X-Request-ID']}</code>" in answer.content.decode()
    assert (line["request"], line["route"]) == (answer["X-Request-ID"], "breaking")
    assert (line["error"], line["where"][-1].split(":")[0]) == ("ValueError", "tests/interfaces/test_logs.py")
    assert "test_logs.py" in text
    assert not any(PERSON in each or TELEPHONE in each for each in reported)


def test_a_librarys_message_is_reported_without_what_was_put_into_it(reported: list[str]) -> None:
    logging.getLogger("a.library").warning("Not found: %s", PERSON)
    logging.getLogger("a.library").warning(f"Not found: {PERSON}")

    first, second = (json.loads(line)["event"] for line in reported[::2])
    assert first == "Not found: %s"
    assert second.startswith("a.library in test_a_librarys_message")


def test_a_load_is_reported_with_its_counts_only_where_the_log_is_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    migrated_platform(tmp_path)
    sheet = tmp_path / f"{PERSON}.csv"
    sheet.write_text("key,parent,kind,name\ntinh,,province,Mẫu\n", encoding="utf-8")

    silent = load(tmp_path, sheet)
    monkeypatch.setenv("KHUYENHOC_LOG", "json")
    line = json.loads(load(tmp_path, sheet))

    assert silent == ""
    assert line.pop("at")
    assert line == {"level": "info", "event": "units loaded", "new": 0, "changed": 0, "same": 1}


def load(home: Path, sheet: Path) -> str:
    with command(home, "load", "units", sheet) as process:
        return str(process.communicate(timeout=600)[1])
