"""`khuyenhoc load units|figures|reorganisations`."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from contextlib import AbstractContextManager
from pathlib import Path

from django.utils import timezone
from rich.console import Console
from rich.status import Status

from khuyenhoc.domain.figures import services as figures
from khuyenhoc.domain.organisation import services as organisation
from khuyenhoc.domain.people.permissions import platform_mandate
from khuyenhoc.foundation.sheets import limits
from khuyenhoc.foundation.sheets.problems import Problem, SheetNotSound, SheetRefused
from khuyenhoc.foundation.values.mandates import Action
from khuyenhoc.foundation.values.numbers import grouped
from khuyenhoc.interfaces.commands import reorganising
from khuyenhoc.interfaces.commands.command_line import DONE, REFUSED, Refused
from khuyenhoc.interfaces.logs import note


def run(asked: argparse.Namespace) -> int:
    content = read_file(asked.file)
    try:
        with working(f"Đang nạp {asked.file.name} …"):
            return {"units": _units, "figures": _figures, "reorganisations": _reorganisations}[asked.what](
                asked, content
            )
    except SheetRefused as refused:
        raise Refused(f"{asked.file.name}: {refused.reason}", "Không có gì được lưu.") from refused
    except SheetNotSound as unsound:
        print_problems(unsound.problems)
        raise Refused(
            f"Tệp {asked.file.name} có {len(unsound.problems)} chỗ cần sửa. Không có gì được lưu."
        ) from unsound


def working(sentence: str) -> AbstractContextManager[Status]:
    """A spinner on the terminal during long work; silent where the output is no terminal."""
    return Console(stderr=True, highlight=False).status(sentence)


def read_file(path: Path) -> bytes:
    if not path.is_file():
        raise Refused(f"Không thấy tệp “{path}”. Kiểm tra lại đường dẫn.")
    if path.stat().st_size > limits.FILE_BYTES:
        megabytes = limits.FILE_BYTES // limits.MEGABYTE
        raise Refused(f"Tệp “{path}” lớn hơn {megabytes} MB. Chia thành nhiều tệp nhỏ hơn rồi nạp lần lượt.")
    return path.read_bytes()


def _units(asked: argparse.Namespace, content: bytes) -> int:
    mandate = platform_mandate(Action.ORGANISE, on=timezone.localdate())
    loaded = organisation.load_units(
        mandate=mandate, content=content, file_name=asked.file.name, dry_run=asked.dry_run
    )
    if not asked.dry_run:
        note("units loaded", new=loaded.new, changed=loaded.changed, same=loaded.same)
    outcome = "Xem thử, chưa lưu" if asked.dry_run else "Đã lưu"
    print(
        f"{outcome}: {grouped(loaded.new)} đơn vị mới, {grouped(loaded.changed)} thay đổi, "
        f"{grouped(loaded.same)} giữ nguyên."
    )
    for notice in loaded.notices:
        print(notice, file=sys.stderr)
    return DONE


def _reorganisations(asked: argparse.Namespace, content: bytes) -> int:
    mandate = platform_mandate(Action.ORGANISE, on=timezone.localdate())
    trial = organisation.try_reform(mandate=mandate, content=content, file_name=asked.file.name)
    if trial.problems:
        raise SheetNotSound(trial.problems)
    for act in trial.acts:
        print(reorganising.said_of(act))
        for sentence in act.sentences:
            print(f"  {sentence}", file=sys.stderr)
    if asked.dry_run:
        print("Xem thử, chưa áp dụng.")
        return DONE
    applied = organisation.apply_reform(mandate=mandate, content=content, file_name=asked.file.name)
    note("reorganisations applied", documents=len(applied))
    print(
        f"Đã áp dụng {len(applied)} văn bản."
        if applied
        else "Không có gì thay đổi: các văn bản này đã được áp dụng từ trước."
    )
    return DONE


def _figures(asked: argparse.Namespace, content: bytes) -> int:
    mandate = platform_mandate(Action.REPORT, on=timezone.localdate())
    trial = figures.read_figure_sheet(mandate=mandate, content=content, file_name=asked.file.name)
    print_problems(trial.problems)
    refused = len({problem.row for problem in trial.problems})
    counts = (
        f"{grouped(trial.new)} số liệu mới, {grouped(trial.changed)} thay đổi, {grouped(trial.same)} "
        "giữ nguyên"
    )
    for notice in trial.notices:
        print(notice, file=sys.stderr)
    if asked.dry_run:
        print(f"Xem thử, chưa lưu: {counts}, {grouped(refused)} dòng không đọc được.")
        return REFUSED if refused else DONE
    if refused and not asked.sound_rows_only:
        raise Refused(
            f"Tệp {asked.file.name} có {grouped(refused)} dòng không đọc được. Không có gì được lưu.",
            "Sửa các dòng trên rồi nạp lại, hoặc thêm --sound-rows-only để chỉ lưu các dòng đúng.",
        )
    sheet = figures.load_figures(
        mandate=mandate, content=content, file_name=asked.file.name, sound_rows_only=asked.sound_rows_only
    )
    note("figures loaded", new=sheet.new, changed=sheet.changed, same=sheet.same, refused=sheet.refused)
    outcome = (
        f"Đã lưu: {grouped(sheet.new)} số liệu mới, {grouped(sheet.changed)} thay đổi, "
        f"{grouped(sheet.same)} giữ nguyên"
    )
    print(f"{outcome}, bỏ {grouped(sheet.refused)} dòng." if sheet.refused else f"{outcome}.")
    return DONE


def print_problems(problems: Sequence[Problem]) -> None:
    lines: dict[int | None, list[str]] = {}
    for problem in problems:
        sentence = problem.sentence if problem.row not in lines else f"cột {problem.column}: {problem.reason}"
        lines.setdefault(problem.row, []).append(sentence)
    for said_here in lines.values():
        print(" ".join(said_here), file=sys.stderr)
