"""
What an issued pack says, as plain values: made once from figures, then rendered by one renderer a format.

Everything here survives `content.as_json` → JSON → `content.from_json` unchanged; the SHA-256 of that JSON is
the pack's fingerprint.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import MISSING, dataclass, field, fields, is_dataclass
from datetime import date
from functools import cache
from types import UnionType
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints


@dataclass(frozen=True, slots=True)
class Source:
    """
    Where one number comes from, in words a reader can check. `key` is how runs, cells and pages point at it.
    """

    key: str
    unit: str
    unit_name: str
    indicator: str
    label: str
    period: str
    measure: str
    kind: str
    """`typed` (kept as stated), `computed` (added up from the units below) or `register` (counted)."""
    value: int | None
    qualifier: str
    text: str
    """As a person says it: "trên 60.000", "58/58", "6.126"."""
    base: int | None
    rate: str
    stated_rate: str
    reported: int | None
    expected: int | None
    tree_on: date
    stated_in: str
    """What the reporter wrote as source; empty for a computed number."""
    note: str
    flags: tuple[str, ...]
    """Flag codes."""
    explanations: tuple[str, ...]
    """One plain Vietnamese sentence for each flag, in the same order."""


@dataclass(frozen=True, slots=True)
class Number:
    """A number inside a sentence or a cell, tied to its source."""

    text: str
    source: str


Run = str | Number


@dataclass(frozen=True, slots=True)
class Paragraph:
    runs: tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Cell:
    """
    A table's cell. `value` is the bare number for a spreadsheet; None where there is none ("chưa báo cáo").
    """

    text: str
    value: int | None = None
    source: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    label: str
    cells: tuple[Cell, ...]
    is_total: bool = False
    """A total that adds up the rows above it: a spreadsheet writes it as a live SUM."""


@dataclass(frozen=True, slots=True)
class Table:
    """
    A comparison: one row a unit, one column an indicator. `columns` names the value columns, unit of measure
    included.
    """

    key: str
    title: str
    row_heading: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Bar:
    label: str
    value: int | None
    text: str


@dataclass(frozen=True, slots=True)
class Chart:
    """Horizontal bars from zero, labelled directly; a bar without a value says so in `text`."""

    key: str
    title: str
    measure: str
    bars: tuple[Bar, ...]
    note: str = ""


Block = Paragraph | Table | Chart


@dataclass(frozen=True, slots=True)
class Section:
    """
    Structure B of Decree 30/2020: level 1 is "I. UPPER BOLD", level 2 is "1. Bold lower". `numeral` is "I",
    "1" …
    """

    numeral: str
    title: str
    level: int
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Letterhead:
    """Cells 2 to 4, 5a, 7 and 9b of Decree 30/2020, Appendix I."""

    superior: str
    issuer: str
    number: str
    """`Số: …/BC-HKH`; the number itself stays open until it is given after signature (Article 15)."""
    place_and_date: str
    type_name: str
    abstract: str
    authority: tuple[str, ...]
    """The lines above the signature: "TM. BAN THƯỜNG VỤ", "CHỦ TỊCH"."""
    signer: str
    recipients: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PackContent:
    pack: str
    edition: str
    cluster: str
    cluster_name: str
    year: int
    tree_on: date
    snapshot: str
    """SHA-256 of the snapshot the figures were read from."""
    letterhead: Letterhead
    sections: tuple[Section, ...]
    tables: tuple[Table, ...]
    charts: tuple[Chart, ...]
    sources: Mapping[str, Source] = field(default_factory=dict)


class MalformedContent(ValueError):
    """The JSON is not that of a pack's content; the message names the place."""


_BLOCKS: Mapping[str, type[Paragraph] | type[Table] | type[Chart]] = {
    "paragraph": Paragraph,
    "table": Table,
    "chart": Chart,
}
_NAME_OF_BLOCK: Mapping[type, str] = {kind: name for name, kind in _BLOCKS.items()}
_T = TypeVar("_T")


