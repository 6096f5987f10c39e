"""Files nobody should have sent: each is refused with a sentence, quickly and in little memory."""

from __future__ import annotations

import io
import resource
import struct
import time
import tracemalloc
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from khuyenhoc.foundation.sheets.problems import SheetRefused
from khuyenhoc.foundation.sheets.reading import read
from tests.foundation.small_workbook import HEADING_ROW, SOUND, TABLE, with_parts
from tests.foundation.sound_sheets import LAUGHS, MAIN

MEGABYTE = 1024 * 1024


def with_sheet(rows: str, head: str = "") -> bytes:
    return with_parts(
        {
            "xl/worksheets/sheet1.xml": (
                f'<?xml version="1.0"?>{head}<worksheet {MAIN}><sheetData>{rows}</sheetData></worksheet>'
            )
        }
    )


def refusal(content: bytes, filename: str = "tep.xlsx") -> str:
    with pytest.raises(SheetRefused) as refused:
        read(content, filename, TABLE)
    return refused.value.reason


@contextmanager
def little(*, seconds: float, megabytes: int) -> Iterator[None]:
    """What runs inside takes at most so much processor time and so much memory of Python's."""
    tracemalloc.start()
    started = time.process_time()
    yield
    spent = time.process_time() - started
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert spent < seconds
    assert peak < megabytes * MEGABYTE


def test_the_workbook_all_others_are_made_from_is_sound() -> None:
    content = read(SOUND, "tep.xlsx", TABLE)

    assert [row.cells["value"] for row in content.rows] == [217, "52.6%"]


@pytest.mark.parametrize(
    ("content", "filename", "words"),
    [
        (b"", "tep.xlsx", "trống"),
        (b"%PDF-1.7 ...", "tep.xlsx", "tệp PDF"),
        (b"\x89PNG\r\n\x1a\n", "tep.csv", "tệp ảnh"),
        (b"\xff\xd8\xff\xe0", "tep.csv", "tệp ảnh"),
        (bytes(range(256)) * 4, "tep.xlsx", "không phải"),
        (bytes(range(256)) * 4, "tep.csv", "tải lại"),
        (b"unit,value\na,5\n", "tep.xls", "bên trong không phải"),
        (b"unit,value\na\0b,5\n", "tep.csv", "không phải là bảng tính"),
        ("unit,value\na,5\n".encode("utf-16-le"), "tep.csv", "không phải là bảng tính"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "Workbook".encode("utf-16-le"),
            "tep.xls",
            ".xls",
        ),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le"),
            "tep.xlsx",
            "mật khẩu",
        ),
        (SOUND, "tep.xlsm", "macro"),
        (SOUND[: len(SOUND) // 2], "tep.xlsx", "bị hỏng"),
        (b"PK\x03\x04", "tep.xlsx", "bị hỏng"),
        (b"PK\x05\x06" + b"\0" * 18, "tep.xlsx", "không phải là bảng tính"),
        (b"\n" * 1000, "tep.csv", "dòng tiêu đề"),
    ],
)
def test_what_is_no_sheet_is_told_so(content: bytes, filename: str, words: str) -> None:
    assert words in refusal(content, filename)


@pytest.mark.parametrize(
    ("parts", "words"),
    [
        ({"xl/vbaProject.bin": b"x"}, "macro"),
        ({"xl/externalLinks/externalLink1.xml": "<externalLink/>"}, "liên kết"),
        ({"xl/workbook.bin": b"x"}, ".xlsb"),
        ({"content.xml": "<x/>"}, ".ods"),
        ({"[Content_Types].xml": None}, "không phải là bảng tính"),
        ({"xl/workbook.xml": None}, "bị hỏng"),
        ({"xl/workbook.xml": "<workbook"}, "bị hỏng"),
        ({"xl/worksheets/sheet1.xml": None}, "bị hỏng"),
        ({"xl/styles.xml": "<styleSheet>"}, "bị hỏng"),
        ({"xl/sharedStrings.xml": "\0"}, "bị hỏng"),
        ({"xl/sharedStrings.xml": f"<sst {MAIN}/>"}, "bị hỏng"),
        ({f"xl/media/{n}.png": b"" for n in range(2001)}, "quá lớn"),
    ],
)
def test_a_workbook_with_a_wrong_part_is_refused(parts: dict[str, bytes | str | None], words: str) -> None:
    assert words in refusal(with_parts(parts))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize(
    "part",
    ["xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/styles.xml", "xl/sharedStrings.xml", "_rels/.rels"],
)
def test_a_document_type_is_refused_in_every_part_that_is_read(part: str, encoding: str) -> None:
    xml = f'<?xml version="1.0" encoding="{encoding}"?>{LAUGHS}<x {MAIN}>&c;</x>'

    assert "DTD" in refusal(with_parts({part: xml.encode(encoding)}))


def test_an_external_entity_is_not_fetched() -> None:
    head = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]>'

    assert "DTD" in refusal(with_sheet(f"{HEADING_ROW}<row><c><v>&e;</v></c></row>", head))


