"""Founding a cluster and saying who is in it, year by year (RULE-28)."""

from __future__ import annotations

import pytest

from khuyenhoc.domain.emulation import services
from khuyenhoc.domain.organisation import queries as organisation
from khuyenhoc.domain.organisation import services as organisation_services
from khuyenhoc.domain.organisation.models import Cluster, ClusterMembership
from khuyenhoc.domain.organisation.queries import NoSuchCluster
from khuyenhoc.foundation.audit.models import AuditLine
from khuyenhoc.foundation.values.mandates import Action, OutsideMandate
from tests import factories
from tests.domain.emulation.meetings import held, mandate, year_of

MACHINE = factories.machine(Action.MEET)


def keys(cluster, year):
    return list(
        ClusterMembership.objects.filter(cluster_year=year_of(cluster, year))
        .order_by("position")
        .values_list("unit__key", flat=True)
    )


def test_founding_a_cluster_leaves_a_line_in_the_book_of_changes(cast):
    made = organisation_services.found_cluster(
        mandate=mandate(cast.province), key="cum-xa", name="Cụm các xã", unit=cast.cao_bang
    )

    line = AuditLine.objects.get(act="founded cluster", subject_id=made.pk)
    assert line.account_id == cast.province.pk


def test_a_cluster_cannot_have_the_key_of_a_unit(cast):
    with pytest.raises(organisation_services.ClusterKeyTaken):
        organisation_services.found_cluster(
            mandate=MACHINE, key="thach-an", name="Thạch An", unit=cast.cao_bang
        )


def test_a_cluster_cannot_have_the_key_of_another_associations_cluster(cast):
    with pytest.raises(organisation_services.ClusterKeyTaken):
        organisation_services.found_cluster(
            mandate=MACHINE, key="mien-dong", name="Cụm khác", unit=cast.lang_son
        )

    assert Cluster.objects.get(key="mien-dong").unit == cast.cao_bang


def test_founding_the_same_cluster_again_changes_nothing(cast):
    again = organisation_services.found_cluster(
        mandate=MACHINE, key="mien-dong", name="Tên khác", unit=cast.cao_bang
    )

    assert (again, again.name) == (cast.mien_dong, "Cụm miền Đông")


def test_nobody_founds_a_cluster_for_a_unit_out_of_reach(cast):
    with pytest.raises(OutsideMandate):
        organisation_services.found_cluster(
            mandate=mandate(cast.stranger), key="cum-la", name="Cụm lạ", unit=cast.cao_bang
        )


def test_setting_one_year_leaves_every_other_as_it_was(cast):
    organisation_services.set_cluster_year(
        mandate=mandate(cast.province),
        cluster=cast.mien_dong,
        year=2023,
        members=[cast.tp_cao_bang, cast.thach_an],
        head=cast.tp_cao_bang,
    )

    assert keys(cast.mien_dong, 2022) == ["thach-an", "tp-cao-bang"]
    assert year_of(cast.mien_dong).head == cast.thach_an
    assert keys(cast.mien_dong, 2023) == ["tp-cao-bang", "thach-an"]


def test_setting_a_year_again_replaces_its_members_and_their_order(cast):
    organisation_services.set_cluster_year(
        mandate=MACHINE,
        cluster=cast.mien_dong,
        year=2022,
        members=[cast.dong_khe, cast.tp_cao_bang, cast.dong_khe],
        host=cast.dong_khe,
    )

    assert keys(cast.mien_dong, 2022) == ["dong-khe", "tp-cao-bang"]
    assert (year_of(cast.mien_dong).head, year_of(cast.mien_dong).host) == (None, cast.dong_khe)


def test_a_district_that_ended_in_2025_is_refused_for_2026_by_name(cast):
    with pytest.raises(organisation_services.NotInBeing) as refusal:
        organisation_services.set_cluster_year(
            mandate=MACHINE, cluster=cast.mien_dong, year=2026, members=[cast.thach_an, cast.dong_khe]
        )

    assert refusal.value.units == ["Huyện Thạch An"]
    assert not cast.mien_dong.years.filter(year=2026).exists()


def test_in_the_year_it_ended_a_district_is_still_a_member_and_so_is_its_heir(cast):
    organisation_services.set_cluster_year(
        mandate=MACHINE, cluster=cast.mien_dong, year=2025, members=[cast.tan_giang_cu, cast.tan_giang]
    )

    assert keys(cast.mien_dong, 2025) == ["tan-giang-cu", "tan-giang"]


