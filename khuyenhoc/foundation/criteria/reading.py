"""
A set of criteria from its TOML, from a file of ours or typed by a province: every fault at once, each with
place, reason and way out.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from khuyenhoc.foundation.criteria.entries import Entries
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
from khuyenhoc.foundation.values.wording import gettext as _

_LONGEST_SET = 200_000
"""Characters of TOML: far above the longest set of the country."""


class SetNotSound(Exception):
    """
    A set cannot be used as it is written. `problems` are sentences, each with its place, its reason and the
    way out.
    """

    def __init__(self, key: str, problems: Iterable[str]) -> None:
        self.key = key
        self.problems = tuple(problems)
        super().__init__(
            _("Criteria set %(key)s: %(problems)s") % {"key": key, "problems": " ".join(self.problems)}
        )


def parse(text: str, *, key: str) -> CriteriaSet:
    """
    A set from its TOML, from a file or typed by a province.

    :raises SetNotSound: it is not TOML, something is missing, unknown or of a wrong kind, or what it says
      does not add up
    """
    if len(text) > _LONGEST_SET:
        raise SetNotSound(
            key, [_("The text is too long. Write only the criteria set, not the whole document.")]
        )
    try:
        # A point is never a float: 79,5 must stay 79,5.
        described = tomllib.loads(text, parse_float=Decimal)
    except (ValueError, ArithmeticError, RecursionError) as wrong:
        raise SetNotSound(
            key,
            [
                _(
                    "%(place)s: this is not correct TOML. Look at the brackets, equals signs and quotation "
                    "marks there."
                )
                % {"place": _place_of(wrong)}
            ],
        ) from wrong
    problems: list[str] = []
    written = _set(Entries(described, "", problems), key)
    problems = problems or faults(written)
    if problems:
        raise SetNotSound(key, problems)
    return written


def _place_of(wrong: BaseException) -> str:
    """Where the TOML stopped making sense; its reader says it in English, at the end of its message."""
    at = re.search(r"at line ([0-9]+), column ([0-9]+)", str(wrong))
    return _("Line %(line)s, letter %(letter)s") % {"line": at[1], "letter": at[2]} if at else _("The text")


def _set(written: Entries, key: str) -> CriteriaSet:
    effective = written.validity()
    criteria_set = CriteriaSet(
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
            _decider(entries, effective.start)
            for entries in written.tables("decider", _("person who decides"))
        ),
        forms=tuple(_form(entries) for entries in written.tables("form", _("form"))),
        groups=tuple(_group(entries) for entries in written.tables("group", _("group"))),
        grades=tuple(_grade(entries) for entries in written.tables("grade", _("grade"))),
        known=tuple(_known(entries) for entries in written.tables("known", _("known fact"))),
        missing=written.texts("missing"),
        replaces=written.texts("replaces"),
    )
    written.end()
    return criteria_set


def _authority(of: Entries) -> Authority:
    place = _("Issuing document")
    written = of.table_if_any("authority", place) or Entries({}, place, of.problems)
    authority = Authority(
        document=written.text("document"),
        issuer=written.text("issuer"),
        number=written.text_if_any("number"),
        issued_on=written.day_if_any("issued_on"),
    )
    written.end()
    return authority


def _holding(of: Entries) -> Holding | None:
    written = of.table_if_any("holding", _("How long the title holds"))
    if written is None:
        return None
    is_yearly = written.entries.pop("yearly", False)
    holding = Holding(
        months=written.months_if_any("months"),
        upgrade_after_months=written.months_if_any("upgrade_after_months"),
        confidence=written.choice("confidence", Confidence, Confidence.HIGH),
        source=written.text_if_any("source") or "",
    )
    if is_yearly is not (holding.months is None):
        written.refuse(
            "yearly",
            _("write one of the two: yearly = true for a title of one year, or months = a number of months."),
        )
    written.end()
    return holding


def _decider(written: Entries, start: date) -> Decider:
    decider = Decider(
        who=written.text_if_any("who"),
        effective=written.validity(start_if_none=start),
        tier=written.choice_if_any("tier", Tier),
        confidence=written.choice("confidence", Confidence, Confidence.HIGH),
        source=written.text_if_any("source") or "",
    )
    written.end()
    return decider


def _form(written: Entries) -> Form:
    form = Form(code=written.code("code"), label=written.text("label"))
    written.end()
    return form


def _group(written: Entries) -> Group:
    group = Group(
        code=written.code("code"),
        label=written.text("label"),
        items=tuple(_item(entries) for entries in written.tables("items", _("item"))),
        max_points=written.points_if_any("max_points"),
        confidence=written.choice_if_any("confidence", Confidence),
        source=written.text_if_any("source") or "",
    )
    written.end()
    return group


def _item(written: Entries) -> Item:
    threshold = written.table_if_any(
        "threshold", _("%(place)s, threshold of the share") % {"place": written.place}
    )
    step = written.points_if_any("step")
    item = Item(
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
    return item


def _threshold(written: Entries) -> Threshold:
    percent = written.points_if_any("at_least")
    if percent is None:
        written.refuse("at_least", _("no share is given. Write a percentage, for example 90."))
    threshold = Threshold(share=written.text("share"), percent=percent or Decimal(0))
    written.end()
    return threshold


def _grade(written: Entries) -> Grade:
    grade = Grade(
        code=written.code("code"), label=written.text("label"), min_points=written.points_if_any("min_points")
    )
    written.end()
    return grade


def _known(written: Entries) -> Known:
    known = Known(
        says=written.text("says"),
        confidence=written.choice("confidence", Confidence),
        source=written.text("source"),
    )
    written.end()
    return known
