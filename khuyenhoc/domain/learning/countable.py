"""
Titles as the registers count them: registered in a period, and recognised on its last day (RULE-03).

Both are counted by registrations, so that a row of either figure is one row of the register.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from itertools import product

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case, CharField, Exists, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Least

from khuyenhoc.domain.learning import rules
from khuyenhoc.domain.learning.models import CITIZEN_FORMS, Recognition, Registration, Step
from khuyenhoc.domain.learning.models.decisions import RecognitionQuerySet
from khuyenhoc.domain.learning.rules.days import recognised_days, registered_days
from khuyenhoc.domain.learning.states import Act
from khuyenhoc.domain.organisation.countable import Countable
from khuyenhoc.foundation.criteria.sets import SCOPES, Scope, Subject
from khuyenhoc.foundation.values.facts import FETCHED, NEVER
from khuyenhoc.foundation.values.periods import Period
from khuyenhoc.foundation.values.validity import Validity

_LEVELS = ("1", "2")
"""The grades that have columns of their own in the report."""


def _registered(period: Period) -> QuerySet[Registration]:
    """Registered in the period's year by its last day, and not withdrawn by then (RULE-03, RULE-10)."""
    withdrawn = Step.objects.filter(
        registration=OuterRef("pk"), act=Act.WITHDRAW, taken_on__lte=period.last_day
    )
    rows = Registration.objects.filter(year=period.year, registered_on__lte=period.last_day)
    return rows.filter(~Exists(withdrawn)).annotate(keeper=F("unit_id"), indicator=_REGISTERED)


def _recognised(period: Period) -> QuerySet[Registration]:
    """
    Recognised by a decision in force on the period's last day (RULE-03, RULE-10). A title given to one holder
    twice, as when a level was raised, counts once, at its last level.
    """
    day = period.last_day
    later = _given_later().on(day)
    rows = Registration.objects.filter(
        Q(recognition__revoked_on__isnull=True) | Q(recognition__revoked_on__gt=day),
        recognition__starts_on__lte=day,
        recognition__ends_on__gt=day,
    )
    return rows.filter(~Exists(later)).annotate(keeper=F("unit_id"), indicator=_RECOGNISED)


def _given_later() -> RecognitionQuerySet:
    """What was given to the holder of the registration asked for, for the same title, by a later decision."""
    return Recognition.objects.filter(
        Q(registration__person=OuterRef("person")) | Q(registration__group=OuterRef("group")),
        Q(decision__decided_on__gt=OuterRef("recognition__decision__decided_on"))
        | Q(
            decision__decided_on=OuterRef("recognition__decision__decided_on"), pk__gt=OuterRef("recognition")
        ),
        registration__programme=OuterRef("programme"),
        registration__scope=OuterRef("scope"),
        registration__is_old_title=OuterRef("is_old_title"),
    )


def _days_registered(code: str) -> Iterator[tuple[int, date, date]]:
    """`_registered` of every period at once."""
    withdrawals = Step.objects.filter(registration=OuterRef("pk"), act=Act.WITHDRAW).order_by("taken_on")
    rows = (
        Registration.objects.annotate(
            indicator=_REGISTERED, withdrawn_on=Subquery(withdrawals.values("taken_on")[:1])
        )
        .filter(indicator=code)
        .order_by("unit_id", "pk")
        .values_list("unit_id", "year", "registered_on", "withdrawn_on")
    )
    for unit, year, registered_on, withdrawn_on in rows.iterator(chunk_size=FETCHED):
        days = registered_days(year, registered_on, withdrawn_on)
        if days is not None:
            yield unit, days.start, days.end or NEVER


def _days_recognised(code: str) -> Iterator[tuple[int, date, date]]:
    """`_recognised` of every period at once; a recognition revoked before it began counts on no day."""
    end = Least("ends_on", "revoked_on")
    later = _given_later().annotate(end=end).filter(end__gt=F("starts_on")).order_by("pk")
    rows = (
        Registration.objects.annotate(
            indicator=_RECOGNISED,
            end=Least("recognition__ends_on", "recognition__revoked_on"),
            later_starts=ArraySubquery(later.values("starts_on")),
            later_ends=ArraySubquery(later.values("end")),
        )
        .filter(indicator=code, end__gt=F("recognition__starts_on"))
        .order_by("unit_id", "pk")
        .values_list("unit_id", "recognition__starts_on", "end", "later_starts", "later_ends")
    )
    for unit, start, last, later_starts, later_ends in rows.iterator(chunk_size=FETCHED):
        others = map(Validity, later_starts, later_ends)
        for days in recognised_days(Validity(start, last), others):
            yield unit, days.start, days.end or NEVER


def _titles() -> Iterable[tuple[Subject, Scope, str, bool]]:
    """Every title there can be: subject, scope, form (of citizens alone), whether it is the older title."""
    for subject, scopes in SCOPES.items():
        forms = CITIZEN_FORMS if subject is Subject.CITIZEN else ("",)
        yield from product((subject,), sorted(scopes), forms, (False, True))


def _case(code_of: Callable[[Subject, Scope, str, bool, str], str | None], grades: Iterable[str]) -> Case:
    """The indicator of a row as an SQL expression, made from the rule by asking it for every title."""
    branches = []
    for (subject, scope, form, is_old), grade in product(_titles(), grades):
        code = code_of(subject, scope, form, is_old, grade)
        if code is not None:
            of_title = Q(programme=subject.value, scope=scope.value, is_old_title=is_old)
            of_form = Q(form=form) if form else Q()
            of_grade = Q(recognition__grade=grade) if grade else Q()
            branches.append(When(of_title & of_form & of_grade, then=Value(code)))
    return Case(*branches, default=Value(None), output_field=CharField())


def _registered_code(subject: Subject, scope: Scope, form: str, is_old: bool, _: str) -> str | None:
    return rules.registered_indicator(subject, scope, form, is_old_title=is_old)


def _recognised_code(subject: Subject, scope: Scope, form: str, is_old: bool, grade: str) -> str | None:
    """The code of a title whatever its grade (`grade` empty), or the code of that grade alone."""
    of_every_grade = rules.recognised_indicator(subject, scope, form, "", is_old_title=is_old)
    if of_every_grade is not None or not grade:
        return None if grade else of_every_grade
    return rules.recognised_indicator(subject, scope, form, grade, is_old_title=is_old)


_REGISTERED = _case(_registered_code, [""])
_RECOGNISED = _case(_recognised_code, ["", *_LEVELS])

_RULES = {
    "family": "RULE-03, RULE-10, RULE-14",
    "clan": "RULE-03, RULE-10, RULE-14",
    "community": "RULE-03, RULE-12, RULE-14",
    "unit": "RULE-03, RULE-12, RULE-14",
    "citizen_adult": "RULE-04",
    "citizen_staff": "RULE-04",
    "citizen_learner": "RULE-04",
    "family_hieuhoc": "RULE-13",
    "clan_hieuhoc": "RULE-13",
}

REGISTERED = Countable(
    _registered, _days_registered, {f"model.{model}.registered": rule for model, rule in _RULES.items()}
)
RECOGNISED = Countable(
    _recognised,
    _days_recognised,
    {
        **{f"model.{model}.recognised": rule for model, rule in _RULES.items()},
        **{
            f"model.{model}.level{level}": "RULE-12"
            for model in ("commune_community", "upper_unit")
            for level in _LEVELS
        },
    },
)
COUNTABLES = (REGISTERED, RECOGNISED)
