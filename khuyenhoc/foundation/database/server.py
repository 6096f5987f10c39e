"""
The private PostgreSQL server of a data directory, shared by every process that works on it.

The first connection starts it, the last process to leave stops it. Who is there is known by a lock each
process holds on one file, which the kernel takes back however the process ends: after a `kill -9` the server
is left running, and the next process finds it, uses it and stops it. It listens on a Unix socket in a
directory only its account (and root) may enter, and on no network.
"""

from __future__ import annotations

import atexit
import errno
import fcntl
import hashlib
import os
import re
import stat
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

import psutil
from psycopg.conninfo import make_conninfo
from psycopg.pq import PGconn, Ping

from khuyenhoc.foundation.database import directory
from khuyenhoc.foundation.database.account import Account, account_for
from khuyenhoc.foundation.database.unavailable import DatabaseUnavailable

PORT = "5432"
_LONGEST_SOCKET = 107
"""Bytes: what the kernel takes as the path of a Unix socket."""
_STILL_LEAVING = "pre-existing shared memory block"
"""What PostgreSQL says while the children of a killed server have not all gone yet."""
_LOG = "server.log"
_LOG_BYTES = 1024 * 1024
_SECONDS = 60
_SAID = {
    errno.EACCES: "không có quyền",
    errno.EPERM: "không được phép",
    errno.EROFS: "ổ đĩa chỉ cho đọc",
    errno.ENOSPC: "ổ đĩa đã đầy",
    errno.EDQUOT: "đã hết dung lượng được cấp",
    errno.ENOTDIR: "không phải là thư mục",
}
_SETTINGS = {
    "listen_addresses": "",
    "port": PORT,
    "unix_socket_permissions": "0700",
    "shared_buffers": "64MB",
    "max_connections": "50",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "io_method": "sync",  # no helper processes: a laptop's work is small
    "max_wal_size": "512MB",
    "timezone": "UTC",
    "log_checkpoints": "off",
}


