"""
Founding a cluster and saying who is in it: nothing is stored before “save”, and a refusal is a sentence
beside what was typed.
"""

from __future__ import annotations

import pytest
from django.urls import reverse

from khuyenhoc.domain.organisation import queries as organisation
from khuyenhoc.domain.organisation.models import Cluster, ClusterYear
from tests.cast import Cast
from tests.interfaces.web.conftest import In, words
from tests.interfaces.web.the_cluster import at, cluster_year, met

__all__ = ["met"]


def test_founding_proposes_a_short_name_first_and_stores_nothing(cast: Cast, signed_in: In) -> None:
    answer = signed_in(cast.province).post(
        reverse("web:cluster-found"), {"name": "Cụm thi đua miền Tây", "unit": "cao-bang"}
    )

    assert 'value="cum-thi-dua-mien-tay"' in answer.content.decode()
    assert not Cluster.objects.filter(key="cum-thi-dua-mien-tay").exists()


def test_a_cluster_is_founded_and_leads_on_to_its_first_year(cast: Cast, signed_in: In) -> None:
    sent = {"name": "Cụm miền Tây", "unit": "cao-bang", "key": "mien-tay"}

    answer = signed_in(cast.province).post(reverse("web:cluster-found"), sent, follow=True)

    assert Cluster.objects.get(key="mien-tay").unit == cast.cao_bang
    assert "Cụm miền Tây is on record. Now say who is in it, year by year." in words(answer)


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"name": ""}, "Write the name of the cluster."),
        ({"name": "!!"}, "Write the name with letters."),
        ({"key": "thach-an"}, "“thach-an” is in use already"),
        ({"key": "mien-dong"}, "“mien-dong” is in use already"),
        ({"key": "Miền Tây"}, "Write small letters without accents"),
        ({"unit": "lang-son"}, "Choose an association of the list."),
    ],
)
def test_a_cluster_that_cannot_be_founded_keeps_what_was_typed(
    cast: Cast, signed_in: In, sent: dict[str, str], said: str
) -> None:
    typed = {"name": "Cụm miền Tây", "unit": "cao-bang", "key": "mien-tay"} | sent

    answer = signed_in(cast.province).post(reverse("web:cluster-found"), typed)

    assert answer.status_code == 422
    assert words(answer).count(said) == 2  # on top and beside the field
    assert f'value="{typed["name"]}"' in answer.content.decode() or not typed["name"]
    assert Cluster.objects.count() == 1


@pytest.mark.parametrize(
    ("year", "status"), [("2024", 302), ("", 422), ("hai nghìn", 422), ("1900", 422), ("99999999999", 422)]
)
def test_a_year_is_chosen_before_its_members(cast: Cast, signed_in: In, year: str, status: int) -> None:
    answer = signed_in(cast.province).post(
        reverse("web:cluster-choose-year", kwargs={"key": "mien-dong"}), {"year": year}
    )

    assert answer.status_code == status
    if status == 302:
        assert answer["Location"] == at("cluster-members", year=2024)


def test_a_new_year_starts_from_the_one_before_and_is_not_stored_by_looking(
    cast: Cast, signed_in: In
) -> None:
    page = signed_in(cast.province).get(at("cluster-members", year=2023))

    assert page.content.decode().index('value="thach-an"') < page.content.decode().index(
        'value="tp-cao-bang"'
    )
    assert "Nothing is stored for this year" in words(page)
    assert not ClusterYear.objects.filter(year=2023).exists()


def test_a_new_year_after_the_reform_leaves_the_old_districts_out_and_says_so(
    cast: Cast, signed_in: In
) -> None:
    page = words(signed_in(cast.province).get(at("cluster-members", year=2026)))

    assert "Left out, for they are no units this year: Huyện Thạch An Thành phố Cao Bằng" in page
    assert "No member yet." in page


