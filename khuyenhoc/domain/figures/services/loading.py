"""From an exchange sheet to stored figures: tried first, then stored whole or not at all."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import connection, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from khuyenhoc.domain.figures import sheets
from khuyenhoc.domain.figures.models import FigureSheet, ReportedFigure
from khuyenhoc.domain.figures.queries import kept_sums
from khuyenhoc.domain.figures.sheets import FigureDraft
from khuyenhoc.domain.organisation import queries as organisation
from khuyenhoc.domain.organisation.models import Cluster, ClusterYear, Unit
from khuyenhoc.foundation.audit import trail
from khuyenhoc.foundation.sheets import reading
from khuyenhoc.foundation.sheets.problems import Problem, SheetNotSound
from khuyenhoc.foundation.values.catalogue import indicators
from khuyenhoc.foundation.values.figures import Qualifier
from khuyenhoc.foundation.values.mandates import Mandate, UnitId
from khuyenhoc.foundation.values.numbers import with_qualifier
from khuyenhoc.foundation.values.validity import Validity

_FIGURES_LOCK = 7_261_002
"""One sheet is stored at a time, so two people loading at once each see what the other did."""


@dataclass(frozen=True, slots=True)
class RowChange:
    """What storing one row would do. `state` is new, changed or same; texts are as a person says them."""

    number: int
    unit_name: str
    label: str
    period: str
    before_text: str
    after_text: str
    state: str


@dataclass(frozen=True, slots=True)
class SheetTrial:
    """What loading a sheet would do, row by row; nothing is stored by looking."""

    rows: int
    problems: list[Problem]
    new: int
    changed: int
    same: int
    notices: tuple[str, ...]
    changes: list[RowChange]


@dataclass(frozen=True, slots=True)
class _Placed:
    """A sound row with the unit or cluster it is kept for, and what is stored there now."""

    draft: FigureDraft
    unit: int | None
    cluster: int | None
    name: str
    stored: ReportedFigure | None

    @property
    def state(self) -> str:
        if self.stored is None:
            return "new"
        now = self.stored
        return (
            "same"
            if (now.value, now.qualifier, now.total, now.rate, now.source, now.note) == self.draft.said
            else "changed"
        )


def one_statement_at_a_time() -> None:
    """
    Wait until no other act states figures, nor makes sums of them; held to the end of the transaction.

    A reader that made sums meanwhile would wait for the rows of the act, and the act for the reader's sums.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_FIGURES_LOCK])
    kept_sums.take_the_sums()


def read_figure_sheet(*, mandate: Mandate, content: bytes, file_name: str) -> SheetTrial:
    """
    Try a sheet: what would be new, changed, the same, and which rows cannot be stored and why.

    :raises SheetRefused: the file is no sheet we can read
    """
    placed, problems, notices = _read(mandate, content, file_name)
    states = [row.state for row in placed]
    return SheetTrial(
        rows=len(placed) + len({problem.row for problem in problems}),
        problems=problems,
        new=states.count("new"),
        changed=states.count("changed"),
        same=states.count("same"),
        notices=notices,
        changes=[_change(row, state) for row, state in zip(placed, states, strict=True)],
    )


def load_figures(
    *, mandate: Mandate, content: bytes, file_name: str, sound_rows_only: bool = False
) -> FigureSheet:
    """
    Store a sheet: every row, or, when asked, the sound rows only. A figure that changed replaces the one
    before, which stays readable. The sums of its periods are made in the same transaction.

    :raises SheetRefused: the file is no sheet we can read
    :raises SheetNotSound: some rows cannot be stored, and not only the sound ones were asked for
    """
    with transaction.atomic():
        one_statement_at_a_time()
        placed, problems, _ = _read(mandate, content, file_name)
        if problems and not sound_rows_only:
            raise SheetNotSound(problems)
        sheet = _store(mandate, content, file_name, placed, problems)
        kept_sums.bring_up_to_date({row.draft.period for row in placed})
        return sheet


def _store(
    mandate: Mandate, content: bytes, file_name: str, placed: Sequence[_Placed], problems: Sequence[Problem]
) -> FigureSheet:
    states = [row.state for row in placed]
    sheet = FigureSheet.objects.create(
        file_name=file_name[-255:],
        sha256=hashlib.sha256(content).hexdigest(),
        loaded_by_id=mandate.account,
        new=states.count("new"),
        changed=states.count("changed"),
        same=states.count("same"),
        refused=len({problem.row for problem in problems}),
    )
    moving = [row for row, state in zip(placed, states, strict=True) if state != "same"]
    ReportedFigure.objects.filter(pk__in=[row.stored.pk for row in moving if row.stored is not None]).update(
        replaced_by=sheet
    )
    ReportedFigure.objects.bulk_create([_figure(row, sheet) for row in moving], batch_size=2000)
    trail.record(
        mandate, "loaded figures", sheet, new=sheet.new, changed=sheet.changed, refused=sheet.refused
    )
    return sheet


def _figure(row: _Placed, sheet: FigureSheet) -> ReportedFigure:
    draft = row.draft
    value, qualifier, total, rate, source, note = draft.said
    return ReportedFigure(
        unit_id=row.unit,
        cluster_id=row.cluster,
        period=str(draft.period),
        indicator=draft.indicator,
        value=value,
        qualifier=qualifier,
        total=total,
        rate=rate,
        source=source,
        note=note,
        sheet=sheet,
        row=draft.number,
    )


