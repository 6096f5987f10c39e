"""
Reading a list of 100,000 rows and 20 columns: names, hamlets, numbers, days, as Excel and as a streaming
writer store them, and as CSV.
"""

from __future__ import annotations

import os
import platform
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from pathlib import Path

import openpyxl
import xlsxwriter

from khuyenhoc.foundation.sheets.columns import Column, SheetDefinition
from khuyenhoc.foundation.sheets.reading import read, read_rows
from khuyenhoc.foundation.sheets.writing import write_csv

ROWS = 100_000
TEXTS = ("Xóm", "Chủ hộ", "Vợ hoặc chồng", "Trường", "Nghề", "Danh hiệu", "Nơi cấp", "Ghi chú")
NUMBERS = ("Số khẩu", "Năm sinh", "Số con", "Số người học", "Tiền học bổng", "Điểm", "Tỷ lệ", "Số sách")
DAYS = ("Ngày đăng ký", "Ngày họp", "Ngày công nhận", "Ngày cấp")
LIST = SheetDefinition(
    "list", tuple(Column(f"c{at}", heading) for at, heading in enumerate((*TEXTS, *NUMBERS, *DAYS)))
)
FAMILY, MIDDLE = (
    ("Nông", "Hoàng", "Nguyễn", "Lục", "Đinh", "Bế", "Triệu", "Hà"),
    ("Văn", "Thị", "Thuý", "Đức", "Ngọc", "Minh"),
)
GIVEN = (
    "Ánh",
    "Bình",
    "Chiến",
    "Dũng",
    "Đào",
    "Hoà",
    "Khánh",
    "Lệ",
    "Mười",
    "Nghĩa",
    "Phượng",
    "Quyết",
    "Sơn",
    "Thuỷ",
    "Vĩnh",
    "Yến",
)


def rows(seed: int = 4) -> Iterator[list[str | int | float | date]]:
    chance = random.Random(seed)  # noqa: S311 - a benchmark wants the same rows each time

    def name() -> str:
        return (
            f"{chance.choice(FAMILY)} {chance.choice(MIDDLE)} {chance.choice(MIDDLE)} {chance.choice(GIVEN)}"
        )

    for number in range(ROWS):
        yield [
            f"Xóm {chance.choice(GIVEN)} {chance.randrange(20)}",
            name(),
            name(),
            f"Trường Tiểu học {chance.choice(GIVEN)}",
            chance.choice(("Làm ruộng", "Giáo viên", "Buôn bán", "Hưu trí")),
            chance.choice(("Gia đình học tập", "Chưa đăng ký")),
            "UBND xã",
            f"Hộ số {number} & con cháu",
            chance.randrange(1, 9),
            chance.randrange(1930, 2005),
            chance.randrange(5),
            chance.randrange(5),
            chance.randrange(10_000) * 1_000,
            chance.randrange(1_000) / 10,
            chance.random(),
            chance.randrange(300),
            *(date(2020, 1, 1) + timedelta(days=chance.randrange(2_000)) for _ in DAYS),
        ]


def make_xlsx(path: Path, *, inline: bool) -> None:
    with xlsxwriter.Workbook(path, {"constant_memory": inline}) as workbook:
        sheet = workbook.add_worksheet()
        day = workbook.add_format({"num_format": "dd/mm/yyyy"})
        percent = workbook.add_format({"num_format": "0.0%"})
        sheet.write_row(0, 0, [column.heading_vi for column in LIST.columns])
        for r, row in enumerate(rows(), start=1):
            for c, value in enumerate(row):
                match value:
                    case str():
                        sheet.write_string(r, c, value)
                    case date():
                        sheet.write_datetime(r, c, value, day)
                    case _:
                        sheet.write_number(r, c, value, percent if c == 14 else None)


def make_csv(path: Path) -> None:
    path.write_bytes(
        write_csv(
            LIST,
            ({column.name: value for column, value in zip(LIST.columns, row, strict=True)} for row in rows()),
        )
    )


def collected(path: Path) -> int:
    return len(read(path, path.name, LIST).rows)


def streamed(path: Path) -> int:
    return sum(1 for _ in read_rows(path, path.name, LIST, notice=lambda sentence: None))


def by_openpyxl(path: Path) -> int:
    workbook = openpyxl.load_workbook(path, read_only=True)
    return sum(1 for _ in workbook.worksheets[0].iter_rows(min_row=2, values_only=True))


WAYS: Mapping[str, Callable[[Path], int]] = {
    "collected": collected,
    "streamed": streamed,
    "openpyxl": by_openpyxl,
}


def measure(way: str, path: Path) -> None:
    """In a process of its own, so that its peak of memory is its own."""
    before, started = peak_megabytes(), time.perf_counter()
    seen = WAYS[way](path)
    spent = time.perf_counter() - started
    size = path.stat().st_size / 1e6
    print(
        (
            f"{path.name} ({size:.0f} MB) {way}: {seen} rows, {spent:.2f} s, {peak_megabytes():.0f} MB "
            f"(before: {before:.0f})"
        ),
        flush=True,
    )


def peak_megabytes() -> float:
    """What getrusage says would begin with the parent's peak."""
    status = Path("/proc/self/status").read_text(encoding="ascii", errors="replace")
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


def main() -> None:
    print(
        (
            f"{platform.platform()}, {os.cpu_count()} cores, Python {platform.python_version()}, "
            f"{time.strftime('%Y-%m-%d')}"
        ),
        flush=True,
    )
    with tempfile.TemporaryDirectory(prefix="kh-bench-") as home:
        shared, inline, plain = (Path(home, name) for name in ("shared.xlsx", "inline.xlsx", "plain.csv"))
        make_xlsx(shared, inline=False)
        make_xlsx(inline, inline=True)
        make_csv(plain)
        for path in (shared, inline, plain):
            for way in WAYS:
                if way != "openpyxl" or path.suffix == ".xlsx":
                    subprocess.run([sys.executable, "-m", "benchmarks.reading", way, str(path)], check=True)


if __name__ == "__main__":
    if len(sys.argv) == 3:
        measure(sys.argv[1], Path(sys.argv[2]))
    else:
        main()
