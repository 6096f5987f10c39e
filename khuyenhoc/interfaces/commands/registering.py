"""`khuyenhoc load register`: a locality's own list into a register, and down for the title of the year."""

from __future__ import annotations

import argparse
import sys

from django.utils import timezone
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from khuyenhoc.domain.figures.queries import kept_sums
from khuyenhoc.domain.learning import services as learning
from khuyenhoc.domain.organisation.models import Unit
from khuyenhoc.domain.organisation.queries import NoSuchUnit, unit_by_key
from khuyenhoc.domain.people import services as people
from khuyenhoc.domain.people.kinds import RegisterKind
from khuyenhoc.domain.people.permissions import platform_mandate
from khuyenhoc.domain.people.rules.matching import State
from khuyenhoc.foundation.sheets.problems import SheetNotSound, SheetRefused
from khuyenhoc.foundation.values.mandates import Action
from khuyenhoc.foundation.values.numbers import grouped
from khuyenhoc.foundation.values.periods import Period
from khuyenhoc.interfaces.commands.command_line import DONE, REFUSED, Refused
from khuyenhoc.interfaces.commands.loading import print_problems, read_file
from khuyenhoc.interfaces.logs import note

_DOUBTS_SAID = 20
_DOING = {"reading": "đọc", "matching": "đối chiếu", "storing": "lưu"}


def run(asked: argparse.Namespace) -> int:
    kind, unit = RegisterKind(asked.kind), _unit(asked.unit)
    if not 1996 <= asked.year <= timezone.localdate().year + 1:
        raise Refused(f"Không có sổ năm {asked.year}. Ghi năm từ 1996 đến {timezone.localdate().year + 1}.")
    content = read_file(asked.file)
    try:
        return (_try if asked.dry_run else _load)(asked, kind, unit, content)
    except SheetRefused as refused:
        raise Refused(f"{asked.file.name}: {refused.reason}", "Không có gì được lưu.") from refused
    except SheetNotSound as unsound:
        print_problems(unsound.problems)
        rows = len({problem.row for problem in unsound.problems})
        raise Refused(
            f"Tệp {asked.file.name} có {grouped(rows)} dòng cần sửa. Không có gì được lưu."
        ) from unsound
    except (learning.NoSetInForce, learning.StepClosed) as refused:
        raise Refused(str(refused), "Không có gì được lưu.") from refused


def _unit(key: str) -> Unit:
    try:
        return unit_by_key(key)
    except NoSuchUnit:
        raise Refused(f"Không có đơn vị nào mang mã “{key}”. Kiểm tra lại mã.") from None


def _try(asked: argparse.Namespace, kind: RegisterKind, unit: Unit, content: bytes) -> int:
    with _Watched() as watched:
        trial = people.try_register(
            mandate=platform_mandate(Action.REGISTER, on=timezone.localdate()),
            kind=kind,
            unit=unit,
            year=asked.year,
            content=content,
            file_name=asked.file.name,
            progress=watched.tell,
        )
    for notice in trial.notices:
        print(notice, file=sys.stderr)
    print_problems(trial.problems)
    doubts = [row for row in trial.rows if row.reason and row.state is not State.WRONG]
    for row in doubts[:_DOUBTS_SAID]:
        print(f"Dòng {row.draft.row}: {row.reason}", file=sys.stderr)
    if len(doubts) > _DOUBTS_SAID:
        print(f"… và {grouped(len(doubts) - _DOUBTS_SAID)} dòng khác nên xem lại.", file=sys.stderr)
    counts = {state: grouped(trial.count(state)) for state in State}
    print(
        f"Xem thử, chưa lưu: {counts[State.NEW]} dòng mới, {counts[State.CHANGED]} thay đổi, "
        f"{counts[State.SAME]} giữ nguyên, "
        f"{counts[State.DOUBTFUL]} nên xem lại, {counts[State.WRONG]} sai."
    )
    return REFUSED if trial.problems else DONE


def _load(asked: argparse.Namespace, kind: RegisterKind, unit: Unit, content: bytes) -> int:
    with _Watched() as watched:
        loaded = learning.load_list(
            mandate=platform_mandate(Action.REGISTER, on=timezone.localdate()),
            kind=kind,
            unit=unit,
            year=asked.year,
            content=content,
            file_name=asked.file.name,
            progress=watched.tell,
        )
        kept_sums.bring_up_to_date([Period.of_year(asked.year)])  # so that the first reader does not wait
    for notice in loaded.notices:
        print(notice, file=sys.stderr)
    sheet, registered = loaded.sheet, loaded.registered
    note(
        "register loaded",
        kind=kind.value,
        year=asked.year,
        new=sheet.new,
        changed=sheet.changed,
        same=sheet.same,
    )
    sentence = (
        f"Đã lưu: {grouped(sheet.new)} mới, {grouped(sheet.changed)} thay đổi, {grouped(sheet.same)} "
        "giữ nguyên"
    )
    if loaded.doubtful:
        sentence += f" ({grouped(loaded.doubtful)} nên xem lại)"
    if registered is not None:
        sentence += (
            f". Đăng ký danh hiệu năm {asked.year}: {grouped(registered.new)} mới, "
            f"{grouped(registered.already)} đã đăng ký từ trước"
        )
    print(f"{sentence}.")
    return DONE


class _Watched:
    """
    A bar on the terminal that shows the step and its progress; silent where the output is no terminal. The
    length of a file is known once it is read.
    """

    def __init__(self) -> None:
        console = Console(stderr=True, highlight=False)
        columns = (
            TextColumn("Đang {task.description}"),
            BarColumn(),
            TextColumn("{task.fields[rows]} dòng"),
            TimeElapsedColumn(),
        )
        self._progress = Progress(*columns, console=console, transient=True, disable=not console.is_terminal)
        self._task = self._progress.add_task(_DOING["reading"], total=None, rows="0")
        self._read = 0

    def __enter__(self) -> _Watched:
        self._progress.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._progress.stop()

    def tell(self, doing: str, rows: int) -> None:
        words = _DOING[doing]
        if doing == "reading":
            self._read = rows
            self._progress.update(self._task, description=words, rows=grouped(rows))
        else:
            self._progress.update(
                self._task, description=words, rows=grouped(rows), completed=rows, total=max(rows, self._read)
            )
