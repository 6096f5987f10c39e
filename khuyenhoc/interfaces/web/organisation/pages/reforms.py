"""What the pages about reorganisations show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from khuyenhoc.domain.organisation.models import Document, Reorganisation
from khuyenhoc.domain.organisation.queries import lineage, reorganisations
from khuyenhoc.domain.organisation.queries.lineage import SeenReform
from khuyenhoc.domain.organisation.services import PlannedAct, ReformTrial, ReverseTrial
from khuyenhoc.domain.organisation.sheets import Cited
from khuyenhoc.foundation.values.catalogue import cited_documents
from khuyenhoc.interfaces.cells import Link, shown
from khuyenhoc.interfaces.tables import Column, Definition, Table
from khuyenhoc.interfaces.web.organisation.pages.lineage import Diagram, diagram
from khuyenhoc.interfaces.words import account_words, day_words


@dataclass(frozen=True, slots=True)
class ReformLine:
    """
    A reorganisation in a list: by which document, from which day, how many units it founded, ended and
    changed, applied when and by whom.
    """

    pk: int
    number: str
    issuer: str
    issued_on: date | None
    effective_on: date
    founded: int
    ended: int
    changed: int
    applied_at: datetime
    applied_by: str

    @property
    def applied_on(self) -> date:
        return timezone.localdate(self.applied_at)


REFORMS: Definition[ReformLine] = Definition(
    "reforms",
    (
        Column(
            "number",
            gettext_lazy("Document"),
            lambda line: Link(line.number, reverse("web:reform", kwargs={"pk": line.pk})),
        ),
        Column(
            "issuer",
            gettext_lazy("Issued by"),
            lambda line: ", ".join(
                filter(None, (line.issuer, day_words(line.issued_on) if line.issued_on else ""))
            ),
            empty=gettext_lazy("not on record"),
            value=lambda line: line.issuer,
        ),
        Column("issued_on", gettext_lazy("Issued on"), place="file"),
        Column("effective_on", gettext_lazy("In effect from")),
        Column("founded", gettext_lazy("Units founded"), kind="number"),
        Column("ended", gettext_lazy("Units ended"), kind="number"),
        Column("changed", gettext_lazy("Units changed"), kind="number"),
        Column(
            "applied",
            gettext_lazy("Applied"),
            lambda line: f"{shown(line.applied_at)}, {line.applied_by}",
            value=lambda line: line.applied_at,
            place="page",
        ),
        Column("applied_on", gettext_lazy("Applied on"), place="file"),
        Column("applied_by", gettext_lazy("Applied by"), place="file"),
    ),
)


@dataclass(frozen=True, slots=True)
class ReformsPage:
    table: Table[ReformLine]
    may_load: bool


@dataclass(frozen=True, slots=True)
class ActShown:
    """
    What one document would do. `pk`: of the reorganisation it has been applied as already; then nothing else
    is filled.

    `founded`, `ended`, `changed` count units; `sentences` say what follows.
    """

    pk: int | None
    anchor: str
    number: str
    issuer: str
    issued_on: date | None
    effective_on: date
    founded: int
    ended: int
    changed: int
    sentences: Sequence[str]
    diagram: Diagram | None


@dataclass(frozen=True, slots=True)
class ReformPage:
    """
    One applied reorganisation. `may_reverse`: the reader's post lets them undo it, if nothing rests on it.
    """

    line: ReformLine
    diagram: Diagram
    follows: Sequence[str]
    may_reverse: bool
    seen_on: date


@dataclass(frozen=True, slots=True)
class ReversePage:
    """Undoing a document: everything it did, `acts` of the list; `reasons` say why it cannot be now."""

    pk: int
    number: str
    acts: Sequence[ReformLine]
    reasons: Sequence[str]


def reform_line(reorganisation: Reorganisation) -> ReformLine:
    document: Document = reorganisation.document
    extent = lineage.extent(reorganisation)
    return ReformLine(
        pk=reorganisation.pk,
        number=document.number,
        issuer=document.issuer,
        issued_on=document.issued_on,
        effective_on=reorganisation.effective_on,
        founded=extent.founded,
        ended=extent.ended,
        changed=extent.changed,
        applied_at=reorganisation.applied_at,
        applied_by=account_words(reorganisation.applied_by),
    )


def acts_shown(trial: ReformTrial) -> list[ActShown]:
    """What each document of a sheet would do; those applied already lead to what they did."""
    known: dict[tuple[str, date], int] = {}
    if any(act.is_known for act in trial.acts):
        known = {(reform.document.number, reform.effective_on): reform.pk for reform in reorganisations()}
    coming = {unit.key for act in trial.acts for unit in act.founded}
    return [
        _act(act, place, known.get((act.document.number, act.effective_on)), coming)
        for place, act in enumerate(trial.acts, 1)
    ]


def _act(act: PlannedAct, place: int, pk: int | None, coming: set[str]) -> ActShown:
    document: Cited = act.document
    catalogued = cited_documents().get(document.number)
    named = {unit.key for pair in act.pairs for unit in (pair.unit, pair.heir) if unit is not None}
    named |= {change.after.key for change in act.changed}
    return ActShown(
        pk=pk if act.is_known else None,
        anchor=f"so-do-{place}",
        number=document.number,
        issuer=document.issuer or ("" if catalogued is None else catalogued.issuer),
        issued_on=document.issued_on or (None if catalogued is None else catalogued.issued_on),
        effective_on=act.effective_on,
        founded=len(act.founded),
        ended=len(act.ended),
        changed=len(act.changed),
        sentences=act.sentences,
        diagram=None if act.is_known else diagram(act, opened=named - coming),
    )


def reform_page(seen: SeenReform, *, follows: Sequence[str], may_reverse: bool, seen_on: date) -> ReformPage:
    shown = lineage.lineage_of(seen.reorganisation)
    return ReformPage(
        line=reform_line(seen.reorganisation),
        diagram=diagram(shown, reached=None if seen.is_whole else seen.reached, opened=seen.reached),
        follows=follows,
        may_reverse=may_reverse,
        seen_on=seen_on,
    )


def reverse_page(
    reorganisation: Reorganisation, acts: Sequence[Reorganisation], trial: ReverseTrial
) -> ReversePage:
    return ReversePage(
        reorganisation.pk, reorganisation.document.number, [reform_line(act) for act in acts], trial.reasons
    )


def act_examples() -> dict[str, str]:
    """What each act of the sheet means, with an example, for a user who fills in their first sheet."""
    return {
        "found": _(
            "a unit is founded and succeeds no other unit. Write its key as the heir, then the unit above, "
            "kind and name."
        ),
        "rename": _(
            "a unit gets another name or kind and stays itself. Example: unit dong-khe, kind commune, name "
            "Đông Khê."
        ),
        "recode": _(
            "a unit gets another official code and stays itself. Example: unit tan-giang, code 01288."
        ),
        "move": _(
            "a unit comes under another one and stays itself. Example: unit duc-long, above it cao-bang."
        ),
        "merge": _(
            "a whole unit is carried on by another. Example: two rows, units tan-giang-cu and duyet-trung, "
            "both with heir tan-giang."
        ),
        "split": _(
            "a unit is cut; write one row for each part. Example: two rows, unit tra-linh, heirs "
            "trung-khanh and quang-hoa. "
            "If it goes on smaller, one of its rows names the unit itself as heir."
        ),
        "dissolve": _("a unit ends and no unit succeeds it. Leave the heir empty."),
    }
