"""
A Word template proofread before it is filled: docxtpl itself loses what stands beside a tag of its own, and
answers a wrong tag with a damaged file or a stack trace.

The tags of each part, one a line, make a small Jinja text. Where Jinja stops in it, the line says which tag
is meant and where in the document it stands.
"""

from __future__ import annotations

import re
import traceback
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import docx
from django.utils.translation import gettext as _
from docx.document import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml import parse_xml
from docx.oxml.ns import qn
from jinja2 import StrictUndefined, TemplateSyntaxError, UndefinedError
from jinja2.sandbox import SandboxedEnvironment

ENVIRONMENT = SandboxedEnvironment(undefined=StrictUndefined, autoescape=True)
"""A sandbox, because templates are files that people exchange; strict, because a misspelt name would print
nothing."""

_TAG = re.compile(r"\{(?P<kind>[{%#])(?P<level>tr |tc |p |r )?(?P<body>.*?)[}%#]\}", re.DOTALL)
_LOOSE = re.compile(r"\{[{%#]|[}%#]\}")
_OF_DOCXTPL = re.compile(r"\s*(colspan|cellbg)\s+(?P<value>.*)", re.DOTALL)
_MERGES = frozenset({"vm", "hm"})
_BLOCKS = frozenset({"for", "if", "with", "filter", "macro", "call"})
_STRAIGHT = str.maketrans("“”‘’", "\"\"''")
_HOLDERS = {"tr": "w:tbl", "tc": "w:tr", "r": "w:p", "": "w:p"}
"""Level of a tag → the element in which its block must be closed; a paragraph's block closes beside it."""
_SWALLOWED = {"tr": "w:tr", "tc": "w:tc", "p": "w:p"}
"""Level of a tag → the element docxtpl takes out with the tag: nothing else may stand in it."""


class TemplateFault(Exception):
    """A template cannot be filled; the sentence names the file, the place, the tag and the way out."""


@dataclass(frozen=True, slots=True)
class _Tag:
    """A tag as it is written, where it stands, and what it is to Jinja."""

    text: str
    kind: str
    level: str
    body: str
    paragraph: Any
    place: str

    @property
    def word(self) -> str:
        """The statement's name; empty for a value and a comment."""
        words = self.body.strip(" -+").split()
        return words[0] if self.kind == "%" and words else ""

    @property
    def holder(self) -> Any:
        if self.level == "p":
            return self.paragraph.getparent()
        return _within(self.paragraph, _HOLDERS[self.level])

    @property
    def jinja(self) -> str:
        """The tag on one line, without what only docxtpl understands."""
        if self.kind == "#" or self.word in _MERGES:
            return ""
        of_docxtpl = _OF_DOCXTPL.fullmatch(self.body) if self.kind == "%" else None
        if of_docxtpl:
            return "{{" + _one_line(of_docxtpl["value"]) + "}}"
        return "{" + self.kind + _one_line(self.body) + ("}}" if self.kind == "{" else "%}")


def opened(path: Path) -> Document:
    """:raises TemplateFault: it is not there, or not a Word file"""
    try:
        return docx.Document(str(path))
    except (PackageNotFoundError, BadZipFile, SyntaxError, OSError, KeyError, ValueError) as wrong:
        # SyntaxError is what lxml raises for broken XML.
        text = _("Template %(file)s cannot be opened. Save it in Word as a .docx file.")
        raise TemplateFault(text % {"file": path.name}) from wrong


def proofread(document: Document, page: Mapping[str, Any], *, name: str) -> None:
    """
    Try every tag of body, headers and footers against the page.

    :raises TemplateFault: a tag is broken, stands where it has no effect, or names a field the page lacks
    """
    try:
        for root, part in _parts(document):
            tags = [tag for paragraph in root.iter(qn("w:p")) for tag in _tags(paragraph, root, part)]
            _check_blocks(tags)
            _check_names(tags, page)
    except _Fault as fault:
        text = _("Template %(file)s, %(place)s, tag %(tag)s: %(reason)s")
        told = {"file": name, "place": fault.place, "tag": fault.tag, "reason": fault.reason}
        raise TemplateFault(text % told) from fault


class _Fault(Exception):
    def __init__(self, tag: str, place: str, reason: str) -> None:
        super().__init__(reason)
        self.tag, self.place, self.reason = tag, place, reason


def _parts(document: Document) -> Iterator[tuple[Any, str]]:
    """What docxtpl fills, each by itself, with its name in words; empty for the body."""
    yield document.element.body, ""
    words = {RELATIONSHIP_TYPE.HEADER: _("header"), RELATIONSHIP_TYPE.FOOTER: _("footer")}
    for relation in document.part.rels.values():
        if relation.reltype in words:
            yield parse_xml(relation.target_part.blob), words[relation.reltype]


def _tags(paragraph: Any, root: Any, part: str) -> Iterator[_Tag]:
    text = _text(paragraph)
    if not _LOOSE.search(text):
        return
    place = _place(paragraph, root, part)
    for match in _TAG.finditer(text):
        level = (match["level"] or "").strip()
        body = match["body"].translate(_STRAIGHT)
        tag = _Tag(match[0], match["kind"], level, body, paragraph, place)
        _check_place(tag)
        yield tag
    loose = _LOOSE.search(_TAG.sub("", text))
    if loose:
        raise _Fault(
            loose[0], place, _("it has no counterpart in this paragraph. Write {{ … }} or {% … %} whole.")
        )


