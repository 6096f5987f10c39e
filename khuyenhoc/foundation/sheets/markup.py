"""
Reading XML that was handed in, as a stream: no document type, no entity, no endless tag, no endless depth.

A sheet of a hundred thousand rows is one long list of plain items, and four events a cell make it slow. So
`parse_list` lends whole items to a quick reader of text. What that does not know by heart, and everything
around the list, goes to expat: it decides what is sound.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Generator, Mapping
from typing import IO, NoReturn
from xml.parsers import expat

from khuyenhoc.foundation.sheets import limits
from khuyenhoc.foundation.sheets.archive import UNREADABLE, broken
from khuyenhoc.foundation.sheets.problems import SheetRefused
from khuyenhoc.foundation.values.wording import gettext as _

MAIN = (
    "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    "http://purl.oclc.org/ooxml/spreadsheetml/main",
)
"""The two namespaces of spreadsheets: the usual ones, and "strict"."""

_LETTERS = r"[^<&\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]*+"
PLAIN_TEXT = rf"{_LETTERS}(?:&(?:amp|lt|gt|quot|apos);{_LETTERS})*+"
"""
A pattern of text between two tags as quick readers take it: characters XML allows, and no reference but the
five common ones.
"""

_CHUNK = 256 * 1024
_UTF_8 = (None, "utf-8")
_NOT_PLAIN = ("<!", "<?", "]]>")
"""
A comment, a stretch of raw text, an instruction: in one of these the end of an item may stand without being
one.
"""

Started = Callable[[str, Mapping[str, str]], None]
Ended = Callable[[str], None]
Text = Callable[[str], None]
Quick = Callable[[str], bool]
"""Takes some whole items as text: all of them, or none and says False."""


def resolved(written: str) -> str:
    """What a PLAIN_TEXT says."""
    for reference, letter in (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&apos;", "'"), ("&amp;", "&")):
        written = written.replace(reference, letter)
    return written


def main_names(*names: str) -> dict[str, str]:
    """From the names expat gives ("namespace name") to the bare names of the spreadsheet's own elements."""
    return {f"{namespace} {name}": name for namespace in MAIN for name in names}


def parse_list(
    stream: IO[bytes], *, parent: str, item: str, quick: Quick, start: Started, end: Ended, text: Text
) -> Generator[None, None, None]:
    """
    Read a part that is a list of `item` elements in one `parent`, one step a chunk, so that a reader can stop
    early. Names come to the handlers as "namespace name".

    The handlers must refuse endless depth themselves (`limits.XML_DEPTH`), where they count cheaply;
    `parse_whole` does it for them.

    :raises SheetRefused: it is broken, or made to do harm
    """
    parser = _Parser(start, end, text)
    waiting = parser.to_first_item(_read(stream), parent, item)
    opening, closing = f"<{item}", f"</{item}>"
    while not parser.is_careful:
        chunk = _read(stream)
        waiting += chunk
        cut = waiting.rfind(closing.encode()) + len(closing) if closing.encode() in waiting else 0
        if cut:
            rest = _lend(waiting[:cut], opening, closing, quick, parser)
            waiting = rest + waiting[cut:]
        # Past the list, in what only looks like it, or in a row longer than any: expat goes on alone.
        if (
            not chunk
            or len(waiting) > limits.PIECE_BYTES
            or (waiting and not waiting.startswith(opening.encode()[: len(waiting)]))
        ):
            parser.is_careful = True
        yield
    for at in range(0, len(waiting), _CHUNK):
        parser.feed(waiting[at : at + _CHUNK])
        yield
    while chunk := _read(stream):
        parser.feed(chunk)
        yield
    parser.finish()


