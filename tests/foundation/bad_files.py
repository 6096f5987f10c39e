"""Files that are torn, changed, misnamed, packed wrongly or far too large."""

from __future__ import annotations

import random
import struct
import zipfile
import zlib
from collections.abc import Iterator

from tests.foundation.sound_sheets import (
    BOOK,
    CSV,
    MAIN,
    PARTS,
    SHEET,
    SOUND,
    STYLES,
    TEXTS,
    Bad,
    packed,
    parts_of,
    with_rows,
)

FORMULAS = (
    "=1+1",
    '=HYPERLINK("http://x","y")',
    "@SUM(A1)",
    "+cmd|' /C calc'!A0",
    "-A1+3",
    '=DDE("a";"b";"c")',
)


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
