"""Workbooks packed soundly whose parts, cells or rows are wrong."""

from __future__ import annotations

import random
from collections.abc import Iterator

from tests.foundation.sound_sheets import (
    BOOK,
    BOOK_RELS,
    HEADING_ROW,
    LAUGHS,
    MAIN,
    PARTS,
    RELS,
    SHEET,
    SOUND,
    STYLES,
    TEXTS,
    TYPES,
    Bad,
    packed,
    parts_of,
    with_rows,
)

FETCHED = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]>'


def wrong_parts(chance: random.Random) -> Iterator[Bad]:
    parts = parts_of(SOUND["shared"])
    for one in PARTS:
        yield f"without {one}", "a.xlsx", packed({name: part for name, part in parts.items() if name != one})
        yield f"{one} empty", "a.xlsx", packed(parts | {one: b""})
        yield f"{one} of zeros", "a.xlsx", packed(parts | {one: bytes(500)})
        yield f"{one} no XML", "a.xlsx", packed(parts | {one: chance.randbytes(500)})
        yield f"{one} another's XML", "a.xlsx", packed(parts | {one: f"<x {MAIN}/>".encode()})
        yield (
            f"{one} of laughs",
            "a.xlsx",
            packed(parts | {one: f"<?xml version='1.0'?>{LAUGHS}<x>&c;</x>".encode()}),
        )
        yield (
            f"{one} fetching",
            "a.xlsx",
            packed(parts | {one: f"<?xml version='1.0'?>{FETCHED}<x>&e;</x>".encode("utf-16")}),
        )
        yield (
            f"{one} in a strange encoding",
            "a.xlsx",
            packed(parts | {one: b"<?xml version='1.0' encoding='ebcdic-x'?>" + parts[one][56:]}),
        )
        yield (
            f"{one} in UTF-16",
            "a.xlsx",
            packed(parts | {one: parts[one].decode().replace("UTF-8", "UTF-16").encode("utf-16")}),
        )
    for one, other in (
        (SHEET, TEXTS),
        (SHEET, STYLES),
        (TEXTS, STYLES),
        (BOOK, SHEET),
        (RELS, BOOK_RELS),
        (TYPES, BOOK),
    ):
        yield f"{one} and {other} swapped", "a.xlsx", packed(parts | {one: parts[other], other: parts[one]})
    for what, extra in {
        "macro": {"xl/vbaProject.bin": b"x"},
        "link": {"xl/externalLinks/externalLink1.xml": b"<x/>"},
        "binary": {"xl/workbook.bin": b"x"},
        "many": {f"xl/media/{number}.png": b"" for number in range(2_001)},
        "paths out": {"../../etc/passwd": b"x", "/abs": b"x"},
    }.items():
        yield what, "a.xlsx", packed(parts | extra)
    yield (
        "no sheet at all",
        "a.xlsx",
        packed(parts | {BOOK: f"<workbook {MAIN}><sheets/></workbook>".encode()}),
    )


