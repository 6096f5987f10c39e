"""
A set of criteria from its TOML, from a file of ours or typed by a province: every fault at once, each with
place, reason and way out.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, TypeVar

from khuyenhoc.foundation.criteria.sets import (
    WHOLE,
    Authority,
    Completeness,
    Confidence,
    CriteriaSet,
    Decider,
    Form,
    Grade,
    Group,
    Holding,
    Item,
    Kind,
    Known,
    Scope,
    Subject,
    Threshold,
    Tier,
)
from khuyenhoc.foundation.criteria.soundness import faults
from khuyenhoc.foundation.values.validity import Validity
from khuyenhoc.foundation.values.vietnamese import nfc

_Code = TypeVar("_Code", bound=StrEnum)
_LONGEST_SET = 200_000
"""Characters of TOML: far above the longest set of the country."""
_LONGEST_TEXT = 600
_MOST_POINTS = 10_000
_MOST_MONTHS = 1200
_WHOLE_SET = "Bộ tiêu chí"
_CODE = re.compile(r"[0-9A-Za-zÀ-ỹ][0-9A-Za-zÀ-ỹ._-]{0,29}")

_FIELDS = {
    "at_least": "tỷ lệ tối thiểu",
    "code": "mã",
    "completeness": "mức đầy đủ",
    "confidence": "độ tin cậy",
    "document": "loại văn bản",
    "effective_from": "ngày có hiệu lực",
    "forms": "mẫu phiếu",
    "issued_on": "ngày ban hành",
    "issuer": "nơi ban hành",
    "items": "các mục",
    "kind": "cách xếp",
    "label": "tên",
    "last_day": "ngày cuối còn hiệu lực",
    "level": "mức",
    "max_points": "điểm tối đa",
    "min_points": "điểm tối thiểu",
    "months": "số tháng",
    "number": "số văn bản",
    "says": "nội dung",
    "scope": "phạm vi",
    "share": "chỉ tiêu tính tỷ lệ",
    "source": "nguồn",
    "step": "bước điểm",
    "subject": "đối tượng",
    "tier": "cấp",
    "title": "tên danh hiệu",
    "total": "tổng điểm",
    "upgrade_after_months": "số tháng trước khi nâng mức",
    "who": "người quyết định",
    "yearly": "theo từng năm",
}
"""What a key of the TOML is called."""


class SetNotSound(Exception):
    """
    A set cannot be used as it is written. `problems` are sentences, each with its place, its reason and the
    way out.
    """

    def __init__(self, key: str, problems: Iterable[str]) -> None:
        self.key = key
        self.problems = tuple(problems)
        super().__init__(f"Bộ tiêu chí {key}: {' '.join(self.problems)}")


def parse(text: str, *, key: str) -> CriteriaSet:
    """
    A set from its TOML, from a file or typed by a province.

    :raises SetNotSound: it is not TOML, something is missing, unknown or of a wrong kind, or what it says
      does not add up
    """
    if len(text) > _LONGEST_SET:
        raise SetNotSound(key, ["Bài viết quá dài. Chỉ ghi bộ tiêu chí, không dán cả văn bản."])
    try:
        # A point is never a float: 79,5 must stay 79,5.
        described = tomllib.loads(text, parse_float=Decimal)
    except (ValueError, ArithmeticError, RecursionError) as wrong:
        raise SetNotSound(
            key,
            [f"{_place_of(wrong)}: viết sai dạng TOML. Xem lại dấu ngoặc, dấu bằng và dấu nháy ở chỗ ấy."],
        ) from wrong
    problems: list[str] = []
    written = _set(_Table(described, _WHOLE_SET, problems), key)
    problems = problems or faults(written)
    if problems:
        raise SetNotSound(key, problems)
    return written


@dataclass(slots=True)
class _Table:
    """
    One table of the TOML. Reading takes an entry out, so what is left at the end is what nobody asked for.
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
            self.refuse(name, f"dài hơn {_LONGEST_TEXT} chữ cái. Viết ngắn lại.")
            return ""
        self.refuse(name, "còn trống hoặc không phải là chữ. Ghi một dòng chữ trong dấu nháy.")
        return ""

    def text_if_any(self, name: str) -> str | None:
        return self.text(name) if name in self.entries else None

    def code(self, name: str) -> str:
        """A short code; it keys the marks, so it holds no spaces."""
        code = self.text(name)
        if code and not _CODE.fullmatch(code):
            self.refuse(
                name, f"'{code[:40]}' không dùng làm mã được. Ghi chữ và số liền nhau, chẳng hạn 1.2."
            )
        return code

    def texts(self, name: str) -> tuple[str, ...]:
        """A list of lines; empty where there is none."""
        written = self.entries.pop(name, [])
        if not isinstance(written, list):
            self.refuse(name, "phải là một danh sách. Ghi trong dấu ngoặc vuông.")
            return ()
        each = (_Table({name: one}, self.place, self.problems) for one in written)
        return tuple(one.text(name) for one in each)

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
            (
                f"'{str(written)[:40]}' không phải là số dùng được. Ghi số không âm, dấu chấm trước phần lẻ, "
                "chẳng hạn 10 hoặc 2.5."
            ),
        )
        return None

    def months_if_any(self, name: str) -> int | None:
        written = self.entries.pop(name, None)
        if written is None or (type(written) is int and 0 < written <= _MOST_MONTHS):
            return written
        self.refuse(name, f"'{str(written)[:40]}' không phải là số tháng. Ghi một số, chẳng hạn 36.")
        return None

    def day_if_any(self, name: str) -> date | None:
        written = self.entries.pop(name, None)
        # A moment is a date to Python, but nobody issues a set at a quarter past nine.
        if written is None or (isinstance(written, date) and not isinstance(written, datetime)):
            return written
        self.refuse(
            name,
            (
                f"'{str(written)[:40]}' không phải là ngày. Ghi năm-tháng-ngày, không có dấu nháy, chẳng hạn "
                "2026-01-31."
            ),
        )
        return None

    def choice(self, name: str, choices: type[_Code], default: _Code | None = None) -> _Code:
        """One of a few codes. `default` is meant where nothing is written; without one, something must be."""
        written = self.entries.pop(name, default)
        if written in list(choices):
            return choices(written)
        what = "còn trống" if written is None else f"'{str(written)[:40]}' không dùng được"
        self.refuse(name, f"{what}. Ghi một trong: {', '.join(choices)}.")
        return next(iter(choices))

    def choice_if_any(self, name: str, choices: type[_Code]) -> _Code | None:
        return self.choice(name, choices) if name in self.entries else None

    def validity(self, start_if_none: date | None = None) -> Validity:
        """The days from `effective_from` to `last_day`, both included, as people write them."""
        start, last = self.day_if_any("effective_from") or start_if_none, self.day_if_any("last_day")
        if start is None:
            self.refuse("effective_from", "chưa có ngày. Ghi ngày bắt đầu có hiệu lực, chẳng hạn 2026-01-01.")
            return Validity()
        if last is not None and last < start:
            self.refuse("last_day", "trước ngày có hiệu lực. Sửa một trong hai ngày.")
            return Validity()
        return Validity(start) if last in (None, date.max) else Validity.through(start, last)

    def tables(self, name: str, place: str) -> list[_Table]:
        """The tables under a name; each is placed by its code, or else by its number in the list."""
        written = self.entries.pop(name, [])
        if not isinstance(written, list) or not all(isinstance(one, dict) for one in written):
            self.refuse(
                name,
                (
                    f"viết chưa đúng dạng. Ghi mỗi phần thành một bảng [[{name}]] hoặc một dòng trong ngoặc "
                    "nhọn."
                ),
            )
            return []
        prefix = "" if self.place == _WHOLE_SET else f"{self.place}, "
        return [
            _Table(one, f"{prefix}{place} {str(one.get('code', n))[:40]}", self.problems)
            for n, one in enumerate(written, start=1)
        ]

    def table_if_any(self, name: str, place: str) -> _Table | None:
        written = self.entries.pop(name, None)
        if written is None or isinstance(written, dict):
            return None if written is None else _Table(written, place, self.problems)
        self.refuse(name, f"viết chưa đúng dạng. Ghi thành một bảng [{name}].")
        return None

    def refuse(self, name: str, reason: str) -> None:
        word = f" ({_FIELDS[name]})" if name in _FIELDS else ""
        self.problems.append(f"{self.place[0].upper()}{self.place[1:]}, ô {name}{word}: {reason}")

    def end(self) -> None:
        """Whatever is left was not asked for: a slip of the pen that must not pass in silence."""
        for name in self.entries:
            self.refuse(str(name)[:40], "không có ô nào tên như vậy. Sửa lại tên ô, hoặc bỏ đi.")


