"""
Many readers at once: the demo served by `khuyenhoc serve`; a portal article and two staff pages are asked
over the loopback by 1 and by 32 connections that stay open, each asking as soon as it was answered.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import platform
import re
import statistics
import subprocess
import tempfile
import time
import urllib.parse
import urllib.request
from collections.abc import Mapping
from http.cookiejar import CookieJar
from pathlib import Path

from benchmarks.founding_case import ARTICLE, KHUYENHOC, PORT, PeakMemory, wait_for

PASSWORD = "khuyen-hoc-2022"  # noqa: S105 - of the demo's own accounts, which prints it
HERE = f"http://127.0.0.1:{PORT}"
STAFF = {"things to do": "/lam-viec/", "figures of a district": "/lam-viec/so-lieu/thach-an/?period=2022"}
READER = "Mozilla/5.0 (X11; Linux x86_64) Firefox/128.0"


async def _ask_on_and_on(path: str, headers: bytes, until: float, took: list[float]) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", PORT)
    question = b"GET %s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\n%s\r\n" % (path.encode(), PORT, headers)
    while time.perf_counter() < until:
        start = time.perf_counter()
        writer.write(question)
        head = await reader.readuntil(b"\r\n\r\n")
        assert head.startswith(b"HTTP/1.1 200"), head[:200]
        length = re.search(rb"content-length: (\d+)", head, re.IGNORECASE)
        assert length is not None, head
        await reader.readexactly(int(length[1]))
        took.append(time.perf_counter() - start)
    writer.close()


def ask(path: str, *, connections: int, seconds: float, cookies: str = "") -> str:
    """Requests a second, and how long they took, of so many connections in so many seconds."""
    headers = f"User-Agent: {READER}\r\n" + (f"Cookie: {cookies}\r\n" if cookies else "")
    took: list[float] = []

    async def all_of_them() -> None:
        until = time.perf_counter() + seconds
        await asyncio.gather(
            *(_ask_on_and_on(path, headers.encode(), until, took) for _ in range(connections))
        )

    start = time.perf_counter()
    asyncio.run(all_of_them())
    passed = time.perf_counter() - start
    milliseconds = sorted(one * 1000 for one in took)
    return (
        f"{len(took) / passed:,.0f} requests/s, median {statistics.median(milliseconds):.1f} ms, "
        f"p95 {milliseconds[int(len(milliseconds) * 0.95)]:.1f} ms"
    )


def signed_in(username: str) -> str:
    """The cookies of an account of the demo, as a browser sends them."""
    jar = CookieJar()
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))
    page = browser.open(f"{HERE}/dang-nhap/").read().decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    assert token is not None
    form = {"login": username, "password": PASSWORD, "csrfmiddlewaretoken": token[1]}
    browser.open(f"{HERE}/dang-nhap/", urllib.parse.urlencode(form).encode()).read()
    return "; ".join(f"{cookie.name}={cookie.value}" for cookie in jar)


def main() -> None:
    asked = argparse.ArgumentParser()
    asked.add_argument("--seconds", type=float, default=10)
    asked.add_argument(
        "--processes", nargs="*", default=[], help="web processes; the server's own choice first"
    )
    choices = asked.parse_args()
    print(
        f"{platform.platform()}, {os.cpu_count()} cores, Python {platform.python_version()}, "
        f"{time.strftime('%Y-%m-%d')}; load before: {os.getloadavg()[0]:.1f}"
    )
    with tempfile.TemporaryDirectory(prefix="kh-bench-") as home:
        environment = {**os.environ, "KHUYENHOC_VAR": str(Path(home) / "var")}
        subprocess.run(
            [KHUYENHOC, "demo", "--no-serve"], env=environment, check=True, stdout=subprocess.DEVNULL
        )
        for processes in ([], *(["--processes", count] for count in choices.processes)):
            print(f"serve {' '.join(processes) or '(a process for each core)'}")
            _measured(environment, processes, choices.seconds)


def _measured(environment: Mapping[str, str], processes: list[str], seconds: float) -> None:
    with (
        PeakMemory(Path(environment["KHUYENHOC_VAR"])) as memory,
        subprocess.Popen(
            [KHUYENHOC, "serve", "--port", str(PORT), *processes], env=environment, stdout=subprocess.DEVNULL
        ) as server,
    ):
        try:
            wait_for(ARTICLE)
            cookies = signed_in("tinh")
            pages = [("article", ARTICLE.removeprefix(HERE), "")]
            pages += [(name, path, cookies) for name, path in STAFF.items()]
            for name, path, as_whom in pages:
                ask(path, connections=8, seconds=2, cookies=as_whom)  # every process and thread is warm
                for connections in (1, 32):
                    said = ask(path, connections=connections, seconds=seconds, cookies=as_whom)
                    print(f"  {name}, {connections} at once: {said}")
        finally:
            server.terminate()
    print(f"  peak memory of all processes, worker and database included: {memory.megabytes:.0f} MB")


if __name__ == "__main__":
    main()
