"""One table of a criteria set's TOML: each entry is taken out, or refused with its place and reason."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, TypeVar

from khuyenhoc.foundation.values.validity import Validity
from khuyenhoc.foundation.values.vietnamese import nfc
from khuyenhoc.foundation.values.wording import gettext as _
from khuyenhoc.foundation.values.wording import gettext_noop

_Code = TypeVar("_Code", bound=StrEnum)
_LONGEST_TEXT = 600
_MOST_POINTS = 10_000
_MOST_MONTHS = 1200
_CODE = re.compile(r"[0-9A-Za-zÀ-ỹ][0-9A-Za-zÀ-ỹ._-]{0,29}")

_FIELDS = {
    "at_least": gettext_noop("lowest share"),
    "code": gettext_noop("code"),
    "completeness": gettext_noop("completeness"),
    "confidence": gettext_noop("confidence"),
    "document": gettext_noop("kind of document"),
    "effective_from": gettext_noop("first day in force"),
    "forms": gettext_noop("forms"),
    "issued_on": gettext_noop("day of issue"),
    "issuer": gettext_noop("issuer"),
    "items": gettext_noop("items"),
    "kind": gettext_noop("way of grading"),
    "label": gettext_noop("name"),
    "last_day": gettext_noop("last day in force"),
    "level": gettext_noop("level"),
    "max_points": gettext_noop("highest points"),
    "min_points": gettext_noop("lowest points"),
    "months": gettext_noop("number of months"),
    "number": gettext_noop("number of the document"),
    "says": gettext_noop("content"),
    "scope": gettext_noop("scope"),
    "share": gettext_noop("indicator of the share"),
    "source": gettext_noop("source"),
    "step": gettext_noop("step of points"),
    "subject": gettext_noop("subject"),
    "tier": gettext_noop("tier"),
    "title": gettext_noop("name of the title"),
    "total": gettext_noop("total of points"),
    "upgrade_after_months": gettext_noop("months before a higher level"),
    "who": gettext_noop("who decides"),
    "yearly": gettext_noop("for one year at a time"),
}
"""What a key of the TOML is called."""


@dataclass(slots=True)
class Entries:
    """
    One table of the TOML; `place` is "" for the whole set. Reading takes an entry out, so what is left at the
    end is unknown.
    """

    entries: dict[str, Any]
    place: str
    problems: list[str]

    def text(self, name: str) -> str:
        """One line of text that must be there."""
        written = self.entries.pop(name, None)
        if isinstance(written, str) and (text := " ".join(nfc(written).split())) and text.isprintable():
            if len(text) <= _LONGEST_TEXT:
                return text
            self.refuse(
                name, _("longer than %(longest)s letters. Write it shorter.") % {"longest": _LONGEST_TEXT}
            )
            return ""
        self.refuse(name, _("empty, or not text. Write one line of text in quotation marks."))
        return ""

    def text_if_any(self, name: str) -> str | None:
        return self.text(name) if name in self.entries else None

    def code(self, name: str) -> str:
        """A short code; it keys the marks, so it holds no spaces."""
        code = self.text(name)
        if code and not _CODE.fullmatch(code):
            self.refuse(
                name,
                _("'%(code)s' cannot be a code. Write letters and digits without spaces, for example 1.2.")
                % {"code": code[:40]},
            )
        return code

    def texts(self, name: str) -> tuple[str, ...]:
        """A list of lines; empty where there is none."""
        written = self.entries.pop(name, [])
        if not isinstance(written, list):
            self.refuse(name, _("must be a list. Write it in square brackets."))
            return ()
        each = (Entries({name: line}, self.place, self.problems) for line in written)
        return tuple(line.text(name) for line in each)

    def points_if_any(self, name: str) -> Decimal | None:
        written = self.entries.pop(name, None)
        if written is None:
            return None
        points = Decimal(written) if isinstance(written, int) and not isinstance(written, bool) else written
        if (
            isinstance(points, Decimal)
            and points.is_finite()
            and 0 <= points <= _MOST_POINTS
            and points == round(points, 2)
        ):
            return points
        self.refuse(
            name,
            _(
                "'%(written)s' is not a usable number. Write a number that is not negative, with a "
                "point before the decimals, for example 10 or 2.5."
            )
            % {"written": str(written)[:40]},
        )
        return None

    def months_if_any(self, name: str) -> int | None:
        written = self.entries.pop(name, None)
        if written is None or (type(written) is int and 0 < written <= _MOST_MONTHS):
            return written
        self.refuse(
            name,
            _("'%(written)s' is not a number of months. Write a number, for example 36.")
            % {"written": str(written)[:40]},
        )
        return None

    def day_if_any(self, name: str) -> date | None:
        written = self.entries.pop(name, None)
        # A moment is a date to Python, but a set is issued on a day.
        if written is None or (isinstance(written, date) and not isinstance(written, datetime)):
            return written
        self.refuse(
            name,
            _(
                "'%(written)s' is not a day. Write year-month-day without quotation marks, for example "
                "2026-01-31."
            )
            % {"written": str(written)[:40]},
        )
        return None

    def choice(self, name: str, choices: type[_Code], default: _Code | None = None) -> _Code:
        """One of a few codes. `default` is meant where nothing is written; without one, something must be."""
        written = self.entries.pop(name, default)
        if written in list(choices):
            return choices(written)
        allowed = ", ".join(choices)
        self.refuse(
            name,
            _("empty. Write one of: %(allowed)s.") % {"allowed": allowed}
            if written is None
            else _("'%(written)s' cannot be used. Write one of: %(allowed)s.")
            % {"written": str(written)[:40], "allowed": allowed},
        )
        return next(iter(choices))

    def choice_if_any(self, name: str, choices: type[_Code]) -> _Code | None:
        return self.choice(name, choices) if name in self.entries else None

    def validity(self, start_if_none: date | None = None) -> Validity:
        """The days from `effective_from` to `last_day`, both included, as people write them."""
        start, last = self.day_if_any("effective_from") or start_if_none, self.day_if_any("last_day")
        if start is None:
            self.refuse(
                "effective_from", _("no day is given. Write the first day in force, for example 2026-01-01.")
            )
            return Validity()
        if last is not None and last < start:
            self.refuse("last_day", _("before the first day in force. Correct one of the two days."))
            return Validity()
        return Validity(start) if last in (None, date.max) else Validity.through(start, last)

    def tables(self, name: str, place: str) -> list[Entries]:
        """The tables under a name; each is placed by its code, or else by its number in the list."""
        written = self.entries.pop(name, [])
        if not isinstance(written, list) or not all(isinstance(entries, dict) for entries in written):
            self.refuse(
                name,
                _(
                    "not in the right form. Write each part as a table [[%(name)s]] or as a line in "
                    "curly brackets."
                )
                % {"name": name},
            )
            return []
        prefix = f"{self.place}, " if self.place else ""
        return [
            Entries(entries, f"{prefix}{place} {str(entries.get('code', n))[:40]}", self.problems)
            for n, entries in enumerate(written, start=1)
        ]

    def table_if_any(self, name: str, place: str) -> Entries | None:
        written = self.entries.pop(name, None)
        if written is None or isinstance(written, dict):
            return None if written is None else Entries(written, place, self.problems)
        self.refuse(name, _("not in the right form. Write it as a table [%(name)s].") % {"name": name})
        return None

    def refuse(self, name: str, reason: str) -> None:
        place = self.place[:1].upper() + self.place[1:] or _("Criteria set")
        field = f"{name} ({_(_FIELDS[name])})" if name in _FIELDS else name
        self.problems.append(
            _("%(place)s, field %(field)s: %(reason)s") % {"place": place, "field": field, "reason": reason}
        )

    def end(self) -> None:
        """Entries that are left are unknown: a mistake in writing that must be reported."""
        for name in self.entries:
            self.refuse(str(name)[:40], _("no field has this name. Correct the name, or remove the field."))