def test_a_zip_bomb_is_refused_before_it_unpacks() -> None:
    bomb = with_parts({"xl/worksheets/sheet1.xml": b" " * (60 * MEGABYTE)})

    with little(seconds=1, megabytes=5):
        assert "quá lớn" in refusal(bomb)


def test_a_bomb_that_lies_about_its_size_is_refused() -> None:
    bomb = bytearray(with_parts({"xl/worksheets/sheet1.xml": b" " * (60 * MEGABYTE)}))
    at = bomb.rfind(b"xl/worksheets/sheet1.xml") - 46
    bomb[at + 24 : at + 28] = struct.pack("<I", 1000)

    with little(seconds=1, megabytes=5):
        assert "bị hỏng" in refusal(bytes(bomb))


def test_a_directory_that_claims_to_be_huge_is_not_read() -> None:
    huge = SOUND[:-10] + struct.pack("<IIH", 40 * MEGABYTE, 0, 0)

    assert "quá lớn" in refusal(huge)


def test_a_protected_zip_is_told_to_drop_its_password() -> None:
    protected = bytearray(SOUND)
    at = protected.find(b"PK\x01\x02")
    protected[at + 8] |= 1

    assert "mật khẩu" in refusal(bytes(protected))


def test_two_parts_of_one_name_are_refused() -> None:
    written = io.BytesIO(SOUND)
    with zipfile.ZipFile(written, "a") as archive, pytest.warns(UserWarning, match="Duplicate name"):
        archive.writestr("xl/workbook.xml", "<workbook/>")

    assert "bị hỏng" in refusal(written.getvalue())


def test_a_sheet_that_claims_all_columns_and_rows_costs_nothing() -> None:
    content = with_parts(
        {
            "xl/worksheets/sheet1.xml": f'<worksheet {MAIN}><dimension ref="A1:XFD1048576"/>'
            f'<sheetData>{HEADING_ROW}<row r="1048576"><c r="A1048576" t="inlineStr"><is><t>a</t></is></c>'
            '<c r="XFD1048576" s="1"/></row></sheetData></worksheet>'
        }
    )

    with little(seconds=1, megabytes=5):
        rows = read(content, "tep.xlsx", TABLE).rows

    assert [row.number for row in rows] == [1_048_576]


def test_a_value_far_outside_the_table_is_named() -> None:
    assert "Ô XFD7 nằm ngoài bảng" in refusal(
        with_sheet(HEADING_ROW + '<row r="7"><c r="XFD7"><v>1</v></c></row>')
    )


def test_many_formatted_rows_without_content_are_skipped_cheaply() -> None:
    empty = "".join(f'<row r="{n}"><c r="A{n}" s="1"/></row>' for n in range(2, 150_002))
    content = with_sheet(HEADING_ROW + empty)

    with little(seconds=30, megabytes=10):
        assert read(content, "tep.xlsx", TABLE).rows == []


def test_more_rows_than_a_spreadsheet_has_are_refused() -> None:
    assert "bị hỏng" in refusal(with_sheet(HEADING_ROW + '<row r="1048577"><c><v>1</v></c></row>'))


def test_millions_of_empty_lines_of_csv_are_skipped_in_little_memory() -> None:
    content = b"unit,value\n" + b"\n" * 3_000_000 + b"a,5\n"
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

    rows = read(content, "tep.csv", TABLE).rows

    assert [row.number for row in rows] == [3_000_002]
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 30_000


def test_more_rows_than_the_limit_are_refused_by_name() -> None:
    assert "200.000 dòng" in refusal(b"unit,value\n" + b"a,5\n" * 200_001, "tep.csv")


def test_a_file_over_fifty_megabytes_is_refused_by_name() -> None:
    assert "50 MB" in refusal(b"unit,value\n" + b" " * (50 * MEGABYTE), "tep.csv")


