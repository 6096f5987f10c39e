"""The exchange sheet of figures (product.md section 4): its columns, and what each row of it says."""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from khuyenhoc.domain.organisation.sheets import text_of
from khuyenhoc.foundation.sheets.columns import Column, SheetDefinition
from khuyenhoc.foundation.sheets.problems import Problem
from khuyenhoc.foundation.sheets.reading import SheetRow
from khuyenhoc.foundation.values.catalogue import indicators
from khuyenhoc.foundation.values.figures import Qualifier
from khuyenhoc.foundation.values.numbers import NotANumber, read_count, read_qualifier, read_rate
from khuyenhoc.foundation.values.periods import Period, UnknownPeriod

FIGURES = SheetDefinition(
    name="figures",
    columns=(
        Column("unit", "Mã đơn vị", required=True, note="Mã của đơn vị hoặc của cụm thi đua."),
        Column(
            "period",
            "Kỳ báo cáo",
            required=True,
            note="2022 (cả năm), 2022-H1 (6 tháng), 2022-M9 (9 tháng), 2022-Q3. Số liệu cộng dồn từ 1/1.",
        ),
        Column(
            "indicator", "Mã chỉ tiêu", required=True, note="Mã trong danh mục chỉ tiêu, ví dụ org.chapters."
        ),
        Column(
            "value",
            "Số lượng",
            required=True,
            note="Số như báo cáo: 6126, 6.126, 7,2 tỷ, 834 triệu. Để trống nếu báo cáo chỉ có tỷ lệ.",
        ),
        Column(
            "qualifier",
            "Từ đi kèm",
            note="Để trống nếu là số chính xác; trên, gần hoặc khoảng.",
            choices=("", "trên", "gần", "khoảng"),
        ),
        Column("total", "Tổng số để so", note="Tổng số mà báo cáo so với: 58/58 thì ghi 58 ở đây."),
        Column("rate", "Tỷ lệ trong báo cáo (%)", note="Ghi đúng như báo cáo in, ví dụ 52,6."),
        Column("source", "Nguồn", note="Báo cáo, trang hay công văn nào."),
        Column("note", "Ghi chú"),
    ),
)

_LONGEST = 2000


@dataclass(frozen=True, slots=True)
class FigureDraft:
    """
    One row of the exchange sheet. `unit` is a key that is not looked up yet; `rate` keeps its printed
    decimals.
    """

    number: int
    unit: str
    period: Period
    indicator: str
    value: int | None
    qualifier: Qualifier
    total: int | None
    rate: Decimal | None
    source: str
    note: str

    @property
    def said(self) -> tuple[int | None, str, int | None, str, str, str]:
        """
        What the row reports, without where it stood: value, qualifier, total, printed rate, source, note.
        """
        return (
            self.value,
            self.qualifier.value,
            self.total,
            "" if self.rate is None else str(self.rate),
            self.source,
            self.note,
        )


def parse_figure(row: SheetRow) -> FigureDraft | list[Problem]:
    """One row of the exchange sheet, or every reason it cannot be read."""
    reader = _Reader(row)
    period = reader.period()
    indicator = reader.indicator()
    qualifier = reader.qualifier()
    value, written = reader.count("value")
    total, _word = reader.count("total")
    rate = reader.rate()
    if written is not Qualifier.EXACT and qualifier not in (Qualifier.EXACT, written):
        reader.refuse(
            "qualifier",
            _("The word here differs from the one before the number in the column value. Keep one of them."),
        )
    if not reader.problems and value is None and rate is None:
        reader.refuse(
            "value",
            _(
                "There is neither a count nor a share. Write the reported number, or leave out this row if "
                "the unit has not reported."
            ),
        )
    unit = text_of(row.cells.get("unit"))
    if not unit:
        reader.refuse("unit", _("The unit's key is missing. Write the key of a unit or of a cluster."))
    source, note = text_of(row.cells.get("source")), text_of(row.cells.get("note"))
    for column, text in (("source", source), ("note", note)):
        if len(text) > _LONGEST:
            reader.refuse(
                column,
                _("Longer than %(longest)s letters. Shorten it, then load the file again.")
                % {"longest": _LONGEST},
            )
    if reader.problems or period is None or indicator is None:
        return reader.problems
    return FigureDraft(
        row.number, unit, period, indicator, value, qualifier or written, total, rate, source, note
    )


class _Reader:
    """Reads the cells of one row and gathers what is wrong with them."""

    def __init__(self, row: SheetRow) -> None:
        self.row = row
        self.problems: list[Problem] = []

    def refuse(self, column: str, reason: str) -> None:
        self.problems.append(Problem(self.row.number, column, reason))

    def period(self) -> Period | None:
        text = text_of(self.row.cells.get("period"))
        try:
            return Period.parse(text)
        except UnknownPeriod:
            self.refuse(
                "period",
                _("“%(text)s” is not a reporting period. Write 2022, 2022-H1, 2022-M9 or 2022-Q3.")
                % {"text": text},
            )
            return None

    def indicator(self) -> str | None:
        code = text_of(self.row.cells.get("indicator"))
        if code in indicators():
            return code
        near = difflib.get_close_matches(code, indicators(), n=3, cutoff=0.5)
        hint = _(" Did you mean: %(near)s?") % {"near": ", ".join(near)} if near else ""
        self.refuse(
            "indicator", _("No indicator has the code “%(code)s”.%(hint)s") % {"code": code, "hint": hint}
        )
        return None

    def count(self, column: str) -> tuple[int | None, Qualifier]:
        cell = self.row.cells.get(column)
        if cell is None or cell == "":
            return None, Qualifier.EXACT
        try:
            reading = read_count(cell)
        except NotANumber as wrong:
            self.refuse(column, wrong.reason)
            return None, Qualifier.EXACT
        if column == "total" and reading.qualifier is not Qualifier.EXACT:
            self.refuse(
                column, _("The total to compare with must be exact. Remove the word before the number.")
            )
        return reading.value, reading.qualifier

    def rate(self) -> Decimal | None:
        cell = self.row.cells.get("rate")
        if cell is None or cell == "":
            return None
        try:
            return read_rate(cell)
        except NotANumber as wrong:
            self.refuse("rate", wrong.reason)
            return None

    def qualifier(self) -> Qualifier:
        cell = self.row.cells.get("qualifier")
        try:
            return read_qualifier(cell or "")
        except NotANumber as wrong:
            self.refuse("qualifier", wrong.reason)
            return Qualifier.EXACT
