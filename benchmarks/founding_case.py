"""
The founding case on a new directory: how long and how much memory from nothing to the served page, and what a
page and a pack cost.
"""

from __future__ import annotations

import os
import platform
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path

import psutil

KHUYENHOC = Path(sys.executable).with_name("khuyenhoc")
PORT = 8731
ARTICLE = f"http://127.0.0.1:{PORT}/giao-ban-cum-thi-dua-khuyen-hoc-mien-dong-2022/"


class PeakMemory:
    """
    The largest memory, in MB, that the processes of a private directory held together (PSS: shared pages
    counted once).
    """

    def __init__(self, var: Path) -> None:
        self._var = str(var)
        self._stop = threading.Event()
        self._watch = threading.Thread(target=self._run, daemon=True)
        self.megabytes = 0.0

    def __enter__(self) -> PeakMemory:
        self._watch.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._watch.join()

    def _run(self) -> None:
        while not self._stop.wait(0.1):
            total = sum(
                self._size(process)
                for process in psutil.process_iter(["cmdline", "environ", "name"])
                if self._is_ours(process)
            )
            self.megabytes = max(self.megabytes, total / 1e6)

    def _is_ours(self, process: psutil.Process) -> bool:
        environment = process.info["environ"] or {}
        return environment.get("KHUYENHOC_VAR") == self._var and process.pid != os.getpid()

    @staticmethod
    def _size(process: psutil.Process) -> int:
        try:
            return int(process.memory_full_info().pss)
        except psutil.Error:
            return 0


def seconds(act: Callable[[], object]) -> float:
    start = time.perf_counter()
    act()
    return time.perf_counter() - start


def main() -> None:
    print(
        f"{platform.platform()}, {os.cpu_count()} cores, Python {platform.python_version()}, "
        f"{time.strftime('%Y-%m-%d')}"
    )
    with tempfile.TemporaryDirectory(prefix="kh-bench-") as home:
        var = Path(home) / "var"
        environment = {**os.environ, "KHUYENHOC_VAR": str(var)}

        def khuyenhoc(*arguments: str) -> None:
            subprocess.run([KHUYENHOC, *arguments], env=environment, check=True, stdout=subprocess.DEVNULL)

        with PeakMemory(var) as memory:
            print(f"demo from nothing (--no-serve): {seconds(lambda: khuyenhoc('demo', '--no-serve')):.1f} s")
            print(f"demo again: {seconds(lambda: khuyenhoc('demo', '--no-serve')):.1f} s")
            bare = seconds(
                lambda: khuyenhoc("figures", "--unit", "nguyen-binh", "--period", "2022", "--format", "csv")
            )
            out = str(Path(home) / "out")
            same = seconds(
                lambda: khuyenhoc(
                    "pack", "review-meeting", "--cluster", "mien-dong", "--year", "2022", "--out", out
                )
            )
            sheet = Path(home) / "more.csv"
            sheet.write_text("unit,period,indicator,value\nha-lang,2022,org.members,9000\n")
            khuyenhoc("load", "figures", str(sheet))
            new = seconds(
                lambda: khuyenhoc(
                    "pack", "review-meeting", "--cluster", "mien-dong", "--year", "2022", "--out", out
                )
            )
            print(
                f"a command that reads: {bare:.2f} s; pack, nothing changed: {same:.2f} s; pack, new "
                f"issue: {new:.2f} s (ratio {new / bare:.1f})"
            )
            _pages(environment)
        print(f"peak memory of everything, database included: {memory.megabytes:.0f} MB")


def _pages(environment: dict[str, str]) -> None:
    with subprocess.Popen(
        [KHUYENHOC, "serve", "--port", str(PORT)], env=environment, stdout=subprocess.DEVNULL
    ) as server:
        try:
            wait_for(ARTICLE)
            warm = [seconds(lambda: urllib.request.urlopen(ARTICLE).read()) * 1000 for _ in range(300)]
            sign_in = f"http://127.0.0.1:{PORT}/dang-nhap/"
            uncached = [seconds(lambda: urllib.request.urlopen(sign_in).read()) * 1000 for _ in range(100)]
            ranked = sorted(warm)
            print(
                f"warm article: median {statistics.median(warm):.1f} ms, p95 "
                f"{ranked[int(len(ranked) * 0.95)]:.1f} ms; "
                f"a page made anew (sign-in): median {statistics.median(uncached):.1f} ms"
            )
        finally:
            server.terminate()


def wait_for(address: str) -> None:
    for _ in range(600):
        try:
            urllib.request.urlopen(address).read()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise SystemExit(f"{address} did not answer within a minute")


if __name__ == "__main__":
    main()
