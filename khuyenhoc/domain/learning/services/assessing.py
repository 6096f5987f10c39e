"""Self-assessment, typed by the holder or from the evening's papers, and the chapter's meeting."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from khuyenhoc.domain.learning.models import (
    Assessment,
    Programme,
    Registration,
    Sitting,
    SittingResult,
    Stage,
    ToldBy,
)
from khuyenhoc.domain.learning.services.judging import NoSetOfItsOwn, assessed, set_of, sets_of
from khuyenhoc.domain.learning.services.moving import (
    Taking,
    locked,
    refuse_if_closed,
    refuse_wrong_states,
    take,
    wrong_states,
)
from khuyenhoc.domain.learning.services.refusals import RowsRefused, SittingNotSound, on_sheet
from khuyenhoc.domain.learning.states import DEFAULT_REASON, Act
from khuyenhoc.domain.organisation import queries as organisation
from khuyenhoc.domain.organisation.models import Unit
from khuyenhoc.foundation.audit import trail
from khuyenhoc.foundation.criteria.scoring import Mark, MarksNotSound
from khuyenhoc.foundation.values.mandates import Action, Mandate, UnitId


@dataclass(frozen=True, slots=True)
class MarkedSheet:
    """One assessment sheet as it was filled in. `helper`: the id of the person who ticked the paper."""

    registration: int
    marks: Mapping[str, Mark | None]
    entered_for: ToldBy = ToldBy.HOLDER
    helper: int | None = None


@dataclass(frozen=True, slots=True)
class Assessed:
    """
    What typing sheets did; `problems` are of sheets left out because only the sound ones were asked for.
    """

    assessments: Sequence[Assessment]
    problems: Mapping[int, tuple[str, ...]] = field(default_factory=dict)


def self_assess(
    *,
    mandate: Mandate,
    registration: int,
    marks: Mapping[str, Mark | None],
    entered_for: ToldBy = ToldBy.HOLDER,
    helper: int | None = None,
) -> Assessment:
    """
    Put down one holder's own marks; before the meeting they may be put down again, and the newest count.

    :raises RowsRefused: marks are missing or do not fit the set, or the title is past its self-assessment
    """
    sheet = MarkedSheet(registration, marks, entered_for, helper)
    return self_assess_many(mandate=mandate, sheets=[sheet]).assessments[0]


def self_assess_many(
    *, mandate: Mandate, sheets: Iterable[MarkedSheet], sound_rows_only: bool = False
) -> Assessed:
    """
    Put down a grid of sheets at once: all, or, when asked, the sound ones.

    :raises RowsRefused: some sheets cannot be stored, and `sound_rows_only` is not set
    :raises OutsideMandate: one is kept by a unit the mandate does not reach
    :raises StepClosed: the calendar closes self-assessment
    """
    by_title = {sheet.registration: sheet for sheet in sheets}
    with transaction.atomic():
        titles = locked(mandate, Action.ASSESS, by_title)
        refuse_if_closed("self_assess", titles.values(), mandate)
        sets = sets_of(titles.values())
        problems = wrong_states(dict.fromkeys(titles, Act.SELF_ASSESS), titles)
        assessments = []
        for pk, sheet in by_title.items():
            if pk in problems:
                continue
            try:
                assessments.append(
                    assessed(
                        mandate,
                        set_of(titles[pk], sets),
                        titles[pk],
                        sheet.marks,
                        stage=Stage.SELF,
                        entered_for=sheet.entered_for,
                        helper=sheet.helper,
                    )
                )
            except MarksNotSound as wrong:
                problems[pk] = tuple(on_sheet(titles[pk], sentence) for sentence in wrong.problems)
            except NoSetOfItsOwn as wrong:
                problems[pk] = (on_sheet(titles[pk], str(wrong)),)
        if problems and not sound_rows_only:
            raise RowsRefused(problems)
        Assessment.objects.bulk_create(assessments, batch_size=2000)
        take(
            mandate,
            [
                Taking(assessment.registration, Act.SELF_ASSESS, assessment=assessment)
                for assessment in assessments
            ],
        )
        if assessments:
            trail.record(
                mandate, "self-assessed", Registration, titles=len(assessments), left_out=len(problems)
            )
    return Assessed(assessments, problems)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the meeting said of one title. With `marks`, it changed the holder's own."""

    registration: int
    is_agreed: bool
    votes_for: int | None = None
    remark: str = ""
    marks: Mapping[str, Mark | None] | None = None