class Server:
    """The server of one place: a directory that holds its data and the locks beside it."""

    def __init__(self, place: Path) -> None:
        self.place = place
        self.data = place / "data"
        self._socket: Path | None = None
        self._presence: IO[str] | None = None
        self._guard = threading.RLock()

    def address(self) -> dict[str, str]:
        """
        Host and port for a connection; the server is made and started if need be.

        :raises DatabaseUnavailable: there is none to be had
        """
        with self._guard:
            if self._socket is None:
                try:
                    self._socket = self._ensure()
                except OSError as wrong:
                    reason = _SAID.get(wrong.errno or 0, str(wrong.strerror or wrong))
                    raise self._refusal(f"{wrong.filename or self.place}: {reason}") from wrong
                except subprocess.TimeoutExpired as late:
                    raise self._refusal(f"PostgreSQL không xong việc sau {late.timeout:.0f} giây") from late
            return {"host": str(self._socket), "port": PORT}

    def is_answering(self) -> bool:
        return self._socket is not None and _answers(self._socket)

    def forget(self) -> None:
        """It is not where it was: look again at the next connection."""
        with self._guard:
            self._socket = None

    def leave(self) -> None:
        """This process needs the server no more. The last one out stops it."""
        with self._guard:
            presence, self._presence = self._presence, None
            socket, self._socket = self._socket, None
            if presence is None:
                return
            with (
                presence,
                suppress(OSError, DatabaseUnavailable, subprocess.TimeoutExpired),
                self._one_at_a_time(),
            ):
                fcntl.flock(
                    presence, fcntl.LOCK_EX | fcntl.LOCK_NB
                )  # BlockingIOError: another process is still there
                self._stop()
                if socket is not None and socket != self.data:
                    socket.rmdir()

    def after_fork(self) -> None:
        """A child has its own presence: closing the inherited file takes nothing from the parent."""
        self._guard = threading.RLock()
        if self._presence is not None:
            self._presence.close()
            self._presence = None
            self._socket = None

    def _ensure(self) -> Path:
        self.place.mkdir(parents=True, exist_ok=True)
        with self._one_at_a_time():
            programs = directory.programs()
            account = account_for(self.data, programs)
            if not self.data.exists():
                directory.make(self.data, account)
            directory.check(self.data)
            with self._presence_kept_if_it_runs():
                return self._running(account) or self._start(account, programs)

    @contextmanager
    def _one_at_a_time(self) -> Iterator[None]:
        """Only one process at a time makes, starts or stops."""
        with (self.place / "starting.lock").open("w") as lock:
            deadline = time.monotonic() + 2 * _SECONDS
            while True:
                try:
                    fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    break
                except BlockingIOError:
                    if time.monotonic() > deadline:
                        raise self._refusal(
                            "một tiến trình khác đang mở hoặc đóng nó, quá lâu chưa xong"
                        ) from None
                    time.sleep(0.02)
            yield

    @contextmanager
    def _presence_kept_if_it_runs(self) -> Iterator[None]:
        if self._presence is None:
            self._presence = (self.place / "users.lock").open("w")
            fcntl.flock(self._presence, fcntl.LOCK_SH)
        try:
            yield
        except BaseException:
            self._presence.close()
            self._presence = None
            raise

    def _running(self, account: Account) -> Path | None:
        """
        The socket's directory of the server that is running here, if one is.

        A record whose process is gone is left to PostgreSQL, which checks more than we could. But it takes
        any living process of its own account that has the recorded number for a server, and refuses to start;
        so where that process is no server of this data (after a restart of the machine numbers are given out
        again), the record is put aside. So is one that a full disk or a power cut left unreadable.
        """
        record = self.data / "postmaster.pid"
        deadline = time.monotonic() + _SECONDS
        while record.exists():
            try:
                lines = record.read_text().splitlines()
            except FileNotFoundError:  # it stopped this very moment
                return None
            pid = int(lines[0]) if lines and lines[0].isdigit() else 0
            sockets = [Path(line) for line in lines[4:5] if line] + [
                self.data
            ]  # it moved with the directory, if that was moved
            for socket in sockets:
                if _answers(socket):
                    return socket
            if pid and not psutil.pid_exists(pid):
                return None
            if not pid or not _is_server_of(self.data, sockets[0], pid, account):
                record.rename(record.with_name("postmaster.pid.stale"))
                (sockets[0] / f".s.PGSQL.{PORT}.lock").unlink(missing_ok=True)
                return None
            if time.monotonic() > deadline:
                raise self._refusal(f"PostgreSQL (tiến trình {pid}) đang chạy nhưng không trả lời")
            time.sleep(0.05)  # it is recovering, or stopping
        return None

    def _start(self, account: Account, programs: Path) -> Path:
        socket = self._socket_directory(account)
        log = self.data / _LOG
        if log.exists() and log.stat().st_size > _LOG_BYTES:
            log.rename(log.with_name(f"{_LOG}.old"))
        options = " ".join(
            f"-c {name}={value}"
            for name, value in (_SETTINGS | {"unix_socket_directories": str(socket)}).items()
        )
        pg_ctl = (
            programs / "bin" / "pg_ctl",
            "-D",
            ".",
            "-w",
            "-t",
            str(_SECONDS),
            "-s",
            "-l",
            _LOG,
            "-o",
            options,
            "start",
        )
        deadline = time.monotonic() + _SECONDS
        while True:
            before = log.stat().st_size if log.exists() else 0
            started = account.run(pg_ctl, within=self.data)
            if started.returncode == 0:
                return socket
            output = log.read_bytes()[before:].decode(errors="replace") if log.exists() else ""
            if _STILL_LEAVING not in output or time.monotonic() > deadline:
                raise self._refusal(directory.reason(output or started.stderr))
            time.sleep(0.1)

    def _stop(self) -> None:
        programs = directory.programs()
        account = account_for(self.data, programs)
        account.run(
            (programs / "bin" / "pg_ctl", "-D", ".", "-m", "fast", "-w", "-s", "stop"), within=self.data
        )

    def _socket_directory(self, account: Account) -> Path:
        """
        The data directory itself; where that is too long for a socket or not plain, a private one under the
        temporary directory.
        """
        own = str(self.data / f".s.PGSQL.{PORT}")
        if len(own) <= _LONGEST_SOCKET and re.fullmatch(r"[\w/.+-]+", own, re.ASCII):
            return self.data
        short = Path("/tmp") / f"khuyenhoc-{hashlib.sha256(os.fsencode(self.data)).hexdigest()[:16]}"  # noqa: S108 - checked below
        with suppress(FileExistsError):
            short.mkdir(mode=0o700)
            os.chown(short, account.uid, account.gid)
        status = short.lstat()
        if (
            not stat.S_ISDIR(status.st_mode)
            or status.st_uid != account.uid
            or stat.S_IMODE(status.st_mode) & 0o077
        ):
            raise self._refusal(
                f"cần thư mục {short} cho đường nối, nhưng nó đã có và không phải của riêng PostgreSQL này"
            )
        return short

    def _refusal(self, reason: str) -> DatabaseUnavailable:
        return DatabaseUnavailable(
            f"Không mở được cơ sở dữ liệu đi kèm ở {self.place}: {reason}. Dữ liệu không bị xoá. "
            "Sửa nguyên nhân ấy rồi chạy lại; hoặc đặt biến KHUYENHOC_VAR tới một thư mục ghi được, "
            "hoặc biến DATABASE_URL tới một máy chủ PostgreSQL có sẵn."
        )


def _answers(socket: Path) -> bool:
    """A server accepts connections there. One that is starting or stopping says no."""
    asked = make_conninfo(
        host=str(socket), port=PORT, user=directory.OWNER, dbname="postgres", connect_timeout=5
    )
    return PGconn.ping(asked.encode()) == Ping.OK


def _is_server_of(data: Path, socket: Path, pid: int, account: Account) -> bool:
    """The process is a PostgreSQL that was told to listen there, or that works in this data directory."""
    try:
        process = psutil.Process(pid)
        if not process.name().startswith("postgres") or process.uids().effective != account.uid:
            return False
        return f"unix_socket_directories={socket}" in process.cmdline() or os.path.samefile(
            process.cwd(), data
        )
    except (psutil.NoSuchProcess, psutil.AccessDenied, FileNotFoundError):
        return False  # gone, or in a container where root may not see another account's working directory


_servers: dict[Path, Server] = {}
_registry = threading.Lock()


def server_in(place: Path) -> Server:
    """The server of a place; one object a process."""
    with _registry:
        return _servers.setdefault(place.resolve(), Server(place.resolve()))


@atexit.register
def leave_all() -> None:
    for server in _servers.values():
        server.leave()


def _after_fork() -> None:
    for server in _servers.values():
        server.after_fork()


os.register_at_fork(after_in_child=_after_fork)
