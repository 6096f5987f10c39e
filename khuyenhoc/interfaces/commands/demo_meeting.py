"""The demo's cluster and its meeting of 9 November 2022, through the same acts as the pages."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from khuyenhoc.domain.emulation import services
from khuyenhoc.domain.emulation.models import ReviewMeeting
from khuyenhoc.domain.organisation import services as organisation_services
from khuyenhoc.domain.organisation.models import ClusterYear, Unit
from khuyenhoc.foundation.values.datafiles import load_toml
from khuyenhoc.foundation.values.mandates import Action, Mandate


def load(mandate_for: Callable[[Action], Mandate]) -> ClusterYear:
    """
    Found the cluster, say who was in it in 2022, and put the meeting on record; a meeting that is there stays
    as it is.
    """
    mandate = mandate_for(Action.MEET)
    minutes: Mapping[str, Any] = load_toml("demo/meeting-2022.toml")
    described = load_toml("clusters/cao-bang.toml")[minutes["cluster"]]
    cluster = organisation_services.found_cluster(
        mandate=mandate,
        key=minutes["cluster"],
        name=described["name"],
        unit=Unit.objects.get(key=described["unit"]),
    )
    kept = ClusterYear.objects.filter(cluster=cluster, year=minutes["year"], meeting__isnull=False).first()
    if kept is not None:
        return kept
    year = next(one for one in described["year"] if one["year"] == minutes["year"])
    members = [Unit.objects.get(key=key) for key in year["members"]]
    cluster_year = organisation_services.set_cluster_year(
        mandate=mandate,
        cluster=cluster,
        year=year["year"],
        members=members,
        host=Unit.objects.get(key=year["host"]),
    )
    meeting = services.hold_meeting(
        mandate=mandate,
        cluster_year=cluster_year,
        held_on=minutes["held_on"],
        part_of_day=minutes["part_of_day"],
        place=minutes["place"],
        purpose=minutes["purpose"],
    )
    _fill(mandate, meeting, members, minutes)
    return cluster_year


def _fill(mandate: Mandate, meeting: ReviewMeeting, members: list[Unit], minutes: Mapping[str, Any]) -> None:
    services.record_attendance(
        mandate=mandate, meeting=meeting, present=[services.Present(unit=unit) for unit in members]
    )
    services.set_agenda(mandate=mandate, meeting=meeting, items=minutes["agenda"])
    for entry in minutes["entry"]:
        services.add_entry(mandate=mandate, meeting=meeting, kind=entry["kind"], text=entry["text"])
    for task in minutes["task"]:
        services.conclude(mandate=mandate, meeting=meeting, text=task["text"], due_on=task["due_on"])
