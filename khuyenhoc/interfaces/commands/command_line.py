"""
The command line `khuyenhoc` (product.md section 6): other programs drive it, so its words, formats and exit
codes are a contract.

0 done, 1 refused with the reason on stderr, 2 wrong usage.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from datetime import date
from importlib import import_module
from pathlib import Path

DONE, REFUSED = 0, 1

_MODULES = {
    "demo": "demo",
    "serve": "serving",
    "work": "working",
    "load": "loading",
    "registering": "registering",
    "nation": "nation.command",
    "reverse": "reorganising",
    "reconcile": "reorganising",
    "figures": "showing",
    "report-registers": "reporting_counts",
    "recount": "recounting",
    "pack": "packing",
    "check": "checking",
}


class Refused(Exception):
    """Why a command did nothing: lines for stderr, the first one the reason."""

    def __init__(self, *lines: str) -> None:
        super().__init__(lines[0])
        self.lines = lines


_WORDS = {
    "usage: ": "cách dùng: ",
    "options": "tùy chọn",
    "positional arguments": "tham số",
    "show this help message and exit": "hiện lời chỉ dẫn này",
    "%(prog)s: error: %(message)s\n": "%(prog)s: %(message)s\n",
    "the following arguments are required: %s": "còn thiếu: %s",
    "expected one argument": "cần một giá trị",
    "unrecognized arguments: %s": "không hiểu: %s",
    "invalid choice: %(value)r (choose from %(choices)s)": "không có %(value)r; chọn một trong: %(choices)s",
    "invalid %(type)s value: %(value)r": "%(value)r không phải một số",
    "argument %(argument_name)s: %(message)s": "%(argument_name)s: %(message)s",
}
"""What argparse says, in Vietnamese: it looks its words up as gettext does, under its own name `_`."""


def parser() -> argparse.ArgumentParser:
    setattr(argparse, "_", lambda message: _WORDS.get(message, message))  # noqa: B010 - the stubs do not show that name
    root = argparse.ArgumentParser(prog="khuyenhoc", description="Nền tảng làm việc của Hội Khuyến học.")
    commands = root.add_subparsers(dest="command", required=True, metavar="LỆNH")

    demo = commands.add_parser("demo", help="dựng dữ liệu mẫu (giao ban cụm miền Đông 2022) rồi chạy trang")
    demo.add_argument("--no-serve", action="store_true", help="chỉ dựng dữ liệu, không chạy trang")
    demo.add_argument("--fresh", action="store_true", help="bỏ dữ liệu mẫu cũ, dựng lại từ đầu")

    _add_serving(commands)

    load = commands.add_parser("load", help="nạp một tệp").add_subparsers(
        dest="what", required=True, metavar="LOẠI"
    )
    units = load.add_parser("units", help="nạp danh sách đơn vị")
    units.add_argument("file", type=Path, metavar="TỆP")
    units.add_argument("--dry-run", action="store_true", help="chỉ xem thử, không lưu")
    figures = load.add_parser("figures", help="nạp số liệu báo cáo")
    figures.add_argument("file", type=Path, metavar="TỆP")
    figures.add_argument("--dry-run", action="store_true", help="chỉ xem thử, không lưu")
    figures.add_argument("--sound-rows-only", action="store_true", help="lưu các dòng đúng, bỏ các dòng sai")
    reform = load.add_parser("reorganisations", help="nạp và áp dụng việc tổ chức lại đơn vị")
    reform.add_argument("file", type=Path, metavar="TỆP")
    reform.add_argument("--dry-run", action="store_true", help="chỉ xem thử, không áp dụng")
    register = load.add_parser(
        "register", help="nạp một danh sách vào sổ: hội viên, gia đình, dòng họ, cộng đồng, đơn vị, công dân"
    )
    register.set_defaults(command="registering")
    register.add_argument(
        "kind", choices=("member", "family", "clan", "community", "unit", "citizen"), metavar="SỔ"
    )
    register.add_argument("file", type=Path, metavar="TỆP")
    register.add_argument("--unit", required=True, metavar="MÃ", help="mã đơn vị của danh sách")
    register.add_argument("--year", type=int, required=True, metavar="NĂM")
    register.add_argument("--dry-run", action="store_true", help="chỉ xem thử, không lưu")
    nation = load.add_parser(
        "nation", help="nạp đơn vị cả nước trước và từ 1/7/2025 (cài gói dữ liệu trước: make nation)"
    )
    nation.set_defaults(command="nation")  # a file of its own: it reads no sheet of the user's
    nation.add_argument("--dry-run", action="store_true", help="chỉ đối chiếu và xem thử, không lưu")
    nation.add_argument("--format", choices=("table", "csv"), default="table", help="dạng của bảng đối chiếu")

    reverse = commands.add_parser(
        "reverse", help="hoàn tác việc tổ chức lại theo một văn bản, khi chưa có gì dựa vào nó"
    )
    reverse.add_argument("document", metavar="VĂN BẢN", help="số của văn bản, ví dụ 1657/NQ-UBTVQH15")
    reconcile = commands.add_parser(
        "reconcile", help="đối chiếu số liệu trước và sau việc tổ chức lại theo một văn bản"
    )
    reconcile.add_argument("document", metavar="VĂN BẢN")
    reconcile.add_argument("--format", choices=("table", "csv"), default="table")

    show = commands.add_parser("figures", help="in số liệu của một đơn vị hoặc một cụm")
    show.add_argument("--unit", required=True, metavar="MÃ")
    show.add_argument("--period", required=True, metavar="KỲ", help="2022, 2022-H1, 2022-M9, 2022-Q3")
    show.add_argument(
        "--tree-on",
        type=_day,
        metavar="NGÀY",
        help="cây tổ chức của ngày nào (2025-07-01); mặc định là ngày cuối kỳ",
    )
    show.add_argument("--format", choices=("table", "csv", "json"), default="table")

    report = commands.add_parser(
        "report-registers", help="lấy số đếm từ sổ làm số báo cáo của một đơn vị, không phải gõ lại"
    )
    report.add_argument("--unit", required=True, metavar="MÃ")
    report.add_argument("--period", required=True, metavar="KỲ", help="2022, 2022-H1, 2022-M9, 2022-Q3")
    recount = commands.add_parser(
        "recount", help="đếm và cộng lại mọi số đang giữ sẵn, rồi đối chiếu bằng bộ máy phân tích"
    )
    recount.add_argument("--check", action="store_true", help="chỉ đối chiếu, không đếm lại")

    pack = commands.add_parser("pack", help="phát hành bộ báo cáo").add_subparsers(
        dest="what", required=True, metavar="BỘ"
    )
    review = pack.add_parser("review-meeting", help="bộ báo cáo giao ban của một cụm")
    review.add_argument("--cluster", required=True, metavar="MÃ")
    review.add_argument("--year", required=True, type=int, metavar="NĂM")
    review.add_argument("--out", required=True, type=Path, metavar="THƯ MỤC")

    commands.add_parser("check", help="kiểm tra cấu hình, tệp dữ liệu và các việc phải làm khi triển khai")
    return root


def _add_serving(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    serve = commands.add_parser("serve", help="chạy trang trên cổng 8000, IPv4 và IPv6")
    serve.add_argument("--port", type=int, default=8000, metavar="CỔNG")
    serve.add_argument(
        "--processes",
        type=_count,
        metavar="SỐ",
        help="số tiến trình trang; mặc định mỗi lõi máy một tiến trình",
    )
    serve.add_argument(
        "--no-worker",
        action="store_true",
        help="không chạy tiến trình làm việc nền (chạy riêng: khuyenhoc work)",
    )
    work = commands.add_parser("work", help="chạy riêng tiến trình làm việc nền: lưu danh sách dài")
    work.add_argument("--with-parent", action="store_true", help=argparse.SUPPRESS)


def _count(text: str) -> int:
    if text.isascii() and text.isdigit() and int(text) > 0:
        return int(text)
    raise argparse.ArgumentTypeError(f"“{text}” không phải một số từ 1 trở lên")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"“{text}” không phải ngày; ghi theo dạng 2025-07-01") from None


def main(arguments: Sequence[str] | None = None) -> int:
    asked = parser().parse_args(arguments)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "khuyenhoc.config.settings")
    try:
        return _run(asked)
    except Refused as refused:
        print("\n".join(refused.lines), file=sys.stderr)
        return REFUSED
    except KeyboardInterrupt:
        print("Đã dừng theo yêu cầu; việc đang làm dở không được lưu.", file=sys.stderr)
        return REFUSED
    except BrokenPipeError:
        os.dup2(
            os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno()
        )  # the reader has gone; let Python close without a second complaint
        return DONE


def _run(asked: argparse.Namespace) -> int:
    from khuyenhoc.interfaces.commands import booting  # noqa: PLC0415 - `--help` and wrong usage answer without Django

    with booting.sentences_for_a_person():
        booting.boot()
        command = import_module(
            f"khuyenhoc.interfaces.commands.{_MODULES[asked.command]}"
        )  # the others cost half a second to wake
        done: int = command.run(asked)
        return done


if __name__ == "__main__":
    sys.exit(main())
