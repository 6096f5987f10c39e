"""One definition of a table makes the page, the CSV and the XLSX, with the same rows in each."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from html import unescape
from importlib import import_module
from pkgutil import walk_packages
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.http import QueryDict  # noqa: TID251 - what an address asks of a table
from django.template.loader import render_to_string
from django.utils import translation

from khuyenhoc.foundation.sheets import reading
from khuyenhoc.interfaces import web
from khuyenhoc.interfaces.cells import Input, Label, Link, Select, State, Tick, noted, plain, quiet, shown
from khuyenhoc.interfaces.tables import Asked, Column, Definition, Group, Spanning, Table


@dataclass(frozen=True)
class Unit:
    name: str
    founded_on: date | None
    members: int | None
    share: Decimal
    address: str = "/don-vi/"


UNITS: Definition[Unit] = Definition(
    "units",
    (
        Column("name", "Đơn vị", lambda unit: Link(unit.name, unit.address)),
        Column("founded_on", "Ngày lập", empty="chưa rõ"),
        Column("members", "Hội viên", kind="number"),
        Column(
            "share", "Tỷ lệ", lambda unit: f"{unit.share} %", kind="number", value=lambda unit: unit.share
        ),
        Column("key", "Khoá", lambda unit: unit.name.lower(), place="file"),
        Column("change", "Sửa", lambda unit: Link("Sửa", "/sua/", unseen=unit.name), kind="act"),
    ),
)
ROWS = [
    Unit("Đức Long", date(2019, 3, 1), 1_204, Decimal("30.03")),
    Unit("Ân Xuân", None, None, Decimal("4.5")),
    Unit("An Bình", date(2001, 1, 2), 98, Decimal("100")),
    Unit("Đông Khê", date(2025, 7, 1), 6_126, Decimal("52.6")),
]


def asked(query: str = "") -> Asked:
    return Asked.of(QueryDict(query))


def printed(table: Table[Any], **request: str) -> str:
    with translation.override("vi"):
        return render_to_string("components/table.html", {"table": table})


def names(html: str) -> list[str]:
    return [unescape(name) for name in re.findall(r'<th scope="row"><a[^>]*>([^<]+)</a>', html)]


def test_page_csv_and_xlsx_have_the_same_rows_in_the_same_order() -> None:
    page = printed(UNITS.of(ROWS))
    comma = UNITS.file(ROWS, ending="csv", name="don-vi", title="Đơn vị").content
    book = UNITS.file(ROWS, ending="xlsx", name="don-vi", title="Đơn vị").content

    rows = list(csv.DictReader(io.StringIO(comma.decode("utf-8-sig"))))
    sheet = reading.read(book, "don-vi.xlsx", UNITS.sheet())

    assert names(page) == [row["Đơn vị"] for row in rows] == [row.cells["name"] for row in sheet.rows]
    assert [row["Hội viên"] for row in rows] == ["1204", "", "98", "6126"]
    assert [row["Ngày lập"] for row in rows] == ["2019-03-01", "", "2001-01-02", "2025-07-01"]
    assert "Sửa" not in rows[0]
    assert "Khoá" in rows[0]
    assert "Khoá" not in page


def test_numbers_and_days_are_printed_as_people_write_them_and_sort_by_what_they_are() -> None:
    page = printed(UNITS.of(ROWS))

    assert 'data-value="1204">1.204</td>' in page
    assert 'data-value="20190301">01/03/2019</td>' in page
    assert '<span class="quiet">chưa rõ</span>' in page
    assert 'data-value="30.03">30.03 %</td>' in page


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=dong+khe", ["Đông Khê"]),
        ("q=AN", ["Ân Xuân", "An Bình"]),
        ("q=an+xuan", ["Ân Xuân"]),
        ("q=khong+co", []),
    ],
)
def test_a_search_needs_no_accents(query: str, found: list[str]) -> None:
    table = UNITS.asked(ROWS, asked(query))

    assert [row.name for row in table.groups[0].rows if isinstance(row, Unit)] == found
    assert (table.found, table.all_rows) == (len(found), 4)


@pytest.mark.parametrize(
    ("sort", "order"),
    [
        ("name", ["An Bình", "Ân Xuân", "Đông Khê", "Đức Long"]),
        ("-name", ["Đức Long", "Đông Khê", "Ân Xuân", "An Bình"]),
        ("members", ["An Bình", "Đức Long", "Đông Khê", "Ân Xuân"]),
        ("-members", ["Đông Khê", "Đức Long", "An Bình", "Ân Xuân"]),
        ("founded_on", ["An Bình", "Đức Long", "Đông Khê", "Ân Xuân"]),
        ("share", ["Ân Xuân", "Đức Long", "Đông Khê", "An Bình"]),
        ("no-such-column", ["Đức Long", "Ân Xuân", "An Bình", "Đông Khê"]),
        ("change", ["Đức Long", "Ân Xuân", "An Bình", "Đông Khê"]),
    ],
)
def test_rows_stand_in_the_vietnamese_order_asked_for_and_blanks_last(sort: str, order: list[str]) -> None:
    assert [unit.name for unit in UNITS.chosen(ROWS, asked(f"sort={sort}"))] == order


def test_headings_sort_without_scripts_and_say_which_way() -> None:
    page = printed(UNITS.asked(ROWS, asked("on=2025-07-01&sort=name&page=2")))

    assert re.search(r'aria-sort="ascending">\s*<a href="\?on=2025-07-01&amp;sort=-name">Đơn vị</a>', page)
    assert 'href="?on=2025-07-01&amp;sort=members"' in page
    assert '<input type="hidden" name="on" value="2025-07-01">' in page


def test_a_long_list_has_pages_that_keep_what_was_asked(rf: Any) -> None:
    many = [Unit(f"Xóm {number}", None, number, Decimal(1)) for number in range(450)]

    table = UNITS.asked(many, asked("q=xom&page=2"))
    request = rf.get("/?q=xom&page=2")
    html = render_to_string("components/table.html", {"table": table}, request=request)

    assert len(names(html)) == 200
    assert 'href="?q=xom&amp;page=3"' in html
    assert "data-live" not in html


def test_a_file_holds_every_page_of_what_was_searched_in_its_order() -> None:
    many = [Unit(f"Xóm {number}", None, number, Decimal(1)) for number in range(450)]

    answer = UNITS.asked_file(many, asked("q=xom+4&sort=-members&export=csv"), name="xom", title="Xóm")

    assert answer is not None
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert rows[1][0] == "Xóm 449"
    assert len(rows) - 1 == sum("4" in f"{number}" for number in range(450))
    assert UNITS.asked_file(many, asked("q=xom"), name="xom", title="Xóm") is None


def test_groups_totals_and_rows_across_the_table() -> None:
    definition = Definition("sum", UNITS.columns, is_total=lambda unit: unit.name == "Cộng")
    total = Unit("Cộng", None, 7_428, Decimal(1))

    page = printed(
        Table(definition, [Group(ROWS[:2], "Huyện"), Group([total, Spanning("Đổi ranh giới", "event")])])
    )

    assert '<tr class="group"><th colspan="5" scope="rowgroup">Huyện</th></tr>' in page
    assert '<tr class="total">' in page
    assert re.search(r'<tr class="event">\s*<td colspan="5"><div>Đổi ranh giới</div></td>', page)


@pytest.mark.parametrize(
    ("cell", "html", "words"),
    [
        (Link("A & B", "/x?a=1&b=2"), '<a href="/x?a=1&amp;b=2">A &amp; B</a>', "A & B"),
        (Link("<b>", ""), "&lt;b&gt;", "<b>"),
        (
            Link("Sửa", "/s/", unseen="Đức Long"),
            '<a href="/s/">Sửa<span class="unseen">: Đức Long</span></a>',
            "Sửa",
        ),
        (quiet("–"), '<span class="quiet">–</span>', "–"),
        (noted("Hội viên", "người"), 'Hội viên <span class="quiet">(người)</span>', "Hội viên (người)"),
        (noted("Chi hội", ""), "Chi hội", "Chi hội"),
        (Label("Bế", "r1"), '<label for="r1">Bế</label>', "Bế"),
        (date(2022, 11, 9), "09/11/2022", "09/11/2022"),
        (datetime(2022, 11, 9, 1, 30, tzinfo=ZoneInfo("UTC")), "08:30 09/11/2022", "08:30 09/11/2022"),
        (None, "", ""),
        (("a", "", None, "b"), "a b", "a b"),
    ],
)
def test_a_cell_writes_itself_escaped_and_has_plain_words(cell: Any, html: str, words: str) -> None:
    assert (shown(cell), plain(cell)) == (html, words)


@pytest.mark.parametrize(
    "cell",
    [
        State("done", "<i>"),
        Input("m", '"><script>', "<b>"),
        Select("v", [("yes", "<b>")], "yes", '"<'),
        Tick("row", "1", "r1", '"<b>', is_ticked=True),
    ],
)
def test_no_cell_lets_markup_through(cell: Any) -> None:
    html = str(shown(cell))

    assert "<b>" not in html
    assert "<i>" not in html
    assert "<script>" not in html


def definitions() -> list[Definition[Any]]:
    """Every table of the staff pages that is defined once for all."""
    modules = [
        import_module(name)
        for _finder, name, _is_package in walk_packages(web.__path__, f"{web.__name__}.")
        if ".pages" in name
    ]
    found = {
        id(each): each for module in modules for each in vars(module).values() if isinstance(each, Definition)
    }
    return list(found.values())


@pytest.mark.parametrize("definition", definitions(), ids=lambda definition: definition.name)
@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_definition_makes_a_sheet_and_headings_in_both_languages(
    definition: Definition[Any], language: str
) -> None:
    with translation.override(language):
        book = definition.file([], ending="xlsx", name="bang", title="Bảng").content
        comma = definition.file([], ending="csv", name="bang", title="Bảng").content
        headings = [plain(column.heading) for column in definition.on_page()]

    assert book[:2] == b"PK"
    assert comma.decode("utf-8-sig").strip()
    assert all(headings)
    assert len(set(headings)) == len(headings)
    assert language == "vi" or not any(set(heading.lower()) & set("ăâđêôơưáàảãạ") for heading in headings)