@pytest.mark.parametrize("part", ["head", "host"])
def test_head_and_host_come_from_the_members(cast, part):
    with pytest.raises(organisation_services.NotAMember):
        organisation_services.set_cluster_year(
            mandate=MACHINE,
            cluster=cast.mien_dong,
            year=2022,
            members=[cast.thach_an, cast.tp_cao_bang],
            **{part: cast.dong_khe},
        )


def test_the_head_runs_the_year_but_does_not_say_who_is_in_it(cast):
    with pytest.raises(OutsideMandate):
        organisation_services.set_cluster_year(
            mandate=mandate(cast.district),
            cluster=cast.mien_dong,
            year=2022,
            members=[cast.thach_an, cast.dong_khe],
        )


def test_a_keeper_does_not_take_in_units_of_others_to_read_their_figures(cast):
    with pytest.raises(OutsideMandate):
        organisation_services.set_cluster_year(
            mandate=mandate(cast.province),
            cluster=cast.mien_dong,
            year=2022,
            members=[cast.thach_an, cast.that_khe],
        )


def test_a_member_out_of_reach_that_is_there_already_may_stay(cast):
    organisation_services.set_cluster_year(
        mandate=MACHINE, cluster=cast.mien_dong, year=2022, members=[cast.thach_an, cast.that_khe]
    )

    organisation_services.set_cluster_year(
        mandate=mandate(cast.province),
        cluster=cast.mien_dong,
        year=2022,
        members=[cast.that_khe, cast.thach_an],
    )

    assert keys(cast.mien_dong, 2022) == ["that-khe", "thach-an"]


def test_a_member_that_owes_a_task_cannot_leave_the_year(cast):
    services.conclude(
        mandate=MACHINE,
        meeting=held(cast.mien_dong),
        text="Mở lớp",
        due_on=factories.TODAY,
        owner=cast.tp_cao_bang,
    )

    with pytest.raises(organisation_services.StillOwing) as refusal:
        organisation_services.set_cluster_year(
            mandate=MACHINE, cluster=cast.mien_dong, year=2022, members=[cast.thach_an, cast.dong_khe]
        )

    assert refusal.value.units == ["Thành phố Cao Bằng"]


@pytest.mark.parametrize(
    ("who", "sees", "runs"),
    [
        ("province", True, True),
        ("district", True, True),
        ("commune", False, False),
        ("stranger", False, False),
        ("nobody", False, False),
    ],
)
def test_members_see_a_year_and_its_keeper_head_and_host_run_it(cast, who, sees, runs):
    account, found = getattr(cast, who), year_of(cast.mien_dong)

    seen = organisation.years_seen(mandate(account, Action.VIEW))

    assert (bool(seen), organisation.may_run(mandate(account), found)) == (sees, runs)


def test_years_are_listed_with_the_latest_first(cast):
    for year in (2021, 2024):
        organisation_services.set_cluster_year(
            mandate=MACHINE, cluster=cast.mien_dong, year=year, members=[cast.thach_an, cast.tp_cao_bang]
        )

    assert [found.year for found in organisation.years_seen(mandate(cast.province))] == [2024, 2022, 2021]


@pytest.mark.parametrize(("key", "year"), [("mien-dong", 2019), ("mien-tay", 2022)])
def test_a_cluster_or_year_that_is_not_there_is_said_so(cast, key, year):
    with pytest.raises(NoSuchCluster):
        organisation.cluster_year(key, year)


def test_members_bear_the_names_of_their_year_in_the_clusters_order(cast):
    organisation_services.set_cluster_year(
        mandate=MACHINE, cluster=cast.mien_dong, year=2024, members=[cast.tp_cao_bang, cast.dong_khe]
    )

    names = organisation.member_names(year_of(cast.mien_dong, 2024))

    assert [name.title for name in names.values()] == ["Thành phố Cao Bằng", "Thị trấn Đông Khê"]


def test_units_to_join_were_in_being_at_one_end_of_the_year_and_are_within_reach(cast):
    in_2026 = {name.key for name in organisation.units_to_join(mandate(cast.province), 2026).values()}
    in_2025 = {name.key for name in organisation.units_to_join(mandate(cast.province), 2025).values()}

    assert {"tan-giang", "dong-khe"} <= in_2026
    assert in_2025 - in_2026 == {"thach-an", "tp-cao-bang", "tan-giang-cu", "duyet-trung"}
    assert "that-khe" not in in_2025
