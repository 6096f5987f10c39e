"""
What stands in a cell of a table: plain values, and the few kinds of markup a cell may hold. Each kind is a
frozen value that writes itself as HTML (`__html__`, so that it also stands in `format_html`) and has a plain
text for files and for searching.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from html import unescape
from typing import Literal, Protocol, TypeAlias, cast

from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.formats import localize
from django.utils.functional import Promise
from django.utils.html import conditional_escape, format_html, format_html_join, strip_tags
from django.utils.safestring import SafeString

from khuyenhoc.foundation.values.vietnamese import search_key

_STATES = 512
"""Words of states that are kept drawn: a list says the same few hundreds of times."""


class Part(Protocol):
    """A cell with markup."""

    def __html__(self) -> str: ...

    @property
    def plain(self) -> str | int: ...


Plain: TypeAlias = str | Promise | int | Decimal | date | None
Cell: TypeAlias = "Plain | Part | Sequence[Cell]"


@dataclass(frozen=True, slots=True)
class Link:
    """A link, or only its words where there is no address; a screen reader adds `unseen`."""

    text: str | Promise | int | Part
    address: str
    unseen: str = ""
    css: str = ""

    def __html__(self) -> str:
        if not self.address:
            return conditional_escape(shown(self.text))
        return format_html(
            '<a{} href="{}">{}{}</a>', _css(self.css), self.address, shown(self.text), _unseen(self.unseen)
        )

    @property
    def plain(self) -> str:
        return plain(self.text)


@dataclass(frozen=True, slots=True)
class State:
    """A state's drawn sign and its word; signs as in components/state.html."""

    sign: str
    word: str | Promise = ""

    def __html__(self) -> str:
        return _state(self.sign, str(self.word))

    @property
    def plain(self) -> str:
        return str(self.word)


@lru_cache(maxsize=_STATES)
def _state(sign: str, word: str) -> str:
    return render_to_string("components/state.html", {"state": sign, "word": word})


@dataclass(frozen=True, slots=True)
class Styled:
    """A value in an element of its own: `quiet`, `strong` and `small` below make them."""

    value: Cell
    element: str
    css: str = ""

    def __html__(self) -> str:
        return format_html("<{0}{1}>{2}</{0}>", SafeString(self.element), _css(self.css), shown(self.value))

    @property
    def plain(self) -> str:
        return plain(self.value)


def quiet(value: Cell) -> Styled:
    """Words of less weight."""
    return Styled(value, "span", "quiet")


def strong(value: Cell) -> Styled:
    return Styled(value, "strong")


def small(value: Cell) -> Styled:
    """A small line of its own under what stands before it."""
    return Styled(value, "p", "small")


