"""`khuyenhoc figures`: the figures of a unit or cluster as a table, CSV or JSON."""

from __future__ import annotations

import argparse
import csv
import json
import sys
from collections.abc import Sequence
from datetime import date

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from khuyenhoc.domain.figures import queries
from khuyenhoc.domain.figures.rules.rows import FigureRow, Kind
from khuyenhoc.domain.organisation.queries import NoSuchUnit
from khuyenhoc.foundation.values.numbers import date_text, grouped, percent_text
from khuyenhoc.foundation.values.periods import Period, UnknownPeriod
from khuyenhoc.interfaces.commands.command_line import DONE, Refused

COLUMNS = (
    "unit", "period", "indicator", "value", "qualifier", "base", "rate",
    "stated_rate", "kind", "reported", "expected", "flags",
)  # fmt: skip

SAID_IN_TABLE = {"not_reported"}
"""Flags whose sentence the table's own columns say already."""

_KIND_WORDS = {Kind.TYPED: "như báo cáo", Kind.COMPUTED: "cộng từ cấp dưới", Kind.REGISTER: "đếm từ sổ"}


def run(asked: argparse.Namespace) -> int:
    period = period_of(asked.period)
    try:
        subject = queries.subject_by_key(asked.unit)
    except NoSuchUnit:
        raise Refused(f"Không có đơn vị hay cụm nào mang mã “{asked.unit}”. Kiểm tra lại mã.") from None
    tree_on = asked.tree_on or queries.own_day(subject, period)
    rows = queries.figures(subject, period=period, tree_on=tree_on)
    absent = queries.absence(subject, tree_on=tree_on)
    if absent is not None:
        elsewhere = f" Số liệu của đơn vị này hiện ở {absent.shown_at}." if absent.shown_at else ""
        print(
            f"{absent.unit} không có trong cây tổ chức ngày {date_text(absent.on)}.{elsewhere}",
            file=sys.stderr,
        )
    match asked.format:
        case "csv":
            writer = csv.DictWriter(sys.stdout, COLUMNS, lineterminator="\n")
            writer.writeheader()
            writer.writerows(_plain(row) for row in rows)
        case "json":
            print(
                json.dumps(
                    [{**_plain(row), "tree_on": tree_on.isoformat()} for row in rows],
                    ensure_ascii=False,
                    indent=2,
                )
            )
        case _:
            _print_table(subject.name, period, tree_on, rows)
    return DONE


def period_of(text: str) -> Period:
    """The period that an argument names; raises Refused where it names none."""
    try:
        return Period.parse(text)
    except UnknownPeriod:
        raise Refused(f"“{text}” không phải kỳ báo cáo. Ghi 2022, 2022-H1, 2022-M9 hoặc 2022-Q3.") from None


def _plain(row: FigureRow) -> dict[str, str | int]:
    return {
        "unit": row.subject.key,
        "period": str(row.period),
        "indicator": row.indicator,
        "value": "" if row.value is None else row.value,
        "qualifier": row.qualifier.value,
        "base": "" if row.base is None else row.base,
        "rate": "" if row.rate is None else str(row.rate),
        "stated_rate": row.stated_rate,
        "kind": row.kind.value,
        "reported": row.reported,
        "expected": row.expected,
        "flags": "|".join(flag.code for flag in row.flags),
    }


def _print_table(name: str, period: Period, tree_on: date, rows: Sequence[FigureRow]) -> None:
    console = Console(highlight=False)
    console.print(f"[bold]{name}[/bold] – kỳ {period} – cây tổ chức ngày {date_text(tree_on)}")
    if not rows:
        console.print("Chưa có số liệu nào cho kỳ này.")
        return
    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    table.add_column("Chỉ tiêu")
    table.add_column("Số liệu", justify="right", no_wrap=True)
    table.add_column("Tỷ lệ", justify="right", no_wrap=True)
    table.add_column("Cách có")
    table.add_column("Đã báo cáo", justify="right", no_wrap=True)
    for row in rows:
        kind = "" if row.value is None else _KIND_WORDS[row.kind]
        table.add_row(
            row.label,
            row.text or _without_a_value(row),
            _rate(row),
            kind,
            f"{row.reported}/{row.expected}" if row.expected else "",
        )
    console.print(table)
    flagged = [
        (row, sentence)
        for row in rows
        for flag, sentence in zip(row.flags, row.sentences(), strict=True)
        if flag.code not in SAID_IN_TABLE
    ]
    if flagged:
        console.print("[bold]Cần xem lại[/bold]")
        for row, sentence in flagged:
            console.print(f"  [yellow]⚑[/yellow] {row.label}: {sentence}")


def _without_a_value(row: FigureRow) -> str:
    return f"chỉ có tỷ lệ {row.stated_rate.replace('.', ',')} %" if row.stated_rate else "chưa báo cáo"


def _rate(row: FigureRow) -> str:
    if row.rate is None:
        return ""
    return f"{grouped(round(row.rate))} đồng/người" if row.measure == "vnd" else percent_text(row.rate)
