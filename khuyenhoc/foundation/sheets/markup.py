"""Reading XML somebody sent, as a stream: no document type, no entity, no endless tag, no endless depth."""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping
from typing import IO, NoReturn
from xml.parsers import expat

from khuyenhoc.foundation.sheets import limits
from khuyenhoc.foundation.sheets.archive import BROKEN, UNREADABLE
from khuyenhoc.foundation.sheets.problems import SheetRefused

MAIN = ("http://schemas.openxmlformats.org/spreadsheetml/2006/main", "http://purl.oclc.org/ooxml/spreadsheetml/main")
"""The two namespaces of spreadsheets: as everybody writes them, and "strict"."""

_CHUNK = 256 * 1024

Started = Callable[[str, Mapping[str, str]], None]
Ended = Callable[[str], None]
Text = Callable[[str], None]


def main_names(*names: str) -> dict[str, str]:
    """From the names expat gives ("namespace name") to the bare names of the spreadsheet's own elements."""
    return {f"{namespace} {name}": name for namespace in MAIN for name in names}


def parse(stream: IO[bytes], *, start: Started, end: Ended | None = None, text: Text | None = None) -> Generator[None, None, None]:
    """
    Feed the stream to the handlers, one step a chunk, so that a reader can stop early. Names come as "namespace name".

    The handlers must refuse endless depth themselves (`limits.XML_DEPTH`), where they count cheaply; `parse_whole` does it for them.

    :raises SheetRefused: it is broken, or made to do harm
    """
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse_document_type
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = text
    fed = 0
    while True:
        try:
            chunk = stream.read(_CHUNK)
            parser.Parse(chunk, not chunk)
        except (expat.ExpatError, LookupError, *UNREADABLE) as error:
            raise SheetRefused(BROKEN) from error
        if not chunk:
            return
        fed += len(chunk)
        if fed - parser.CurrentByteIndex > limits.TOKEN_BYTES + _CHUNK:
            raise SheetRefused(BROKEN)
        yield


def parse_whole(stream: IO[bytes], *, start: Started, end: Ended | None = None, text: Text | None = None) -> None:
    """
    As `parse`, to the end of the stream, which is closed.

    :raises SheetRefused: it is broken, or made to do harm
    """
    depth = 0

    def started(name: str, attributes: Mapping[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > limits.XML_DEPTH:
            raise SheetRefused(BROKEN)
        start(name, attributes)

    def ended(name: str) -> None:
        nonlocal depth
        depth -= 1
        if end is not None:
            end(name)

    with stream:
        for _ in parse(stream, start=started, end=ended, text=text):
            pass


def _refuse_document_type(name: str, system: str | None, public: str | None, has_internal_subset: bool) -> NoReturn:
    raise SheetRefused("Tệp chứa khai báo lạ (DTD) mà bảng tính không bao giờ cần. Mở bằng Excel, lưu thành tệp mới rồi tải lại.")
