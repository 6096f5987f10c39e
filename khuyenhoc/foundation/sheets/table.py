"""The rows below the headings: which of them are records, and which are what people write between them."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Generator, Iterable, Mapping
from dataclasses import dataclass
from itertools import chain

from khuyenhoc.foundation.sheets import limits
from khuyenhoc.foundation.sheets.cells import Cell, Formula, RawRow, Value, column_letters
from khuyenhoc.foundation.sheets.columns import SheetDefinition
from khuyenhoc.foundation.sheets.headings import Found
from khuyenhoc.foundation.sheets.problems import SheetRefused
from khuyenhoc.foundation.values.wording import gettext as _
from khuyenhoc.foundation.values.wording import gettext_noop

Notice = Callable[[str], None]

EXAMPLE = "Ví dụ: "
"""How the first cell of a template's example row begins."""

_NAMED = 10
_TOTAL = re.compile(
    r"(?:t[ổo]ng (?:c[ộo]ng|s[ốo])\b.*|(?:tổng|cộng)\s*(?:[:.(].*)?)", re.IGNORECASE | re.DOTALL
)
"""Not "Cộng đồng dân cư …", nor "Tổng công ty …"."""
_LEADING_ORDINAL = re.compile(r"(?:[IVXLC]+|[A-Z]|[0-9]+)\s*[.)/:-]\s*(?=\D)")
_LETTER = re.compile(r"[^\W\d_]")
_REPEATED, _SUMS, _EXAMPLES = (
    gettext_noop("repeated headings"),
    gettext_noop("totals"),
    gettext_noop("examples"),
)


@dataclass(frozen=True, slots=True)
class SheetRow:
    """
    One row below the headings. `number` is the row a person sees in the spreadsheet.

    `cells` has every column of the definition, None where blank. Text is NFC without space around it; a
    percentage in XLSX is text as shown ("52.6%"); a date in XLSX is a date; everything in CSV is text.
    `group` is the last line above it that names a group, without its own number, where the definition has
    groups.
    """

    number: int
    cells: dict[str, Value | None]
    group: str | None = None


