"""The quick way through a sheet and the careful one read the same."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from khuyenhoc.foundation.sheets.problems import SheetRefused
from khuyenhoc.foundation.sheets.reading import SheetRow, read
from tests.foundation.small_workbook import HEADING_ROW, TABLE, with_parts
from tests.foundation.sound_sheets import MAIN

STRINGS = (
    f"<sst {MAIN}><si><t>a &amp; "
    "b</t></si><si><r><t>giàu</t></r><r><t>có</t></r></si><si><t/></si><si><t xml:space='preserve'> x "
    "</t></si></sst>"
)
STYLES = (
    f'<styleSheet {MAIN}><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf '
    'numFmtId="10"/></cellXfs></styleSheet>'
)
LATE = "".join(
    f'<row r="{number}"><c r="A{number}"><v>1</v></c><c r="B{number}" t="s"><v>0</v></c></row>'
    for number in range(20, 24)
)


def outcome(rows: str, mark: str) -> list[SheetRow] | str:
    """What is read, or the refusal. A comment as mark makes the whole sheet go the careful way."""
    sheet = (
        f'<?xml version="1.0"?><worksheet {MAIN}><sheetData>{mark}{HEADING_ROW}{rows}</sheetData></worksheet>'
    )
    try:
        return read(
            with_parts(
                {"xl/worksheets/sheet1.xml": sheet, "xl/sharedStrings.xml": STRINGS, "xl/styles.xml": STYLES}
            ),
            "x.xlsx",
            TABLE,
        ).rows
    except SheetRefused as refused:
        return refused.reason


FORMS = st.sampled_from(
    ["", ' s="0"', ' s="1"', ' s="2"', ' s="99"', ' s="1" t="n"', ' t="b"', ' t="d"', ' t="str"', ' t="e"']
)
STORED = st.sampled_from(
    [
        "0",
        "3",
        "-2.5",
        "45000",
        "1e3",
        "x",
        "a &amp; b",
        "&lt;",
        "&#65;",
        "2025-07-01",
        "_x000D_",
        " ",
        "",
        "1&#10;",
        "Ánh",
    ]
)
CELLS = st.one_of(
    st.builds(lambda form, stored: f"{form}><v>{stored}</v></c>", FORMS, STORED),
    st.builds(lambda stored: f' t="s"><v>{stored}</v></c>', st.sampled_from(["0", "1", "2", "3", "9", "-1"])),
    st.builds(lambda stored: f' t="inlineStr"><is><t xml:space="preserve">{stored}</t></is></c>', STORED),
    st.builds(lambda stored: f' t="inlineStr"><is><r><t>{stored}</t></r><r><t>b</t></r></is></c>', STORED),
    st.sampled_from(
        [
            "/>",
            ' s="1"/>',
            "></c>",
            "><v/></c>",
            ' cm="1"><v>1</v></c>',
            "><f>A1</f><v>1</v></c>",
            '><f t="shared"/></c>',
        ]
    ),
    st.sampled_from(
        [
            '><f t="array" ref="A1:B2">A1</f></c>',
            "><!-- x --><v>1</v></c>",
            "><v><![CDATA[1]]></v></c>",
            "><v>1</c>",
            "><v>]]></v></c>",
        ]
    ),
    st.sampled_from(
        [
            "><is><t>x</v></is></c>",
            ' s="1" s="2"><v>1</v></c>',
            ' t="s" s="1"><v>0</v></c>',
            "\n><v>1</v></c>",
        ]
    ),
)
COLUMNS = st.sampled_from(["A", "B", "C", "D", "CV", "CW", "XFD"])
ROWS = st.lists(
    st.tuples(
        st.sampled_from([1, 1, 1, 2, 0]),
        st.lists(st.tuples(COLUMNS, CELLS), max_size=4),
        st.sampled_from(["", ' spans="1:3"', ' x="1"']),
    ),
    max_size=6,
)


def xml_of(rows: list[tuple[int, list[tuple[str, str]], str]]) -> str:
    number, written = 1, ""
    for step, cells, more in rows * 2:
        number += step
        written += (
            f'<row r="{number}"{more}>'
            + "".join(f'<c r="{column}{number}"{cell}' for column, cell in cells)
            + "</row>"
        )
    return written + LATE


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(ROWS)
def test_the_quick_way_and_the_careful_one_agree(rows: list[tuple[int, list[tuple[str, str]], str]]) -> None:
    written = xml_of(rows)

    assert outcome(written, "") == outcome(written, "<!-- -->")


@pytest.mark.parametrize(
    "rows",
    [
        (
            '<row r="2"><c r="A2"><v>1</v></c></row><!-- </row><row r="3"><c r="A3"><v>2</v></c></row> '
            "--><row "
            'r="4"><c r="A4"><v>3</v></c></row>'
        ),
        '<row r="2"><c r="A2" t="str"><v><![CDATA[</row>]]></v></c></row>',
        '<row r="2" ht="15"/><row r="3"><c r="A3"><v>2</v></c></row>',
        '\n  <row r="2">\n <c r="A2"><v>1</v></c>\n</row>\n',
        "<row><c><v>1</v></c></row><row><c><v>2</v></c></row>",
        (
            '<row r="2"><c r="A2"><v>1</v></c></row></sheetData><sheetData><row r="3"><c '
            'r="A3"><v>2</v></c></row>'
        ),
        '<row r="2"><c r="A2"><v>1</v></c></row></row>',
        '<row r="2"><row r="3"><c r="A3"><v>1</v></c></row></row>',
        '<row xmlns="other" r="2"><c r="A2"><v>1</v></c></row>',
        '<row r="2"><c r="A2" t="str"><v>\x01</v></c></row>',
        '<row r="2"><c r="A2" t="str"><v>&nbsp;</v></c></row>',
        '<row r="2"><c r="C2"><v>1</v></c><c r="A2"><v>2</v></c></row>',
        '<row r="2"><c r="A2"><v>1</v></c><c r="A2"><v>2</v></c></row>',
    ],
)
def test_what_only_looks_like_rows_is_read_as_xml_reads_it(rows: str) -> None:
    assert outcome(rows + LATE, "") == outcome(rows + LATE, "<!-- -->")


HEADS: list[Callable[[str], str]] = [
    lambda rows: f'<worksheet xmlns="other"><sheetData>{rows}</sheetData></worksheet>',
    lambda rows: f"<s:worksheet xmlns:s={MAIN[6:]} ><s:sheetData>{rows}</s:sheetData></s:worksheet>",
    lambda rows: f"<worksheet {MAIN}><!-- <sheetData>{rows} --></worksheet>",
]


@pytest.mark.parametrize("head", HEADS)
def test_rows_that_are_not_the_spreadsheets_own_are_not_read(head: Callable[[str], str]) -> None:
    with pytest.raises(SheetRefused):
        read(with_parts({"xl/worksheets/sheet1.xml": head(HEADING_ROW + LATE)}), "x.xlsx", TABLE)
