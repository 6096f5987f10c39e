"""Who gets in, who is sent where, and what a stranger learns: nothing."""

from __future__ import annotations

from pathlib import Path
from uuid import uuid4

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from khuyenhoc.domain.figures.models import FigureSheet, ReportedFigure
from khuyenhoc.domain.people import permissions
from khuyenhoc.domain.people import services as people
from khuyenhoc.domain.reporting.models import IssuedPack
from khuyenhoc.foundation.values.mandates import Action, Mandate
from khuyenhoc.foundation.waiting.models import WaitingSheet
from tests import factories
from tests.cast import Cast, client_of
from tests.interfaces.web.conftest import In

SECRETS = ("Thạch An", "Đức Long", "Tân Giang", "6.126", "60.000", "bí mật")
"""Words of Cao Bằng that somebody of Lạng Sơn must not read."""


@pytest.fixture
def addresses(cast: Cast) -> list[str]:
    """Every staff address that is about a unit or cluster of Cao Bằng, with something behind each."""
    sheet = factories.figures(
        {
            "unit": "thach-an",
            "period": "2022",
            "indicator": "model.family.registered",
            "value": "6126",
            "source": "bí mật",
        },
        {"unit": "mien-dong", "period": "2022", "indicator": "org.members", "value": "trên 60.000"},
    )
    pack = factories.issued(cast.mien_dong, 2022)
    figure = ReportedFigure.objects.get(unit=cast.thach_an)
    cluster = {"key": "mien-dong", "year": 2022}
    return [
        reverse("web:unit", kwargs={"key": "thach-an"}),
        reverse("web:unit", kwargs={"key": "cao-bang"}),
        reverse("web:figures", kwargs={"key": "thach-an"}),
        reverse("web:figures", kwargs={"key": "mien-dong"}),
        reverse("web:figures-export", kwargs={"key": "thach-an", "ending": "csv"}),
        reverse("web:figures-export", kwargs={"key": "mien-dong", "ending": "xlsx"}),
        reverse("web:figure-source", kwargs={"key": "thach-an", "figure": figure.pk}),
        reverse("web:sheet-loaded", kwargs={"sheet": sheet.pk}),
        reverse("web:pack", kwargs=cluster),
        reverse("web:pack-issue", kwargs=cluster),
        reverse("web:pack-issued", kwargs={**cluster, "issue": pack.issue}),
        *(
            reverse("web:pack-file", kwargs={**cluster, "issue": pack.issue, "ending": ending})
            for ending in ("docx", "pdf", "xlsx")
        ),
    ]


OWN_ADDRESSES = [
    "web:home",
    "web:account",
    "web:units",
    "web:units-export",
    "web:sheet-load",
    "web:sheet-blank",
    "web:packs",
    "web:pack-check",
]


def test_whoever_is_not_signed_in_is_asked_to_sign_in_and_comes_back(addresses: list[str]) -> None:
    client = Client()

    answers = {address: client.get(address) for address in [*addresses, *map(reverse, OWN_ADDRESSES)]}

    assert {address: answer.status_code for address, answer in answers.items()} == dict.fromkeys(answers, 302)
    assert {address: answer["Location"] for address, answer in answers.items()} == {
        address: f"/dang-nhap/?next={address}" for address in answers
    }


def test_a_stranger_finds_nothing_at_addresses_of_another_province(
    cast: Cast, addresses: list[str], signed_in: In
) -> None:
    client = signed_in(cast.stranger)

    answers = [client.get(address) for address in addresses]

    assert [answer.status_code for answer in answers] == [404] * len(addresses)
    assert not any(secret in answer.content.decode() for answer in answers for secret in SECRETS)


def test_a_stranger_sees_only_its_own_on_pages_that_all_have(
    cast: Cast, addresses: list[str], signed_in: In
) -> None:
    client = signed_in(cast.stranger)

    answers = [client.get(reverse(name)) for name in OWN_ADDRESSES if name != "web:sheet-blank"]

    assert [answer.status_code for answer in answers] == [200] * len(answers)
    assert not any(secret in answer.content.decode() for answer in answers for secret in SECRETS)


def test_a_stranger_cannot_tell_a_unit_that_is_not_his_from_one_that_is_not(
    cast: Cast, signed_in: In
) -> None:
    client = signed_in(cast.stranger)

    foreign, unknown = client.get("/lam-viec/don-vi/thach-an/"), client.get("/lam-viec/don-vi/khong-he-co/")

    assert foreign.status_code == unknown.status_code == 404
    assert foreign.content == unknown.content


