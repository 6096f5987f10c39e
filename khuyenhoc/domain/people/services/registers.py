"""Lists into the registers: tried, or loaded whole or not at all."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import connection, transaction
from django.utils.translation import gettext as _

from khuyenhoc.domain.organisation import queries as organisation
from khuyenhoc.domain.organisation.models import Unit
from khuyenhoc.domain.people.kinds import RegisterKind
from khuyenhoc.domain.people.models import Group, Membership, Person, RegisterSheet
from khuyenhoc.domain.people.rules.ground import CHAPTERS, Ground
from khuyenhoc.domain.people.rules.matching import Known, Matched, Matcher, State
from khuyenhoc.domain.people.services import bulk
from khuyenhoc.domain.people.services.storing import store
from khuyenhoc.domain.people.sheets import REGISTERS, Draft, parse
from khuyenhoc.foundation.audit import trail
from khuyenhoc.foundation.database.arrays import among_units, among_words
from khuyenhoc.foundation.sheets import reading
from khuyenhoc.foundation.sheets.problems import Problem, SheetNotSound, SheetRefused
from khuyenhoc.foundation.values.mandates import Action, Mandate, UnitId
from khuyenhoc.foundation.values.numbers import date_text

PERSON_FIELDS, GROUP_FIELDS = ("sex", "phone"), ("size",)
Progress = Callable[[str, int], None]
"""Is told what is being done (reading, matching, storing) and how many rows of it are done."""

_TOLD_EVERY = 1_000
_REGISTERS_LOCK = 7_261_010


@dataclass(frozen=True, slots=True)
class RegisterTrial:
    """
    What a list would do: each readable row with its state, what cannot be read, and sentences about what was
    left out.
    """

    rows: tuple[Matched, ...]
    problems: tuple[Problem, ...]
    notices: tuple[str, ...]

    def count(self, state: State) -> int:
        """Rows in a state; those that cannot be read are wrong."""
        if state is State.WRONG:
            return len({problem.row for problem in self.problems})
        return sum(row.state is state for row in self.rows)


@dataclass(frozen=True, slots=True)
class LoadedRegister:
    """
    `forms_of`: the person or group of each row → the form of a citizen, empty for others. `doubtful`: how
    many rows to look at again.
    """

    sheet: RegisterSheet
    forms_of: Mapping[int, str]
    doubtful: int
    notices: tuple[str, ...]


@bulk.without_search_for_cycles()
def try_register(
    *,
    mandate: Mandate,
    kind: RegisterKind,
    unit: Unit,
    year: int,
    content: bytes,
    file_name: str,
    progress: Progress | None = None,
) -> RegisterTrial:
    """
    Say what a list would do to a unit's register. Changes nothing.

    :raises SheetRefused: the file is no sheet we can read, or the unit was not in being that year
    :raises OutsideMandate: the mandate does not reach the unit
    """
    mandate.require(Action.REGISTER, [UnitId(unit.pk)])
    tell = progress or (lambda _, __: None)
    ground = _ground(unit, year=year, on=mandate.on)
    drafts: list[Draft] = []
    problems: list[Problem] = []
    notices: list[str] = []
    for count, row in enumerate(
        reading.read_rows(content, file_name, REGISTERS[kind], notice=notices.append), 1
    ):
        found = parse(kind, row, year=year)
        if isinstance(found, Draft):
            drafts.append(found)
        else:
            problems.extend(found)
        if not count % _TOLD_EVERY:
            tell("reading", count)
    if not drafts and not problems:
        raise SheetRefused(
            _("There is no row below the headings. Fill the list in and upload the file again.")
        )
    matcher = Matcher(
        ground=ground,
        known=_on_record(kind, ground, drafts, on=min(mandate.on, date(year, 12, 31))),
        fields=PERSON_FIELDS if kind.is_of_persons else GROUP_FIELDS,
    )
    rows: list[Matched] = []
    for count, draft in enumerate(drafts, 1):
        rows.append(matcher.match(draft))
        if not count % _TOLD_EVERY:
            tell("matching", count)
    problems += [Problem(row.draft.row, None, row.reason) for row in rows if row.state is State.WRONG]
    return RegisterTrial(
        tuple(rows), tuple(sorted(problems, key=lambda problem: problem.row or 0)), tuple(notices)
    )


@bulk.without_search_for_cycles()
def load_register(
    *,
    mandate: Mandate,
    kind: RegisterKind,
    unit: Unit,
    year: int,
    content: bytes,
    file_name: str,
    progress: Progress | None = None,
) -> LoadedRegister:
    """
    Store a list, all of it or nothing. The same list twice changes nothing. Doubtful rows are stored as new
    and proposed as possible duplicates; nothing is merged by itself.

    A member without a day of joining is one from the year's first day at the latest, and is kept so.

    :raises SheetRefused: as `try_register`
    :raises SheetNotSound: a row cannot be read, or stands there twice, or may belong to several chapters
    :raises OutsideMandate: the mandate does not reach the unit
    """
    mandate.require(Action.REGISTER, [UnitId(unit.pk)])
    tell = progress or (lambda _, __: None)
    with transaction.atomic():
        _wait_for_other_lists(UnitId(unit.pk), on=mandate.on)
        trial = try_register(
            mandate=mandate,
            kind=kind,
            unit=unit,
            year=year,
            content=content,
            file_name=file_name,
            progress=progress,
        )
        if trial.problems:
            raise SheetNotSound(trial.problems)
        tell("storing", 0)
        new = trial.count(State.NEW) + trial.count(State.DOUBTFUL)
        changed = trial.count(State.CHANGED)
        sheet = RegisterSheet.objects.create(
            kind=kind,
            unit=unit,
            year=year,
            file_name=file_name[-200:],
            sha256=hashlib.sha256(content).hexdigest(),
            new=new,
            changed=changed,
            same=len(trial.rows) - new - changed,
            loaded_by_id=mandate.account,
        )
        forms_of = store(sheet, trial.rows)
        trail.record(
            mandate,
            "loaded register",
            sheet,
            kind=kind.value,
            unit=unit.key,
            year=year,
            new=new,
            changed=changed,
            same=sheet.same,
            sha256=sheet.sha256,
        )
        tell("storing", len(trial.rows))
    return LoadedRegister(sheet, forms_of, trial.count(State.DOUBTFUL), trial.notices)


def _wait_for_other_lists(unit: UnitId, *, on: date) -> None:
    """
    Two lists that may speak of the same people are stored one after the other; those of neighbours at once.
    """
    above = [here for here in organisation.tree(on=on).ancestors(unit) if here != unit]
    with connection.cursor() as cursor:
        for here in reversed(above):
            cursor.execute("SELECT pg_advisory_xact_lock_shared(%s, %s)", [_REGISTERS_LOCK, here])
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [_REGISTERS_LOCK, unit])


def _ground(unit: Unit, *, year: int, on: date) -> Ground:
    """The ground of a list: in the tree of the year's last day, or of the unit's own last day in the year."""
    asked, now = UnitId(unit.pk), organisation.tree(on=on)
    day = min(on, date(year, 12, 31))
    then = organisation.tree(on=day)
    if asked not in then:
        last_days = [
            last
            for name in organisation.versions_on_record(asked)
            if (last := name.validity.last_day) and last.year >= year
        ]
        ended = max((last for last in last_days if last <= day), default=None)
        if ended is None:
            called = organisation.names([asked], on=day)[asked].title
            raise SheetRefused(
                _(
                    "%(unit)s does not exist in %(year)s (up to %(day)s). Choose its successor, or check "
                    "the year of the list."
                )
                % {"unit": called, "year": year, "day": date_text(day)}
            )
        then = organisation.tree(on=ended)
    around = [*then.under(asked)]
    names = organisation.names(around, on=then.on)
    above = organisation.names(list(now.ancestors(asked)), on=on)
    top = next((here for here in now.ancestors(asked) if above[here].kind not in CHAPTERS), None)
    today = organisation.names([] if top is None else list(now.under(top)), on=on)
    return Ground(
        asked,
        then=then,
        now=now,
        names={here: (name.name, name.kind) for here, name in (*today.items(), *names.items())},
    )


def _on_record(kind: RegisterKind, ground: Ground, drafts: Sequence[Draft], *, on: date) -> Iterator[Known]:
    """
    Those on record around the unit whose names the list may mean, and whose years of birth do not contradict
    it.
    """
    years: dict[str, set[int | None]] = {}
    for draft in drafts:
        years.setdefault(draft.key, set()).add(draft.birth_year)
    rows: Iterable[tuple[int, int, str, str, int | None, bool | None, Mapping[str, object]]]
    if kind.is_of_persons:
        rows = _persons(list(ground.around), list(years), on=on if kind is RegisterKind.MEMBER else None)
    else:
        rows = _groups(kind, list(ground.around), list(years))
    for pk, home, name, key, born, is_member, fields in rows:
        said = years[key]
        if born is None or born in said or None in said:
            yield Known(pk, UnitId(home), name, born, fields, is_member)


def _persons(
    homes: list[UnitId], keys: list[str], *, on: date | None
) -> Iterator[tuple[int, int, str, str, int | None, bool | None, Mapping[str, object]]]:
    """:param on: the day on which membership matters; None where it does not"""
    found = Person.objects.filter(among_units("home_id", homes), among_words("search_key", keys)).order_by(
        "pk"
    )
    ever, members = set[int](), set[int]()
    if on is not None:
        memberships = Membership.objects.filter(
            among_units("person__home_id", homes), among_words("person__search_key", keys)
        )
        ever = set(memberships.values_list("person_id", flat=True))
        members = set(memberships.on(on).values_list("person_id", flat=True))
    columns = found.values_list("pk", "home_id", "full_name", "search_key", "birth_year", "sex", "phone")
    for pk, home, name, key, born, sex, phone in columns.iterator(chunk_size=10_000):
        is_member = True if on is None or pk in members else None if pk in ever else False
        yield pk, home, name, key, born, is_member, {"sex": sex, "phone": phone}


def _groups(
    kind: RegisterKind, homes: list[UnitId], keys: list[str]
) -> Iterator[tuple[int, int, str, str, int | None, bool | None, Mapping[str, object]]]:
    found = Group.objects.filter(
        among_units("unit_id", homes), among_words("search_key", keys), kind=kind.value, ended_on__isnull=True
    ).order_by("pk")
    columns = found.values_list("pk", "unit_id", "name", "search_key", "head_birth_year", "size")
    for pk, home, name, key, born, size in columns.iterator(chunk_size=10_000):
        yield pk, home, name, key, born, True, {"size": size}