def parse_whole(
    stream: IO[bytes], *, start: Started, end: Ended | None = None, text: Text | None = None
) -> None:
    """
    Feed the stream, which is closed, to the handlers. Names come as "namespace name".

    :raises SheetRefused: it is broken, or made to do harm
    """
    depth = 0

    def started(name: str, attributes: Mapping[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > limits.XML_DEPTH:
            raise broken()
        start(name, attributes)

    def ended(name: str) -> None:
        nonlocal depth
        depth -= 1
        if end is not None:
            end(name)

    with stream:
        parser = _Parser(started, ended, text)
        while chunk := _read(stream):
            parser.feed(chunk)
        parser.finish()


def _lend(piece: bytes, opening: str, closing: str, quick: Quick, parser: _Parser) -> bytes:
    """
    Whole items to the quick reader or, one by one, to the parser; what the parser has to read alone is
    returned.
    """
    try:
        written = piece.decode()
    except UnicodeDecodeError:
        parser.is_careful = True
        return piece
    if "]]>" not in written and quick(written):
        return b""
    if any(mark in written for mark in _NOT_PLAIN):
        parser.is_careful = True
        return piece
    items = written.split(closing)
    for at, item in enumerate(items[:-1]):
        if not item.startswith(opening):
            parser.is_careful = True
            return closing.join(items[at:]).encode()
        if not quick(item + closing):
            # Between here and its end tag no "<" stands but a tag's, so the parser is between items again
            # afterwards, or has refused.
            parser.feed((item + closing).encode())
    return b""


class _Parser:
    """Expat with its guards. `is_careful`: it has to read all that follows by itself."""

    def __init__(self, start: Started, end: Ended | None, text: Text | None) -> None:
        self.is_careful = False
        self._fed = 0
        self._encoding: str | None = None
        self._start = start
        self._last, self._last_at = "", 0
        self._expat = expat.ParserCreate(namespace_separator=" ")
        self._expat.buffer_text = True
        self._expat.XmlDeclHandler = self._declared
        self._expat.StartDoctypeDeclHandler = _refuse_document_type
        self._expat.StartElementHandler = start
        self._expat.EndElementHandler = end
        self._expat.CharacterDataHandler = text

    def feed(self, chunk: bytes) -> None:
        self._parse(chunk, is_last=False)
        self._fed += len(chunk)
        # An unfinished tag is read again with every chunk.
        if self._fed - self._expat.CurrentByteIndex > limits.TOKEN_BYTES + _CHUNK:
            raise broken()

    def finish(self) -> None:
        self._parse(b"", is_last=True)

    def to_first_item(self, chunk: bytes, parent: str, item: str) -> bytes:
        """
        Read up to the list's first item and return the rest. The list is plain if the tag before it is the
        parent's, in UTF-8, and names without a prefix are the spreadsheet's own.
        """
        first = re.search(rf"<{item}[ >]".encode(), chunk)
        if first is None:
            self.is_careful = True
            return chunk
        head = chunk[: first.start()]
        self._expat.StartElementHandler = self._started
        self.feed(head)
        self._expat.StartElementHandler = self._start
        is_plain = (
            self._last in main_names(parent)
            and re.fullmatch(rf"<{parent}(?: [^<>]*)?>".encode(), head[self._last_at :]) is not None
            and (self._encoding.lower() if self._encoding else None) in _UTF_8
        )
        self.is_careful = not is_plain
        return chunk[first.start() :]

    def _parse(self, chunk: bytes, *, is_last: bool) -> None:
        try:
            self._expat.Parse(chunk, is_last)
        except (expat.ExpatError, LookupError, *UNREADABLE) as error:
            raise broken() from error

    def _started(self, tag: str, attributes: Mapping[str, str]) -> None:
        self._last, self._last_at = tag, self._expat.CurrentByteIndex
        self._start(tag, attributes)

    def _declared(self, version: str, encoding: str | None, standalone: int) -> None:
        self._encoding = encoding


def _read(stream: IO[bytes]) -> bytes:
    try:
        return stream.read(_CHUNK)
    except UNREADABLE as error:
        raise broken() from error


def _refuse_document_type(
    name: str, system: str | None, public: str | None, has_internal_subset: bool
) -> NoReturn:
    raise SheetRefused(
        _(
            "The file holds a declaration (DTD) that a spreadsheet never needs. Open it in Excel, save it "
            "as a new file, then load it again."
        )
    )
