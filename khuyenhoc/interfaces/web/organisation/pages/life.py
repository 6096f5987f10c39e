"""A unit's life in plain words, and the units one could take it for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from khuyenhoc.domain.organisation.queries import UnitName
from khuyenhoc.domain.organisation.queries.events import Event, Happening, Kin, Life, Source
from khuyenhoc.domain.organisation.queries.namesakes import Bearer, namesakes
from khuyenhoc.foundation.values.mandates import Mandate
from khuyenhoc.foundation.values.validity import BEGINNING
from khuyenhoc.interfaces.cells import Link
from khuyenhoc.interfaces.tables import Column, Definition, Table
from khuyenhoc.interfaces.words import kind_words, since, span_words

_MOST_NAMED = 12
"""Units named in one sentence; the page lists those right below it further down."""

MOST_BEARERS = 12
"""Units of one name on one page; the rest are counted."""


@dataclass(frozen=True, slots=True)
class Cited:
    """A document as one cites it, and the page of what it did where the reader may open that."""

    words: str
    address: str


@dataclass(frozen=True, slots=True)
class Entry:
    """What happened on one day by the same documents. `on` None: the day is not on record."""

    on: date | None
    sentences: Sequence[SafeString | str]
    sources: Sequence[Cited]


@dataclass(frozen=True, slots=True)
class BearerLine:
    """
    Another unit of the same name or code. `address` is empty where the reader's mandate does not reach it.
    """

    title: str
    address: str
    place: str
    official_code: str
    starts_on: date | None
    last_day: date | None
    shares: str


BEARERS: Definition[BearerLine] = Definition(
    "bearers",
    (
        Column("title", gettext_lazy("Unit"), lambda line: Link(line.title, line.address)),
        Column("place", gettext_lazy("Above it"), empty="–"),
        Column("official_code", gettext_lazy("Official code"), empty="–"),
        Column("being", gettext_lazy("In being"), lambda line: span_words(line.starts_on, line.last_day)),
        Column("shares", gettext_lazy("What is the same")),
    ),
)


@dataclass(frozen=True, slots=True)
class BearerLines:
    lines: Sequence[BearerLine]
    left_out: int

    @property
    def table(self) -> Table[BearerLine]:
        """Under another heading of the page, which says what the units have in common."""
        shares = any(line.shares for line in self.lines)
        return (BEARERS if shares else BEARERS.without("shares")).of(self.lines)


def entries(mandate: Mandate, lived: Life) -> Sequence[Entry]:
    """The timeline of a unit, the earliest first."""
    shown_entries: list[Entry] = []
    for (day, _sources), events in groupby(lived.events, key=lambda event: (event.on, tuple(event.sources))):
        same = list(events)
        sentences = [sentence for event in same for sentence in _sentences(mandate, event)]
        may_open = any(_names_a_unit_within_reach(mandate, event) for event in same)
        shown_entries.append(
            Entry(since(day), sentences, [_cited(source, may_open=may_open) for source in same[0].sources])
        )
    return shown_entries


_COMING = (Happening.BEGAN, Happening.RESUMED, Happening.TOOK_IN)
_LEAVING = (Happening.MERGED, Happening.SPLIT, Happening.GAVE_AWAY)


def relatives(mandate: Mandate, lived: Life) -> tuple[Sequence[SafeString], Sequence[SafeString]]:
    """Those a unit carries on, and those who carry it on."""
    before = [
        _one(mandate, kin, event.on - timedelta(days=1))
        for event in lived.events
        if event.what in _COMING
        for kin in event.before
    ]
    after = [
        _one(mandate, kin, event.on, may_be_part=False)
        for event in lived.events
        if event.what in _LEAVING
        for kin in event.after
    ]
    return before, after


def easily_mistaken(mandate: Mandate, lived: Life) -> BearerLines:
    """Names that lie (RULE-36): other units of the same name or code, at other times or elsewhere."""
    carried_on = {kin.unit.id for event in lived.events if event.what in _COMING for kin in event.before}
    heirs = {kin.unit.id for event in lived.events if event.what in _LEAVING for kin in event.after}

    def shares(bearer: Bearer) -> str:
        shared_words = (
            _("same name and code")
            if bearer.has_name and bearer.has_code
            else _("same code")
            if bearer.has_code
            else _("same name")
        )
        if bearer.unit.id in heirs:
            return _("%(shared)s; carries this unit on") % {"shared": shared_words}
        return (
            _("%(shared)s; is carried on by this unit") % {"shared": shared_words}
            if bearer.unit.id in carried_on
            else shared_words
        )

    return bearer_lines(
        mandate, namesakes(lived.record, on=mandate.on, may_be_named=mandate.reaches), shares=shares
    )


def bearer_lines(
    mandate: Mandate, bearers: Sequence[Bearer], *, shares: Callable[[Bearer], str] = lambda bearer: ""
) -> BearerLines:
    lines = [
        BearerLine(
            title=bearer.unit.title,
            address=_address(
                mandate,
                bearer.unit,
                bearer.unit.validity.last_day or max(mandate.on, bearer.unit.validity.start),
            ),
            place=", ".join(place.full_name for place in bearer.places),
            official_code=bearer.unit.official_code,
            starts_on=since(bearer.unit.validity.start),
            last_day=bearer.unit.validity.last_day,
            shares=shares(bearer),
        )
        for bearer in bearers[:MOST_BEARERS]
    ]
    return BearerLines(lines, len(bearers) - len(lines))


_OF_UNITS = {
    Happening.BEGAN: gettext_lazy("Founded from {units}."),
    Happening.RESUMED: gettext_lazy("In being again, from {units}."),
    Happening.TOOK_IN: gettext_lazy("Took in {units}."),
    Happening.GAVE_AWAY: gettext_lazy("A part of it went to {units}."),
    Happening.SPLIT: gettext_lazy("Divided among {units}."),
    Happening.MERGED: gettext_lazy("Merged into {units}."),
}
_ALONE = {
    Happening.BEGAN: gettext_lazy("Founded."),
    Happening.RESUMED: gettext_lazy("In being again."),
    Happening.DISSOLVED: gettext_lazy("Ended; no unit succeeds it."),
    Happening.CLOSED: gettext_lazy("Ended; who carries it on is not on record."),
}


def _sentences(mandate: Mandate, event: Event) -> Sequence[SafeString | str]:
    if event.what is Happening.BEGAN and event.on == BEGINNING:
        return [_("Was there already; its first day is not on record.")]
    if event.what in (Happening.RENAMED, Happening.KIND, Happening.RECODED):
        return [_became(event.what, event.before[0].unit, event.after[0].unit)]
    before = _listed([_one(mandate, kin, event.on - timedelta(days=1)) for kin in event.before])
    parts = event.what not in (
        Happening.SPLIT,
        Happening.GAVE_AWAY,
    )  # that only a part went is the sentence itself
    after = _listed([_one(mandate, kin, event.on, may_be_part=parts) for kin in event.after])
    match event.what:
        case Happening.MOVED:
            return [_moved(event, before, after)]
        case Happening.BELOW:
            return _changed_below(event, before, after)
        case Happening.SCATTERED:
            return [_scattered(event, after)]
    units = before or after
    sentence = format_html(str(_OF_UNITS[event.what]), units=units) if units else str(_ALONE[event.what])
    return [sentence, event.note] if event.note else [sentence]


def _became(what: Happening, was: UnitName, now: UnitName) -> str:
    if what is Happening.RENAMED:
        return _("Renamed from %(old)s to %(new)s.") % {"old": was.name, "new": now.name}
    if what is Happening.KIND:
        return _("Became %(new)s; was %(old)s before.") % {
            "old": kind_words(was.kind).lower(),
            "new": kind_words(now.kind).lower(),
        }
    old, new = was.official_code, now.official_code
    if not old:
        return _("Was given the official code %(new)s.") % {"new": new}
    if not new:
        return _("No longer has the official code %(old)s.") % {"old": old}
    return _("Official code changed from %(old)s to %(new)s.") % {"old": old, "new": new}


def _moved(event: Event, before: SafeString, after: SafeString) -> SafeString:
    if not event.before:
        return format_html(_("Came under {new}."), new=after)
    if not event.after:
        return format_html(_("No longer under {old}."), old=before)
    return format_html(_("Moved from {old} to {new}."), old=before, new=after)


def _changed_below(event: Event, before: SafeString, after: SafeString) -> Sequence[SafeString]:
    sentences: list[SafeString] = []
    if event.before:
        words = ngettext(
            "{count} unit no longer right below it: {units}.",
            "{count} units no longer right below it: {units}.",
            len(event.before),
        )
        sentences.append(format_html(words, count=len(event.before), units=before))
    if event.after:
        words = ngettext(
            "{count} unit newly right below it: {units}.",
            "{count} units newly right below it: {units}.",
            len(event.after),
        )
        sentences.append(format_html(words, count=len(event.after), units=after))
    return sentences


def _scattered(event: Event, after: SafeString) -> SafeString:
    if not event.after:
        words = ngettext(
            "{count} unit right below it ended as well.",
            "{count} units right below it ended as well.",
            len(event.before),
        )
        return format_html(words, count=len(event.before))
    words = ngettext(
        "{count} unit right below it ended as well; its ground is now with {units}.",
        "{count} units right below it ended as well; their ground is now with {units}.",
        len(event.before),
    )
    return format_html(words, count=len(event.before), units=after)


def _one(mandate: Mandate, kin: Kin, on: date, *, may_be_part: bool = True) -> SafeString:
    """A unit in a sentence, under its name of that day, a link where the reader may open it."""
    address = _address(mandate, kin.unit, on)
    shown = (
        format_html('<a href="{}">{}</a>', address, kin.unit.full_name)
        if address
        else format_html("{}", kin.unit.full_name)
    )
    if kin.is_part and may_be_part:
        shown = format_html(_("a part of {unit}"), unit=shown)
    note = kin.note.rstrip(".")
    return format_html("{} ({})", shown, note[:1].lower() + note[1:]) if note else shown


def _listed(units: Sequence[SafeString]) -> SafeString:
    """ "xã A, xã B và xã C"; from the thirteenth on they are counted."""
    shown, more = units[:_MOST_NAMED], len(units) - _MOST_NAMED
    if more > 0:
        others = ngettext("{count} other unit", "{count} other units", more)
        shown = [*shown, format_html(others, count=more)]
    if len(shown) < 2:
        return SafeString("".join(shown))
    return format_html(
        _("{units} and {last}"),
        units=format_html_join(", ", "{}", ((unit,) for unit in shown[:-1])),
        last=shown[-1],
    )


def _address(mandate: Mandate, unit: UnitName, on: date) -> str:
    if not mandate.reaches(unit.id):
        return ""
    return f"{reverse('web:unit', kwargs={'key': unit.key})}?{urlencode({'on': on.isoformat()})}"


def _names_a_unit_within_reach(mandate: Mandate, event: Event) -> bool:
    """
    Whether the page of what did it opens to the reader: it opens where the mandate reaches a unit the act
    names.

    An act names the unit itself, unless the event came of what it did to those above or below.
    """
    is_about_others = event.what in (Happening.MOVED, Happening.BELOW, Happening.SCATTERED)
    return not is_about_others or any(mandate.reaches(kin.unit.id) for kin in (*event.before, *event.after))


def _cited(source: Source, *, may_open: bool) -> Cited:
    """ "1657/NQ-UBTVQH15 ngày 16/06/2025, Ủy ban Thường vụ Quốc hội", as much of it as is on record."""
    document = source.document
    words = document.number
    if document.issued_on is not None:
        words = _("%(number)s of %(day)s") % {"number": words, "day": f"{document.issued_on:%d/%m/%Y}"}
    if document.issuer:
        words = f"{words}, {document.issuer}"
    return Cited(words, reverse("web:reform", kwargs={"pk": source.reorganisation}) if may_open else "")
