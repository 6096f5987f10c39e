"""Lists as localities send them, and what they did to the tables."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from khuyenhoc.domain.learning.models import Registration
from khuyenhoc.domain.organisation.models import Unit
from khuyenhoc.domain.people import services
from khuyenhoc.domain.people.kinds import RegisterKind
from khuyenhoc.domain.people.models import Group, Membership, Person, PossibleDuplicate
from khuyenhoc.domain.people.services import LoadedRegister, RegisterTrial
from khuyenhoc.foundation.values.mandates import Action, Mandate
from tests import factories

YEAR = 2025
TODAY = date(2025, 11, 9)


def csv(*lines: str) -> bytes:
    return "\n".join(lines).encode()


def machine(on: date = TODAY) -> Mandate:
    return factories.machine(Action.REGISTER, on=on)


def tried(
    unit: Unit,
    *lines: str,
    kind: RegisterKind = RegisterKind.FAMILY,
    year: int = YEAR,
    mandate: Mandate | None = None,
) -> RegisterTrial:
    return services.try_register(
        mandate=mandate or machine(),
        kind=kind,
        unit=unit,
        year=year,
        content=csv(*lines),
        file_name="danh-sach.csv",
    )


def loaded(
    unit: Unit,
    *lines: str,
    kind: RegisterKind = RegisterKind.FAMILY,
    year: int = YEAR,
    mandate: Mandate | None = None,
) -> LoadedRegister:
    return services.load_register(
        mandate=mandate or machine(),
        kind=kind,
        unit=unit,
        year=year,
        content=csv(*lines),
        file_name="danh-sach.csv",
    )


def states(trial: RegisterTrial) -> list[str]:
    return [row.state.value for row in trial.rows]


def kept() -> Sequence[object]:
    """All that lists may change, but for the sheets themselves."""
    return (
        sorted(Person.objects.values_list("full_name", "birth_year", "sex", "phone", "home__key"), key=repr),
        sorted(Group.objects.values_list("kind", "name", "head_birth_year", "size", "unit__key"), key=repr),
        sorted(Membership.objects.values_list("person__full_name", "unit__key", "starts_on")),
        PossibleDuplicate.objects.count(),
        Registration.objects.count(),
    )
