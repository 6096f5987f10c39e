"""
What an issued pack says, as plain values: made once from figures, then rendered by one renderer a format.

Everything here survives `content.as_json` → JSON → `content.from_json` unchanged; the SHA-256 of that JSON is the pack's fingerprint.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True, slots=True)
class Source:
    """Where one number comes from, in words a reader can check. `key` is how runs, cells and pages point at it."""

    key: str
    unit: str
    unit_name: str
    indicator: str
    label: str
    period: str
    measure: str
    kind: str
    """`typed` (kept as reported) or `computed` (added up from the units below)."""
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
    """A table's cell. `value` is the bare number for a spreadsheet; None where there is none ("chưa báo cáo")."""

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
    """A comparison: one row a unit, one column an indicator. `columns` names the value columns, unit of measure included."""

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
    """Structure B of Decree 30/2020: level 1 is "I. UPPER BOLD", level 2 is "1. Bold lower". `numeral` is "I", "1" …"""

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
