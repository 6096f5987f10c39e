"""
What every test stands on: the private PostgreSQL server (or DATABASE_URL's), files of its own, closed
sockets, a real browser where there is one.

The server is the one of KHUYENHOC_VAR, shared by all processes of a run, started at the first query and
stopped when the last test is done; `make test` keeps its own in var/test between runs, since making one takes
a second. In it each process gets a fresh database, a copy of a migrated one (`tests/migrated.py`).
"""

from __future__ import annotations

import ipaddress
import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import override_settings
from playwright.sync_api import Browser, Page, sync_playwright
from pytest_django import DjangoDbBlocker
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling, Scheduling

from khuyenhoc.foundation.analytics.engines import is_installed
from tests.migrated import migrated_database

_CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
_CHROMIUM_OPTIONS = [
    "--no-sandbox",  # CI is root in a container
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",
]
_PATIENCE = 15_000
"""Milliseconds a page has for what a test waits for."""

_DEAR = ("test_serving", "test_killed_and_crowded", "test_reforms_killed_and_crowded")
"""Files whose tests share a server or a platform that takes seconds to make: one process runs such a file."""

_sockets = {"closed": False}


class _TestByTest(LoadScopeScheduling):  # type: ignore[misc]
    """Each process takes the next test, or the next dear file, in the order in which they were collected."""

    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.partition("::")[0]
        return file if Path(file).stem in _DEAR else nodeid


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> Scheduling:
    """The order is kept, since tests that commit empty the tables: they come after those rolled back."""
    config.option.loadscopereorder = False
    return _TestByTest(config, log)


class ReachedOut(RuntimeError):
    """A test wanted to talk to another machine."""


def _refuse_other_machines(event: str, arguments: tuple[Any, ...]) -> None:
    if not _sockets["closed"]:
        return
    if event == "socket.connect" and isinstance(arguments[1], tuple):  # a Unix socket's address is a string
        host = arguments[1][0]
    elif event == "socket.getaddrinfo":
        host = arguments[0]
    else:
        return
    if host not in (None, "", "localhost") and not _is_this_machine(host):
        raise ReachedOut(f"A test reached out to {host}: tests talk to this machine only.")


def _is_this_machine(host: str | bytes) -> bool:
    try:
        address = ipaddress.ip_address(host.decode() if isinstance(host, bytes) else host)
    except ValueError:
        return False
    return address.is_loopback or address.is_unspecified


sys.addaudithook(_refuse_other_machines)


@pytest.fixture(scope="session", autouse=True)
def closed_sockets() -> Iterator[None]:
    """No test reaches beyond this machine."""
    _sockets["closed"] = True
    yield
    _sockets["closed"] = False


@pytest.fixture(scope="session", autouse=True)
def files_of_their_own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """
    What the platform writes while it is tested goes away with the test run, and no thread writes beside it;
    passwords are hashed at once.
    """
    place = tmp_path_factory.mktemp("files")
    with override_settings(
        MEDIA_ROOT=place / "media",
        SNAPSHOTS=place / "snapshots",
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
        PUBLISHED=place / "published",
        VISITS_WRITTEN_BY_THREAD=False,
    ):
        yield


def pytest_runtest_setup(item: pytest.Item) -> None:
    """The tests that count with Spark are skipped where Spark or its Java is missing, and say so."""
    if item.get_closest_marker("spark") is None:
        return
    if not is_installed("pyspark"):
        pytest.skip("no Spark here: `make spark` installs it")
    if shutil.which("java") is None and "JAVA_HOME" not in os.environ:
        pytest.skip("no Java here: run .ci/java as root, or install the package openjdk-17-jre-headless")


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None, django_db_blocker: DjangoDbBlocker
) -> None:
    """The database of this process is a copy of the migrated one."""
    with django_db_blocker.unblock():
        connection.settings_dict["TEST"]["TEMPLATE"] = migrated_database()


@pytest.fixture(scope="session")
def browser(django_db_setup: None) -> Iterator[Browser]:
    """
    Debian's Chromium, one for all tests; what it may look up is this machine alone. It is closed before the
    database is dropped, since an open connection of its keeps a thread of the live server, and that one's
    connection to the database.
    """
    chromium = next(filter(None, map(shutil.which, _CHROMIUM)), None)
    if chromium is None:
        pytest.skip("no Chromium on this machine: run .ci/chromium as root, or install the package chromium")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = (
        "true"  # Playwright keeps a loop running in this thread, which Django takes for async code
    )
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=_CHROMIUM_OPTIONS)
        yield browser
        browser.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A fresh page of a Vietnamese reader; an error in a script of ours fails the test."""
    context = browser.new_context(
        locale="vi-VN",
        timezone_id="Asia/Ho_Chi_Minh",
        viewport={"width": 1280, "height": 800},
        reduced_motion="reduce",
    )
    context.set_default_timeout(_PATIENCE)
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    yield page
    context.close()
    assert errors == []
