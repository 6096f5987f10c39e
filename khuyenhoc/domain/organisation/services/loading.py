"""Loading the units sheet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from khuyenhoc.domain.organisation import queries, sheets
from khuyenhoc.domain.organisation.models import Unit, UnitVersion
from khuyenhoc.domain.organisation.rules import tree as tree_rules
from khuyenhoc.domain.organisation.services.tree_keeping import take_the_tree, touch_the_tree
from khuyenhoc.domain.organisation.sheets import UnitRow
from khuyenhoc.foundation.audit import trail
from khuyenhoc.foundation.sheets import reading
from khuyenhoc.foundation.sheets.problems import Problem, SheetNotSound
from khuyenhoc.foundation.values.mandates import Action, Mandate
from khuyenhoc.foundation.values.validity import Validity
from khuyenhoc.foundation.values.vietnamese import search_key, sort_key


@dataclass(frozen=True, slots=True)
class UnitsLoaded:
    """What loading a units sheet did, or would do: counts of versions, and sentences on what to look at."""

    new: int
    changed: int
    same: int
    notices: tuple[str, ...] = ()


def load_units(*, mandate: Mandate, content: bytes, file_name: str, dry_run: bool = False) -> UnitsLoaded:
    """
    Make the tree say what a units sheet says; versions the sheet does not name stay as they are. Loading it
    twice changes nothing.

    :raises SheetRefused: the file is no sheet we can read
    :raises SheetNotSound: a row cannot be read, names an unknown parent, overlaps another version, takes a
      code in use, closes a circle
    """
    mandate.require_everywhere(Action.ORGANISE)
    rows, problems = _read(content, file_name)
    if problems:
        raise SheetNotSound(problems)
    with transaction.atomic():
        take_the_tree()
        plan = _plan(rows)
        if plan.problems:
            raise SheetNotSound(plan.problems)
        if not dry_run and (plan.new or plan.changed):
            _store(plan)
            touch_the_tree()
            circle = _circle_on_some_day(rows)
            if circle is not None:
                raise SheetNotSound([circle])
            trail.record(
                mandate,
                "loaded units",
                UnitVersion,
                file=file_name,
                new=len(plan.new),
                changed=len(plan.changed),
            )
    return UnitsLoaded(len(plan.new), len(plan.changed), plan.same, plan.notices)


def _read(content: bytes, file_name: str) -> tuple[list[UnitRow], list[Problem]]:
    sheet = reading.read(content, file_name, sheets.UNITS)
    rows: list[UnitRow] = []
    problems: list[Problem] = []
    for line in sheet.rows:
        row = sheets.parse_unit(line)
        if isinstance(row, Problem):
            problems.append(row)
        else:
            rows.append(row)
    return rows, problems


@dataclass(frozen=True, slots=True)
class _Plan:
    new: list[UnitRow]
    changed: list[tuple[UnitVersion, UnitRow]]
    same: int
    problems: list[Problem]
    notices: tuple[str, ...]


def _plan(rows: Sequence[UnitRow]) -> _Plan:
    stored = UnitVersion.objects.select_related("unit", "parent")
    by_start = {(version.unit.key, version.starts_on): version for version in stored}
    known = {version.unit.key for version in by_start.values()} | {row.key for row in rows}
    spans: dict[str, dict[object, Validity]] = {}
    codes: dict[str, list[tuple[str, Validity]]] = {}
    for (key, start), version in by_start.items():
        spans.setdefault(key, {})[start] = version.validity
    new: list[UnitRow] = []
    changed: list[tuple[UnitVersion, UnitRow]] = []
    problems: list[Problem] = []
    same = 0
    rewritten = {(row.key, row.validity.start) for row in rows}
    for (key, start), version in by_start.items():
        if version.official_code and (key, start) not in rewritten:
            codes.setdefault(version.official_code, []).append((key, version.validity))
    seen: set[tuple[str, object]] = set()
    for row in rows:
        here = (row.key, row.validity.start)
        if here in seen:
            problems.append(
                Problem(
                    row.number,
                    "key",
                    _("An earlier row has “%(key)s” with the same first day. Remove one of the two rows.")
                    % {"key": row.key},
                )
            )
            continue
        seen.add(here)
        if row.parent and row.parent not in known:
            problems.append(
                Problem(
                    row.number,
                    "parent",
                    _("There is no unit above called “%(parent)s”. Add it to the file, or correct the key.")
                    % {"parent": row.parent},
                )
            )
        if row.parent == row.key:
            problems.append(Problem(row.number, "parent", _("A unit cannot be above itself.")))
        taken = next(
            (key for key, validity in codes.get(row.official_code, []) if validity.overlaps(row.validity)),
            None,
        )
        if row.official_code and taken is not None:
            problems.append(
                Problem(
                    row.number,
                    "official_code",
                    _(
                        "The code %(official_code)s belongs to “%(taken)s” in the same time. Check the "
                        "code and the days."
                    )
                    % {"official_code": row.official_code, "taken": taken},
                )
            )
        if row.official_code:
            codes.setdefault(row.official_code, []).append((row.key, row.validity))
        spans.setdefault(row.key, {})[row.validity.start] = row.validity
        version_now = by_start.get(here)
        if version_now is None:
            new.append(row)
        elif _says(version_now) == _wants(row):
            same += 1
        else:
            changed.append((version_now, row))
    problems.extend(_overlaps(rows, spans))
    return _Plan(new, changed, same, problems, _parents_that_end_first(rows))


def _overlaps(rows: Sequence[UnitRow], spans: Mapping[str, Mapping[object, Validity]]) -> list[Problem]:
    problems: list[Problem] = []
    for row in rows:
        others = (validity for start, validity in spans[row.key].items() if start != row.validity.start)
        if any(validity.overlaps(row.validity) for validity in others):
            problems.append(
                Problem(
                    row.number,
                    "valid_from",
                    _(
                        "“%(key)s” has another span with days in common. Close the old span first "
                        "(write its last day)."
                    )
                    % {"key": row.key},
                )
            )
    return problems


def _parents_that_end_first(rows: Sequence[UnitRow]) -> tuple[str, ...]:
    ends: dict[str, list[Validity]] = {}
    for row in rows:
        ends.setdefault(row.key, []).append(row.validity)
    orphaned = [
        row
        for row in rows
        if row.parent in ends
        and row.validity.end is None
        and all(span.end is not None for span in ends[row.parent])
    ]
    return tuple(
        _(
            "Row %(number)s: “%(key)s” still exists after the unit above, “%(parent)s”, ends; from that "
            "day on it shows below the nearest unit above."
        )
        % {"number": row.number, "key": row.key, "parent": row.parent}
        for row in orphaned
    )


def _says(version: UnitVersion) -> tuple[object, ...]:
    parent = "" if version.parent is None else version.parent.key
    return parent, version.kind, version.name, version.official_code, version.ends_on


def _wants(row: UnitRow) -> tuple[object, ...]:
    return row.parent, row.kind, row.name, row.official_code, row.validity.end


def _store(plan: _Plan) -> None:
    wanted = {row.key for row in plan.new} | {row.parent for row in plan.new if row.parent}
    Unit.objects.bulk_create([Unit(key=key) for key in sorted(wanted)], ignore_conflicts=True)
    ids = dict(Unit.objects.values_list("key", "pk"))
    # versions that end earlier are written first, so that what follows finds its days free
    for version, row in sorted(
        plan.changed, key=lambda pair: (pair[1].validity.end is None, pair[1].validity.end)
    ):
        _fill(version, row, ids)
        version.save()
    UnitVersion.objects.bulk_create([_fill(UnitVersion(), row, ids) for row in plan.new], batch_size=2000)


def _fill(version: UnitVersion, row: UnitRow, ids: Mapping[str, int]) -> UnitVersion:
    version.unit_id = ids[row.key]
    version.parent_id = ids[row.parent] if row.parent else None
    version.kind = row.kind
    version.name = row.name
    version.official_code = row.official_code
    version.sort_key = sort_key(row.name)
    version.search_key = search_key(row.name)
    version.starts_on = row.validity.start
    version.ends_on = row.validity.end
    return version


def _circle_on_some_day(rows: Sequence[UnitRow]) -> Problem | None:
    """A tree can only change on a day some version starts, so those are the days to look at."""
    for day in sorted({row.validity.start for row in rows}):
        unit = tree_rules.a_unit_in_a_circle(queries.tree(on=day).parent_of)
        if unit is not None:
            key = Unit.objects.get(pk=unit).key
            number = next((row.number for row in rows if row.key == key), None)
            return Problem(
                number,
                "parent",
                _(
                    "By this file “%(key)s” lies below itself through the units above it. Check the column "
                    "parent."
                )
                % {"key": key},
            )
    return None
