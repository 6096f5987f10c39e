"""The private PostgreSQL server, with real processes, real kills and real leftovers."""

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any

import psutil
import psycopg
import pytest
from psycopg.conninfo import make_conninfo
from pytest_django import DjangoDbBlocker

from khuyenhoc.config.database import DatabaseUnavailable, database_settings
from khuyenhoc.foundation.database.base import DatabaseWrapper
from khuyenhoc.foundation.database.server import Server

VISITOR = """
import sys
from pathlib import Path
from khuyenhoc.foundation.database.server import server_in
server_in(Path(sys.argv[1])).address()
print("here", flush=True)
sys.stdin.read()
"""


@pytest.fixture(scope="session")
def made_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    server = Server(tmp_path_factory.mktemp("made") / "postgres")
    server.address()
    server.leave()
    return server.place


@pytest.fixture
def place(made_once: Path, tmp_path: Path) -> Path:
    """A place with an empty database and no server running, for one test."""
    subprocess.run(("cp", "-a", made_once, tmp_path / "postgres"), check=True)
    return tmp_path / "postgres"


@pytest.fixture
def open_server() -> Iterator[Callable[[Path], Server]]:
    """The server of a place; this process leaves it when the test ends."""
    with ExitStack() as opened:

        def opening(place: Path) -> Server:
            server = Server(place)
            opened.callback(server.leave)
            return server

        yield opening


@contextmanager
def a_visitor(place: Path) -> Iterator[subprocess.Popen[str]]:
    """Another process that uses the server of the place until its input is closed."""
    with subprocess.Popen(
        (sys.executable, "-c", VISITOR, place),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[2],
    ) as visitor:
        yield visitor


def wait_until_there(visitor: subprocess.Popen[str]) -> None:
    assert visitor.stdout is not None
    assert visitor.stdout.readline() == "here\n"


def ask(server: Server, statement: str) -> list[tuple[Any, ...]]:
    with psycopg.connect(
        make_conninfo(**server.address(), user="khuyenhoc", dbname="khuyenhoc")
    ) as connection:
        cursor = connection.execute(statement.encode())
        return cursor.fetchall() if cursor.description else []


def pid_of(place: Path) -> int:
    return int((place / "data" / "postmaster.pid").read_text().splitlines()[0])


def is_stopped(place: Path) -> bool:
    return not (place / "data" / "postmaster.pid").exists()


def kill_hard(pid: int) -> None:
    process = psutil.Process(pid)
    process.kill()
    with suppress(psutil.NoSuchProcess):
        while process.status() != psutil.STATUS_ZOMBIE:  # nobody may be there to bury it
            pass


def test_the_first_connection_makes_the_database_and_the_last_to_leave_stops_the_server(
    tmp_path: Path,
) -> None:
    place = tmp_path / "var" / "postgres"
    server = Server(place)

    ask(server, "CREATE TABLE kept (name text)")
    ask(server, "INSERT INTO kept VALUES ('Thạch An')")
    server.leave()
    stopped = is_stopped(place)
    kept = ask(server, "SELECT name FROM kept")
    server.leave()

    assert stopped
    assert kept == [("Thạch An",)]


def test_the_server_listens_on_no_network_and_lets_in_nobody_else(
    place: Path, open_server: Callable[[Path], Server]
) -> None:
    server = open_server(place)

    [(addresses, mode)] = ask(
        server, "SELECT current_setting('listen_addresses'), current_setting('unix_socket_permissions')"
    )

    assert (addresses, mode) == ("", "0700")
    assert (place / "data").stat().st_mode & 0o077 == 0


def test_the_database_knows_vietnamese_letters_and_keeps_the_clock_of_the_world(
    place: Path, open_server: Callable[[Path], Server]
) -> None:
    server = open_server(place)

    [(lowered, zone)] = ask(server, "SELECT lower('ĐÌNH PHONG Ấ'), current_setting('TimeZone')")

    assert (lowered, zone) == ("đình phong ấ", "UTC")


