"""Units on a day: found without accents or by code, in Vietnamese order, and through time."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.urls import reverse

from tests import factories
from tests.cast import Cast
from tests.interfaces.web.conftest import In, words


def titles(page: str) -> list[str]:
    """Units listed for the day; those of other days stand in a table of their own."""
    page = page.split("<h2>On other days</h2>", maxsplit=1)[0]
    return re.findall(r'<th scope="row"><a href="[^"]*">([^<]+)</a></th>', page)


def test_a_list_of_units_stands_in_vietnamese_order_and_names_its_day(cast: Cast, signed_in: In) -> None:
    page = signed_in(cast.province).get(reverse("web:units"), {"on": "2025-11-09"}).content.decode()

    assert titles(page) == [
        "Tỉnh Cao Bằng",
        "Xã Đông Khê",
        "Xã Đức Long",
        "Phường Tân Giang",
        "Chi hội Xóm Nà Pò",
    ]
    assert "in being on 09/11/2025" in page


@pytest.mark.parametrize(
    ("query", "on", "found"),
    [
        ("dong khe", "2025-11-09", ["Xã Đông Khê"]),
        ("thị trấn đông khê", "2024-01-01", ["Thị trấn Đông Khê"]),
        ("01288", "2024-01-01", ["Phường Duyệt Trung"]),
        ("01288", "2025-11-09", ["Phường Tân Giang"]),
        ("01276", "2025-11-09", []),
        ("lang son", "2025-11-09", []),
    ],
)
def test_a_unit_is_found_by_its_name_or_code_of_that_day(
    cast: Cast, signed_in: In, query: str, on: str, found: list[str]
) -> None:
    page = signed_in(cast.province).get(reverse("web:units"), {"q": query, "on": on}).content.decode()

    assert titles(page) == found


def test_a_day_that_is_none_is_said_beside_its_field_and_today_is_shown(cast: Cast, signed_in: In) -> None:
    answer = signed_in(cast.province).get(reverse("web:units"), {"on": "30 tháng 2"})

    assert answer.status_code == 200
    assert "This is not a day." in answer.content.decode()


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31", "1945-09-01"])
def test_a_day_outside_the_calendar_we_keep_is_refused_with_a_sentence(
    cast: Cast, signed_in: In, day: str
) -> None:
    answer = signed_in(cast.province).get(reverse("web:unit", kwargs={"key": "thach-an"}), {"on": day})

    assert answer.status_code == 200
    assert "The platform knows the days from" in answer.content.decode()


def test_a_list_is_taken_away_as_it_was_asked_for(cast: Cast, signed_in: In) -> None:
    answer = signed_in(cast.province).get(reverse("web:units-export"), {"q": "giang", "on": "2024-01-01"})

    lines = answer.content.decode("utf-8-sig").splitlines()
    assert answer["Content-Disposition"] == 'attachment; filename="don-vi-2024-01-01.csv"'
    assert lines[1:] == ["tan-giang-cu,Phường Tân Giang,Ward,01276,Thành phố Cao Bằng,,2025-06-30,2024-01-01"]


def test_a_merged_ward_names_those_it_carries_on_and_by_which_document(cast: Cast, signed_in: In) -> None:
    answer = signed_in(cast.province).get(
        reverse("web:unit", kwargs={"key": "tan-giang"}), {"on": "2025-11-09"}
    )

    said = words(answer)
    assert "Carries on phường Duyệt Trung phường Tân Giang" in said
    assert (
        "01/07/2025 Founded from phường Duyệt Trung and phường Tân Giang . By Nghị quyết 1657/NQ-UBTVQH15"
        in said
    )


def test_a_life_is_an_ordered_list_of_days(cast: Cast, signed_in: In) -> None:
    page = signed_in(cast.province).get(reverse("web:unit", kwargs={"key": "duyet-trung"})).content.decode()

    timeline = page.split('<ol class="timeline">')[1].split("</ol>")[0]
    assert timeline.count("<li>") == 2
    assert "Was there already; its first day is not on record." in timeline
    assert '<time datetime="2025-07-01">01/07/2025</time>' in timeline
    assert 'Merged into <a href="/lam-viec/don-vi/tan-giang/?on=2025-07-01">phường Tân Giang</a>.' in timeline


def test_the_document_leads_to_what_it_did(cast: Cast, signed_in: In) -> None:
    client = signed_in(cast.province)

    page = client.get(reverse("web:unit", kwargs={"key": "tan-giang"})).content.decode()
    (address,) = re.findall(r'<a href="(/lam-viec/to-chuc-lai/\d+/)">Nghị quyết 1657/NQ-UBTVQH15', page)

    assert client.get(address).status_code == 200


def test_a_document_leads_nowhere_for_whoever_reaches_no_unit_it_names(cast: Cast, signed_in: In) -> None:
    factories.merger(units=["duc-long"], heir="dong-khe", on=date(2025, 10, 1), document="09/NQ")

    answer = signed_in(cast.chapter).get(reverse("web:unit", kwargs={"key": "na-po"}))

    assert "01/10/2025 Moved from xã Đức Long to xã Đông Khê. By 09/NQ" in words(answer)
    assert "/lam-viec/to-chuc-lai/" not in answer.content.decode().split('<ol class="timeline">')[1]


def test_a_change_without_a_document_says_that_none_is_on_record(cast: Cast, signed_in: In) -> None:
    said = words(signed_in(cast.province).get(reverse("web:unit", kwargs={"key": "dong-khe"})))

    assert (
        "01/07/2025 Became commune; was town before. Moved from huyện Thạch An to tỉnh Cao Bằng . No "
        "document is on record."
    ) in said


def test_units_of_one_name_or_code_are_listed_with_place_code_and_days(cast: Cast, signed_in: In) -> None:
    said = words(signed_in(cast.province).get(reverse("web:unit", kwargs={"key": "tan-giang"})))

    mistaken = said.split("Names easily mistaken")[-1].split("Units below it")[0]
    assert (
        "Phường Duyệt Trung thành phố Cao Bằng, tỉnh Cao Bằng 01288 until 30/06/2025 same code; is carried "
        "on by this unit"
    ) in mistaken
    assert (
        "Phường Tân Giang thành phố Cao Bằng, tỉnh Cao Bằng 01276 until 30/06/2025 same name; is carried "
        "on by this unit"
    ) in mistaken


def test_a_namesake_outside_the_mandate_is_named_but_leads_nowhere(cast: Cast, signed_in: In) -> None:
    factories.units("""
        key,parent,kind,name,official_code,valid_from,valid_to
        duc-long-ls,lang-son,commune,Đức Long,06002,,
        ban-duc-long,lang-son,committee,Đức Long,,,
    """)

    page = signed_in(cast.commune).get(reverse("web:unit", kwargs={"key": "duc-long"})).content.decode()

    mistaken = page.split("Names easily mistaken")[-1].split("Units below it")[0]
    assert "tỉnh Lạng Sơn" in mistaken
    assert "duc-long-ls" not in mistaken
    assert "Ban khuyến học" not in mistaken


def test_a_stranger_may_not_see_a_life(cast: Cast, signed_in: In) -> None:
    answer = signed_in(cast.stranger).get(reverse("web:unit", kwargs={"key": "duyet-trung"}))

    assert answer.status_code == 404


def test_a_name_of_other_days_is_listed_with_its_days_when_nobody_bears_it_on_the_day(
    cast: Cast, signed_in: In
) -> None:
    answer = signed_in(cast.province).get(reverse("web:units"), {"q": "thach an", "on": "2025-07-01"})

    said = words(answer)
    assert "Nothing answers to “thach an” on 01/07/2025." in said
    assert "Huyện Thạch An tỉnh Cao Bằng 053 until 30/06/2025" in said
    assert "/lam-viec/don-vi/thach-an/?on=2025-06-30" in answer.content.decode()


def test_a_code_that_somebody_bears_on_the_day_names_its_bearers_of_other_days_too(
    cast: Cast, signed_in: In
) -> None:
    said = words(signed_in(cast.province).get(reverse("web:units"), {"q": "01288", "on": "2025-07-01"}))

    assert "1 unit in being on 01/07/2025 answers to “01288”." in said
    assert "Phường Duyệt Trung" in said.split("On other days")[-1]


def test_other_days_name_nobody_outside_the_mandate(cast: Cast, signed_in: In) -> None:
    said = words(signed_in(cast.stranger).get(reverse("web:units"), {"q": "thach an", "on": "2025-07-01"}))

    assert "Huyện Thạch An" not in said
    assert "No unit found" in said


def test_a_unit_that_ended_says_who_shows_its_figures(cast: Cast, signed_in: In) -> None:
    page = (
        signed_in(cast.province)
        .get(reverse("web:unit", kwargs={"key": "duyet-trung"}), {"on": "2025-11-09"})
        .content.decode()
    )

    assert "was not in being on 09/11/2025" in page
    assert "part of those of Phường Tân Giang" in page


def test_a_unit_is_shown_under_the_name_kind_and_parent_of_the_day(cast: Cast, signed_in: In) -> None:
    client = signed_in(cast.province)

    before = client.get(
        reverse("web:unit", kwargs={"key": "dong-khe"}), {"on": "2025-06-30"}
    ).content.decode()
    after = client.get(reverse("web:unit", kwargs={"key": "dong-khe"}), {"on": "2025-07-01"}).content.decode()

    assert "<h1>Thị trấn Đông Khê</h1>" in before
    assert "Huyện Thạch An" in before
    assert "<h1>Xã Đông Khê</h1>" in after


def test_a_parent_outside_the_mandate_is_named_but_leads_nowhere(cast: Cast, signed_in: In) -> None:
    page = signed_in(cast.commune).get(reverse("web:unit", kwargs={"key": "duc-long"})).content.decode()

    assert "Tỉnh Cao Bằng" in page
    assert "/lam-viec/don-vi/cao-bang/" not in page
