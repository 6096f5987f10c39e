"""
A table, defined once. The definition makes the page's table (cards on a telephone), the CSV and XLSX files,
the search without accents, the Vietnamese order and the pages; `components/table.html` prints a `Table`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Generic, Literal, TypeAlias, TypeVar

from django.core.paginator import Page, Paginator
from django.http import HttpResponse, QueryDict
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString

from khuyenhoc.foundation.sheets import columns as sheets
from khuyenhoc.foundation.sheets.writing import Row as SheetRow
from khuyenhoc.foundation.values.vietnamese import search_key, sort_key
from khuyenhoc.interfaces.cells import Cell, plain, quiet, searched, shown
from khuyenhoc.interfaces.files import FORMATS, Format, sheet_response

T = TypeVar("T")

Kind: TypeAlias = Literal["text", "words", "number", "year", "act"]
"""
`words` are whole sentences and get room; `number` stands at the right; a `year` is a number without dots; an
`act` is something to press or to type in: it is neither sorted nor taken away.
"""
Value: TypeAlias = str | int | float | Decimal | date | None
ROWS_A_PAGE = 200
FEW_ROWS = 7
"""A table of no more rows needs no search."""
LONGEST_QUERY = 100


@dataclass(frozen=True)
class Column(Generic[T]):
    """
    One column. `cell` makes what the page shows of a row; without it the row's attribute of the column's name
    is shown. `empty` stands where there is nothing to show. `value` is what files carry and what is sorted by
    where that is not the cell itself: a day, a number, a rate. `place`: on the page only, or in files only.
    """

    name: str
    heading: Cell
    cell: Callable[[T], Cell] | None = None
    kind: Kind = "text"
    empty: str | Promise = ""
    value: Callable[[T], Value] | None = None
    place: Literal["both", "page", "file"] = "both"
    file_heading: str | Promise = ""

    def cell_of(self, row: T) -> Cell:
        return getattr(row, self.name) if self.cell is None else self.cell(row)

    def value_of(self, row: T) -> Value:
        """What a file says of a row; dates and numbers stay what they are."""
        if self.value is not None:
            return self.value(row)
        cell = self.cell_of(row)
        if isinstance(cell, datetime) or not isinstance(cell, int | Decimal | date):
            return plain(cell) or None
        return cell

    @property
    def is_number(self) -> bool:
        return self.kind in ("number", "year")

    def written(self, row: T, *, is_title: bool, heading: str) -> SafeString:
        """The row's cell as a whole `th` or `td`."""
        cell = self.cell_of(row)
        if self.kind == "year" and isinstance(cell, int):
            cell = str(cell)
        words = shown(cell)
        if not words and self.empty:
            words = shown(quiet(self.empty))
        if is_title:
            return format_html('<th scope="row">{}</th>', words)
        if isinstance(cell, tuple | list):
            words = format_html("<div>{}</div>", words)
        css = "num" if self.is_number else "words" if self.kind == "words" else ""
        return format_html(
            '<td{} data-label="{}"{}>{}</td>',
            format_html(' class="{}"', css) if css else "",
            heading,
            self._sorted_by(row, cell),
            words,
        )

    def _sorted_by(self, row: T, cell: Cell) -> SafeString | str:
        """What a script sorts by where the words would mislead it."""
        value = self.value(row) if self.value is not None else cell
        match value:
            case datetime():
                return format_html(' data-value="{}"', f"{value:%Y%m%d%H%M}")
            case date():
                return format_html(' data-value="{}"', f"{value:%Y%m%d}")
            case int() | Decimal():
                return format_html(' data-value="{}"', f"{value}")
            case _:
                return SafeString(' data-value=""') if value is None and self.value is not None else ""


@dataclass(frozen=True, slots=True)
class Spanning:
    """A row that is one cell across the whole table: an event between figures, a place for signatures."""

    cell: Cell
    css: str = ""


@dataclass(frozen=True)
class Group(Generic[T]):
    """Rows under a heading of their own; one group without a heading is a plain table."""

    rows: Sequence[T | Spanning]
    heading: Cell = None


