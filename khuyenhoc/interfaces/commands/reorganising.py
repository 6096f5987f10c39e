"""
`khuyenhoc reverse` and `khuyenhoc reconcile`: a reorganisation undone, and its figures set side by side.
"""

from __future__ import annotations

import argparse
import csv
import sys
from collections.abc import Sequence

from django.utils import timezone
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from khuyenhoc.domain.figures.queries.reconciliation import reconciliation, tally
from khuyenhoc.domain.figures.rules.reconciling import COLUMNS, ReconciliationRow
from khuyenhoc.domain.organisation import queries as organisation
from khuyenhoc.domain.organisation import services
from khuyenhoc.domain.organisation.models import Reorganisation
from khuyenhoc.domain.people.permissions import platform_mandate
from khuyenhoc.foundation.values.mandates import Action
from khuyenhoc.foundation.values.numbers import date_text, grouped
from khuyenhoc.interfaces.commands.command_line import DONE, Refused


def run(asked: argparse.Namespace) -> int:
    return _reverse(asked.document) if asked.command == "reverse" else _reconcile(asked)


def said_of(act: services.PlannedAct) -> str:
    """
    One line on what a document does: "1657/NQ-UBTVQH15, từ ngày 01/07/2025: lập 56, kết thúc 171, đổi khác 0
    đơn vị."
    """
    known = " (đã áp dụng từ trước)" if act.is_known else ""
    return (
        f"{act.document.number}, từ ngày {date_text(act.effective_on)}{known}: lập "
        f"{grouped(len(act.founded))}, "
        f"kết thúc {grouped(len(act.ended))}, đổi khác {grouped(len(act.changed))} đơn vị."
    )


def _reverse(document: str) -> int:
    mandate = platform_mandate(Action.ORGANISE, on=timezone.localdate())
    try:
        undone = services.reverse_reform(mandate=mandate, document=document.strip())
    except services.NoSuchReorganisation:
        raise _unknown(document) from None
    except services.SomethingRestsOnIt as resting:
        raise Refused(
            f"Chưa hoàn tác được văn bản {document}; không có gì thay đổi.", *resting.reasons
        ) from resting
    print(
        f"Đã hoàn tác văn bản {document}: {grouped(undone)} việc. Cây tổ chức trở lại như trước khi áp dụng."
    )
    return DONE


def _unknown(document: str, most: int = 6) -> Refused:
    numbers = list(
        dict.fromkeys(reorganisation.document.number for reorganisation in organisation.reorganisations())
    )
    more = f" và {grouped(len(numbers) - most)} văn bản khác" if len(numbers) > most else ""
    known = ", ".join(numbers[:most]) + more if numbers else "chưa có văn bản nào"
    return Refused(
        f"Không có việc tổ chức lại nào theo văn bản “{document}”. Các văn bản đã áp dụng: {known}."
    )


def _reconcile(asked: argparse.Namespace) -> int:
    reorganisations = organisation.reorganisations_by(asked.document.strip())
    if not reorganisations:
        raise _unknown(asked.document)
    if asked.format == "csv":
        writer = csv.writer(sys.stdout, lineterminator="\n")
        writer.writerow(COLUMNS)
        for reorganisation in reorganisations:
            writer.writerows(row.plain for row in reconciliation(reorganisation))
        return DONE
    for reorganisation in reorganisations:
        _print_table(reorganisation, reconciliation(reorganisation))
    return DONE


def _print_table(reorganisation: Reorganisation, rows: Sequence[ReconciliationRow]) -> None:
    console = Console(highlight=False)
    console.print(
        f"[bold]Đối chiếu số liệu – {reorganisation.document.number}, từ ngày "
        f"{date_text(reorganisation.effective_on)}[/bold]"
    )
    if not rows:
        console.print("Chưa có số liệu nào của các kỳ trước ngày ấy ở các đơn vị liên quan.")
        return
    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    for heading in ("Đơn vị", "Kỳ", "Chỉ tiêu"):
        table.add_column(heading)
    for heading in ("Trước", "Sau", "Chênh lệch"):
        table.add_column(heading, justify="right", no_wrap=True)
    table.add_column("Giải thích")
    for row in rows:
        before, after = ("–" if value is None else grouped(value) for value in (row.before, row.after))
        table.add_row(
            row.unit_name, str(row.period), row.label, before, after, grouped(row.difference), row.explanation
        )
    console.print(table)
    counts = tally(rows)
    console.print(
        f"{grouped(counts.rows)} dòng: {grouped(counts.agreeing)} khớp, {grouped(counts.explained)} chênh "
        "lệch đã giải thích, "
        f"{grouped(counts.unexplained)} chưa giải thích."
    )