def test_what_a_stranger_sends_changes_nothing(cast: Cast, addresses: list[str], signed_in: In) -> None:
    sheet = factories.figure_sheet(
        {"unit": "duc-long", "period": "2025", "indicator": "org.chapters", "value": 5}
    )
    waiting = factories.waiting(officers_mandate(cast), "figures", sheet.decode())
    before = (FigureSheet.objects.count(), IssuedPack.objects.count(), WaitingSheet.objects.count())
    client = signed_in(cast.stranger)

    stored = client.post(reverse("web:sheet-store", kwargs={"token": waiting.token}))
    discarded = client.post(reverse("web:sheet-discard", kwargs={"token": waiting.token}))
    looked = client.get(reverse("web:sheet-trial", kwargs={"token": waiting.token}))
    issued = client.post(reverse("web:pack-issue", kwargs={"key": "mien-dong", "year": 2022}))

    assert [answer.status_code for answer in (stored, discarded, looked, issued)] == [302, 302, 302, 404]
    assert (FigureSheet.objects.count(), IssuedPack.objects.count(), WaitingSheet.objects.count()) == before


def officers_mandate(cast: Cast) -> Mandate:
    return permissions.mandate(account=cast.commune, action=Action.REPORT, on=factories.TODAY)


def test_a_waiting_sheet_of_somebody_else_and_one_that_never_was_look_the_same(
    cast: Cast, signed_in: In
) -> None:
    waiting = factories.waiting(officers_mandate(cast), "figures", "unit")
    client = signed_in(cast.stranger)

    foreign = client.get(reverse("web:sheet-trial", kwargs={"token": waiting.token}), follow=True)
    unknown = client.get(reverse("web:sheet-trial", kwargs={"token": uuid4()}), follow=True)

    assert without_tokens(foreign.content.decode()) == without_tokens(unknown.content.decode())


def without_tokens(page: str) -> str:
    return "\n".join(line for line in page.splitlines() if "csrfmiddlewaretoken" not in line)


@pytest.mark.parametrize(
    ("who", "upper"),
    [("commune", "cao-bang"), ("commune", "thach-an"), ("chapter", "duc-long"), ("district", "cao-bang")],
)
def test_a_lower_tier_does_not_open_upper_units(cast: Cast, signed_in: In, who: str, upper: str) -> None:
    client = signed_in(getattr(cast, who))

    answers = [
        client.get(reverse("web:unit", kwargs={"key": upper})),
        client.get(reverse("web:figures", kwargs={"key": upper})),
        client.get(reverse("web:figures-export", kwargs={"key": upper, "ending": "csv"})),
    ]

    assert [answer.status_code for answer in answers] == [404, 404, 404]


def test_each_tier_opens_its_own_unit_and_those_below(cast: Cast, signed_in: In) -> None:
    opened = {
        (who, key): signed_in(getattr(cast, who)).get(reverse("web:unit", kwargs={"key": key})).status_code
        for who, key in [
            ("province", "na-po"),
            ("district", "thach-an"),
            ("district", "duc-long"),
            ("commune", "na-po"),
            ("chapter", "na-po"),
        ]
    }

    assert set(opened.values()) == {200}


def test_a_member_of_a_cluster_reads_its_report_but_only_its_leaders_issue_it(
    cast: Cast, addresses: list[str], signed_in: In
) -> None:
    city = people.open_account(
        mandate=factories.machine(Action.ORGANISE),
        username="thanh-pho",
        display_name="Thành phố",
        password="x",
    )
    people.appoint(
        mandate=factories.machine(Action.ORGANISE),
        account=city,
        unit=cast.tp_cao_bang,
        post="vice_chair",
        starts_on=factories.TODAY,
    )
    client = signed_in(city)

    read = client.get(reverse("web:pack", kwargs={"key": "mien-dong", "year": 2022}))
    issue = client.post(reverse("web:pack-issue", kwargs={"key": "mien-dong", "year": 2022}))

    assert (read.status_code, issue.status_code) == (200, 404)


@pytest.mark.parametrize("name", ["web:home", "web:units", "web:sheet-load", "web:packs"])
def test_an_account_without_a_post_is_told_whom_to_ask(cast: Cast, signed_in: In, name: str) -> None:
    answer = signed_in(cast.nobody).get(reverse(name))

    assert answer.status_code == 403
    assert "Ask the office of your association" in answer.content.decode()


def test_an_officer_may_not_issue_and_is_told_so(cast: Cast, signed_in: In) -> None:
    answer = signed_in(cast.commune).get(reverse("web:pack-issue", kwargs={"key": "mien-dong", "year": 2022}))

    assert answer.status_code == 403
    assert "issue a review-meeting report" in answer.content.decode()


def test_a_form_sent_after_the_session_ended_leads_back_to_its_page() -> None:
    address = reverse("web:sheet-load")

    answer = Client().post(address, headers={"referer": f"http://testserver{address}?a=1"})

    assert answer["Location"] == "/dang-nhap/?next=/lam-viec/nap-so-lieu/%3Fa%3D1"


