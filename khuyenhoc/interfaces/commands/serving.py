"""
The web server: granian, one process with a few threads, on IPv4 and IPv6, static files from a directory
without waking Python.
"""

from __future__ import annotations

import argparse
import errno
import signal
import socket
import sys
from collections.abc import Callable
from contextlib import closing
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
"""Requests answered at once; each may hold a database connection, of which the private server has 50."""


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


def serve(port: int = 8000) -> int:
    """
    Serve the platform until it is told to stop (Ctrl-C, SIGTERM, a closed terminal).

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
    connection.ensure_connection()  # this process keeps the private server up as long as the worker needs it
    call_command("collectstatic", interactive=False, verbosity=0)
    connections.close_all()  # the worker is a fork: it must open its own

    def announce() -> None:
        print(f"Khuyến học đang chạy: http://localhost:{port}/", flush=True)
        for note in notes:
            print(note, flush=True)
        print("Nhấn Ctrl-C để dừng.", flush=True)

    server = _Server(
        "khuyenhoc.config.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=1,
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
    return 0


def _free_address(port: int) -> tuple[str, list[str]]:
    """
    The address to listen on for IPv4 and IPv6 alike, and what to say where it cannot be both.

    Granian shares its port with whoever wants it (SO_REUSEPORT), so two servers could run unnoticed: whether
    it is free is tried here.

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
    return serve(port=asked.port)
