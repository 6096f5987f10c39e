"""What a sheet is: its columns, and the headings people give them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from khuyenhoc.foundation.values.vietnamese import search_key


@dataclass(frozen=True, slots=True)
class Column:
    """
    `name` is the code's word and may stand as a heading as well; `heading_vi` is what people see; `aliases`
    are other headings localities write for the same. `choices` become a drop-down.
    """

    name: str
    heading_vi: str
    required: bool = False
    note: str = ""
    choices: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True)
class SheetDefinition:
    """
    `has_groups`: a line with one text and nothing else ("Xóm Bản Viết") says where the rows below it belong,
    and is no row itself.

    Raises ValueError where two columns could not be told apart by their headings.
    """

    name: str
    columns: tuple[Column, ...]
    has_groups: bool = False
    _by_heading: Mapping[str, Column] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        by_heading: dict[str, Column] = {}
        for column in self.columns:
            for key in {
                heading_key(heading) for heading in (column.name, column.heading_vi, *column.aliases)
            }:
                if not key or by_heading.setdefault(key, column) is not column:
                    raise ValueError(f"{self.name}: {key!r} names two columns, or none")
        object.__setattr__(self, "_by_heading", by_heading | self._without_remarks(by_heading))

    def column(self, heading: str) -> Column | None:
        """The column a heading names, also where a remark stands beside it: "Số khẩu (người)"."""
        return self._by_heading.get(heading_key(heading)) or self._by_heading.get(
            heading_key(without_remarks(heading))
        )

    def _without_remarks(self, taken: Mapping[str, Column]) -> dict[str, Column]:
        """The headings without their own remarks, as far as each then still names one column."""
        named: dict[str, set[Column]] = {}
        for column in self.columns:
            for heading in (column.heading_vi, *column.aliases):
                named.setdefault(heading_key(without_remarks(heading)), set()).add(column)
        return {
            key: columns.pop()
            for key, columns in named.items()
            if key and key not in taken and len(columns) == 1
        }


def is_own_heading(column: Column, heading: str) -> bool:
    """Whether it is the column's name or heading itself, and not another locality's word for it."""
    key = heading_key(without_remarks(heading))
    return key in {
        heading_key(column.name),
        heading_key(column.heading_vi),
        heading_key(without_remarks(column.heading_vi)),
    }


def heading_key(text: str) -> str:
    """A heading without case, accents, spaces and marks: "Đơn vị *", "DON VI" and "don_vi" are one."""
    return re.sub(r"[\W_]+", "", search_key(text))


def without_remarks(heading: str) -> str:
    """ "Số khẩu (người)" is "Số khẩu"."""
    return re.sub(r"\([^()]*\)|\[[^\[\]]*\]", " ", heading)


def named(columns: Sequence[Column]) -> str:
    """ "“Đơn vị” (unit), “Kỳ báo cáo” (period)": both names, because both are accepted."""
    return ", ".join(
        f"“{column.heading_vi}”"
        if column.heading_vi == column.name
        else f"“{column.heading_vi}” ({column.name})"
        for column in columns
    )
