"""
What the page of one title shows: everything that happened to it, who said so, and what may be done next.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from khuyenhoc.domain.learning import queries
from khuyenhoc.domain.learning.models import Assessment, Programme, Recognition, Registration, Step, ToldBy
from khuyenhoc.domain.learning.queries import TitleHistory
from khuyenhoc.domain.learning.states import ACTION_OF, Act, State, reason_label
from khuyenhoc.domain.organisation import queries as organisation
from khuyenhoc.foundation.criteria.sets import CriteriaSet, Scope, points_text
from khuyenhoc.foundation.values.mandates import Action, Mandate, UnitId
from khuyenhoc.foundation.values.numbers import date_text
from khuyenhoc.interfaces.cells import Input, Label, noted
from khuyenhoc.interfaces.tables import Column, Definition, Table
from khuyenhoc.interfaces.web.learning.forms.marks import mark_text
from khuyenhoc.interfaces.web.learning.pages.grid import counted_codes, items_by_code
from khuyenhoc.interfaces.web.learning.pages.titles import StateShown, TitleLine, state_shown, title_lines
from khuyenhoc.interfaces.web.learning.places import Place
from khuyenhoc.interfaces.words import account_words, quoted, title_words


@dataclass(frozen=True, slots=True)
class StepLine:
    day: date
    act: str
    by: str
    reason: str
    detail: str
    address: str


@dataclass(frozen=True, slots=True)
class AssessmentLine:
    at: datetime
    stage: str
    told_by: str
    by: str
    total: str
    result: str
    marks: Table[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class MarkCell:
    name: str
    label: str
    text: str
    most: str


GIVEN: Definition[tuple[str, str]] = Definition(
    "given",
    (
        Column("item", gettext_lazy("Criterion"), lambda mark: quoted(mark[0])),
        Column("mark", gettext_lazy("Mark"), lambda mark: mark[1], kind="number"),
    ),
)
TO_MARK: Definition[MarkCell] = Definition(
    "marks",
    (
        Column(
            "item",
            gettext_lazy("Criterion"),
            lambda cell: Label(
                noted(
                    quoted(cell.label), cell.most and _("at most %(points)s points") % {"points": cell.most}
                ),
                cell.name,
            ),
        ),
        Column(
            "mark",
            gettext_lazy("Mark"),
            lambda cell: Input(cell.name, cell.text, cell.label, "decimal", "mark"),
            kind="number",
        ),
    ),
)


@dataclass(frozen=True, slots=True)
class RecognitionShown:
    number: str
    decision: str
    decided_on: date
    signer: str
    grade: str
    first_day: date
    last_day: date
    token: UUID
    decision_id: int
    standing: str


@dataclass(frozen=True, slots=True)
class TitlePage:
    """
    `undo`: the word of the last step, where the account may take it back. `marks`: cells to mark again at the
    verification.
    """

    line: TitleLine
    title: str
    year: int
    set_title: str
    set_notice: str
    state: StateShown
    unregistered_reason: str
    registered_on: date | None
    registered_by: str
    steps: Sequence[StepLine]
    assessments: Sequence[AssessmentLine]
    recognition: RecognitionShown | None
    undo: str
    marks: Table[MarkCell]
    holds: bool
    remark: str
    has_linked: bool
    back: str
    problems: Sequence[str]


def title_page(
    mandate: Mandate,
    history: TitleHistory,
    *,
    actions: frozenset[Action],
    problems: Sequence[str] = (),
    typed: Mapping[str, str] = MappingProxyType({}),
) -> TitlePage:
    """:param typed: the verification as it was handed in, where it was not stored"""
    registration = history.registration
    of = queries.set_by_key(registration.set_key) if registration.set_key else None
    last = Act(history.steps[-1].act) if history.steps else Act.REGISTER
    programme, scope = Programme(registration.programme), Scope(registration.scope)
    return TitlePage(
        line=title_lines(queries.rows_of([registration]), mandate)[0],
        title=title_words(programme, scope),
        year=registration.year,
        set_title="" if of is None else quoted(f"{of.title} ({of.authority.cited})"),
        set_notice="" if of is None else of.notice,
        state=state_shown(State(registration.state)),
        unregistered_reason=registration.unregistered_reason,
        registered_on=registration.registered_on,
        registered_by=account_words(registration.entered_by),
        steps=[_step_line(step) for step in history.steps],
        assessments=[_assessment_line(each, of, at) for at, each in enumerate(history.assessments)],
        recognition=_recognition(history.recognition, of, mandate.on)
        if history.recognition is not None and of is not None
        else None,
        undo=last.label if ACTION_OF[last] in actions else "",
        marks=TO_MARK.of(
            _cells(registration, of, history.assessments, typed) if Action.VERIFY in actions else [],
            is_grid=True,
        ),
        holds=typed.get("holds") != "no",
        remark=typed.get("remark", ""),
        has_linked=of is not None and bool(counted_codes(of)),
        back=_place(registration, mandate).address("titles"),
        problems=problems,
    )


def _place(title: Registration, mandate: Mandate) -> Place:
    name = organisation.names([UnitId(title.unit_id)], on=mandate.on)[UnitId(title.unit_id)]
    return Place(
        title.unit, name.title, title.year, Programme(title.programme), Scope(title.scope), frozenset()
    )


def _step_line(step: Step) -> StepLine:
    detail = ""
    if step.decision is not None:
        detail = _("decision %(number)s of %(day)s") % {
            "number": step.decision.document.number,
            "day": date_text(step.decision.decided_on),
        }
    elif step.result is not None:
        sitting = step.result.sitting
        votes = "" if step.result.votes_for is None else f", {step.result.votes_for}/{sitting.present}"
        detail = _("meeting of %(day)s") % {"day": date_text(sitting.held_on)} + votes
    return StepLine(
        step.taken_on,
        Act(step.act).label,
        account_words(step.taken_by),
        reason_label(step.reason),
        detail,
        "",
    )


def _assessment_line(assessment: Assessment, of: CriteriaSet | None, at: int) -> AssessmentLine:
    items = {} if of is None else items_by_code(of)
    marks = [
        (items[code].named if code in items else code, mark_text(mark))
        for code, mark in assessment.marks.items()
    ]
    result = {None: "", True: _("reaches the title"), False: _("below the title")}[assessment.is_passed]
    total = "" if assessment.total is None else points_text(assessment.total)
    return AssessmentLine(
        assessment.entered_at,
        assessment.get_stage_display(),
        str(ToldBy(assessment.entered_for).label),
        account_words(assessment.entered_by),
        total,
        result,
        GIVEN.of(marks, id=f"given-{at}"),
    )


def _recognition(recognition: Recognition, of: CriteriaSet, on: date) -> RecognitionShown:
    shown = queries.public_certificate(recognition.token, on=on)
    return RecognitionShown(
        number=recognition.number_text,
        decision=recognition.decision.document.number,
        decided_on=recognition.decision.decided_on,
        signer=f"{recognition.decision.signer}, {recognition.decision.signer_post}",
        grade=of.grade(recognition.grade).label,
        first_day=recognition.starts_on,
        last_day=recognition.validity.last_day or recognition.ends_on,
        token=recognition.token,
        decision_id=recognition.decision_id,
        standing="" if shown is None else shown.sentence,
    )


def _cells(
    title: Registration, of: CriteriaSet | None, assessments: Sequence[Assessment], typed: Mapping[str, str]
) -> list[MarkCell]:
    if of is None or not of.is_official or title.state not in (State.MET, State.VERIFIED):
        return []
    kept = assessments[-1].marks if assessments and assessments[-1].set_key == of.key else {}
    return [
        MarkCell(
            f"m-{title.pk}-{item.code}",
            item.named,
            typed.get(f"m-{title.pk}-{item.code}", mark_text(kept[item.code]) if item.code in kept else ""),
            "" if item.max_points is None else points_text(item.max_points),
        )
        for item in of.items_of(title.form or None)
    ]