def _place_of(wrong: BaseException) -> str:
    """Where the TOML stopped making sense; its reader says it in English, at the end of its message."""
    at = re.search(r"at line ([0-9]+), column ([0-9]+)", str(wrong))
    return f"Dòng {at[1]}, chữ thứ {at[2]}" if at else "Bài viết"


def _set(written: _Table, key: str) -> CriteriaSet:
    effective = written.validity()
    found = CriteriaSet(
        key=key,
        subject=written.choice("subject", Subject),
        scope=written.choice("scope", Scope, Scope.ANY),
        title=written.text("title"),
        authority=_authority(written),
        effective=effective,
        completeness=written.choice("completeness", Completeness),
        kind=written.choice_if_any("kind", Kind),
        total=written.points_if_any("total"),
        holding=_holding(written),
        deciders=tuple(
            _decider(one, effective.start) for one in written.tables("decider", "người quyết định")
        ),
        forms=tuple(_form(one) for one in written.tables("form", "mẫu phiếu")),
        groups=tuple(_group(one) for one in written.tables("group", "nhóm")),
        grades=tuple(_grade(one) for one in written.tables("grade", "mức xếp loại")),
        known=tuple(_known(one) for one in written.tables("known", "điều đã biết")),
        missing=written.texts("missing"),
        replaces=written.texts("replaces"),
    )
    written.end()
    return found