def hold_meeting(
    *,
    mandate: Mandate,
    unit: Unit,
    programme: Programme,
    year: int,
    held_on: date,
    place: str,
    chair: str,
    secretary: str,
    present: int,
    invited: int,
    verdicts: Iterable[Verdict],
    minutes: str = "",
) -> Sitting:
    """
    Put the chapter's meeting on record with what it said of each title: those agreed go on, the others have
    failed.

    :raises SittingNotSound: the day, the numbers present and the votes do not fit together, or the chair
      or the secretary is missing
    :raises RowsRefused: a title is of another year, programme or place, or has not assessed itself yet
    """
    mandate.require(Action.ASSESS, [UnitId(unit.pk)])
    verdict_of = {verdict.registration: verdict for verdict in verdicts}
    sitting = Sitting(
        unit=unit,
        year=year,
        programme=programme,
        held_on=held_on,
        place=place.strip(),
        chair=chair.strip(),
        secretary=secretary.strip(),
        present=present,
        invited=invited,
        minutes=minutes,
        entered_by_id=mandate.account,
    )
    _refuse_unsound(sitting, on=mandate.on, verdicts=verdict_of.values())
    with transaction.atomic():
        titles = locked(mandate, Action.ASSESS, verdict_of)
        refuse_if_closed("meeting", titles.values(), mandate)
        _refuse_strangers(unit, programme, year, held_on, titles)
        acts = {pk: Act.AGREE if verdict.is_agreed else Act.TURN_DOWN for pk, verdict in verdict_of.items()}
        refuse_wrong_states(acts, titles)
        changed = _changed_marks(mandate, titles, verdict_of)
        sitting.save(force_insert=True)
        results = SittingResult.objects.bulk_create(
            [
                SittingResult(
                    sitting=sitting,
                    registration=titles[pk],
                    votes_for=verdict.votes_for,
                    is_agreed=verdict.is_agreed,
                    remark=verdict.remark.strip(),
                )
                for pk, verdict in verdict_of.items()
            ],
            batch_size=2000,
        )
        take(
            mandate,
            [
                Taking(
                    result.registration,
                    acts[result.registration_id],
                    reason="" if result.is_agreed else result.remark or DEFAULT_REASON[Act.TURN_DOWN],
                    assessment=changed.get(result.registration_id),
                    result=result,
                )
                for result in results
            ],
        )
        agreed = sum(verdict.is_agreed for verdict in verdict_of.values())
        trail.record(mandate, "held meeting", sitting, titles=len(verdict_of), agreed=agreed)
    return sitting


def _changed_marks(
    mandate: Mandate, titles: Mapping[int, Registration], verdict_of: Mapping[int, Verdict]
) -> dict[int, Assessment]:
    sets = sets_of(titles.values())
    changed, problems = [], dict[int, tuple[str, ...]]()
    for pk, verdict in verdict_of.items():
        if verdict.marks is None:
            continue
        try:
            of = set_of(titles[pk], sets)
            changed.append(
                assessed(mandate, of, titles[pk], verdict.marks, stage=Stage.MET, entered_for=ToldBy.MEETING)
            )
        except MarksNotSound as wrong:
            problems[pk] = tuple(on_sheet(titles[pk], sentence) for sentence in wrong.problems)
    if problems:
        raise RowsRefused(problems)
    return {
        assessment.registration_id: assessment
        for assessment in Assessment.objects.bulk_create(changed, batch_size=2000)
    }


def _refuse_unsound(sitting: Sitting, *, on: date, verdicts: Iterable[Verdict]) -> None:
    if not sitting.chair or not sitting.secretary:
        raise SittingNotSound(_("The minutes need the names of the chair and the secretary. Write both."))
    if not 1 <= sitting.present <= sitting.invited:
        raise SittingNotSound(
            _(
                "%(present)s were present of %(invited)s invited: the two numbers do not fit "
                "together. Write them again."
            )
            % {"present": sitting.present, "invited": sitting.invited}
        )
    if sitting.held_on > on or sitting.held_on.year not in (sitting.year, sitting.year + 1):
        raise SittingNotSound(
            _("The day of the meeting is not in %(year)s, or is still to come. Check the day.")
            % {"year": sitting.year}
        )
    most = max((verdict.votes_for or 0 for verdict in verdicts), default=0)
    if most > sitting.present:
        raise SittingNotSound(
            _("%(votes)s votes in favour, but only %(present)s people were present. Check the votes.")
            % {"votes": most, "present": sitting.present}
        )


def _refuse_strangers(
    unit: Unit, programme: Programme, year: int, held_on: date, titles: Mapping[int, Registration]
) -> None:
    """A meeting speaks of titles of its own year, programme and ground."""
    tree = organisation.tree(on=held_on)
    problems = {}
    for pk, title in titles.items():
        if (title.programme, title.year) != (programme.value, year):
            problems[pk] = (
                on_sheet(
                    title,
                    _(
                        "it is of %(its_year)s and does not belong to the meeting on “%(title)s” of "
                        "%(year)s. Leave this row out."
                    )
                    % {"its_year": title.year, "title": programme.label, "year": year},
                ),
            )
        elif unit.pk != title.unit_id and UnitId(unit.pk) not in tree.ancestors(UnitId(title.unit_id)):
            problems[pk] = (
                on_sheet(
                    title,
                    _(
                        "it does not belong to the place of the meeting. Leave this row out, or choose the "
                        "right place."
                    ),
                ),
            )
    if problems:
        raise RowsRefused(problems)
