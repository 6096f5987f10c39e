"""
`khuyenhoc load nation`: the whole country before and since July 2025, checked, and loaded where it is not
stored yet.
"""

from __future__ import annotations

import argparse
import csv
import sys
from collections.abc import Mapping, Sequence
from datetime import timedelta

from django.utils import timezone
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from khuyenhoc.domain.organisation import queries, services, sheets
from khuyenhoc.domain.people.permissions import platform_mandate
from khuyenhoc.foundation.sheets.problems import SheetNotSound
from khuyenhoc.foundation.sheets.reading import SheetRow
from khuyenhoc.foundation.sheets.writing import write_csv
from khuyenhoc.foundation.values.mandates import Action, Mandate
from khuyenhoc.foundation.values.numbers import date_text, grouped
from khuyenhoc.foundation.values.validity import BEGINNING
from khuyenhoc.interfaces.commands.command_line import DONE, Refused
from khuyenhoc.interfaces.commands.nation import check, package, rows
from khuyenhoc.interfaces.commands.nation.keys import ROOT

COLUMNS = ("subject", "expected", "package", "sentence")

_FILE = "nation.csv"


def run(asked: argparse.Namespace) -> int:
    """The check goes to stdout, for a program or a person to read; what is loaded is told on stderr."""
    try:
        nation = package.read()
    except (package.PackageMissing, package.PackageUnreadable) as wrong:
        raise Refused(str(wrong), "Không có gì được lưu.") from wrong
    counts = check.counts(nation)
    differences = [
        difference
        for difference in check.check(nation)
        if difference.subject not in {count.subject for count in counts}
    ]
    if asked.format == "csv":
        _print_csv(counts, differences)
    else:
        _print_tables(counts, differences)
    mandate = platform_mandate(Action.ORGANISE, on=timezone.localdate())
    console = Console(stderr=True, highlight=False, soft_wrap=True)
    try:
        _load_units(mandate, rows.units_rows(nation), console, dry_run=asked.dry_run)
        for act in rows.reform_acts(nation):
            _apply(mandate, act, console, dry_run=asked.dry_run)
    except SheetNotSound as unsound:
        reasons = [problem.reason for problem in unsound.problems[:20]]
        raise Refused(
            (
                f"Dữ liệu cả nước không khớp với các đơn vị đã lưu: {len(unsound.problems)} chỗ. Việc này "
                "không được lưu; các việc trên vẫn giữ."
            ),
            *reasons,
        ) from unsound
    return DONE


def _load_units(mandate: Mandate, wanted: Sequence[rows.Row], console: Console, *, dry_run: bool) -> None:
    """
    Units that are stored stay as they are, save that one without anybody above it comes under the country.
    """
    stored = {unit.key: unit for unit in queries.names(on=package.REFORM_ON - timedelta(days=1)).values()}
    new = [row for row in wanted if row["key"] not in stored]
    known = [(stored[row["key"]], row) for row in wanted if row["key"] in stored]
    orphans = [unit for unit, row in known if unit.parent is None and row["parent"] == ROOT]
    sheet = [*new, *(row for unit in orphans for row in _under_the_country(unit))]
    if sheet:
        with console.status("Đang nạp các đơn vị trước 1/7/2025 …"):
            loaded = services.load_units(
                mandate=mandate, content=write_csv(sheets.UNITS, sheet), file_name=_FILE, dry_run=dry_run
            )
        outcome = "Xem thử, chưa lưu" if dry_run else "Đã lưu"
        console.print(
            f"{outcome}: {grouped(loaded.new)} đơn vị mới, {grouped(len(known))} đơn vị đã có giữ như đã lưu."
        )
    else:
        console.print(f"Cả {grouped(len(known))} đơn vị đã có, giữ như đã lưu.")
    for unit in orphans:
        console.print(f"{unit.title} từ nay đứng dưới Việt Nam; tên, mã và thời gian giữ như đã lưu.")
    for unit, row in known:
        if row["official_code"] and unit.official_code not in ("", row["official_code"]):
            console.print(
                f"“{unit.key}” đã lưu với mã {unit.official_code}, gói ghi {row['official_code']}: giữ như "
                "đã lưu."
            )


def _under_the_country(unit: queries.UnitName) -> Sequence[rows.Row]:
    return [
        {
            "key": version.key,
            "parent": ROOT,
            "kind": version.kind,
            "name": version.name,
            "official_code": version.official_code,
            "valid_from": "" if version.validity.start == BEGINNING else version.validity.start.isoformat(),
            "valid_to": "" if version.validity.last_day is None else version.validity.last_day.isoformat(),
        }
        for version in queries.versions_on_record(unit.id)
        if version.parent is None
    ]


def _apply(mandate: Mandate, act: rows.Act, console: Console, *, dry_run: bool) -> None:
    cited = _cited(act.rows[0])
    document = cited.number if act.about.lower() in cited.number.lower() else f"{cited.number}, {act.about}"
    what = f"{document}, {date_text(act.effective_on)}"
    if queries.reorganisation_of(cited.number, act.effective_on) is not None:
        console.print(f"{what}: đã áp dụng từ trước, bỏ qua.")
        return
    if dry_run:
        console.print(f"{what}: chưa áp dụng, {grouped(len(act.rows))} dòng.")
        return
    with console.status(f"{what} …"):
        services.apply_reform(
            mandate=mandate, content=write_csv(sheets.REORGANISATIONS, act.rows), file_name=_FILE
        )
    console.print(f"✓ {what}: {grouped(len(act.rows))} dòng.")


def _cited(row: Mapping[str, str]) -> sheets.Cited:
    read = sheets.parse_reform(SheetRow(1, dict(row)))
    if not isinstance(read, sheets.ReformRow):
        raise SheetNotSound([read])
    return read.document


def _print_csv(counts: Sequence[check.Count], differences: Sequence[check.Difference]) -> None:
    """Counts are bare digits, for a program to read."""
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows((count.subject, count.expected, count.package, count.sentence) for count in counts)
    writer.writerows(
        (difference.subject, difference.expected, difference.package, difference.sentence)
        for difference in differences
    )


def _print_tables(counts: Sequence[check.Count], differences: Sequence[check.Difference]) -> None:
    console = Console(highlight=False)
    counted = Table("Số đơn vị", box=SIMPLE_HEAD, pad_edge=False)
    for heading in ("Công bố", "Gói", "Chênh lệch"):
        counted.add_column(heading, justify="right", no_wrap=True)
    counted.add_column("Nói rõ")
    for count in counts:
        more = count.package - count.expected
        gap = "" if count.is_equal else f"{'+' if more > 0 else '−'}{grouped(abs(more))}"
        counted.add_row(count.subject, grouped(count.expected), grouped(count.package), gap, count.sentence)
    console.print(counted)
    listed = Table("Chỗ khác nhau", "Ta ghi", "Gói ghi", "Nói rõ", box=SIMPLE_HEAD, pad_edge=False)
    for difference in differences:
        listed.add_row(difference.subject, difference.expected, difference.package, difference.sentence)
    console.print(listed)
    unequal = len(differences) + sum(not count.is_equal for count in counts)
    console.print(f"{grouped(unequal)} chỗ khác nhau.")
