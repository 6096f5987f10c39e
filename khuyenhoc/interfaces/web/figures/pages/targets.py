"""Targets beside what has been recognised."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from khuyenhoc.domain.figures import queries
from khuyenhoc.domain.figures.queries import TargetRow
from khuyenhoc.domain.figures.rules.rows import FigureRow, Subject
from khuyenhoc.foundation.values.catalogue import indicators, shown
from khuyenhoc.foundation.values.numbers import percent_text
from khuyenhoc.foundation.values.periods import Period
from khuyenhoc.interfaces.cells import State, noted
from khuyenhoc.interfaces.tables import Column, Definition


@dataclass(frozen=True, slots=True)
class TargetLine:
    """A target beside the recognised figure. `state` is met, missed or open; `sentence` says it in words."""

    label: str
    denominator: str
    document: str
    year: str
    wanted: str
    reached: str
    state: str
    sentence: str
    is_counted: bool


TARGETS: Definition[TargetLine] = Definition(
    "targets",
    (
        Column(
            "label",
            gettext_lazy("Target"),
            lambda line: noted(line.label, _("of %(whole)s") % {"whole": line.denominator}),
        ),
        Column("document", gettext_lazy("Set by")),
        Column("year", gettext_lazy("For the year")),
        Column("wanted", gettext_lazy("Wanted"), kind="number"),
        Column("reached", gettext_lazy("Recognised"), kind="number", empty="–"),
        Column(
            "state",
            gettext_lazy("State"),
            lambda line: (State({"met": "done", "missed": "due"}.get(line.state, "missing")), line.sentence),
        ),
    ),
)


def target_lines(rows: Sequence[FigureRow], subject: Subject, period: Period) -> list[TargetLine]:
    """Of every target the next year that it is set for; those the platform counts nothing for come last."""
    following: dict[tuple[str, str], TargetRow] = {}
    for found in sorted(queries.targets_beside(rows, subject), key=lambda found: found.target.year):
        if found.target.year >= period.year:
            following.setdefault((found.target.document, found.target.label), found)
    return [
        _target_line(found, rows)
        for found in sorted(following.values(), key=lambda found: found.target.indicator is None)
    ]


def _target_line(found: TargetRow, rows: Sequence[FigureRow]) -> TargetLine:
    target, row = found.target, found.row
    reached = "" if row is None else (percent_text(row.rate) if row.rate is not None else row.text)
    if target.indicator is None:
        state, sentence = "open", _("The platform does not count this yet.")
    elif found.met is True:
        state, sentence = "met", _("Reached, by what has been recognised.")
    elif found.met is False:
        state, sentence = "missed", _("Not reached yet, by what has been recognised.")
    elif target.percent is None and row is not None:
        state, sentence = "open", _("The sources disagree on how much is wanted, so nobody can say yet.")
    elif row is not None:
        state, sentence = (
            "open",
            _("The recognised number is known, but not what it is a share of: nobody can say the rate."),
        )
    elif _registered(target.indicator, rows):
        state, sentence = (
            "open",
            _(
                "Only registrations are reported so far. The target speaks of recognition, so nobody can "
                "say yet."
            ),
        )
    else:
        state, sentence = "open", _("Nothing recognised has been reported.")
    wanted = " / ".join(percent_text(stated) for stated in target.stated)
    return TargetLine(
        shown(target.label),
        shown(target.denominator),
        target.document,
        f"{target.year}",
        wanted,
        reached,
        state,
        sentence,
        target.indicator is not None,
    )


def _registered(code: str, rows: Sequence[FigureRow]) -> bool:
    wanted = indicators()[code].registered
    return any(row.indicator == wanted and row.value is not None for row in rows)
