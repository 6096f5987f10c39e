"""
Papers for an evening without a computer, set by Typst from `data/papers`: the list of a hamlet and its
assessment sheets, the same code on both.

A helper ticks on paper, one person types the evening's sheets by their codes. What a set of criteria does not
say is not printed either: under a set that is not whole a sheet asks nothing but the signature (RULE-07).
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any, Literal, cast

import typst

from khuyenhoc.domain.reporting.renderers.pdf import faces
from khuyenhoc.domain.reporting.renderers.printed import PACKS, clean
from khuyenhoc.foundation.criteria.sets import CriteriaSet, Item, Kind, points_text
from khuyenhoc.foundation.values.numbers import date_text, grouped

PAPERS = PACKS.parent / "papers"
MOST_ROWS_ON_HALF_A_PAGE = 13
"""
Items and group headings; with more, or with a label longer than a line, a sheet cannot be read in half a
page.
"""
_LONGEST_LABEL_ON_HALF_A_PAGE = 58
COUNTED = frozenset(
    {"model.citizen_adult.recognised", "model.citizen_staff.recognised", "model.citizen_learner.recognised"}
)
"""Shares the registers count by themselves, so nobody writes them on paper."""


@dataclass(frozen=True, slots=True)
class PapersOf:
    """What stands at the top of every paper. `parent`: the unit above, empty where there is none."""

    unit: str
    parent: str
    title: str
    year: int
    printed_on: date


@dataclass(frozen=True, slots=True)
class SheetOf:
    """
    One title's sheet. `form`: the form's own words; `form_code` chooses the items. `criteria` None: an older
    title nobody judges.
    """

    code: str
    name: str
    birth_year: int | None
    form: str
    form_code: str
    criteria: CriteriaSet | None


def sheets_pdf(of: PapersOf, sheets: Sequence[SheetOf], *, a_page: Literal[1, 2] = 1) -> bytes:
    """
    A sheet for each title, one or two a page. Two only where all of them can be read in half a page; else
    each has a page of its own.

    The same bytes for the same sheets.
    """
    pages = [_sheet(one) for one in sheets]
    every_fits = all(page["fits_half"] for page in pages)
    return _set(
        "assessment-sheet.typ",
        {**_heading(of), "sheets": pages, "a_page": 2 if a_page == 2 and every_fits else 1},
        of,
    )


def list_pdf(of: PapersOf, sheets: Sequence[SheetOf]) -> bytes:
    """
    The list of a hamlet with the codes of its sheets, places to tick and the three numbers to count when all
    is back.
    """
    rows = [
        {
            "number": str(number),
            "code": one.code,
            "name": clean(one.name),
            "born": "" if one.birth_year is None else str(one.birth_year),
            "form": clean(one.form),
        }
        for number, one in enumerate(sheets, start=1)
    ]
    page = {
        **_heading(of),
        "rows": rows,
        "total": grouped(len(rows)),
        "has_forms": any(row["form"] for row in rows),
        "named": _named(sheets),
    }
    return _set("hamlet-list.typ", page, of)


def fits_half_a_page(of: CriteriaSet | None, form_code: str) -> bool:
    """Whether a sheet under this set can be read in half a page."""
    asked = [] if of is None else _groups(of, form_code)
    rows = sum(1 + len(group["items"]) for group in asked)
    labels = [item["label"] for group in asked for item in group["items"]]
    return rows <= MOST_ROWS_ON_HALF_A_PAGE and all(
        len(label) <= _LONGEST_LABEL_ON_HALF_A_PAGE for label in labels
    )


def _named(sheets: Sequence[SheetOf]) -> str:
    """Only citizens have a form, and only they are persons."""
    return "Họ và tên" if any(one.form_code for one in sheets) else "Tên"


def _heading(of: PapersOf) -> dict[str, Any]:
    return {
        "unit": clean(of.unit),
        "parent": clean(of.parent),
        "title": clean(of.title),
        "year": str(of.year),
        "day": date_text(of.printed_on),
    }


def _sheet(one: SheetOf) -> dict[str, Any]:
    of = one.criteria
    return {
        "code": one.code,
        "named": _named([one]) + ":",
        "name": clean(one.name),
        "born": "" if one.birth_year is None else str(one.birth_year),
        "form": clean(one.form),
        "notice": "" if of is None else of.notice,
        "cited": "" if of is None or not of.is_official else clean(of.authority.cited),
        "groups": [] if of is None else _groups(of, one.form_code),
        "kind": "" if of is None or of.kind is None else of.kind.value,
        "total": "" if of is None or of.total is None or not of.is_official else points_text(of.total),
        "fits_half": fits_half_a_page(of, one.form_code) and len(one.name) <= _LONGEST_LABEL_ON_HALF_A_PAGE,
    }


def _groups(of: CriteriaSet, form_code: str) -> list[dict[str, Any]]:
    """What is asked in a form, group by group; nothing under a set that is not whole."""
    if not of.is_official:
        return []
    asked = {item.code for item in of.items_of(form_code or None)}
    groups = [
        {
            "label": clean(f"{group.code}. {group.label}"),
            "items": [_item(item, of) for item in group.items if item.code in asked],
        }
        for group in of.groups
    ]
    return [group for group in groups if group["items"]]


def _item(item: Item, of: CriteriaSet) -> dict[str, str]:
    if of.kind is Kind.POINTS:
        most = "" if item.max_points is None else f"0–{points_text(item.max_points)}"
        return {"code": item.code, "label": clean(item.label), "asks": most, "how": "points"}
    return {
        "code": item.code,
        "label": clean(item.label),
        "asks": "",
        "how": "met" if item.threshold is None else "counted" if item.threshold.share in COUNTED else "share",
    }


def _set(template: str, page: dict[str, Any], of: PapersOf) -> bytes:
    """
    What people wrote goes in as one JSON text, never as markup: a name may hold `#` or `*`. The file bears
    the day it was printed, no moment.
    """
    moment = datetime.combine(of.printed_on, time(), tzinfo=UTC)
    compiler = typst.Compiler(
        root=PAPERS, font_paths=faces(), sys_inputs={"page": json.dumps(page, ensure_ascii=False)}
    )
    made = compiler.compile(PAPERS / template, format="pdf", timestamp=moment)
    return cast(bytes, made)