def test_processes_that_come_at_once_to_a_new_place_share_one_server_until_the_last_leaves(
    tmp_path: Path,
) -> None:
    place = tmp_path / "postgres"

    with a_visitor(place) as one, a_visitor(place) as other:
        wait_until_there(one)
        wait_until_there(other)
        pid = pid_of(place)
        one.communicate()
        still = pid_of(place)
        other.communicate()

    assert still == pid
    assert is_stopped(place)


def test_a_killed_process_leaves_a_server_that_the_next_one_uses_and_stops(place: Path) -> None:
    with a_visitor(place) as visitor:
        wait_until_there(visitor)
        visitor.kill()
    pid = pid_of(place)
    server = Server(place)

    server.address()
    same = pid_of(place) == pid
    server.leave()

    assert same
    assert is_stopped(place)


def test_a_forked_child_keeps_the_server_for_itself(place: Path) -> None:
    script = """
import os, sys
from pathlib import Path
from khuyenhoc.foundation.database.server import server_in
place = Path(sys.argv[1])
server_in(place).address()
if os.fork() == 0:
    server_in(place).address()
    server_in(place).leave()
    os._exit(0)
os.wait()
print("still" if (place / "data" / "postmaster.pid").exists() else "stopped")
"""

    done = subprocess.run(
        (sys.executable, "-c", script, place),
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=True,
    )

    assert done.stdout == "still\n"
    assert is_stopped(place)


def test_a_killed_server_is_started_again_by_the_next_connection_of_the_same_process(
    place: Path, monkeypatch: pytest.MonkeyPatch, django_db_blocker: DjangoDbBlocker
) -> None:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    whole: dict[str, Any] = {
        "TIME_ZONE": None,
        "AUTOCOMMIT": True,
        "ATOMIC_REQUESTS": False,
        "TEST": {},
        "PASSWORD": "",
        "HOST": "",
        "PORT": "",
        "OPTIONS": {},
    }
    connection = DatabaseWrapper(whole | database_settings(place.parent))
    try:
        with django_db_blocker.unblock(), connection.cursor() as cursor:
            cursor.execute("CREATE TABLE kept AS SELECT 58 AS communes")
        kill_hard(pid_of(place))
        connection.close()

        with django_db_blocker.unblock(), connection.cursor() as cursor:
            cursor.execute("SELECT communes FROM kept")
            kept = cursor.fetchone()

        assert kept == (58,)
    finally:
        connection.close()


def test_a_killed_server_is_started_again_by_the_next_process(
    place: Path, open_server: Callable[[Path], Server]
) -> None:
    with a_visitor(place) as visitor:
        wait_until_there(visitor)
        kill_hard(pid_of(place))
        visitor.kill()

    assert ask(open_server(place), "SELECT 1") == [(1,)]


def test_a_record_whose_number_now_belongs_to_another_process_is_put_aside(
    place: Path, open_server: Callable[[Path], Server]
) -> None:
    data = place / "data"
    owner = data.stat()
    with (
        subprocess.Popen(("sleep", "60"), user=owner.st_uid, group=owner.st_gid, extra_groups=[])
        if os.geteuid() == 0
        else subprocess.Popen(("sleep", "60")) as bystander
    ):
        for leftover in (data / "postmaster.pid", data / ".s.PGSQL.5432.lock"):
            leftover.write_text(f"{bystander.pid}\n{data}\n1700000000\n5432\n{data}\n\n  1 1\nready   \n")
            os.chown(leftover, owner.st_uid, owner.st_gid)
            leftover.chmod(0o600)

        answered = ask(open_server(place), "SELECT 1")
        unharmed = bystander.poll() is None
        bystander.kill()

    assert answered == [(1,)]
    assert unharmed


