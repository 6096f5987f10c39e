"""
Bad workbooks and CSV files, the same ones every time: what a torn line, a clumsy program or a bad will makes
of a list.
"""

from __future__ import annotations

import io
import random
import struct
import zipfile
import zlib
from collections.abc import Iterator
from datetime import UTC, datetime

import xlsxwriter

MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
SHEET, TEXTS, STYLES, BOOK = (
    "xl/worksheets/sheet1.xml",
    "xl/sharedStrings.xml",
    "xl/styles.xml",
    "xl/workbook.xml",
)
RELS, BOOK_RELS, TYPES = "_rels/.rels", "xl/_rels/workbook.xml.rels", "[Content_Types].xml"
PARTS = (SHEET, TEXTS, STYLES, BOOK, RELS, BOOK_RELS, TYPES)
HEADINGS = ("STT", "Chủ hộ", "Xóm", "Số khẩu", "Tỷ lệ", "Ngày")
HEADING_ROW = '<row r="1"><c r="A1" t="str"><v>Chủ hộ</v></c><c r="B1" t="str"><v>Số khẩu</v></c></row>'
FORMULAS = (
    "=1+1",
    '=HYPERLINK("http://x","y")',
    "@SUM(A1)",
    "+cmd|' /C calc'!A0",
    "-A1+3",
    '=DDE("a";"b";"c")',
)
LAUGHS = (
    '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c '
    '"&b;&b;&b;&b;&b;&b;&b;&b;">]>'
)
FETCHED = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]>'

Bad = tuple[str, str, bytes]
"""What was done to it, its file name, its bytes."""


def sound(*, inline: bool = False) -> bytes:
    written = io.BytesIO()
    with xlsxwriter.Workbook(written, {"constant_memory": inline, "in_memory": not inline}) as workbook:
        workbook.set_properties({"created": datetime(2026, 1, 1, tzinfo=UTC)})
        sheet = workbook.add_worksheet()
        percent, day = (
            workbook.add_format({"num_format": "0.0%"}),
            workbook.add_format({"num_format": "dd/mm/yyyy"}),
        )
        sheet.write_row(0, 0, HEADINGS)
        for row in range(1, 30):
            sheet.write_row(row, 0, (row, f"Nông Văn {row} & con", f"Xóm {row % 3}", row % 7))
            sheet.write_number(row, 4, row / 100, percent)
            sheet.write_number(row, 5, 45_000 + row, day)
    return written.getvalue()


