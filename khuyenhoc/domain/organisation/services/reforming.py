"""
Applying a reorganisations sheet: all rows of one document are one act, previewed, booked whole or not at all.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from khuyenhoc.domain.organisation import following, queries, sheets
from khuyenhoc.domain.organisation.models import Document, Reorganisation, Succession, Unit, UnitVersion
from khuyenhoc.domain.organisation.queries.lineage import Carrying, Change, Lineage, UnitLabel
from khuyenhoc.domain.organisation.queries.trees import tree_stamp
from khuyenhoc.domain.organisation.rules import tree as tree_rules
from khuyenhoc.domain.organisation.rules.book import Book, Entry, Plan
from khuyenhoc.domain.organisation.rules.bookkeeping import plan
from khuyenhoc.domain.organisation.services import writing
from khuyenhoc.domain.organisation.services.tree_keeping import take_the_tree, touch_the_tree
from khuyenhoc.domain.organisation.services.units_below import title, units_below
from khuyenhoc.domain.organisation.sheets import Cited, ReformRow
from khuyenhoc.foundation.audit import trail
from khuyenhoc.foundation.sheets import reading
from khuyenhoc.foundation.sheets.problems import Problem, SheetNotSound
from khuyenhoc.foundation.values.catalogue import cited_documents
from khuyenhoc.foundation.values.mandates import Action, Mandate, UnitId
from khuyenhoc.foundation.values.validity import Validity


class TreeHasChanged(Exception):
    """The tree changed since the trial that is to be applied was shown."""


@dataclass(frozen=True, slots=True)
class PlannedAct(Lineage):
    """
    What one document would do. `is_known`: it has been applied already, with the same rows, so there is
    nothing left to do.
    """

    document: Cited
    sentences: tuple[str, ...]
    is_known: bool


@dataclass(frozen=True, slots=True)
class ReformTrial:
    """What a sheet would do, without doing it; `stamp` names the tree this was worked out on."""

    problems: tuple[Problem, ...]
    acts: tuple[PlannedAct, ...]
    stamp: UUID | None


def try_reform(*, mandate: Mandate, content: bytes, file_name: str) -> ReformTrial:
    """
    Say what a reorganisations sheet would do. Changes nothing.

    :raises SheetRefused: the file is no sheet we can read
    :raises OutsideMandate: it touches a unit the mandate does not reach
    """
    with transaction.atomic():
        stamp = tree_stamp()
        groups, problems = _read(content, file_name)
        planned = _Planning(mandate, groups) if not problems else None
        problems_met = tuple(problems) if planned is None else planned.problems
        return ReformTrial(problems_met, () if problems_met or planned is None else planned.acts(), stamp)


def apply_reform(
    *, mandate: Mandate, content: bytes, file_name: str, stamp: UUID | None = None
) -> Sequence[Reorganisation]:
    """
    Apply a reorganisations sheet, all of it or nothing. One that has been applied already, with the same
    rows, changes nothing.

    :param stamp: the tree of the trial the user saw; None where there was no trial
    :raises SheetRefused: the file is no sheet we can read
    :raises SheetNotSound: a row cannot be read or cannot be; `problems` says which and why
    :raises OutsideMandate: it touches a unit the mandate does not reach
    :raises TreeHasChanged: the tree is not the one of the stamp any more
    """
    with transaction.atomic():
        take_the_tree()
        if stamp is not None and stamp != tree_stamp():
            raise TreeHasChanged
        groups, problems = _read(content, file_name)
        if problems:
            raise SheetNotSound(problems)
        planned = _Planning(mandate, groups)
        if planned.problems:
            raise SheetNotSound(planned.problems)
        applied = [_store(mandate, drafted, file_name) for drafted in planned.plans]
        if applied:
            touch_the_tree()
            _require_one_tree(planned.plans)
        return applied


def _require_one_tree(plans: Sequence[Plan]) -> None:
    """
    Heirs can close a circle that no sheet shows: a unit put below one whose past goes on below the first.

    :raises SheetNotSound: on some day from the acts on, a unit is below itself over the heirs of units that
      ended
    """
    if not any(entry.parent for drafted in plans for entry in drafted.opened):
        return
    for drafted in plans:
        tree = queries.tree(on=drafted.effective_on)
        named = UnitVersion.objects.on(drafted.effective_on).values_list("unit_id", "parent_id")
        parents = {UnitId(unit): None if parent is None else UnitId(parent) for unit, parent in named}
        if tree_rules.units_cut_off(tree, parents):
            row = next((row for row in drafted.rows if row.parent or row.heir), drafted.rows[0])
            raise SheetNotSound(
                [
                    Problem(
                        row.number,
                        "parent",
                        (
                            _(
                                "By this file a unit lies below itself through its heirs. Check the column "
                                "of the unit above."
                            )
                        ),
                    )
                ]
            )


def _read(content: bytes, file_name: str) -> tuple[Sequence[Sequence[ReformRow]], list[Problem]]:
    """The rows by document and day, the earliest day first."""
    groups: dict[tuple[date, str], list[ReformRow]] = {}
    problems: list[Problem] = []
    for line in reading.read(content, file_name, sheets.REORGANISATIONS).rows:
        row = sheets.parse_reform(line)
        if isinstance(row, Problem):
            problems.append(row)
        else:
            groups.setdefault((row.effective_on, row.document.number), []).append(row)
    return [groups[key] for key in sorted(groups)], problems


class _Planning:
    """The plans of a sheet, one after the other on one book."""

    def __init__(self, mandate: Mandate, groups: Sequence[Sequence[ReformRow]]) -> None:
        self.problems: tuple[Problem, ...] = ()
        self.plans: list[Plan] = []
        self._known: list[Plan] = []
        self._mandate = mandate
        self.book = writing.open_book()
        problems: list[Problem] = []
        for rows in groups:
            unclear = _unclear(rows, self.book)
            problems.extend(unclear)
            stored = queries.reorganisation_of(rows[0].document.number, rows[0].effective_on)
            if stored is not None:
                if not _same_rows(stored.rows, rows):
                    problems.append(_other_rows(rows[0]))
                else:
                    self._known.append(
                        Plan(rows[0].document, rows[0].effective_on, tuple(rows), (), (), (), (), ())
                    )
                continue
            if unclear:
                continue
            drafted, faults = plan(self.book, rows)
            problems.extend(Problem(fault.row, fault.column, fault.reason) for fault in faults)
            self.plans.append(drafted)
        self.problems = tuple(sorted(problems, key=lambda problem: problem.row or 0))
        if not self.problems:
            for drafted in self.plans:
                self._require_reach(drafted)

    def _require_reach(self, drafted: Plan) -> None:
        """To change a unit the mandate reaches it; to found or move one it reaches the unit above."""
        if self._mandate.account is None:
            return
        founded = set(drafted.founded)
        parents = {
            entry.parent
            for entry in (*drafted.opened, *(after for _, after in drafted.rewritten))
            if entry.parent
        }
        touched = (drafted.keys | parents) - founded
        ids = Unit.objects.filter(key__in=touched).values_list("pk", flat=True)
        self._mandate.require(Action.ORGANISE, [UnitId(unit) for unit in ids])

    def acts(self) -> tuple[PlannedAct, ...]:
        known = [_described(drafted, self.book, is_known=True) for drafted in self._known]
        return (*known, *(_described(drafted, self.book, is_known=False) for drafted in self.plans))


def _unclear(rows: Sequence[ReformRow], book: Book) -> list[Problem]:
    """
    What is neither a key on record nor one that the rows found: asked back, with the units it could mean on
    its day.
    """
    coming = {
        key
        for row in rows
        for key in (row.heir, row.unit if row.act == "found" else "")
        if sheets.is_key(key)
    }
    problems: list[Problem] = []
    for row in rows:
        day_before = row.effective_on - timedelta(days=1)
        for column, day in (("unit", day_before), ("heir", row.effective_on), ("parent", row.effective_on)):
            text = getattr(row, column)
            if text and text not in book.entries and text not in coming:
                problems.append(
                    Problem(row.number, column, queries.asked_back(text, within=Validity.through(day, day)))
                )
    return problems


def _same_rows(stored: Sequence[Mapping[str, str]], rows: Iterable[ReformRow]) -> bool:
    def in_order(rows: Iterable[Mapping[str, str]]) -> list[list[tuple[str, str]]]:
        return sorted(sorted(row.items()) for row in rows)

    return in_order(stored) == in_order(row.said for row in rows)


def _other_rows(row: ReformRow) -> Problem:
    return Problem(
        row.number,
        "document",
        _(
            "The document %(document)s was applied from %(day)s on with other content. Undo it and load it "
            "again, or correct the number of the document."
        )
        % {"document": row.document.number, "day": f"{row.effective_on:%d/%m/%Y}"},
    )


def _store(mandate: Mandate, drafted: Plan, file_name: str) -> Reorganisation:
    cited = drafted.document
    known = cited_documents().get(cited.number)
    issuer = cited.issuer or ("" if known is None else known.issuer)
    issued_on = cited.issued_on or (None if known is None else known.issued_on)
    document, _ = Document.objects.get_or_create(
        number=cited.number, issuer=issuer, defaults={"issued_on": issued_on}
    )
    if document.issued_on is None and issued_on is not None:
        document.issued_on = issued_on
        document.save(update_fields=["issued_on"])
    changes = writing.write(drafted)
    reorganisation = Reorganisation.objects.create(
        document=document,
        effective_on=drafted.effective_on,
        rows=[row.said for row in drafted.rows],
        changes=changes,
        applied_by_id=mandate.account,
    )
    keys = {key for pair in drafted.pairs for key in (pair.unit, pair.heir) if key}
    ids = dict(Unit.objects.filter(key__in=keys).values_list("key", "pk"))
    Succession.objects.bulk_create(
        [
            Succession(
                reorganisation=reorganisation,
                unit_id=ids[pair.unit],
                heir_id=ids[pair.heir] if pair.heir else None,
                act=pair.act,
                note=pair.note,
            )
            for pair in drafted.pairs
        ],
        batch_size=2000,
    )
    trail.record(
        mandate,
        "reorganised",
        reorganisation,
        document=cited.number,
        effective_on=drafted.effective_on.isoformat(),
        file=file_name,
        founded=len(drafted.founded),
        ended=len({pair.unit for pair in drafted.pairs}),
        rows=len(drafted.rows),
    )
    return reorganisation


def _described(drafted: Plan, book: Book, *, is_known: bool) -> PlannedAct:
    def label(key: str, day: date) -> UnitLabel:
        entry = standing(key, day)
        if entry is None:
            return UnitLabel(key, key, "", "", "", "")
        above = standing(entry.parent, day) if entry.parent else None
        return UnitLabel(
            key,
            title(entry),
            entry.kind,
            entry.official_code,
            entry.parent,
            "" if above is None else title(above),
        )

    def standing(key: str, day: date) -> Entry | None:
        return book.standing(key, day) or next(iter(book.entries.get(key, ())), None)

    on = drafted.effective_on
    day_before = on - timedelta(days=1)
    remaining = {pair.unit for pair in drafted.pairs if pair.unit == pair.heir}
    leaving = dict.fromkeys(pair.unit for pair in drafted.pairs if pair.unit not in remaining)
    opened = (*drafted.opened, *(after for _, after in drafted.rewritten))
    return PlannedAct(
        document=drafted.document,
        effective_on=on,
        founded=tuple(label(key, on) for key in drafted.founded),
        ended=tuple(label(key, day_before) for key in leaving),
        changed=tuple(
            Change(label(entry.key, day_before), label(entry.key, on))
            for entry in opened
            if entry.key not in drafted.founded
        ),
        pairs=tuple(
            Carrying(
                label(pair.unit, day_before), label(pair.heir, on) if pair.heir else None, pair.act, pair.note
            )
            for pair in drafted.pairs
        ),
        begun=frozenset(
            pair.heir for pair in drafted.pairs if pair.heir and book.on(pair.heir, day_before) is None
        ),
        sentences=()
        if is_known
        else (*units_below(drafted, book), *following.what_follows(_touched(drafted))),
        is_known=is_known,
    )


def _touched(drafted: Plan) -> following.Touched:
    remaining = {pair.unit for pair in drafted.pairs if pair.unit == pair.heir}
    ended = {pair.unit for pair in drafted.pairs} - remaining
    carrying_on = {pair.heir for pair in drafted.pairs if pair.heir} | set(drafted.founded)
    ids = dict(Unit.objects.filter(key__in=ended | carrying_on).values_list("key", "pk"))
    return following.Touched(
        drafted.effective_on,
        frozenset(UnitId(ids[key]) for key in ended if key in ids),
        frozenset(UnitId(ids[key]) for key in carrying_on if key in ids),
    )