class Table:
    """Reads what stands below the headings that were found."""

    def __init__(self, definition: SheetDefinition, heading: Found, notice: Notice) -> None:
        self._found = heading
        self._notice = notice
        self._headings = heading.headings
        self._names = [column.name for column in definition.columns]
        self._positions = [self._headings.found.get(name, -1) for name in self._names]
        self._required = {
            self._headings.found[column.name] for column in definition.columns if column.required
        }
        self._has_groups = definition.has_groups
        self._group: str | None = None
        self._groups: list[str] = []
        self._left_out: dict[str, list[int]] = {}

    def rows(self, following: Iterable[RawRow]) -> Generator[SheetRow, None, None]:
        """:raises SheetRefused: a formula makes a value, or there are too many rows"""
        formulas = [
            place for row in (*self._found.above, *self._found.rows) for place in _formulas(*row, used=())
        ]
        if formulas:
            raise _refuse_formulas(formulas)
        used = frozenset(self._headings.found.values())
        count = 0
        for number, cells in chain([self._found.below] if self._found.below else (), following):
            if self._is_no_record(number, cells):
                formulas += _formulas(number, cells, used=())
                continue
            if Formula in map(type, cells.values()):
                formulas += _formulas(number, cells, used)
                if len(formulas) >= limits.FORMULAS_NAMED:
                    break
            if not formulas and not used.isdisjoint(cells):
                count += 1
                if count > limits.ROWS:
                    raise SheetRefused(
                        _(
                            "The table has more than 200,000 rows. Split it into several files and load "
                            "each of them."
                        )
                    )
                # No formula stands in a column that is used, so these are values.
                values = dict(zip(self._names, map(cells.get, self._positions), strict=True))
                yield SheetRow(number, values, self._group)  # type: ignore[arg-type]
        if formulas:
            raise _refuse_formulas(formulas)
        self._say()

    def _is_no_record(self, number: int, cells: Mapping[int, Cell]) -> bool:
        kind = self._kind(number, cells)
        if kind is not None:
            self._left_out.setdefault(kind, []).append(number)
            return True
        group = self._group_named(cells) if self._has_groups and len(cells) <= 2 else None
        if group is not None:
            self._group = group
            if len(self._groups) <= _NAMED:
                self._groups.append(
                    _("“%(group)s” (row %(number)s)") % {"group": group[:60], "number": number}
                )
            return True
        return False

    def _kind(self, number: int, cells: Mapping[int, Cell]) -> str | None:
        lead = next((cell for cell in cells.values() if type(cell) is str), None)
        if lead is not None and lead[0] in "TtCcVv":
            if lead.startswith(EXAMPLE.strip()):
                return _EXAMPLES
            if _TOTAL.fullmatch(lead) and not self._is_numbered(cells):
                return _SUMS
        last = self._found.rows[-1]
        if any(cells == row for _, row in self._found.rows) or (
            number == last[0] + 1 and _counts_columns(cells)
        ):
            return _REPEATED
        return None

    def _is_numbered(self, cells: Mapping[int, Cell]) -> bool:
        """Whether the row has a number of its own in the list, as records have."""
        return any(
            isinstance(cell := cells.get(at), int) or (isinstance(cell, str) and cell.rstrip(".").isdigit())
            for at in self._headings.ordinals
        )

    def _group_named(self, cells: Mapping[int, Cell]) -> str | None:
        """
        The group a line names: one text, alone but for a number such as "I". In a list whose rows are
        numbered, the line bears no row's number; in one without, it leaves blank what every row must have.
        """
        ordinals = self._headings.ordinals
        alone = [at for at in cells if at not in ordinals] or list(cells)
        text = cells[alone[0]]
        if len(alone) > 1 or not isinstance(text, str) or not _LETTER.search(text):
            return None
        is_record = self._is_numbered(cells) if ordinals else self._required <= set(alone)
        return None if is_record else _LEADING_ORDINAL.sub("", text, count=1).rstrip(": ")

    def _say(self) -> None:
        unknown = self._headings.unknown
        if unknown:
            columns = _several([f"“{name[:60]}”" for name in unknown])
            self._notice(
                _("The column %(columns)s is not used.") % {"columns": columns}
                if len(unknown) == 1
                else _("The columns %(columns)s are not used.") % {"columns": columns}
            )
        for kind, numbers in self._left_out.items():
            rows = _several([f"{number}" for number in numbers])
            self._notice(_("Left out as %(kind)s: row %(rows)s.") % {"kind": _(kind), "rows": rows})
        if self._groups:
            groups = _several(self._groups)
            self._notice(_("Taken as group names of the rows below them: %(groups)s.") % {"groups": groups})


def _several(names: list[str]) -> str:
    return ", ".join(names[:_NAMED] + ["…"] * (len(names) > _NAMED))


def _counts_columns(cells: Mapping[int, Cell]) -> bool:
    """Whether a row below the headings only numbers the columns: "A", "B", "(1)", "(2)", "(3)"."""
    written = [f"{cell}".strip("()") for _, cell in sorted(cells.items()) if not isinstance(cell, Formula)]
    letters = [mark for mark in written if mark.isalpha()]
    counted = [mark for mark in written if mark not in letters]
    return (
        len(counted) >= 3
        and written == letters + counted
        and letters == list("ABCDEFGH"[: len(letters)])
        and counted == [f"{number}" for number in range(1, len(counted) + 1)]
    )


def _formulas(number: int, cells: Mapping[int, Cell], used: Collection[int]) -> list[str]:
    """The places of a row's formulas that matter: in a column that is used, or filling other cells."""
    return [
        f"{column_letters(at)}{number}"
        for at, cell in cells.items()
        if isinstance(cell, Formula) and (at in used or cell.is_spread)
    ]


def _refuse_formulas(places: list[str]) -> SheetRefused:
    several = places[: limits.FORMULAS_NAMED]
    way_out = _("Copy the figures, choose Paste Special › Values, then load the file again.")
    named = ", ".join(several)
    if len(several) == 1:
        return SheetRefused(
            _("Cell %(named)s is a formula. %(way_out)s") % {"named": named, "way_out": way_out}
        )
    if len(several) < limits.FORMULAS_NAMED:
        return SheetRefused(
            _("Cells %(named)s are formulas. %(way_out)s") % {"named": named, "way_out": way_out}
        )
    return SheetRefused(
        _("Cells %(named)s (and maybe others) are formulas. %(way_out)s")
        % {"named": named, "way_out": way_out}
    )
