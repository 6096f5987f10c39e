"""
Reorganisations booked like accounts: from the rows of one document to what is founded, ended, opened and
rewritten in the tree.

Nothing here touches the database: a plan is worked out on a book, which is every version of every unit, and
either holds or says why not.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from django.utils.translation import gettext as _

from khuyenhoc.domain.organisation.rules.book import Book, Entry, Pair, Plan
from khuyenhoc.domain.organisation.rules.sorting import Fault, SortedRows
from khuyenhoc.domain.organisation.sheets import ReformRow
from khuyenhoc.foundation.values.catalogue import unit_kinds
from khuyenhoc.foundation.values.numbers import date_text
from khuyenhoc.foundation.values.validity import Validity


def plan(book: Book, rows: Sequence[ReformRow]) -> tuple[Plan, Sequence[Fault]]:
    """
    Work out the rows of one document and day on a book, and enter the plan when it has no fault.

    :param rows: at least one; all cite one document and one day
    """
    drafting = _Drafting(book, rows)
    drafted = drafting.draft()
    if not drafting.faults:
        book.enter(drafted)
        drafting.look_for_those_left_alone()
        drafting.look_at_codes(drafted)
        drafting.look_for_circles(drafted)
    return drafted, drafting.faults


class _Drafting(SortedRows):
    def draft(self) -> Plan:
        for row in self.rows:
            self.sort_in(row)
        ending = self.units_that_end()
        founded: list[str] = []
        ended = [entry for key in ending if (entry := self._to_end(key)) is not None]
        opened: list[Entry] = []
        rewritten: list[tuple[Entry, Entry]] = []
        for key, row in {**self.changing, **self.arriving}.items():
            if key in ending:
                self.fault(
                    row,
                    "heir",
                    _("“%(key)s” ends by this document, so it cannot carry another unit on or change."),
                    key=key,
                )
                continue
            if key not in self.book.entries and key in self.arriving:
                entry = self._founded(key, row)
                if entry is not None:
                    founded.append(key)
                    opened.append(entry)
                continue
            before = self._to_change(key, row)
            after = None if before is None else self._as_asked(before)
            if before is None or after is None or after == before:
                continue
            if before.validity.start == self.on:
                rewritten.append((before, after))
            else:
                ended.append(before)
                opened.append(replace(after, validity=Validity(self.on, before.validity.end)))
        self._look_at_parents((*opened, *(after for _before, after in rewritten)), founded, ending)
        pairs = tuple(
            Pair(unit, row.heir, row.act, row.note)
            for unit, rows in self.leaving.items()
            for row in rows
            if row.heir != unit or row.act == "split"
        )
        first = self.rows[0]
        return Plan(
            first.document,
            self.on,
            tuple(self.rows),
            tuple(founded),
            tuple(ended),
            tuple(opened),
            tuple(rewritten),
            pairs,
        )

    def _found_standing(self, key: str, row: ReformRow, column: str) -> Entry | None:
        """
        The version an act is about, unless the unit is not there that day or something later rests on it.
        """
        if key not in self.book.entries:
            self.fault(
                row,
                column,
                _("No unit has the key “%(key)s”. Load the list of units first, or correct the key."),
                key=key,
            )
            return None
        entry = self.book.standing(key, self.on)
        later = [version for version in self.book.entries[key] if version.validity.start > self.on]
        touched = self.book.last_touched.get(key)
        if touched is not None and touched[0] > self.on:
            self.fault(
                row,
                column,
                _(
                    "“%(key)s” was changed on %(day)s by the document %(document)s. Undo that document "
                    "first, then load them in the order of time."
                ),
                key=key,
                day=date_text(touched[0]),
                document=touched[1],
            )
        elif later:
            self.fault(
                row,
                column,
                _("“%(key)s” has a span that starts on %(day)s. Load documents in the order of time."),
                key=key,
                day=date_text(later[0].validity.start),
            )
        elif entry is None:
            self.fault(
                row,
                column,
                _("“%(key)s” is not in the tree on %(on)s. Check the key and the day it takes effect."),
                key=key,
                on=date_text(self.on),
            )
        else:
            return entry
        return None

    def _to_end(self, key: str) -> Entry | None:
        row = self.leaving[key][0]
        entry = self._found_standing(key, row, "unit")
        if entry is not None and entry.validity.start >= self.on:
            self.fault(
                row,
                "unit",
                _("“%(key)s” exists only since %(on)s; it cannot end on the same day."),
                key=key,
                on=date_text(self.on),
            )
            return None
        day, document = self.book.ended_by.get(key, (None, ""))
        if entry is not None and entry.validity.end == self.on == day:
            self.fault(
                row,
                "unit",
                _(
                    "“%(key)s” ended on %(day)s by the document %(document)s. Remove this row, or undo "
                    "that document first."
                ),
                key=key,
                day=date_text(self.on),
                document=document,
            )
        return entry if entry is not None and entry.validity.end != self.on else None

    def _to_change(self, key: str, row: ReformRow) -> Entry | None:
        column = "unit" if key in self.changing else "heir"
        entry = self._found_standing(key, row, column)
        if entry is not None and entry.validity.end == self.on:
            self.fault(
                row,
                column,
                _("“%(key)s” ended before %(on)s. An heir must be a unit that still exists, or a new key."),
                key=key,
                on=date_text(self.on),
            )
            return None
        return entry

    def _as_asked(self, entry: Entry) -> Entry:
        asked = self.asked.get(entry.key, {})
        return replace(
            entry,
            parent=asked.get("parent", entry.parent),
            kind=asked.get("kind", entry.kind),
            name=asked.get("name", entry.name),
            official_code=asked.get("official_code", entry.official_code),
        )

    def _founded(self, key: str, row: ReformRow) -> Entry | None:
        asked = self.asked[key]
        missing = [column for column in ("kind", "name") if column not in asked]
        if "parent" not in asked and unit_kinds()[asked.get("kind", "commune")].tier > 1:
            missing.insert(0, "parent")
        for column in missing:
            self.fault(
                row,
                column,
                _(
                    "“%(key)s” does not exist, so it would be founded, but this column is empty. Fill it "
                    "in, or correct the key."
                ),
                key=key,
            )
        if missing:
            return None
        return Entry(
            key,
            asked.get("parent", ""),
            asked["kind"],
            asked["name"],
            asked.get("official_code", ""),
            Validity(self.on),
        )

    def _look_at_parents(
        self, entries: Iterable[Entry], founded: Sequence[str], ending: Mapping[str, ReformRow]
    ) -> None:
        for entry in entries:
            if "parent" not in self.asked[entry.key] or entry.parent in founded:
                continue  # a unit that keeps a parent that ends follows it to its heir
            if entry.parent in ending or self.book.on(entry.parent, self.on) is None:
                row = self.changing.get(entry.key) or self.arriving[entry.key]
                self.fault(
                    row,
                    "parent",
                    _(
                        "The unit above, “%(parent)s”, is not in the tree on %(on)s. Write the key of "
                        "the new unit above."
                    ),
                    parent=entry.parent,
                    on=date_text(self.on),
                )

    def look_for_those_left_alone(self) -> None:
        """
        Where the unit at the head of a tree ends without one heir, those below it would hang from nothing and
        no total would hold them.
        """
        heads = {
            key: rows[0]
            for key, rows in self.leaving.items()
            if rows[0].act != "merge" and self.book.on(key, self.on) is None
        }
        heads = {
            key: row
            for key, row in heads.items()
            if (last := self.book.standing(key, self.on)) is not None and not last.parent
        }
        if not heads:
            return
        for entry in (entry for versions in self.book.entries.values() for entry in versions):
            if entry.parent in heads and entry.validity.holds_on(self.on):
                row = heads.pop(entry.parent)
                reason = _(
                    "“%(unit)s” is at the head of the tree and has units below it (such as “%(key)s”). Move "
                    "them (move), or name an heir (merge)."
                )
                self.fault(row, "unit", reason, unit=row.unit, key=entry.key)

    def look_at_codes(self, drafted: Plan) -> None:
        """An official code belongs to one unit a day; units that end leave theirs free the same day."""
        for entry in (*drafted.opened, *(after for _before, after in drafted.rewritten)):
            if not entry.official_code:
                continue
            others = (other for other in self.book.bearers(entry.official_code) if other.key != entry.key)
            taken = next((other.key for other in others if other.validity.overlaps(entry.validity)), None)
            if taken is not None:
                row = self.changing.get(entry.key) or self.arriving[entry.key]
                self.fault(
                    row,
                    "official_code",
                    _("The code %(official_code)s still belongs to “%(taken)s” on that day. Check the code."),
                    official_code=entry.official_code,
                    taken=taken,
                )

    def look_for_circles(self, drafted: Plan) -> None:
        """No unit is below itself, on the day or on any later one."""
        moved = [entry.key for entry in (*drafted.opened, *(after for _before, after in drafted.rewritten))]
        days = self.book.days_from(self.on) if moved else []
        for key in moved:
            if any(self._is_below_itself(key, day) for day in days):
                row = self.changing.get(key) or self.arriving[key]
                self.fault(
                    row,
                    "parent",
                    _(
                        "By this file “%(key)s” lies below itself through the units above it. Check the "
                        "column of the unit above."
                    ),
                    key=key,
                )

    def _is_below_itself(self, key: str, day: date) -> bool:
        passed = {key}
        entry = self.book.on(key, day)
        while entry is not None and entry.parent:
            if entry.parent == key:
                return True
            if entry.parent in passed:
                return False
            passed.add(entry.parent)
            versions = self.book.entries.get(entry.parent)
            entry = self.book.on(entry.parent, day) or (versions[-1] if versions else None)
        return False