def noted(value: Cell, note: str | Promise) -> Cell:
    """A value and a quiet remark in brackets, where there is one: "Hội viên (người)"."""
    return (value, quiet(f"({note})")) if note else value


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure with its flags and where it comes from; `figure` is what components/figure.html needs."""

    figure: object
    address: str = ""

    def __html__(self) -> str:
        return render_to_string("components/figure.html", {"figure": self.figure, "href": self.address})

    @property
    def plain(self) -> str:
        return str(getattr(self.figure, "text", ""))


@dataclass(frozen=True, slots=True)
class Drawn:
    """A cell with a template of its own."""

    template: str
    shows: Mapping[str, object]

    def __html__(self) -> str:
        return render_to_string(self.template, dict(self.shows))

    @property
    def plain(self) -> str:
        return ""


@dataclass(frozen=True, slots=True)
class Faults:
    """What is wrong with a row, each a sentence under its name."""

    sentences: Sequence[str]

    def __html__(self) -> str:
        sign = render_to_string("components/sign.html", {"shape": "triangle"}) if self.sentences else ""
        return format_html_join(
            "", '<p class="field-error">{}<span>{}</span></p>', ((sign, each) for each in self.sentences)
        )

    @property
    def plain(self) -> str:
        return " ".join(self.sentences)


@dataclass(frozen=True, slots=True)
class Input:
    """A box to type in. `mode` is the keyboard a telephone shows; numbers stand in a small box."""

    name: str
    value: str
    label: str
    mode: Literal["text", "numeric", "decimal"] = "text"
    css: str = ""
    longest: int = 12

    def __html__(self) -> str:
        return format_html(
            '<input{0} type="text" inputmode="{1}" id="{2}" name="{2}" value="{3}" maxlength="{4}"{5}'
            ' autocomplete="off" aria-label="{6}">',
            _css(self.css),
            self.mode,
            self.name,
            self.value,
            str(self.longest),
            "" if self.mode == "text" else SafeString(' size="4"'),
            self.label,
        )

    @property
    def plain(self) -> str:
        return self.value


@dataclass(frozen=True, slots=True)
class Label:
    """Words that name a box elsewhere in the row; `box` is its id."""

    words: Cell
    box: str

    def __html__(self) -> str:
        return format_html('<label for="{}">{}</label>', self.box, shown(self.words))

    @property
    def plain(self) -> str:
        return plain(self.words)


@dataclass(frozen=True, slots=True)
class TickAll:
    """The heading of a column of boxes, with one that ticks them all where scripts run."""

    words: str | Promise

    def __html__(self) -> str:
        return format_html(
            '<label class="choice"><input type="checkbox" data-choose-all class="needs-script">'
            " <span>{}</span></label>",
            self.words,
        )

    @property
    def plain(self) -> str:
        return str(self.words)


@dataclass(frozen=True, slots=True)
class Tick:
    """A box to tick; `id` is the one its label names."""

    name: str
    value: str
    id: str
    label: str
    is_ticked: bool = False

    def __html__(self) -> str:
        return format_html(
            '<input type="checkbox" name="{}" value="{}" id="{}"{} aria-label="{}">',
            self.name, self.value, self.id, SafeString(" checked") if self.is_ticked else "", self.label,
        )  # fmt: skip

    @property
    def plain(self) -> str:
        return ""


@dataclass(frozen=True, slots=True)
class Select:
    """A short list to choose from: (value, words) pairs, and the value chosen."""

    name: str
    choices: Sequence[tuple[str, str]]
    chosen: str
    label: str

    def __html__(self) -> str:
        options = format_html_join(
            "",
            '<option value="{}"{}>{}</option>',
            (
                (value, SafeString(" selected") if value == self.chosen else "", words)
                for value, words in self.choices
            ),
        )
        return format_html('<select name="{}" aria-label="{}">{}</select>', self.name, self.label, options)

    @property
    def plain(self) -> str:
        return dict(self.choices).get(self.chosen, "")


def shown(cell: Cell) -> SafeString | str:
    """A cell as the page prints it: days as 09/11/2022, moments as 08:30 09/11/2022, numbers as 6.126."""
    match cell:
        case datetime():
            local = timezone.localtime(cell) if timezone.is_aware(cell) else cell
            return f"{local:%H:%M %d/%m/%Y}"
        case date():
            return f"{cell:%d/%m/%Y}"
        case int() | Decimal():
            return str(localize(cell))
        case tuple() | list():
            return SafeString(" ".join(words for part in cell if (words := shown(part))))
        case _:
            return "" if cell is None else conditional_escape(cast(str, cell))


def plain(cell: Cell) -> str:
    """A cell's words without markup, as a search reads them."""
    match cell:
        case tuple() | list():
            return " ".join(words for part in cell if (words := plain(part)))
        case SafeString():
            return unescape(strip_tags(cell))
        case str() | int() | Decimal() | date() | None:
            return str(shown(cell)) if not isinstance(cell, str) else cell
        case Promise():
            return str(cell)
        case _:
            return str(cell.plain)  # type: ignore[union-attr]


def searched(cells: Sequence[Cell]) -> str:
    """The words of a row, ready to be searched without accents."""
    return search_key(" ".join(plain(cell) for cell in cells))


def _css(names: str) -> SafeString | str:
    return format_html(' class="{}"', names) if names else ""


def _unseen(words: str) -> SafeString | str:
    return format_html('<span class="unseen">: {}</span>', words) if words else ""
