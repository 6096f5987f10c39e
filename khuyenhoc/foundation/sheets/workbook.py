"""
The parts of an XLSX file around its sheets: which sheets there are, the number formats, the shared texts.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping
from dataclasses import dataclass

from khuyenhoc.foundation.sheets import limits
from khuyenhoc.foundation.sheets.archive import Archive, broken, too_large
from khuyenhoc.foundation.sheets.cells import tidy
from khuyenhoc.foundation.sheets.formats import BUILT_IN, PLAIN, NumberFormat, number_format
from khuyenhoc.foundation.sheets.markup import PLAIN_TEXT, main_names, parse_list, parse_whole, resolved
from khuyenhoc.foundation.sheets.problems import SheetRefused
from khuyenhoc.foundation.values.wording import gettext as _

_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
_PLAIN_ITEM = re.compile(rf'<si><t(?: xml:space="preserve")?>({PLAIN_TEXT})</t></si>')


@dataclass(frozen=True, slots=True)
class Workbook:
    """
    `sheets` are the parts of the visible sheets, in order. `texts` and `formats` are what cells point into.
    """

    sheets: tuple[str, ...]
    texts: tuple[str, ...]
    formats: tuple[NumberFormat, ...]
    from_1904: bool


@dataclass(frozen=True, slots=True)
class _Relation:
    kind: str
    target: str


def read_workbook(archive: Archive) -> Workbook:
    """:raises SheetRefused: a part is missing, broken or too large"""
    part = next(
        (r.target for r in _relations(archive, "").values() if r.kind == "officeDocument"), "xl/workbook.xml"
    )
    relations = _relations(archive, part)
    targets = {relation.kind: relation.target for relation in relations.values()}
    sheet_ids, from_1904 = _sheets(archive, part)
    sheets = tuple(
        relations[key].target for key in sheet_ids if key in relations and relations[key].kind == "worksheet"
    )
    texts = targets.get("sharedStrings", "")
    styles = targets.get("styles", "")
    return Workbook(
        sheets=sheets,
        texts=_texts(archive, texts) if texts in archive else (),
        formats=_formats(archive, styles) if styles in archive else (),
        from_1904=from_1904,
    )


def unescaped(text: str) -> str:
    """
    Excel writes a carriage return as `_x000D_`. Halves of surrogate pairs, which no text may hold alone, stay
    as written.
    """
    if "_x" not in text:
        return text
    return _ESCAPE.sub(
        lambda escape: escape[0] if 0xD800 <= int(escape[1], 16) <= 0xDFFF else chr(int(escape[1], 16)), text
    )


def _relations(archive: Archive, part: str) -> dict[str, _Relation]:
    """What a part points at, by id. `part` is "" for the package itself."""
    folder, name = posixpath.split(part)
    path = posixpath.join(folder, "_rels", f"{name}.rels")
    relations: dict[str, _Relation] = {}

    def start(tag: str, attributes: Mapping[str, str]) -> None:
        if tag.endswith(" Relationship") and attributes.get("TargetMode") != "External":
            target = posixpath.normpath(posixpath.join("/" + folder, attributes.get("Target", ""))).lstrip(
                "/"
            )
            relations[attributes.get("Id", "")] = _Relation(
                attributes.get("Type", "").rpartition("/")[2], target
            )
            if len(relations) > limits.PARTS:
                raise broken()

    if path in archive:
        parse_whole(archive.open(path), start=start)
    return relations


def _sheets(archive: Archive, part: str) -> tuple[list[str], bool]:
    """The relation ids of the visible sheets, and whether days count from 1904."""
    names = main_names("sheet", "workbookPr")
    ids: list[str] = []
    from_1904 = False

    def start(tag: str, attributes: Mapping[str, str]) -> None:
        nonlocal from_1904
        match names.get(tag):
            case "workbookPr":
                from_1904 = attributes.get("date1904") in ("1", "true")
            case "sheet" if attributes.get("state", "visible") == "visible":
                ids.extend(value for key, value in attributes.items() if key.endswith("/relationships id"))
                if len(ids) > limits.SHEETS:
                    raise SheetRefused(
                        _(
                            "The file has more than %(sheets)s sheets. Copy the sheet to hand in to a new "
                            "file, then load that one."
                        )
                        % {"sheets": limits.SHEETS}
                    )

    parse_whole(archive.open(part), start=start)
    return ids, from_1904


def _formats(archive: Archive, part: str) -> tuple[NumberFormat, ...]:
    """The number format of every cell style, in the order cells count them."""
    names = main_names("numFmt", "cellXfs", "xf")
    own: dict[str, NumberFormat] = {}
    formats: list[NumberFormat] = []
    in_cell_styles = False

    def start(tag: str, attributes: Mapping[str, str]) -> None:
        nonlocal in_cell_styles
        match names.get(tag):
            case "numFmt":
                own[attributes.get("numFmtId", "")] = number_format(attributes.get("formatCode", ""))
            case "cellXfs":
                in_cell_styles = True
            case "xf" if in_cell_styles:
                number = attributes.get("numFmtId", "0")
                built_in = (
                    BUILT_IN.get(int(number), PLAIN)
                    if number.isascii() and number.isdigit() and len(number) < 5
                    else PLAIN
                )
                formats.append(own.get(number, built_in))
        if len(own) > limits.STYLES or len(formats) > limits.STYLES:
            raise broken()

    def end(tag: str) -> None:
        nonlocal in_cell_styles
        if names.get(tag) == "cellXfs":
            in_cell_styles = False

    parse_whole(archive.open(part), start=start, end=end)
    return tuple(formats)


def _texts(archive: Archive, part: str) -> tuple[str, ...]:
    with archive.open(part) as stream:
        texts = _Texts()
        for _ in parse_list(
            stream,
            parent="sst",
            item="si",
            quick=texts.quick,
            start=texts.start,
            end=texts.end,
            text=texts.text,
        ):
            if len(texts.found) > limits.TEXTS:
                raise too_large()
    return tuple(texts.found)


class _Texts:
    """
    Gathers the shared texts in order; of one too long it keeps no more than is needed to refuse the cell that
    shows it.
    """

    def __init__(self) -> None:
        self.found: list[str] = []
        self._names = main_names("si", "t", "rPh")
        self._pieces: list[str] = []
        self._length = 0
        self._depth = 0
        self._in_text = self._in_guide = False

    def quick(self, items: str) -> bool:
        parts = _PLAIN_ITEM.split(items)
        if any(parts[::2]):
            return False
        self.found += [tidy(unescaped(resolved(written))) for written in parts[1::2]]
        return True

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        self._depth += 1
        if self._depth > limits.XML_DEPTH:
            raise broken()
        match self._names.get(tag):
            case "t":
                self._in_text = not self._in_guide
            case "rPh":
                self._in_guide = True

    def end(self, tag: str) -> None:
        self._depth -= 1
        match self._names.get(tag):
            case "t":
                self._in_text = False
            case "rPh":
                self._in_guide = False
            case "si":
                self.found.append(tidy(unescaped("".join(self._pieces))))
                self._pieces.clear()
                self._length = 0

    def text(self, piece: str) -> None:
        if self._in_text and self._length <= limits.CELL_CHARACTERS:
            self._pieces.append(piece)
            self._length += len(piece)
