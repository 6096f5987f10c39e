"""
Our own tables of Cao Bằng: checked by hand against the resolution (admin-units.md section 4), so for that
province they speak, not the package.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from itertools import groupby

from khuyenhoc.domain.organisation import sheets
from khuyenhoc.domain.organisation.rules.book import Book, Entry
from khuyenhoc.domain.organisation.rules.bookkeeping import plan
from khuyenhoc.domain.organisation.sheets import ReformRow
from khuyenhoc.foundation.sheets.columns import SheetDefinition
from khuyenhoc.foundation.sheets.problems import Problem
from khuyenhoc.foundation.sheets.reading import SheetRow, read
from khuyenhoc.foundation.values.datafiles import DATA, BadDataFile
from khuyenhoc.interfaces.commands.nation.package import REFORM_ON

PROVINCE = "04"

_UNITS = "units/cao-bang.csv"
_REFORMS = "reorganisations"


@dataclass(frozen=True)
class OwnAct:
    """
    The rows of one document, word for word as our sheet has them, so that one already applied is known again.
    """

    effective_on: date
    document: str
    rows: Sequence[Mapping[str, str]]


@dataclass(frozen=True)
class OwnTable:
    units: Sequence[Mapping[str, str]]
    """The rows of the units sheet: the province before any of the acts."""
    acts: Sequence[OwnAct]
    """In the order of their days."""
    before: Mapping[str, Entry]
    """
    By official code, the units on the last day before the reform of 2025: what the acts before it made of the
    sheet.
    """
    since: Mapping[str, Entry]
    """By official code, the communes the reform founded."""
    heirs: Mapping[str, frozenset[str]]
    """The codes of those who carry each old commune on since the reform, by its code."""

    def parent_code(self, unit: Entry) -> str:
        return next((code for code, entry in self.before.items() if entry.key == unit.parent), "")


@cache
def own_table() -> OwnTable:
    """:raises BadDataFile: one of our files cannot be read, or says what cannot be"""
    lines = _lines(_UNITS, sheets.UNITS)
    book = Book(_entries(lines), {})
    acts: list[OwnAct] = []
    reform: Sequence[ReformRow] = ()
    for path in sorted((DATA / _REFORMS).glob("cao-bang-*.csv")):
        file = f"{_REFORMS}/{path.name}"
        read_rows = [
            (row, _cells(line))
            for line in _lines(file, sheets.REORGANISATIONS)
            for row in [_reform_row(file, line)]
        ]
        for (on, document), group in groupby(
            read_rows, key=lambda pair: (pair[0].effective_on, pair[1]["document"])
        ):
            together = list(group)
            rows = [row for row, _ in together]
            _, faults = plan(book, rows)
            if faults:
                raise BadDataFile(file, faults[0].reason)
            acts.append(OwnAct(on, document, [cells for _, cells in together]))
            reform = rows if on == REFORM_ON else reform
    before = _standing(book, REFORM_ON - timedelta(days=1))
    since = {
        code: entry for code, entry in _standing(book, REFORM_ON).items() if entry.validity.start == REFORM_ON
    }
    return OwnTable([_cells(line) for line in lines], acts, before, since, _heirs(reform, before, since))


def _standing(book: Book, day: date) -> Mapping[str, Entry]:
    standing = (entry for key in book.entries if (entry := book.on(key, day)) is not None)
    return {entry.official_code: entry for entry in standing if entry.official_code}


def _heirs(
    rows: Sequence[ReformRow], before: Mapping[str, Entry], since: Mapping[str, Entry]
) -> Mapping[str, frozenset[str]]:
    code_before = {entry.key: code for code, entry in before.items()}
    code_since = {entry.key: code for code, entry in since.items()}
    heirs: dict[str, frozenset[str]] = {}
    for row in rows:
        if row.heir:
            code = code_before[row.unit]
            heirs[code] = heirs.get(code, frozenset()) | {code_since[row.heir]}
    return heirs


def _entries(lines: Sequence[SheetRow]) -> dict[str, list[Entry]]:
    entries: dict[str, list[Entry]] = {}
    for line in lines:
        unit = sheets.parse_unit(line)
        if isinstance(unit, Problem):
            raise BadDataFile(_UNITS, unit.sentence)
        entries.setdefault(unit.key, []).append(
            Entry(unit.key, unit.parent, unit.kind, unit.name, unit.official_code, unit.validity)
        )
    return entries


def _reform_row(file: str, line: SheetRow) -> ReformRow:
    row = sheets.parse_reform(line)
    if isinstance(row, Problem):
        raise BadDataFile(file, row.sentence)
    return row


def _cells(line: SheetRow) -> Mapping[str, str]:
    return {name: sheets.text_of(cell) for name, cell in line.cells.items()}


def _lines(file: str, definition: SheetDefinition) -> Sequence[SheetRow]:
    path = DATA / file
    return read(path, path.name, definition).rows