@dataclass(frozen=True, slots=True)
class Asked:
    """What a reader asks of a table: words, a column to sort by ("-name": downward), a page, a file."""

    query: str = ""
    sort: str = ""
    page: str = ""
    export: str = ""
    kept: QueryDict = field(default_factory=QueryDict)

    @classmethod
    def of(cls, asked: QueryDict) -> Asked:
        query = " ".join(asked.get("q", "").split())[:LONGEST_QUERY]
        return cls(query, asked.get("sort", ""), asked.get("page", ""), asked.get("export", ""), asked)

    def address(self, **changes: str | None) -> str:
        """The query string with some parameters changed; None leaves one out."""
        params = self.kept.copy()
        for name, value in changes.items():
            params.pop(name, None)
            if value is not None:
                params[name] = value
        return f"?{params.urlencode()}" if params else "?"

    def others(self) -> list[tuple[str, str]]:
        """The other parameters, to be kept by a search form."""
        return [
            (name, value)
            for name, values in self.kept.lists()
            for value in values
            if name not in ("q", "page", "sort", "export")
        ]


@dataclass(frozen=True, slots=True)
class Heading:
    """A column's heading on the page; `address` sorts by it, `aria_sort` says that it is sorted by."""

    words: SafeString | str
    is_number: bool
    is_unsorted: bool
    address: str = ""
    aria_sort: str = ""


@dataclass(frozen=True)
class Definition(Generic[T]):
    """
    `name` is the table's id on the page and the name of its sheet. The column at `title_at` is the row's
    title: it heads the card on a telephone.
    """

    name: str
    columns: Sequence[Column[T]]
    is_total: Callable[[T], bool] | None = None
    title_at: int = 0

    def without(self, *names: str) -> Definition[T]:
        """The same table less some columns."""
        return replace(self, columns=[column for column in self.columns if column.name not in names])

    def on_page(self) -> list[Column[T]]:
        return [column for column in self.columns if column.place != "file"]

    def of(self, rows: Sequence[T | Spanning], **shows: Any) -> Table[T]:
        """A table of these rows; `shows` are fields of Table."""
        return Table(self, [Group(rows)], **shows)

    def paged(self, page: Page[Any], rows: Sequence[T], **shows: Any) -> Table[T]:
        """A table of the rows of one page of a longer list."""
        return Table(self, [Group(rows)], pager=page, **shows)

    def asked(self, rows: Sequence[T], asked: Asked, **shows: Any) -> Table[T]:
        """The rows that answer to a search, in the order asked for, page by page."""
        chosen = self.chosen(rows, asked)
        page = Paginator(chosen, ROWS_A_PAGE).get_page(asked.page)
        return Table(
            self,
            [Group(list(page.object_list))],
            is_live=len(chosen) == len(rows) and not page.has_other_pages(),
            asked=asked,
            pager=page,
            all_rows=len(rows),
            found=len(chosen),
            **shows,
        )

    def asked_file(self, rows: Sequence[T], asked: Asked, *, name: str, title: str) -> HttpResponse | None:
        """All pages of what `asked` shows as a file, where it asks for one."""
        ending = next((each for each in FORMATS if each == asked.export), None)
        return (
            None
            if ending is None
            else self.file(self.chosen(rows, asked), ending=ending, name=name, title=title)
        )

    def chosen(self, rows: Sequence[T], asked: Asked) -> Sequence[T]:
        """The rows that answer to a search, in the order asked for."""
        return self.ordered(self.answering(rows, asked.query), asked.sort)

    def answering(self, rows: Sequence[T], query: str) -> Sequence[T]:
        """The rows in which every word asked for stands, accents aside."""
        words = search_key(query).split()
        if not words:
            return rows
        columns = self.on_page()
        texts = ((row, searched([column.cell_of(row) for column in columns])) for row in rows)
        return [row for row, text in texts if all(word in text for word in words)]

    def ordered(self, rows: Sequence[T], sort: str) -> Sequence[T]:
        """By a column's values, texts in Vietnamese order; rows without a value last, either way."""
        column = next((each for each in self.on_page() if each.name == sort.removeprefix("-")), None)
        if column is None or column.kind == "act":
            return rows
        values = [(column.value_of(row), row) for row in rows]
        valued = [
            (sort_key(value) if isinstance(value, str) else value, row)
            for value, row in values
            if value is not None
        ]
        valued.sort(key=lambda pair: pair[0], reverse=sort.startswith("-"))
        return [row for _value, row in valued] + [row for value, row in values if value is None]

    def sheet(self) -> sheets.SheetDefinition:
        return sheets.SheetDefinition(
            self.name,
            tuple(
                sheets.Column(column.name, plain(column.file_heading or column.heading))
                for column in self._in_files()
            ),
        )

    def sheet_rows(self, rows: Iterable[T]) -> Iterator[SheetRow]:
        columns = self._in_files()
        return ({column.name: column.value_of(row) for column in columns} for row in rows)

    def file(self, rows: Iterable[T], *, ending: Format, name: str, title: str) -> HttpResponse:
        """The table as CSV or XLSX; `name` is the file's, without its ending."""
        return sheet_response(self.sheet(), self.sheet_rows(rows), ending=ending, name=name, title=title)

    def _in_files(self) -> list[Column[T]]:
        return [column for column in self.columns if column.place != "page" and column.kind != "act"]