def _authority(of: _Table) -> Authority:
    written = of.table_if_any("authority", "Văn bản ban hành") or _Table({}, "Văn bản ban hành", of.problems)
    found = Authority(
        document=written.text("document"),
        issuer=written.text("issuer"),
        number=written.text_if_any("number"),
        issued_on=written.day_if_any("issued_on"),
    )
    written.end()
    return found


def _holding(of: _Table) -> Holding | None:
    written = of.table_if_any("holding", "Thời hạn của danh hiệu")
    if written is None:
        return None
    is_yearly = written.entries.pop("yearly", False)
    found = Holding(
        months=written.months_if_any("months"),
        upgrade_after_months=written.months_if_any("upgrade_after_months"),
        confidence=written.choice("confidence", Confidence, Confidence.HIGH),
        source=written.text_if_any("source") or "",
    )
    if is_yearly is not (found.months is None):
        written.refuse(
            "yearly", "ghi một trong hai: yearly = true cho danh hiệu từng năm, hoặc months = số tháng."
        )
    written.end()
    return found


def _decider(written: _Table, start: date) -> Decider:
    found = Decider(
        who=written.text_if_any("who"),
        effective=written.validity(start_if_none=start),
        tier=written.choice_if_any("tier", Tier),
        confidence=written.choice("confidence", Confidence, Confidence.HIGH),
        source=written.text_if_any("source") or "",
    )
    written.end()
    return found


def _form(written: _Table) -> Form:
    found = Form(code=written.code("code"), label=written.text("label"))
    written.end()
    return found


def _group(written: _Table) -> Group:
    found = Group(
        code=written.code("code"),
        label=written.text("label"),
        items=tuple(_item(one) for one in written.tables("items", "mục")),
        max_points=written.points_if_any("max_points"),
        confidence=written.choice_if_any("confidence", Confidence),
        source=written.text_if_any("source") or "",
    )
    written.end()
    return found


def _item(written: _Table) -> Item:
    threshold = written.table_if_any("threshold", f"{written.place}, ngưỡng tỷ lệ")
    step = written.points_if_any("step")
    found = Item(
        code=written.code("code"),
        label=written.text("label"),
        max_points=written.points_if_any("max_points"),
        min_points=written.points_if_any("min_points"),
        step=WHOLE if step is None else step,
        level=written.text_if_any("level"),
        threshold=None if threshold is None else _threshold(threshold),
        forms=written.texts("forms"),
    )
    written.end()
    return found


def _threshold(written: _Table) -> Threshold:
    percent = written.points_if_any("at_least")
    if percent is None:
        written.refuse("at_least", "chưa có tỷ lệ. Ghi một số phần trăm, chẳng hạn 90.")
    found = Threshold(share=written.text("share"), percent=percent or Decimal(0))
    written.end()
    return found


def _grade(written: _Table) -> Grade:
    found = Grade(
        code=written.code("code"), label=written.text("label"), min_points=written.points_if_any("min_points")
    )
    written.end()
    return found


def _known(written: _Table) -> Known:
    found = Known(
        says=written.text("says"),
        confidence=written.choice("confidence", Confidence),
        source=written.text("source"),
    )
    written.end()
    return found