@pytest.mark.parametrize("torn", ["", "không phải số\n", "-12\n"])
def test_a_torn_record_of_a_server_is_no_obstacle(
    torn: str, place: Path, open_server: Callable[[Path], Server]
) -> None:
    record = place / "data" / "postmaster.pid"
    record.write_text(torn)
    shutil.copystat(place / "data" / "PG_VERSION", record)
    os.chown(record, (place / "data").stat().st_uid, (place / "data").stat().st_gid)

    assert ask(open_server(place), "SELECT 1") == [(1,)]


def test_data_of_another_postgresql_is_refused_with_the_way_out(place: Path) -> None:
    (place / "data" / "PG_VERSION").write_text("16\n")

    with pytest.raises(DatabaseUnavailable, match=r"do PostgreSQL 16 lập.*KHUYENHOC_VAR"):
        Server(place).address()


def test_a_directory_that_is_not_whole_is_refused_and_nothing_in_it_is_touched(place: Path) -> None:
    (place / "data" / "global" / "pg_control").unlink()
    before = sorted((place / "data").rglob("*"))

    with pytest.raises(DatabaseUnavailable, match="không phải một thư mục dữ liệu PostgreSQL trọn vẹn"):
        Server(place).address()

    assert sorted((place / "data").rglob("*")) == before


def test_damaged_data_is_refused_with_what_postgresql_said(place: Path) -> None:
    (place / "data" / "global" / "pg_control").write_bytes(b"\0" * 8192)

    with pytest.raises(DatabaseUnavailable, match=r"PostgreSQL báo “.*FATAL.*Dữ liệu không bị xoá"):
        Server(place).address()


def test_a_making_that_was_cut_short_leaves_nothing_in_the_way(
    tmp_path: Path, open_server: Callable[[Path], Server]
) -> None:
    unfinished = tmp_path / "postgres" / "unfinished-abc"
    (unfinished / "base").mkdir(parents=True)
    (unfinished / "PG_VERSION").write_text("18\n")

    answered = ask(open_server(tmp_path / "postgres"), "SELECT 1")

    assert answered == [(1,)]
    assert not unfinished.exists()


def test_a_long_path_with_vietnamese_letters_blanks_and_quotes_serves(
    made_once: Path, tmp_path: Path, open_server: Callable[[Path], Server]
) -> None:
    place = tmp_path / ("Hội Khuyến học, tỉnh 'Cao Bằng' $HOME " * 5).strip() / "postgres"
    place.parent.mkdir()
    subprocess.run(("cp", "-a", made_once, place), check=True)
    server = open_server(place)

    answered = ask(server, "SELECT 1")
    socket = server.address()["host"]
    server.leave()

    assert answered == [(1,)]
    assert len(socket) < 60
    assert not Path(socket).exists()


def test_a_directory_somebody_laid_out_for_the_socket_is_not_trusted(made_once: Path, tmp_path: Path) -> None:
    place = tmp_path / "tỉnh" / "postgres"
    place.parent.mkdir()
    subprocess.run(("cp", "-a", made_once, place), check=True)
    laid_out = Path("/tmp") / f"khuyenhoc-{hashlib.sha256(os.fsencode(place / 'data')).hexdigest()[:16]}"  # noqa: S108
    laid_out.mkdir()
    laid_out.chmod(0o777)
    try:
        with pytest.raises(DatabaseUnavailable, match=str(laid_out)):
            Server(place).address()
    finally:
        laid_out.rmdir()


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "var").write_text("một tệp, không phải thư mục")

    with pytest.raises(DatabaseUnavailable, match=r"var/postgres: không phải là thư mục.*KHUYENHOC_VAR"):
        Server(tmp_path / "var" / "postgres").address()


def test_no_room_on_the_disk_is_said_before_anything_is_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("khuyenhoc.foundation.database.directory._NEEDED", 1 << 62)

    with pytest.raises(DatabaseUnavailable, match="gần đầy"):
        Server(tmp_path / "postgres").address()

    assert not (tmp_path / "postgres" / "data").exists()
