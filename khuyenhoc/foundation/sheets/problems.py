"""What is wrong with a sheet: the place, the reason, the way out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from khuyenhoc.foundation.values.wording import gettext as _


class SheetRefused(Exception):
    """The file cannot be read as this sheet at all. `reason` says why and what to do."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class SheetNotSound(Exception):
    """Some rows cannot be stored, so nothing was; `problems` says which and why."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__(f"{len(problems)} problems")
        self.problems = problems


@dataclass(frozen=True, slots=True)
class Problem:
    """
    One fault of a sheet that could be read. `row` is the number a person sees in the spreadsheet; `column` as
    they know it.
    """

    row: int | None
    column: str | None
    reason: str

    @property
    def sentence(self) -> str:
        """ "Dòng 17, cột Số khẩu: '4 người' không phải là số. Ghi 4 rồi tải lại." """
        places = [_("row %(row)s") % {"row": self.row}] if self.row is not None else []
        if self.column is not None:
            places.append(_("column %(column)s") % {"column": self.column})
        place = ", ".join(places)
        return f"{place[:1].upper()}{place[1:]}: {self.reason}" if place else self.reason
