"""What a sheet is: its columns, and finding them in the headings somebody typed."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from khuyenhoc.foundation.sheets.cells import Cell, column_letters
from khuyenhoc.foundation.sheets.problems import SheetRefused
from khuyenhoc.foundation.values.vietnamese import search_key


@dataclass(frozen=True, slots=True)
class Column:
    """`name` is the code's word and may stand as a heading as well; `heading_vi` is what people see. `choices` become a drop-down."""

    name: str
    heading_vi: str
    required: bool = False
    note: str = ""
    choices: tuple[str, ...] = ()


@dataclass(frozen=True)
class SheetDefinition:
    """Raises ValueError where two columns could not be told apart by their headings."""

    name: str
    columns: tuple[Column, ...]
    _by_heading: Mapping[str, Column] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        by_heading: dict[str, Column] = {}
        for column in self.columns:
            for heading in {heading_key(column.name), heading_key(column.heading_vi)}:
                if not heading or by_heading.setdefault(heading, column) is not column:
                    raise ValueError(f"{self.name}: {heading!r} names two columns, or none")
        object.__setattr__(self, "_by_heading", by_heading)

    def match(self, cells: Mapping[int, Cell]) -> Headings:
        """
        What a row is as this sheet's heading row.

        :raises SheetRefused: one column stands there twice
        """
        found: dict[str, int] = {}
        unknown: list[str] = []
        for position, cell in sorted(cells.items()):
            column = self._by_heading.get(heading_key(cell)) if isinstance(cell, str) else None
            if column is None:
                unknown.append(cell if isinstance(cell, str) else column_letters(position))
            elif column.name in found:
                first, second = column_letters(found[column.name]), column_letters(position)
                raise SheetRefused(f"Cột “{column.heading_vi}” có hai lần, ở cột {first} và cột {second}. Giữ lại một cột rồi tải lại.")
            else:
                found[column.name] = position
        missing = tuple(column for column in self.columns if column.required and column.name not in found)
        return Headings(found, missing, tuple(unknown))

    def refuse_headings(self, nearest: Headings | None) -> SheetRefused:
        """Why no heading row was found, by the row that came nearest to being one."""
        if nearest is None or not nearest.found:
            wanted = named([column for column in self.columns if column.required] or self.columns)
            return SheetRefused(f"Không thấy dòng tiêu đề trong 20 dòng đầu. Ghi tên các cột ở một dòng, ít nhất là {wanted}, rồi tải lại.")
        which = "Thiếu cột" if len(nearest.missing) == 1 else "Thiếu các cột"
        return SheetRefused(f"{which} {named(nearest.missing)}. Thêm vào dòng tiêu đề rồi tải lại.")


@dataclass(frozen=True, slots=True)
class Headings:
    """Where each column stands (from 0), which required ones do not, and the texts of headings nobody knows."""

    found: Mapping[str, int]
    missing: tuple[Column, ...]
    unknown: tuple[str, ...]


def heading_key(text: str) -> str:
    """A heading without case, accents, spaces and marks: "Đơn vị *", "DON VI" and "don_vi" are one."""
    return re.sub(r"[\W_]+", "", search_key(text))


def named(columns: Sequence[Column]) -> str:
    """ "“Đơn vị” (unit), “Kỳ báo cáo” (period)": both names, because both are accepted."""
    return ", ".join(
        f"“{column.heading_vi}”" if column.heading_vi == column.name else f"“{column.heading_vi}” ({column.name})" for column in columns
    )
