"""Finding the heading row of a sheet: below titles, of one row or of two with merged cells."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from khuyenhoc.foundation.sheets import limits
from khuyenhoc.foundation.sheets.cells import Cell, RawRow, column_letters
from khuyenhoc.foundation.sheets.columns import (
    Column,
    SheetDefinition,
    heading_key,
    is_own_heading,
    named,
    without_remarks,
)
from khuyenhoc.foundation.sheets.problems import SheetRefused
from khuyenhoc.foundation.values.wording import gettext as _

_ORDINALS = frozenset({"stt", "tt", "sott", "sothutu", "thutu"})


@dataclass(frozen=True, slots=True)
class Headings:
    """
    Where each column stands (from 0), which required ones do not, and the texts of unknown headings.

    `ordinals` are the columns before all others that only number the rows; `doubled` is a column that stands
    at two places.
    """

    found: Mapping[str, int]
    missing: tuple[Column, ...]
    unknown: tuple[str, ...]
    ordinals: frozenset[int]
    doubled: tuple[Column, int, int] | None

    @property
    def are_complete(self) -> bool:
        return bool(self.found) and not self.missing


@dataclass(frozen=True, slots=True)
class Found:
    """
    The headings, the row or two they are written in, the rows above, and the row below if it had to be looked
    at.
    """

    headings: Headings
    rows: tuple[RawRow, ...]
    above: tuple[RawRow, ...]
    below: RawRow | None


class HeadingSearch:
    """
    Looks through the sheets of a file for the one with the headings, and remembers the row that came nearest,
    to say what is missing.
    """

    def __init__(self, definition: SheetDefinition) -> None:
        self._definition = definition
        self._nearest: Headings | None = None

    def find(self, rows: Iterator[RawRow]) -> Found | None:
        """
        The headings among the first rows, leaving `rows` below them.

        :raises SheetRefused: one column stands there twice
        """
        seen: list[RawRow] = []
        for row in rows:
            if row[0] > limits.HEADING_ROWS:
                break
            above = seen[-1] if seen and seen[-1][0] + 1 == row[0] else None
            headings = self._match(_one_row(row[1]))
            if headings.are_complete:
                below = next(rows, None)
                both = self._going_on(headings, row, below)
                if both is not None and below is not None:
                    return Found(_undoubled(both), (row, below), tuple(seen), None)
                return Found(
                    _undoubled(self._with_what_stands_above(headings, above, row)), (row,), tuple(seen), below
                )
            if above is not None:
                headings = self._match(_two_rows(above[1], row[1]))
                if headings.are_complete:
                    return Found(_undoubled(headings), (above, row), tuple(seen[:-1]), None)
            seen.append(row)
        return None

    def refusal(self) -> SheetRefused:
        """Why no heading row was found."""
        definition, nearest = self._definition, self._nearest
        if nearest is None or not nearest.found:
            wanted = named([column for column in definition.columns if column.required] or definition.columns)
            return SheetRefused(
                _(
                    "There is no heading row among the first 20 rows. Write the names of the columns in one "
                    "row, at least %(wanted)s, then load the file again."
                )
                % {"wanted": wanted}
            )
        columns = named(nearest.missing)
        return SheetRefused(
            _("The column %(columns)s is missing. Add it to the heading row, then load the file again.")
            % {"columns": columns}
            if len(nearest.missing) == 1
            else _(
                "The columns %(columns)s are missing. Add them to the heading row, then load the file again."
            )
            % {"columns": columns}
        )

    def _going_on(self, headings: Headings, row: RawRow, below: RawRow | None) -> Headings | None:
        """
        Both rows as one, if the lower one goes on with headings: it names more columns, and says nothing else
        below those known.
        """
        if below is None or row[0] + 1 != below[0]:
            return None
        upper, lower = row[1], {at: cell for at, cell in below[1].items() if not _is_remark(cell)}
        if not all(
            isinstance(cell, str) and (at not in upper or self._may_stand_below(upper[at], cell))
            for at, cell in lower.items()
        ):
            return None
        both = self._match(_two_rows(upper, lower))
        return both if both.are_complete and set(both.found) > set(headings.found) else None

    def _may_stand_below(self, upper: Cell, lower: str) -> bool:
        column = self._definition.column
        is_unknown = not isinstance(upper, str) or column(upper) is None
        return is_unknown or column(lower) is not None or column(f"{upper} {lower}") is not None

    def _with_what_stands_above(self, headings: Headings, above: RawRow | None, row: RawRow) -> Headings:
        """A heading merged downwards is written in the upper row only."""
        if above is None or above[0] + 1 != row[0]:
            return headings
        upper = {at: cell for at, cell in above[1].items() if at not in row[1]}
        both = self._match(_one_row({**row[1], **upper}))
        return both if len(both.found) > len(headings.found) and both.doubled is None else headings

    def _match(self, written: Mapping[int, tuple[_Words, ...]]) -> Headings:
        """What stands at each position, the first of its words that names a column."""
        positions: dict[str, int] = {}
        own: set[str] = set()
        spread: set[tuple[str, int]] = set()
        unknown: dict[int, str] = {}
        doubled: tuple[Column, int, int] | None = None
        for at, words in sorted(written.items()):
            word, column = self._named(words, spread)
            if column is None or word is None:
                unknown[at] = words[0].text
                continue
            is_own = is_own_heading(column, word.text)
            if column.name not in positions or (is_own and column.name not in own):
                if column.name in positions:
                    unknown[positions[column.name]] = written[positions[column.name]][0].text
                positions[column.name] = at
                own |= {column.name} if is_own else set()
                spread.add((word.text, word.at))
            elif column.name in own and not is_own:
                unknown[at] = word.text
            else:
                doubled = doubled or (column, positions[column.name], at)
        first = min(positions.values(), default=0)
        ordinals = frozenset(
            at for at, text in unknown.items() if at < first and heading_key(text) in _ORDINALS
        )
        headings = Headings(
            found=positions,
            missing=tuple(
                column
                for column in self._definition.columns
                if column.required and column.name not in positions
            ),
            unknown=tuple(text for at, text in sorted(unknown.items()) if at not in ordinals),
            ordinals=ordinals,
            doubled=doubled,
        )
        if self._nearest is None or len(positions) > len(self._nearest.found):
            self._nearest = headings
        return headings

    def _named(
        self, words: tuple[_Words, ...], spread: set[tuple[str, int]]
    ) -> tuple[_Words | None, Column | None]:
        for word in words:
            column = self._definition.column(word.text) if word.is_text else None
            # A merged cell names one column, however far it reaches.
            if column is not None and (word.text, word.at) not in spread:
                return word, column
        return None, None


@dataclass(frozen=True, slots=True)
class _Words:
    """One way to say what stands over a column, and the position it is written at."""

    text: str
    at: int
    is_text: bool = True


def _one_row(cells: Mapping[int, Cell]) -> dict[int, tuple[_Words, ...]]:
    return {at: (_words(cell, at),) for at, cell in cells.items()}


def _two_rows(upper: Mapping[int, Cell], lower: Mapping[int, Cell]) -> dict[int, tuple[_Words, ...]]:
    """
    For each position both texts together ("Số hộ" over "Đăng ký"), else the lower one, else the upper one.

    Which cells are merged a sheet says only at its end, so an upper text reaches over the blanks to its right
    that have something below.
    """
    written: dict[int, tuple[_Words, ...]] = {}
    reaching: _Words | None = None
    for at in sorted({*upper, *lower}):
        if at in upper:
            reaching = _words(upper[at], at)
        below = _words(lower[at], at) if at in lower else None
        if reaching is None or below is None:
            written[at] = tuple(words for words in (below, reaching) if words is not None)
        else:
            both = _Words(f"{reaching.text} {below.text}", at, reaching.is_text and below.is_text)
            written[at] = (both, below, reaching)
    return written


def _words(cell: Cell, at: int) -> _Words:
    return _Words(cell, at) if isinstance(cell, str) else _Words(column_letters(at), at, is_text=False)


def _is_remark(cell: Cell) -> bool:
    """ "(người)", "(1)": nothing but a remark."""
    return isinstance(cell, str) and not heading_key(without_remarks(cell))


def _undoubled(headings: Headings) -> Headings:
    """:raises SheetRefused: one column stands there twice"""
    if headings.doubled is not None:
        column, first, second = headings.doubled
        raise SheetRefused(
            _(
                "The column “%(heading_vi)s” is there twice, in column %(first)s and column %(second)s. "
                "Keep one of them, then load the file again."
            )
            % {
                "heading_vi": column.heading_vi,
                "first": column_letters(first),
                "second": column_letters(second),
            }
        )
    return headings
