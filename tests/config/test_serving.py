"""The web server as a process of its own, asked over real sockets."""

import http.client
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

_HEARS_SIGHUP = "import signal; signal.signal(signal.SIGHUP, signal.SIG_DFL); "
"""The suite itself may run under nohup, which a process would hand on."""
PROGRAM = (
    "import django, sys; django.setup(); from khuyenhoc.interfaces.commands.serving import serve; "
    "sys.exit(serve(port=int(sys.argv[1]), runs_jobs=False))"
)
BOTH = pytest.mark.parametrize("host", ["127.0.0.1", "::1"])


@contextmanager
def serving(var: Path, port: int) -> Iterator[subprocess.Popen[str]]:
    with subprocess.Popen(
        (sys.executable, "-c", f"{_HEARS_SIGHUP}{PROGRAM}", str(port)),
        cwd=Path(__file__).parents[2],
        env=os.environ | {"KHUYENHOC_VAR": str(var), "DJANGO_SETTINGS_MODULE": "khuyenhoc.config.settings"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def a_free_port() -> int:
    with closing(socket.socket()) as sample:
        sample.bind(("127.0.0.1", 0))
        port: int = sample.getsockname()[1]
        return port


def first_line(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline()


def answer(host: str, port: int, path: str) -> tuple[int, str]:
    with closing(http.client.HTTPConnection(host, port, timeout=20)) as connection:
        connection.request("GET", path)
        response = connection.getresponse()
        return response.status, response.getheader("Content-Type") or ""


@pytest.fixture(scope="module")
def var(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("var")


@pytest.fixture(scope="module")
def port(var: Path) -> Iterator[int]:
    port = a_free_port()
    with serving(var, port) as process:
        assert first_line(process) == f"Khuyến học đang chạy: http://localhost:{port}/\n"
        yield port
        process.terminate()
        process.wait(20)


@BOTH
def test_the_platform_answers_over_both_kinds_of_address(host: str, port: int) -> None:
    assert answer(host, port, "/suc-khoe/") == (200, "application/json")


@BOTH
def test_static_files_are_served_without_a_second_web_server(host: str, port: int) -> None:
    assert answer(host, port, "/static/wagtailadmin/css/core.css") == (200, "text/css")


@pytest.mark.parametrize(
    "path",
    ["/static/../secret-key", "/static/%2e%2e/secret-key", "/static/..%2fsecret-key", "/static//etc/passwd"],
)
def test_no_file_outside_the_static_directory_is_handed_out(path: str, port: int) -> None:
    status, _ = answer("127.0.0.1", port, path)

    assert status in (400, 403, 404)


def test_a_port_in_use_is_refused_in_a_sentence(var: Path, port: int) -> None:
    with serving(var, port) as second:
        said, complained = second.communicate(timeout=20)

    assert (second.returncode, said) == (1, "")
    assert complained == (
        f"Cổng {port} đang có chương trình khác dùng. Dừng chương trình ấy, hoặc chọn cổng khác: khuyenhoc "
        f"serve --port {port + 1}.\n"
    )


def test_a_port_that_cannot_be_is_refused_in_a_sentence(var: Path) -> None:
    with serving(var, 80000) as process:
        _, complained = process.communicate(timeout=20)

    assert (process.returncode, complained) == (1, "Không có cổng 80000: cổng là một số từ 1 đến 65535.\n")


@pytest.fixture(scope="module")
def quiet_var(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A directory no server is running on."""
    return tmp_path_factory.mktemp("quiet")


@pytest.mark.parametrize("way", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_it_stops_cleanly_when_told_to_and_the_database_with_it(way: signal.Signals, quiet_var: Path) -> None:
    with serving(quiet_var, a_free_port()) as process:
        first_line(process)
        process.send_signal(way)
        _, complained = process.communicate(timeout=20)

    assert (process.returncode, complained) == (0, "")
    assert not (quiet_var / "postgres" / "data" / "postmaster.pid").exists()
