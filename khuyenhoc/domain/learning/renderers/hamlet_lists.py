"""
The list of a hamlet with the codes of its assessment sheets, places to tick, and the three numbers to count
when all sheets are back.
"""

from __future__ import annotations

from collections.abc import Sequence

from khuyenhoc.domain.learning.renderers.assessment_sheets import PapersOf, SheetOf, heading, name_heading
from khuyenhoc.foundation.papers import typst
from khuyenhoc.foundation.papers.lettering import clean
from khuyenhoc.foundation.values.datafiles import DATA
from khuyenhoc.foundation.values.numbers import grouped


def pdf(of: PapersOf, sheets: Sequence[SheetOf]) -> bytes:
    """The same bytes for the same sheets."""
    rows = [
        {
            "number": str(number),
            "code": sheet.code,
            "name": clean(sheet.name),
            "born": "" if sheet.birth_year is None else str(sheet.birth_year),
            "form": clean(sheet.form),
        }
        for number, sheet in enumerate(sheets, start=1)
    ]
    page = {
        **heading(of),
        "rows": rows,
        "total": grouped(len(rows)),
        "has_forms": any(row["form"] for row in rows),
        "named": name_heading(sheets),
    }
    return typst.pdf(DATA / "papers" / "hamlet-list.typ", page, on=of.printed_on)
