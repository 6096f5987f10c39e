"""
Reorganisations booked like accounts: from the rows of one document to what is founded, ended, opened and
rewritten in the tree.

Nothing here touches the database: a plan is worked out on a book, which is every version of every unit, and
either holds or says why not.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from khuyenhoc.domain.organisation.rules.book import Book, Entry, Pair, Plan
from khuyenhoc.domain.organisation.sheets import ReformRow
from khuyenhoc.foundation.values.catalogue import unit_kinds
from khuyenhoc.foundation.values.validity import Validity


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a plan cannot be: the row, the column as the sheet calls it, the reason and the way out."""

    row: int
    column: str
    reason: str


_ALONE = {"rename": ("name", "kind"), "recode": ("official_code",), "move": ("parent",)}
"""Acts on a unit that stays itself, and the columns of which at least one has to be filled."""
_FIELDS = ("parent", "kind", "name", "official_code")


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


class _Drafting:
    def __init__(self, book: Book, rows: Sequence[ReformRow]) -> None:
        self.book = book
        self.rows = rows
        self.on = rows[0].effective_on
        self.faults: list[Fault] = []
        self.leaving: dict[str, list[ReformRow]] = {}
        self.changing: dict[str, ReformRow] = {}
        self.arriving: dict[str, ReformRow] = {}
        """Heirs and units to be founded, with the first row that names each."""
        self.asked: dict[str, dict[str, str]] = {}

    def draft(self) -> Plan:
        for row in self.rows:
            self._sort_in(row)
        ending = self._units_that_end()
        founded: list[str] = []
        ended = [entry for key in ending if (entry := self._to_end(key)) is not None]
        opened: list[Entry] = []
        rewritten: list[tuple[Entry, Entry]] = []
        for key, row in {**self.changing, **self.arriving}.items():
            if key in ending:
                self._fault(
                    row,
                    "heir",
                    (
                        f"“{key}” kết thúc theo chính văn bản này, không thể vừa kết thúc vừa kế tục hoặc "
                        "đổi "
                        "khác."
                    ),
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
        self._look_at_parents((*opened, *(after for _, after in rewritten)), founded, ending)
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

    def _fault(self, row: ReformRow, column: str, reason: str) -> None:
        self.faults.append(Fault(row.number, column, reason))

    def _sort_in(self, row: ReformRow) -> None:
        if row.act == "found":
            self._sort_in_founding(row)
        elif not row.unit:
            self._fault(row, "unit", "Thiếu mã đơn vị. Ghi mã của đơn vị đang có.")
        elif row.act in _ALONE:
            self._sort_in_change(row)
        elif row.act == "merge" and not row.heir:
            self._fault(row, "heir", "Thiếu đơn vị kế tục. Nếu không ai kế tục, ghi dissolve.")
        elif row.act == "dissolve" and row.heir:
            self._fault(row, "heir", "Giải thể là không có đơn vị kế tục: để trống cột này, hoặc ghi merge.")
        elif any(other.heir == row.heir for other in self.leaving.get(row.unit, ())):
            self._fault(row, "unit", "Cặp đơn vị này đã có ở một dòng trên. Bỏ một trong hai dòng.")
        else:
            self.leaving.setdefault(row.unit, []).append(row)
            if row.heir:
                self._arrive(row.heir, row)

    def _sort_in_founding(self, row: ReformRow) -> None:
        key = row.heir or row.unit
        if row.unit and row.heir and row.unit != row.heir:
            self._fault(row, "heir", "Lập mới chỉ ghi một mã. Nếu tách từ một đơn vị đang có thì ghi split.")
        elif not key:
            self._fault(row, "unit", "Thiếu mã của đơn vị được lập.")
        elif key in self.book.entries:
            self._fault(row, "unit", f"Đã có đơn vị mang mã “{key}”. Chọn mã khác, hoặc bỏ dòng này.")
        else:
            self._arrive(key, row)

    def _sort_in_change(self, row: ReformRow) -> None:
        """A unit that is renamed, re-coded or moved stays itself."""
        if row.heir not in ("", row.unit):
            self._fault(
                row,
                "heir",
                (
                    "Đơn vị đổi tên, đổi mã hay chuyển nơi vẫn là chính nó: để trống cột này. Nếu nhập vào "
                    f"“{row.heir}”, ghi merge."
                ),
            )
        elif not any(getattr(row, column) for column in _ALONE[row.act]):
            self._fault(row, _ALONE[row.act][0], "Cột này còn trống: ghi điều đổi khác.")
        else:
            self.changing.setdefault(row.unit, row)
            self._ask(row.unit, row)

    def _arrive(self, key: str, row: ReformRow) -> None:
        self.arriving.setdefault(key, row)
        self._ask(key, row)

    def _ask(self, key: str, row: ReformRow) -> None:
        asked = self.asked.setdefault(key, {})
        for column in _FIELDS:
            said = getattr(row, column)
            if said and asked.setdefault(column, said) != said:
                self._fault(
                    row,
                    column,
                    (
                        f"“{said}” khác với “{asked[column]}” ở một dòng trên về cùng đơn vị “{key}”. Giữ "
                        "một "
                        "trong hai."
                    ),
                )

    def _units_that_end(self) -> Mapping[str, ReformRow]:
        ending: dict[str, ReformRow] = {}
        for unit, rows in self.leaving.items():
            acts = {row.act for row in rows}
            first = rows[0]
            if len(acts) > 1:
                self._fault(
                    rows[-1],
                    "act",
                    (
                        f"“{unit}” có nhiều việc khác nhau trong một văn bản. Một đơn vị hoặc nhập, hoặc "
                        "chia, "
                        "hoặc giải thể."
                    ),
                )
            elif first.act == "merge" and len(rows) > 1:
                self._fault(
                    rows[-1],
                    "act",
                    f"“{unit}” nhập vào nhiều nơi. Nếu đơn vị bị chia, ghi split ở mọi dòng của đơn vị này.",
                )
            elif first.act == "split" and len(rows) == 1:
                self._fault(
                    first,
                    "act",
                    (
                        f"“{unit}” chỉ có một phần. Nếu cả đơn vị vào một nơi, ghi merge; nếu bị chia, ghi "
                        "đủ "
                        "các phần."
                    ),
                )
            if not any(row.heir == unit for row in rows):
                ending[unit] = first
            elif unit not in self.book.entries:
                self._fault(
                    first,
                    "unit",
                    f"Chưa có đơn vị nào mang mã “{unit}”. Nạp danh sách đơn vị trước, hoặc sửa mã.",
                )
        return ending

    def _found_standing(self, key: str, row: ReformRow, column: str) -> Entry | None:
        """
        The version an act is about, unless the unit is not there that day or something later rests on it.
        """
        if key not in self.book.entries:
            self._fault(
                row, column, f"Chưa có đơn vị nào mang mã “{key}”. Nạp danh sách đơn vị trước, hoặc sửa mã."
            )
            return None
        entry = self.book.standing(key, self.on)
        later = [version for version in self.book.entries[key] if version.validity.start > self.on]
        touched = self.book.last_touched.get(key)
        if touched is not None and touched[0] > self.on:
            self._fault(
                row,
                column,
                (
                    f"“{key}” đã có thay đổi ngày {touched[0]:%d/%m/%Y} theo văn bản {touched[1]}. Hoàn tác "
                    "văn bản ấy trước, rồi nạp theo thứ tự thời gian."
                ),
            )
        elif later:
            self._fault(
                row,
                column,
                (
                    f"“{key}” đã có một giai đoạn bắt đầu ngày {later[0].validity.start:%d/%m/%Y}. Nạp theo "
                    "thứ tự thời gian."
                ),
            )
        elif entry is None:
            self._fault(
                row,
                column,
                (
                    f"“{key}” không có trong cây tổ chức ngày {self.on:%d/%m/%Y}. Kiểm tra lại mã và ngày có "
                    "hiệu lực."
                ),
            )
        else:
            return entry
        return None

    def _to_end(self, key: str) -> Entry | None:
        row = self.leaving[key][0]
        entry = self._found_standing(key, row, "unit")
        if entry is not None and entry.validity.start >= self.on:
            self._fault(
                row, "unit", f"“{key}” mới có từ ngày {self.on:%d/%m/%Y}, không thể kết thúc cùng ngày."
            )
            return None
        day, document = self.book.ended_by.get(key, (None, ""))
        if entry is not None and entry.validity.end == self.on == day:
            self._fault(
                row,
                "unit",
                (
                    f"“{key}” đã kết thúc ngày {day:%d/%m/%Y} theo văn bản {document}. Bỏ dòng này, hoặc "
                    "hoàn "
                    "tác văn bản ấy trước."
                ),
            )
        return entry if entry is not None and entry.validity.end != self.on else None

    def _to_change(self, key: str, row: ReformRow) -> Entry | None:
        column = "unit" if key in self.changing else "heir"
        entry = self._found_standing(key, row, column)
        if entry is not None and entry.validity.end == self.on:
            self._fault(
                row,
                column,
                (
                    f"“{key}” đã kết thúc trước ngày {self.on:%d/%m/%Y}. Đơn vị kế tục phải là đơn vị còn "
                    "tồn "
                    "tại, hoặc một mã mới."
                ),
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
            self._fault(
                row,
                column,
                f"“{key}” chưa có nên được lập mới, nhưng cột này còn trống. Điền cột này, hoặc sửa mã.",
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
                continue  # whoever keeps a parent that ends follows it to its heir
            if entry.parent in ending or self.book.on(entry.parent, self.on) is None:
                row = self.changing.get(entry.key) or self.arriving[entry.key]
                self._fault(
                    row,
                    "parent",
                    (
                        f"Cấp trên “{entry.parent}” không có trong cây tổ chức ngày {self.on:%d/%m/%Y}. "
                        "Ghi mã "
                        "của cấp trên mới."
                    ),
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
                reason = (
                    f"“{row.unit}” đứng đầu cây và còn đơn vị bên dưới (như “{entry.key}”). Chuyển các "
                    "đơn vị ấy (move) hoặc ghi đơn vị kế tục (merge)."
                )
                self._fault(row, "unit", reason)

    def look_at_codes(self, drafted: Plan) -> None:
        """An official code belongs to one unit a day; units that end leave theirs free the same day."""
        for entry in (*drafted.opened, *(after for _, after in drafted.rewritten)):
            if not entry.official_code:
                continue
            others = (other for other in self.book.bearers(entry.official_code) if other.key != entry.key)
            taken = next((other.key for other in others if other.validity.overlaps(entry.validity)), None)
            if taken is not None:
                row = self.changing.get(entry.key) or self.arriving[entry.key]
                self._fault(
                    row,
                    "official_code",
                    f"Mã {entry.official_code} từ ngày ấy vẫn thuộc về “{taken}”. Kiểm tra lại mã.",
                )

    def look_for_circles(self, drafted: Plan) -> None:
        """Nobody is below itself, on the day or on any later one."""
        moved = [entry.key for entry in (*drafted.opened, *(after for _, after in drafted.rewritten))]
        days = self.book.days_from(self.on) if moved else []
        for key in moved:
            if any(self._is_below_itself(key, day) for day in days):
                row = self.changing.get(key) or self.arriving[key]
                self._fault(
                    row,
                    "parent",
                    f"Theo tệp này, “{key}” nằm dưới chính nó qua các cấp trên. Kiểm tra lại cột cấp trên.",
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
