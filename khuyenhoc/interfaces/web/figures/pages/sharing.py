"""What the pages show about sharing out the figures of a cut unit."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.utils.translation import gettext as _

from khuyenhoc.domain.figures.models import SplitShare
from khuyenhoc.domain.figures.queries.crossing import Weights
from khuyenhoc.domain.figures.queries.sharing import CutOnRecord, chosen_weights, kept_figures
from khuyenhoc.domain.organisation.queries import UnitName
from khuyenhoc.foundation.values.catalogue import indicators
from khuyenhoc.foundation.values.mandates import Mandate, UnitId
from khuyenhoc.foundation.values.numbers import grouped, percent_text
from khuyenhoc.interfaces.cells import Cell, noted, quiet
from khuyenhoc.interfaces.tables import Column, Definition, Table
from khuyenhoc.interfaces.web.figures.forms import ShareForm
from khuyenhoc.interfaces.web.figures.pages.reconciliation import document_words
from khuyenhoc.interfaces.words import account_words, indicator_words, measure_words, period_words


@dataclass(frozen=True, slots=True)
class SharedLine:
    """
    The latest figure of an indicator and what of it falls to each part; no `parts` where weights do not touch
    it, and `why` says so.
    """

    label: str
    measure: str
    period: str
    value: int
    parts: Sequence[int]
    why: str


def _shared(headings: Sequence[str]) -> Definition[SharedLine]:
    """:param headings: the parts, each with its percentage; empty where there are no weights"""

    def part(at: int) -> Callable[[SharedLine], Cell]:
        def cell(line: SharedLine) -> Cell:
            if line.parts:
                return _("about %(value)s") % {"value": grouped(line.parts[at])}
            return quiet(line.why) if at == 0 else ""

        return cell

    return Definition(
        "shared",
        (
            Column("label", _("Indicator"), lambda line: noted(line.label, line.measure)),
            Column("period", _("Period")),
            Column(
                "value",
                _("As reported"),
                lambda line: noted(line.value, "" if headings else line.why),
                kind="number",
                value=lambda line: line.value,
            ),
            *(Column(f"part_{at}", heading, part(at), kind="number") for at, heading in enumerate(headings)),
        ),
    )


@dataclass(frozen=True, slots=True)
class WeightLine:
    title: str
    weight: int
    percent: str


def _weights(basis: str) -> Definition[WeightLine]:
    return Definition(
        "weights",
        (
            Column("title", _("Part")),
            Column("weight", f"{_('Weight')} ({basis})", kind="number"),
            Column("percent", _("Percentage"), kind="number"),
        ),
    )


@dataclass(frozen=True, slots=True)
class ChoiceSeen:
    """
    What somebody chose: the weights of what, from where, counted when, for which indicators, by whom and
    when.
    """

    weights: Table[WeightLine]
    source: str
    counted_on: date
    indicators: Sequence[str]
    chosen_by: str
    chosen_at: datetime


@dataclass(frozen=True, slots=True)
class CutSeen:
    """
    `unit` and `shown_at` as they stand inside a sentence. `may_share`: the reader may choose weights;
    `shown_at` empty: no unit of today holds the whole.
    """

    reform: int
    document: str
    effective_on: date
    unit: str
    parts: Sequence[str]
    shown_at: str
    may_share: bool
    choice: ChoiceSeen | None
    table: Table[SharedLine]


@dataclass(frozen=True, slots=True)
class SharesPage:
    key: str
    title: str
    tree_on: date
    cuts: Sequence[CutSeen]


@dataclass(frozen=True, slots=True)
class SharePage:
    """
    `table` is what would come of the weights as they were typed; `is_tried`: somebody asked to see that.
    """

    key: str
    title: str
    tree_on: date
    cut: CutSeen
    form: ShareForm
    table: Table[SharedLine]
    is_tried: bool


def shares_page(key: str, title: str, cuts: Sequence[CutOnRecord], *, organising: Mandate) -> SharesPage:
    """
    :param organising: the reader's mandate for acts on the tree
    """
    return SharesPage(key, title, organising.on, [cut_seen(cut, organising=organising) for cut in cuts])


def share_page(
    key: str,
    cut: CutOnRecord,
    form: ShareForm,
    weights: Weights | None,
    *,
    organising: Mandate,
    is_tried: bool,
) -> SharePage:
    return SharePage(
        key=key,
        title=cut.unit.title,
        tree_on=organising.on,
        cut=cut_seen(cut, organising=organising),
        form=form,
        table=shared_table(cut, weights),
        is_tried=is_tried,
    )


def part_title(cut: CutOnRecord, part: UnitName) -> str:
    """A part's name; of a cut unit that goes on: what remained of it."""
    return (
        _("%(unit)s, the part that remained") % {"unit": part.title} if part.id == cut.unit.id else part.title
    )


def may_share(cut: CutOnRecord, organising: Mandate) -> bool:
    return all(organising.reaches(unit.id) for unit in (cut.unit, *cut.parts))


def cut_seen(cut: CutOnRecord, *, organising: Mandate) -> CutSeen:
    weights = None if cut.choice is None else chosen_weights(cut.choice)
    return CutSeen(
        reform=cut.reorganisation.pk,
        document=document_words(cut.reorganisation.document),
        effective_on=cut.reorganisation.effective_on,
        unit=cut.unit.full_name,
        parts=[part_title(cut, part) for part in cut.parts],
        shown_at="" if cut.shown_at is None else cut.shown_at.full_name,
        may_share=may_share(cut, organising),
        choice=None if cut.choice is None or weights is None else _choice_seen(cut, cut.choice, weights),
        table=shared_table(cut, weights),
    )


def _choice_seen(cut: CutOnRecord, choice: SplitShare, weights: Weights) -> ChoiceSeen:
    return ChoiceSeen(
        weights=_weights(choice.basis).of(
            [
                WeightLine(part_title(cut, part), weights.of_heir[part.id], _percent(weights, part))
                for part in cut.parts
            ],
            id=f"weights-{choice.pk}",
        ),
        source=choice.source,
        counted_on=choice.counted_on,
        indicators=[indicator_words(code) for code in choice.indicators],
        chosen_by=account_words(choice.chosen_by),
        chosen_at=choice.chosen_at,
    )


def shared_table(cut: CutOnRecord, weights: Weights | None) -> Table[SharedLine]:
    """
    The latest figures kept at the cut unit, shared out by weights where there are any: the same computation
    as on every page of figures.
    """
    headings = (
        []
        if weights is None
        else [f"{part_title(cut, part)} ({_percent(weights, part)})" for part in cut.parts]
    )
    lines: list[SharedLine] = []
    for figure in kept_figures(cut):
        shared: Mapping[UnitId, int] = {}
        why = ""
        if figure.is_followed:
            why = _("follows the units below, which reported it")
        elif weights is not None and figure.indicator not in weights.indicators:
            why = _("not chosen, stays with the old unit")
        elif weights is not None:
            shared = weights.shared_out(figure.value)
        lines.append(
            SharedLine(
                label=indicator_words(figure.indicator),
                measure=measure_words(indicators()[figure.indicator].measure),
                period=period_words(figure.period),
                value=figure.value,
                parts=[shared[part.id] for part in cut.parts if part.id in shared],
                why=why,
            )
        )
    return _shared(headings).of(lines, id=f"shared-{cut.reorganisation.pk}")


def _percent(weights: Weights, part: UnitName) -> str:
    return percent_text(Decimal(str(weights.percent_of([part.id]))), places=1)