def _read(
    mandate: Mandate, content: bytes, file_name: str
) -> tuple[list[_Placed], list[Problem], tuple[str, ...]]:
    sheet = reading.read(content, file_name, sheets.FIGURES)
    drafts: list[FigureDraft] = []
    problems: list[Problem] = []
    for line in sheet.rows:
        draft = sheets.parse_figure(line)
        if isinstance(draft, list):
            problems.extend(draft)
        else:
            drafts.append(draft)
    sound, doubled = _without_doubles(drafts)
    placed, misplaced = _Register(mandate, sound).place(sound)
    return (
        placed,
        sorted([*problems, *doubled, *misplaced], key=lambda problem: problem.row or 0),
        tuple(sheet.notices),
    )


def _without_doubles(drafts: Sequence[FigureDraft]) -> tuple[list[FigureDraft], list[Problem]]:
    """The same figure twice in a file: we do not choose between two answers."""
    lines: dict[tuple[str, str, str], list[FigureDraft]] = {}
    for draft in drafts:
        lines.setdefault((draft.unit, str(draft.period), draft.indicator), []).append(draft)
    sound = [doubles[0] for doubles in lines.values() if len(doubles) == 1]
    problems = [
        Problem(
            draft.number,
            "indicator",
            _("Several rows hold this figure (%(rows)s). Keep one of them.")
            % {"rows": ", ".join(str(other.number) for other in doubles)},
        )
        for doubles in lines.values()
        if len(doubles) > 1
        for draft in doubles
    ]
    return sound, problems


class _Register:
    """Looks up, in a few queries for the whole file, whom each row is about and what is stored there."""

    def __init__(self, mandate: Mandate, drafts: Sequence[FigureDraft]) -> None:
        self.mandate = mandate
        keys = {draft.unit for draft in drafts}
        self.units: Mapping[str, int] = dict(Unit.objects.filter(key__in=keys).values_list("key", "pk"))
        self.clusters = {cluster.key: cluster for cluster in Cluster.objects.filter(key__in=keys)}
        self.names = organisation.names([UnitId(pk) for pk in self.units.values()], on=mandate.on)
        periods = {str(draft.period) for draft in drafts}
        current = ReportedFigure.objects.current().filter(
            Q(unit_id__in=self.units.values()) | Q(cluster__in=self.clusters.values()), period__in=periods
        )
        self.stored = {
            (figure.unit_id, figure.cluster_id, figure.period, figure.indicator): figure for figure in current
        }

    def place(self, drafts: Sequence[FigureDraft]) -> tuple[list[_Placed], list[Problem]]:
        placed: list[_Placed] = []
        problems: list[Problem] = []
        for draft in drafts:
            found = self._place(draft)
            if isinstance(found, Problem):
                problems.append(found)
            else:
                placed.append(found)
        return placed, problems

    def _place(self, draft: FigureDraft) -> _Placed | Problem:
        if draft.period.first_day > self.mandate.on:
            return Problem(
                draft.number,
                "period",
                _("The period %(period)s has not come yet. Check the year.") % {"period": draft.period},
            )
        unit, cluster = self.units.get(draft.unit), self.clusters.get(draft.unit)
        if unit is None and cluster is None:
            within = Validity.through(draft.period.first_day, draft.period.last_day)
            return Problem(draft.number, "unit", organisation.asked_back(draft.unit, within=within))
        if unit is not None:
            if not self.mandate.reaches(UnitId(unit)):
                return Problem(
                    draft.number,
                    "unit",
                    _(
                        "You are not responsible for “%(unit)s”. Remove this row, or ask the unit above to "
                        "load it."
                    )
                    % {"unit": draft.unit},
                )
            name = self.names[UnitId(unit)].title
            return _Placed(
                draft, unit, None, name, self.stored.get((unit, None, str(draft.period), draft.indicator))
            )
        assert cluster is not None  # noqa: S101 - one of the two was found above
        if not self._may_speak_for(cluster, draft):
            return Problem(
                draft.number,
                "unit",
                _(
                    "You are not responsible for the cluster “%(unit)s”. Ask the unit that leads the "
                    "cluster, or the province, to load it."
                )
                % {"unit": draft.unit},
            )
        return _Placed(
            draft,
            None,
            cluster.pk,
            cluster.name,
            self.stored.get((None, cluster.pk, str(draft.period), draft.indicator)),
        )

    def _may_speak_for(self, cluster: Cluster, draft: FigureDraft) -> bool:
        if self.mandate.reaches(UnitId(cluster.unit_id)):
            return True
        year = ClusterYear.objects.filter(cluster=cluster, year=draft.period.year).first()
        leading = () if year is None else (year.head_id, year.host_id)
        return any(unit is not None and self.mandate.reaches(UnitId(unit)) for unit in leading)


def _change(row: _Placed, state: str) -> RowChange:
    draft = row.draft
    before = (
        ""
        if row.stored is None
        else _said(row.stored.value, row.stored.qualifier, row.stored.total, row.stored.rate)
    )
    after = _said(draft.value, draft.qualifier, draft.total, "" if draft.rate is None else str(draft.rate))
    return RowChange(
        draft.number, row.name, indicators()[draft.indicator].shown, str(draft.period), before, after, state
    )


def _said(value: int | None, qualifier: str, total: int | None, rate: str) -> str:
    parts = []
    if value is not None:
        parts.append(
            with_qualifier(value, Qualifier(qualifier))
            + (f"/{with_qualifier(total, Qualifier.EXACT)}" if total is not None else "")
        )
    if rate:
        parts.append(f"{rate.replace('.', ',')} %")
    return " · ".join(parts)
