"""Committees and officers through the pages: provisional and elected, appointed, handed over, ended."""

from __future__ import annotations

from datetime import date

from django.urls import reverse

from khuyenhoc.domain.people.models import Office, Posting
from tests.cast import Cast
from tests.domain.people.persons import person
from tests.interfaces.web.conftest import In, words
from tests.interfaces.web.the_registers import Registers, kept

__all__ = ["kept"]


def test_a_provisional_committee_is_marked_and_the_elected_one_follows(
    cast: Cast, kept: Registers, signed_in: In
) -> None:
    client, address = signed_in(cast.province), reverse("web:officers", args=["duc-long"])
    before = words(client.get(address))

    said = {
        "is_provisional": "no",
        "starts_on": "2025-11-01",
        "last_day": "2030-10-31",
        "number": "12/QĐ-HKH",
        "issuer": "",
        "issued_on": "",
    }
    client.post(reverse("web:committee-new", args=["duc-long"]), said)
    after = words(client.get(address))

    assert "Provisional committee" in before
    assert "until a congress elects the next" in before
    assert "Elected committee, 01/11/2025 – 31/10/2030" in after
    assert "By 12/QĐ-HKH." in after
    assert "Provisional committee, 01/09/2025 – 31/10/2025" in after


def test_an_officer_is_found_by_name_and_added(cast: Cast, kept: Registers, signed_in: In) -> None:
    vice = person("Lý Thị Én", home=cast.na_po)
    client, address = signed_in(cast.province), reverse("web:office-new", args=[kept.committee.pk])

    found = client.post(address, {"q": "en ly", "find": "1", "on": "2025-10-01", "post": "vice_chair"})
    client.post(
        address, {"q": "en ly", "person": vice.pk, "post": "vice_chair", "on": "2025-10-01", "save": "1"}
    )

    assert "Lý Thị Én, 1980, Chi hội Xóm Nà Pò" in words(found)
    assert Office.objects.get(person=vice).post == "vice_chair"


def test_an_office_is_handed_over_with_the_right_to_work(cast: Cast, kept: Registers, signed_in: In) -> None:
    successor, held = person("Lý Thị Én", home=cast.na_po), Posting.objects.get(account=cast.commune)
    client, address = signed_in(cast.province), reverse("web:office-hand-over", args=[kept.office.pk])
    said = {"q": "én", "person": successor.pk, "on": "2025-11-01", "posting": held.pk, "save": "1"}

    wrong = client.post(address, said | {"account": "khong-co-ai"})
    client.post(address, said | {"account": cast.nobody.username})

    assert "No account has this name" in words(wrong)
    held.refresh_from_db()
    assert held.ends_on == date(2025, 11, 1)
    assert Posting.objects.get(account=cast.nobody).post == "chair"
    assert Office.objects.get(person=successor).took_over_from == kept.office
    assert "took over from" in words(client.get(reverse("web:officers", args=["duc-long"]))).lower()


def test_a_person_out_of_reach_is_no_successor(cast: Cast, kept: Registers, signed_in: In) -> None:
    elsewhere = person("Vi Thị Xa", home=cast.that_khe)

    answer = signed_in(cast.province).post(
        reverse("web:office-hand-over", args=[kept.office.pk]),
        {"q": "xa", "person": elsewhere.pk, "on": "2025-11-01", "save": "1"},
    )

    assert answer.status_code == 422
    assert "Vi Thị Xa" not in answer.content.decode()


def test_a_committee_and_an_office_end(cast: Cast, kept: Registers, signed_in: In) -> None:
    client = signed_in(cast.province)

    client.post(reverse("web:office-end", args=[kept.office.pk]), {"on": "2025-10-01"})
    client.post(reverse("web:committee-end", args=[kept.committee.pk]), {"on": "2025-11-01"})

    kept.office.refresh_from_db()
    kept.committee.refresh_from_db()
    assert (kept.office.ends_on, kept.committee.ends_on) == (date(2025, 10, 1), date(2025, 11, 1))


def test_a_unit_without_a_committee_says_what_to_do(cast: Cast, signed_in: In) -> None:
    assert "No committee on record" in words(
        signed_in(cast.province).get(reverse("web:officers", args=["dong-khe"]))
    )