def test_a_unit_is_found_without_accents_and_only_within_reach(cast: Cast, signed_in: In) -> None:
    client = signed_in(cast.province)

    found = words(client.post(at("cluster-members", year=2026), {"q": "dong khe", "find": "1"}))
    foreign = words(client.post(at("cluster-members", year=2026), {"q": "that khe", "find": "1"}))

    assert "Xã Đông Khê" in found
    assert "No other unit of that year answers to this." in foreign


@pytest.mark.parametrize(
    ("button", "order"),
    [
        ({"add": "duc-long"}, ["dong-khe", "tan-giang", "duc-long"]),
        ({"add": "dong-khe"}, ["dong-khe", "tan-giang"]),
        ({"remove": "dong-khe"}, ["tan-giang"]),
        ({"up": "tan-giang"}, ["tan-giang", "dong-khe"]),
        ({"up": "dong-khe"}, ["dong-khe", "tan-giang"]),
        ({"down": "dong-khe"}, ["tan-giang", "dong-khe"]),
    ],
)
def test_the_buttons_change_the_list_and_store_nothing(
    cast: Cast, signed_in: In, button: dict[str, str], order: list[str]
) -> None:
    sent = {"member": ["dong-khe", "tan-giang"], "q": "duc", "head": "tan-giang", **button}

    answer = signed_in(cast.province).post(at("cluster-members", year=2026), sent)

    assert [unit.key for unit in answer.context["page"].members] == order
    assert '<option value="tan-giang" selected>' in answer.content.decode()
    assert not ClusterYear.objects.filter(year=2026).exists()


def test_saving_stores_members_in_order_with_head_and_host_and_leaves_other_years(
    cast: Cast, signed_in: In
) -> None:
    sent = {"member": ["tan-giang", "dong-khe"], "head": "dong-khe", "host": "", "save": "1"}

    answer = signed_in(cast.province).post(at("cluster-members", year=2026), sent, follow=True)

    made = organisation.cluster_year("mien-dong", 2026)
    assert [name.key for name in organisation.member_names(made).values()] == ["tan-giang", "dong-khe"]
    assert (made.head, made.host) == (cast.dong_khe, None)
    assert "Saved: Cụm miền Đông has 2 members in 2026. Other years stay as they were." in words(answer)
    assert [name.key for name in organisation.member_names(cluster_year()).values()] == [
        "thach-an",
        "tp-cao-bang",
    ]


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"member": ["dong-khe"]}, "A cluster compares units with each other: add at least two."),
        ({"member": ["dong-khe", "thach-an"]}, "No units in 2026: Huyện Thạch An."),
        ({"member": ["dong-khe", "tan-giang"], "head": "duc-long"}, "Head and host are members of the year."),
    ],
)
def test_a_year_that_cannot_be_stored_says_why_and_keeps_the_list(
    cast: Cast, signed_in: In, sent: dict[str, object], said: str
) -> None:
    answer = signed_in(cast.province).post(at("cluster-members", year=2026), {**sent, "save": "1"})

    assert answer.status_code == 422
    assert said in words(answer)
    assert [unit.key for unit in answer.context["page"].members] == sent["member"]
    assert not ClusterYear.objects.filter(year=2026).exists()


@pytest.mark.parametrize("intruder", ["that-khe", "khong-co", "\x00"])
def test_a_unit_out_of_reach_cannot_be_smuggled_in(cast: Cast, signed_in: In, intruder: str) -> None:
    answer = signed_in(cast.province).post(
        at("cluster-members", year=2026), {"member": ["dong-khe", intruder], "save": "1"}
    )

    assert answer.status_code == 404


def test_a_member_with_a_task_cannot_be_taken_out(met: Cast, signed_in: In) -> None:
    answer = signed_in(met.province).post(
        at("cluster-members"), {"member": ["thach-an", "dong-khe"], "save": "1"}
    )

    assert "Thành phố Cao Bằng cannot leave" in words(answer)
