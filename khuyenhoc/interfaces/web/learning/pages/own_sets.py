"""
What the pages about a province's own sets of criteria show: the list, one in full, its trial on past
assessments.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from khuyenhoc.domain.learning import queries
from khuyenhoc.domain.learning.models import OwnSet, Programme, Registration
from khuyenhoc.domain.learning.queries.criteria import parsed
from khuyenhoc.domain.learning.rules.paper_codes import registration_of
from khuyenhoc.domain.organisation import queries as organisation
from khuyenhoc.foundation.criteria import shelf
from khuyenhoc.foundation.criteria.scoring import Judgement, Outcome, Trial
from khuyenhoc.foundation.criteria.sets import SCOPES, CriteriaSet, Kind, Scope, Subject, points_text
from khuyenhoc.foundation.values.mandates import Mandate, UnitId
from khuyenhoc.foundation.values.numbers import grouped
from khuyenhoc.interfaces.cells import Link, State
from khuyenhoc.interfaces.tables import Asked, Column, Definition, Table
from khuyenhoc.interfaces.web.learning.forms.own_sets.form import OwnSetForm
from khuyenhoc.interfaces.web.learning.pages.criteria import CriteriaSetPage, criteria_set_page
from khuyenhoc.interfaces.words import account_words, quoted, title_words

MOST_CHANGES = 200


@dataclass(frozen=True, slots=True)
class OwnSetLine:
    id: int
    title: str
    named: str
    unit: str
    authority: str
    effective_from: date
    sign: str
    state: str


OWN_SETS: Definition[OwnSetLine] = Definition(
    "own-sets",
    (
        Column("title_first", gettext_lazy("Title"), lambda line: line.title, place="file"),
        Column(
            "named",
            gettext_lazy("Name of the set"),
            lambda line: Link(line.named, reverse("web:own-set", kwargs={"pk": line.id})),
        ),
        Column("title", gettext_lazy("Title"), place="page"),
        Column("unit", gettext_lazy("For the titles of"), file_heading=gettext_lazy("Unit")),
        Column("authority", gettext_lazy("Set by")),
        Column("effective_from", gettext_lazy("In force from")),
        Column("state", gettext_lazy("State"), lambda line: State(line.sign, line.state)),
    ),
)


@dataclass(frozen=True, slots=True)
class Start:
    """Something to start a new set from."""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class StartGroup:
    title: str
    starts: Sequence[Start]


@dataclass(frozen=True, slots=True)
class OwnSetsPage:
    table: Table[OwnSetLine]
    starts: Sequence[StartGroup]


@dataclass(frozen=True, slots=True)
class OwnSetFormPage:
    """
    `shows_errors` False: only room for more rows was asked for. `problems`: what of the whole does not fit
    together.
    """

    form: OwnSetForm
    title: str
    is_points: bool
    has_shares: bool
    has_forms: bool
    of_citizens: bool
    unit: str
    back: int | None
    problems: Sequence[str]
    shows_errors: bool


@dataclass(frozen=True, slots=True)
class ChangeLine:
    code: str
    name: str
    unit: str
    before: str
    after: str
    sign: str


CHANGES: Definition[ChangeLine] = Definition(
    "changes",
    (
        Column("code", gettext_lazy("Sheet code"), place="file"),
        Column("name", gettext_lazy("Name")),
        Column("sheet_code", gettext_lazy("Sheet code"), lambda line: line.code, place="page"),
        Column("unit", gettext_lazy("Kept by")),
        Column("before", gettext_lazy("Before")),
        Column("after", gettext_lazy("Under this set"), lambda line: State(line.sign, line.after)),
    ),
)


@dataclass(frozen=True, slots=True)
class NotTriedLine:
    code: str
    name: str
    reason: str


NOT_TRIED: Definition[NotTriedLine] = Definition(
    "not-tried",
    (
        Column("name", gettext_lazy("Name")),
        Column("code", gettext_lazy("Sheet code")),
        Column("reason", gettext_lazy("Reason")),
    ),
)


@dataclass(frozen=True, slots=True)
class TrialShown:
    """`hidden`: how many changes are not listed, being too many or of units the post does not reach."""

    same: str
    gained: str
    lost: str
    changed: str
    changes: Table[ChangeLine]
    hidden: str
    not_tried: Table[NotTriedLine]
    not_tried_count: str


@dataclass(frozen=True, slots=True)
class OwnSetPage:
    id: int
    set: CriteriaSetPage
    title: str
    unit: str
    state: str
    sign: str
    entered_by: str
    tried_on: date | None
    adopted_on: date | None
    adopted_by: str
    may_be_tried: bool
    may_be_adopted: bool
    trial: TrialShown | None


def own_sets_within(mandate: Mandate) -> list[OwnSet]:
    """The sets of units the mandate reaches, the newest first."""
    found = OwnSet.objects.select_related("entered_by", "adopted_by").order_by("-effective_from", "-pk")
    return list(found.filter(organisation.kept_within("unit_id", mandate.units, on=mandate.on)))


def own_sets_page(lines: Sequence[OwnSetLine], own: Sequence[OwnSet], asked: Asked) -> OwnSetsPage:
    return OwnSetsPage(OWN_SETS.asked(lines, asked), _starts(own))


def own_set_lines(own: Sequence[OwnSet], mandate: Mandate) -> list[OwnSetLine]:
    names = organisation.names([UnitId(own_set.unit_id) for own_set in own], on=mandate.on)
    lines = []
    for own_set in own:
        of = parsed(own_set.key, own_set.text)
        sign, state = _state_of(own_set, of)
        lines.append(
            OwnSetLine(
                own_set.pk,
                _title_of(of),
                of.title,
                names[UnitId(own_set.unit_id)].title,
                quoted(of.authority.cited),
                own_set.effective_from,
                sign,
                state,
            )
        )
    return lines


def _starts(own: Sequence[OwnSet]) -> list[StartGroup]:
    """
    For each title: the empty template of both kinds, the country's sets that have criteria, the newest first,
    and one's own.
    """
    groups = []
    for subject in Subject:
        for scope in (scope for scope in Scope if scope in SCOPES[subject]):
            title = f"{subject.value}/{scope.value}"
            starts = [
                Start(
                    f"empty:{title}:points",
                    _("empty template, by points (the official criteria are not entered)"),
                ),
                Start(
                    f"empty:{title}:levels",
                    _("empty template, by levels (the official criteria are not entered)"),
                ),
            ]
            national = [
                base
                for base in shelf.national().sets
                if (base.subject, base.scope) == (subject, scope) and base.groups
            ]
            for base in sorted(national, key=lambda base: base.effective.start, reverse=True):
                words = base.authority.cited
                starts.append(Start(f"set:{base.key}", f"{words} – {base.notice}" if base.notice else words))
            for mine in own:
                if (mine.subject, mine.scope) == (subject, scope):
                    starts.append(Start(f"own:{mine.pk}", parsed(mine.key, mine.text).authority.cited))
            groups.append(StartGroup(title_words(Programme(subject.value), scope), starts))
    return groups


def own_set_form_page(
    form: OwnSetForm, *, back: int | None = None, problems: Sequence[str] = (), shows_errors: bool = False
) -> OwnSetFormPage:
    subject, scope = form.facts["subject"].value(), form.facts["scope"].value()
    known = subject in list(Subject) and scope in list(Scope)
    units = dict(form.facts.fields["unit"].choices)  # type: ignore[attr-defined]
    return OwnSetFormPage(
        form=form,
        title=title_words(Programme(subject), Scope(scope)) if known else "",
        is_points=form.kind is Kind.POINTS,
        has_shares=subject in (Subject.COMMUNITY, Subject.UNIT),
        has_forms=subject in (Subject.CITIZEN, Subject.UNIT),
        of_citizens=subject == Subject.CITIZEN,
        unit=next(iter(units.values())) if len(units) == 1 else "",
        back=back,
        problems=problems,
        shows_errors=shows_errors,
    )


def own_set_page(mandate: Mandate, own_set: OwnSet, trial: Trial | None = None) -> OwnSetPage:
    of = parsed(own_set.key, own_set.text)
    sign, state = _state_of(own_set, of)
    return OwnSetPage(
        id=own_set.pk,
        set=criteria_set_page(of, form="", marks={}),
        title=_title_of(of),
        unit=organisation.names([UnitId(own_set.unit_id)], on=mandate.on)[UnitId(own_set.unit_id)].title,
        state=state,
        sign=sign,
        entered_by=account_words(own_set.entered_by),
        tried_on=own_set.tried_on,
        adopted_on=own_set.adopted_on,
        adopted_by=account_words(own_set.adopted_by) if own_set.adopted_on else "",
        may_be_tried=of.is_official,
        may_be_adopted=of.is_official and own_set.tried_on is not None and own_set.adopted_on is None,
        trial=None if trial is None else trial_shown(trial, mandate),
    )


def change_lines(trial: Trial, mandate: Mandate) -> list[ChangeLine]:
    """Whose title each change is, as far as the mandate reaches; those who would lose theirs first."""
    return _lines(trial, mandate)[0]


def trial_shown(trial: Trial, mandate: Mandate) -> TrialShown:
    """The first changes of a trial, and those that could not be tried, as far as the mandate reaches."""
    changes, not_tried = _lines(trial, mandate)
    shown = changes[:MOST_CHANGES]
    hidden = len(trial.changes) - len(shown)
    return TrialShown(
        same=grouped(trial.same),
        gained=grouped(trial.gained),
        lost=grouped(trial.lost),
        changed=grouped(len(trial.changes)),
        changes=CHANGES.of(shown, caption=_("Come out otherwise")),
        hidden=grouped(hidden) if hidden else "",
        not_tried=NOT_TRIED.of(not_tried[:MOST_CHANGES]),
        not_tried_count=grouped(len(trial.not_tried)),
    )


def _lines(trial: Trial, mandate: Mandate) -> tuple[list[ChangeLine], list[NotTriedLine]]:
    references = [*(one.reference for one in trial.changes), *(one.reference for one in trial.not_tried)]
    pks = [pk for reference in references if (pk := registration_of(reference)) is not None]
    titles = [
        one
        for one in Registration.objects.select_related("person", "group").filter(pk__in=pks)
        if mandate.reaches(UnitId(one.unit_id))
    ]
    rows = {row.paper_code: row for row in queries.rows_of(titles)}
    names = organisation.names(list({row.unit for row in rows.values()}), on=mandate.on)
    changes = [
        ChangeLine(
            change.reference,
            rows[change.reference].name,
            names[rows[change.reference].unit].title,
            _judgement_words(change.before),
            _judgement_words(change.after),
            "done" if change.after.is_passed else "late",
        )
        for change in sorted(trial.changes, key=lambda change: change.after.is_passed)
        if change.reference in rows
    ]
    not_tried = [
        NotTriedLine(one.reference, rows[one.reference].name, one.reason)
        for one in trial.not_tried
        if one.reference in rows
    ]
    return changes, not_tried


def _judgement_words(judgement: Judgement) -> str:
    if judgement.outcome is Outcome.NOT_JUDGED:
        return _("not judged")
    words = judgement.grade.label if judgement.grade is not None else _("not reached")
    return (
        words
        if judgement.total is None
        else _("%(words)s (%(points)s points)") % {"words": words, "points": points_text(judgement.total)}
    )


def _state_of(own_set: OwnSet, of: CriteriaSet) -> tuple[str, str]:
    if own_set.adopted_on is not None:
        return "recognised", _("adopted")
    if not of.is_official:
        return "draft", _("not whole yet")
    return ("due", _("tried, not adopted")) if own_set.tried_on else ("open", _("to be tried"))


def _title_of(of: CriteriaSet) -> str:
    return title_words(Programme(of.subject.value), of.scope)
