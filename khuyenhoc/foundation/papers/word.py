"""
Word files, filled by docxtpl into a template that an office may change in Word: faces, sizes, wording, order
and logos stand there.

A changed template is kept at `templates/` of the platform's own files, under the name it has in `data/`; it
is taken in place of the shipped one and survives an upgrade.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from html import escape
from pathlib import Path
from typing import Any

from django.conf import settings
from docx.document import Document
from docx.oxml.ns import qn
from docx.shared import Mm
from docx.text.paragraph import Paragraph
from docxtpl import DocxTemplate, InlineImage

from khuyenhoc.foundation.papers.lettering import width_in_ems
from khuyenhoc.foundation.papers.proofreading import ENVIRONMENT, opened, proofread
from khuyenhoc.foundation.values.datafiles import DATA

_ZIP_EPOCH = (1980, 1, 1, 0, 0, 0)
_LONGEST_PROPERTY = 255
_RENDERED_PROPERTIES = ("author", "comments", "identifier", "language", "subject", "title")
POINT_MM = 25.4 / 72
_RULE_SHARE = 0.42
"""Decree 30/2020 wants the rule under a name between one third and one half of the name's length."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture a template may place as `{{ … }}`; `words` describe it to readers who cannot see it."""

    png: bytes
    width_mm: float
    words: str


@dataclass(frozen=True, slots=True)
class Properties:
    """What the file says of itself. `on`: the day it bears, in place of the moment it was made."""

    title: str
    on: date
    author: str = ""
    comments: str = ""


@dataclass(frozen=True, slots=True)
class Rule:
    """The rule under a text: the text's lines, the size of its letters, the width it is centred in."""

    lines: Sequence[str]
    size_pt: float
    room_mm: float


def template(name: str) -> Path:
    """The office's own template of that name under `data/`, else the shipped one."""
    own = Path(settings.OWN_TEMPLATES) / name
    return own if own.is_file() else DATA / name


def filled(
    path: Path,
    page: Mapping[str, Any],
    properties: Properties,
    *,
    finish: Callable[[Document], None] | None = None,
) -> bytes:
    """
    The template filled with the page: the same bytes for the same page and properties.

    :param page: plain values by the names the template uses; a `Picture` becomes a picture
    :param finish: sets what a template cannot know, such as a width that depends on a name
    :raises TemplateFault: the template has a tag that cannot be followed
    """
    document = opened(path)
    proofread(document, page, name=path.name)
    filling = DocxTemplate(io.BytesIO())
    filling.docx = document
    for name in _RENDERED_PROPERTIES:  # docxtpl would follow tags in them, and they are set below
        setattr(document.core_properties, name, "")
    filling.render(_with_pictures(page, filling), jinja_env=ENVIRONMENT, autoescape=True)
    if finish is not None:
        finish(document)
    _set_properties(document, properties)
    written = io.BytesIO()
    document.save(written)
    return _with_fixed_dates(written)


def fit_rules(document: Document, rules: Mapping[str, Rule]) -> None:
    """Draw each rule at the length its text asks for; `rules` are known by their paragraph style."""
    for paragraph in paragraphs(document):
        style = paragraph.style.name if paragraph.style else ""
        if style in rules:
            rule = rules[style]
            widest = max((width_in_ems(line) for line in rule.lines), default=0.0)
            long = min(rule.room_mm, widest * rule.size_pt * POINT_MM) * _RULE_SHARE
            form = paragraph.paragraph_format
            form.left_indent = form.right_indent = Mm((rule.room_mm - long) / 2)


def paragraphs(document: Document) -> Iterator[Paragraph]:
    """Every paragraph of the body in its order, those in tables too."""
    for element in document.element.body.iter(qn("w:p")):
        yield Paragraph(element, document._body)


@dataclass(frozen=True, slots=True)
class _Placed:
    """A picture on its way into the document: Jinja asks for `__html__` where the template names it."""

    picture: Picture
    filling: Any

    def __html__(self) -> str:
        image = InlineImage(
            self.filling, io.BytesIO(self.picture.png), width=Mm(round(self.picture.width_mm, 2))
        )
        # No room beside it is said outright: some programs add room where the file is silent.
        beside = 'distT="0" distB="0" distL="0" distR="0"'
        words = escape(self.picture.words)
        xml = str(image).replace("<wp:inline ", f"<wp:inline {beside} ", 1)
        return xml.replace("<wp:docPr ", f'<wp:docPr descr="{words}" ', 1)


def _with_pictures(values: Any, filling: DocxTemplate) -> Any:
    match values:
        case Picture():
            return _Placed(values, filling)
        case Mapping():
            return {name: _with_pictures(value, filling) for name, value in values.items()}
        case list() | tuple():
            return [_with_pictures(value, filling) for value in values]
        case _:
            return values


def _set_properties(document: Document, properties: Properties) -> None:
    core = document.core_properties
    core.title = properties.title[:_LONGEST_PROPERTY]
    core.author = properties.author[:_LONGEST_PROPERTY]
    core.last_modified_by = ""
    core.comments = properties.comments
    core.language = "vi-VN"
    core.created = core.modified = datetime.combine(properties.on, time())


def _with_fixed_dates(written: io.BytesIO) -> bytes:
    """
    The same file with the same time on each of its members: the hash of an issued file is kept, so it must
    not depend on the clock.
    """
    fixed = io.BytesIO()
    with zipfile.ZipFile(written) as before, zipfile.ZipFile(fixed, "w") as after:
        for member in before.infolist():
            after.writestr(
                zipfile.ZipInfo(member.filename, _ZIP_EPOCH), before.read(member), zipfile.ZIP_DEFLATED
            )
    return fixed.getvalue()