@dataclass(frozen=True)
class Table(Generic[T]):
    """
    What components/table.html prints. `asked` is None where the list cannot be searched; `is_live`: a script
    may search and sort the rows in place, for all of them are there. `downloads` are (address, ending) pairs.
    `id` is given where the page holds several tables of one definition.
    """

    definition: Definition[T]
    groups: Sequence[Group[T]]
    caption: str | Promise = ""
    is_caption_unseen: bool = False
    id: str = ""
    css: str = ""
    labelled_by: str = ""
    is_live: bool = False
    is_grid: bool = False
    """It is typed in with the keyboard alone (web/grid.js)."""
    downloads: Sequence[tuple[str, str]] = ()
    running_head: Cell = None
    asked: Asked | None = None
    pager: Page[Any] | None = None
    all_rows: int = 0
    found: int = 0

    @property
    def name(self) -> str:
        return self.id or self.definition.name

    @property
    def width(self) -> int:
        return len(self.definition.on_page())

    @property
    def is_long(self) -> bool:
        """Whether it is worth a box to search in."""
        return self.is_live and len(self) > FEW_ROWS

    @property
    def has_tools(self) -> bool:
        return self.asked is not None or self.is_long or bool(self.downloads)

    @property
    def files(self) -> Sequence[tuple[str, str]]:
        """Where the table is had as a file, with the kind of file."""
        if self.asked is None or self.downloads:
            return self.downloads
        return [(self.asked.address(export=ending, page=None), ending) for ending in reversed(FORMATS)]

    @property
    def whole_address(self) -> str:
        return "" if self.asked is None else self.asked.address(q=None, page=None)

    def __len__(self) -> int:
        """How many rows the page shows."""
        return sum(len(group.rows) for group in self.groups)

    @property
    def head(self) -> str:
        """What stands above the headings on every sheet of paper."""
        return shown(self.running_head)

    def headings(self) -> Iterator[Heading]:
        for column in self.definition.on_page():
            yield Heading(
                shown(column.heading), column.is_number, column.kind == "act", *self._sorting(column)
            )

    def _sorting(self, column: Column[T]) -> tuple[str, str]:
        if self.asked is None or column.kind == "act":
            return "", ""
        is_up, is_down = self.asked.sort == column.name, self.asked.sort == f"-{column.name}"
        address = self.asked.address(sort=f"-{column.name}" if is_up else column.name, page=None)
        return address, "ascending" if is_up else "descending" if is_down else ""

    def bodies(self) -> Iterator[Body]:
        columns = self.definition.on_page()
        headings = [plain(column.heading) for column in columns]
        for group in self.groups:
            yield Body(shown(group.heading), [self._line(row, columns, headings) for row in group.rows])

    def _line(self, row: T | Spanning, columns: Sequence[Column[T]], headings: Sequence[str]) -> Line:
        if isinstance(row, Spanning):
            return Line((), spanning=format_html("<div>{}</div>", row.cell), css=row.css)
        cells = [
            column.written(row, is_title=at == self.definition.title_at, heading=headings[at])
            for at, column in enumerate(columns)
        ]
        is_total = self.definition.is_total is not None and self.definition.is_total(row)
        return Line(cells, css="total" if is_total else "")


@dataclass(frozen=True, slots=True)
class Line:
    cells: Sequence[SafeString]
    spanning: SafeString | str = ""
    css: str = ""


@dataclass(frozen=True, slots=True)
class Body:
    heading: SafeString | str
    lines: Sequence[Line]
