"""The registers' pages: who comes in, what a list shows and takes away, a person's way, a group, committees and a hand-over."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from khuyenhoc.domain.people import services
from khuyenhoc.domain.people.kinds import RegisterKind
from khuyenhoc.domain.people.models import Committee, Group, Membership, Office, Person, Posting
from khuyenhoc.foundation.audit.models import AuditLine
from khuyenhoc.foundation.values.mandates import Action
from khuyenhoc.interfaces.web.people import choosing
from khuyenhoc.interfaces.web.people.views import registers as views
from tests.cast import Cast
from tests.domain.people.lists import loaded
from tests.domain.people.persons import JOINED, group, machine, member, person
from tests.interfaces.web.conftest import In, words

SECRET = "Đàm Thị Riêng"


@dataclass(frozen=True)
class Registers:
    """On the registers of Đức Long: a member, a family, a committee with an officer."""

    someone: Person
    family: Group
    committee: Committee
    office: Office

    def reading(self) -> list[str]:
        return [
            reverse("web:person", args=[self.someone.pk]),
            reverse("web:group", args=[self.family.pk]),
            reverse("web:officers", args=["duc-long"]),
            f"{reverse('web:register', args=['member'])}?unit=na-po",
            f"{reverse('web:register-export', args=['member', 'csv'])}?unit=na-po",
        ]

    def writing(self) -> list[str]:
        names = ("person-edit", "person-transfer", "person-membership")
        return [*(reverse(f"web:{name}", args=[self.someone.pk]) for name in names), *self._of_groups()]

    def _of_groups(self) -> list[str]:
        return [reverse(f"web:{name}", args=[self.family.pk]) for name in ("group-edit", "group-end")]

    def organising(self) -> list[str]:
        return [
            reverse("web:committee-new", args=["duc-long"]),
            reverse("web:committee-end", args=[self.committee.pk]),
            reverse("web:office-new", args=[self.committee.pk]),
            reverse("web:office-hand-over", args=[self.office.pk]),
            reverse("web:office-end", args=[self.office.pk]),
        ]

    def posting(self) -> list[str]:
        return [reverse("web:person-transfer-undo", args=[self.someone.pk]), reverse("web:group-resume", args=[self.family.pk])]


@pytest.fixture
def kept(cast: Cast) -> Registers:
    someone = member(SECRET, home=cast.na_po)
    committee = services.form_committee(
        mandate=machine(Action.ORGANISE), unit=cast.duc_long, is_provisional=True, starts_on=date(2025, 9, 1)
    )
    office = services.appoint_officer(
        mandate=machine(Action.ORGANISE), committee=committee, person=someone, post="chair", starts_on=date(2025, 9, 1)
    )
    return Registers(someone, group(SECRET, unit=cast.na_po), committee, office)


def on_record() -> tuple[object, ...]:
    return (
        list(Person.objects.order_by("pk").values_list()),
        list(Group.objects.order_by("pk").values_list()),
        list(Membership.objects.order_by("pk").values_list()),
        list(Committee.objects.order_by("pk").values_list()),
        list(Office.objects.order_by("pk").values_list()),
        list(Posting.objects.order_by("pk").values_list()),
        AuditLine.objects.count(),
    )


SENT = {"name": "Ai Đó", "on": "2025-11-01", "unit": "that-khe", "starts_on": "2025-11-01", "is_provisional": "no", "save": "1"}


# ---- Who comes in ----


def test_a_stranger_finds_nothing_at_any_address_of_the_registers(cast: Cast, kept: Registers, signed_in: In) -> None:
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
    pages += [client.post(reverse("web:register", args=[kind]), {"q": "rieng", "find": "1"}) for kind in ("member", "citizen", "family")]
    pages += [client.post(reverse("web:register-export", args=["citizen", "csv"]), {"q": "rieng"})]

    assert {page.status_code for page in pages} == {200}
    assert not any(SECRET in page.content.decode() for page in pages)


def test_a_post_that_keeps_no_registers_is_told_so(cast: Cast, kept: Registers, signed_in: In) -> None:
    answers = [signed_in(who).get(address) for who in (cast.editor, cast.nobody) for address in [*kept.reading(), *kept.writing()]]

    assert {answer.status_code for answer in answers} == {403}


def test_who_keeps_registers_but_does_not_organise_changes_no_committee(cast: Cast, kept: Registers, signed_in: In) -> None:
    client, before = signed_in(cast.commune), Office.objects.values_list().get()

    answers = [client.post(address, SENT) for address in kept.organising()]

    assert {answer.status_code for answer in answers} == {403}
    assert Office.objects.values_list().get() == before
    assert "Hand over" not in words(client.get(reverse("web:officers", args=["duc-long"])))


def test_whoever_is_not_signed_in_signs_in_first(kept: Registers) -> None:
    answers = [Client().get(address) for address in [reverse("web:registers"), *kept.reading(), *kept.writing(), *kept.organising()]]

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


@pytest.mark.parametrize("address", ["danh-sach/khac/", "danh-sach/member/?unit=khong-co", "danh-sach/member/xuat/pdf/"])
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


def test_a_unit_is_chosen_from_a_list_or_by_its_name(cast: Cast, signed_in: In, monkeypatch: pytest.MonkeyPatch) -> None:
    person("Nông Văn Hoà", home=cast.na_po)
    person("Lý Thị Én", home=cast.dong_khe)
    client, address = signed_in(cast.province), reverse("web:register", args=["citizen"])

    chosen = words(client.get(f"{address}?unit=duc-long"))
    monkeypatch.setattr(choosing, "MOST_IN_A_LIST", 1)
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
    assert "This register is empty" in words(signed_in(cast.commune).get(reverse("web:register", args=["clan"])))


@pytest.mark.parametrize(
    ("kind", "lines"),
    [
        (
            RegisterKind.MEMBER,
            ["Họ và tên,Xóm,Năm sinh,Giới tính,Điện thoại,Ngày vào hội", "Nông Văn Hoà,Nà Pò,1970,Nam,0912345678,15/03/2019"],
        ),
        (RegisterKind.CITIZEN, ["Họ và tên,Xóm,Năm sinh", "Lý Thị Én,Nà Pò,1990", "Lý Thị Én,,1991"]),
        (RegisterKind.FAMILY, ["Họ và tên chủ hộ,Xóm,Số khẩu,Năm sinh", "Nông Văn Hoà,Nà Pò,4,1970", "Bế Văn Ích,,3,"]),
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
        mandate=machine(on=date(2025, 11, 9)), kind=kind, unit=cast.duc_long, year=2025, content=answer.content, file_name=f"so.{ending}"
    )

    assert [row.state.value for row in trial.rows] == ["same"] * (len(lines) - 1), trial.problems


def test_taking_a_register_away_is_noted_with_its_rows_and_no_name(cast: Cast, kept: Registers, signed_in: In) -> None:
    signed_in(cast.commune).post(reverse("web:register-export", args=["member", "csv"]), {"q": "rieng"})

    line = AuditLine.objects.latest("pk")
    assert (line.act, line.facts) == ("took register away", {"kind": "member", "unit": "", "rows": 1})


def test_too_many_rows_for_one_file_are_taken_unit_by_unit(cast: Cast, signed_in: In, monkeypatch: pytest.MonkeyPatch) -> None:
    person("Nông Văn Hoà", home=cast.na_po)
    person("Lý Thị Én", home=cast.na_po)
    monkeypatch.setattr(views, "_MOST_ROWS", 1)

    page = words(signed_in(cast.commune).get(reverse("web:register-export", args=["citizen", "csv"]), follow=True))

    assert "too many for one file" in page


# ---- A person ----


def test_every_look_at_a_person_is_noted(cast: Cast, kept: Registers, signed_in: In) -> None:
    signed_in(cast.commune).get(reverse("web:person", args=[kept.someone.pk]))

    line = AuditLine.objects.latest("pk")
    assert (line.account, line.act, line.subject_id, line.facts) == (cast.commune, "looked at person", kept.someone.pk, {})


def test_a_person_is_corrected_and_a_wrong_field_said_beside_it(cast: Cast, kept: Registers, signed_in: In) -> None:
    client, address = signed_in(cast.chapter), reverse("web:person-edit", args=[kept.someone.pk])

    wrong = client.post(address, {"name": "Đàm Thị Chung", "birth_year": "1850", "sex": "", "phone": ""})
    right = client.post(address, {"name": "Đàm Thị Chung", "birth_year": "1950", "sex": "female", "phone": "0912 345 678"}, follow=True)

    assert wrong.status_code == 422
    assert "không phải năm sinh" in words(wrong)
    assert "Đàm Thị Chung" in words(right)
    kept.someone.refresh_from_db()
    assert (kept.someone.birth_year, kept.someone.sex, kept.someone.phone) == (1950, "female", "0912345678")


def test_a_person_is_transferred_and_the_transfer_taken_back(cast: Cast, kept: Registers, signed_in: In) -> None:
    client = signed_in(cast.commune)

    page = client.post(reverse("web:person-transfer", args=[kept.someone.pk]), {"unit": "duc-long", "on": "2025-11-01"}, follow=True)
    kept.someone.refresh_from_db()
    moved = kept.someone.home
    back = client.post(reverse("web:person-transfer-undo", args=[kept.someone.pk]), follow=True)
    kept.someone.refresh_from_db()

    assert "Take the last transfer back" in words(page)
    assert (moved, kept.someone.home) == (cast.duc_long, cast.na_po)
    assert "as if it had not been" in words(back)
    assert Membership.objects.get().ends_on is None


def test_a_transfer_out_of_reach_is_no_choice(cast: Cast, kept: Registers, signed_in: In) -> None:
    answer = signed_in(cast.commune).post(reverse("web:person-transfer", args=[kept.someone.pk]), {"unit": "dong-khe", "on": "2025-11-01"})

    assert answer.status_code == 422
    kept.someone.refresh_from_db()
    assert kept.someone.home == cast.na_po


def test_where_units_are_many_the_new_one_is_written(cast: Cast, kept: Registers, signed_in: In, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(choosing, "MOST_IN_A_LIST", 1)
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


def test_the_unit_somebody_left_still_reads_and_no_longer_writes(cast: Cast, kept: Registers, signed_in: In) -> None:
    services.transfer(mandate=machine(), person=kept.someone, to_unit=cast.dong_khe, on=date(2025, 11, 1))
    client = signed_in(cast.commune)

    page = client.get(reverse("web:person", args=[kept.someone.pk]))

    assert "Another unit keeps this person now" in words(page)
    assert client.get(reverse("web:person-edit", args=[kept.someone.pk])).status_code == 404


# ---- A group ----


def test_a_family_is_corrected_taken_off_and_put_back(cast: Cast, kept: Registers, signed_in: In) -> None:
    client, pk = signed_in(cast.chapter), kept.family.pk

    client.post(reverse("web:group-edit", args=[pk]), {"name": "Bế Văn Ích", "birth_year": "1970", "size": "5"})
    client.post(reverse("web:group-end", args=[pk]), {"on": "2025-11-01"})
    over = words(client.get(reverse("web:group", args=[pk])))
    gone = words(client.get(reverse("web:register", args=["family"])))
    client.post(reverse("web:group-resume", args=[pk]))

    kept.family.refresh_from_db()
    assert (kept.family.name, kept.family.size, kept.family.head_birth_year, kept.family.ended_on) == ("Bế Văn Ích", 5, 1970, None)
    assert "31/10/2025" in over
    assert "This register is empty" in gone


# ---- Committees and officers ----


def test_a_provisional_committee_is_marked_and_the_elected_one_follows(cast: Cast, kept: Registers, signed_in: In) -> None:
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
    client.post(address, {"q": "en ly", "person": vice.pk, "post": "vice_chair", "on": "2025-10-01", "save": "1"})

    assert "Lý Thị Én, 1980, Chi hội Xóm Nà Pò" in words(found)
    assert Office.objects.get(person=vice).post == "vice_chair"


def test_an_office_is_handed_over_with_the_right_to_work(cast: Cast, kept: Registers, signed_in: In) -> None:
    successor, held = person("Lý Thị Én", home=cast.na_po), Posting.objects.get(account=cast.commune)
    client, address = signed_in(cast.province), reverse("web:office-hand-over", args=[kept.office.pk])
    said = {"q": "én", "person": successor.pk, "on": "2025-11-01", "posting": held.pk, "save": "1"}

    wrong = client.post(address, said | {"account": "khong-co-ai"})
    client.post(address, said | {"account": cast.nobody.username})

    assert "Nobody signs in with this name" in words(wrong)
    held.refresh_from_db()
    assert held.ends_on == date(2025, 11, 1)
    assert Posting.objects.get(account=cast.nobody).post == "chair"
    assert Office.objects.get(person=successor).took_over_from == kept.office
    assert "took over from" in words(client.get(reverse("web:officers", args=["duc-long"]))).lower()


def test_a_person_out_of_reach_is_no_successor(cast: Cast, kept: Registers, signed_in: In) -> None:
    elsewhere = person("Vi Thị Xa", home=cast.that_khe)

    answer = signed_in(cast.province).post(
        reverse("web:office-hand-over", args=[kept.office.pk]), {"q": "xa", "person": elsewhere.pk, "on": "2025-11-01", "save": "1"}
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
    assert "No committee on record" in words(signed_in(cast.province).get(reverse("web:officers", args=["dong-khe"])))
