"""The registers' pages: who comes in, what a list shows and takes away, a person's way, a group."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from khuyenhoc.domain.people import services
from khuyenhoc.domain.people.kinds import RegisterKind
from khuyenhoc.domain.people.models import Membership, Office, Person
from khuyenhoc.foundation.audit.models import AuditLine
from khuyenhoc.interfaces.web.people.views import registers as views
from tests.cast import Cast
from tests.domain.people.lists import loaded
from tests.domain.people.persons import JOINED, machine, member, person
from tests.interfaces.web.conftest import In, words
from tests.interfaces.web.the_registers import SECRET, Registers, kept, on_record

__all__ = ["kept"]

SENT = {
    "name": "Ai Đó",
    "on": "2025-11-01",
    "unit": "that-khe",
    "starts_on": "2025-11-01",
    "is_provisional": "no",
    "save": "1",
}


# ---- Who comes in ----


def test_a_stranger_finds_nothing_at_any_address_of_the_registers(
    cast: Cast, kept: Registers, signed_in: In
) -> None:
    client, before = signed_in(cast.stranger), on_record()

    looked = [client.get(address) for address in [*kept.reading(), *kept.writing(), *kept.organising()]]
    sent = [client.post(address, SENT) for address in [*kept.writing(), *kept.organising(), *kept.posting()]]
    sent += [client.post(address, {"unit": "na-po", "q": "rieng"}) for address in kept.reading()[3:]]

    assert {answer.status_code for answer in [*looked, *sent]} == {404}
    assert not any(SECRET in answer.content.decode() for answer in [*looked, *sent])
    assert on_record() == before


def test_a_stranger_sees_and_finds_only_his_own(cast: Cast, kept: Registers, signed_in: In) -> None:
    client = signed_in(cast.stranger)

    pages = [client.get(reverse("web:registers")), client.get(reverse("web:register", args=["member"]))]
    pages += [
        client.post(reverse("web:register", args=[kind]), {"q": "rieng", "find": "1"})
        for kind in ("member", "citizen", "family")
    ]
    pages += [client.post(reverse("web:register-export", args=["citizen", "csv"]), {"q": "rieng"})]

    assert {page.status_code for page in pages} == {200}
    assert not any(SECRET in page.content.decode() for page in pages)


def test_a_post_that_keeps_no_registers_is_told_so(cast: Cast, kept: Registers, signed_in: In) -> None:
    answers = [
        signed_in(who).get(address)
        for who in (cast.editor, cast.nobody)
        for address in [*kept.reading(), *kept.writing()]
    ]

    assert {answer.status_code for answer in answers} == {403}


def test_who_keeps_registers_but_does_not_organise_changes_no_committee(
    cast: Cast, kept: Registers, signed_in: In
) -> None:
    client, before = signed_in(cast.commune), Office.objects.values_list().get()

    answers = [client.post(address, SENT) for address in kept.organising()]

    assert {answer.status_code for answer in answers} == {403}
    assert Office.objects.values_list().get() == before
    assert "Hand over" not in words(client.get(reverse("web:officers", args=["duc-long"])))


def test_whoever_is_not_signed_in_signs_in_first(kept: Registers) -> None:
    answers = [
        Client().get(address)
        for address in [reverse("web:registers"), *kept.reading(), *kept.writing(), *kept.organising()]
    ]

    assert {answer["Location"].split("?")[0] for answer in answers} == {"/dang-nhap/"}


@pytest.mark.parametrize("pk", [0, 999_999, 10**30])
def test_nobody_and_nothing_is_not_found(cast: Cast, signed_in: In, pk: int) -> None:
    client = signed_in(cast.province)
    names = (
        "person",
        "person-edit",
        "person-transfer",
        "group",
        "group-edit",
        "committee-end",
        "office-new",
        "office-hand-over",
        "office-end",
    )

    assert {client.get(reverse(f"web:{name}", args=[pk])).status_code for name in names} == {404}


@pytest.mark.parametrize(
    "address", ["danh-sach/khac/", "danh-sach/member/?unit=khong-co", "danh-sach/member/xuat/pdf/"]
)
def test_a_register_nobody_keeps_is_not_found(cast: Cast, signed_in: In, address: str) -> None:
    assert signed_in(cast.commune).get(f"{reverse('web:registers')}{address}").status_code == 404


# ---- Lists ----


def test_the_first_page_counts_each_register(cast: Cast, kept: Registers, signed_in: In) -> None:
    page = words(signed_in(cast.commune).get(reverse("web:registers")))

    assert "Members of the association 1 Load a list" in page
    assert "Families 1 Load a list" in page
    assert "Clans 0 Load a list" in page


def test_a_list_stands_in_vietnamese_order_with_what_tells_people_apart(cast: Cast, signed_in: In) -> None:
    for name in ("Nông Văn Ước", "Bế Thị Ánh", "Đàm Văn An"):
        member(name, home=cast.na_po)

    page = words(signed_in(cast.commune).get(reverse("web:register", args=["member"])))

    assert "3 on record." in page
    assert page.index("Đàm Văn An") < page.index("Bế Thị Ánh") < page.index("Nông Văn Ước")
    assert "1980" in page
    assert "01/08/2025" in page


def test_who_is_looked_for_stands_in_no_address(cast: Cast, signed_in: In) -> None:
    for number in range(60):
        person(f"Nông Văn Hoà {number}", home=cast.na_po)
    client, address = signed_in(cast.commune), reverse("web:register", args=["citizen"])

    first = client.post(address, {"q": "hòa", "find": "1"})
    last = Person.objects.order_by("name_key", "pk")[49].pk
    second = client.post(address, {"q": "hòa", "after": last})

    assert "“hòa”: 60 found." in words(first)
    assert (first.content.decode().count("/nguoi/"), second.content.decode().count("/nguoi/")) == (50, 10)
    assert not any("q=" in line for line in first.content.decode().split('"'))


def test_pages_follow_one_another(cast: Cast, signed_in: In) -> None:
    for number in range(51):
        person(f"Nông Văn An {number}", home=cast.na_po)
    client = signed_in(cast.commune)
    last = Person.objects.order_by("name_key", "pk")[49]

    first = client.get(reverse("web:register", args=["citizen"]))
    second = client.get(f"{reverse('web:register', args=['citizen'])}?after={last.pk}")

    assert f"after={last.pk}" in first.content.decode()
    assert second.content.decode().count("/nguoi/") == 1


def test_a_unit_is_chosen_by_its_key_or_by_its_name(cast: Cast, signed_in: In) -> None:
    person("Nông Văn Hoà", home=cast.na_po)
    person("Lý Thị Én", home=cast.dong_khe)
    client, address = signed_in(cast.province), reverse("web:register", args=["citizen"])

    chosen = words(client.get(f"{address}?unit=duc-long"))
    named = client.post(address, {"place": "dong khe", "find": "1"}, follow=True)
    several = words(client.post(address, {"place": "g", "find": "1"}))
    nowhere = words(client.post(address, {"place": "khong dau ca", "find": "1"}))

    assert "Nông Văn Hoà" in chosen
    assert "Lý Thị Én" not in chosen
    assert "Lý Thị Én" in words(named)
    assert "Nông Văn Hoà" not in words(named)
    assert "Which one?" in several
    assert "No unit of yours answers" in nowhere


def test_an_empty_register_says_what_to_do_first(cast: Cast, signed_in: In) -> None:
    assert "This register is empty" in words(
        signed_in(cast.commune).get(reverse("web:register", args=["clan"]))
    )


@pytest.mark.parametrize(
    ("kind", "lines"),
    [
        (
            RegisterKind.MEMBER,
            [
                "Họ và tên,Xóm,Năm sinh,Giới tính,Điện thoại,Ngày vào hội",
                "Nông Văn Hoà,Nà Pò,1970,Nam,0912345678,15/03/2019",
            ],
        ),
        (RegisterKind.CITIZEN, ["Họ và tên,Xóm,Năm sinh", "Lý Thị Én,Nà Pò,1990", "Lý Thị Én,,1991"]),
        (
            RegisterKind.FAMILY,
            ["Họ và tên chủ hộ,Xóm,Số khẩu,Năm sinh", "Nông Văn Hoà,Nà Pò,4,1970", "Bế Văn Ích,,3,"],
        ),
        (RegisterKind.CLAN, ["Tên dòng họ,Xóm,Số hộ", "Họ Nông,Nà Pò,1.200"]),
        (RegisterKind.COMMUNITY, ["Tên cộng đồng,Số hộ", "Xóm Bản Viết,80"]),
        (RegisterKind.UNIT, ["Tên đơn vị,Số người", "Trường Tiểu học Đức Long,31"]),
    ],
)
@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_what_is_taken_away_can_be_brought_back_and_changes_nothing(
    cast: Cast, signed_in: In, kind: RegisterKind, lines: list[str], ending: str
) -> None:
    loaded(cast.duc_long, *lines, kind=kind)

    answer = signed_in(cast.commune).get(reverse("web:register-export", args=[kind.value, ending]))
    trial = services.try_register(
        mandate=machine(on=date(2025, 11, 9)),
        kind=kind,
        unit=cast.duc_long,
        year=2025,
        content=answer.content,
        file_name=f"so.{ending}",
    )

    assert [row.state.value for row in trial.rows] == ["same"] * (len(lines) - 1), trial.problems


def test_taking_a_register_away_is_noted_with_its_rows_and_no_name(
    cast: Cast, kept: Registers, signed_in: In
) -> None:
    signed_in(cast.commune).post(reverse("web:register-export", args=["member", "csv"]), {"q": "rieng"})

    line = AuditLine.objects.latest("pk")
    assert (line.act, line.facts) == ("took register away", {"kind": "member", "unit": "", "rows": 1})


def test_too_many_rows_for_one_file_are_taken_unit_by_unit(
    cast: Cast, signed_in: In, monkeypatch: pytest.MonkeyPatch
) -> None:
    person("Nông Văn Hoà", home=cast.na_po)
    person("Lý Thị Én", home=cast.na_po)
    monkeypatch.setattr(views, "_MOST_ROWS", 1)

    page = words(
        signed_in(cast.commune).get(reverse("web:register-export", args=["citizen", "csv"]), follow=True)
    )

    assert "too many for one file" in page


# ---- A person ----


def test_every_look_at_a_person_is_noted(cast: Cast, kept: Registers, signed_in: In) -> None:
    signed_in(cast.commune).get(reverse("web:person", args=[kept.someone.pk]))

    line = AuditLine.objects.latest("pk")
    assert (line.account, line.act, line.subject_id, line.facts) == (
        cast.commune,
        "looked at person",
        kept.someone.pk,
        {},
    )


def test_a_person_is_corrected_and_a_wrong_field_said_beside_it(
    cast: Cast, kept: Registers, signed_in: In
) -> None:
    client, address = signed_in(cast.chapter), reverse("web:person-edit", args=[kept.someone.pk])

    wrong = client.post(address, {"name": "Đàm Thị Chung", "birth_year": "1850", "sex": "", "phone": ""})
    right = client.post(
        address,
        {"name": "Đàm Thị Chung", "birth_year": "1950", "sex": "female", "phone": "0912 345 678"},
        follow=True,
    )

    assert wrong.status_code == 422
    assert "cannot be a year of birth" in words(wrong)
    assert "Đàm Thị Chung" in words(right)
    kept.someone.refresh_from_db()
    assert (kept.someone.birth_year, kept.someone.sex, kept.someone.phone) == (1950, "female", "0912345678")


def test_a_person_is_transferred_and_the_transfer_taken_back(
    cast: Cast, kept: Registers, signed_in: In
) -> None:
    client = signed_in(cast.commune)

    page = client.post(
        reverse("web:person-transfer", args=[kept.someone.pk]),
        {"unit": "duc-long", "on": "2025-11-01"},
        follow=True,
    )
    kept.someone.refresh_from_db()
    moved = kept.someone.home
    back = client.post(reverse("web:person-transfer-undo", args=[kept.someone.pk]), follow=True)
    kept.someone.refresh_from_db()

    assert "Take the last transfer back" in words(page)
    assert (moved, kept.someone.home) == (cast.duc_long, cast.na_po)
    assert "as if it had not been" in words(back)
    assert Membership.objects.get().ends_on is None


def test_a_transfer_out_of_reach_is_no_choice(cast: Cast, kept: Registers, signed_in: In) -> None:
    answer = signed_in(cast.commune).post(
        reverse("web:person-transfer", args=[kept.someone.pk]), {"unit": "dong-khe", "on": "2025-11-01"}
    )

    assert answer.status_code == 422
    kept.someone.refresh_from_db()
    assert kept.someone.home == cast.na_po


def test_the_new_unit_is_found_by_part_of_its_name(cast: Cast, kept: Registers, signed_in: In) -> None:
    client, address = signed_in(cast.province), reverse("web:person-transfer", args=[kept.someone.pk])

    several = client.post(address, {"place": "g", "on": "2025-11-01"})
    nowhere = client.post(address, {"place": "khong dau ca", "on": "2025-11-01"})
    client.post(address, {"place": "dong khe", "on": "2025-11-01"})

    assert "Which of these" in words(several)
    assert "No unit of yours answers to this" in words(nowhere)
    kept.someone.refresh_from_db()
    assert kept.someone.home == cast.dong_khe


def test_a_membership_ends_and_begins_again(cast: Cast, kept: Registers, signed_in: In) -> None:
    client, address = signed_in(cast.commune), reverse("web:person-membership", args=[kept.someone.pk])

    early = client.post(address, {"on": JOINED.isoformat()})
    client.post(address, {"on": "2025-11-01"})
    ended = Membership.objects.get().ends_on
    client.post(address, {"on": "2025-11-05"})

    assert "01/08/2025" in words(early)
    assert ended == date(2025, 11, 1)
    assert Membership.objects.latest("pk").starts_on == date(2025, 11, 5)


def test_the_unit_somebody_left_still_reads_and_no_longer_writes(
    cast: Cast, kept: Registers, signed_in: In
) -> None:
    services.transfer(mandate=machine(), person=kept.someone, to_unit=cast.dong_khe, on=date(2025, 11, 1))
    client = signed_in(cast.commune)

    page = client.get(reverse("web:person", args=[kept.someone.pk]))

    assert "Another unit keeps this person now" in words(page)
    assert client.get(reverse("web:person-edit", args=[kept.someone.pk])).status_code == 404


# ---- A group ----


def test_a_family_is_corrected_taken_off_and_put_back(cast: Cast, kept: Registers, signed_in: In) -> None:
    client, pk = signed_in(cast.chapter), kept.family.pk

    client.post(
        reverse("web:group-edit", args=[pk]), {"name": "Bế Văn Ích", "birth_year": "1970", "size": "5"}
    )
    client.post(reverse("web:group-end", args=[pk]), {"on": "2025-11-01"})
    over = words(client.get(reverse("web:group", args=[pk])))
    gone = words(client.get(reverse("web:register", args=["family"])))
    client.post(reverse("web:group-resume", args=[pk]))

    kept.family.refresh_from_db()
    assert (kept.family.name, kept.family.size, kept.family.head_birth_year, kept.family.ended_on) == (
        "Bế Văn Ích",
        5,
        1970,
        None,
    )
    assert "31/10/2025" in over
    assert "This register is empty" in gone