def as_json(content: PackContent) -> dict[str, Any]:
    """
    The content as plain JSON values: days as ISO text, tuples as lists, each block with its `block` name.
    """
    written: dict[str, Any] = _written(content)
    return written


def from_json(values: Mapping[str, Any]) -> PackContent:
    """
    The content that `as_json` wrote. A field with a default may be missing: packs issued before it was added
    stay readable.

    :raises MalformedContent: a field is missing, unknown, or of another type
    """
    return _dataclass_read(PackContent, values, "pack")


def fingerprint(content: PackContent) -> str:
    """SHA-256, 64 hex digits, of the canonical JSON: keys sorted, no spaces, UTF-8."""
    canonical = json.dumps(as_json(content), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def _written(value: Any) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        named = {"block": _NAME_OF_BLOCK[type(value)]} if isinstance(value, Block) else {}
        return named | {each.name: _written(getattr(value, each.name)) for each in fields(value)}
    if isinstance(value, tuple):
        return [_written(each) for each in value]
    if isinstance(value, Mapping):
        return {key: _written(each) for key, each in value.items()}
    return value.isoformat() if isinstance(value, date) else value


@cache
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)


def _dataclass_read(kind: type[_T], values: Any, place: str) -> _T:
    if not isinstance(values, Mapping):
        raise MalformedContent(f"{place}: cần một đối tượng, không phải {values!r}.")
    hints = _hints(kind)  # type: ignore[arg-type]
    named = {"block"} if kind in _NAME_OF_BLOCK and values.get("block") == _NAME_OF_BLOCK[kind] else set()
    unknown = set(values) - set(hints) - named
    if unknown:
        raise MalformedContent(f"{place}: không biết trường {', '.join(sorted(unknown))}.")
    for each in fields(kind):  # type: ignore[arg-type]
        if each.name not in values and each.default is MISSING and each.default_factory is MISSING:
            raise MalformedContent(f"{place}: thiếu trường {each.name}.")
    return kind(
        **{
            name: _read(hints[name], value, f"{place}.{name}")
            for name, value in values.items()
            if name in hints
        }
    )


def _read(hint: Any, value: Any, place: str) -> Any:
    origin, arguments = get_origin(hint), get_args(hint)
    if origin in (Union, UnionType):
        return _one_of(arguments, value, place)
    if origin is tuple and isinstance(value, list):
        return tuple(_read(arguments[0], each, f"{place}[{index}]") for index, each in enumerate(value))
    if origin is Mapping and isinstance(value, Mapping):
        return {key: _read(arguments[1], each, f"{place}.{key}") for key, each in value.items()}
    if hint is date and isinstance(value, str):
        try:
            return date.fromisoformat(value)
        except ValueError as error:
            raise MalformedContent(f"{place}: {value!r} không phải là ngày.") from error
    if is_dataclass(hint) and isinstance(hint, type):
        return _dataclass_read(hint, value, place)
    if isinstance(hint, type) and type(value) is hint:
        return value
    raise MalformedContent(f"{place}: {value!r} không đúng kiểu.")


def _one_of(kinds: tuple[Any, ...], value: Any, place: str) -> Any:
    """Unions here are `X | None`, text or a number, or a block, which says its name."""
    if isinstance(value, Mapping) and "block" in value:
        if value["block"] not in _BLOCKS:
            raise MalformedContent(f"{place}: không biết khối {value['block']!r}.")
        return _read(_BLOCKS[value["block"]], value, place)
    if value is None and type(None) in kinds:
        return None
    wanted = next(
        (
            kind
            for kind in kinds
            if type(value) is kind or (is_dataclass(kind) and isinstance(value, Mapping))
        ),
        None,
    )
    if wanted is None:
        raise MalformedContent(f"{place}: {value!r} không đúng kiểu.")
    return _read(wanted, value, place)
