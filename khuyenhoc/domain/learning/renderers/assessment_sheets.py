"""
Assessment sheets for an evening without a computer: a helper ticks on paper, one person types the evening's
sheets by their codes.

What a set of criteria does not say is not printed either: under a set that is not whole a sheet asks nothing
but the signature (RULE-07).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from django.utils import translation

from khuyenhoc.foundation.criteria.sets import CriteriaSet, Item, Kind, points_text
from khuyenhoc.foundation.papers import typst
from khuyenhoc.foundation.papers.lettering import clean
from khuyenhoc.foundation.values.datafiles import DATA
from khuyenhoc.foundation.values.numbers import date_text

MOST_ROWS_ON_HALF_A_PAGE = 13
"""
Items and group headings; with more, or with a label longer than a line, a sheet cannot be read in half a
page.
"""
_LONGEST_LABEL_ON_HALF_A_PAGE = 58
COUNTED = frozenset(
    {"model.citizen_adult.recognised", "model.citizen_staff.recognised", "model.citizen_learner.recognised"}
)
"""Shares the platform counts from the registers, so the paper sheet has no place for them."""


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
    title, which is not judged.
    """

    code: str
    name: str
    birth_year: int | None
    form: str
    form_code: str
    criteria: CriteriaSet | None


@translation.override("vi")
def pdf(of: PapersOf, sheets: Sequence[SheetOf], *, a_page: Literal[1, 2] = 1) -> bytes:
    """
    A sheet for each title, one or two a page. Two only where all of them can be read in half a page; else
    each has a page of its own.

    The same bytes for the same sheets.
    """
    pages = [_sheet(sheet) for sheet in sheets]
    every_fits = all(page["fits_half"] for page in pages)
    page = {**heading(of), "sheets": pages, "a_page": 2 if a_page == 2 and every_fits else 1}
    return typst.pdf(DATA / "papers" / "assessment-sheet.typ", page, on=of.printed_on)


def fits_half_a_page(of: CriteriaSet | None, form_code: str) -> bool:
    """Whether a sheet under this set can be read in half a page."""
    asked = [] if of is None else _groups(of, form_code)
    rows = sum(1 + len(group["items"]) for group in asked)
    labels = [item["label"] for group in asked for item in group["items"]]
    return rows <= MOST_ROWS_ON_HALF_A_PAGE and all(
        len(label) <= _LONGEST_LABEL_ON_HALF_A_PAGE for label in labels
    )


def name_heading(sheets: Sequence[SheetOf]) -> str:
    """Only citizens have a form, and only they are persons."""
    return "Họ và tên" if any(sheet.form_code for sheet in sheets) else "Tên"


def heading(of: PapersOf) -> dict[str, str]:
    """What stands at the top of every paper, ready to print."""
    return {
        "unit": clean(of.unit),
        "parent": clean(of.parent),
        "title": clean(of.title),
        "year": str(of.year),
        "day": date_text(of.printed_on),
    }


def _sheet(sheet: SheetOf) -> dict[str, Any]:
    of = sheet.criteria
    return {
        "code": sheet.code,
        "named": name_heading([sheet]) + ":",
        "name": clean(sheet.name),
        "born": "" if sheet.birth_year is None else str(sheet.birth_year),
        "form": clean(sheet.form),
        "notice": "" if of is None else of.notice,
        "cited": "" if of is None or not of.is_official else clean(of.authority.cited),
        "groups": [] if of is None else _groups(of, sheet.form_code),
        "kind": "" if of is None or of.kind is None else of.kind.value,
        "total": "" if of is None or of.total is None or not of.is_official else points_text(of.total),
        "fits_half": fits_half_a_page(of, sheet.form_code)
        and len(sheet.name) <= _LONGEST_LABEL_ON_HALF_A_PAGE,
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