@pytest.mark.parametrize("length", [10_001, 200_000])
def test_a_text_too_long_is_named(length: int) -> None:
    content = with_sheet(
        f'{HEADING_ROW}<row r="2"><c r="C2" t="inlineStr"><is><t>{"x" * length}</t></is></c></row>'
    )

    assert "C2 dài quá 10.000 ký tự" in refusal(content)


@pytest.mark.parametrize(("length", "words"), [(10_001, "C2 dài quá 10.000 ký tự"), (200_000, "Từ dòng 2")])
def test_a_text_too_long_in_csv_is_placed(length: int, words: str) -> None:
    assert words in refusal(f"unit,value,note\na,5,{'x' * length}\n".encode(), "tep.csv")


def test_an_endless_text_is_noticed_while_it_is_read() -> None:
    noise = "".join(f"{n:x}" for n in range(3_000_000))
    content = with_sheet(f'{HEADING_ROW}<row r="2"><c r="A2" t="str"><v>{noise}</v></c></row>')

    with little(seconds=5, megabytes=10):
        assert "A2 dài quá" in refusal(content)


def test_an_endless_tag_is_noticed_while_it_is_read() -> None:
    noise = "".join(f"{n:x}" for n in range(3_000_000))
    content = with_sheet(f'{HEADING_ROW}<row r="2" x="{noise}"></row>')

    with little(seconds=5, megabytes=10):
        assert "bị hỏng" in refusal(content)


@pytest.mark.parametrize("tag", ["x", "row", "c", "v", "t", "f"])
def test_endless_depth_is_refused(tag: str) -> None:
    assert "bị hỏng" in refusal(with_sheet(HEADING_ROW + f"<row><c><is><{tag}>" + f"<{tag}>" * 1000))


@pytest.mark.parametrize(
    "cell",
    [
        '<c r="A2" t="s"><v>-1</v></c>',
        '<c r="A2" t="s"><v>99</v></c>',
        '<c r="A2" t="s"><v>٣</v></c>',
        '<c r="A2"><v>1_000</v></c>',
        '<c r="A2"><v>NaN</v></c>',
        '<c r="A2"><v>1e999</v></c>',
        '<c r="A2"><v>mười</v></c>',
        '<c r="Ä2"><v>1</v></c>',
        '<c r="AAAA2"><v>1</v></c>',
        '<c r=""><v>1</v></c>',
        '<c r="A2" t="d"><v>2022-13-45</v></c>',
    ],
)
def test_a_cell_that_makes_no_sense_is_refused(cell: str) -> None:
    assert "bị hỏng" in refusal(with_sheet(f'{HEADING_ROW}<row r="2">{cell}</row>'))


@pytest.mark.parametrize(
    "cell", ['<c r="A2" s="99999"><v>5</v></c>', '<c r="A2" s="-1"><v>5</v></c>', "<c><v> 5 </v></c>"]
)
def test_a_harmless_oddity_is_read(cell: str) -> None:
    assert (
        read(with_sheet(f'{HEADING_ROW}<row r="2">{cell}</row>'), "tep.xlsx", TABLE).rows[0].cells["unit"]
        == 5
    )


def test_no_zero_byte_and_no_half_of_a_pair_comes_out_of_an_escape() -> None:
    row = '<row r="2"><c r="A2" t="inlineStr"><is><t>a_x0000_b_xD800_c</t></is></c></row>'

    assert read(with_sheet(HEADING_ROW + row), "tep.xlsx", TABLE).rows[0].cells["unit"] == "ab_xD800_c"


def test_a_formula_hidden_by_prefix_comment_or_encoding_is_found() -> None:
    namespace = MAIN.split('"')[1]
    prefixed = (
        f'<?xml version="1.0" encoding="UTF-16"?><s:worksheet xmlns:s="{namespace}"><s:sheetData>'
        '<s:row r="1"><s:c t="str"><s:v>unit</s:v></s:c><s:c t="str"><s:v>value</s:v></s:c></s:row>'
        '<s:row r="2"><s:c><!-- x --><s:f>1+1</s:f><s:v>2</s:v></s:c></s:row></s:sheetData></s:worksheet>'
    )

    assert "Ô A2 là công thức" in refusal(with_parts({"xl/worksheets/sheet1.xml": prefixed.encode("utf-16")}))