def test_a_form_sent_from_elsewhere_does_not_choose_where_one_lands() -> None:
    answer = Client().post(reverse("web:sheet-load"), headers={"referer": "https://elsewhere.example/trap"})

    assert answer["Location"] == "/dang-nhap/?next=/"


def test_a_part_of_a_page_asked_for_after_the_session_ended_sends_the_whole_page_to_sign_in() -> None:
    answer = Client().get(
        reverse("web:home"), headers={"hx-request": "true", "referer": "http://testserver/lam-viec/"}
    )

    assert answer["HX-Redirect"] == "/dang-nhap/?next=/lam-viec/"


def test_somebody_signs_in_with_name_and_password_and_lands_on_what_is_to_do(cast: Cast) -> None:
    client = Client()

    answer = client.post("/dang-nhap/", {"login": "can-bo", "password": "mật khẩu để thử"})

    assert answer.status_code == 302
    assert answer["Location"] == "/lam-viec/"


def test_a_wrong_password_is_refused_with_a_sentence_and_the_name_is_kept(cast: Cast) -> None:
    client = Client(headers={"cookie": "django_language=en"})

    page = client.post("/dang-nhap/", {"login": "can-bo", "password": "sai"}).content.decode()

    assert "The account name or the password is not right." in page
    assert 'value="can-bo"' in page


@pytest.mark.parametrize(
    "address",
    ["/dang-nhap/signup/", "/dang-nhap/dang-ky/", "/dang-nhap/password/reset/", "/dang-nhap/email/"],
)
def test_nobody_signs_up_or_resets_a_password_by_himself(db: None, address: str) -> None:
    assert Client().get(address).status_code == 404


def test_signing_out_takes_a_button_and_not_a_link(cast: Cast) -> None:
    client = client_of(cast.commune)

    looked = client.get("/dang-nhap/thoat/")
    still_in = client.get("/lam-viec/").status_code
    left = client.post("/dang-nhap/thoat/")

    assert (looked.status_code, still_in, left.status_code) == (200, 200, 302)
    assert client.get("/lam-viec/").status_code == 302


def test_only_accounts_that_may_publish_open_the_editor(cast: Cast, signed_in: In) -> None:
    cast.editor.user_permissions.add(Permission.objects.get(codename="access_admin"))

    inside = signed_in(cast.editor).get("/bien-tap/")
    outside = signed_in(cast.commune).get("/bien-tap/")
    unknown = Client().get("/bien-tap/")

    assert (inside.status_code, outside.status_code, unknown.status_code) == (200, 403, 302)
    assert unknown["Location"] == "/dang-nhap/?next=/bien-tap/"


@pytest.mark.parametrize("address", ["/bien-tap/login/", "/_util/login/"])
def test_there_is_one_place_to_sign_in(db: None, address: str) -> None:
    assert Client().get(address + "?next=/x/")["Location"] == "/dang-nhap/?next=/x/"


def test_a_post_that_may_publish_without_a_place_in_the_editor_does_not_go_round_in_circles(
    cast: Cast, signed_in: In
) -> None:
    assert signed_in(cast.editor).get("/bien-tap/").status_code == 403


def test_a_browser_that_asks_for_english_still_gets_vietnamese(db: None) -> None:
    page = Client().get("/dang-nhap/", headers={"accept-language": "en-US,en;q=0.9"})

    assert page["Content-Language"] == "vi"
    assert '<html lang="vi"' in page.content.decode()


def test_the_language_switch_turns_the_page_english(db: None) -> None:
    client = Client()

    client.post("/ngon-ngu/", {"language": "en", "next": "/dang-nhap/"})
    page = client.get("/dang-nhap/")

    assert page["Content-Language"] == "en"
    assert "Sign in" in page.content.decode()


def test_the_platform_says_it_is_well(db: None) -> None:
    answer = Client().get("/suc-khoe/")

    assert answer.status_code == 200
    assert answer.json()["status"] == "ok"


@pytest.mark.parametrize(
    "path",
    [
        "original_images/a.jpg",
        "documents/a.pdf",
        "images/../original_images/a.jpg",
        "images/%2e%2e/documents/a.pdf",
    ],
)
def test_only_renditions_of_pictures_are_served(
    db: None, settings: Settings, tmp_path: Path, path: str
) -> None:
    settings.MEDIA_ROOT = tmp_path
    for folder in ("images", "original_images", "documents"):
        (tmp_path / folder).mkdir()
        for name in ("a.jpg", "a.pdf"):
            (tmp_path / folder / name).write_bytes(b"x")

    rendition, other = Client().get("/media/images/a.jpg"), Client().get(f"/media/{path}")

    rendition.close()
    assert rendition.status_code == 200
    assert other.status_code in (400, 404)