def parts_of(workbook: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(workbook)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(parts: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", method) as archive:
        for name, part in parts.items():
            info = zipfile.ZipInfo(name)
            info.compress_type = method
            archive.writestr(info, part)
    return written.getvalue()


SOUND = {"shared": sound(), "inline": sound(inline=True)}
CSV = (
    "\n".join(
        [
            ",".join(HEADINGS),
            *(f'{n},"Nông Văn {n}",Xóm {n % 3},{n % 7},"{n},5%",0{n % 9 + 1}/07/2025' for n in range(40)),
        ]
    )
    + "\n"
)


def with_rows(rows: str, head: str = "") -> bytes:
    sheet = (
        f'<?xml version="1.0"?>{head}<worksheet {MAIN}><sheetData>{HEADING_ROW}{rows}</sheetData></worksheet>'
    )
    return packed(parts_of(SOUND["shared"]) | {SHEET: sheet.encode()})


def bad_sheets() -> Iterator[Bad]:
    chance = random.Random(4)  # noqa: S311 - the same corpus every time
    for make in (
        torn,
        changed_bytes,
        changed_parts,
        wrong_parts,
        wrong_cells,
        wrong_rows,
        bombs,
        wrong_zips,
        renamed,
        bad_csv,
    ):
        for what, name, content in make(chance):
            yield f"{make.__name__}: {what}", name, content


def torn(chance: random.Random) -> Iterator[Bad]:
    for kind, workbook in SOUND.items():
        for at in sorted(chance.randrange(len(workbook)) for _ in range(25)):
            yield f"{kind} up to {at}", "a.xlsx", workbook[:at]
            yield f"{kind} from {at}", "a.xlsx", workbook[at:]
        for part in (SHEET, STYLES, BOOK):
            whole = parts_of(workbook)[part]
            for at in sorted(chance.randrange(len(whole)) for _ in range(5)):
                yield f"{kind} {part} up to {at}", "a.xlsx", packed(parts_of(workbook) | {part: whole[:at]})


def changed_bytes(chance: random.Random) -> Iterator[Bad]:
    for kind, workbook in SOUND.items():
        for number in range(50):
            content = bytearray(workbook)
            for _ in range(chance.randrange(1, 6)):
                content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
            yield f"{kind} {number}", "a.xlsx", bytes(content)


def changed_parts(chance: random.Random) -> Iterator[Bad]:
    letters = b"<>&\"'/=0 9-x\0\xff\xc3"
    for kind, workbook in SOUND.items():
        parts = parts_of(workbook)
        for number in range(60):
            part = chance.choice([name for name in PARTS if name in parts])
            content = bytearray(parts[part])
            at = chance.randrange(len(content))
            match number % 3:
                case 0:
                    content[at] = chance.choice(letters)
                case 1:
                    del content[at : at + chance.randrange(1, 40)]
                case _:
                    content[at:at] = content[chance.randrange(len(content)) :][: chance.randrange(1, 60)]
            yield (
                f"{kind} {part} {number}",
                "a.xlsx",
                packed(parts | {part: bytes(content)}, zipfile.ZIP_STORED),
            )


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


def bombs(chance: random.Random) -> Iterator[Bad]:
    parts = parts_of(SOUND["shared"])
    for part in (SHEET, TEXTS, STYLES, BOOK):
        yield f"{part} of spaces", "a.xlsx", packed(parts | {part: b" " * 30_000_000})
    yield (
        "an endless tag",
        "a.xlsx",
        with_rows('<row r="2" x="' + chance.randbytes(3_000_000).hex() + '"></row>'),
    )
    yield (
        "an endless text",
        "a.xlsx",
        with_rows('<row r="2"><c r="A2" t="str"><v>' + chance.randbytes(3_000_000).hex() + "</v></c></row>"),
    )
    yield (
        "many styles",
        "a.xlsx",
        packed(
            parts
            | {STYLES: f"<styleSheet {MAIN}><cellXfs>{'<xf/>' * 80_000}</cellXfs></styleSheet>".encode()}
        ),
    )
    sheets = "".join(f'<sheet name="{n}" sheetId="{n}" r:id="rId1"/>' for n in range(1, 600))
    relation = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
    yield (
        "many sheets",
        "a.xlsx",
        packed(parts | {BOOK: f"<workbook {MAIN} {relation}><sheets>{sheets}</sheets></workbook>".encode()}),
    )
    for size in (0, 1, 1_000, 2**32 - 2):
        lying = bytearray(packed(parts | {SHEET: b" " * 3_000_000}))
        at = lying.rfind(SHEET.encode()) - 46
        lying[at + 24 : at + 28] = struct.pack("<I", size)
        yield f"lies about its size: {size}", "a.xlsx", bytes(lying)
    yield "a zip in a zip", "a.xlsx", packed(parts | {SHEET: packed({"x": zlib.compress(bytes(1_000_000))})})


def wrong_zips(chance: random.Random) -> Iterator[Bad]:
    workbook = SOUND["shared"]
    directory = workbook.rfind(b"PK\x01\x02")
    for what, offset, value in (
        ("protected", 8, b"\x01"),
        ("strange method", 10, b"\x63"),
        ("another method", 10, b"\x0c"),
        ("wrong sum", 16, b"\0\0\0\0"),
        ("wrong name", 46, b"\xff\xfe"),
        ("wrong offset", 42, b"\xff\xff\xff\x7f"),
    ):
        at = workbook.find(b"PK\x01\x02")
        while at >= 0:
            content = bytearray(workbook)
            content[at + offset : at + offset + len(value)] = value
            yield f"{what} at {at}", "a.xlsx", bytes(content)
            at = workbook.find(b"PK\x01\x02", at + 1) if what in ("wrong sum", "strange method") else -1
    yield "no end", "a.xlsx", workbook[:-22]
    yield "directory from nowhere", "a.xlsx", workbook[:-6] + b"\xff\xff\xff\x7f\0\0"
    yield "something before it", "a.xlsx", b"PK" + chance.randbytes(300) + workbook
    yield "something after it", "a.xlsx", workbook + chance.randbytes(300)
    yield "twice", "a.xlsx", workbook + workbook
    yield "only its directory", "a.xlsx", b"PK" + workbook[directory:]


def renamed(chance: random.Random) -> Iterator[Bad]:
    contents = {
        "PDF": b"%PDF-1.7 x",
        "picture": b"\x89PNG\r\n\x1a\n" + chance.randbytes(200),
        "old workbook": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
        "noise": chance.randbytes(3_000),
        "nothing": b"",
        "page": b"<!DOCTYPE html><html><table><tr><td>Ch\xe1\xbb\xa7 h\xe1\xbb\x99</td></tr></table></html>",
        "Word": packed({"[Content_Types].xml": b"<x/>", "word/document.xml": b"<x/>"}),
        "an empty zip": b"PK\x05\x06" + bytes(18),
    }
    for what, content in contents.items():
        for name in ("a.xlsx", "a.csv", "a.xls", "a.ods", "a"):
            yield f"{what} as {name}", name, content
    for name in (
        "a.csv",
        "a.xlsm",
        "a.xls",
        "a.xlsb",
        "a.ods",
        "a.txt",
        "a",
        "",
        "../a.xlsx",
        "a.xlsx\0.csv",
    ):
        yield f"workbook as {name!r}", name, SOUND["shared"]
        yield f"CSV as {name!r}", name, CSV.encode()


def bad_csv(chance: random.Random) -> Iterator[Bad]:
    for encoding in ("utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1258", "latin-1", "utf-7", "cp437"):
        yield f"in {encoding}", "a.csv", CSV.encode(encoding, "replace")
    raw = CSV.encode()
    for number in range(40):
        content = bytearray(raw)
        for _ in range(chance.randrange(1, 5)):
            content[chance.randrange(len(content))] = chance.choice(b'\0",;\t\n\r\xff\xc3=')
        yield f"bytes {number}", "a.csv", bytes(content)
    for at in sorted(chance.randrange(len(raw)) for _ in range(15)):
        yield f"up to {at}", "a.csv", raw[:at]
    for number in range(15):
        lines = [line.replace(",", chance.choice(",;\t|")) for line in CSV.split("\n")]
        yield f"mixed marks {number}", "a.csv", "\n".join(lines).encode()
    for formula in FORMULAS:
        yield (
            f"formulas {formula[:8]}",
            "a.csv",
            ("Chủ hộ,Số khẩu\n" + f'"{formula.replace(chr(34), chr(34) * 2)}",1\n' * 500).encode(),
        )
    yield "a quotation never closed", "a.csv", b'Ch\xe1\xbb\xa7 h\xe1\xbb\x99,x\n"a' + b"x\n" * 100_000
    yield "zeros", "a.csv", bytes(10_000)
    yield (
        "one line of all columns",
        "a.csv",
        ("Chủ hộ,Số khẩu" + "," * 16_384 + "x\n" + "a,1" + "," * 16_384 + "x\n").encode(),
    )
    yield "empty lines", "a.csv", b"\n" * 200_000
    yield "marks only", "a.csv", b"\xef\xbb\xbf"
    yield "half a mark", "a.csv", b"\xff\xfe\x00"
    yield "a separator line alone", "a.csv", b"sep=;"
    yield "a separator of a quotation mark", "a.csv", 'sep="\nChủ hộ"Số khẩu\na"1\n'.encode()
    yield "a separator of a line end", "a.csv", "sep=\r\nChủ hộ\rSố khẩu\n".encode()
    yield "a separator of a space", "a.csv", b"sep= \nhead members\na 1\n"
