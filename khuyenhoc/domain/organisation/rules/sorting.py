"""The rows of one document and day, sorted by what each asks: the first step of a reorganisation's plan."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from khuyenhoc.domain.organisation.rules.book import Book
from khuyenhoc.domain.organisation.sheets import ReformRow


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a plan cannot be carried out: the row, the sheet's column, the reason and the way out."""

    row: int
    column: str
    reason: str


_ALONE = {"rename": ("name", "kind"), "recode": ("official_code",), "move": ("parent",)}
"""Acts on a unit that stays itself, and the columns of which at least one has to be filled."""
_FIELDS = ("parent", "kind", "name", "official_code")


class SortedRows:
    def __init__(self, book: Book, rows: Sequence[ReformRow]) -> None:
        self.book = book
        self.rows = rows
        self.on = rows[0].effective_on
        self.faults: list[Fault] = []
        self.leaving: dict[str, list[ReformRow]] = {}
        self.changing: dict[str, ReformRow] = {}
        self.arriving: dict[str, ReformRow] = {}
        """Heirs and units to be founded, with the first row that names each."""
        self.asked: dict[str, dict[str, str]] = {}

    def fault(self, row: ReformRow, column: str, reason: str, **values: object) -> None:
        """Note a fault; `values` fill the placeholders of its reason."""
        self.faults.append(Fault(row.number, column, reason % values if values else reason))

    def sort_in(self, row: ReformRow) -> None:
        if row.act == "found":
            self._sort_in_founding(row)
        elif not row.unit:
            self.fault(row, "unit", _("The unit's key is missing. Write the key of an existing unit."))
        elif row.act in _ALONE:
            self._sort_in_change(row)
        elif row.act == "merge" and not row.heir:
            self.fault(row, "heir", _("The heir is missing. If there is no heir, write dissolve."))
        elif row.act == "dissolve" and row.heir:
            self.fault(
                row,
                "heir",
                _("Dissolved means that there is no heir: leave this column empty, or write merge."),
            )
        elif any(other.heir == row.heir for other in self.leaving.get(row.unit, ())):
            self.fault(
                row, "unit", _("An earlier row has this unit and heir already. Remove one of the two rows.")
            )
        else:
            self.leaving.setdefault(row.unit, []).append(row)
            if row.heir:
                self._arrive(row.heir, row)

    def _sort_in_founding(self, row: ReformRow) -> None:
        key = row.heir or row.unit
        if row.unit and row.heir and row.unit != row.heir:
            self.fault(
                row,
                "heir",
                _("A founding has one key only. If the unit is split off an existing one, write split."),
            )
        elif not key:
            self.fault(row, "unit", _("The key of the new unit is missing."))
        elif key in self.book.entries:
            self.fault(
                row,
                "unit",
                _("A unit has the key “%(key)s” already. Choose another key, or remove this row."),
                key=key,
            )
        else:
            self._arrive(key, row)

    def _sort_in_change(self, row: ReformRow) -> None:
        """A unit that is renamed, re-coded or moved stays itself."""
        if row.heir not in ("", row.unit):
            self.fault(
                row,
                "heir",
                _(
                    "A unit that is renamed, recoded or moved stays itself: leave this column empty. If "
                    "it merges into “%(heir)s”, write merge."
                ),
                heir=row.heir,
            )
        elif not any(getattr(row, column) for column in _ALONE[row.act]):
            self.fault(row, _ALONE[row.act][0], _("This column is empty: write what changes."))
        else:
            self.changing.setdefault(row.unit, row)
            self._ask(row.unit, row)

    def _arrive(self, key: str, row: ReformRow) -> None:
        self.arriving.setdefault(key, row)
        self._ask(key, row)

    def _ask(self, key: str, row: ReformRow) -> None:
        asked = self.asked.setdefault(key, {})
        for column in _FIELDS:
            value = getattr(row, column)
            if value and asked.setdefault(column, value) != value:
                self.fault(
                    row,
                    column,
                    _(
                        "“%(value)s” differs from “%(other)s” in an earlier row about the unit "
                        "“%(key)s”. Keep one of the two."
                    ),
                    value=value,
                    other=asked[column],
                    key=key,
                )

    def units_that_end(self) -> Mapping[str, ReformRow]:
        ending: dict[str, ReformRow] = {}
        for unit, rows in self.leaving.items():
            acts = {row.act for row in rows}
            first = rows[0]
            if len(acts) > 1:
                self.fault(
                    rows[-1],
                    "act",
                    _(
                        "One document has different acts for “%(unit)s”. A unit either merges, or is "
                        "split, or is dissolved."
                    ),
                    unit=unit,
                )
            elif first.act == "merge" and len(rows) > 1:
                self.fault(
                    rows[-1],
                    "act",
                    _(
                        "“%(unit)s” merges into several units. If it is split, write split in every row of "
                        "this unit."
                    ),
                    unit=unit,
                )
            elif first.act == "split" and len(rows) == 1:
                self.fault(
                    first,
                    "act",
                    _(
                        "“%(unit)s” has only one part. If the whole unit goes to one place, write "
                        "merge; if it is split, write all its parts."
                    ),
                    unit=unit,
                )
            if not any(row.heir == unit for row in rows):
                ending[unit] = first
            elif unit not in self.book.entries:
                self.fault(
                    first,
                    "unit",
                    _("No unit has the key “%(key)s”. Load the list of units first, or correct the key."),
                    key=unit,
                )
        return ending
