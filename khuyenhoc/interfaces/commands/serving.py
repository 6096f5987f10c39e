"""
The web server: granian, a process for each core with a few threads, on IPv4 and IPv6, static files from a
directory without waking Python. Beside it runs the worker of the background jobs (`interfaces.jobs.working`).
"""

from __future__ import annotations

import argparse
import errno
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from threading import Event, Thread
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.db import connection, connections
from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server.mp import MPServer

STATIC_SECONDS = 600
"""
How long a browser keeps a static file without asking again: granian answers no such question, and an update
must not stay unseen.
"""
THREADS = 4
"""Requests a process answers at once; each may hold a database connection."""
MOST_PROCESSES = 8
"""Web processes at most, unless more are asked for: the private database server has 50 connections."""

_WORK = ("-m", "khuyenhoc.interfaces.commands.command_line", "work", "--with-parent")
_STARTS_AGAIN_SECONDS = 5
_WORKER_ENDS_SECONDS = 10


class _Server(MPServer):
    """Granian that says where it can be reached once it can, and stops when its terminal is closed."""

    def __init__(self, *args: Any, announce: Callable[[], None], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._announce = announce

    def startup(self, *args: Any, **kwargs: Any) -> None:
        ignored = signal.getsignal(signal.SIGHUP) == signal.SIG_IGN  # under nohup
        super().startup(*args, **kwargs)  # type: ignore[no-untyped-call]
        signal.signal(signal.SIGHUP, signal.SIG_IGN if ignored else self.signal_handler_interrupt)
        while not self.main_loop_interrupt.wait(0.02):
            with socket.socket(socket.AF_INET) as visitor:
                if visitor.connect_ex(("127.0.0.1", self.bind_port)) == 0:
                    self._announce()
                    return


def serve(port: int = 8000, *, processes: int | None = None, runs_jobs: bool = True) -> int:
    """
    Serve the platform until it is told to stop (Ctrl-C, SIGTERM, a closed terminal).

    :param processes: web processes; one for each core where nothing is said
    :param runs_jobs: whether the worker of the background jobs runs beside them
    :return: 0 when told to stop, 1 when it cannot listen or fails
    :raises DatabaseUnavailable: there is no database to work on
    """
    if not 1 <= port <= 65535:
        print(f"Không có cổng {port}: cổng là một số từ 1 đến 65535.", file=sys.stderr)
        return 1
    try:
        host, notes = _free_address(port)
    except OSError as wrong:
        print(_why_not(port, wrong), file=sys.stderr)
        return 1
    connection.ensure_connection()  # this process keeps the private server up as long as the others need it
    call_command("collectstatic", interactive=False, verbosity=0)
    connections.close_all()  # the web processes are forks: each must open its own
    jobs = _JobsWorker() if runs_jobs else None

    def announce() -> None:
        if jobs is not None:
            jobs.start()  # after the web processes are forked, so none of them inherits its thread
        print(f"Khuyến học đang chạy: http://localhost:{port}/", flush=True)
        for note in notes:
            print(note, flush=True)
        print("Nhấn Ctrl-C để dừng.", flush=True)

    server = _Server(
        "khuyenhoc.config.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=processes or min(len(os.sched_getaffinity(0)), MOST_PROCESSES),
        respawn_failed_workers=True,
        blocking_threads=THREADS,
        runtime_blocking_threads=THREADS,
        websockets=False,
        log_level=LogLevels.warning,
        static_path_route=[settings.STATIC_URL.rstrip("/")],
        static_path_mount=[settings.STATIC_ROOT],
        static_path_expires=STATIC_SECONDS,
        workers_kill_timeout=10,
        announce=announce,
    )
    try:
        server.serve()
    except SystemExit as stopped:
        return 1 if stopped.code else 0
    finally:
        if jobs is not None:
            jobs.stop()
    return 0


class _JobsWorker:
    """The worker process beside the web processes: started again when it dies, ended with them."""

    def __init__(self) -> None:
        self._stops = Event()
        self._process: subprocess.Popen[bytes] | None = None
        self._keeper = Thread(target=self._keep, name="jobs", daemon=True)

    def start(self) -> None:
        self._keeper.start()

    def _keep(self) -> None:
        while not self._stops.is_set():
            self._process = subprocess.Popen(  # noqa: S603 - our own program
                (sys.executable, *_WORK), stdin=subprocess.PIPE, start_new_session=True
            )  # a session of its own: Ctrl-C at the terminal is for this process, which tells the worker
            self._process.wait()
            self._stops.wait(_STARTS_AGAIN_SECONDS)

    def stop(self) -> None:
        """
        Let the worker finish a short job. A long one is cut short; the next worker does it from the start.
        """
        self._stops.set()
        process = self._process
        if process is not None:
            process.terminate()
            try:
                process.wait(_WORKER_ENDS_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _free_address(port: int) -> tuple[str, list[str]]:
    """
    The address to listen on for IPv4 and IPv6 alike, and what to say where it cannot be both.

    Granian shares its port with any other process (SO_REUSEPORT), so two servers could run unnoticed. So this
    tries whether the port is free.

    :raises OSError: the port cannot be had
    """
    _try(socket.AF_INET, "0.0.0.0", port)  # noqa: S104 - the platform is for the whole office
    try:
        with closing(socket.socket(socket.AF_INET6)) as sample:
            both = sample.getsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY) == 0
        if both:
            _try(socket.AF_INET6, "::", port)
            return "::", []
    except OSError as wrong:
        if wrong.errno not in (errno.EAFNOSUPPORT, errno.EADDRNOTAVAIL):
            raise
    return "0.0.0.0", ["Máy này tắt IPv6, nên trang chỉ mở được qua IPv4."]  # noqa: S104


def _try(family: int, host: str, port: int) -> None:
    with closing(socket.socket(family)) as attempt:
        attempt.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        attempt.bind((host, port))
        attempt.listen()


def _why_not(port: int, wrong: OSError) -> str:
    if wrong.errno == errno.EADDRINUSE:
        return (
            f"Cổng {port} đang có chương trình khác dùng. Dừng chương trình ấy, hoặc chọn cổng khác: "
            f"khuyenhoc serve --port {port + 1}."
        )
    if wrong.errno in (errno.EACCES, errno.EPERM):
        return (
            f"Không được phép mở cổng {port}: cổng dưới 1024 dành cho quản trị máy. Chọn cổng khác: "
            "khuyenhoc serve --port 8000."
        )
    return f"Không mở được cổng {port}: {wrong.strerror or wrong}."


def run(asked: argparse.Namespace) -> int:
    """`khuyenhoc serve`."""
    return serve(port=asked.port, processes=asked.processes, runs_jobs=not asked.no_worker)
