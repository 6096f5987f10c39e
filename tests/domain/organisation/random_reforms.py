"""
Random trees and random reorganisations, as sheets an officer could have written: some rows hold, some are
refused.
"""

from __future__ import annotations

from datetime import date

from hypothesis import strategies as st

from khuyenhoc.domain.organisation.rules.book import Book, Entry, Plan
from khuyenhoc.domain.organisation.rules.bookkeeping import plan
from khuyenhoc.domain.organisation.rules.tree import units_cut_off
from khuyenhoc.domain.organisation.sheets import Cited, ReformRow
from khuyenhoc.foundation.values.history import Heirship, History, Span
from khuyenhoc.foundation.values.mandates import UnitId
from khuyenhoc.foundation.values.validity import Validity

DAYS = [date(2020, 3, 1), date(2023, 1, 1), date(2025, 7, 1), date(2026, 2, 1)]
LENSES = [date(2019, 12, 31), date(2022, 12, 31), date(2024, 12, 31), date(2025, 12, 31), date(2026, 12, 31)]


@st.composite
def trees(draw: st.DrawFn) -> dict[str, str]:
    """key → parent of a tree with the root `r`, parents before children."""
    parents = {"r": ""}
    for number in range(1, draw(st.integers(3, 14))):
        parents[f"u{number}"] = draw(st.sampled_from(sorted(parents)))
    return parents


def a_row(number: int, on: date, act: str, unit: str, heir: str = "", **said: str) -> ReformRow:
    words = {"parent": "", "kind": "", "name": "", "official_code": "", "note": ""} | said
    return ReformRow(
        number=number,
        effective_on=on,
        document=Cited(f"{on.year}/NQ"),
        act=act,
        unit=unit,
        heir=heir,
        **words,
    )


@st.composite
def reforms(draw: st.DrawFn, units: list[str]) -> list[list[ReformRow]]:
    """
    Rows by day: mergers into new and old units, cuts, moves, renamings, foundings and ends, of whatever
    units.
    """
    known = list(units)
    groups: list[list[ReformRow]] = []
    for on in DAYS:
        rows: list[ReformRow] = []
        coming: list[str] = []
        for number in range(2, 2 + draw(st.integers(0, 5))):
            act = draw(st.sampled_from(["merge", "split", "move", "dissolve", "rename", "found"]))
            unit = draw(st.sampled_from(known))
            place = {"parent": draw(st.sampled_from(known)), "kind": "commune", "name": "Mới"}
            new = f"n{on.year}-{number}"
            match act:
                case "merge":
                    is_new = draw(st.booleans())
                    heir = draw(st.sampled_from([*coming, new])) if is_new else draw(st.sampled_from(known))
                    rows.append(a_row(number, on, act, unit, heir, **(place if heir == new else {})))
                    coming += [heir] if heir == new else []
                case "split":
                    rows.append(a_row(number, on, act, unit, draw(st.sampled_from([unit, *known]))))
                    rows.append(a_row(number, on, act, unit, new, **place))
                    coming.append(new)
                case "move":
                    rows.append(a_row(number, on, act, unit, parent=place["parent"]))
                case "rename":
                    rows.append(a_row(number, on, act, unit, name="Tên mới"))
                case "found":
                    rows.append(a_row(number, on, act, new, **place))
                    coming.append(new)
                case _:
                    rows.append(a_row(number, on, act, unit))
        if rows:
            groups.append(rows)
            known += coming
    return groups


def empty_book(parents: dict[str, str]) -> Book:
    return Book(
        {key: [Entry(key, parent, "commune", key, "", Validity())] for key, parent in parents.items()}, {}
    )


def booked(parents: dict[str, str], groups: list[list[ReformRow]]) -> tuple[Book, list[Plan]]:
    """
    The book after every group that could be booked; a group with a fault is left out, one row at a time.
    """
    book = empty_book(parents)
    plans: list[Plan] = []
    for rows in groups:
        for attempt in (rows, *([row] for row in rows)):
            tried = _copy(book)
            drafted, faults = plan(tried, attempt)
            if (
                not faults
                and "r" not in {pair.unit for pair in drafted.pairs}
                and _hangs_together(tried, [*plans, drafted])
            ):
                book = tried
                plans.append(drafted)
                break
    return book, plans


def _hangs_together(book: Book, plans: list[Plan]) -> bool:
    history, ids = history_of(book, plans)
    for day in DAYS:
        named = {ids[key]: ids.get(entry.parent) for key in ids if (entry := book.on(key, day)) is not None}
        if units_cut_off(history.tree(on=day), named):
            return False
    return True


def _copy(book: Book) -> Book:
    return Book(
        {key: list(entries) for key, entries in book.entries.items()}, book.last_touched, dict(book.ended_by)
    )


def history_of(book: Book, plans: list[Plan]) -> tuple[History, dict[str, UnitId]]:
    ids = {key: UnitId(number) for number, key in enumerate(book.entries)}
    spans = [
        Span(ids[entry.key], ids[entry.parent] if entry.parent else None, entry.validity)
        for entries in book.entries.values()
        for entry in entries
    ]
    heirships = [
        Heirship(
            ids[pair.unit], ids[pair.heir] if pair.heir else None, drafted.effective_on, pair.act == "split"
        )
        for drafted in plans
        for pair in drafted.pairs
    ]
    return History(spans, heirships), ids