def wrong_cells(chance: random.Random) -> Iterator[Bad]:
    stored = (
        "-1",
        "99",
        "٣",
        "1_000",
        "NaN",
        "1e999",
        "-inf",
        "mười",
        "0x10",
        "1" * 400,
        "2022-13-45",
        "&#0;",
        "&x;",
        "\x01",
        "]]>",
        "<b/>",
        "",
    )
    kinds = ("s", "n", "b", "d", "str", "inlineStr", "e", "zz")
    for kind in kinds:
        for value in stored:
            yield (
                f"{kind} {value[:10]!r}",
                "a.xlsx",
                with_rows(f'<row r="2"><c r="A2" t="{kind}" s="1"><v>{value}</v></c></row>'),
            )
    for place in ("", "A", "2", "Ä2", "AAAA2", "a2", "A-2", "XFE2", "A99999999", "A2B"):
        yield f"at {place!r}", "a.xlsx", with_rows(f'<row r="2"><c r="{place}"><v>1</v></c></row>')
    for style in ("-1", "99999", "x", "9" * 30):
        yield (
            f"style {style[:6]}",
            "a.xlsx",
            with_rows(f'<row r="2"><c r="A2" s="{style}"><v>1</v></c></row>'),
        )
    for formula in (
        "<f>1+1</f>",
        "<f/>",
        '<f t="shared" si="0"/>',
        '<f t="array" ref="A1:Z9">x</f>',
        "<f><f>1</f></f>",
        "<f>" + "(" * 5_000 + "</f>",
    ):
        everywhere = "".join(
            f'<row r="{n}"><c r="A{n}">{formula}<v>1</v></c><c r="B{n}">{formula}</c></row>'
            for n in range(2, 400)
        )
        yield f"formulas {formula[:12]}", "a.xlsx", with_rows(everywhere)
    yield (
        "doubled",
        "a.xlsx",
        with_rows(
            '<row r="2"><c r="A2"><v>1</v></c><c r="A2"><v>2</v></c><c r="A2" t="str"><v>3</v></c></row>'
        ),
    )
    yield (
        "backwards",
        "a.xlsx",
        with_rows('<row r="2"><c r="C2"><v>1</v></c><c r="B2"><v>2</v></c><c r="A2"><v>3</v></c></row>'),
    )
    yield "all columns", "a.xlsx", with_rows('<row r="2">' + "<c><v>1</v></c>" * 16_384 + "</row>")
    yield (
        "all columns blank",
        "a.xlsx",
        with_rows("".join(f'<row r="{n}">' + '<c s="1"/>' * 16_384 + "</row>" for n in range(2, 8))),
    )
    yield (
        "a text too long",
        "a.xlsx",
        with_rows(f'<row r="2"><c r="A2" t="str"><v>{"x" * 300_000}</v></c></row>'),
    )
    yield (
        "escapes",
        "a.xlsx",
        with_rows(
            '<row r="2"><c r="A2" t="str"><v>_x0000__xD800__xFFFF__x005F_</v></c><c r="B2"><v>1</v></c></row>'
        ),
    )
    for number in range(20):
        tags = "".join(
            chance.choice(
                ("<c>", "</c>", "<v>", "</v>", "<is>", "<t>", "1", "<row>", "</row>", "<f>", "<rPh>")
            )
            for _ in range(30)
        )
        yield f"tags {number}", "a.xlsx", with_rows(f'<row r="2">{tags}')


def wrong_rows(chance: random.Random) -> Iterator[Bad]:
    for number in ("0", "-1", "1", "1048577", "9999999", "99999999999", "x", "", "2.5", "٢"):
        yield f"row {number}", "a.xlsx", with_rows(f'<row r="{number}"><c><v>1</v></c></row>')
    for tag in ("x", "row", "c", "v", "t", "is", "f", "si"):
        yield f"deep {tag}", "a.xlsx", with_rows(f"<row><c><is><{tag}>" + f"<{tag}>" * 20_000)
    for reference in ("A1:XFD1048576", "", "x", "A1:A0", "B2:A1"):
        head = (
            f'<worksheet {MAIN}><dimension ref="{reference}"/><sheetData>{HEADING_ROW}<row '
            'r="1048576"><c><v>1</v></c></row></sheetData></worksheet>'
        )
        yield f"dimension {reference}", "a.xlsx", packed(parts_of(SOUND["shared"]) | {SHEET: head.encode()})
    yield (
        "empty",
        "a.xlsx",
        packed(parts_of(SOUND["shared"]) | {SHEET: f"<worksheet {MAIN}><sheetData/></worksheet>".encode()}),
    )
    yield "no end", "a.xlsx", with_rows('<row r="2"><c r="A2"><v>1</v></c></row><row r="3"><c>')
    yield "twice the end", "a.xlsx", with_rows('<row r="2"><c r="A2"><v>1</v></c></row></row>')
    yield "headings twice", "a.xlsx", with_rows(HEADING_ROW.replace('r="1"', 'r="2"'))
    yield (
        "rows in a comment",
        "a.xlsx",
        with_rows('<!-- <row r="2"><c><v>1</v></c></row> --><row r="3"><c><v>2</v></c></row>'),
    )
    yield (
        "many",
        "a.xlsx",
        with_rows("".join(f'<row r="{n}"><c r="A{n}"><v>1</v></c></row>' for n in range(2, 60_000))),
    )
    yield "many blank", "a.xlsx", with_rows("".join(f'<row r="{n}"/>' for n in range(2, 100_000)))
    for turn in range(15):
        cells = "".join(
            (
                f'<row r="{chance.randrange(9)}"><c '
                f'r="{chance.choice("ABC")}{chance.randrange(9)}"><v>1</v></c></row>'
            )
            for _ in range(4)
        )
        yield f"shuffled {turn}", "a.xlsx", with_rows(cells)