def _check_place(tag: _Tag) -> None:
    swallowed = _within(tag.paragraph, _SWALLOWED[tag.level]) if tag.level in _SWALLOWED else None
    if tag.level in ("tr", "tc") and swallowed is None:
        raise _Fault(
            tag.text, tag.place, _("it works in a table only. Put it into a row, or write {%p … %}.")
        )
    if (
        swallowed is not None
        and "".join(_text(each) for each in swallowed.iter(qn("w:p"))).strip() != tag.text
    ):
        reason = {
            "tr": _("nothing else may stand in its row, for the row is taken out. Give it a row of its own."),
            "tc": _(
                "nothing else may stand in its cell, for the cell is taken out. Give it a cell of its own."
            ),
            "p": _("nothing else may stand in its paragraph, for it is taken out. Give it one of its own."),
        }[tag.level]
        raise _Fault(tag.text, tag.place, reason)


def _check_blocks(tags: list[_Tag]) -> None:
    """Each block ends at its own level: a block of rows between rows, a block of words in the paragraph."""
    blocks: list[_Tag] = []
    for tag in tags:
        ends = tag.word.startswith("end")
        if tag.word in _BLOCKS:
            blocks.append(tag)
        elif ends or tag.word in ("else", "elif"):
            if not blocks or (ends and tag.word != f"end{blocks[-1].word}"):
                raise _Fault(tag.text, tag.place, _("no block is open that it belongs to. Remove it."))
            opening = blocks[-1]
            if (tag.level, tag.holder) != (opening.level, opening.holder):
                reason = _("it belongs to %(tag)s, so it stands in the same table or text and begins alike.")
                raise _Fault(tag.text, tag.place, reason % {"tag": opening.text})
            if ends:
                blocks.pop()
    if blocks:
        left = blocks[-1]
        reason = _("the block is not closed. Write {%% end%(word)s %%} where it ends.")
        raise _Fault(left.text, left.place, reason % {"word": left.word})


def _check_names(tags: list[_Tag], page: Mapping[str, Any]) -> None:
    def told(line: int | None, reason: str) -> _Fault:
        tag = tags[min(max(line or 1, 1), len(tags)) - 1]
        return _Fault(tag.text, tag.place, reason)

    try:
        ENVIRONMENT.from_string("\n".join(tag.jinja for tag in tags)).render(page)
    except TemplateSyntaxError as wrong:
        reason = _(
            "it cannot be read. Write {{ field }}, {% if … %} … {% endif %} or {% for … %} … {% endfor %}."
        )
        raise told(wrong.lineno, reason) from wrong
    except UndefinedError as wrong:
        reason = _("there is no such field. The page has: %(fields)s.")
        raise told(_line(wrong), reason % {"fields": _fields(page)}) from wrong
    except Exception as wrong:  # a template is a program of the office: any failure is reported with its tag
        raise told(_line(wrong), _("it asks for what a template cannot do. Print fields only.")) from wrong


def _fields(page: Mapping[str, Any]) -> str:
    """The page's fields, each with the fields it has itself: "title, rows (born, name)"."""
    told = []
    for name, value in sorted(page.items()):
        inner = value if isinstance(value, list | tuple) else [value]
        fields = sorted({field for each in inner if isinstance(each, Mapping) for field in each})
        told.append(f"{name} ({', '.join(fields)})" if fields else name)
    return ", ".join(told)


def _line(wrong: Exception) -> int | None:
    """The line of the Jinja text that an error arose in."""
    frames = traceback.extract_tb(wrong.__traceback__)
    return next((frame.lineno for frame in reversed(frames) if frame.filename == "<template>"), None)


def _place(paragraph: Any, root: Any, part: str) -> str:
    """Where a paragraph stands, as a person counts in Word: in a table by row and cell, else by paragraph."""
    table = _within(paragraph, "w:tbl")
    if table is None:
        count = _("paragraph %(number)s") % {"number": _number(paragraph, root.iter(qn("w:p")))}
    else:
        row = _within(paragraph, "w:tr")
        count = _("table %(table)s, row %(row)s, cell %(cell)s") % {
            "table": _number(table, root.iter(qn("w:tbl"))),
            "row": _number(row, table.iterchildren(qn("w:tr"))),
            "cell": _number(_within(paragraph, "w:tc"), row.iterchildren(qn("w:tc"))),
        }
    return f"{part}, {count}" if part else count


def _number(element: Any, among: Iterator[Any]) -> int:
    return next((number for number, each in enumerate(among, 1) if each is element), 0)


def _within(element: Any, name: str) -> Any:
    """The element itself or the nearest one around it of that name; None where there is none."""
    wanted = qn(name)
    return next((each for each in (element, *element.iterancestors()) if each.tag == wanted), None)


def _text(paragraph: Any) -> str:
    """Of the paragraph itself, not of a text box in it."""
    return "".join(each.text or "" for each in paragraph.iter(qn("w:t")) if _within(each, "w:p") is paragraph)


def _one_line(body: str) -> str:
    return " ".join(body.split("\n"))
