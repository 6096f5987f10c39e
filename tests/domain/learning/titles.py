"""People, groups and titles for tests, made the way the pages make them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal

from khuyenhoc.domain.learning import services
from khuyenhoc.domain.learning.models import Programme, Registration
from khuyenhoc.domain.learning.services import Decided, Finding, SignedDecision, Verdict
from khuyenhoc.domain.organisation.models import Unit
from khuyenhoc.domain.people import permissions
from khuyenhoc.domain.people.models import Account, Group, Person
from khuyenhoc.foundation.criteria.scoring import Mark
from khuyenhoc.foundation.values import vietnamese
from khuyenhoc.foundation.values.mandates import Action, Mandate
from tests import factories

YEAR = 2025
SPRING = date(2025, 2, 3)
AUTUMN = date(2025, 11, 5)
MEETING_DAY = date(2025, 11, 20)
DECIDED_ON = date(2025, 12, 20)
WINTER = date(2025, 12, 29)

FAMILIES = """
title = "Gia đình học tập (bộ của tỉnh)"
subject = "family"
completeness = "complete"
effective_from = 2025-01-01
kind = "points"
total = 100
authority.document = "Quyết định"
authority.number = "99/QĐ-UBND"
authority.issuer = "Ủy ban nhân dân tỉnh Cao Bằng"
authority.issued_on = 2024-12-20
holding = { yearly = true, confidence = "H", source = "99/QĐ-UBND" }
[[decider]]
who = "Chủ tịch Ủy ban nhân dân cấp xã"
confidence = "H"
source = "99/QĐ-UBND"
[[group]]
code = "1"
label = "Học tập"
items = [
  { code = "1.1", label = "Trẻ em", max_points = 50 },
  { code = "1.2", label = "Người lớn", max_points = 50 },
]
[[grade]]
code = "recognised"
label = "Đạt"
min_points = 50
"""
HAMLETS = """
title = "Cộng đồng học tập (bộ của tỉnh)"
subject = "community"
scope = "hamlet"
completeness = "complete"
effective_from = 2024-01-01
kind = "levels"
authority.document = "Quyết định"
authority.number = "98/QĐ-UBND"
authority.issuer = "Ủy ban nhân dân tỉnh Cao Bằng"
authority.issued_on = 2023-12-20
holding = { months = 36, upgrade_after_months = 12, confidence = "H", source = "98/QĐ-UBND" }
[[decider]]
who = "Chủ tịch Ủy ban nhân dân cấp xã"
confidence = "H"
source = "98/QĐ-UBND"
[[group]]
code = "1"
label = "Kết quả"
items = [
  { code = "1.1", label = "Có quỹ khuyến học", level = "1" },
  { code = "1.2", label = "Ít nhất 50 % người lớn là công dân học tập", level = "1", \
    threshold = { share = "model.citizen_adult.recognised", at_least = 50 } },
  { code = "1.3", label = "Có tủ sách", level = "2" },
]
[[grade]]
code = "2"
label = "Mức độ 2"
[[grade]]
code = "1"
label = "Mức độ 1"
"""


def marks(points: str = "8", **other: str) -> Mapping[str, Mark | None]:
    """Ten marks of Decision 324, all the same but those named: `_6="4"` is item 6."""
    return {str(item): Decimal(other.get(f"_{item}", points)) for item in range(1, 11)}


def mandate(account: Account, action: Action, on: date = AUTUMN) -> Mandate:
    return permissions.mandate(account=account, action=action, on=on)


def machine(action: Action, on: date = WINTER) -> Mandate:
    return factories.machine(action, on=on)


def person(name: str, *, home: Unit, born: int | None = 1980) -> Person:
    return Person.objects.create(
        full_name=name,
        name_key=vietnamese.person_sort_key(name),
        search_key=vietnamese.search_key(name),
        birth_year=born,
        home=home,
    )


def group(kind: str, name: str, *, unit: Unit) -> Group:
    return Group.objects.create(
        kind=kind,
        unit=unit,
        name=name,
        sort_key=vietnamese.sort_key(name),
        search_key=vietnamese.search_key(name),
    )


def citizen(
    name: str, *, home: Unit, born: int | None = 1980, year: int = YEAR, form: str = "resident"
) -> Registration:
    """Somebody new who goes for the learning citizen's title."""
    return services.register(
        mandate=machine(Action.REGISTER, date(year, 2, 3)),
        programme=Programme.CITIZEN,
        year=year,
        subject=person(name, home=home, born=born),
        form=form,
    )


def own_set(text: str, *, unit: Unit, on: date = date(2025, 1, 2)) -> None:
    """A set of a province in effect."""
    by = machine(Action.DECIDE, on)
    entered = services.enter_own_set(mandate=by, unit=unit, text=text)
    services.try_own_set(mandate=by, own_set=entered)
    services.adopt_own_set(mandate=by, own_set=entered)


def signed(unit: Unit, *, number: str = "125/QĐ-UBND", on: date = DECIDED_ON) -> SignedDecision:
    return SignedDecision(
        number=number, decided_on=on, signer="Nông Văn Ký", signer_post="Chủ tịch UBND xã", unit=unit
    )


def self_assessed(*titles: Registration, given: Mapping[str, Mark | None] | None = None) -> None:
    for one in titles:
        services.self_assess(
            mandate=machine(Action.ASSESS, date(one.year, 11, 5)),
            registration=one.pk,
            marks=marks() if given is None else given,
        )


def met(*titles: Registration, unit: Unit) -> None:
    year = titles[0].year
    services.hold_meeting(
        mandate=machine(Action.ASSESS, date(year, 11, 25)),
        unit=unit,
        programme=titles[0].title,
        year=year,
        held_on=date(year, 11, 20),
        place="Nhà văn hóa xóm",
        chair="Đàm Thị Xóm",
        secretary="Lý Văn Ghi",
        present=20,
        invited=25,
        verdicts=[Verdict(one.pk, is_agreed=True, votes_for=18) for one in titles],
    )


def verified(*titles: Registration, unit: Unit, given: Mapping[str, Mark | None] | None = None) -> None:
    self_assessed(*titles, given=given)
    met(*titles, unit=unit)
    year = titles[0].year
    services.verify(
        mandate=machine(Action.VERIFY, date(year, 12, 5)),
        findings=[Finding(one.pk, holds=True) for one in titles],
    )


def decided(*titles: Registration, by: Unit, number: str = "125/QĐ-UBND", on: date | None = None) -> Decided:
    year = titles[0].year
    return services.decide(
        mandate=machine(Action.DECIDE, date(year + 1, 3, 31)),
        signed=signed(by, number=number, on=on or date(year, 12, 20)),
        programme=titles[0].title,
        year=year,
        registrations=ids(titles),
    )


def recognised(
    *titles: Registration, unit: Unit, by: Unit, number: str = "125/QĐ-UBND", on: date | None = None
) -> Decided:
    verified(*titles, unit=unit)
    return decided(*titles, by=by, number=number, on=on)


def ids(titles: Iterable[Registration]) -> list[int]:
    return [one.pk for one in titles]


def state_of(title: Registration) -> str:
    return Registration.objects.values_list("state", flat=True).get(pk=title.pk)
