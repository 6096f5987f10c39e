"""Acts of registration: one title, a whole list, last year's list again; and withdrawal."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import IntegrityError, connection, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from khuyenhoc.domain.learning import rules
from khuyenhoc.domain.learning.models import CITIZEN_FORMS, Programme, Registration
from khuyenhoc.domain.learning.queries.criteria import sets_in_force
from khuyenhoc.domain.learning.rules.deadlines import calendar
from khuyenhoc.domain.learning.services.moving import Taking, locked, refuse_wrong_states, take
from khuyenhoc.domain.learning.services.refusals import AlreadyRegistered, NoSetInForce, NotOnTheRegister
from khuyenhoc.domain.learning.states import DEFAULT_REASON, Act, State
from khuyenhoc.domain.people.models import Group, Person, RegisterSheet
from khuyenhoc.foundation.audit import trail
from khuyenhoc.foundation.criteria.sets import Scope
from khuyenhoc.foundation.values.mandates import Action, Mandate, UnitId


@dataclass(frozen=True, slots=True)
class Registered:
    """What registering a list did. Those that were registered already stayed as they were."""

    new: int
    already: int


def register(
    *,
    mandate: Mandate,
    programme: Programme,
    year: int,
    subject: Person | Group,
    form: str = "",
    scope: Scope | None = None,
    is_old_title: bool = False,
    is_again: bool | None = None,
    aim: str = "",
    registered_on: date | None = None,
) -> Registration:
    """
    Register a person or a group for a title of a year, at the unit that keeps it.

    `is_again` None: again, where an earlier year of the same title is on record.

    :raises AlreadyRegistered: it is there already
    :raises NotOnTheRegister: the subject is of another kind than the title, or had ended
    :raises NoSetInForce: no criteria held for the title in that year
    :raises StepClosed: the calendar closes registration
    """
    mandate.require(
        Action.REGISTER, [UnitId(subject.home_id if isinstance(subject, Person) else subject.unit_id)]
    )
    day = registered_on or mandate.on
    calendar().refuse_if_closed(
        "register", programme.subject, scope or programme.usual_scope, year=year, on=mandate.on
    )
    with transaction.atomic():
        registration = place(
            programme=programme,
            year=year,
            subject=subject,
            form=form,
            scope=scope,
            is_old_title=is_old_title,
            is_again=is_again,
            aim=aim,
            registered_on=day,
        )
        registration.entered_by_id = mandate.account
        try:
            with transaction.atomic():
                registration.save(force_insert=True)
        except IntegrityError as twice:
            if "goes_for_a_title_once_a_year" not in str(twice):
                raise
            raise AlreadyRegistered(
                _("Already registered for “%(title)s” of %(year)s. Open the list of registrations to see it.")
                % {"title": programme.label, "year": year}
            ) from twice
        trail.record(mandate, "registered", registration, programme=programme.value, year=year)
    return registration


def register_many(
    *,
    mandate: Mandate,
    programme: Programme,
    year: int,
    subjects: Mapping[int, str],
    scope: Scope | None = None,
    sheet: RegisterSheet | None = None,
    is_old_title: bool = False,
    registered_on: date | None = None,
) -> Registered:
    """
    Register a whole list for a title of a year in one statement. Existing registrations stay as they are.

    `subjects`: id of a person (for citizens) or of a group → form, empty where the title has none.

    :raises NotOnTheRegister: an id is not there, or of another kind
    :raises NoSetInForce: no criteria held for the title in that year
    :raises OutsideMandate: one is kept by a unit the mandate does not reach
    :raises StepClosed: the calendar closes registration
    """
    mandate.require(Action.REGISTER, [])
    placed = scope or programme.usual_scope
    calendar().refuse_if_closed("register", programme.subject, placed, year=year, on=mandate.on)
    strange = (
        {form for form in subjects.values() if form not in CITIZEN_FORMS}
        if programme is Programme.CITIZEN
        else set()
    )
    if strange:
        raise NotOnTheRegister(
            _("The form %(forms)s cannot be used for citizens. Write one of: %(known)s.")
            % {"forms": sorted(strange), "known": ", ".join(CITIZEN_FORMS)}
        )
    day = registered_on or mandate.on
    with transaction.atomic():
        units = _units_of(programme, list(subjects))
        mandate.require(Action.REGISTER, units)
        keys = dict.fromkeys(units, "") if is_old_title else _set_keys(units, programme, placed, day, year)
        new = _insert(
            mandate,
            programme=programme,
            scope=placed,
            year=year,
            subjects=subjects,
            keys=keys,
            sheet=sheet,
            is_old_title=is_old_title,
            registered_on=day,
        )
        trail.record(
            mandate,
            "registered list",
            sheet or Registration,
            programme=programme.value,
            year=year,
            new=new,
            already=len(subjects) - new,
        )
    return Registered(new, len(subjects) - new)


def register_again(
    *,
    mandate: Mandate,
    units: Iterable[UnitId],
    programme: Programme,
    year: int,
    from_year: int | None = None,
    scope: Scope | None = None,
) -> Registered:
    """
    Register for a year all who were registered for the title the year before and did not withdraw, at the
    unit that keeps them now.

    :raises OutsideMandate: one of the units, or the unit that keeps a person or group now, is not within the
      mandate
    """
    unit_ids = list(units)
    mandate.require(Action.REGISTER, unit_ids)
    placed = scope or programme.usual_scope
    last = (
        Registration.objects.kept_by(unit_ids)
        .of(programme, from_year or year - 1, placed)
        .filter(is_old_title=False)
    )
    last = last.exclude(state=State.WITHDRAWN).exclude(group__ended_on__isnull=False)
    holder = "person_id" if programme is Programme.CITIZEN else "group_id"
    subjects = dict(last.values_list(holder, "form"))
    return register_many(mandate=mandate, programme=programme, year=year, subjects=subjects, scope=placed)


def withdraw(*, mandate: Mandate, registrations: Iterable[int], reason: str) -> None:
    """
    Take titles that are not decided off the year's list, for a reason; they stay on record as withdrawn.

    :raises RowsRefused: one is decided, has failed or is withdrawn already
    """
    with transaction.atomic():
        titles = locked(mandate, Action.REGISTER, registrations)
        refuse_wrong_states(dict.fromkeys(titles, Act.WITHDRAW), titles)
        stated = reason.strip() or DEFAULT_REASON[Act.WITHDRAW]
        take(mandate, [Taking(title, Act.WITHDRAW, reason=stated) for title in titles.values()])
        trail.record(mandate, "withdrew", Registration, titles=len(titles))


def place(
    *,
    programme: Programme,
    year: int,
    subject: Person | Group,
    form: str = "",
    scope: Scope | None = None,
    is_old_title: bool = False,
    is_again: bool | None = None,
    aim: str = "",
    registered_on: date,
) -> Registration:
    """
    A registration, not stored yet, at the unit that keeps its holder and under the set it will be judged by.

    :raises NotOnTheRegister, NoSetInForce: as in `register`
    """
    _refuse_other_kinds(programme, subject, year, form)
    unit = UnitId(subject.home_id if isinstance(subject, Person) else subject.unit_id)
    placed = scope or programme.usual_scope
    person, group = (subject, None) if isinstance(subject, Person) else (None, subject)
    if is_again is None:
        earlier = Registration.objects.filter(Q(person=person) if person is not None else Q(group=group))
        is_again = earlier.filter(programme=programme, is_old_title=is_old_title, year__lt=year).exists()
    return Registration(
        person=person,
        group=group,
        programme=programme,
        scope=placed,
        is_old_title=is_old_title,
        year=year,
        unit_id=unit,
        set_key="" if is_old_title else _set_keys([unit], programme, placed, registered_on, year)[unit],
        form=form,
        aim=aim,
        is_again=is_again,
        registered_on=registered_on,
    )


def _refuse_other_kinds(programme: Programme, subject: Person | Group, year: int, form: str) -> None:
    kind = "citizen" if isinstance(subject, Person) else subject.kind
    if kind != programme.value:
        raise NotOnTheRegister(
            _(
                "This register is not the one of “%(title)s”. Choose a person or a group of the "
                "title's own register."
            )
            % {"title": programme.label}
        )
    if isinstance(subject, Group) and subject.ended_on is not None and subject.ended_on <= date(year, 1, 1):
        raise NotOnTheRegister(
            _("It left the register before %(year)s. Check the register or the year of registration.")
            % {"year": year}
        )
    if programme is Programme.CITIZEN and form not in CITIZEN_FORMS:
        raise NotOnTheRegister(
            _("A citizen needs a form. Choose one of: %(forms)s.") % {"forms": ", ".join(CITIZEN_FORMS)}
        )


def _set_keys(
    units: Sequence[UnitId], programme: Programme, scope: Scope, registered_on: date, year: int
) -> Mapping[UnitId, str]:
    on = rules.day_of_the_set(registered_on, year)
    sets = sets_in_force(units, programme.subject, scope, on=on)
    keys = {unit: of.key for unit, of in sets.items() if of is not None}
    if len(keys) < len(sets):
        raise NoSetInForce(
            _(
                "No set of criteria for “%(title)s” was in force in %(year)s. Check the year; put a "
                "“hiếu học” title down as an older title."
            )
            % {"year": year, "title": programme.label}
        )
    return keys


def _units_of(programme: Programme, ids: Sequence[int]) -> list[UnitId]:
    """
    The units that keep persons or groups. Raises NotOnTheRegister where an id is not there or of another
    kind.
    """
    table, unit, kind = _table(programme)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT s.{unit}, count(*) FROM unnest(%s::bigint[]) AS asked(id) "  # noqa: S608
            f"JOIN {table} s ON s.id = asked.id {kind} GROUP BY 1",
            [list(ids)],
        )
        rows = cursor.fetchall()
    missing = len(ids) - sum(n for _, n in rows)
    if missing:
        raise NotOnTheRegister(
            _(
                "%(rows)s rows are not on the register of “%(title)s”. Load the list into the "
                "register first, then register."
            )
            % {"rows": missing, "title": programme.label}
        )
    return [UnitId(keeper) for keeper, _ in rows]


def _table(programme: Programme) -> tuple[str, str, str]:
    """Where holders of a title are kept: table, column of the unit, and what narrows them to their kind."""
    if programme is Programme.CITIZEN:
        return Person._meta.db_table, "home_id", ""
    return Group._meta.db_table, "unit_id", f"AND s.kind = '{programme.value}'"


def _insert(
    mandate: Mandate,
    *,
    programme: Programme,
    scope: Scope,
    year: int,
    subjects: Mapping[int, str],
    keys: Mapping[UnitId, str],
    sheet: RegisterSheet | None,
    is_old_title: bool,
    registered_on: date,
) -> int:
    table, unit, _ = _table(programme)
    holder, other_holder = (
        ("person_id", "group_id") if programme is Programme.CITIZEN else ("group_id", "person_id")
    )
    into = Registration._meta.db_table
    statement = f"""
        INSERT INTO {into} ({holder}, {other_holder}, programme, scope, is_old_title, year, unit_id,
                            set_key, form, aim, is_again, unregistered_reason, state, registered_on,
                            entered_by_id, register_sheet_id)
        SELECT s.id, NULL, %s, %s, %s, %s, s.{unit}, k.set_key, asked.form, '',
               EXISTS (SELECT 1 FROM {into} r
                        WHERE r.{holder} = s.id AND r.programme = %s AND r.is_old_title = %s AND r.year < %s),
               '', 'registered', %s, %s, %s
          FROM unnest(%s::bigint[], %s::text[]) AS asked(id, form)
          JOIN {table} s ON s.id = asked.id
          JOIN unnest(%s::bigint[], %s::text[]) AS k(unit, set_key) ON k.unit = s.{unit}
         ORDER BY asked.id
        ON CONFLICT DO NOTHING
    """  # noqa: S608 - table and column names of our own models
    with connection.cursor() as cursor:
        cursor.execute(
            statement,
            [
                programme.value,
                scope.value,
                is_old_title,
                year,
                programme.value,
                is_old_title,
                year,
                registered_on,
                mandate.account,
                sheet.pk if sheet else None,
                list(subjects),
                list(subjects.values()),
                list(keys),
                list(keys.values()),
            ],
        )
        return int(cursor.rowcount)
