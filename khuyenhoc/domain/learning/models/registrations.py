"""Registrations: which person or group goes for which title in a year."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from khuyenhoc.domain.learning.rules.paper_codes import paper_code
from khuyenhoc.domain.learning.states import State
from khuyenhoc.domain.organisation.models import Unit
from khuyenhoc.domain.people.models import Group, Person, RegisterSheet
from khuyenhoc.foundation.criteria.sets import SCOPES, Scope, Subject
from khuyenhoc.foundation.database.arrays import among_units
from khuyenhoc.foundation.values.mandates import UnitId
from khuyenhoc.foundation.values.personal import Privacy

CITIZEN_FORMS = ("resident", "worker", "official", "learner")
"""The four forms of Decision 324; figures of citizens are counted by them (RULE-04)."""


class Programme(models.TextChoices):
    """The five models. A value is a `Subject` of the criteria."""

    FAMILY = "family", _("Learning family")
    CLAN = "clan", _("Learning clan")
    COMMUNITY = "community", _("Learning community")
    UNIT = "unit", _("Learning unit")
    CITIZEN = "citizen", _("Learning citizen")

    @property
    def subject(self) -> Subject:
        return Subject(self.value)

    @property
    def on_paper(self) -> str:
        """The title as an official paper writes it: in Vietnamese, whatever the language of the page."""
        with override("vi"):
            return str(self.label)

    @property
    def usual_scope(self) -> Scope:
        """
        The scope of a title where none is given: the hamlet for a community, the commune's units for a unit
        (RULE-12).
        """
        return {Programme.COMMUNITY: Scope.HAMLET, Programme.UNIT: Scope.COMMUNE}.get(self, Scope.ANY)


class RegistrationQuerySet(models.QuerySet["Registration"]):
    def of(self, programme: str, year: int, scope: str | None = None) -> RegistrationQuerySet:
        titles = self.filter(programme=programme, year=year)
        return titles if scope is None else titles.filter(scope=scope)

    def kept_by(self, units: Collection[UnitId]) -> RegistrationQuerySet:
        return self.filter(among_units("unit_id", units))


_SCOPE_FITS = Q()
for _subject, _scopes in SCOPES.items():
    _SCOPE_FITS |= Q(programme=_subject.value, scope__in=sorted(scope.value for scope in _scopes))


class Registration(models.Model):
    """
    A person or a group goes for a title in a year; what becomes of it is in its state and its steps.

    `unit` keeps it that year: it stays where it was when the person moves or the unit ends. `set_key` is the
    version of the criteria it is judged under (RULE-05); empty only for an older title, which the platform
    does not judge. Recognised without having registered in the same year: `unregistered_reason` says why, and
    there is no day of registration (RULE-14).
    """

    privacy: ClassVar[Mapping[str, Privacy]] = {
        "programme": Privacy.NONE,
        "scope": Privacy.NONE,
        "is_old_title": Privacy.NONE,
        "year": Privacy.NONE,
        "person": Privacy.CHILD,
        "group": Privacy.BASIC,
        "unit": Privacy.BASIC,
        "set_key": Privacy.NONE,
        "form": Privacy.BASIC,
        "aim": Privacy.NONE,
        "is_again": Privacy.NONE,
        "unregistered_reason": Privacy.BASIC,
        "state": Privacy.BASIC,
        "registered_on": Privacy.NONE,
    }

    programme = models.CharField(max_length=10, choices=Programme)
    scope = models.CharField(max_length=8)
    is_old_title = models.BooleanField(default=False)
    """The older title “hiếu học”: counted apart, never as the new one (RULE-13)."""
    year = models.PositiveSmallIntegerField()
    person = models.ForeignKey(
        Person, null=True, on_delete=models.PROTECT, related_name="registrations", db_index=False
    )
    group = models.ForeignKey(
        Group, null=True, on_delete=models.PROTECT, related_name="registrations", db_index=False
    )
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="registrations", db_index=False)
    set_key = models.CharField(max_length=120, blank=True)
    form = models.CharField(max_length=30, blank=True)
    """A form of the set, where it has forms; a citizen always has one of the four."""
    aim = models.CharField(max_length=30, blank=True)
    """The level asked for in a set of levels; empty is the highest."""
    is_again = models.BooleanField()
    unregistered_reason = models.CharField(max_length=300, blank=True)
    state = models.CharField(max_length=14, default=State.REGISTERED)
    registered_on = models.DateField(null=True)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    entered_at = models.DateTimeField(db_default=Now())
    register_sheet = models.ForeignKey(
        RegisterSheet, null=True, on_delete=models.PROTECT, related_name="registrations", db_index=False
    )

    objects = RegistrationQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["unit", "year", "programme", "state"], name="titles_of_a_unit_and_year"),
            models.Index(
                fields=["register_sheet"], condition=Q(register_sheet__isnull=False), name="titles_of_a_sheet"
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "programme", "is_old_title", "year"],
                condition=Q(person__isnull=False),
                name="a_person_goes_for_a_title_once_a_year",
            ),
            models.UniqueConstraint(
                fields=["group", "programme", "is_old_title", "year"],
                condition=Q(group__isnull=False),
                name="a_group_goes_for_a_title_once_a_year",
            ),
            models.CheckConstraint(
                condition=Q(programme="citizen", person__isnull=False, group__isnull=True)
                | (~Q(programme="citizen") & Q(person__isnull=True, group__isnull=False)),
                name="a_citizen_is_a_person_all_others_are_groups",
            ),
            models.CheckConstraint(condition=_SCOPE_FITS, name="a_title_has_a_scope_of_its_own"),
            models.CheckConstraint(
                condition=~Q(programme="citizen") | Q(form__in=CITIZEN_FORMS),
                name="a_citizen_has_one_of_the_four_forms",
            ),
            models.CheckConstraint(
                condition=Q(is_old_title=False) | Q(programme__in=["family", "clan"]),
                name="only_families_and_clans_had_the_older_title",
            ),
            models.CheckConstraint(
                condition=~Q(set_key="") | Q(is_old_title=True), name="a_title_is_judged_under_a_set"
            ),
            models.CheckConstraint(
                condition=Q(state__in=[state.value for state in State]), name="a_title_is_in_a_known_state"
            ),
            models.CheckConstraint(
                condition=Q(registered_on__isnull=False, unregistered_reason="")
                | (
                    Q(registered_on__isnull=True, state__in=["recognised", "revoked"])
                    & ~Q(unregistered_reason="")
                ),
                name="recognised_unregistered_only_with_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(year__gte=1996, year__lte=2100), name="a_title_is_of_a_year_of_the_association"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.programme} {self.year} {self.paper_code}"

    @property
    def paper_code(self) -> str:
        """The short code on the printed assessment sheet."""
        return paper_code(self.pk)

    @property
    def title(self) -> Programme:
        return Programme(self.programme)
